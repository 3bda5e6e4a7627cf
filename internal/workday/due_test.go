package workday_test

import (
	"testing"
	"time"

	"linli/internal/errs"
	"linli/internal/workday"
)

// at reads 2006-01-02 15:04 as China time.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, workday.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func span(t testing.TB, s string) workday.Span {
	t.Helper()
	v, err := workday.ParseSpan(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Counted by hand on the printed notices.
func TestDue(t *testing.T) {
	t.Parallel()
	cal := workday.Shipped()
	for _, c := range []struct{ name, from, span, want string }{
		{"plain week: Monday and five days", "2026-03-02 10:00", "5wd", "2026-03-09 17:30"},
		{"a Friday's next working day is Monday", "2026-03-06 10:00", "1wd", "2026-03-09 17:30"},
		{"filed at midnight: the day itself does not count", "2026-03-04 00:00", "1wd", "2026-03-05 17:30"},
		{"filed at 23:00 the same", "2026-03-04 23:00", "1wd", "2026-03-05 17:30"},
		{"filed on a free Saturday", "2026-03-07 11:00", "1wd", "2026-03-09 17:30"},
		{"filed on a free Sunday at 23:00", "2026-03-08 23:00", "1wd", "2026-03-09 17:30"},

		{"Spring Festival 2026: the Saturday before it is worked", "2026-02-13 10:00", "1wd", "2026-02-14 17:30"},
		{"Spring Festival 2026: the nine days are jumped", "2026-02-13 10:00", "2wd", "2026-02-24 17:30"},
		{"Spring Festival 2026: the Saturday after it is worked", "2026-02-13 10:00", "6wd", "2026-02-28 17:30"},
		{"Spring Festival 2026: and then Monday", "2026-02-13 10:00", "7wd", "2026-03-02 17:30"},
		{"filed on a worked Saturday: it does not count", "2026-02-14 09:00", "1wd", "2026-02-24 17:30"},
		{"filed on a holiday", "2026-02-17 09:00", "1wd", "2026-02-24 17:30"},
		{"a yellow wish classified before the Spring Festival", "2026-02-06 15:00", "15wd", "2026-03-05 17:30"},

		{"National Day 2025: the Sunday before is worked", "2025-09-26 16:00", "1wd", "2025-09-28 17:30"},
		{"National Day 2025: the last day before", "2025-09-26 16:00", "3wd", "2025-09-30 17:30"},
		{"National Day 2025: eight days are jumped", "2025-09-26 16:00", "4wd", "2025-10-09 17:30"},
		{"National Day 2025: the Saturday after is worked", "2025-09-26 16:00", "6wd", "2025-10-11 17:30"},
		{"National Day 2025: Monday again", "2025-09-26 16:00", "7wd", "2025-10-13 17:30"},
		{"National Day 2022: both weekend days after it are worked", "2022-10-07 12:00", "2wd", "2022-10-09 17:30"},
		{"New Year 2023: 31 December 2022 is in the notice of 2023", "2022-12-30 12:00", "1wd", "2023-01-03 17:30"},

		{"office time within a day", "2026-03-04 09:00", "4wh", "2026-03-04 13:00"},
		{"office time ending at closing time stays there", "2026-03-04 15:30", "2wh", "2026-03-04 17:30"},
		{"office time over night", "2026-03-04 16:00", "4wh", "2026-03-05 11:00"},
		{"office time from before opening", "2026-03-04 06:00", "4wh", "2026-03-04 12:30"},
		{"office time from 23:00", "2026-03-04 23:00", "1wh", "2026-03-05 09:30"},
		{"office time from closing time", "2026-03-06 17:30", "1wh", "2026-03-09 09:30"},
		{"office time from a free day", "2026-03-07 10:00", "1wh", "2026-03-09 09:30"},
		{"office time on a worked Saturday", "2026-02-14 09:00", "4wh", "2026-02-14 13:00"},
		{"office time over the Spring Festival", "2026-02-14 16:00", "4wh", "2026-02-24 11:00"},
		{"office time over National Day", "2025-09-30 17:00", "1wh", "2025-10-09 09:00"},
		{"two full office days are 18 hours", "2026-03-04 08:30", "18wh", "2026-03-05 17:30"},

		{"round the clock through the night", "2026-03-04 23:00", "2h", "2026-03-05 01:00"},
		{"round the clock through the holiday", "2026-02-14 16:00", "24h", "2026-02-15 16:00"},

		{"a month", "2026-03-04 10:00", "1mo", "2026-04-07 17:30"}, // 04-04…06 are free
		{"a month from 31 January ends in February", "2025-01-31 23:00", "1mo", "2025-02-28 17:30"},
		{"a month from 31 January of a leap year", "2024-01-31 10:00", "1mo", "2024-02-29 17:30"},
		{"a month ending on a worked Saturday stays", "2026-01-31 10:00", "1mo", "2026-02-28 17:30"},
		{"a month ending in the holiday moves behind it", "2026-01-15 10:00", "1mo", "2026-02-24 17:30"},
		{"three months over National Day", "2025-07-01 10:00", "3mo", "2025-10-09 17:30"},
		{"three months over New Year", "2025-11-20 10:00", "3mo", "2026-02-24 17:30"},
		{"a year in months", "2024-02-29 10:00", "12mo", "2025-02-28 17:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			due, provisional := cal.Due(at(t, c.from), span(t, c.span))
			if !due.Equal(at(t, c.want)) || provisional {
				t.Errorf("%s + %s = %s (provisional %v), want %s", c.from, c.span, due, provisional, c.want)
			}
			if due.Location() != workday.Zone {
				t.Errorf("the time is in %s", due.Location())
			}
		})
	}
}

func TestDueBeyondTheNotices(t *testing.T) {
	t.Parallel()
	cal := workday.Shipped()
	for _, c := range []struct {
		name, from, span, want string
		provisional            bool
	}{
		{"the last certain day", "2026-12-30 10:00", "1wd", "2026-12-31 17:30", false},
		{"New Year's Day of an unknown year counts as a Friday", "2026-12-31 10:00", "1wd", "2027-01-01 17:30", true},
		{"office time on the last evening", "2026-12-31 17:00", "1wh", "2027-01-01 09:00", true},
		{"round the clock needs no notice", "2026-12-31 10:00", "24h", "2027-01-01 10:00", false},
		{"a month into the unknown year", "2026-12-01 10:00", "1mo", "2027-01-01 17:30", true},
		{"a month pushed into the unknown year", "2026-12-01 10:00", "2mo", "2027-02-01 17:30", true},
		{"years ahead", "2030-05-06 10:00", "5wd", "2030-05-13 17:30", true},
		{"before the first notice no other is awaited", "2020-10-01 10:00", "1wd", "2020-10-02 17:30", false},
		{"from before the first notice into it", "2020-12-31 10:00", "1wd", "2021-01-04 17:30", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			due, provisional := cal.Due(at(t, c.from), span(t, c.span))
			if !due.Equal(at(t, c.want)) || provisional != c.provisional {
				t.Errorf("%s + %s = %s (%v), want %s (%v)", c.from, c.span, due, provisional, c.want, c.provisional)
			}
		})
	}
}

func TestImportMakesAProvisionalDateCertain(t *testing.T) {
	t.Parallel()
	from, day := at(t, "2026-12-31 10:00"), span(t, "1wd")
	first, err := workday.ParseDate("2027-01-01")
	if err != nil {
		t.Fatal(err)
	}
	cal, err := workday.New(workday.DefaultHours(), append(workday.Default(), workday.Day{Date: first, NoticeYear: 2027, Kind: workday.Off}))
	if err != nil {
		t.Fatal(err)
	}
	if cal.LastYear() != 2027 || workday.Shipped().LastYear() != 2026 {
		t.Errorf("last years %d and %d", cal.LastYear(), workday.Shipped().LastYear())
	}
	if due, provisional := cal.Due(from, day); !due.Equal(at(t, "2027-01-04 17:30")) || provisional {
		t.Errorf("%s (%v), want Monday the 4th, certain", due, provisional)
	}
}

func TestAYearLeftOutIsProvisional(t *testing.T) {
	t.Parallel()
	var days []workday.Day
	for _, d := range workday.Default() {
		if d.NoticeYear != 2024 {
			days = append(days, d)
		}
	}
	cal, err := workday.New(workday.DefaultHours(), days)
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]bool{"2023-12-20 10:00": false, "2023-12-28 10:00": true, "2024-05-08 10:00": true, "2025-01-02 10:00": false} {
		if due, provisional := cal.Due(at(t, from), span(t, "5wd")); provisional != want {
			t.Errorf("from %s: due %s, provisional %v, want %v", from, due, provisional, want)
		}
	}
}

func TestWithoutANoticeEverythingIsProvisional(t *testing.T) {
	t.Parallel()
	cal, err := workday.New(workday.DefaultHours(), nil)
	if err != nil {
		t.Fatal(err)
	}
	due, provisional := cal.Due(at(t, "2026-02-13 10:00"), span(t, "2wd"))
	if !due.Equal(at(t, "2026-02-17 17:30")) || !provisional || cal.LastYear() != 0 {
		t.Errorf("%s (%v), last year %d", due, provisional, cal.LastYear())
	}
}

func TestLeftAndLate(t *testing.T) {
	t.Parallel()
	cal := workday.Shipped()
	for _, c := range []struct {
		name, now, due string
		left, late     int
	}{
		{"5月22日前答复，还有 6 个工作日", "2026-05-14 09:00", "2026-05-22 17:30", 6, 0},
		{"今天 17:30", "2026-05-22 09:00", "2026-05-22 17:30", 0, 0},
		{"the due moment itself is in time", "2026-05-22 17:30", "2026-05-22 17:30", 0, 0},
		{"late from the next minute on", "2026-05-22 17:31", "2026-05-22 17:30", 0, 1},
		{"a free Saturday adds nothing", "2026-05-23 10:00", "2026-05-22 17:30", 0, 1},
		{"the next working day", "2026-05-25 08:00", "2026-05-22 17:30", 0, 1},
		{"超 2 个工作日", "2026-05-26 08:00", "2026-05-22 17:30", 0, 2},
		{"tomorrow", "2026-05-21 23:00", "2026-05-22 17:30", 1, 0},
		{"Monday, seen on Saturday", "2026-05-23 10:00", "2026-05-25 17:30", 1, 0},
		{"before the Spring Festival", "2026-02-13 10:00", "2026-02-25 17:30", 3, 0},
		{"late over the Spring Festival: the worked Saturday and the first day after", "2026-02-24 10:00", "2026-02-13 17:30", 0, 2},
		{"a night deadline on a free day has no working day left and is not today", "2026-05-22 20:00", "2026-05-23 20:00", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now, due := at(t, c.now), at(t, c.due)
			if left, late := cal.Left(now, due), cal.Late(now, due); left != c.left || late != c.late {
				t.Errorf("left %d late %d, want %d and %d", left, late, c.left, c.late)
			}
		})
	}
}

func TestShift(t *testing.T) {
	t.Parallel()
	cal := workday.Shipped()
	for _, c := range []struct {
		name, due, pause, resume string
		unit                     workday.Unit
		want                     string
		provisional              bool
	}{
		{"four working days over the Spring Festival", "2026-03-05 17:30", "2026-02-12 10:00", "2026-02-25 09:00", workday.Workday, "2026-03-11 17:30", false},
		{"a pause within a day moves no working day", "2026-03-05 17:30", "2026-03-03 09:00", "2026-03-03 16:00", workday.Workday, "2026-03-05 17:30", false},
		{"a pause over a free weekend moves nothing", "2026-03-12 17:30", "2026-03-06 18:00", "2026-03-08 20:00", workday.Workday, "2026-03-12 17:30", false},
		{"office time of the pause is added", "2026-03-05 16:00", "2026-03-04 16:30", "2026-03-05 09:30", workday.WorkHour, "2026-03-06 09:00", false},
		{"a pause outside office hours adds none", "2026-03-05 16:00", "2026-03-04 18:00", "2026-03-05 07:00", workday.WorkHour, "2026-03-05 16:00", false},
		{"round the clock", "2026-02-14 16:00", "2026-02-13 10:00", "2026-02-16 10:00", workday.Hour, "2026-02-17 16:00", false},
		{"months move by calendar days", "2026-03-10 17:30", "2026-01-10 10:00", "2026-01-20 10:00", workday.Month, "2026-03-20 17:30", false},
		{"and on to a working day", "2026-02-10 17:30", "2026-01-10 10:00", "2026-01-17 10:00", workday.Month, "2026-02-24 17:30", false},
		{"a period already late stays as late", "2026-03-02 17:30", "2026-03-03 10:00", "2026-03-05 10:00", workday.Workday, "2026-03-04 17:30", false},
		{"resumed after closing time of the last day", "2026-03-05 17:30", "2026-03-05 17:00", "2026-03-05 17:40", workday.Workday, "2026-03-06 17:30", false},
		{"resumed on the free day after the last", "2026-03-06 17:30", "2026-03-06 17:00", "2026-03-07 10:00", workday.Workday, "2026-03-09 17:30", false},
		{"resumed in the last half hour", "2026-03-05 17:30", "2026-03-05 09:00", "2026-03-05 17:00", workday.Workday, "2026-03-05 17:30", false},
		{"beyond the notices", "2026-12-31 17:30", "2026-12-29 10:00", "2026-12-30 10:00", workday.Workday, "2027-01-01 17:30", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, provisional := cal.Shift(at(t, c.due), at(t, c.pause), at(t, c.resume), c.unit)
			if !got.Equal(at(t, c.want)) || provisional != c.provisional {
				t.Errorf("%s (%v), want %s (%v)", got, provisional, c.want, c.provisional)
			}
		})
	}
}

func TestHoursAreAParameter(t *testing.T) {
	t.Parallel()
	hour := time.Hour
	cal, err := workday.New(workday.Hours{Open: 9 * hour, Close: 17 * hour}, workday.Default())
	if err != nil {
		t.Fatal(err)
	}
	if due, _ := cal.Due(at(t, "2026-03-04 16:00"), span(t, "2wh")); !due.Equal(at(t, "2026-03-05 10:00")) {
		t.Errorf("office time ends at %s", due)
	}
	if due, _ := cal.Due(at(t, "2026-03-04 16:00"), span(t, "1wd")); !due.Equal(at(t, "2026-03-05 17:00")) {
		t.Errorf("the working day ends at %s", due)
	}
	if cal.Hours() != (workday.Hours{Open: 9 * hour, Close: 17 * hour}) {
		t.Errorf("hours %v", cal.Hours())
	}
	lunch, err := workday.New(workday.Hours{Open: 9 * hour, Noon: 12 * hour, Back: 14 * hour, Close: 18 * hour}, workday.Default())
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{"2026-03-04 10:00": "2026-03-04 12:00", "2026-03-04 11:00": "2026-03-04 15:00", "2026-03-04 13:00": "2026-03-04 16:00", "2026-03-04 17:00": "2026-03-05 10:00"} {
		if due, _ := lunch.Due(at(t, from), span(t, "2wh")); !due.Equal(at(t, want)) {
			t.Errorf("two hours from %s end at %s, not %s", from, due, want)
		}
	}
	for name, h := range map[string]workday.Hours{
		"a break outside": {Open: 9 * hour, Noon: 8 * hour, Back: 10 * hour, Close: 17 * hour}, "a break without an end": {Open: 9 * hour, Noon: 12 * hour, Close: 17 * hour},
		"a break backwards": {Open: 9 * hour, Noon: 13 * hour, Back: 12 * hour, Close: 17 * hour}, "none": {}, "backwards": {Open: 17 * hour, Close: 9 * hour}, "negative": {Open: -hour, Close: hour}, "closing at midnight, which is the next day": {Open: hour, Close: 24 * hour},
	} {
		if _, err := workday.New(h, nil); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

func TestNewRefusesBadDays(t *testing.T) {
	t.Parallel()
	good := workday.Default()[0]
	for name, days := range map[string][]workday.Day{
		"twice":              {good, good},
		"unknown kind":       {{Date: good.Date, NoticeYear: 2021, Kind: "half"}},
		"notice too early":   {{Date: good.Date, NoticeYear: 2020, Kind: workday.Off}},
		"notice too late":    {{Date: good.Date, NoticeYear: 2023, Kind: workday.Off}},
		"a weekday “worked”": {{Date: good.Date, NoticeYear: 2021, Kind: workday.Work}}, // a Friday
	} {
		if _, err := workday.New(workday.DefaultHours(), days); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

func TestMisuseIsAProgrammingError(t *testing.T) {
	t.Parallel()
	cal, now := workday.Shipped(), at(t, "2026-03-04 10:00")
	for name, f := range map[string]func(){
		"empty span":     func() { cal.Due(now, workday.Span{}) },
		"unknown unit":   func() { cal.Due(now, workday.Span{N: 1, Unit: "day"}) },
		"negative pause": func() { cal.Shift(now, now, now.Add(-1), workday.Hour) },
		"no unit":        func() { cal.Shift(now, now, now, "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

func TestTheFirstNoticeMayNameADayOfTheYearBefore(t *testing.T) {
	t.Parallel()
	friday, err := workday.ParseDate("2022-12-30")
	if err != nil {
		t.Fatal(err)
	}
	cal, err := workday.New(workday.DefaultHours(), []workday.Day{{Date: friday, NoticeYear: 2023, Kind: workday.Off}})
	if err != nil {
		t.Fatal(err)
	}
	if due, provisional := cal.Due(at(t, "2022-12-29 10:00"), span(t, "1wd")); !due.Equal(at(t, "2023-01-02 17:30")) || provisional {
		t.Errorf("%s (%v), want Monday", due, provisional)
	}
}
