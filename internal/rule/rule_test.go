package rule_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/rule"
	"linli/internal/workday"
)

type nobody struct{}

func (nobody) Emit(context.Context, *db.Tx, event.Event) error { return nil }

func on(day string) time.Time {
	d, err := workday.ParseDate(day)
	if err != nil {
		panic(err)
	}
	return d.At(12 * time.Hour)
}

// The most specific place wins, then the latest beginning; the last day is the one before To.
func TestWhichRuleHolds(t *testing.T) {
	t.Parallel()
	b := rule.NewBook([]rule.Rule{
		{Key: "wish.clock.accept", Value: "1wd", From: "2021-01-01", To: "2026-06-01", Source: "default"},
		{Key: "wish.clock.accept", Value: "2wd", From: "2026-06-01", Source: "district, June"},
		{Key: "wish.clock.accept", Place: "320613007", Value: "4wh", From: "2026-03-01", To: "2026-07-01", Source: "a street's trial"},
	}, workday.Shipped())
	for name, c := range map[string]struct{ place, day, want string }{
		"the default":                          {"320613003004", "2026-05-31", "1wd"},
		"its last day":                         {"320613003004", "2026-05-31", "1wd"},
		"the first day of the next":            {"320613003004", "2026-06-01", "2wd"},
		"a street's own, for its communities":  {"320613007005", "2026-05-31", "4wh"},
		"the street's own beats a later one":   {"320613007005", "2026-06-15", "4wh"},
		"when the trial is over":               {"320613007005", "2026-07-01", "2wd"},
		"before the trial":                     {"320613007005", "2026-02-28", "1wd"},
		"a code that only begins alike is not": {"320613070", "2026-05-01", "1wd"},
	} {
		if got := b.Span("wish.clock.accept", c.place, on(c.day)).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if _, ok := b.Find("wish.clock.accept", "", on("2020-12-31")); ok {
		t.Error("a rule holds before its first day")
	}
}

// Every shipped rule names its source, is written in its key's form, and can be read the way its key is used.
func TestShippedRules(t *testing.T) {
	t.Parallel()
	b := rule.NewBook(rule.Shipped(), workday.Shipped())
	at, known := on("2026-05-14"), rule.Known()
	for i, r := range rule.Shipped() {
		d := known[i]
		if r.Source == "" || r.From == "" || d.Key != r.Key {
			t.Errorf("%s: %+v", r.Key, r)
		}
		if err := d.Check(r.Value); err != nil {
			t.Errorf("%s: %v", r.Key, err)
		}
		switch d.Form {
		case rule.Span, rule.Months, rule.Hours:
			b.Span(r.Key, "", at)
		case rule.Yes:
			b.Yes(r.Key, "", at)
		case rule.Count:
			b.Int(r.Key, "", at)
		case rule.Name:
			cut := strings.LastIndexByte(r.Key, '.')
			if n := b.Name(r.Key[:cut], r.Key[cut+1:], "", at); n.Zh == n.En || n.In("en") != n.En {
				t.Errorf("%s: %+v", r.Key, n)
			}
		case rule.Office:
			if h, err := workday.ParseHours(r.Value); err != nil || r.Key == "workday.hours" && h != workday.DefaultHours() {
				t.Errorf("%s: %v, %v", r.Key, h, err)
			}
		default:
			t.Errorf("%s has no form", r.Key)
		}
		if (d.Form == rule.Span || d.Form == rule.Months || d.Form == rule.Hours || d.Form == rule.Count) != (d.Least >= 0 && d.Most > 0 && d.Most >= d.Least) {
			t.Errorf("%s: bounds %d to %d", r.Key, d.Least, d.Most)
		}
	}
	if !b.Yes("wish.anonymous", "", at) {
		t.Error("anonymous wishes are allowed unless a community forbids them")
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	bounded := func(f rule.Form) rule.Definition { return rule.Definition{Form: f, Least: 2, Most: 20} }
	for name, c := range map[string]struct {
		d         rule.Definition
		good, bad string
	}{
		"periods":      {rule.Definition{Form: rule.Span, Least: 1, Most: 300}, "5wd 4wh 24h 12mo 300wd", "301wd 2401wh 7201h 14mo 5 wd 0wd 05wd 5days -1wd"},
		"months":       {bounded(rule.Months), "2mo 20mo", "1mo 21mo 2wd 2"},
		"hours":        {bounded(rule.Hours), "2h 20h", "1h 21h 2wh 2"},
		"counts":       {bounded(rule.Count), "2 20", "1 21 02 +2 2.0 two"},
		"yes or no":    {bounded(rule.Yes), "yes no", "Yes true 1"},
		"office hours": {bounded(rule.Office), "08:30-17:30 08:30-12:00,13:30-17:30", "8:30-17:30 17:30-08:30 08:30-12:00,11:30-17:30 08:30-12:00,12:00-17:30 08:30 08:30-24:00"},
	} {
		for _, v := range strings.Fields(c.good) {
			if err := c.d.Check(v); err != nil {
				t.Errorf("%s: %s is refused: %v", name, v, err)
			}
		}
		for _, v := range append(strings.Fields(c.bad), "", " ") {
			if err := c.d.Check(v); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %q is taken: %v", name, v, err)
			}
		}
	}
}

func TestEnsureKeepsWhatAnInstallationHasChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := rule.NewStore(d, nobody{})
		if err := s.Ensure(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE rule SET value = '3wd', source = 'district' WHERE key = 'wish.clock.accept'")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Ensure(t.Context()); err != nil {
			t.Fatal(err)
		}
		b, err := s.Book(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Span("wish.clock.accept", "", on("2026-05-14")).String(); got != "3wd" {
			t.Fatalf("the installation's own number became %s", got)
		}
		if b.Calendar().LastYear() != 2026 {
			t.Fatalf("the shipped calendar reaches to %d", b.Calendar().LastYear())
		}
	})
}

func TestImportingACalendar(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := rule.NewStore(d, nobody{})
		if err := s.Ensure(t.Context()); err != nil {
			t.Fatal(err)
		}
		admin := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "x", Role: actor.SystemAdmin}}}
		for name, c := range map[string]struct {
			who  actor.Actor
			file string
			kind errs.Kind
		}{
			"a resident":       {actor.Actor{Account: "r", Person: "r"}, "date,notice_year,kind\n2027-01-01,2027,off\n", errs.Forbidden},
			"a broken file":    {admin, "date,notice_year,kind\n2027-13-01,2027,off\n", errs.Invalid},
			"an empty file":    {admin, "", errs.Invalid},
			"a second mention": {admin, "date,notice_year,kind\n2027-01-01,2027,off\n2027-01-01,2027,off\n", errs.Invalid},
		} {
			if _, err := s.ImportCalendar(t.Context(), c.who, strings.NewReader(c.file)); !errs.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		years, err := s.ImportCalendar(t.Context(), admin, strings.NewReader("date,notice_year,kind\n2026-01-01,2026,off\n2027-01-01,2027,off\n"))
		if err != nil || len(years) != 2 {
			t.Fatal(years, err)
		}
		b, err := s.Book(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !b.Calendar().IsWorkday(on("2026-10-01")) || b.Calendar().IsWorkday(on("2026-01-01")) || b.Calendar().LastYear() != 2027 {
			t.Error("the file replaces the years it names, and no others")
		}
		if b.Calendar().IsWorkday(on("2025-10-01")) {
			t.Error("a year that the file does not name was lost")
		}
	})
}
