package archive_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/internal/archive"
	"linli/internal/db"
	"linli/internal/dbtest"
)

// What the child process is told, and what it says when it is in the middle.
const (
	childDoes = "ARCHIVE_TEST_DOES"
	childDSN  = "ARCHIVE_TEST_DSN"
	childFile = "ARCHIVE_TEST_FILE"
	inMiddle  = "in the middle"
)

// TestChild is what TestKilled kills: it stops in the middle of its work, and waits.
func TestChild(t *testing.T) {
	t.Parallel()
	does := os.Getenv(childDoes)
	if does == "" {
		t.Skip("only as a process that another test starts")
	}
	wait := func(p archive.Progress) {
		if p.Step == archive.Writing || p.Step == archive.Loading {
			_, _ = os.Stdout.WriteString(inMiddle + "\n")
			select {}
		}
	}
	ctx, dsn, file := t.Context(), os.Getenv(childDSN), os.Getenv(childFile)
	if does == "restore" {
		_, err := archive.Restore(ctx, bytes.NewReader(body(t, file)), dsn, archive.RestoreOptions{Progress: wait})
		t.Fatal(err)
	}
	d, err := archive.Open(ctx, dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = archive.Backup(ctx, d, file, archive.Options{Progress: wait})
	t.Fatal(err)
}

// killed starts the child, and kills it in the middle.
func killed(t *testing.T, does, dsn, file string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$", "-test.v")
	c.Env = append(os.Environ(), childDoes+"="+does, childDSN+"="+dsn, childFile+"="+file)
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines, found := bufio.NewScanner(stdout), false
	for !found && lines.Scan() {
		found = strings.HasPrefix(lines.Text(), inMiddle)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	if !found {
		t.Fatal("the child did not get to its middle")
	}
}

func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func dsnOf(t *testing.T, engine string) string {
	t.Helper()
	if engine == "sqlite" {
		return dbtest.SQLite(t)
	}
	return dbtest.Postgres(t)
}

// A backup that was killed leaves nothing under its name, and nothing after the next.
func TestKilledBackup(t *testing.T) {
	t.Parallel()
	for engine := range targets {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn, dir := dsnOf(t, engine), t.TempDir()
			d := dbtest.Open(t, dsn, db.Options{})
			odd(t, d)
			file := filepath.Join(dir, "a.linli")
			killed(t, "backup", dsn, file)
			if got := entries(t, dir); !slices.Equal(got, []string{"a.linli.part"}) {
				t.Fatalf("left: %v", got)
			}
			home := filepath.Dir(strings.TrimPrefix(dsn, "sqlite:"))
			if engine == "sqlite" && !slices.Contains(entries(t, home), "linli.db.snapshot") {
				t.Fatal("it was not killed in its middle")
			}
			if _, err := archive.Backup(t.Context(), d, file, archive.Options{}); err != nil {
				t.Fatal(err)
			}
			if got := entries(t, dir); !slices.Equal(got, []string{"a.linli"}) {
				t.Fatalf("left: %v", got)
			}
			if engine == "sqlite" && slices.Contains(entries(t, home), "linli.db.snapshot") {
				t.Fatal("the copy has stayed")
			}
		})
	}
}

// A restoration that was killed, or stopped, is no database to serve, and is begun anew by the same call.
func TestInterruptedRestoration(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		odd(t, d)
		want, file := dump(t, d), backup(t, d, nil)
		dsn := targets[string(d.Engine())](t)
		ctx, stop := context.WithCancel(t.Context())
		_, err := archive.Restore(ctx, bytes.NewReader(body(t, file)), dsn, archive.RestoreOptions{Progress: func(p archive.Progress) {
			if p.Step == archive.Loading {
				stop()
			}
		}})
		if err == nil {
			t.Fatal("a restoration that was stopped has not failed")
		}
		for _, how := range []string{"stopped", "killed"} {
			if _, err := archive.Open(t.Context(), dsn, db.Options{}); kindOf(err) != "archive.unfinished" {
				t.Fatalf("%s, and opened: %v", how, err)
			}
			if how == "stopped" {
				killed(t, "restore", dsn, file)
			}
		}
		restore(t, file, dsn, nil)
		n, err := archive.Open(t.Context(), dsn, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		if dump(t, n) != want {
			t.Fatal("restored it is another")
		}
		if name, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
			for _, e := range entries(t, filepath.Dir(name)) {
				if strings.Contains(e, "restoring") {
					t.Errorf("%s has stayed", e)
				}
			}
		}
	})
}
