package export_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

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

func TestPagesOfTheRegister(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for range export.Pageful + 3 {
			if _, err := number(ctx, d, resident, export.Export{Kind: "own_copy", Subject: "p", Purpose: "own", Records: 4}, nil); err != nil {
				t.Fatal(err)
			}
		}
		a := actor.Actor{Account: "x", Posts: []actor.Post{{ID: "post", Place: "320613", Role: actor.Auditor}}}
		rows, next, err := export.List(ctx, d, a, 0)
		if err != nil || len(rows) != export.Pageful || next != 4 || rows[0].Number != export.Pageful+3 {
			t.Errorf("the first page has %d rows, then %d, %v", len(rows), next, err)
		}
		if rows, next, err = export.List(ctx, d, a, next); err != nil || len(rows) != 3 || next != 0 {
			t.Errorf("the second page has %d rows, then %d, %v", len(rows), next, err)
		}
		if _, err := number(ctx, d, resident, export.Export{Kind: "own_copy"}, nil); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a purpose: %v", err)
		}
	})
}

// The list is exactly what the policy lets one see, row by row, wherever posts stand and wherever the exports are from.
func TestTheListIsWhatThePolicySays(t *testing.T) {
	t.Parallel()
	places := []string{"", "3206", "320613", "320613007", "320613007005", "320613007005001", "320614", "320614001", "320602"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for i, place := range places {
			a := actor.Actor{Account: "a", Person: "p", Home: place}
			if i%2 == 1 { // staff who live elsewhere: what is theirs is of where they work
				a = actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "x", Place: place}}}
			}
			if _, err := number(ctx, d, a, export.Export{Kind: "own_copy", Subject: place, Purpose: "own"}, nil); err != nil {
				t.Fatal(err)
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			a := actor.Actor{Account: "x", Former: map[string][]string{"320613": {"320602"}}}
			for range rapid.IntRange(0, 3).Draw(t, "posts") {
				a.Posts = append(a.Posts, actor.Post{ID: "post", Place: rapid.SampledFrom(places).Draw(t, "place"), Role: rapid.SampledFrom(actor.Roles()).Draw(t, "role")})
			}
			var want, got []string
			for _, p := range places {
				if export.MaySee(a, p) {
					want = append(want, p)
				}
			}
			rows, _, err := export.List(ctx, d, a, 0)
			if export.MayList(a) != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
				t.Fatal(err)
			}
			for _, r := range slices.Backward(rows) {
				got = append(got, r.Subject)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("sees %q, may see %q", got, want)
			}
		})
	})
}

// After its time the register tells neither whose data it was nor who took it; that a number was given, for what, stays, and
// what is younger stays whole.
func TestTheRegisterForgetsPeople(t *testing.T) {
	t.Parallel()
	clock := dbtest.At(time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC))
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		d := dbtest.Open(t, dsn(t), db.Options{Now: clock.Now})
		ctx := t.Context()
		took := func() time.Time {
			t.Helper()
			clock.Add(time.Hour)
			who := actor.Actor{Account: "a", Person: "p", Home: "320613007005001007"}
			s, err := number(ctx, d, who, export.Export{Kind: "own_copy", Subject: "p", Filter: "q=谈", Purpose: "own", Records: 4}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return s.At
		}
		took()
		took()
		before := took()
		e := export.Room{}.Expiry()
		end := func() (n int) {
			t.Helper()
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				ids, err := e.Find(ctx, tx, before, "", 10)
				if err == nil {
					n, err = e.EraseTx(ctx, tx, append(ids, "3"), before)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if first, second := end(), end(); first != 2 || second != 0 {
			t.Errorf("%s: %d were made anonymous, then %d", engine, first, second)
		}
		bare := `SELECT COUNT(*) FROM export WHERE subject = '' AND filter = '' AND account IS NULL AND person IS NULL
			AND place = '320613007005001' AND records = 4 AND purpose = 'own'`
		if n, err := db.Value[int](ctx, d, bare); err != nil || n != 2 {
			t.Errorf("%s: %d rows tell of nobody, %v", engine, n, err)
		}
		for whole, want := range map[bool]bool{false: false, true: true} {
			held, err := export.Room{}.Held(ctx, d, "p", whole)
			if err != nil || len(held) != 1 || held[0].N != 1 || (held[0].Copy != nil) != want {
				t.Errorf("%s: %+v, %v", engine, held, err)
			}
		}
	}
}
