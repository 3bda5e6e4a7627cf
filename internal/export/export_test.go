package export_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/id"
)

var resident = actor.Actor{Account: "a", Person: "p", Name: "谈桂芬", Home: "320613007005001"}

func number(ctx context.Context, d *db.DB, a actor.Actor, e export.Export, after error) (s export.Stamp, err error) {
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if s, err = export.NumberTx(ctx, tx, a, e); err != nil {
			return err
		}
		return after
	})
	return s, err
}

// 32 writers, some of which fail after they have got their number: what was given out is 1, 2, 3, … without a gap.
func TestNumbersHaveNoGaps(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		var given []int64
		var wg sync.WaitGroup
		gone := errors.New("the disk is full")
		for i := range 32 {
			wg.Go(func() {
				for j := range 4 {
					var after error
					if (i+j)%3 == 0 {
						after = gone
					}
					s, err := number(t.Context(), d, resident, export.Export{Kind: "own_copy", Subject: "p", Purpose: "own", Records: i, Key: id.New()}, after)
					if !errors.Is(err, after) {
						t.Error(err)
					}
					if err == nil {
						mu.Lock()
						given = append(given, s.Number)
						mu.Unlock()
					}
				}
			})
		}
		wg.Wait()
		slices.Sort(given)
		for i, n := range given {
			if n != int64(i+1) {
				t.Fatalf("the numbers given are %v", given)
			}
		}
		if n, err := db.Value[int](t.Context(), d, "SELECT COUNT(*) FROM export"); err != nil || n != len(given) {
			t.Errorf("%d rows for %d numbers, %v", n, len(given), err)
		}
	})
}

func TestWhoMayListExports(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for range export.Pageful + 3 {
			if _, err := number(ctx, d, resident, export.Export{Kind: "own_copy", Subject: "p", Purpose: "own", Records: 4}, nil); err != nil {
				t.Fatal(err)
			}
		}
		for _, role := range actor.Roles() {
			for place, reaches := range map[string]bool{"320613": true, "320613007005": true, "320614": false} {
				a := actor.Actor{Account: "x", Posts: []actor.Post{{ID: "post", Place: place, Role: role}}}
				rows, next, err := export.List(ctx, d, a, 0)
				switch {
				case role != actor.Auditor && role != actor.AuditAdmin:
					if !errs.Is(err, errs.NotFound) {
						t.Errorf("%s: %v", role, err)
					}
				case reaches && (err != nil || len(rows) != export.Pageful || next != 4 || rows[0].Number != export.Pageful+3):
					t.Errorf("%s at %s sees %d rows, then %d, %v", role, place, len(rows), next, err)
				case !reaches && (err != nil || len(rows) > 0):
					t.Errorf("%s at %s sees %d rows, %v", role, place, len(rows), err)
				}
			}
		}
		if rows, err := export.About(ctx, d, "p"); err != nil || len(rows) != export.Pageful+3 {
			t.Errorf("%d, %v", len(rows), err)
		}
		if _, err := number(ctx, d, resident, export.Export{Kind: "own_copy"}, nil); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a purpose: %v", err)
		}
	})
}
