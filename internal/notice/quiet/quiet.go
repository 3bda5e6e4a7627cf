// Package quiet is the hours in which nothing rings, by the clock of China.
package quiet

import (
	"time"

	"linli/internal/workday"
)

// minutes of a day.
const day = 24 * 60

// Hours is the hours in which nothing rings: minutes after midnight in China, From until To, over midnight where To is before
// From. Equal: there are none.
type Hours struct{ From, To int }

// Valid tells whether both are minutes of a day.
func (q Hours) Valid() bool { return q.From >= 0 && q.From < day && q.To >= 0 && q.To < day }

// minute is the minute of the day in China.
func minute(t time.Time) int {
	c := t.In(workday.Zone)
	return c.Hour()*60 + c.Minute()
}

// In tells whether a moment is quiet.
func (q Hours) In(t time.Time) bool {
	m := minute(t)
	if q.From <= q.To {
		return m >= q.From && m < q.To
	}
	return m >= q.From || m < q.To
}

// After is the first moment from t on that is not quiet: t itself, or the end of the quiet hours.
func (q Hours) After(t time.Time) time.Time {
	if !q.In(t) {
		return t
	}
	d := workday.DateOf(t)
	if minute(t) >= q.To {
		d++ // they end tomorrow
	}
	return d.At(time.Duration(q.To) * time.Minute).UTC()
}

// Manners is how somebody is told: quiet hours, and the hour of the digest.
type Manners struct {
	Quiet Hours
	Hour  int
}

// Due is when something that is told at a moment goes out: at once or in the next digest, and never in quiet hours.
func (m Manners) Due(at time.Time, digest bool) time.Time {
	if digest {
		d := workday.DateOf(at)
		next := d.At(time.Duration(m.Hour) * time.Hour)
		if !next.After(at) {
			next = (d + 1).At(time.Duration(m.Hour) * time.Hour)
		}
		at = next.UTC()
	}
	return m.Quiet.After(at)
}
