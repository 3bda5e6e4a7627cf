package metric

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"linli/internal/workday"
)

// Month is a month of China's calendar: twelve times the year, plus 0 for January to 11 for December. Months compare and
// subtract as numbers.
type Month int

// MonthOf is the month in which t falls in China, whatever zone t is written in.
func MonthOf(t time.Time) Month {
	at := t.In(workday.Zone)
	return Month(12*at.Year() + int(at.Month()) - 1)
}

// Begins is the first moment of the month.
func (m Month) Begins() time.Time {
	return time.Date(m.Year(), time.Month(m.Number()), 1, 0, 0, 0, 0, workday.Zone)
}

// Year is the month's year.
func (m Month) Year() int { return int(m) / 12 }

// Number is 1 for January to 12 for December.
func (m Month) Number() int { return int(m)%12 + 1 }

// String is the form 2026-05.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year(), m.Number()) }

// Kind is a length of period.
type Kind uint8

// The kinds.
const (
	LastYear Kind = iota // the month that runs and the eleven before it
	OneMonth
	OneYear
)

// Period is what figures are about: whole months, the first and the last of them included.
type Period struct {
	Kind        Kind
	First, Last Month
}

// form is how an address names a period: 2026-05, 2026.
var form = regexp.MustCompile(`^(20[0-9]{2})(-(0[1-9]|1[0-2]))?$`)

// ParsePeriod reads a period as an address names it; what it does not know is the last twelve months.
func ParsePeriod(s string, now time.Time) Period {
	m := form.FindStringSubmatch(s)
	this := MonthOf(now)
	if m == nil {
		return Period{LastYear, this - 11, this}
	}
	year, _ := strconv.Atoi(m[1]) // four digits
	if m[3] == "" {
		return Period{OneYear, Month(12 * year), Month(12*year + 11)}
	}
	number, _ := strconv.Atoi(m[3]) // two digits
	one := Month(12*year + number - 1)
	return Period{OneMonth, one, one}
}

// String is how an address names the period, empty for the last twelve months.
func (p Period) String() string {
	switch p.Kind {
	case OneMonth:
		return p.First.String()
	case OneYear:
		return strconv.Itoa(p.First.Year())
	}
	return ""
}

// Range is the period in time, [from, until).
func (p Period) Range() (from, until time.Time) { return p.First.Begins(), (p.Last + 1).Begins() }

// Has tells whether the month of a moment is in the period.
func (p Period) Has(t time.Time) bool {
	m := MonthOf(t)
	return !t.IsZero() && p.First <= m && m <= p.Last
}

// Year is twelve months that show the period in time: its own, or, of a single month, those that lead to it.
func (p Period) Year() (months [12]Month) {
	for i := range months {
		months[i] = p.Last - 11 + Month(i)
	}
	return months
}
