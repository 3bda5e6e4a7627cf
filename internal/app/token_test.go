package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/workday"
)

// tokened is a token of the social worker's, at the beginning and when it was taken back.
func (s *stage) tokened() {
	x, _, err := s.Tokens.Make(s.t.Context(), s.actors["soc"], token.Making{Name: "大屏", Scopes: token.Scopes(), Days: 30})
	s.must(err)
	s.records["/account/tokens/"] = func(wish.Wish) string { return x.ID }
	s.records["/tokens/"] = s.records["/account/tokens/"]
}

// tokenOf makes a token as somebody does on the page, and gives its secret.
func (s *stage) tokenOf(who string, form ...string) string {
	s.t.Helper()
	s.visits++
	p := s.as(who)(http.MethodPost, "/account/tokens", append([]string{"name", "数据对接", "days", "30"}, form...)...)
	secret := p.Text("#token")
	if p.Status != http.StatusOK || !token.WellFormed(secret) || p.Header.Get("Cache-Control") != "no-store" {
		s.t.Fatalf("%s: %d %q %s", who, p.Status, p.Text("main"), p.Header)
	}
	return secret
}

// by asks the interface with a token, and with a cookie that must not matter.
func (s *stage) by(secret, method, target, body string) *httptest.ResponseRecorder {
	s.t.Helper()
	path, query, _ := strings.Cut(target, "?")
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.URL.RawQuery = query
	r.RemoteAddr = "198.51.100.7:4000"
	r.Header.Set("Authorization", "Bearer "+secret)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", "linli="+s.session["sec"])
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, r)
	return rec
}

// allScopes is a form with all scopes.
var allScopes = []string{"scope", "wish:read", "scope", "wish:file", "scope", "wish:act", "scope", "figures:read"}

// Every operation against every scope: exactly those whose scope a token lacks are refused as RFC 6750 has it, and the document
// says which scope that is.
func TestScopesAreTheMatrix(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		var doc struct {
			Paths map[string]map[string]struct {
				Security []map[string][]string `json:"security"`
			} `json:"paths"`
		}
		s.must(json.Unmarshal(s.send(http.MethodGet, "/api/v1/openapi.json", "", "").Body.Bytes(), &doc))
		n := map[string]int{}
		for _, scope := range token.Scopes() {
			secret := s.tokenOf("soc", "scope", string(scope))
			for _, pattern := range patterns(t, s.mux) {
				method, path, _ := strings.Cut(pattern, " ")
				if !strings.HasPrefix(path, "/api/v1/") || path == "/api/v1/openapi.json" {
					continue
				}
				needs := doc.Paths[path][strings.ToLower(method)].Security[0]["token"]
				if len(needs) != 1 {
					t.Fatalf("%s: the document asks for %v", pattern, needs)
				}
				target := strings.NewReplacer("{id}", nowhere, "{number}", "1", "{draft}", "d").Replace(path)
				rec := s.by(secret, method, target, "{}")
				if lacks := needs[0] != string(scope); lacks != (rec.Code == http.StatusForbidden && strings.Contains(rec.Header().Get("WWW-Authenticate"), `error="insufficient_scope", scope="`+needs[0]+`"`)) {
					t.Errorf("%s with %s: %d %s", pattern, scope, rec.Code, rec.Header().Get("WWW-Authenticate"))
				}
				n[needs[0]]++
			}
		}
		if len(n) != 4 || n["wish:file"] != 10 || n["wish:read"] < 45 || n["wish:act"] < 125 || n["figures:read"] != 25 {
			t.Errorf("tried: %v", n)
		}
	})
}

// What lies outside of a token's place is not there, in lists, by id, by number, for acts and for what is raised.
func TestATokenIsKeptToItsPlace(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		w := s.wish(situation("A"))
		within, outside := s.tokenOf("led", append(allScopes, "place", access.Community)...), s.tokenOf("led", append(allScopes, "place", access.Elsewhere)...)
		whole := s.tokenOf("led", allScopes...)
		filing := `{"text":"楼道灯坏了半个月","place":"` + access.Building + `","visibility":"public"}`
		for _, x := range []struct{ method, path, body string }{
			{"GET", "/api/v1/wishes/" + w.ID, ""},
			{"GET", "/api/v1/numbers/" + w.Number, ""},
			{"GET", "/api/v1/wishes/" + w.ID + "/files", ""},
			{"GET", "/api/v1/precedents?place=" + access.Community, ""},
			{"GET", "/api/v1/figures?place=" + access.Community, ""},
			{"POST", "/api/v1/wishes", filing},
		} {
			if a, b, c := s.by(within, x.method, x.path, x.body), s.by(outside, x.method, x.path, x.body), s.by(whole, x.method, x.path, x.body); a.Code >= 300 || b.Code != http.StatusNotFound || c.Code >= 300 {
				t.Errorf("%s %s: %d within, %d outside, %d everywhere", x.method, x.path, a.Code, b.Code, c.Code)
			}
		}
		if a, b := s.by(within, "POST", "/api/v1/wishes/"+w.ID+"/note", "{}"), s.by(outside, "POST", "/api/v1/wishes/"+w.ID+"/accept", "{}"); a.Code == http.StatusNotFound || b.Code != http.StatusNotFound {
			t.Errorf("acts: %d within, %d outside", a.Code, b.Code)
		}
		count := func(secret string) int {
			var p struct {
				Wishes []struct{ Place string } `json:"wishes"`
			}
			s.must(json.Unmarshal(s.by(secret, "GET", "/api/v1/wishes?limit=100", "").Body.Bytes(), &p))
			return len(p.Wishes)
		}
		if in, out, all := count(within), count(outside), count(whole); in == 0 || out != 0 || all < in {
			t.Errorf("lists: %d within, %d outside, %d everywhere", in, out, all)
		}
		if p := s.as("soc")(http.MethodPost, "/account/tokens", "name", "n", "days", "30", "scope", "wish:read", "place", access.Elsewhere); p.Status != http.StatusUnprocessableEntity || !p.Has(`.ll-errors a[href="#place"]`) {
			t.Errorf("a place that the post does not cover: %d", p.Status)
		}
	})
}

// A token opens nothing any more when it is taken back, by its owner or by who looks after accounts, when its day has come, when the
// owner has left the post or the account is disabled; each time the answer is the same.
func TestATokenEnds(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		gone := func(why, secret string) {
			t.Helper()
			rec := s.by(secret, "GET", "/api/v1/wishes", "")
			if h := rec.Header().Get("WWW-Authenticate"); rec.Code != http.StatusUnauthorized || h != `Bearer realm="linli", error="invalid_token"` || rec.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %d %q", why, rec.Code, h)
			}
		}
		works := func(secret string) string {
			t.Helper()
			if rec := s.by(secret, "GET", "/api/v1/wishes", ""); rec.Code != http.StatusOK {
				t.Fatalf("%d %s", rec.Code, rec.Body)
			}
			return secret
		}
		newest := func(who string) string {
			all, err := s.Tokens.Of(t.Context(), s.actors[who])
			s.must(err)
			i := slices.IndexFunc(all, func(x token.Token) bool { return x.RevokedAt.IsZero() })
			return all[i].ID
		}
		gone("no secret", "x")
		gone("nobody's", "linli_"+strings.Repeat("0", 49))
		own := works(s.tokenOf("vic", allScopes...))
		if p := s.as("sec")(http.MethodPost, "/account/tokens/"+newest("vic")+"/revoke"); p.Status != http.StatusNotFound {
			t.Errorf("taken back by a colleague: %d", p.Status)
		}
		works(own)
		s.as("vic")(http.MethodPost, "/account/tokens/"+newest("vic")+"/revoke")
		gone("taken back", own)
		other := works(s.tokenOf("vic", allScopes...))
		if p := s.as("adm")(http.MethodGet, "/tokens"); p.Status != http.StatusOK || !strings.Contains(p.Source, "数据对接") || strings.Contains(p.Source, other) {
			t.Errorf("the list of all: %d", p.Status)
		}
		s.as("adm")(http.MethodPost, "/tokens/"+newest("vic")+"/revoke")
		gone("taken back by the administrator", other)
		day := works(s.tokenOf("off", allScopes...))
		left := works(s.tokenOf("oth", allScopes...))
		shut := works(s.tokenOf("els", allScopes...))
		s.must(s.Accounts.Disable(t.Context(), actor.Job("test"), s.actors["els"].Account))
		gone("the account is disabled", shut)
		held, err := db.Value[string](t.Context(), s.DB, "SELECT id FROM appointment WHERE post = $1", s.actors["oth"].Posts[0].ID)
		s.must(err)
		s.must(s.Orgs.EndAppointment(t.Context(), actor.Job("test"), held, s.DB.Now()))
		s.Accounts.ForgetActors()
		gone("the post has ended", left)
		s.clock.Add(31 * 24 * time.Hour)
		gone("its day has come", day)
	})
}

// The journal names the account and the token; the secret stands nowhere; a use is written down once in some minutes; no cookie is
// read beside a token.
func TestWhatATokenLeavesBehind(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		secret := s.tokenOf("vic", allScopes...)
		all, err := s.Tokens.Of(t.Context(), s.actors["vic"])
		s.must(err)
		w := s.wish(situation("A"))
		if rec := s.by(secret, "POST", "/api/v1/wishes/"+w.ID+"/accept", "{}"); rec.Code != http.StatusOK {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		who, err := db.Value[string](t.Context(), s.DB, "SELECT account || ' ' || origin FROM journal WHERE act = 'wish.accept' AND subject = $1", w.ID)
		s.must(err)
		if want := s.actors["vic"].Account + " 198.51.100.7 token:" + all[0].ID; who != want {
			t.Errorf("the journal says %q, not %q", who, want)
		}
		used := func() int64 {
			n, err := db.Value[int64](t.Context(), s.DB, "SELECT COALESCE(used_at, 0) FROM api_token WHERE id = $1", all[0].ID)
			s.must(err)
			return n
		}
		first := used()
		s.clock.Add(time.Minute)
		s.by(secret, "GET", "/api/v1/wishes", "")
		if first == 0 || used() != first {
			t.Errorf("a use a minute later is written again: %d, %d", first, used())
		}
		s.clock.Add(10 * time.Minute)
		s.by(secret, "GET", "/api/v1/wishes", "")
		if used() == first {
			t.Error("a later use is not written")
		}
		for _, act := range []string{"account.token", "account.token_revoke"} {
			if act == "account.token_revoke" {
				s.must(s.Tokens.Revoke(t.Context(), s.actors["vic"], all[0].ID))
				s.must(s.Tokens.Revoke(t.Context(), s.actors["vic"], all[0].ID)) // a second press
			}
			said, err := db.Value[string](t.Context(), s.DB, "SELECT COALESCE(before, '') || COALESCE(after, '') FROM journal WHERE act = $1 ORDER BY id DESC LIMIT 1", act)
			s.must(err)
			if !strings.Contains(said, all[0].ID) || strings.Contains(said, secret) {
				t.Errorf("%s: %s", act, said)
			}
		}
		if n, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM journal WHERE act = 'account.token_revoke'"); err != nil || n != 1 {
			t.Errorf("taking it back stands in the journal %d times (%v)", n, err)
		}
		if p := s.as("vic")(http.MethodGet, "/account/tokens"); p.Status != http.StatusOK || strings.Contains(p.Source, secret) || strings.Contains(p.Source, "linli_") {
			t.Errorf("the page shows it again: %d", p.Status)
		}
	})
}

// However many requests come at once, nobody has more live tokens than the rule lets one have.
func TestTokensAreBounded(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		results := make([]error, 32)
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() {
				_, _, results[i] = s.Tokens.Make(context.WithoutCancel(t.Context()), s.actors["cen"], token.Making{Name: "n", Scopes: []token.Scope{token.Read}, Days: 1})
			})
		}
		wg.Wait()
		made := 0
		for _, err := range results {
			if err == nil {
				made++
			} else if !errs.Is(err, errs.Invalid) {
				t.Error(err)
			}
		}
		if made != 10 {
			t.Errorf("%d were made", made)
		}
		key := token.Making{Name: "n", Scopes: []token.Scope{token.Read}, Days: 1, Key: "again"}
		_, _, err := s.Tokens.Make(t.Context(), s.actors["grp"], key)
		_, _, again := s.Tokens.Make(t.Context(), s.actors["grp"], key)
		if err != nil || !errs.Is(again, errs.Conflict) {
			t.Errorf("sent twice: %v, then %v", err, again)
		}
	})
}

// Every answer of the interface says how many requests are left, for a token and for an address each by itself; who has none left is
// told when to come back.
func TestProgramsAreToldHowOftenTheyMayAsk(t *testing.T) {
	t.Parallel()
	a, err := New(t.Context(), Config{DSN: dbtest.SQLite(t), Keys: Throwaway})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if _, _, err := a.Rules.Set(t.Context(), actor.Job("test"), rule.Change{Key: "limit.api.address", Value: "10", From: workday.DateOf(a.DB.Now()), Source: "test"}); err != nil {
		t.Fatal(err)
	}
	ask := func(from string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/topics", nil)
		r.RemoteAddr = from
		rec := httptest.NewRecorder()
		a.Handler().ServeHTTP(rec, r)
		return rec
	}
	for left := 9; left >= 0; left-- {
		rec := ask("198.51.100.9:1")
		if h := rec.Header(); rec.Code != http.StatusOK || h.Get("RateLimit-Policy") != `"address";q=10;w=60` || h.Get("RateLimit") != fmt.Sprintf(`"address";r=%d;t=6`, left) {
			t.Errorf("%d left: %d %q %q", left, rec.Code, h.Get("RateLimit-Policy"), h.Get("RateLimit"))
		}
	}
	rec := ask("198.51.100.9:2")
	if rec.Code != http.StatusTooManyRequests || rec.Header().Get("Retry-After") == "" || rec.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(rec.Header().Get("RateLimit"), "r=0") {
		t.Errorf("none left: %d %v", rec.Code, rec.Header())
	}
	if other := ask("198.51.100.10:1"); other.Code != http.StatusOK {
		t.Errorf("another address: %d", other.Code)
	}
}

// Whatever is sent to whatever operation, and wherever, with a session or a token, no refusal repeats it.
func TestNoOperationRepeatsWhatWasSent(t *testing.T) {
	t.Parallel()
	const word = "SEKRET7391"
	s := newStage(t, dbtest.SQLite(t))
	w, secret := s.wish(situation("A")), s.tokenOf("vic", allScopes...)
	bodies := []string{`{"` + word + `":"` + word + `"}`, `{"text":["` + word + `"],"unit":{"` + word + `":1},"colour":"` + word + `","day":"` + word + `","rating":"` + word + `"}`, `{"text":"` + word, `"` + word + `"`, word}
	n := 0
	ask := func(method, path, query, body string, token bool) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.URL.RawQuery = query
		for _, h := range []string{"Accept-Language", "Accept", "If-None-Match", "X-Other", "User-Agent", "Origin-Trial"} {
			r.Header.Set(h, word)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Cookie", "linli="+s.session["vic"]+"; "+word+"="+word)
		if method == http.MethodPost {
			r.Header.Set("Idempotency-Key", word+" !")
		}
		if token {
			r.Header.Set("Authorization", "Bearer "+secret)
		}
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, r)
		said := rec.Body.String()
		for _, values := range rec.Header() {
			said += " " + strings.Join(values, " ")
		}
		if n++; rec.Code < 400 || strings.Contains(strings.ToUpper(said), word) {
			t.Errorf("%s %s?%s %s: %d %s", method, path, query, body, rec.Code, said)
		}
	}
	for _, pattern := range patterns(t, s.mux) {
		method, path, _ := strings.Cut(pattern, " ")
		if !strings.HasPrefix(path, "/api/v1/") || path == "/api/v1/openapi.json" {
			continue
		}
		typed := strings.NewReplacer("{id}", word, "{number}", word, "{draft}", word).Replace(path)
		real := strings.NewReplacer("{id}", w.ID, "{number}", w.Number, "{draft}", word).Replace(path)
		for _, token := range []bool{false, true} {
			ask(method, typed, word+"="+word, "{}", token)
			ask(method, real, "place="+word+"&colour="+word+"&kind="+word+"&after=!"+word+"&limit="+word, "{}", token)
			for _, body := range bodies {
				if method == http.MethodPost {
					ask(method, real, "", body, token)
				}
			}
		}
	}
	for _, bearer := range []string{word, "linli_" + word, ""} {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/wishes", nil)
		r.Header.Set("Authorization", "Bearer "+bearer)
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, r)
		if rec.Code != http.StatusUnauthorized || strings.Contains(rec.Body.String()+rec.Header().Get("WWW-Authenticate"), word) {
			t.Errorf("a token that is none: %d %s", rec.Code, rec.Body)
		}
	}
	if n < 400 {
		t.Errorf("only %d requests", n)
	}
}
