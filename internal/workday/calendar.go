// Package workday is China's working calendar: which days are worked, and when a period that starts now ends.
//
// Working days follow the yearly notice of the State Council on holidays, which also turns weekends into working days. A
// table of the days that the notices name is shipped and replaced by import; every other day is Monday to Friday.
//
// A day beyond the last imported notice (or of a year left out between two imported ones) is computed Monday to Friday
// too, and a result that used it is provisional: it is shown as such and computed again when the notice is imported. The
// last day of the greatest notice year is still certain. Days before the first imported notice are computed Monday to
// Friday and are not provisional: no notice is awaited that could change them. With no notice at all everything is
// provisional.
//
// The three units of cases are in the manuals of urban management (工作时, 紧急工作时, 工作日). That the day of the start does
// not count, that a month ends on the corresponding day or on the month's last one, that an end on a free day moves to
// the next working day, and that the end is closing time where there are office hours, is 民法典 articles 201 to 203.
package workday

import (
	"slices"
	"sort"
	"time"

	"linli/internal/errs"
)

// Calendar answers what is worked and when. It is immutable and may be shared; it is made by New or Shipped.
type Calendar struct {
	hours  Hours
	base   Date  // first day of the table: 1 January
	counts []int // counts[i] is the number of working days in base … base+i-1; the table ends on 31 December
	years  []int // years whose notice is known, ascending
}

// New makes a calendar from office hours and the named days in any order. Invalid when the hours are not a part of a
// day, or a day is named twice or not as Parse would accept it.
func New(h Hours, days []Day) (_ Calendar, err error) {
	defer errs.Wrap(&err, "workday.New")
	if !h.valid() {
		return Calendar{}, errs.New(errs.Invalid, "workday.hours")
	}
	c := Calendar{hours: h}
	named := make(map[Date]Kind, len(days))
	for _, d := range days {
		if key := d.problem(); key != "" {
			return Calendar{}, errs.New(errs.Invalid, key, d.Date.String())
		}
		if _, twice := named[d.Date]; twice {
			return Calendar{}, errs.New(errs.Invalid, "workday.duplicate", d.Date.String())
		}
		named[d.Date] = d.Kind
		c.years = append(c.years, d.NoticeYear)
	}
	slices.Sort(c.years)
	c.years = slices.Compact(c.years)
	if len(c.years) > 0 {
		c.count(named)
	}
	return c, nil
}

// Shipped is the calendar of the shipped table and the default hours.
func Shipped() Calendar {
	c, err := New(DefaultHours(), Default())
	if err != nil {
		panic(err) // both are part of the build; a test makes it
	}
	return c
}

// count fills the table of sums, from the year before the first notice (which may name days of it) to the last.
func (c *Calendar) count(named map[Date]Kind) {
	c.base = newYear(c.years[0] - 1)
	end := newYear(c.years[len(c.years)-1] + 1)
	c.counts = make([]int, 1, end-c.base+1)
	sum := 0
	for d := c.base; d < end; d++ {
		kind, ok := named[d]
		if kind == Work || (!ok && weekdays(d)-weekdays(d-1) == 1) {
			sum++
		}
		c.counts = append(c.counts, sum)
	}
}

// weekdays numbers the days Monday to Friday: the days a < d <= b hold weekdays(b) - weekdays(a) of them.
func weekdays(d Date) int {
	const monday = 4 // 1970-01-05
	weeks := floorDiv(int(d)-monday, 7)
	return 5*weeks + min(int(d)-monday-7*weeks+1, 5)
}

// worked numbers the working days as weekdays does its own.
func (c Calendar) worked(d Date) int {
	if len(c.counts) == 0 || d < c.base {
		return weekdays(d)
	}
	i := min(int(d-c.base)+1, len(c.counts)-1)
	last := c.base + Date(i) - 1
	return weekdays(c.base-1) + c.counts[i] + weekdays(d) - weekdays(last)
}

// nth is the n-th working day after d; n >= 1.
func (c Calendar) nth(d Date, n int) Date {
	want := c.worked(d) + n
	enough := max(d, c.base+Date(len(c.counts))) + Date(7*(n/5+1)) // n days Monday to Friday behind the table
	return d + 1 + Date(sort.Search(int(enough-d), func(i int) bool { return c.worked(d+1+Date(i)) >= want }))
}

func (c Calendar) isWorkday(d Date) bool { return c.worked(d) > c.worked(d-1) }

// provisional tells whether a day of first … last has a notice that is still awaited.
func (c Calendar) provisional(first, last Date) bool {
	if len(c.years) == 0 {
		return true
	}
	for y := max(first.Year(), c.years[0]); y <= last.Year(); y++ {
		if _, known := slices.BinarySearch(c.years, y); !known {
			return true
		}
	}
	return false
}

// LastYear is the greatest year whose notice is known, 0 when none is.
func (c Calendar) LastYear() int {
	if len(c.years) == 0 {
		return 0
	}
	return c.years[len(c.years)-1]
}

// Hours are the office hours the calendar was made with.
func (c Calendar) Hours() Hours { return c.hours }

// IsWorkday tells whether the day of t is worked.
func (c Calendar) IsWorkday(t time.Time) bool { return c.isWorkday(DateOf(t)) }

// Workdays counts the working days after the day of a up to and including the day of b; negative when b's day is
// earlier.
func (c Calendar) Workdays(a, b time.Time) int { return c.worked(DateOf(b)) - c.worked(DateOf(a)) }

// Worked is the office time between a and b; negative when b is earlier.
func (c Calendar) Worked(a, b time.Time) time.Duration {
	whole := c.worked(DateOf(b)-1) - c.worked(DateOf(a)-1)
	return time.Duration(whole)*c.length() + c.today(b) - c.today(a)
}

func (c Calendar) length() time.Duration { return c.hours.length() }

// today is the office time of t's day that has passed at t.
func (c Calendar) today(t time.Time) time.Duration {
	d := DateOf(t)
	if !c.isWorkday(d) {
		return 0
	}
	return c.hours.passed(t.Sub(d.At(0)))
}
