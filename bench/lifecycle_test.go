package bench_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/bench"
	"linli/internal/db"
	"linli/internal/dbtest"
)

func small(dsn string) bench.Config {
	return bench.Config{DSN: dsn, Wishes: 200, Clients: 4, Duration: 2 * time.Second}
}

// A small run: whole lifecycles without an error, figures that can be read by a program and by people, nothing left.
func TestLifecycle(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		measured(t, small("sqlite:"+filepath.Join(dir, "b.db")), "sqlite")
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		dsn := dbtest.EmptyPostgres(t)
		measured(t, small(dsn), "postgres")
		d := dbtest.Open(t, dsn, db.Options{})
		n, err := db.Value[int](t.Context(), d, "SELECT COUNT(*) FROM pg_class WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'linli_bench'))")
		if err != nil || n > 0 {
			t.Errorf("%d tables and indexes are left behind, %v", n, err)
		}
	})
}

func measured(t *testing.T, c bench.Config, engine string) {
	t.Helper()
	var said bytes.Buffer
	c.Progress = &said
	r, err := bench.Lifecycle(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if r.Engine != engine || r.Errors != 0 || r.Lifecycles == 0 || r.PerSecond <= 0 || r.Request.Count < 7*r.Lifecycles-4*7 || r.Lifecycle.P50 > r.Lifecycle.P99 {
		t.Errorf("%+v", r)
	}
	if r.Limits.EmptyHandler <= 0 || r.Limits.CommitAlone <= 0 || r.Limits.CommitMany <= 0 || r.Memory.Own <= 0 || r.CPU <= 0 {
		t.Errorf("the machine: %+v, %+v, %v", r.Limits, r.Memory, r.CPU)
	}
	if !strings.Contains(said.String(), "limits per address are set aside") {
		t.Errorf("said %q", &said)
	}
	var text, raw bytes.Buffer
	if err := errors.Join(r.WriteText(&text), r.WriteJSON(&raw)); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"lifecycles_per_second", "p95_ms", "rss_bytes"} {
		if v, ok := got[k].(float64); !ok || v <= 0 {
			t.Errorf("%s: %v", k, got[k])
		}
	}
	if v, ok := got["errors"].(float64); !ok || v != 0 {
		t.Errorf("errors: %v", got["errors"])
	}
	for _, word := range []string{"lifecycles a second", "p95 ms", "find by number", "empty handler", "durable commit, alone"} {
		if !strings.Contains(text.String(), word) {
			t.Errorf("no %q in\n%s", word, &text)
		}
	}
}

// A kept store serves the next run of the same size, and no other.
func TestAKeptStoreIsUsedAgain(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "b.db")
	c := small("sqlite:" + file)
	c.Duration, c.Keep = 200*time.Millisecond, true
	first, err := bench.Lifecycle(t.Context(), c)
	if err != nil || first.FillSeconds == 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	// It ended when the journal's log had caught up.
	d := dbtest.Open(t, "sqlite:"+file, db.Options{ReadOnly: true})
	n, err := db.Value[int](t.Context(), d, "SELECT COUNT(*) FROM journal WHERE pos IS NULL")
	size, sizeErr := db.Value[int](t.Context(), d, "SELECT size FROM journal_log")
	if err := errors.Join(err, sizeErr, d.Close()); err != nil || n != 0 || size == 0 {
		t.Errorf("%d entries wait behind %d, %v", n, size, err)
	}
	c.Wishes = 300
	if _, err := bench.Lifecycle(t.Context(), c); err == nil || !strings.Contains(err.Error(), "200") {
		t.Fatalf("another size: %v", err)
	}
	c.Wishes, c.Keep = 200, false
	second, err := bench.Lifecycle(t.Context(), c)
	if err != nil || second.FillSeconds != 0 || second.Errors != 0 {
		t.Fatalf("%+v, %v", second, err)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the store is still there: %v", err)
	}
}

func TestAnotherDatabaseIsRefusedUntouched(t *testing.T) {
	t.Parallel()
	dsn := dbtest.SQLite(t)
	file := strings.TrimPrefix(dsn, "sqlite:")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bench.Lifecycle(t.Context(), small(dsn)); err == nil || !strings.Contains(err.Error(), "something else") {
		t.Fatalf("got %v", err)
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed, %v", err)
	}
}

func TestConfigsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*bench.Config){
		"nobody":       func(c *bench.Config) { c.Clients = 0 },
		"no time":      func(c *bench.Config) { c.Duration = 0 },
		"negative":     func(c *bench.Config) { c.Wishes = -1 },
		"no such kind": func(c *bench.Config) { c.DSN = "mysql://x" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := small("sqlite:" + filepath.Join(t.TempDir(), "b.db"))
			change(&c)
			if _, err := bench.Lifecycle(t.Context(), c); err == nil {
				t.Error("no error")
			}
		})
	}
}
