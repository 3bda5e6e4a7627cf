package workday_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/workday"
)

func genSpan() *rapid.Generator[workday.Span] {
	return rapid.Custom(func(t *rapid.T) workday.Span {
		return workday.Span{
			N:    rapid.OneOf(rapid.IntRange(1, 40), rapid.IntRange(1, 9999)).Draw(t, "n"),
			Unit: rapid.SampledFrom([]workday.Unit{workday.WorkHour, workday.Hour, workday.Workday, workday.Month}).Draw(t, "unit"),
		}
	})
}

// genTime draws moments inside the shipped table and some years around it, to the microsecond, and often on the edges of
// office hours.
func genTime() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		day := workday.Date(rapid.IntRange(17500, 22000).Draw(t, "day")) // 2017-11-30 … 2030-03-27
		edges := rapid.SampledFrom([]time.Duration{0, 510 * time.Minute, 1050 * time.Minute, 24*time.Hour - time.Microsecond})
		other := rapid.Map(rapid.Int64Range(0, 86_400_000_000-1), func(µs int64) time.Duration { return time.Duration(µs) * time.Microsecond })
		return day.At(rapid.OneOf(edges, other).Draw(t, "time"))
	})
}

// genCalendar draws the shipped calendar or one of arbitrary named days and hours.
func genCalendar() *rapid.Generator[workday.Calendar] {
	return rapid.Custom(func(t *rapid.T) workday.Calendar {
		if rapid.Bool().Draw(t, "shipped") {
			return workday.Shipped()
		}
		open := rapid.IntRange(0, 24*60-2).Draw(t, "open")
		end := rapid.IntRange(open+1, 24*60-1).Draw(t, "close")
		hours := workday.Hours{Open: time.Duration(open) * time.Minute, Close: time.Duration(end) * time.Minute}
		if end-open > 2 && rapid.Bool().Draw(t, "break") {
			noon := rapid.IntRange(open+1, end-2).Draw(t, "noon")
			back := rapid.IntRange(noon+1, end-1).Draw(t, "back")
			hours.Noon, hours.Back = time.Duration(noon)*time.Minute, time.Duration(back)*time.Minute
		}
		if again, err := workday.ParseHours(hours.String()); err != nil || again != hours {
			t.Fatalf("%s reads as %v, %v", hours, again, err)
		}
		var days []workday.Day
		for _, n := range rapid.SliceOfDistinct(rapid.IntRange(18600, 20800), rapid.ID[int]).Draw(t, "days") {
			d := workday.Day{Date: workday.Date(n), NoticeYear: workday.Date(n).Year(), Kind: workday.Off}
			if w := d.Date.Weekday(); (w == time.Saturday || w == time.Sunday) && rapid.Bool().Draw(t, "work") {
				d.Kind = workday.Work
			}
			days = append(days, d)
		}
		c, err := workday.New(hours, days)
		if err != nil {
			t.Fatal(err)
		}
		return c
	})
}

func later(t *rapid.T, from time.Time) time.Time {
	step := rapid.OneOf(rapid.Int64Range(0, int64(36*time.Hour)), rapid.Int64Range(0, int64(2000*time.Hour))).Draw(t, "later")
	return from.Add(time.Duration(step).Truncate(time.Microsecond))
}

// The calendar agrees with the plain reading of the table, day by day.
func TestWorkdaysAgreeWithTheTable(t *testing.T) {
	t.Parallel()
	cal := workday.Shipped()
	named := map[workday.Date]workday.Kind{}
	for _, d := range workday.Default() {
		named[d.Date] = d.Kind
	}
	start, sum := at(t, "2015-01-01 12:00"), 0
	for day := start; day.Year() < 2032; day = day.AddDate(0, 0, 1) {
		want := day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
		if kind, ok := named[workday.DateOf(day)]; ok {
			want = kind == workday.Work
		}
		if want && day != start {
			sum++
		}
		if got := cal.IsWorkday(day); got != want {
			t.Fatalf("%s: worked %v, want %v", day, got, want)
		}
		if got := cal.Workdays(start, day); got != sum {
			t.Fatalf("%d working days to %s, want %d", got, day, sum)
		}
		if got := cal.Workdays(day, start); got != -sum {
			t.Fatalf("%d working days back from %s, want %d", got, day, -sum)
		}
	}
}

func TestDueProperties(t *testing.T) {
	t.Parallel()
	york, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Log("no zone database: summer time is left out")
		york = time.UTC
	}
	rapid.Check(t, func(t *rapid.T) {
		cal, from, s := genCalendar().Draw(t, "calendar"), genTime().Draw(t, "from"), genSpan().Draw(t, "span")
		due, provisional := cal.Due(from, s)
		if !due.After(from) {
			t.Fatalf("due %s is not after %s", due, from)
		}
		if far, _ := cal.Due(later(t, from), s); far.Before(due) {
			t.Fatalf("a later start ends earlier: %s before %s", far, due)
		}
		if s.N < 9999 {
			if more, stillProvisional := cal.Due(from, workday.Span{N: s.N + 1, Unit: s.Unit}); more.Before(due) {
				t.Fatalf("one more ends earlier: %s before %s", more, due)
			} else if s.Unit != workday.Month && provisional && !stillProvisional {
				t.Fatalf("one more is certain again")
			}
		}
		if elsewhere, _ := cal.Due(from.In(york), s); !elsewhere.Equal(due) {
			t.Fatalf("the zone the start is written in matters: %s and %s", elsewhere, due)
		}
		inOfficeHours(t, cal, due, s.Unit)
	})
}

// inOfficeHours: what is counted in working time ends on a working day, within office hours, at closing time if it is
// counted in days or months.
func inOfficeHours(t *rapid.T, cal workday.Calendar, due time.Time, u workday.Unit) {
	if u == workday.Hour {
		return
	}
	since, h := due.Sub(workday.DateOf(due).At(0)), cal.Hours()
	if !cal.IsWorkday(due) || since <= h.Open || since > h.Close || since > h.Noon && since <= h.Back {
		t.Fatalf("due %s is outside office hours", due)
	}
	if u != workday.WorkHour && since != h.Close {
		t.Fatalf("due %s is not at closing time", due)
	}
}

func TestDueAndTheCountsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cal, from, n := workday.Shipped(), genTime().Draw(t, "from"), rapid.IntRange(1, 400).Draw(t, "n")
		due, _ := cal.Due(from, workday.Span{N: n, Unit: workday.Workday})
		if got := cal.Left(from, due); got != n {
			t.Fatalf("%d working days left of %d", got, n)
		}
		if got := cal.Late(due, due); got != 0 {
			t.Fatalf("late by %d at the due moment", got)
		}
		now := later(t, from)
		if left, late := cal.Left(now, due), cal.Late(now, due); left < 0 || left > n || (left > 0 && late > 0) || (late > 0) != now.After(due) {
			t.Fatalf("at %s, due %s: left %d, late %d", now, due, left, late)
		}
		end, _ := cal.Due(from, workday.Span{N: n, Unit: workday.WorkHour})
		if got := cal.Worked(from, end); got != time.Duration(n)*time.Hour {
			t.Fatalf("%s of office time in %d hours of it", got, n)
		}
	})
}

// Worked is a measure: it adds up, never shrinks, and never exceeds plain time.
func TestWorkedProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cal, a := genCalendar().Draw(t, "calendar"), genTime().Draw(t, "a")
		b := later(t, a)
		c := later(t, b)
		ab, bc, ac := cal.Worked(a, b), cal.Worked(b, c), cal.Worked(a, c)
		if ab+bc != ac || ab < 0 || ab > b.Sub(a) || cal.Worked(b, a) != -ab {
			t.Fatalf("%s + %s and %s of %s", ab, bc, ac, b.Sub(a))
		}
	})
}

// What was left when the pause began is left when it ends, and a pause makes nothing late.
func TestShiftKeepsWhatIsLeft(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cal, from, s := workday.Shipped(), genTime().Draw(t, "from"), genSpan().Draw(t, "span")
		due, _ := cal.Due(from, s)
		pause := later(t, from)
		resume := later(t, pause)
		shifted, _ := cal.Shift(due, pause, resume, s.Unit)
		if shifted.Before(due) {
			t.Fatalf("a pause moved %s back to %s", due, shifted)
		}
		if pause.Before(due) && !resume.Before(shifted) {
			t.Fatalf("due %s was not late at %s; shifted to %s it is late at %s", due, pause, shifted, resume)
		}
		left, was := cal.Workdays(resume, shifted), cal.Workdays(pause, due)
		same := map[workday.Unit]bool{
			workday.Hour:     shifted.Sub(resume) == due.Sub(pause),
			workday.WorkHour: cal.Worked(resume, shifted) == cal.Worked(pause, due),
			workday.Workday:  left == was || (was == 0 && left == 1),
			workday.Month:    workday.DateOf(shifted)-workday.DateOf(resume) >= workday.DateOf(due)-workday.DateOf(pause),
		}
		if !same[s.Unit] {
			t.Fatalf("due %s, paused %s to %s, shifted to %s", due, pause, resume, shifted)
		}
		inOfficeHours(t, cal, shifted, s.Unit)
	})
}
