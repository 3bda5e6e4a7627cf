package console_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

const releases = "testdata/releases"

// Each earlier release's data opens under this one, on both engines: nothing is lost, and the loop goes on.
func TestUpgradeFromEachRelease(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(releases + "/*.gz")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no release has been made yet")
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			body := unpack(t, f)
			if strings.HasSuffix(f, ".db.gz") {
				file := filepath.Join(t.TempDir(), "old.db")
				if err := os.WriteFile(file, body, 0o600); err != nil {
					t.Fatal(err)
				}
				goesOn(t, "sqlite:"+file)
				return
			}
			dsn := dbtest.EmptyPostgres(t)
			restore(t, dsn, body)
			goesOn(t, dsn)
		})
	}
}

func unpack(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func restore(t *testing.T, dsn string, dump []byte) {
	t.Helper()
	d, err := sql.Open("pgx", dsn+"&default_query_exec_mode=simple_protocol")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.ExecContext(t.Context(), string(dump)); err != nil {
		t.Fatal(err)
	}
}

// counted counts what an old database holds: every wish once, by its topic and by how long it took.
func counted(t *testing.T, a *app.App, wishes int) {
	t.Helper()
	ctx := t.Context()
	if _, err := a.Figures.Recount(ctx); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"SELECT COALESCE(SUM(filed), 0) FROM topic_figure":   strconv.Itoa(wishes),
		"SELECT COALESCE(SUM(answered), 0) FROM unit_result": "(SELECT COUNT(*) FROM wish WHERE closed_at IS NOT NULL AND classified_at IS NOT NULL AND answered_at IS NOT NULL AND answer_due IS NOT NULL)",
		"SELECT COALESCE(SUM(done_0 + done_2 + done_4 + done_6 + done_11 + done_16 + done_21 + done_31 + done_61), 0) FROM wish_figure WHERE width = 12": "(SELECT COUNT(*) FROM wish WHERE closed_at IS NOT NULL AND answered_at IS NOT NULL)",
	} {
		if same, err := db.Value[bool](ctx, a.DB, "SELECT ("+text+") = "+want); err != nil || !same {
			t.Errorf("%s is not %s, %v", text, want, err)
		}
	}
}

// goesOn opens an old database and continues what stands in it.
func goesOn(t *testing.T, dsn string) {
	t.Helper()
	ctx := t.Context()
	before := dbtest.Open(t, dsn, db.Options{})
	wishes, err := db.Value[int](ctx, before, "SELECT COUNT(*) FROM wish")
	if err != nil || wishes == 0 {
		t.Fatalf("%d wishes, %v", wishes, err)
	}
	a, err := app.New(ctx, app.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if after, err := db.Value[int](ctx, a.DB, "SELECT COUNT(*) FROM wish"); err != nil || after != wishes {
		t.Fatalf("%d wishes became %d, %v", wishes, after, err)
	}
	auditor := actor.Actor{Account: "test", Person: "test", Posts: []actor.Post{{ID: "x", Org: "x", Place: "320613", Role: actor.Auditor}}}
	page, err := a.Lists.List(ctx, auditor, list.Filter{Limit: 100})
	if err != nil || len(page.Wishes) == 0 {
		t.Fatalf("%d listed, %v", len(page.Wishes), err)
	}
	desk := actor.Actor{Account: "test", Person: "test", Posts: []actor.Post{{ID: "x", Org: "x", Place: "320613", Role: actor.Secretary}}}
	w, err := a.Wishes.File(ctx, desk, wish.Filing{Text: "升级以后还能不能提心愿？", Place: page.Wishes[0].Community, Visibility: wish.Public, Anonymous: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Wishes.Accept(ctx, desk, w.ID, wish.Acceptance{}); err != nil {
		t.Fatal(err)
	}
	counted(t, a, wishes+1)
	// The journal of before is in the log now, with all that came since.
	if err := a.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if agrees, err := console.Verify(ctx, console.Verification{DSN: dsn, Progress: io.Discard}, console.Terminal{Out: &said}); err != nil || !agrees {
		t.Errorf("%v, %v\n%s", agrees, err, said.String())
	}
	if n, err := db.Value[int](ctx, a.DB, "SELECT COUNT(*) FROM journal WHERE pos IS NULL OR salt IS NULL"); err != nil || n > 0 {
		t.Errorf("%d entries are not in the log, %v", n, err)
	}
}

// TestWriteRelease makes the two files of a release: LINLI_RELEASE=0.1.0 go test ./internal/app/console -run TestWriteRelease.
func TestWriteRelease(t *testing.T) {
	version := os.Getenv("LINLI_RELEASE")
	if version == "" {
		t.Skip("only for a release: LINLI_RELEASE=0.1.0 go test ./internal/app/console -run TestWriteRelease")
	}
	file := filepath.Join(t.TempDir(), "demo.db")
	fill(t, "sqlite:"+file)
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pack(t, version+".db.gz", body)
	dsn := dbtest.EmptyPostgres(t)
	fill(t, dsn)
	dump, err := exec.CommandContext(t.Context(), "pg_dump", "--inserts", "--no-owner", "--no-privileges", "-d", dsn).Output()
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	for line := range strings.Lines(string(dump)) {
		if !strings.HasPrefix(line, `\`) { // commands of psql
			plain.WriteString(line)
		}
	}
	pack(t, version+".sql.gz", plain.Bytes())
}

func fill(t *testing.T, dsn string) {
	t.Helper()
	a, err := app.NewDemo(context.Background(), dsn, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

func pack(t *testing.T, name string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(releases, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(releases, name), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
