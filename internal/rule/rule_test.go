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

// Every shipped rule names its source and can be read the way its key is used.
func TestShippedRules(t *testing.T) {
	t.Parallel()
	b := rule.NewBook(rule.Shipped(), workday.Shipped())
	at := on("2026-05-14")
	for _, r := range rule.Shipped() {
		if r.Source == "" || r.From == "" || r.Value == "" {
			t.Errorf("%s: %+v", r.Key, r)
		}
		switch {
		case strings.HasPrefix(r.Key, "wish.clock.") || r.Key == "wish.archive":
			b.Span(r.Key, "", at)
		case r.Key == "wish.anonymous":
			if !b.Yes(r.Key, "", at) {
				t.Error("anonymous wishes are allowed unless a community forbids them")
			}
		default:
			if b.Int(r.Key, "", at) <= 0 {
				t.Errorf("%s is no count", r.Key)
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
