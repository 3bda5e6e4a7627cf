package app_test

import (
	"bytes"
	"context"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/app"
	"linli/internal/app/doctor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/seal"
)

// The page about health is for who administers the system; nobody else learns that there is one.
func TestThePageAboutHealth(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	token, err := a.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := visit(t, base)
	_, _, nowhere := visit(t, base).get("/no/such/page")
	status, _, hidden := visit(t, base).get("/admin/health")
	alike := regexp.MustCompile(`(value|content|action)="[^"]*"|back=[^"]*`)
	if status != 404 || alike.ReplaceAllString(hidden, "") != alike.ReplaceAllString(nowhere, "") {
		t.Errorf("a visitor: %d %s", status, hidden)
	}
	v.post("/first/"+token, "name", "辛可为", "login", "admin", "password", "correct horse", "again", "correct horse")
	v.enrol()
	status, page, _ := v.get("/admin/health")
	page.Sound()
	if status != 200 || !page.Has("nav a[href='/admin/health'][aria-current=page]") || page.Count("tr[data-level]") < len(doctor.Checks())-1 {
		t.Fatalf("the administrator: %d %s", status, page.Text("main"))
	}
	rows := page.Text("main")
	for _, want := range []string{"数据库", "SQLite", "能读能写", "放假安排到 2026 年", "要留意", "里加 LINLI_BASE_URL=居民用的网址", "没有安全管理员", "--role audit_admin", "还没有备份过", "没有短信网关"} {
		if !strings.Contains(rows, want) {
			t.Errorf("%q is not said in %s", want, rows)
		}
	}
	demo, become := demonstrated(t)
	for _, name := range []string{"谈桂芬", "季小舟", "瞿明允"} {
		become(name)
		if status, _, _ := demo.get("/admin/health"); status != 404 {
			t.Errorf("%s: %d", name, status)
		}
	}
	become("钟离安") // who looks after the demonstration comes in by choosing, as everybody there
	for _, path := range []string{"/admin/health", "/admin/channels", "/admin/channels/sms", "/admin/templates", "/accounts"} {
		if status, page, _ := demo.get(path); status != 200 || page.Text("h1") == "" {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// ids are what is found at a level, without the words.
func ids(found []doctor.Finding, level doctor.Level) (out []string) {
	for _, f := range found {
		if f.Level == level {
			out = append(out, strings.TrimPrefix(f.Key, "doctor."))
		}
	}
	return out
}

// The doctor looks at a real installation from outside: while it runs, when jobs were given up, when a key is lost, when the
// schema is another release's, and when the database is gone. It changes nothing.
func TestTheDoctorLooksFromOutside(t *testing.T) {
	t.Parallel()
	for engine, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn, keys := open(t), filepath.Join(t.TempDir(), "keys")
			if err := app.NewKeys(keys, string(seal.SM)); err != nil {
				t.Fatal(err)
			}
			a, _ := installed(t, app.Config{DSN: dsn, Keys: "file:" + keys})
			setup := doctor.Setup{DSN: dsn, Keys: "file:" + keys, Listen: "127.0.0.1:8080", BaseURL: "http://linli.example.cn"}
			look := func(level doctor.Level) []string { return ids(app.Examine(t.Context(), setup), level) }
			if got := look(doctor.Problem); len(got) > 0 {
				t.Errorf("a fresh installation: %v", got)
			}
			if got := look(doctor.OK); !slices.Contains(got, "database.ok") || !slices.Contains(got, "clock.ok") || !slices.Contains(got, "keys.ok") || !slices.Contains(got, "calendar.ok") {
				t.Errorf("all is well with %v", got)
			}
			alter(t, a.DB, "INSERT INTO river_job (args, kind, max_attempts, queue, priority, state, attempt, finalized_at, scheduled_at) VALUES ('{}', 'place.recode', 25, 'default', 1, 'discarded', 25, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)")
			one := "v1.sgonegon.AAAA"
			alter(t, a.DB, "INSERT INTO person (id, name, name_key, place, phone) VALUES ($1, '谈*', '', '', $2)", id.New(), one)
			alter(t, a.DB, "UPDATE goose_db_version SET version_id = version_id + 1 WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)")
			if got := look(doctor.Problem); !slices.Equal(got, []string{"database.ahead", "keys.lost", "jobs.given_up"}) {
				t.Errorf("in need: %v", got)
			}
			s, err := person.SealedBy(t.Context(), a.DB)
			if err != nil || s.Persons != 1 || s.Values["sgonegon"] != 1 {
				t.Errorf("sealed: %+v, %v", s, err)
			}
			if err := os.Chmod(keys, 0o644); err != nil {
				t.Fatal(err)
			}
			if got := look(doctor.Problem); !slices.Contains(got, "keys.unreadable") {
				t.Errorf("keys that others can read: %v", got)
			}
			setup.DSN = "sqlite:" + filepath.Join(t.TempDir(), "none.db")
			if engine == "postgres" {
				setup.DSN = "postgres://linli@127.0.0.1:1/none?connect_timeout=2"
			}
			if got := look(doctor.Problem); !slices.Contains(got, "database.gone") || slices.Contains(got, "calendar.now") {
				t.Errorf("no database: %v", got)
			}
			if engine == "sqlite" {
				if _, err := os.Stat(strings.TrimPrefix(setup.DSN, "sqlite:")); err == nil {
					t.Error("looking has made a file")
				}
			}
		})
	}
}

func alter(t *testing.T, d *db.DB, text string, args ...any) {
	t.Helper()
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, text, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A file that is damaged is found by the doctor before its readers do.
func TestTheDoctorFindsADamagedFile(t *testing.T) {
	t.Parallel()
	dsn := dbtest.SQLite(t)
	file := strings.TrimPrefix(dsn, "sqlite:")
	a, err := app.New(t.Context(), app.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	root, err := db.Value[int64](t.Context(), a.DB, "SELECT rootpage FROM sqlite_schema WHERE name = 'journal_key'")
	if err != nil || a.Close() != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 512), (root-1)*4096); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	if got := ids(app.Examine(t.Context(), doctor.Setup{DSN: dsn}), doctor.Problem); !slices.Contains(got, "database.damaged") && !slices.Contains(got, "database.gone") {
		t.Errorf("found: %v", got)
	}
}

// scraped is what Prometheus reads.
func scraped(t *testing.T, srv *httptest.Server) string {
	t.Helper()
	res, err := srv.Client().Get(srv.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Prometheus is answered on its own address only; labels are patterns, kinds and words of the program.
func TestMetrics(t *testing.T) {
	t.Parallel()
	for engine, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			a, base := installed(t, app.Config{DSN: open(t), Metrics: true, Setup: doctor.Setup{Version: "9.9.9"}})
			v := visit(t, base)
			v.get("/no/such/page/320613007005-2026-000123")
			v.get("/wishes/0192f3a0-0000-7000-8000-000000000000")
			v.get("/lookup?q=13800000123")
			v.post("/sign-in", "login", "nobody-of-that-name", "password", "x")
			if status, _, _ := v.get("/metrics"); status != 404 {
				t.Errorf("/metrics among the pages: %d", status)
			}
			srv := httptest.NewServer(a.Metrics())
			t.Cleanup(srv.Close)
			var text string
			for range 100 { // an answer is with its reader before it is counted
				if text = scraped(t, srv); strings.Contains(text, "linli_requests_in_flight 0") {
					break
				}
				time.Sleep(20 * time.Millisecond)
			}
			for _, want := range []string{
				`linli_build_info{go="go`, `version="9.9.9"} 1`, `linli_request_seconds_count{class="4xx",route="none"} 2`,
				`linli_request_seconds_count{class="4xx",route="GET /wishes/{id}"} 1`, `linli_sign_in_total{outcome="refused"} 1`,
				"linli_commit_seconds_count", "linli_commit_calls_sum", "linli_write_queue 0", "linli_connections_max", "linli_writable 1", "linli_requests_in_flight 0",
			} {
				if !strings.Contains(text, want) {
					t.Errorf("%s is not there", want)
				}
			}
			if m := regexp.MustCompile(`(?m)^linli_.*(0192f3a0|000123|13800000123|nobody|127\.0\.0\.1).*$`).FindString(text); m != "" {
				t.Errorf("a label holds what belongs to somebody: %s", m)
			}
		})
	}
}

// How far the journal's log is behind is watched, and what was put into the journal beside it.
func TestMetricsOfTheJournal(t *testing.T) {
	t.Parallel()
	for engine, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		a, err := app.New(t.Context(), app.Config{DSN: open(t), Metrics: true})
		must(t, err)
		t.Cleanup(func() { must(t, a.Close()) })
		srv := httptest.NewServer(a.Metrics())
		t.Cleanup(srv.Close)
		written := func(extra string) {
			must(t, a.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "INSERT INTO journal (at, act, kind, subject, place, payload_hash) VALUES ($1, 'a', 'k', 's', '', "+extra+")", tx.Now.Add(-time.Hour).UnixMicro())
				return err
			}))
		}
		_, err = a.Journal.CatchUp(t.Context())
		must(t, err)
		if text := scraped(t, srv); !strings.Contains(text, "\nlinli_journal_unproved_seconds 0\n") || !strings.Contains(text, "\nlinli_journal_strange 0\n") {
			t.Errorf("%s, all is in the log:\n%s", engine, text)
		}
		written("'zz'")
		_, err = a.Journal.CatchUp(t.Context())
		must(t, err)
		written("NULL")
		if text := scraped(t, srv); !regexp.MustCompile(`\nlinli_journal_unproved_seconds 36\d\d\b`).MatchString(text) || !strings.Contains(text, "\nlinli_journal_strange 1\n") {
			t.Errorf("%s:\n%s", engine, text)
		}
	}
}
