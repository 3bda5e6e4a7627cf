package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
)

// table gives a test a table of its own, in the SQL both engines read.
func table(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "CREATE TABLE note (id TEXT PRIMARY KEY, n BIGINT NOT NULL, at BIGINT, flag BOOLEAN NOT NULL DEFAULT TRUE)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func add(t *testing.T, d *db.DB, id string, n int64) error {
	t.Helper()
	return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO note (id, n, at) VALUES ($1, $2, $3)", id, n, db.Micros(tx.Now))
		return err
	})
}

func count(t *testing.T, q db.Querier) int64 {
	t.Helper()
	n, err := db.Value[int64](t.Context(), q, "SELECT COUNT(*) FROM note")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteCommitsOrLeavesNothing(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		var ran bool
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			tx.AfterCommit(func() { ran = true })
			if _, err := tx.Exec(ctx, "INSERT INTO note (id, n) VALUES ('a', 1)"); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || count(t, d) != 0 || ran {
			t.Fatalf("failed write: err %v, rows %d, AfterCommit ran %v", err, count(t, d), ran)
		}
		err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			tx.AfterCommit(func() { ran = true })
			n, err := tx.Exec(ctx, "INSERT INTO note (id, n) VALUES ('a', 1), ('b', 2)")
			if n != 2 {
				t.Errorf("rows affected: %d", n)
			}
			return err
		})
		if err != nil || count(t, d) != 2 || !ran {
			t.Fatalf("good write: err %v, rows %d, AfterCommit ran %v", err, count(t, d), ran)
		}
		if err := add(t, d, "a", 3); !db.IsUnique(err) {
			t.Fatalf("a second 'a' must break UNIQUE, got %v", err)
		}
		if err := add(t, d, "c", 3); err != nil {
			t.Fatalf("the write after a broken constraint: %v", err)
		}
	})
}

func TestScanningTimesNullsAndFlags(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 2, 14, 9, 30, 0, 123456000, time.UTC)
	dbtest.EachWith(t, db.Options{Now: dbtest.At(now).Now}, func(t *testing.T, d *db.DB) {
		table(t, d)
		if err := add(t, d, "a", 1); err != nil {
			t.Fatal(err)
		}
		type row struct {
			at   time.Time
			none string
			flag bool
		}
		got, err := db.One(t.Context(), d, func(r db.Row) (v row, err error) {
			return v, r.Scan(db.Time(&v.at), db.Text(&v.none), &v.flag)
		}, "SELECT at, NULLIF(id, $1), flag FROM note WHERE id = $1", "a")
		if err != nil || !got.at.Equal(now) || got.none != "" || !got.flag {
			t.Fatalf("got %+v, %v", got, err)
		}
		if _, err := db.Value[int64](t.Context(), d, "SELECT n FROM note WHERE id = 'x'"); !errors.Is(err, db.NoRows) {
			t.Fatalf("no row: %v", err)
		}
	})
}

func TestReadIsOneSnapshot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		err := d.Read(t.Context(), func(_ context.Context, q db.Querier) error {
			before := count(t, q)
			if err := add(t, d, "late", 1); err != nil {
				return err
			}
			if after := count(t, q); after != before {
				t.Errorf("the snapshot moved from %d to %d rows", before, after)
			}
			return nil
		})
		if err != nil || count(t, d) != 1 {
			t.Fatalf("%v, %d rows", err, count(t, d))
		}
	})
}

func TestLockGuardsARuleOverManyRows(t *testing.T) {
	t.Parallel()
	const writers, limit = 32, 10
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		full := errs.New(errs.Conflict, "full")
		var refused atomic.Int64
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					if err := tx.Lock(ctx, "note", "all"); err != nil {
						return err
					}
					n, err := db.Value[int64](ctx, tx, "SELECT COUNT(*) FROM note")
					if err != nil {
						return err
					}
					if n >= limit {
						return full
					}
					_, err = tx.Exec(ctx, "INSERT INTO note (id, n) VALUES ($1, 1)", fmt.Sprint(i))
					return err
				})
				if errs.Is(err, errs.Conflict) {
					refused.Add(1)
				} else if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if count(t, d) != limit || refused.Load() != writers-limit {
			t.Fatalf("%d rows, %d refused; want %d and %d", count(t, d), refused.Load(), limit, writers-limit)
		}
	})
}

func TestWriteInsideWritePanicsAndThePanicReachesTheCaller(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		func() {
			defer func() {
				if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "Write inside") {
					t.Errorf("recovered %v", p)
				}
			}()
			_ = d.Write(t.Context(), func(ctx context.Context, _ *db.Tx) error {
				return d.Write(ctx, func(context.Context, *db.Tx) error { return nil })
			})
		}()
		if err := add(t, d, "after", 1); err != nil {
			t.Fatalf("the write after a panic: %v", err)
		}
	})
}

// More readers than connections, each of them holding a snapshot and asking something new: none waits for another's.
func TestSnapshotsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				err := d.Read(ctx, func(ctx context.Context, q db.Querier) error {
					time.Sleep(5 * time.Millisecond) // until every connection is held
					_, err := db.Value[int64](ctx, q, fmt.Sprintf("SELECT COUNT(*) + %d FROM note", i))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

// Who holds a connection and asks for a second one would wait for ever under load; it is found at the first time.
func TestASecondConnectionPanics(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		for name, inside := range map[string]func(ctx context.Context) error{
			"a query": func(ctx context.Context) error { _, err := db.Value[int64](ctx, d, "SELECT 1"); return err },
			"a snapshot": func(ctx context.Context) error {
				return d.Read(ctx, func(context.Context, db.Querier) error { return nil })
			},
			"a write": func(ctx context.Context) error {
				return d.Write(ctx, func(context.Context, *db.Tx) error { return nil })
			},
		} {
			for where, run := range map[string]func(){
				"write":    func() { _ = d.Write(t.Context(), func(ctx context.Context, _ *db.Tx) error { return inside(ctx) }) },
				"snapshot": func() { _ = d.Read(t.Context(), func(ctx context.Context, _ db.Querier) error { return inside(ctx) }) },
			} {
				func() {
					defer func() {
						if recover() == nil {
							t.Errorf("%s inside a %s is not found", name, where)
						}
					}()
					run()
				}()
			}
		}
		if err := add(t, d, "after", 1); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAClosedDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	d, err := db.Open(t.Context(), dbtest.SQLite(t), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(context.Context, *db.Tx) error { return nil }); !errs.Is(err, errs.Unavailable) {
		t.Fatalf("write after close: %v", err)
	}
}

func TestOpenSaysWhatIsWrongAndHidesThePassword(t *testing.T) {
	t.Parallel()
	for name, dsn := range map[string]string{
		"unknown scheme":         "mysql://linli:geheim@host/x",
		"postgres without sense": "postgres://linli:geheim@[::1/x",
		"nobody listens":         "postgres://linli:geheim@127.0.0.1:1/x?connect_timeout=1",
		"folder does not exist":  "sqlite:/nowhere/at/all/linli.db",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := db.Open(t.Context(), dsn, db.Options{})
			if err == nil || strings.Contains(err.Error(), "geheim") {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestWhereNumbersItsPlaceholders(t *testing.T) {
	t.Parallel()
	var w db.Where
	w.And("state = ?", "open")
	w.In("unit", []string{"u1", "u2"})
	w.Within("place", []string{"320613007", "320613003004"})
	w.Within("place", nil)
	w.NotIn("post", nil)
	want := "(state = $1) AND (unit IN ($2, $3)) AND (place >= $4 AND place < $5 OR place >= $6 AND place < $7) AND (1 = 0)"
	if w.SQL() != want || len(w.Args()) != 7 {
		t.Fatalf("%s\n%v", w.SQL(), w.Args())
	}
}

func TestSubtreeHoldsDescendantsOnly(t *testing.T) {
	t.Parallel()
	from, to := db.Subtree("320613007")
	for code, in := range map[string]bool{
		"320613007": true, "320613007005": true, "320613007005012003": true, "320613008": false, "320613": false, "320613006999": false,
	} {
		if got := code >= from && code < to; got != in {
			t.Errorf("%s in the subtree of 320613007: %v", code, got)
		}
	}
}

func FuzzKeys(f *testing.F) {
	f.Add(db.Cursor("2026", "x"), 2)
	f.Add("", 1)
	f.Add("!!", 3)
	f.Fuzz(func(t *testing.T, cursor string, n int) {
		keys, err := db.Keys(cursor, n)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("kind %v", errs.KindOf(err))
			}
			return
		}
		if again, err := db.Keys(db.Cursor(keys...), n); err != nil || fmt.Sprint(again) != fmt.Sprint(keys) {
			t.Fatalf("%q does not survive the round trip", cursor)
		}
	})
}

// A database opened to be read is not changed, and one that is not there is not made.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	for name, dsn := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, dsn, db.Options{})
			table(t, d)
			r := dbtest.Open(t, dsn, db.Options{ReadOnly: true})
			if n := count(t, r); n != 0 {
				t.Fatalf("%d rows", n)
			}
			if err := add(t, r, "a", 1); err == nil {
				t.Error("it is written")
			}
			if err := add(t, d, "a", 1); err != nil || count(t, r) != 1 {
				t.Errorf("the other: %v, %d rows read", err, count(t, r))
			}
		})
	}
	file := filepath.Join(t.TempDir(), "absent.db")
	if _, err := db.Open(t.Context(), "sqlite:"+file, db.Options{ReadOnly: true}); err == nil {
		t.Error("a file that is not there is opened")
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was made")
	}
}

// Somebody else holds the file: who waits for it waits as long as asked for, however many wait before, and what was given up
// never happens afterwards.
func TestNobodyWaitsForAHeldFileBeyondTheirTime(t *testing.T) {
	t.Parallel()
	dsn := dbtest.SQLite(t)
	d := dbtest.Open(t, dsn, db.Options{})
	table(t, d)
	other, err := sql.Open("sqlite", strings.TrimPrefix(dsn, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	hold, err := other.Conn(t.Context())
	if err == nil {
		_, err = hold.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	}
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "INSERT INTO note (id, n) VALUES ($1, 1)", fmt.Sprint("given up ", i))
				return err
			})
			if !errs.Is(err, errs.Unavailable) {
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	if why, err := d.Trouble(t.Context()); err != nil || why == "" {
		t.Errorf("nothing is known against it, %v", err)
	}
	if _, err := hold.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := add(t, d, "after", 1); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d); n != 1 {
		t.Errorf("%d rows, want the one that was acknowledged", n)
	}
}
