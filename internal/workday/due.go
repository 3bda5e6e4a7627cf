package workday

import "time"

// Due is the end of a period that starts at from, always after it. Provisional tells that a day still awaiting its notice
// was used; round-the-clock hours use no calendar and are never provisional. It panics on a span that ParseSpan would
// refuse.
func (c Calendar) Due(from time.Time, s Span) (due time.Time, provisional bool) {
	if !s.valid() {
		panic("workday: not a span: " + s.String())
	}
	start := DateOf(from)
	switch s.Unit {
	case Hour:
		return from.Add(time.Duration(s.N) * time.Hour).In(Zone), false
	case WorkHour:
		due = c.addWork(from, time.Duration(s.N)*time.Hour)
	case Workday:
		start++
		due = c.closing(c.nth(start-1, s.N))
	case Month:
		start = start.addMonths(s.N)
		due = c.closing(c.nth(start-1, 1))
	}
	return due, c.provisional(start, DateOf(due))
}

// Shift moves a due date by a pause, measured in the unit of the period, so that as much is left when the pause ends as
// was left when it began: working days, office time or plain time. A period in months moves by the calendar days of the
// pause, and on to a working day. A pause of no length in the unit leaves the date as it is; but what was not late when
// the pause began is not late when it ends: it then has until closing time of the next working day. It panics when u is
// no unit or the pause ends before it begins.
func (c Calendar) Shift(due, pause, resume time.Time, u Unit) (shifted time.Time, provisional bool) {
	if !u.valid() || resume.Before(pause) {
		panic("workday: not a pause in " + string(u))
	}
	day := DateOf(due)
	shifted = due.In(Zone)
	switch u {
	case Hour:
		return shifted.Add(resume.Sub(pause)), false
	case WorkHour:
		if d := c.Worked(pause, resume); d > 0 {
			shifted = c.addWork(due, d)
		}
	case Workday:
		if n := c.Workdays(pause, resume); n > 0 {
			shifted = c.closing(c.nth(day, n))
		}
	case Month:
		if n := DateOf(resume) - DateOf(pause); n > 0 {
			shifted = c.closing(c.nth(day+n-1, 1))
		}
	}
	if pause.Before(due) && !resume.Before(shifted) {
		shifted = c.closing(c.nth(DateOf(resume), 1))
	}
	return shifted, c.provisional(min(day, DateOf(pause)), max(DateOf(shifted), DateOf(resume)))
}

// Left is the number of working days from now to due: those after today up to and including the day of due, for 还有 6 个工
// 作日. 0 when the day is today or past, and also when only free days lie between, as a round-the-clock period may end:
// 今天 is said when DateOf(now) == DateOf(due).
func (c Calendar) Left(now, due time.Time) int { return max(c.Workdays(now, due), 0) }

// Late is the number of working days since due, for 超 2 个工作日: 0 until due has passed, then those after its day up to
// and including today, and at least 1, because what is late is never late by nothing.
func (c Calendar) Late(now, due time.Time) int {
	if !now.After(due) {
		return 0
	}
	return max(c.Workdays(due, now), 1)
}

// Closing is the closing time of a day: what is to be done by that day is done by then.
func (c Calendar) Closing(d Date) time.Time { return c.closing(d) }

func (c Calendar) closing(d Date) time.Time { return d.At(c.hours.Close) }

// addWork is the moment at which d more office time than at t has passed; d > 0.
func (c Calendar) addWork(t time.Time, d time.Duration) time.Time {
	before := DateOf(t) - 1
	need := c.today(t) + d
	days := int((need-1)/c.length()) + 1 // begun ones, t's own included
	rest := need - time.Duration(days-1)*c.length()
	return c.nth(before, days).At(c.hours.when(rest))
}
