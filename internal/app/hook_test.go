package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/exchange/hook"
	"linli/internal/id"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/wish"
)

// hooked is a subscription of the district's, a new one for each request: what is done to one stays done.
func (s *stage) hooked() {
	s.records["/admin/hooks/"] = func(wish.Wish) string {
		x, _, err := s.Outgoing.Hooks.Make(s.t.Context(), s.actors["adm"], hook.Making{Name: "数据平台", Address: "https://hooks.example.cn/in", Kinds: []string{"wish.publish"}, Place: access.District})
		s.must(err)
		return x.ID
	}
}

// receiver is another program that takes messages.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	bodies []string
	heads  []http.Header
}

func receives(t *testing.T) *receiver {
	r := &receiver{status: 200}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.bodies, r.heads = append(r.bodies, string(body)), append(r.heads, req.Header)
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// hook makes a subscription as the administrator does on the page, and gives its page and its secret.
func (s *stage) hook(r *receiver, form ...string) (path, secret string) {
	s.t.Helper()
	p := s.as("adm")(http.MethodPost, "/admin/hooks", append([]string{"name", "数据平台", "secret_address", r.URL + "/in?key=sesame-address", "key", id.New()}, form...)...)
	secret, path = p.Text("#secret"), p.Attr("main a.btn", "href")
	if p.Status != http.StatusOK || !strings.HasPrefix(secret, "whsec_") || !strings.HasPrefix(path, "/admin/hooks/") || p.Header.Get("Cache-Control") != "no-store" {
		s.t.Fatalf("%d %q %q %s", p.Status, secret, path, p.Text("main"))
	}
	return path, secret
}

// written is what the journal says that an act has changed, row by row.
func (s *stage) written(act string) []string {
	s.t.Helper()
	rows, err := db.All(s.t.Context(), s.DB, func(r db.Row) (x string, err error) { return x, r.Scan(&x) }, "SELECT COALESCE(after, '') || place || subject FROM journal WHERE act = $1", act)
	s.must(err)
	return rows
}

func (s *stage) sendOut() {
	s.t.Helper()
	_, err := s.Outgoing.Work(s.t.Context())
	s.must(err)
}

// An administrator makes a subscription; what happens at its place and is of its kinds is told, signed, in the act's own transaction, and
// nothing of it says more than which wish and what.
func TestOtherProgramsAreTold(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		r, elsewhere := receives(t), receives(t)
		path, secret := s.hook(r, "place", access.Community, "kind", "wish.file", "kind", "wish.accept", "kind", "wish.answer")
		s.hook(elsewhere, "place", access.Elsewhere, "kind", "wish.file", "kind", "wish.accept")
		s.hook(elsewhere, "place", access.District, "kind", "wish.escalate")
		w := s.wish(situation("A"))
		if p := s.as("soc")(http.MethodPost, "/wishes/"+w.ID+"/accept"); p.Status != http.StatusSeeOther {
			t.Fatalf("accepted: %d", p.Status)
		}
		s.sendOut()
		if len(elsewhere.bodies) != 0 {
			t.Errorf("told of another place or another kind: %s", elsewhere.bodies)
		}
		var types []string
		for i, body := range r.bodies {
			var e hook.Event
			s.must(json.Unmarshal([]byte(body), &e))
			if e.Data.Wish != w.ID {
				continue
			}
			types = append(types, e.Type)
			check, err := standard.NewWebhook(secret)
			s.must(err)
			if err := check.VerifyIgnoringTimestamp([]byte(body), r.heads[i]); err != nil || r.heads[i].Get("Webhook-Id") != e.ID {
				t.Errorf("%v: %v", r.heads[i], err)
			}
			if e.Data.Number != w.Number || e.Data.URL != "/api/v1/wishes/"+w.ID || !strings.HasPrefix(w.Place, e.Data.Place) || len(e.Data.Place) > 15 {
				t.Errorf("%+v", e)
			}
			for _, hidden := range []string{w.Title, w.Text, w.Submitter, w.Place} {
				if hidden != "" && strings.Contains(body, `"`+hidden+`"`) {
					t.Errorf("%s says %q", body, hidden)
				}
			}
		}
		if !slices.Equal(types, []string{"wish.file", "wish.accept"}) {
			t.Errorf("told: %v", types)
		}
		page := s.as("adm")(http.MethodGet, path)
		if text := page.Text("main"); !strings.Contains(text, "收下心愿") || !strings.Contains(text, "送到了") || strings.Contains(page.Source, "sesame") || strings.Contains(page.Source, secret) {
			t.Errorf("its page: %s", text)
		}
		if rows := s.written("hook.make"); len(rows) != 3 || strings.Contains(strings.Join(rows, " "), "sesame") || strings.Contains(strings.Join(rows, " "), "whsec_") {
			t.Errorf("the journal: %v", rows)
		}
	})
}

// What is wrong with a form is said beside it, what was typed stays but for the address, and one that is sent twice acts once.
func TestTheFormOfAWebhook(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		adm := s.as("adm")
		for name, c := range map[string]struct {
			form  []string
			field string
		}{
			"no name":             {[]string{"name", " "}, "name"},
			"plain, elsewhere":    {[]string{"secret_address", "http://hooks.example.cn/sesame"}, "secret_address"},
			"no address":          {[]string{"secret_address", ""}, "secret_address"},
			"no kind":             {[]string{"kind", ""}, "kind"},
			"a kind that is none": {[]string{"kind", "wish.explode"}, "kind"},
			"no place":            {[]string{"place", ""}, "place"},
			"not the own place":   {[]string{"place", "440100"}, "place"},
			"no code":             {[]string{"place", "x'; --"}, "place"},
		} {
			form := map[string]string{"name": "数据平台", "secret_address": "https://hooks.example.cn/sesame", "kind": "wish.file", "place": access.District}
			form[c.form[0]] = c.form[1]
			var pairs []string
			for k, v := range form {
				pairs = append(pairs, k, v)
			}
			p := adm(http.MethodPost, "/admin/hooks", pairs...)
			if p.Status != http.StatusUnprocessableEntity || !p.Has(`.ll-errors a[href="#`+c.field+`"]`) || strings.Contains(p.Source, "sesame") || c.field != "name" && p.Attr("#name", "value") != "数据平台" {
				t.Errorf("%s: %d %s", name, p.Status, p.Text(".ll-errors"))
			}
		}
		twice := []string{"name", "数据平台", "secret_address", "https://hooks.example.cn/in", "kind", "wish.file", "place", access.District, "key", "same"}
		first, again := adm(http.MethodPost, "/admin/hooks", twice...), adm(http.MethodPost, "/admin/hooks", twice...)
		n, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM webhook")
		if s.must(err); first.Status != http.StatusOK || again.Status != http.StatusConflict || n != 1 || strings.Contains(again.Source, "whsec_") {
			t.Errorf("sent twice: %d, %d, %d made", first.Status, again.Status, n)
		}
		if p := s.as("sec")(http.MethodGet, "/admin/hooks/new"); p.Status != http.StatusNotFound {
			t.Errorf("who does not administer: %d", p.Status)
		}
	})
}

// Paused, resumed, another secret, sent again, ended: each by its button, each in the journal.
func TestAWebhookIsLookedAfter(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		r, adm := receives(t), s.as("adm")
		path, old := s.hook(r, "place", access.District, "kind", "wish.file")
		do := func(what string, want int, form ...string) shown {
			t.Helper()
			p := adm(http.MethodPost, path+"/"+what, form...)
			if p.Status != want {
				t.Errorf("%s: %d %s", what, p.Status, p.Text("main"))
			}
			return p
		}
		file := func() { delete(s.stock, "A"); s.wish(situation("A")) }
		do("pause", 303)
		do("pause", 409)
		file()
		s.sendOut()
		if len(r.bodies) != 0 {
			t.Error("a paused one is sent something")
		}
		do("resume", 303)
		s.sendOut()
		if len(r.bodies) != 1 {
			t.Errorf("%d came after it was resumed", len(r.bodies))
		}
		fresh := do("rotate", 200, "key", "r1").Text("#secret")
		do("rotate", 409, "key", "r1")
		day := s.DB.Now().Add(8 * time.Hour).Format(time.DateOnly)
		do("replay", 303, "from", day, "to", day, "key", "p1")
		do("replay", 303, "from", day, "to", day, "key", "p1")
		s.sendOut()
		if len(r.bodies) != 2 || r.bodies[0] != r.bodies[1] || strings.Count(r.heads[1].Get("Webhook-Signature"), "v1,") != 2 {
			t.Fatalf("sent again: %s %v", r.bodies, r.heads)
		}
		for _, secret := range []string{old, fresh} {
			check, err := standard.NewWebhook(secret)
			s.must(err)
			if err := check.VerifyIgnoringTimestamp([]byte(r.bodies[1]), r.heads[1]); err != nil {
				t.Error(err)
			}
		}
		do("replay", 422, "from", "2031-01-01", "to", "2031-01-02")
		do("replay", 422, "from", day)
		do("replay", 422, "sequence", "999999")
		do("end", 303)
		do("end", 409)
		do("resume", 409)
		file()
		s.sendOut()
		if len(r.bodies) != 2 {
			t.Error("one that has ended is told")
		}
		for act, n := range map[string]int{"hook.pause": 1, "hook.resume": 1, "hook.rotate": 1, "hook.replay": 1, "hook.end": 1} {
			if rows := s.written(act); len(rows) != n {
				t.Errorf("%s: %d rows of the journal", act, len(rows))
			}
		}
		for name, at := range map[string]string{"the list": "/admin/hooks", "one": path, "the channels": "/admin/channels", "the dead": "/admin/hooks/dead"} {
			if p := adm(http.MethodGet, at); p.Status != http.StatusOK {
				t.Errorf("%s: %d", name, p.Status)
			}
		}
	})
}

// A receiver that wants nothing any more is paused; those who administer are told once, with its name, and nobody else.
func TestWhoAdministersIsTold(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		r := receives(t)
		r.answers(http.StatusGone)
		path, _ := s.hook(r, "place", access.District, "kind", "wish.file")
		delete(s.stock, "A")
		s.wish(situation("A"))
		s.sendOut()
		s.sendOut()
		_, err := s.Notices.Work(t.Context())
		s.must(err)
		for _, key := range []string{"adm", "sec", "vic"} {
			page, err := s.Notices.List(t.Context(), s.actors[key], text.Chinese, "")
			s.must(err)
			n := 0
			for _, line := range page.Lines {
				if line.Kind == notice.HookPaused {
					n++
					if said := fmt.Sprint(line); !strings.Contains(said, "数据平台") {
						t.Errorf("%s reads %s", key, said)
					}
				}
			}
			if want := map[bool]int{true: 1}[key == "adm"]; n != want {
				t.Errorf("%s is told %d times", key, n)
			}
		}
		if p := s.as("adm")(http.MethodGet, path); !strings.Contains(p.Text("main"), "410") || !p.Has(`form[action="`+path+`/resume"]`) {
			t.Errorf("its page: %s", p.Text("main"))
		}
	})
}
