package workday

import (
	"time"

	"linli/internal/errs"
)

const (
	zoneSeconds = 8 * 60 * 60
	daySeconds  = 24 * 60 * 60
)

// Zone is China time: +08:00 all year. Every time this package returns is in it; the times it takes may be in any zone.
var Zone = time.FixedZone("+08:00", zoneSeconds)

// Date is a day of China's calendar: the number of days since 1970-01-01. Dates compare and subtract as numbers.
type Date int

// DateOf is the day on which t falls in China, whatever zone t is written in.
func DateOf(t time.Time) Date { return Date(floorDiv(int(t.Unix())+zoneSeconds, daySeconds)) }

// ParseDate reads the form 2026-02-14; anything else is Invalid.
func ParseDate(s string) (Date, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, Zone)
	if err != nil {
		return 0, errs.Because(errs.Invalid, err, "workday.date", s)
	}
	return DateOf(t), nil
}

// At is the moment of this day so long after midnight in China.
func (d Date) At(sinceMidnight time.Duration) time.Time {
	return time.Unix(int64(d)*daySeconds-zoneSeconds, 0).In(Zone).Add(sinceMidnight)
}

// String is the form 2026-02-14.
func (d Date) String() string { return d.At(0).Format(time.DateOnly) }

// Year is the calendar year of the day.
func (d Date) Year() int { return d.At(0).Year() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.At(0).Weekday() }

// addMonths keeps the day of the month, or takes the last day of a month that is too short (31 January + 1 = end of
// February).
func (d Date) addMonths(n int) Date {
	y, m, day := d.At(0).Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, Zone)
	return DateOf(last) - Date(max(0, last.Day()-day))
}

func newYear(year int) Date { return DateOf(time.Date(year, time.January, 1, 0, 0, 0, 0, Zone)) }

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
