package app

import (
	"log/slog"
	"slices"
	"sync"
	"testing"

	"linli/internal/actor"
	"linli/internal/app/demo"
	"linli/internal/dbtest"
	"linli/internal/wish"
)

// Behind a pgbouncer that gives each transaction another connection, with the setting of docs/operations.md: the schema is made, a year
// of every act is lived through, jobs run, and who files at the same time gets a number of one's own.
func TestBehindPgbouncer(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, err := NewDemo(ctx, dbtest.Bouncer(t, dbtest.EmptyPostgres(t))+"&default_query_exec_mode=cache_describe", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.Start(ctx); err != nil {
		t.Fatal(err)
	}
	desk := actor.Actor{Account: "test", Person: "test", Posts: []actor.Post{{ID: "x", Org: "x", Place: demo.District, Role: actor.Secretary}}}
	numbers := make([]string, 32)
	var wg sync.WaitGroup
	for i := range numbers {
		wg.Go(func() {
			w, err := a.Wishes.File(ctx, desk, wish.Filing{Text: "楼道里的灯又不亮了", Place: demo.Community, Visibility: wish.Public, Anonymous: true})
			if err != nil {
				t.Error(err)
			}
			numbers[i] = w.Number
		})
	}
	wg.Wait()
	slices.Sort(numbers)
	if n := len(slices.Compact(numbers)); n != 32 {
		t.Errorf("32 wishes have %d numbers", n)
	}
	if err := a.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	if wrong, err := a.Figures.Recount(ctx); err != nil || wrong != 0 {
		t.Errorf("%d counts are wrong, %v", wrong, err)
	}
}
