package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/client"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/web/webtest"
)

// brief is how long the work of a request may take in these tests.
const brief = 400 * time.Millisecond

// patience is the same for what arrives slowly and is then kept.
const patience = 2 * time.Second

// drip is a body that takes longer to arrive than its work may take.
func drip(body []byte) io.Reader {
	r, w := io.Pipe()
	go func() {
		const parts = 12
		for i := range parts {
			time.Sleep(5 * patience / 4 / parts)
			if _, err := w.Write(body[i*len(body)/parts : (i+1)*len(body)/parts]); err != nil {
				return
			}
		}
		_ = w.Close()
	}()
	return r
}

// Time counts when the visitor's part is done: over a slow line a form with a photo, one without, JSON and an upload of the
// API arrive and are kept.
func TestWhatArrivesSlowlyIsKept(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{Within: patience})
	settled(t, a)
	cookie := resident(t, a)
	typed := []string{"do", "send", "topic", "repair", "text", inTheWay, "place", hamlet, "visibility", "public", "anonymous", "1", "draft", id.New()}
	photo, form := withPhoto(t, append(typed, "key", id.New())...)
	plain, words := fields(append(typed, "key", id.New())...)
	flat, err := io.ReadAll(words)
	must(t, err)
	for name, c := range map[string]struct {
		path, kind string
		body       []byte
		status     int
	}{
		"a form with a photo":  {"/wishes/new", photo, form.Bytes(), 200},
		"a form without":       {"/wishes/new", plain, flat, 200},
		"JSON":                 {"/api/v1/wishes", "application/json", fmt.Appendf(nil, `{"text":%q,"place":%q,"visibility":"public","anonymous":true}`, inTheWay, hamlet), 201},
		"an upload of the API": {"/api/v1/drafts/d/files?kind=photo", "application/octet-stream", lamp(t), 201},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+c.path, drip(c.body))
			must(t, err)
			r.Header.Set("Content-Type", c.kind)
			v := visit(t, base)
			if strings.HasPrefix(c.path, "/api/") {
				r.AddCookie(cookie)
			}
			if status, _, body := v.page(v.c.Do(r)); status != c.status || strings.Contains(c.path, "/new") && !strings.Contains(body, "2026-") {
				t.Errorf("%d, want %d\n%.800s", status, c.status, body)
			}
		})
	}
}

// hangs is an installation whose database stops answering, but for reading where that goes on, and answers again.
func hangs(t *testing.T, dsn string, reads bool, hang func() (goOn func())) {
	t.Helper()
	a, err := app.New(t.Context(), app.Config{DSN: dsn, Keys: app.Throwaway, Passwords: cheap(), Within: brief, NoLimits: true})
	must(t, err)
	srv := httptest.NewServer(a.Handler())
	t.Cleanup(func() { srv.Close(); _ = a.Close() })
	settled(t, a)
	h := &house{t: t, a: a, base: srv.URL, said: &bytes.Buffer{}}
	cookie := resident(t, a)
	h.kept()
	before := h.wishes()
	goOn := hang()
	began := time.Now()
	h.isTold(cookie, reads)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("five who asked at the same time waited %v", took)
	}
	goOn()
	h.kept()
	h.soon(func() error {
		if ready := h.read("/readyz"); ready != "200 ready" {
			return errors.New(ready)
		}
		return nil
	})
	if n := h.wishes(); n != before+1 {
		t.Errorf("%d wishes, %d before", n, before)
	}
}

// isTold: who sends while nothing is stored gets the page of the house in their language, with what they wrote and a time to
// come back: also with a photo, and who has signed in. The API says the same to programs.
func (h *house) isTold(cookie *http.Cookie, reads bool) {
	h.t.Helper()
	typed := []string{"do", "send", "topic", "repair", "text", inTheWay, "place", hamlet, "visibility", "public", "anonymous", "1"}
	send := func(lang string, cookie *http.Cookie, photo bool) func() error {
		kind, body := fields(append(typed, "key", id.New())...)
		if photo {
			kind, body = withPhoto(h.t, append(typed, "key", id.New(), "draft", id.New())...)
		}
		return func() error {
			r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, h.base+"/wishes/new", body)
			if err != nil {
				return err
			}
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Accept-Language", lang)
			if cookie != nil {
				r.AddCookie(cookie)
			}
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				return err
			}
			defer res.Body.Close()
			doc := webtest.Parse(h.t, res.Body)
			again := map[string]string{"zh": "再交一次", "en": "Send again"}[lang]
			if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" || !doc.Has("form[action='/wishes/new'] [name=text]") ||
				!strings.Contains(doc.Text("main"), again) || !strings.Contains(doc.String(), inTheWay) || !doc.Has("html[lang^='"+lang+"']") {
				return fmt.Errorf("%s, photo %v, signed in %v: %d %v\n%s", lang, photo, cookie != nil, res.StatusCode, res.Header, doc.Text("body"))
			}
			return nil
		}
	}
	all := []func() error{
		send("zh", nil, false), send("en", nil, true), send("zh", cookie, true), send("en", cookie, false),
		func() error {
			_, err := h.file(id.New())
			var p *client.Problem
			if !errors.As(err, &p) || p.Status != 503 || string(p.Kind) != errs.Unavailable.String() {
				return fmt.Errorf("the API: %w", err)
			}
			return nil
		},
	}
	if !reads {
		all = append(all, func() error {
			r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, h.base+"/account/data", nil)
			if err != nil {
				return err
			}
			r.AddCookie(cookie)
			if status, doc, body := visit(h.t, h.base).page(http.DefaultClient.Do(r)); status != 503 || !doc.Has("main h1") {
				return fmt.Errorf("reading: %d %.400s", status, body)
			}
			return nil
		})
	}
	done := make(chan error)
	for _, one := range all {
		go func() { done <- one() }()
	}
	for range all {
		if err := <-done; err != nil {
			h.t.Error(err)
		}
	}
}

// PostgreSQL does not answer any more, without being gone: all its processes stand still.
func TestAHungPostgres(t *testing.T) {
	t.Parallel()
	srv := dbtest.Own(t)
	hangs(t, srv.DSN(), false, srv.Hang)
}

// Somebody holds a lock and does not let it go.
func TestALockedDatabase(t *testing.T) {
	t.Parallel()
	hold := func(t *testing.T, driver, dsn, begin, lock string) func() (goOn func()) {
		return func() func() {
			d, err := sql.Open(driver, dsn)
			must(t, err)
			c, err := d.Conn(t.Context())
			must(t, err)
			_, err = c.ExecContext(t.Context(), begin)
			must(t, err)
			_, err = c.ExecContext(t.Context(), lock)
			must(t, err)
			return func() {
				_, err := c.ExecContext(context.Background(), "ROLLBACK")
				must(t, errors.Join(err, c.Close(), d.Close()))
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dsn := dbtest.SQLite(t)
		hangs(t, dsn, true, hold(t, "sqlite", strings.TrimPrefix(dsn, "sqlite:"), "BEGIN IMMEDIATE", "UPDATE export_counter SET last = last"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		dsn := dbtest.Postgres(t)
		hangs(t, dsn, false, hold(t, "pgx", dsn, "BEGIN", "LOCK TABLE journal, file, session, account, wish, place IN ACCESS EXCLUSIVE MODE"))
	})
}

// resident is the session of somebody who lives there.
func resident(t *testing.T, a *app.App) *http.Cookie {
	t.Helper()
	p, err := a.People.Create(t.Context(), actor.Job("test"), person.Person{Name: "谈桂芬"}, "")
	must(t, err)
	acc, err := a.Accounts.Resident(t.Context(), actor.Job("test"), p.ID)
	must(t, err)
	token, err := a.Sessions.Open(t.Context(), acc.ID)
	must(t, err)
	return &http.Cookie{Name: "linli", Value: token}
}
