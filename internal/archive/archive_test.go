package archive_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/internal/archive"
	"linli/internal/archive/envelope"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/job"
	"linli/internal/seal"
)

// targets are empty databases to restore to.
var targets = map[string]func(t *testing.T) string{
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "new.db") },
	"postgres": func(t *testing.T) string { return dbtest.EmptyPostgres(t) },
}

// key is a pair of a suite.
func key(t *testing.T, suite seal.Suite) (*envelope.Recipients, *envelope.Key) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup.key")
	text, err := envelope.Create(file, suite)
	if err != nil {
		t.Fatal(err)
	}
	to, err := envelope.ParseRecipients([]string{text})
	if err != nil {
		t.Fatal(err)
	}
	k, err := envelope.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return to, k
}

type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "test.greet" }

// odd fills some tables with values that are easily lost on the way.
func odd(t *testing.T, d *db.DB) {
	t.Helper()
	jobs, err := job.New(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for i, text := range []string{"", " ", "null", "𠮷野家 👵🏻", "a\tb\r\nc", `"\"`, "\u2028\ufeff", strings.Repeat("长", 100_000), "v1.skey1abc." + strings.Repeat("A", 60)} {
			if _, err := tx.Exec(ctx, "INSERT INTO journal (at, act, kind, subject, place, before, after) VALUES ($1, 'test', 'test', $2, '', $3, $4)",
				int64(math.MaxInt64)-int64(i), fmt.Sprint(i), text, db.Null(text)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, "INSERT INTO wish_counter (community, year, last, moved) VALUES ('a', 2026, 2147483647, TRUE), ('b', -1, 0, FALSE)"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM journal WHERE subject = '3'"); err != nil { // a gap in what the engine numbers
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE place_state SET edition = 7"); err != nil { // a row that migrations put in
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO person (id, name, name_key, place) VALUES ('p1', '甲', '甲', ''), ('p2', '乙', '乙', '')"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO proxy (id, person, for_person, relation, from_at) VALUES ('x', 'p1', 'p2', '', -5)"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO session (token, data, created_at, seen_at, expires_at, idle) VALUES ('s', '', 0, 0, 9000000000000000, 0)"); err != nil {
			return err
		}
		return jobs.InsertTx(ctx, tx, greet{"奶奶"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// dump is every row of a database as an archive writes it, and the jobs that wait.
func dump(t *testing.T, d *db.DB) string {
	t.Helper()
	text, err := archive.Dump(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func backup(t *testing.T, d *db.DB, to *envelope.Recipients) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.linli")
	if _, err := archive.Backup(t.Context(), d, file, archive.Options{Release: "test", To: to}); err != nil {
		t.Fatal(err)
	}
	return file
}

func restore(t *testing.T, file, dsn string, k *envelope.Key) archive.Restored {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	res, err := archive.Restore(t.Context(), f, dsn, archive.RestoreOptions{Key: k})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// From each engine to each engine and once more: every row is the same to the byte, and both go on.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		odd(t, d)
		want := dump(t, d)
		suite := map[db.Engine]seal.Suite{db.SQLite: seal.SM, db.Postgres: seal.Intl}[d.Engine()]
		to, k := key(t, suite)
		file := backup(t, d, to)
		for name, target := range targets {
			t.Run("to "+name, func(t *testing.T) {
				dsn := target(t)
				res := restore(t, file, dsn, k)
				if !slices.Equal(res.End.Keys, []string{"skey1abc"}) {
					t.Errorf("sealed with %v", res.End.Keys)
				}
				n, err := archive.Open(t.Context(), dsn, db.Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer n.Close()
				if got := dump(t, n); got != want {
					t.Fatalf("restored:\n%.2000s\nwant:\n%.2000s", got, want)
				}
				again := filepath.Join(t.TempDir(), "again.db")
				restore(t, backup(t, n, nil), "sqlite:"+again, nil)
				if got := dump(t, dbtest.Open(t, "sqlite:"+again, db.Options{})); got != want {
					t.Fatal("restored once more it is another")
				}
				goesOn(t, n)
			})
		}
	})
}

// goesOn writes to what was restored: numbers go on behind the highest, foreign keys hold, nobody is signed in, and the job
// that waited is done.
func goesOn(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	last, err := db.Value[int64](ctx, d, "SELECT MAX(id) FROM journal")
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err := db.Value[int64](ctx, tx, "INSERT INTO journal (at, act, kind, subject, place) VALUES (0, 'test', 'test', 'next', '') RETURNING id")
		if id != last+1 {
			t.Errorf("after %d came %d", last, id)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO proxy (id, person, for_person, relation, from_at) VALUES ('y', 'p1', 'nobody', '', 0)")
		return err
	})
	if err == nil {
		t.Error("a foreign key leads nowhere")
	}
	if n, err := db.Value[int64](ctx, d, "SELECT COUNT(*) FROM session"); err != nil || n != 0 {
		t.Errorf("%d sessions, %v", n, err)
	}
	jobs, err := job.New(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	greeted := make(chan string, 1)
	job.Handle(jobs, func(_ context.Context, g greet) error { greeted <- g.Name; return nil })
	if err := jobs.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if name := <-greeted; name != "奶奶" {
		t.Errorf("greeted %q", name)
	}
	if err := jobs.Stop(ctx); err != nil {
		t.Error(err)
	}
}

// A table that is added later is carried, or this names it.
func TestBothEnginesHaveTheSameTables(t *testing.T) {
	t.Parallel()
	schemas := map[db.Engine][]archive.Table{}
	for _, dsn := range []string{dbtest.SQLite(t), dbtest.Postgres(t)} {
		d := dbtest.Open(t, dsn, db.Options{})
		tables, err := archive.Schema(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		schemas[d.Engine()] = tables
	}
	lite, post := schemas[db.SQLite], schemas[db.Postgres]
	if len(lite) < 15 {
		t.Fatalf("%d tables", len(lite))
	}
	for i, pair := range [][2][]archive.Table{{lite, post}, {post, lite}} {
		for _, a := range pair[0] {
			at := slices.IndexFunc(pair[1], func(b archive.Table) bool { return a.Name == b.Name })
			if at < 0 {
				t.Errorf("table %s is only on one engine (%d): make it on both, or say in archive.left why it is not carried", a.Name, i)
				continue
			}
			if b := pair[1][at]; fmt.Sprint(a.Columns, a.Key) != fmt.Sprint(b.Columns, b.Key) {
				t.Errorf("table %s: %v %v here, %v %v there", a.Name, a.Columns, a.Key, b.Columns, b.Key)
			}
		}
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	odd(t, d)
	dir := t.TempDir()
	file := filepath.Join(dir, "a.linli")
	ctx, stop := context.WithCancel(t.Context())
	_, err := archive.Backup(ctx, d, file, archive.Options{Progress: func(p archive.Progress) {
		if p.Step == archive.Writing {
			stop()
		}
	}})
	if err == nil {
		t.Fatal("a backup that was stopped has not failed")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Fatalf("%v, %v", left, err)
	}
	if _, err := archive.Backup(t.Context(), d, file, archive.Options{}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Backup(t.Context(), d, file, archive.Options{}); err == nil {
		t.Fatal("an archive was overwritten")
	}
	if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
		t.Fatal("an archive was changed")
	}
	if h, err := archive.HistoryOf(t.Context(), d); err != nil || h.Last.IsZero() || !h.First.Equal(h.Last) || !h.Rehearsed.IsZero() {
		t.Fatalf("the backups are %+v, %v", h, err)
	}
}

// A table of somebody else is named and left; one of ours that was changed is refused, because it could not be restored.
func TestTablesThatAreNotOurs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec := func(text string) {
			t.Helper()
			if _, err := d.SQL().ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		exec("CREATE TABLE theirs (at TIMESTAMP)")
		file := filepath.Join(t.TempDir(), "a.linli")
		made, err := archive.Backup(t.Context(), d, file, archive.Options{})
		if err != nil || !slices.Equal(made.Strange, []string{"theirs"}) {
			t.Fatalf("strange: %v, %v", made.Strange, err)
		}
		restore(t, file, targets["sqlite"](t), nil)
		exec("ALTER TABLE person ADD COLUMN shoe_size BIGINT")
		if _, err := archive.Backup(t.Context(), d, filepath.Join(t.TempDir(), "b.linli"), archive.Options{}); kindOf(err) != "archive.database" {
			t.Errorf("a changed table: %v", err)
		}
	})
}
