package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/notice"
	"linli/internal/person"
)

// gate is a gateway for text messages as a district has one.
type gate struct {
	*httptest.Server
	answer atomic.Int32 // the status; 0: it does not answer
	mu     sync.Mutex
	texts  []string
}

func newGate(t *testing.T) *gate {
	g := &gate{}
	g.answer.Store(http.StatusOK)
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch code := int(g.answer.Load()); code {
		case 0:
			select {
			case <-r.Context().Done(): // whoever asks has given up
			case <-t.Context().Done():
			}
		case http.StatusOK:
			var m struct{ P, T string }
			_ = json.Unmarshal(body, &m)
			g.mu.Lock()
			g.texts = append(g.texts, m.P+" "+m.T)
			g.mu.Unlock()
		default:
			http.Error(w, "no: "+string(body), code) // one that repeats what it was asked
		}
	}))
	t.Cleanup(g.Close)
	return g
}

// code waits for the nth message, and is the code in it.
func (g *gate) code(t *testing.T, n int) string {
	t.Helper()
	for range 200 {
		g.mu.Lock()
		if len(g.texts) >= n {
			defer g.mu.Unlock()
			return regexp.MustCompile(`\d{6}(?:\D|$)`).FindString(strings.TrimPrefix(g.texts[n-1], "13800138001 "))[:6]
		}
		g.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("no message %d", n)
	return ""
}

// With a gateway set up on the page of channels codes go there at once. While it fails or is slow, everybody who asks is told so,
// whoever has the number, the channel shows it, and what was asked for comes when it is well again. A code stands nowhere.
func TestCodesGoByTheChannelOfTextMessages(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			said := &shut{b: &log}
			a, base := installed(t, app.Config{DSN: dsn(t), Keys: app.Throwaway, Log: slog.New(slog.NewTextHandler(said, nil))})
			must(t, a.Start(t.Context()))
			t.Cleanup(func() {
				ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
				defer cancel()
				_ = a.Stop(ctx)
			})
			ctx, phone := t.Context(), "13800138001"
			p, err := a.People.Create(ctx, actor.Job("test"), person.Person{Name: "骆文竹"}, "")
			must(t, err)
			must(t, a.People.SetContact(ctx, actor.Job("test"), p.ID, person.ContactChange{Phone: &phone}))
			v := visit(t, base)
			if _, doc, _ := v.get("/sign-in"); doc.Has("input[name=phone]") {
				t.Fatal("there is no way yet, and it is offered")
			}
			g, admin := newGate(t), actor.Actor{Account: "x", Person: "x", Posts: []actor.Post{{ID: "x", Role: actor.SystemAdmin}}}
			_, err = a.Notices.SetUp(ctx, admin, notice.Change{
				ID: "sms", Kind: notice.SMS, Config: notice.Config{Body: `{"p":"{phone}","t":"{text}"}`}, Secrets: notice.Secrets{Address: g.URL},
			})
			must(t, err)
			ask := func(phone string) (stuck bool) {
				t.Helper()
				began := time.Now()
				status, doc, _ := v.post("/sign-in/phone", "phone", phone)
				if status != http.StatusOK || !doc.Has("form[action='/sign-in/code'] #way[role=status]") || time.Since(began) > 5*time.Second {
					t.Fatalf("%d after %v: %s", status, time.Since(began), doc.Text("main"))
				}
				return doc.Has("#way .ll-error")
			}
			until := func(what string, want notice.Health, why string) {
				t.Helper()
				for range 300 {
					all, err := a.Notices.Channels(ctx, admin)
					must(t, err)
					if all[1].Health == want && strings.Contains(all[1].Why, why) {
						return
					}
					time.Sleep(50 * time.Millisecond)
				}
				all, err := a.Notices.Channels(ctx, admin)
				t.Fatalf("%s: %+v, %v", what, all[1], err)
			}
			if ask(phone) {
				t.Error("told of a failure that there is none of")
			}
			first := g.code(t, 1)
			until("taken", notice.Well, "")
			if status, _, _ := v.post("/sign-in/code", "code", first); status != http.StatusOK {
				t.Fatalf("in: %d", status)
			}
			if status, _, _ := v.get("/account"); status != http.StatusOK {
				t.Fatalf("one's own page: %d", status)
			}
			v = visit(t, base)
			g.answer.Store(http.StatusInternalServerError)
			allowAgain(t, a)
			ask(phone)
			until("refused", notice.Ill, "HTTP 500")
			if _, doc, _ := v.get("/sign-in/code"); !doc.Has("#way .ll-error") {
				t.Errorf("nobody is told: %s", doc.Text("main"))
			}
			if !ask("13800138999") {
				t.Error("who has no number here is told something else")
			}
			g.answer.Store(0)
			allowAgain(t, a)
			ask(phone) // at once, though the gateway does not answer
			until("slow", notice.Ill, "timeout")
			g.answer.Store(http.StatusOK)
			second := g.code(t, 2)
			until("well again", notice.Well, "")
			if _, doc, _ := v.get("/sign-in/code"); doc.Has("#way .ll-error") {
				t.Errorf("told of what is over: %s", doc.Text("main"))
			}
			nowhere(t, a.DB, first, second)
			said.mu.Lock()
			defer said.mu.Unlock()
			if log := log.String(); strings.Contains(log, phone) || regexp.MustCompile(`(?:^|\D)(`+first+`|`+second+`)(?:\D|$)`).MatchString(log) {
				t.Errorf("the log says a code or a number:\n%s", log)
			}
		})
	}
}

// allowAgain lets codes be asked for again in the same minute, and forgets those that still wait.
func allowAgain(t *testing.T, a *app.App) {
	t.Helper()
	must(t, a.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE account_code SET created_at = created_at - 3700000000, code = ''")
		return err
	}))
}

// nowhere: no row tells a code that has gone out.
func nowhere(t *testing.T, d *db.DB, codes ...string) {
	t.Helper()
	looked := 0
	for _, sql := range []string{
		"SELECT CAST(args AS TEXT) FROM river_job", "SELECT COALESCE(CAST(errors AS TEXT), '') FROM river_job", "SELECT COALESCE(after, '') FROM journal",
		"SELECT whom FROM notification_event", "SELECT COALESCE(why, '') FROM notification_channel", "SELECT COALESCE(why, '') FROM notification_delivery", "SELECT COALESCE(code, '') FROM account_code",
	} {
		rows, err := db.All(t.Context(), d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, sql)
		must(t, err)
		for _, row := range rows {
			looked++
			for _, c := range codes {
				if regexp.MustCompile(`(?:^|\D)` + c + `(?:\D|$)`).MatchString(row) {
					t.Errorf("%s tells a code: %s", sql, row)
				}
			}
		}
	}
	if looked < 5 {
		t.Errorf("%d rows were looked at", looked)
	}
}
