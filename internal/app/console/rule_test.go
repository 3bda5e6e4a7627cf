package console_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/workday"
)

// says runs a command and gives what it printed.
func says(t *testing.T, run func(console.Terminal) error) string {
	t.Helper()
	var b bytes.Buffer
	must(t, run(console.Terminal{Out: &b, English: true}))
	return b.String()
}

// refuses runs a command that must fail and gives what the terminal shows.
func refuses(t *testing.T, english bool, run func(console.Terminal) error) string {
	t.Helper()
	var b bytes.Buffer
	err := run(console.Terminal{Out: &b, English: english})
	if err == nil {
		t.Error("it is done")
		return ""
	}
	return b.String() + console.Say(err, english)
}

func contains(t *testing.T, what, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%s: no %q in\n%s", what, w, got)
		}
	}
}

func TestRulesFromTheCommandLine(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		street(t, dsn)
		set := func(in console.RuleChange) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.SetRule(ctx, dsn, in, term) }
		}
		list := func(key, at string) string {
			return says(t, func(term console.Terminal) error { return console.ListRules(ctx, dsn, key, at, term) })
		}
		today := workday.DateOf(time.Now()).String()
		own := console.RuleChange{Key: "wish.clock.accept", Value: "2wd", Place: "320613007005", Source: "居民会议"}
		contains(t, "set", says(t, set(own)), "wish.clock.accept: 1wd becomes 2wd from "+today)
		contains(t, "again", says(t, set(own)), "nothing was changed")
		contains(t, "everything", list("wish.clock.a", ""), "wish.clock.accept\t1wd\t-\t2021-01-01\t-\tholds", "wish.clock.accept\t2wd\t320613007005\t"+today+"\t-\tholds\t居民会议")
		at := list("", "320613007005")
		contains(t, "at a place", at, "wish.clock.accept\t2wd\t320613007005", "workday.hours\t08:30-17:30")
		if strings.Contains(at, "wish.clock.accept\t1wd") || strings.Contains(list("", "320613007002"), "2wd\t320613007005") {
			t.Errorf("what does not hold there is listed:\n%s", at)
		}
		for want, in := range map[string]console.RuleChange{
			"linli rule list":       {Key: "wish.clock", Value: "2wd", Source: "x"},
			"5wd":                   {Key: "wish.clock.accept", Value: "2 days", Source: "x"},
			"8 到 64":                {Key: "account.password.length", Value: "3", Source: "x"},
			"去掉 --place":            {Key: "workday.hours", Value: "09:00-17:00", Place: "320613", Source: "x"},
			"没有这个地方":                {Key: "wish.clock.accept", Value: "2wd", Place: "320613099", Source: "x"},
			"不是日期":                  {Key: "wish.clock.accept", Value: "2wd", From: "1.6.2026", Source: "x"},
			"最早从 " + today + " 起":   {Key: "wish.clock.accept", Value: "2wd", From: "2024-01-01", Source: "x"},
			"自 " + today + " 起已经改过": {Key: own.Key, Place: own.Place, Value: "3wd", Source: "x"},
		} {
			contains(t, in.Key+" "+in.Value, refuses(t, false, set(in)), want)
		}
		end := func(in console.RuleChange) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.EndRule(ctx, dsn, in, term) }
		}
		tomorrow := (workday.DateOf(time.Now()) + 1).String()
		own.From = tomorrow
		contains(t, "end", says(t, end(own)), "320613007005 has no value of its own from "+tomorrow)
		own.Place = "320613007002"
		contains(t, "nothing to end", refuses(t, true, end(own)), "nothing to end")
		const unclear = "wish.return.ground.unclear"
		contains(t, "a ground ends", says(t, end(console.RuleChange{Key: unclear, Source: "x"})), unclear+": it can no longer be chosen from "+today)
		contains(t, "a new one", says(t, set(console.RuleChange{Key: "wish.return.ground.no_power", Value: "没有执法权/No power", Source: "x"})), "wish.return.ground.no_power: 没有执法权/No power from "+today)
		contains(t, "everywhere", refuses(t, true, end(console.RuleChange{Key: "wish.clock.accept", Source: "x"})), "does not end")
	})
}

// A server that runs meanwhile follows within ten seconds.
func TestARunningServerFollowsTheRules(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("ten seconds")
	}
	engines(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		a, err := app.New(ctx, app.Config{DSN: dsn})
		must(t, err)
		defer func() { must(t, a.Close()) }()
		_, err = a.Rules.Book(ctx)
		must(t, err)
		must(t, console.SetRule(context.WithoutCancel(ctx), dsn, console.RuleChange{Key: "workday.hours", Value: "09:00-12:00,14:00-18:00", Source: "夏季作息"}, console.Terminal{Out: new(bytes.Buffer)}))
		for began := time.Now(); ; time.Sleep(200 * time.Millisecond) {
			book, err := a.Rules.Book(ctx)
			must(t, err)
			if book.Calendar().Hours().String() == "09:00-12:00,14:00-18:00" {
				return
			}
			if time.Since(began) > 11*time.Second {
				t.Fatal("eleven seconds later it does not know")
			}
		}
	})
}
