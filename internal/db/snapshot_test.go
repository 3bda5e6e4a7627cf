package db_test

import (
	"context"
	"database/sql"
	"os"
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
)

// A snapshot stays as it is while others write, as long as it likes, and SQLite's log is folded into its file meanwhile.
func TestSnapshotStaysAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		t.Run(engine, func(t *testing.T) {
			d := dbtest.Open(t, dsn, db.Options{})
			table(t, d)
			if err := add(t, d, "before", 1); err != nil {
				t.Fatal(err)
			}
			var copied int64
			err := d.Snapshot(t.Context(), func(done, _ int64) { copied = done }, func(ctx context.Context, tx *sql.Tx) error {
				if err := add(t, d, "meanwhile", 2); err != nil {
					return err
				}
				var n int
				if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM note").Scan(&n); err != nil || n != 1 {
					t.Errorf("the snapshot has %d rows, %v", n, err)
				}
				if engine == "sqlite" {
					foldsIn(t, d)
				}
				return nil
			})
			if err != nil || count(t, d) != 2 {
				t.Fatalf("%d rows, %v", count(t, d), err)
			}
			if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
				if _, err := os.Stat(file + ".snapshot"); err == nil || copied == 0 {
					t.Errorf("the copy of %d bytes has stayed", copied)
				}
			}
		})
	}
}

// foldsIn folds the log in during a snapshot, and asks for a second one.
func foldsIn(t *testing.T, d *db.DB) {
	t.Helper()
	var busy, pages, folded int
	err := d.SQL().QueryRowContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &folded)
	if err != nil || busy != 0 {
		t.Errorf("the log could not be folded in: busy %d, %v", busy, err)
	}
	err = d.Snapshot(t.Context(), func(int64, int64) {}, func(context.Context, *sql.Tx) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "another copy is being made") {
		t.Errorf("two copies at once: %v", err)
	}
}

func TestLatestIsWhereMigratingEnds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if at, err := d.Version(t.Context()); err != nil || at != db.Latest() {
			t.Errorf("at %d, the latest is %d, %v", at, db.Latest(), err)
		}
	})
}
