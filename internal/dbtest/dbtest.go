// Package dbtest runs a test on every engine. SQLite is a file in the test's folder. PostgreSQL is a private cluster in
// a temporary folder, one for the test binary, one database for the test; a server that the machine already runs is not
// touched. Without PostgreSQL's programs the engine is skipped with a message, except under CI, where that fails.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/job"
)

// Each runs fn on every engine, on a migrated, empty database, in parallel.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachWith(t, db.Options{}, fn)
}

// EachWith is Each with options, such as a clock set by the test.
func EachWith(t *testing.T, opt db.Options, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, Open(t, SQLite(t), opt))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, Open(t, Postgres(t), opt))
	})
}

// Open opens a DSN for the length of the test.
func Open(t testing.TB, dsn string, opt db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), dsn, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// template is a migrated SQLite file, made once and copied for each test.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "linli-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "t.db")
	if err := migrate("sqlite:" + file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func migrate(dsn string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, dsn, db.Options{})
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := job.Migrate(ctx, d); err != nil {
		return err
	}
	return d.Close() // the last connection of a WAL database folds the log into the file
}

// SQLite is the DSN of a migrated, empty SQLite file that goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	body, err := template()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "linli.db")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + file
}

// Postgres is the DSN of a migrated, empty PostgreSQL database that goes with the test.
func Postgres(t testing.TB) string {
	t.Helper()
	return fresh(t, "migrated")
}

// EmptyPostgres is the DSN of a PostgreSQL database without any table, for tests of migrating and of first starts.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	return fresh(t, "template0")
}

var (
	server  = sync.OnceValues(startCluster)
	counter atomic.Int64
)

func fresh(t testing.TB, from string) string {
	t.Helper()
	c, err := server()
	missing(t, c, err)
	name := fmt.Sprintf("t%d", counter.Add(1))
	if err := c.create(name, from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return c.dsn(name)
}

// missing skips the test where PostgreSQL is not installed, and fails it where that must not be or where it does not start.
func missing(t testing.TB, c *cluster, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("CI") == "" && c == nil {
		t.Skipf("PostgreSQL is not tested: %v (Debian: apt-get install postgresql)", err)
	}
	t.Fatalf("PostgreSQL: %v", err)
}

// Clock is a clock that a test moves by hand. It is safe for concurrent use.
type Clock struct{ micros atomic.Int64 }

// At is a clock that stands at t.
func At(t time.Time) *Clock {
	c := &Clock{}
	c.Set(t)
	return c
}

// Now is what db.Options.Now wants.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.micros.Load()).UTC() }

// Set moves the clock to t.
func (c *Clock) Set(t time.Time) { c.micros.Store(t.UnixMicro()) }

// Add moves the clock by d.
func (c *Clock) Add(d time.Duration) { c.micros.Add(d.Microseconds()) }
