package db_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
)

// A walk handles every row once and in order, however many pages that takes and though handling takes rows out of the list;
// an error or the end of the context stops it, and what was changed until then is told.
func TestWalk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		const many = 450 // more than two pages
		put := func(text string, args ...any) error {
			return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, text, args...); return err })
		}
		if err := put("INSERT INTO wish_counter (community, year, last) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) SELECT 'c' || CAST(i + 1000 AS TEXT), 2026, 0 FROM n"); err != nil {
			t.Fatal(err)
		}
		list := func(after string, limit int) ([]string, error) {
			return db.All(ctx, d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
				"SELECT community FROM wish_counter WHERE last = 0 AND community > $1 ORDER BY community LIMIT $2", after, limit)
		}
		broken := errors.New("broken")
		var seen []string
		n, err := db.Walk(ctx, list, db.Itself, func(c string) (bool, error) {
			if len(seen) == 300 {
				return false, broken
			}
			seen = append(seen, c)
			if strings.HasSuffix(c, "7") { // nothing to do: it stays in the list and is passed
				return false, nil
			}
			return true, put("UPDATE wish_counter SET last = 1 WHERE community = $1", c)
		})
		if !errors.Is(err, broken) || n != 270 || len(seen) != 300 || !slices.IsSorted(seen) || len(slices.Compact(slices.Clone(seen))) != 300 {
			t.Errorf("%d changed of %d, %v", n, len(seen), err)
		}
		if n, err := db.Walk(ctx, list, db.Itself, func(string) (bool, error) { return true, nil }); err != nil || n != many-270 {
			t.Errorf("the rest are %d, %v", n, err)
		}
		over, stop := context.WithCancel(ctx)
		n, err = db.Walk(over, list, db.Itself, func(string) (bool, error) { stop(); return true, nil })
		if n != 1 || !errors.Is(err, context.Canceled) {
			t.Errorf("stopped after %d, %v", n, err)
		}
	})
}
