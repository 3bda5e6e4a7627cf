package app_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/person"
)

func open(t *testing.T, cfg app.Config) (*app.App, error) {
	t.Helper()
	cfg.Log, cfg.Passwords = slog.New(slog.DiscardHandler), password.Costs{Memory: 64, Time: 1, Threads: 1}
	a, err := app.New(t.Context(), cfg)
	if err == nil {
		t.Cleanup(func() { _ = a.Close() })
	}
	return a, err
}

// The keys of an SQLite installation are made at its first start, beside the file, for its owner only; once something is
// sealed with them a missing file is a lost one, and the server says so instead of making others.
func TestKeysAreMadeOnce(t *testing.T) {
	t.Parallel()
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "linli.db")
	source, err := app.KeysFor(dsn)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.TrimPrefix(source, "file:")
	if _, err := open(t, app.Config{DSN: dsn, Keys: source}); err == nil || !strings.Contains(err.Error(), "linli keys new "+file) {
		t.Errorf("a command makes no keys, and says how to: %v", err)
	}
	a, err := open(t, app.Config{DSN: dsn, Keys: source, MakeKeys: true})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	p, err := a.People.Create(t.Context(), actor.Job("test"), person.Person{Name: "谈桂芬", Place: "320613007005"}, "")
	if err != nil {
		t.Fatal(err)
	}
	phone := "13800138000"
	if err := a.People.SetContact(t.Context(), actor.Job("test"), p.ID, person.ContactChange{Phone: &phone}); err != nil {
		t.Fatal(err)
	}
	_ = a.Close()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, app.Config{DSN: dsn, Keys: source, MakeKeys: true}); err == nil || !strings.Contains(err.Error(), "put the copy back") {
		t.Errorf("the keys are lost: %v", err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Error("and no others were made")
	}
}

func TestPostgresNamesItsKeys(t *testing.T) {
	t.Parallel()
	if source, err := app.KeysFor("postgres://db/linli"); err == nil || !strings.Contains(err.Error(), "linli keys new") {
		t.Errorf("%q, %v", source, err)
	}
}

// The job that changes keys is worked by a running server, on both engines.
func TestARunningServerTakesUpNewKeys(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "keys")
			if err := app.NewKeys(file, "sm"); err != nil {
				t.Fatal(err)
			}
			cfg := app.Config{DSN: dsn(t), Keys: "file:" + file}
			a, err := open(t, cfg)
			if err != nil {
				t.Fatal(err)
			}
			p, err := a.People.Create(t.Context(), actor.Job("test"), person.Person{Name: "谈桂芬", Place: "320613007005"}, "")
			if err != nil {
				t.Fatal(err)
			}
			phone := "13800138000"
			if err := a.People.SetContact(t.Context(), actor.Job("test"), p.ID, person.ContactChange{Phone: &phone}); err != nil {
				t.Fatal(err)
			}
			if err := app.RotateKeys(file, "intl", time.Now().Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
			_ = a.Close()
			if a, err = open(t, cfg); err != nil {
				t.Fatal(err)
			}
			prefix, _ := a.Keys.Prefixes()
			if err := a.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
				defer cancel()
				_ = a.Stop(ctx)
			})
			for range 400 {
				got, err := db.Value[string](t.Context(), a.DB, "SELECT phone FROM person WHERE id = $1", p.ID)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(got, prefix) {
					return
				}
				time.Sleep(25 * time.Millisecond)
			}
			t.Error("the telephone is still under the old key")
		})
	}
}
