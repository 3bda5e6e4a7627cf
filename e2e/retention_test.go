package e2e_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/person"
)

// An installation lives for years. The server that is started then erases by its own job what the journal has kept long
// enough and nothing else, and linli verify says that it was erased, not altered, and ends with 0, also against a checkpoint
// that was put away in the first days. An entry that is altered afterwards is found as before.
func TestTheJournalForgetsAndStillAgrees(t *testing.T) {
	t.Parallel()
	for engine, dsnOf := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn, dir := dsnOf(t), t.TempDir()
			keys, kept := filepath.Join(dir, "keys"), filepath.Join(dir, "checkpoint")
			must(t, app.NewKeys(keys, "sm"))
			now := time.Now()
			lived(t, dsn, keys, kept, now.AddDate(0, -37, 0))
			lived(t, dsn, keys, "", now.AddDate(0, -35, 0))
			bound := now.AddDate(0, -36, 0).UnixMicro()
			old, young := acts(t, dsn, "at < $1", bound), acts(t, dsn, "at >= $1", bound)
			if old < 25 || young < 25 || acts(t, dsn, "salt IS NOT NULL AND (after IS NOT NULL OR origin IS NOT NULL)") < 50 {
				t.Fatalf("%d old and %d young acts; there is nothing to erase", old, young)
			}

			p := start(t, dsn, "--log-level", "ERROR", "--keys", "file:"+keys)
			for end := time.Now().Add(time.Minute); acts(t, dsn, "act = 'retention.run'") == 0; time.Sleep(50 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("the server never erases")
				}
			}
			if status := p.stop(); status != 0 {
				t.Fatalf("the server ends with %d:\n%s", status, p.said.String())
			}

			const content = "(origin IS NOT NULL OR before IS NOT NULL OR after IS NOT NULL OR key IS NOT NULL OR salt IS NOT NULL)"
			if n := acts(t, dsn, "at < $1 AND "+content, bound); n != 0 {
				t.Errorf("%d old acts still say what they changed", n)
			}
			if n := acts(t, dsn, "at < $1 AND erased_at IS NOT NULL AND payload_hash IS NOT NULL", bound); n != old {
				t.Errorf("%d of %d old acts are marked as erased", n, old)
			}
			if n := acts(t, dsn, "at >= $1 AND (erased_at IS NOT NULL OR salt IS NULL)", bound); n != 0 {
				t.Errorf("%d young acts were erased", n)
			}
			for _, args := range [][]string{{"verify", "--db", dsn}, {"verify", "--db", dsn, "--checkpoint", kept}} {
				said, stderr, status := run(t, "", args...)
				if status != 0 || !strings.Contains(said, fmt.Sprintf("其中 %d 条的内容已按保存期限清除", old)) || strings.Contains(said, "不一致") || strings.Contains(said, "未经证明") {
					t.Errorf("%v ends with %d:\n%s%s", args[2:], status, said, stderr)
				}
			}
			alter(t, dsn, bound)
			if said, _, status := run(t, "", "verify", "--db", dsn); status != 1 || !strings.Contains(said, "不一致") {
				t.Errorf("an altered act that was erased before: %d\n%s", status, said)
			}
		})
	}
}

// lived lets an installation work at a moment, and puts a checkpoint of its journal away, when it is told where.
func lived(t *testing.T, dsn, keys, kept string, at time.Time) {
	t.Helper()
	ctx, clock := context.Background(), dbtest.At(at)
	a, err := app.New(ctx, app.Config{DSN: dsn, Keys: "file:" + keys, Now: clock.Now})
	must(t, err)
	for n := range 20 {
		clock.Add(time.Second)
		_, err := a.People.Create(ctx, actor.Job("test"), person.Person{Name: fmt.Sprintf("某人%d", n), Place: ""}, "")
		must(t, err)
	}
	for range 5 {
		if _, err := a.Accounts.SignIn(ctx, "203.0.113.9", "nobody-of-that-name", "x"); err == nil {
			t.Fatal("nobody signs in")
		}
	}
	_, err = a.Journal.CatchUp(ctx)
	must(t, err)
	note, err := a.Journal.Checkpoint(ctx)
	must(t, err)
	if kept != "" {
		must(t, os.WriteFile(kept, []byte(note), 0o600))
	}
	must(t, a.Close())
}

// acts counts rows of the journal.
func acts(t *testing.T, dsn, where string, args ...any) int {
	t.Helper()
	d, err := db.Open(context.Background(), dsn, db.Options{MaxConns: 2})
	must(t, err)
	defer d.Close() //nolint:errcheck // it was only read
	n, err := db.Value[int](context.Background(), d, "SELECT COUNT(*) FROM journal WHERE "+where, args...)
	must(t, err)
	return n
}

// alter changes who did one of the acts whose content is gone.
func alter(t *testing.T, dsn string, bound int64) {
	t.Helper()
	d, err := db.Open(context.Background(), dsn, db.Options{MaxConns: 2})
	must(t, err)
	must(t, d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE journal SET act = 'person.update' WHERE id = (SELECT MIN(id) FROM journal WHERE act = 'person.create' AND at < $1)", bound)
		return err
	}))
	must(t, d.Close())
}
