package app_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"linli/internal/account/password"
	"linli/internal/app"
	"linli/internal/dbtest"
	"linli/internal/web/webtest"
)

// visitor is a browser without scripts: cookies, forms, redirects.
type visitor struct {
	t    *testing.T
	base string
	c    *http.Client
	// agent is what the browser calls itself; Go's own when empty.
	agent string
}

func visit(t *testing.T, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, base: base, c: &http.Client{Jar: jar}}
}

func (v *visitor) page(r *http.Response, err error) (int, *webtest.Doc, string) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return r.StatusCode, webtest.Parse(v.t, strings.NewReader(string(body))), string(body)
}

func (v *visitor) get(path string) (int, *webtest.Doc, string) {
	v.t.Helper()
	return v.send(http.MethodGet, path, nil)
}

func (v *visitor) post(path string, form ...string) (int, *webtest.Doc, string) {
	v.t.Helper()
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return v.send(http.MethodPost, path, strings.NewReader(values.Encode()))
}

func (v *visitor) send(method, path string, body io.Reader) (int, *webtest.Doc, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.agent != "" {
		r.Header.Set("User-Agent", v.agent)
	}
	return v.page(v.c.Do(r))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func cheap() password.Costs { return password.Costs{Memory: 64, Time: 1, Threads: 1} }

func installed(t *testing.T, cfg app.Config) (*app.App, string) {
	t.Helper()
	if cfg.DSN == "" {
		cfg.DSN = dbtest.SQLite(t)
	}
	if cfg.Keys == "" {
		cfg.Keys = app.Throwaway
	}
	cfg.Passwords = cheap()
	a, err := app.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(a.Handler())
	t.Cleanup(func() {
		s.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, s.URL
}

func TestTheFirstAdministratorComesByAOneTimeLink(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	token, err := a.FirstAdministrator(t.Context())
	if err != nil || token == "" {
		t.Fatalf("%q, %v", token, err)
	}
	v := visit(t, base)
	status, doc, _ := v.get("/first/" + token)
	if status != 200 || !doc.Has("input[name=name]") || !doc.Has("input[name=password][autocomplete=new-password]") {
		t.Fatalf("%d", status)
	}
	status, doc, body := v.post("/first/"+token, "name", "辛可为", "login", "admin", "password", "short", "again", "short")
	if status != 422 || !doc.Has(".ll-errors a[href='#password']") || strings.Contains(body, `value="short"`) || !doc.Has("input[name=login][value=admin]") {
		t.Fatalf("a short password: %d; what was typed stays, but for the password", status)
	}
	status, doc, _ = v.post("/first/"+token, "name", "辛可为", "login", "admin", "password", "correct horse", "again", "correct house")
	if status != 422 || !doc.Has(".ll-errors a[href='#again']") {
		t.Fatalf("two that differ: %d", status)
	}
	status, doc, _ = v.post("/first/"+token, "name", "辛可为", "login", "admin", "password", "correct horse", "again", "correct horse")
	if status != 200 || !doc.Has("form[action='/account/factor']") || !doc.Has("[role=status]") {
		t.Fatalf("done, and led to the second factor: %d\n%s", status, doc.Text("main"))
	}
	v.enrol()
	if status, _, body = v.get("/account"); status != 200 || !strings.Contains(body, "linli user add") || !strings.Contains(body, "security_admin") {
		t.Fatalf("what comes next: %d\n%s", status, body)
	}
	if status, _, _ := visit(t, base).get("/first/" + token); status != 404 {
		t.Fatalf("the link is used twice: %d", status)
	}
	if again, err := a.FirstAdministrator(t.Context()); again != "" || err != nil {
		t.Fatalf("a second link: %q, %v", again, err)
	}
	if status, _, _ := v.post("/sign-out"); status != 200 {
		t.Fatalf("signing out: %d", status)
	}
	if status, _, _ := v.get("/account"); status != 401 {
		t.Fatalf("after signing out: %d", status)
	}
}

func TestSigningInLocksAfterFiveFailures(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	token, err := a.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	visit(t, base).post("/first/"+token, "name", "辛可为", "login", "admin", "password", "correct horse", "again", "correct horse")
	v := visit(t, base)
	for i := range 5 {
		status, doc, body := v.post("/sign-in", "login", "admin", "password", "wrong password", "back", "/account")
		if i < 4 && (status != 401 || !doc.Has("[role=alert]") || strings.Contains(body, "wrong password")) {
			t.Fatalf("try %d: %d", i+1, status)
		}
	}
	if status, _, _ := v.post("/sign-in", "login", "admin", "password", "correct horse"); status != 429 {
		t.Fatalf("locked, even with the right one: %d", status)
	}
	if status, doc, _ := v.post("/sign-in", "login", "nobody", "password", "x"); status != 401 || !doc.Has("[role=alert]") {
		t.Fatalf("a login that nobody has: %d", status)
	}
}

func TestWhereSigningInLeads(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	token, err := a.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := visit(t, base)
	first.post("/first/"+token, "name", "辛可为", "login", "admin", "password", "correct horse", "again", "correct horse")
	codes := first.enrol()
	for back, want := range map[string]string{"/account": "/account", "https://elsewhere.example/x": "/account", "//elsewhere.example": "/account", "": "/account"} {
		v := visit(t, base)
		r, err := v.c.PostForm(base+"/sign-in", url.Values{"login": {"ADMIN"}, "password": {"correct horse"}, "back": {back}})
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r, err = v.c.PostForm(base+"/sign-in/second", url.Values{"code": {codes[0]}, "back": r.Request.URL.Query()["back"]}); err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		codes = codes[1:]
		if r.StatusCode != 200 || r.Request.URL.Path != want || r.Request.URL.Host != strings.TrimPrefix(base, "http://") {
			t.Errorf("back %q leads to %s, %d", back, r.Request.URL, r.StatusCode)
		}
	}
}

func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	token, err := a.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := visit(t, base)
	v.post("/first/"+token, "name", "辛可为", "login", "admin", "password", "correct horse", "again", "correct horse")
	codes := v.enrol()
	other := visit(t, base)
	other.post("/sign-in", "login", "admin", "password", "correct horse")
	other.post("/sign-in/second", "code", codes[0])
	if status, _, _ := other.get("/account"); status != 200 {
		t.Fatalf("signed in elsewhere: %d", status)
	}
	if status, doc, _ := v.post("/account/password", "old", "wrong", "password", "battery staple", "again", "battery staple"); status != 422 || !doc.Has(".ll-errors a[href='#old']") {
		t.Fatalf("a wrong old one: %d", status)
	}
	if status, _, body := v.post("/account/password", "old", "correct horse", "password", "battery staple", "again", "battery staple"); status != 200 || strings.Contains(body, "battery") {
		t.Fatalf("changed: %d", status)
	}
	if status, _, _ := other.get("/account"); status != 401 {
		t.Fatalf("the session elsewhere goes on: %d", status)
	}
	if status, _, _ := v.get("/account"); status != 200 {
		t.Fatalf("one's own session ended too: %d", status)
	}
}

// demonstrated is the demonstration, a visitor in it, and the way to become somebody.
func demonstrated(t *testing.T) (v *visitor, become func(name string)) {
	t.Helper()
	a, err := app.NewDemo(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "demo.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(a.Handler())
	t.Cleanup(func() { s.Close(); _ = a.Close() })
	v = visit(t, s.URL)
	_, _, choices := v.get("/choose")
	return v, func(name string) {
		t.Helper()
		m := regexp.MustCompile(`<strong>` + name + `</strong>.*?name="account" value="([^"]+)"`).FindStringSubmatch(choices[strings.Index(choices, "ll-pick"):])
		if m == nil {
			t.Fatalf("%s is not on the page", name)
		}
		v.post("/choose", "account", m[1])
	}
}

// A resident's account says where one lives and how pages look; what is chosen there is kept with the account.
func TestOwnAccount(t *testing.T) {
	t.Parallel()
	v, become := demonstrated(t)
	become("谈桂芬")
	_, home, _ := v.get("/")
	if got := home.Text(".ll-top .ll-place"); got != "花半里" || home.Has(".ll-top a.ll-place") || !home.Has(".ll-foot a[href='/account']") {
		t.Errorf("the bar says %q", got)
	}
	status, page, _ := v.get("/account")
	page.Sound()
	main := page.Text("main")
	if status != 200 || !strings.Contains(main, "谈*") || strings.Contains(main, "谈桂芬") || !strings.Contains(main, "花半里 7幢") || page.Has(".ll-panel") {
		t.Errorf("%d %s", status, main)
	}
	if page.Has(".ll-foot") || page.Count("form[action='/sign-out']") != 1 || page.Text(".ll-settings [name=elder][aria-pressed=true]") != "标准版" {
		t.Errorf("the switches: %s", main)
	}
	v.post("/prefs", "elder", "1", "back", "/account")
	become("骆文竹")
	if _, other, _ := v.get("/account"); other.Text("h1") != "我的账号" {
		t.Errorf("%s", other.Text("main"))
	}
	v.post("/prefs", "elder", "0", "back", "/")
	become("谈桂芬")
	if _, page, _ = v.get("/account"); page.Text(".ll-settings [name=elder][aria-pressed=true]") != "长辈版" {
		t.Errorf("kept: %s", page.Text("main"))
	}
}

// Who only looks on has nothing to do; the first page says what such a person sees in other words.
func TestChoosingSaysWhatWaits(t *testing.T) {
	t.Parallel()
	v, _ := demonstrated(t)
	_, page, _ := v.get("/choose")
	for name, want := range map[string]string{"瞿明允": "件在办的", "时守正": "件待办", "闻立溪": "件待办", "祝安平": "件待办"} {
		for _, row := range page.All(".ll-pick li") {
			if said := webtest.Text(row); strings.Contains(said, name) && !strings.Contains(said, want) {
				t.Errorf("%s: %q", name, said)
			}
		}
	}
}

// What is not there and what one may not see answer with the same status and the same words.
func TestNotThereAndNotForYouLookTheSame(t *testing.T) {
	t.Parallel()
	v, become := demonstrated(t)
	become("邬晓蕾")
	_, mine, _ := v.get("/wishes")
	links := mine.All("a.ll-cover")
	if len(links) == 0 {
		t.Fatal("no wish of her mother's")
	}
	path := webtest.Attr(links[0], "href") // the newest: private, about her mother
	if status, _, _ := v.get(path); status != 200 {
		t.Fatalf("her own: %d", status)
	}
	become("骆文竹")
	status, _, hidden := v.get(path)
	status2, _, missing := v.get("/wishes/0192f3a0-0000-7000-8000-000000000000")
	status3, _, nowhere := v.get("/no/such/page")
	strip := regexp.MustCompile(`(value|content|back=|action)="?[^"> ]*"?`)
	same := strip.ReplaceAllString(hidden, "") == strip.ReplaceAllString(missing, "") && strip.ReplaceAllString(missing, "") == strip.ReplaceAllString(nowhere, "")
	if status != 404 || status2 != 404 || status3 != 404 || !same {
		t.Fatalf("%d, %d, %d; the same page: %v", status, status2, status3, same)
	}
}

func TestAnInstallationOffersNobodyToBecome(t *testing.T) {
	t.Parallel()
	_, base := installed(t, app.Config{})
	v := visit(t, base)
	if status, _, _ := v.get("/choose"); status != 404 {
		t.Errorf("GET /choose: %d", status)
	}
	if status, _, _ := v.post("/choose", "account", "x"); status != 404 && status != 405 {
		t.Errorf("POST /choose: %d", status)
	}
	if status, doc, _ := v.get("/"); status != 200 || !doc.Has("a[href='/wishes/new']") {
		t.Errorf("the first page for a visitor: %d", status)
	}
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		if status, _, body := v.get(path); status != 200 || !strings.Contains(body, strings.TrimSpace(want)) {
			t.Errorf("%s: %d %q", path, status, body)
		}
	}
}

func TestOneAddressIsHeldBackBeforeItHarmsOthers(t *testing.T) {
	t.Parallel()
	a, err := app.New(t.Context(), app.Config{
		DSN: dbtest.SQLite(t), ProxyHeader: "X-Real-IP", ProxyFrom: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	ask := func(from string) int {
		r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
		r.RemoteAddr = "198.51.100.7:4711"
		r.Header.Set("X-Real-IP", from)
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		return w.Code
	}
	if got := ask("203.0.113.9, 192.0.2.77"); got != http.StatusOK {
		t.Fatalf("a list: %d", got)
	}
	held := 0
	for i := range 600 {
		if ask("made up by the visitor, "+strconv.Itoa(i)+", 192.0.2.1") == http.StatusTooManyRequests {
			held++
		}
	}
	if held == 0 || ask("192.0.2.2") != http.StatusOK {
		t.Fatalf("%d of 600 held back; another address: %d", held, ask("192.0.2.2"))
	}
}

// Large print and language go with the person: chosen at one browser, there at the next after signing in, also over what
// that one had; a visitor's choice stays with the browser.
func TestLooksGoWithThePerson(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	token, err := a.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	looks := func(v *visitor) [3]string {
		_, doc, _ := v.get("/sign-in")
		return [3]string{doc.Attr("html", "lang"), doc.Attr("html", "data-mode"), doc.Attr("html", "data-bs-theme")}
	}
	first := visit(t, base)
	first.post("/first/"+token, "name", "辛可为", "login", "admin", "password", "correct horse", "again", "correct horse")
	first.post("/prefs", "elder", "1")
	first.post("/prefs", "lang", "en")
	second := visit(t, base)
	second.post("/prefs", "theme", "dark")
	second.post("/prefs", "lang", "zh-CN")
	if got := looks(second); got != [3]string{"zh-CN", "normal", "dark"} {
		t.Fatalf("a visitor sees %v", got)
	}
	second.post("/sign-in", "login", "admin", "password", "correct horse")
	if got := looks(second); got != [3]string{"en", "elder", "dark"} {
		t.Fatalf("after signing in: %v", got)
	}
	second.post("/prefs", "lang", "zh-CN")
	third := visit(t, base)
	third.post("/sign-in", "login", "admin", "password", "correct horse")
	if got := looks(third); got != [3]string{"zh-CN", "elder", "auto"} {
		t.Fatalf("back to Chinese, on the third: %v", got)
	}
	if got := looks(visit(t, base)); got != [3]string{"zh-CN", "normal", "auto"} {
		t.Fatalf("somebody else sees %v", got)
	}
	if status, _, _ := second.post("/prefs", "lang", "fr", "elder", "maybe"); status != 200 {
		t.Fatalf("what is no choice is left out: %d", status)
	}
}

// A path that is answered in another way says so (RFC 9110 15.5.6); one that nobody answers is not found.
func TestAWrongMethod(t *testing.T) {
	t.Parallel()
	_, base := installed(t, app.Config{})
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"DELETE", "/sign-in", 405, "GET, POST"},
		{"GET", "/sign-out", 405, "POST"},
		{"PUT", "/api/v1/wishes", 405, "GET, POST"},
		{"POST", "/no/such/page", 404, ""},
		{"DELETE", "/api/v1/nothing", 404, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, base+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != c.status || answer.Header.Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, Allow %q", c.method, c.path, answer.StatusCode, answer.Header.Get("Allow"))
		}
	}
}
