package app_test

import (
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/internal/account/accountweb/providertest"
	"linli/internal/account/factor"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

// district is an installation whose staff may sign in by the district's own identity provider.
type district struct {
	*app.App
	t     *testing.T
	base  string
	clock *dbtest.Clock
	idp   *providertest.Provider
	words *i18n.Catalogue
}

func eachDistrict(t *testing.T, fn func(x *district)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			x := &district{t: t, clock: dbtest.At(time.Now().Truncate(30 * time.Second)), idp: providertest.New(t)}
			x.idp.Now = x.clock.Now
			x.App, x.base = installed(t, app.Config{
				DSN: dsn(t), Now: x.clock.Now, NoLimits: true, Provider: app.Provider{Issuer: x.idp.URL, ClientID: providertest.Client, ClientSecret: "quiet"},
			})
			words, err := i18n.New(app.Tables()...)
			must(t, err)
			x.words = words
			fn(x)
		})
	}
}

// say is a sentence in a language.
func (x *district) say(lang i18n.Lang, key string, args ...any) string {
	return x.words.For(lang).T(key, args...)
}

// visitor is a browser whose pages are in a language.
func (x *district) visitor(lang i18n.Lang) *visitor {
	x.t.Helper()
	v := visit(x.t, x.base)
	u, err := url.Parse(x.base)
	must(x.t, err)
	v.c.Jar.SetCookies(u, []*http.Cookie{{Name: "lang", Value: string(lang), Path: "/"}})
	return v
}

// rows counts the journal's rows of an act that were done by the provider.
func (x *district) rows(act string) (n int) {
	x.t.Helper()
	n, err := db.Value[int](x.t.Context(), x.DB, "SELECT COUNT(*) FROM journal WHERE act = $1 AND after LIKE '%provider%'", act)
	must(x.t, err)
	return n
}

// outside fails when a refusal is not said in the reader's language, offers no other door, or has let somebody in.
func (x *district) outside(v *visitor, name string, lang i18n.Lang, wantStatus, status int, doc *webtest.Doc, key string, args ...any) {
	x.t.Helper()
	if text := doc.Text("main"); status != wantStatus || !strings.Contains(text, x.say(lang, key, args...)) || !doc.Has(`main a[href="/sign-in/staff"], main form[action="/sign-in"] input[name=password]`) {
		x.t.Errorf("%s in %s: %d\n%s", name, lang, status, text)
	}
	if status, _, _ := v.get("/account"); status != http.StatusUnauthorized {
		x.t.Errorf("%s in %s has let somebody in: %d", name, lang, status)
	}
}

// link signs somebody in by password and links the account with whom the provider says it is.
func (x *district) link(lang i18n.Lang, login string) (v *visitor, status int, doc *webtest.Doc) {
	x.t.Helper()
	v = x.visitor(lang)
	v.post("/sign-in", "login", login, "password", passwordOf(login))
	_, doc, _ = v.get("/account")
	if doc.Text(`form[action="/account/provider"] button`) != x.say(lang, "account.provider.link") {
		x.t.Fatalf("the account offers no link: %s", doc.Text("main"))
	}
	status, doc, _ = v.post("/account/provider")
	to := doc.Attr("main a.btn-primary", "href")
	if status != http.StatusOK || !strings.HasPrefix(to, x.idp.URL+"/auth?") || !strings.Contains(doc.Text("main"), x.say(lang, "account.provider.explain")) {
		x.t.Fatalf("the step to the provider: %d %q\n%s", status, to, doc.Text("main"))
	}
	status, doc, _ = v.page(v.c.Get(to))
	return v, status, doc
}

var bothLanguages = []i18n.Lang{i18n.Chinese, i18n.English}

// From the first sign-in by password to the one by the provider, by the pages: linked once, in, again the same answer,
// unlinked.
func TestTheWayInByTheProvider(t *testing.T) {
	t.Parallel()
	eachDistrict(t, func(x *district) {
		staffed(t, x.App, "jixz", actor.SocialWorker)
		staffed(t, x.App, "wenlx", actor.SocialWorker)
		for _, lang := range bothLanguages {
			v := x.visitor(lang)
			_, doc, _ := v.get("/sign-in/staff?back=/account/devices")
			door := doc.Attr(`main a[href^="/sign-in/provider"]`, "href")
			if !strings.Contains(doc.Text("main"), x.say(lang, "account.provider.go")) || door == "" {
				t.Fatalf("the door in %s: %s", lang, doc.Text("main"))
			}
			failed := x.rows("account.sign_in_failed")
			status, doc, _ := v.get(door)
			x.outside(v, "an identity that nobody has linked", lang, http.StatusUnauthorized, status, doc, "account.provider.unknown")
			if x.rows("account.sign_in_failed") != failed+1 {
				t.Error("the refusal is not written down")
			}

			own, status, doc := x.link(lang, "jixz")
			if status != http.StatusOK || doc.Text("[role=status]") != x.say(lang, "account.provider.linked") || !strings.Contains(doc.Text("main"), x.say(lang, "account.provider.is")) {
				t.Fatalf("linked in %s: %d %s", lang, status, doc.Text("main"))
			}
			_, status, doc = x.link(lang, "wenlx")
			if status != http.StatusConflict || !strings.Contains(doc.Text("main"), x.say(lang, "account.provider.taken")) {
				t.Errorf("a second account for one identity in %s: %d %s", lang, status, doc.Text("main"))
			}

			x.inside(lang, door)

			status, doc, _ = own.post("/account/provider/end")
			if status != http.StatusOK || doc.Text("[role=status]") != x.say(lang, "account.provider.unlinked") {
				t.Errorf("unlinked in %s: %d", lang, status)
			}
			out := x.visitor(lang)
			status, doc, _ = out.get(door)
			x.outside(out, "an identity whose link was ended", lang, http.StatusUnauthorized, status, doc, "account.provider.unknown")
		}
	})
}

// inside signs in by the provider, arrives where it was wanted, and clicks on the answer a second time.
func (x *district) inside(lang i18n.Lang, door string) {
	x.t.Helper()
	v, answer, before := x.visitor(lang), "", x.rows("account.sign_in")
	v.c.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.Path, "/sign-in/provider/back") {
			answer = r.URL.RequestURI()
		}
		return nil
	}
	status, doc, _ := v.get(door)
	if status != http.StatusOK || doc.Text("h1") != x.say(lang, "account.devices") || answer == "" {
		x.t.Fatalf("in, in %s: %d %q", lang, status, doc.Text("h1"))
	}
	if n := x.rows("account.sign_in"); n != before+1 {
		x.t.Errorf("%d rows say that somebody has come in by the provider, %d before", n, before)
	}
	if status, _, _ = v.get(answer); status != http.StatusOK {
		x.t.Errorf("the second click in %s: %d", lang, status)
	}
	if status, _, _ = v.get("/account"); status != http.StatusOK || x.rows("account.sign_in") != before+1 {
		x.t.Errorf("after the second click in %s: %d; once is once", lang, status)
	}
	thief := x.visitor(lang)
	status, doc, _ = thief.get(answer)
	x.outside(thief, "an answer in another browser", lang, http.StatusUnauthorized, status, doc, "account.provider.denied")
}

// Whatever comes back and is not the answer to this browser's question lets nobody in, and uses the question up.
func TestWhatTheProviderSendsBackIsChecked(t *testing.T) {
	t.Parallel()
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	eachDistrict(t, func(x *district) {
		staffed(t, x.App, "jixz", actor.SocialWorker)
		if _, status, _ := x.link(i18n.Chinese, "jixz"); status != http.StatusOK {
			t.Fatalf("linked: %d", status)
		}
		own, before := x.idp.Signs, x.rows("account.sign_in")
		set := func(key, value string) func() {
			return func() { x.idp.Back = func(v url.Values) { v.Set(key, value) } }
		}
		for name, c := range map[string]struct {
			spoil  func()
			status int
			key    string
		}{
			"another state":           {set("state", "other"), http.StatusUnauthorized, "account.provider.denied"},
			"no state":                {set("state", ""), http.StatusUnauthorized, "account.provider.denied"},
			"another code":            {set("code", "bad"), http.StatusUnauthorized, "account.provider.denied"},
			"the provider says no":    {func() { x.idp.Back = refusing }, http.StatusUnauthorized, "account.provider.denied"},
			"the nonce of before":     {func() { x.idp.Claims = map[string]any{"nonce": "of another question"} }, http.StatusUnauthorized, "account.provider.denied"},
			"a token for others":      {func() { x.idp.Claims = map[string]any{"aud": "other"} }, http.StatusUnauthorized, "account.provider.denied"},
			"a token of yesterday":    {func() { x.idp.Claims = map[string]any{"exp": x.clock.Now().Add(-24 * time.Hour).Unix()} }, http.StatusUnauthorized, "account.provider.denied"},
			"signed by somebody else": {func() { x.idp.Signs = stranger }, http.StatusUnauthorized, "account.provider.denied"},
			"the provider fails":      {func() { x.idp.Status = http.StatusBadGateway }, http.StatusServiceUnavailable, "account.provider.down"},
		} {
			for _, lang := range bothLanguages {
				x.idp.Back, x.idp.Claims, x.idp.Signs, x.idp.Status = nil, nil, own, 0
				v := x.visitor(lang)
				state := ""
				v.c.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
					if r.URL.Path == "/auth" {
						state = r.URL.Query().Get("state")
					}
					return nil
				}
				c.spoil()
				status, doc, _ := v.get("/sign-in/provider")
				x.outside(v, name, lang, c.status, status, doc, c.key)
				x.idp.Back, x.idp.Claims, x.idp.Signs, x.idp.Status = nil, nil, own, 0
				status, doc, _ = v.get("/sign-in/provider/back?" + url.Values{"code": {"good"}, "state": {state}}.Encode())
				x.outside(v, "the right answer after "+name, lang, http.StatusUnauthorized, status, doc, "account.provider.denied")
			}
		}
		if n := x.rows("account.sign_in"); n != before {
			t.Errorf("%d have come in", n-before)
		}
	})
}

// refusing is what a provider leads back with when it does not say who somebody is (RFC 6749, 4.1.2.1).
func refusing(v url.Values) {
	v.Del("code")
	v.Set("error", "access_denied")
}

// A lock, an account that is shut and a second factor hold at the provider's door as at the other.
func TestTheProviderOpensNoLockedAccount(t *testing.T) {
	t.Parallel()
	eachDistrict(t, func(x *district) {
		acc := staffed(t, x.App, "jixz", actor.SocialWorker)
		own, status, _ := x.link(i18n.Chinese, "jixz")
		if status != http.StatusOK {
			t.Fatalf("linked: %d", status)
		}
		for range 5 {
			x.visitor(i18n.Chinese).post("/sign-in", "login", "jixz", "password", "wrong password")
		}
		minutes, err := db.Value[string](t.Context(), x.DB, "SELECT value FROM rule WHERE key = 'account.lock.minutes' ORDER BY valid_from DESC LIMIT 1")
		must(t, err)
		length, err := time.ParseDuration(minutes + "m")
		must(t, err)
		for _, lang := range bothLanguages {
			v := x.visitor(lang)
			status, doc, _ := v.get("/sign-in/provider")
			x.outside(v, "a locked account", lang, http.StatusTooManyRequests, status, doc, "account.locked", 5, int(length/time.Minute))
		}
		x.clock.Add(length)
		if status, _, _ := x.visitor(i18n.Chinese).get("/sign-in/provider?back=/account"); status != http.StatusOK {
			t.Errorf("after the lock: %d", status)
		}
		x.half(own)

		must(t, x.Accounts.Disable(t.Context(), actor.Job("test"), acc.ID))
		for _, lang := range bothLanguages {
			v, failed := x.visitor(lang), x.rows("account.sign_in_failed")
			status, doc, _ := v.get("/sign-in/provider")
			x.outside(v, "an account that is shut", lang, http.StatusUnauthorized, status, doc, "account.provider.unknown")
			if x.rows("account.sign_in_failed") != failed+1 {
				t.Error("the refusal is not written down")
			}
		}
	})
}

// half: with a second factor the provider is the first half only.
func (x *district) half(own *visitor) {
	x.t.Helper()
	_, doc, _ := own.post("/account/factor")
	secret := strings.ReplaceAll(doc.Text("main .ll-num strong"), " ", "")
	if status, _, _ := own.post("/account/factor/confirm", "code", factor.Code(secret, factor.Step(x.clock.Now()))); status != http.StatusOK {
		x.t.Fatalf("the second factor: %d", status)
	}
	x.clock.Add(time.Minute)
	v := x.visitor(i18n.English)
	if status, doc, _ := v.get("/sign-in/provider?back=/account"); status != http.StatusOK || !doc.Has(`form[action="/sign-in/second"] input[name=back][value="/account"]`) {
		x.t.Fatalf("the second step: %d\n%s", status, doc.Text("main"))
	}
	if status, _, _ := v.get("/account"); status != http.StatusUnauthorized {
		x.t.Errorf("half is not in: %d", status)
	}
	if status, doc, _ := v.post("/sign-in/second", "code", factor.Code(secret, factor.Step(x.clock.Now())), "back", "/account"); status != http.StatusOK || doc.Text("h1") != x.say(i18n.English, "account.own") {
		x.t.Errorf("both: %d %s", status, doc.Text("h1"))
	}
}

// Where no provider is configured there is no such door, and none is offered.
func TestWithoutAProvider(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{NoLimits: true})
	staffed(t, a, "jixz", actor.SocialWorker)
	v := visit(t, base)
	for _, path := range []string{"/sign-in/provider", "/sign-in/provider/back?code=x&state=y"} {
		if status, _, _ := v.get(path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
	if _, doc, _ := v.get("/sign-in/staff"); doc.Has(`a[href^="/sign-in/provider"]`) {
		t.Error("a door that is not there is offered")
	}
	v.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	if _, doc, _ := v.get("/account"); doc.Has(`form[action="/account/provider"]`) {
		t.Error("a link to nobody is offered")
	}
	if status, _, _ := v.post("/account/provider"); status != http.StatusNotFound {
		t.Errorf("linking with nobody: %d", status)
	}
}

// A provider that does not answer leaves the other door open, on the same page, and where one wanted to go is kept.
func TestAProviderThatIsDown(t *testing.T) {
	t.Parallel()
	log := &sink{}
	a, base := installed(t, app.Config{
		NoLimits: true, Provider: app.Provider{Issuer: "http://127.0.0.1:1", ClientID: providertest.Client}, Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	staffed(t, a, "jixz", actor.SocialWorker)
	words, err := i18n.New(app.Tables()...)
	must(t, err)
	x := &district{App: a, t: t, base: base, words: words}
	for _, lang := range bothLanguages {
		v := x.visitor(lang)
		status, doc, _ := v.get("/sign-in/provider?back=/account")
		x.outside(v, "a provider that is down", lang, http.StatusServiceUnavailable, status, doc, "account.provider.down")
		if back := doc.Attr(`form[action="/sign-in"] input[name=back]`, "value"); back != "/account" {
			t.Errorf("where one wanted to go is %q", back)
		}
		if status, doc, _ := v.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"), "back", "/account"); status != http.StatusOK || doc.Text("h1") != x.say(lang, "account.own") {
			t.Errorf("by the other door in %s: %d %s", lang, status, doc.Text("h1"))
		}
	}
	if !strings.Contains(string(log.text()), "127.0.0.1:1") {
		t.Errorf("the log does not say why:\n%s", log.text())
	}
}
