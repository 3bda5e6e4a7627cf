package notice

import (
	"time"

	"linli/internal/workday"
)

// minutes of a day.
const day = 24 * 60

// Quiet is the hours in which nothing rings: minutes after midnight in China, From until To, over midnight where To is before
// From. Equal: there are none.
type Quiet struct{ From, To int }

// Valid tells whether both are minutes of a day.
func (q Quiet) Valid() bool { return q.From >= 0 && q.From < day && q.To >= 0 && q.To < day }

// minute is the minute of the day in China.
func minute(t time.Time) int {
	c := t.In(workday.Zone)
	return c.Hour()*60 + c.Minute()
}

// In tells whether a moment is quiet.
func (q Quiet) In(t time.Time) bool {
	m := minute(t)
	if q.From <= q.To {
		return m >= q.From && m < q.To
	}
	return m >= q.From || m < q.To
}

// After is the first moment from t on that is not quiet: t itself, or the end of the quiet hours.
func (q Quiet) After(t time.Time) time.Time {
	if !q.In(t) {
		return t
	}
	d := workday.DateOf(t)
	if minute(t) >= q.To {
		d++ // they end tomorrow
	}
	return d.At(time.Duration(q.To) * time.Minute).UTC()
}

// manners is how somebody is told: quiet hours, and the hour of the digest.
type manners struct {
	Quiet Quiet
	Hour  int
}

// due is when something that is told at a moment goes out.
func (m manners) due(at time.Time, w Way) time.Time {
	if w == Digest {
		d := workday.DateOf(at)
		next := d.At(time.Duration(m.Hour) * time.Hour)
		if !next.After(at) {
			next = (d + 1).At(time.Duration(m.Hour) * time.Hour)
		}
		at = next.UTC()
	}
	return m.Quiet.After(at)
}
