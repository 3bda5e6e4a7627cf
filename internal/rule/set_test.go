package rule_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/rule"
	"linli/internal/workday"
)

const (
	street    = "320613007"
	community = "320613007005"
	accept    = "wish.clock.accept"
)

var machine = actor.Job("test")

// eachOn runs a test on every engine at noon of a day, with the shipped rules.
func eachOn(t *testing.T, today string, fn func(t *testing.T, d *db.DB, s *rule.Store, clock *dbtest.Clock)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(on(today))
			d := dbtest.Open(t, dsn(t), db.Options{Now: clock.Now})
			s := rule.NewStore(d, nobody{})
			if err := s.Ensure(t.Context()); err != nil {
				t.Fatal(err)
			}
			fn(t, d, s, clock)
		})
	}
}

func date(t *testing.T, s string) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func book(t *testing.T, s *rule.Store) *rule.Book {
	t.Helper()
	b, err := s.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSetBeginsANewRule(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, d *db.DB, s *rule.Store, _ *dbtest.Clock) {
		other := rule.NewStore(d, nobody{}) // another process
		book(t, other)
		r, changed, err := s.Set(t.Context(), machine, rule.Change{Key: accept, Value: "2wd", From: date(t, "2026-06-01"), Source: " 区里 6 号文 "})
		if err != nil || !changed || r.From != "2026-06-01" || r.Source != "区里 6 号文" {
			t.Fatalf("%+v, %v, %v", r, changed, err)
		}
		if _, _, err = s.Set(t.Context(), machine, rule.Change{Key: accept, Place: street, Value: "4wh", Source: "街道试点"}); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[string]string{"2026-05-31": "1wd", "2026-06-01": "2wd", "2021-01-01": "1wd"} {
			if got := book(t, s).Span(accept, "320613003004", on(day)).String(); got != want {
				t.Errorf("%s: %s, want %s", day, got, want)
			}
		}
		if got := book(t, s).Span(accept, community, on("2026-05-14")).String(); got != "4wh" {
			t.Errorf("the street's own: %s", got)
		}
		if other.Age(); rule.Refresh > 10*time.Second || book(t, other).Span(accept, community, on("2026-05-14")).String() != "4wh" {
			t.Error("another process does not see it")
		}
		rows := must(s.All(t.Context(), accept))
		if len(rows) != 3 || rows[0].To != "2026-06-01" || rows[1].To != "" || rows[2].Place != street {
			t.Errorf("%+v", rows)
		}
		n := must(db.Value[int64](t.Context(), d, "SELECT COUNT(*) FROM journal WHERE act = 'rule.set' AND subject = $1 AND before LIKE '%1wd%' AND after LIKE '%6 号文%'", accept))
		if n != 1 {
			t.Errorf("%d rows of the journal tell what was and what is", n)
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, _ *db.DB, s *rule.Store, clock *dbtest.Clock) {
		good := rule.Change{Key: accept, Value: "2wd", Source: "x"}
		with := func(edit func(c *rule.Change)) rule.Change {
			c := good
			edit(&c)
			return c
		}
		before := must(s.All(t.Context(), ""))
		admin := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "x", Place: street, Role: actor.SystemAdmin}}}
		for name, c := range map[string]struct {
			who   actor.Actor
			c     rule.Change
			kind  errs.Kind
			field string
		}{
			"an unknown key":            {machine, with(func(c *rule.Change) { c.Key = "wish.clock.accpet" }), errs.Invalid, "key"},
			"another form":              {machine, with(func(c *rule.Change) { c.Value = "2 days" }), errs.Invalid, "value"},
			"no source":                 {machine, with(func(c *rule.Change) { c.Source = " " }), errs.Invalid, "source"},
			"yesterday":                 {machine, with(func(c *rule.Change) { c.From = date(t, "2026-05-13") }), errs.Invalid, "from"},
			"a place where one is all":  {machine, rule.Change{Key: "workday.hours", Place: street, Value: "09:00-17:00", Source: "x"}, errs.Invalid, "place"},
			"above an administrator":    {admin, good, errs.Forbidden, ""},
			"a street's administrator":  {admin, with(func(c *rule.Change) { c.Place = "320613" }), errs.Forbidden, ""},
			"somebody without any post": {actor.Visitor("x"), good, errs.Forbidden, ""},
		} {
			_, changed, err := s.Set(t.Context(), c.who, c.c)
			fields := errs.FieldsOf(err)
			if !errs.Is(err, c.kind) || changed || c.field != "" && (len(fields) != 1 || fields[0].Name != c.field) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if now := must(s.All(t.Context(), "")); !slices.Equal(now, before) {
			t.Errorf("something was written: %+v", now)
		}
		if _, _, err := s.Set(t.Context(), admin, with(func(c *rule.Change) { c.Place = community })); err != nil {
			t.Errorf("a street's administrator for a community: %v", err)
		}
		clock.Add(time.Hour)
		_, _, err := s.Set(t.Context(), machine, with(func(c *rule.Change) { c.Place, c.Value = community, "3wd" }))
		if f := errs.FieldsOf(err); len(f) != 1 || f[0].Key != "rule.error.last" || f[0].Args[1] != "2026-05-15" {
			t.Errorf("twice on a day: %v", err)
		}
		if _, changed, err := s.Set(t.Context(), machine, with(func(c *rule.Change) { c.Place = community })); err != nil || changed {
			t.Errorf("the same again: %v, %v", changed, err)
		}
	})
}

// A change that has not begun may be made again; one that lies before a later one may not.
func TestPlannedChanges(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, _ *db.DB, s *rule.Store, _ *dbtest.Clock) {
		set := func(value, from string) error {
			_, _, err := s.Set(t.Context(), machine, rule.Change{Key: accept, Value: value, From: date(t, from), Source: "x"})
			return err
		}
		if err := set("30wd", "2027-01-01"); err != nil {
			t.Fatal(err)
		}
		if err := set("3wd", "2027-01-01"); err != nil {
			t.Errorf("a slip cannot be mended: %v", err)
		}
		if err := set("2wd", "2026-12-01"); !errs.Is(err, errs.Invalid) {
			t.Errorf("before the latest change: %v", err)
		}
		b := book(t, s)
		if was, will := b.Span(accept, "", on("2026-12-31")).String(), b.Span(accept, "", on("2027-01-01")).String(); was != "1wd" || will != "3wd" {
			t.Errorf("%s, then %s", was, will)
		}
	})
}

func TestEndingAPlacesOwnRule(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, _ *db.DB, s *rule.Store, clock *dbtest.Clock) {
		own := rule.Change{Key: "wish.anonymous", Place: community, Value: "no", Source: "居民会议"}
		if _, err := s.End(t.Context(), machine, own); !errs.Is(err, errs.NotFound) {
			t.Errorf("nothing to end: %v", err)
		}
		if _, _, err := s.Set(t.Context(), machine, own); err != nil {
			t.Fatal(err)
		}
		if _, err := s.End(t.Context(), machine, own); !errs.Is(err, errs.Invalid) {
			t.Errorf("on the day it began: %v", err)
		}
		clock.Add(48 * time.Hour)
		if r, err := s.End(t.Context(), machine, own); err != nil || r.To != "2026-05-16" {
			t.Errorf("%+v, %v", r, err)
		}
		b := book(t, s)
		if b.Yes(own.Key, community, on("2026-05-15")) || !b.Yes(own.Key, community, on("2026-05-16")) {
			t.Error("it holds to its last day, and then the wider one")
		}
		own.Place = ""
		if _, err := s.End(t.Context(), machine, own); !errs.Is(err, errs.Invalid) {
			t.Errorf("the rule for all places has ended: %v", err)
		}
	})
}

// Of many who set one key from the same day, one does; no two rows hold at once.
func TestManySetAtOnce(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, _ *db.DB, s *rule.Store, _ *dbtest.Clock) {
		var all sync.WaitGroup
		done := make([]bool, 32)
		for i := range done {
			all.Go(func() {
				_, changed, err := s.Set(t.Context(), machine, rule.Change{Key: accept, Value: fmt.Sprintf("%dwd", i+2), Source: "x"})
				if done[i] = changed && err == nil; !done[i] && !errs.Is(err, errs.Invalid) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		n := len(slices.DeleteFunc(done, func(ok bool) bool { return !ok }))
		rows := must(s.All(t.Context(), accept))
		if n != 1 || len(rows) != 2 || rows[0].To != rows[1].From || rows[1].To != "" {
			t.Errorf("%d did, rows %+v", n, rows)
		}
	})
}

// What held on a day that is past never changes, whatever is set; and what is set holds from its day on.
func TestThePastStays(t *testing.T) {
	t.Parallel()
	clock := dbtest.At(on("2026-01-01"))
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{Now: clock.Now})
	s := rule.NewStore(d, nobody{})
	if err := s.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	places := []string{"", street, community}
	type moment struct{ day, place string }
	past := map[moment]string{}
	look := func(at time.Time, place string) (moment, string) {
		r, ok := book(t, s).Find(accept, place, at)
		if !ok {
			t.Fatal("no rule holds")
		}
		return moment{workday.DateOf(at).String(), place}, r.Value
	}
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(rt, "days") {
			for _, p := range places { // what held today is past tomorrow
				m, v := look(clock.Now(), p)
				past[m] = v
			}
			clock.Add(24 * time.Hour)
		}
		c := rule.Change{
			Key: accept, Place: rapid.SampledFrom(places).Draw(rt, "place"), Value: fmt.Sprintf("%dwd", rapid.IntRange(1, 9).Draw(rt, "value")),
			From: workday.DateOf(clock.Now()) + workday.Date(rapid.IntRange(-3, 5).Draw(rt, "from")), Source: "x",
		}
		var err error
		if ends := rapid.IntRange(0, 3).Draw(rt, "ends") == 0; ends {
			_, err = s.End(t.Context(), machine, c)
		} else if _, _, err = s.Set(t.Context(), machine, c); err == nil {
			if r, _ := book(t, s).Find(accept, c.Place, c.From.At(0)); r.Value != c.Value || r.Place != c.Place {
				rt.Fatalf("set %+v, holds %+v", c, r)
			}
		}
		if err != nil && !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.NotFound) {
			rt.Fatal(err)
		}
		for m, was := range past {
			if _, v := look(on(m.day), m.place); v != was {
				rt.Fatalf("on %s in %q %s held, now %s, after %+v", m.day, m.place, was, v, c)
			}
		}
	})
	if len(past) < 100 {
		t.Errorf("only %d moments looked at", len(past))
	}
}

// The calendar follows the rule of its hours, from the day on which they change.
func TestOfficeHoursAreARule(t *testing.T) {
	t.Parallel()
	eachOn(t, "2026-05-14", func(t *testing.T, _ *db.DB, s *rule.Store, clock *dbtest.Clock) {
		if h := book(t, s).Calendar().Hours(); h != workday.DefaultHours() {
			t.Errorf("%s", h)
		}
		c := rule.Change{Key: "workday.hours", Value: "08:30-12:00,14:00-18:00", From: date(t, "2026-06-01"), Source: "夏季作息"}
		if _, _, err := s.Set(t.Context(), machine, c); err != nil {
			t.Fatal(err)
		}
		if h := book(t, s).Calendar().Hours(); h != workday.DefaultHours() {
			t.Errorf("before the day: %s", h)
		}
		clock.Set(on("2026-06-01"))
		s.Age()
		due, _ := book(t, s).Calendar().Due(date(t, "2026-06-01").At(11*time.Hour), workday.Span{N: 2, Unit: workday.WorkHour})
		if got := due.Format("15:04"); got != "15:00" {
			t.Errorf("two hours from eleven end at %s", got)
		}
		if !strings.Contains(book(t, s).Calendar().Hours().String(), "14:00") {
			t.Error("the break is not there")
		}
	})
}

// A period has a longest: the answer about one's data takes 15 working days at most, in whatever unit it is written.
func TestASpanHasALongest(t *testing.T) {
	t.Parallel()
	for value, ok := range map[string]bool{
		"1wd": true, "15wd": true, "16wd": false, "900wd": false, "120wh": true, "121wh": false, "360h": true, "361h": false, "1mo": false,
	} {
		for _, d := range rule.Known() {
			if d.Key != "privacy.request" {
				continue
			}
			if err := d.Check(value); (err == nil) != ok {
				t.Errorf("%s: %v", value, err)
			}
		}
	}
	for _, d := range rule.Known() {
		if d.Form == rule.Span && (d.Most == 0 || d.Check("9999wd") == nil) {
			t.Errorf("%s has no longest", d.Key)
		}
	}
}
