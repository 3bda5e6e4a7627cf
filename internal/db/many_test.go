package db_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
)

// Of writes that come at the same time, small and big ones in any order, each that succeeds is there whole and once, and of each that
// fails, is refused by the machine, panics or has given up before its turn nothing is there, whoever stood beside it.
func TestWritesKeepToThemselves(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			fates := rapid.SliceOfN(rapid.SampledFrom([]string{"stays", "fails", "twice", "panics", "late"}), 1, 12).Draw(rt, "fates")
			big := rapid.SliceOfN(rapid.Bool(), len(fates), len(fates)).Draw(rt, "big")
			var wg sync.WaitGroup
			for i, fate := range fates {
				wg.Go(func() { write(t, d, strconv.Itoa(round)+"-"+strconv.Itoa(i), fate, big[i]) })
			}
			wg.Wait()
			for i, fate := range fates {
				want := int64(0)
				if fate == "stays" {
					want = 3
				}
				n, err := db.Value[int64](t.Context(), d, "SELECT COUNT(*) FROM note WHERE n = $1", round*100+i)
				if err != nil || n != want {
					rt.Errorf("%s (big: %v): %d rows, %v; want %d", fate, big[i], n, err, want)
				}
			}
		})
	})
}

// write is one of them: three rows, and then its fate. The number of its rows is 100 times the round and its place.
func write(t *testing.T, d *db.DB, key, fate string, big bool) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if fate == "late" {
		cancel()
	}
	defer func() {
		if p := recover(); (p != nil) != (fate == "panics") {
			t.Errorf("%s: panic %v", fate, p)
		}
	}()
	run, told := d.Write, false
	if big {
		run = d.WriteMany
	}
	failed := errors.New("failed")
	err := run(ctx, func(ctx context.Context, tx *db.Tx) error {
		tx.AfterCommit(func() { told = true })
		rows := []string{"a", "b", "c"}
		if fate == "twice" {
			rows[2] = "a"
		}
		for _, row := range rows {
			if _, err := tx.Exec(ctx, "INSERT INTO note (id, n) VALUES ($1, $2)", key+row, number(key)); err != nil {
				return err
			}
		}
		switch fate {
		case "fails":
			return failed
		case "panics":
			panic("it panics")
		}
		return nil
	})
	if ok := (err == nil); ok != (fate == "stays") || told != ok || fate == "fails" && !errors.Is(err, failed) || fate == "twice" && !db.IsUnique(err) ||
		fate == "late" && !errs.Is(err, errs.Unavailable) && !errors.Is(err, context.Canceled) {
		t.Errorf("%s (big: %v): %v, told of its commit: %v", fate, big, err, told)
	}
}

func number(key string) int64 {
	var round, i int64
	for j := range key {
		if key[j] == '-' {
			round, _ = strconv.ParseInt(key[:j], 10, 64) // written by the test
			i, _ = strconv.ParseInt(key[j+1:], 10, 64)
		}
	}
	return round*100 + i
}
