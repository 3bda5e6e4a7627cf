package journal_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/journal"
)

var clerk = actor.Actor{Account: "acc", Person: "per", From: "192.0.2.7"}

func once(t *testing.T, d *db.DB, a actor.Actor, act, subject, key string) (string, error) {
	t.Helper()
	return journal.Once(t.Context(), d, a, act, key, func(ctx context.Context, tx *db.Tx) error {
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: act, Kind: "thing", Subject: subject, Place: "320613", Key: key, After: map[string]int{"n": 1}})
	})
}

func rows(t *testing.T, d *db.DB) int {
	t.Helper()
	n, err := db.Value[int](t.Context(), d, "SELECT COUNT(*) FROM journal")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestARowSaysWhoWhatWhenAndFromWhere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := once(t, d, clerk, "thing.do", "s1", ""); err != nil {
			t.Fatal(err)
		}
		type row struct{ act, subject, account, person, origin, after string }
		got, err := db.One(t.Context(), d, func(r db.Row) (v row, err error) {
			return v, r.Scan(&v.act, &v.subject, &v.account, &v.person, &v.origin, &v.after)
		}, "SELECT act, subject, account, person, origin, after FROM journal")
		if want := (row{"thing.do", "s1", "acc", "per", "192.0.2.7", `{"n":1}`}); err != nil || got != want {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}

func TestAnActAndItsRowHappenTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := journal.WriteTx(ctx, tx, clerk, journal.Entry{Act: "thing.do", Kind: "thing", Subject: "s", Place: ""}); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || rows(t, d) != 0 {
			t.Fatalf("%v, %d rows", err, rows(t, d))
		}
	})
}

func TestAKeyActsOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if again, err := once(t, d, clerk, "thing.do", "s1", "k"); again != "" || err != nil {
			t.Fatalf("first: %q, %v", again, err)
		}
		if again, err := once(t, d, clerk, "thing.do", "s2", "k"); again != "s1" || err != nil {
			t.Fatalf("again: %q, %v; want the first subject", again, err)
		}
		other := clerk
		other.Account = "somebody else"
		if again, err := once(t, d, other, "thing.do", "s9", "k"); again != "" || err != nil {
			t.Fatalf("another account has keys of its own: %q, %v", again, err)
		}
		if _, err := once(t, d, clerk, "thing.undo", "s1", "k"); !errs.Is(err, errs.Conflict) {
			t.Fatalf("another act: %v", err)
		}
		if rows(t, d) != 2 {
			t.Fatalf("%d rows", rows(t, d))
		}
	})
}

func TestAKeyActsOnceUnder32Writers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		var first, again atomic.Int64
		for range 32 {
			wg.Go(func() {
				replayed, err := once(t, d, clerk, "thing.do", "s1", "k")
				switch {
				case err != nil:
					t.Error(err)
				case replayed == "s1":
					again.Add(1)
				default:
					first.Add(1)
				}
			})
		}
		wg.Wait()
		if first.Load() != 1 || again.Load() != 31 || rows(t, d) != 1 {
			t.Fatalf("%d acted, %d were answered as the first, %d rows", first.Load(), again.Load(), rows(t, d))
		}
	})
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{"a space": "a b", "a quote": "a'b", "Chinese": "钥匙", "65 characters": string(make([]byte, 65)), "a zero": "a\x00"} {
		if err := journal.CheckKey(key); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := journal.CheckKey("0192f3a0-0000-7000-8000-000000000000"); err != nil {
		t.Error(err)
	}
}
