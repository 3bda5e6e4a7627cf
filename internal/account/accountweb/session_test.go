package accountweb_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/accountweb"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/rule"
)

const (
	centre  = "320613007005"
	secret  = "swallows over the moat"
	aWish   = "0190c0de-0000-7000-8000-000000000001"
	another = "0190c0de-0000-7000-8000-000000000002"
)

var (
	start   = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	machine = actor.Job("test")
)

type deaf struct{}

func (deaf) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// site is a server that says who asks, and an account for a member of staff and a resident.
type site struct {
	*httptest.Server
	d               *db.DB
	clock           *dbtest.Clock
	rules           *rule.Store
	accounts        *account.Service
	sessions        *accountweb.Sessions
	staff, resident account.Account
}

func newSite(t *testing.T, opt accountweb.SessionOptions) *site {
	t.Helper()
	x := &site{clock: dbtest.At(start)}
	x.d = dbtest.Open(t, dbtest.SQLite(t), db.Options{Now: x.clock.Now})
	rules, orgs := rule.NewStore(x.d, deaf{}), org.New(x.d, deaf{})
	check(t, rules.Ensure(t.Context()))
	x.rules = rules
	x.accounts = account.New(x.d, rules, orgs, account.Options{Hash: password.Costs{Memory: 8, Time: 1, Threads: 1}})
	x.people(t, orgs)
	opt.Failed = func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
	x.sessions = accountweb.NewSessions(x.accounts, opt)
	x.Server = httptest.NewServer(x.sessions.Around(x.routes()))
	t.Cleanup(x.Close)
	return x
}

func (x *site) people(t *testing.T, orgs *org.Service) {
	t.Helper()
	ctx := t.Context()
	o, err := orgs.CreateOrg(ctx, machine, org.Org{Kind: org.CommunityCommittee, Place: centre, Name: "中心村社区居委会"}, "")
	check(t, err)
	p, err := orgs.CreatePost(ctx, machine, actor.Post{Org: o.ID, Role: actor.Secretary, Title: "书记"}, "")
	check(t, err)
	x.staff, _, err = x.accounts.Create(ctx, machine, account.Creation{Login: "wangmin", Name: "王敏", Post: p.ID, Password: secret})
	check(t, err)
	neighbour, err := person.New(x.d, nil).Create(ctx, machine, person.Person{Name: "李奶奶", Place: centre + "001"}, "")
	check(t, err)
	x.resident, err = x.accounts.Resident(ctx, machine, neighbour.ID)
	check(t, err)
}

// routes: what a path asks the sessions to do, answered with 204 or the kind of the failure; /who says who asks.
func (x *site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		a := accountweb.ActorOf(r.Context())
		_, _ = fmt.Fprintf(w, "%s/%d/%s/%s", a.Name, len(a.Posts), a.Grant, a.From)
	})
	do := func(path string, fn func(w http.ResponseWriter, r *http.Request) error) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			if err := fn(w, r); err != nil {
				http.Error(w, errs.KindOf(err).String(), http.StatusTeapot)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		})
	}
	do("/in", func(w http.ResponseWriter, r *http.Request) error {
		_, err := x.sessions.SignIn(w, r, r.FormValue("login"), r.FormValue("password"))
		return err
	})
	do("/out", func(_ http.ResponseWriter, r *http.Request) error { return x.sessions.SignOut(r) })
	do("/become", func(w http.ResponseWriter, r *http.Request) error {
		return x.sessions.Become(w, r, r.FormValue("id"))
	})
	do("/grant", func(_ http.ResponseWriter, r *http.Request) error {
		return x.sessions.Grant(r.Context(), r.FormValue("id"))
	})
	do("/admit", func(_ http.ResponseWriter, r *http.Request) error {
		return x.sessions.Admit(r.Context(), r.FormValue("id"), x.clock.Now().Add(50*time.Hour))
	})
	return mux
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// browser is a client with a cookie jar of its own. Its jar takes cookies as lasting whatever the test's clock says.
type browser struct {
	t    *testing.T
	x    *site
	c    *http.Client
	sent []*http.Cookie // what the last answer set
}

func (x *site) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	check(t, err)
	return &browser{t: t, x: x, c: &http.Client{Jar: jar}}
}

func (b *browser) get(path string) string {
	b.t.Helper()
	res, err := b.c.Get(b.x.URL + path)
	check(b.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	check(b.t, err)
	b.sent = res.Cookies()
	for _, c := range b.sent { // the jar would drop cookies that ended in the past of the real clock
		if c.MaxAge > 0 || c.Value != "" {
			b.keepAs(c.Name, c.Value)
		}
	}
	return strings.TrimSpace(string(body))
}

func (b *browser) keep(value string) { b.keepAs(accountweb.CookieName(false), value) }

func (b *browser) keepAs(name, value string) {
	req, err := http.NewRequest(http.MethodGet, b.x.URL, nil)
	check(b.t, err)
	b.c.Jar.SetCookies(req.URL, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

func (b *browser) cookie() string {
	req, err := http.NewRequest(http.MethodGet, b.x.URL, nil)
	check(b.t, err)
	for _, c := range b.c.Jar.Cookies(req.URL) {
		if c.Name == accountweb.CookieName(false) {
			return c.Value
		}
	}
	return ""
}

func (b *browser) want(path, answer string) {
	b.t.Helper()
	if got := b.get(path); got != answer {
		b.t.Errorf("%s answers %q, want %q", path, got, answer)
	}
}

const signIn = "/in?login=wangmin&password=swallows+over+the+moat"

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	b := x.browser(t)
	b.want("/who", "/0//127.0.0.1")
	if len(b.sent) != 0 {
		t.Error("a visitor gets no cookie")
	}
	b.want("/in?login=wangmin&password=wrong", "unauthenticated")
	if len(b.sent) != 0 {
		t.Error("a wrong password gets no cookie")
	}
	b.want(signIn, "")
	if len(b.sent) != 1 || !b.sent[0].HttpOnly || b.sent[0].SameSite != http.SameSiteLaxMode || b.sent[0].Path != "/" {
		t.Errorf("the cookie is hidden from scripts and stays on the site: %+v", b.sent)
	}
	b.want("/who", "王敏/1//127.0.0.1")
	stored, err := db.Value[int](t.Context(), x.d, "SELECT COUNT(*) FROM session WHERE token = $1", b.cookie())
	if err != nil || stored != 0 {
		t.Errorf("the token itself is stored, %v", err)
	}
	token := b.cookie()
	b.want("/out", "")
	b.keep(token) // a browser that keeps the cookie all the same
	b.want("/who", "/0//127.0.0.1")
}

// A token that somebody planted before the sign-in is worth nothing after it, and a sign-in leaves an earlier session
// behind.
// What an answer depends on is said once, though two managers of sessions stand around it.
func TestAnAnswerDependsOnTheCookieOnce(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	for _, path := range []string{"/who", signIn, "/in?login=wangmin&password=wrong"} {
		res, err := x.browser(t).c.Get(x.URL + path)
		check(t, err)
		check(t, res.Body.Close())
		if got := res.Header.Values("Vary"); !slices.Equal(got, []string{"Cookie"}) {
			t.Errorf("%s varies by %q", path, got)
		}
	}
}

func TestTokenIsRenewed(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	b := x.browser(t)
	b.keep("planted")
	b.want(signIn, "")
	first := b.cookie()
	if first == "planted" {
		t.Fatal("the planted token is the session's")
	}
	b.want("/grant?id="+aWish, "")
	b.want(signIn, "")
	if b.cookie() == first {
		t.Error("the second sign-in has the first one's token")
	}
	b.want("/who", "王敏/1//127.0.0.1") // without the grant of the session before
	b.keep(first)
	b.want("/who", "/0//127.0.0.1")
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{Demo: true})
	b, r := x.browser(t), x.browser(t)
	b.want(signIn, "")
	r.want("/become?id="+x.resident.ID, "")
	for range 11 {
		x.clock.Add(time.Hour)
		b.want("/who", "王敏/1//127.0.0.1")
	}
	x.clock.Add(time.Hour)
	b.want("/who", "/0//127.0.0.1") // a member of staff: twelve hours
	b.want(signIn, "")
	x.clock.Add(2 * time.Hour)
	b.want("/who", "/0//127.0.0.1") // or two hours away
	r.want("/who", "李奶奶/0//127.0.0.1")
	x.clock.Add(29 * 24 * time.Hour)
	r.want("/who", "李奶奶/0//127.0.0.1")
	x.clock.Add(24 * time.Hour)
	r.want("/who", "/0//127.0.0.1") // a resident: thirty days
}

// The lengths are rules: a change holds for the sessions that begin after it.
func TestSessionLengthsAreRules(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	before, after, wish := x.browser(t), x.browser(t), x.browser(t)
	before.want(signIn, "")
	for key, value := range map[string]string{"staff_idle": "1h", "staff": "5h", "receipt": "3h"} {
		_, _, err := x.rules.Set(t.Context(), machine, rule.Change{Key: "account.session." + key, Value: value, Source: "等保测评"})
		check(t, err)
	}
	after.want(signIn, "")
	wish.want("/grant?id="+aWish, "")
	x.clock.Add(time.Hour)
	before.want("/who", "王敏/1//127.0.0.1")
	after.want("/who", "/0//127.0.0.1")
	x.clock.Add(90 * time.Minute)
	wish.want("/who", "/0/"+aWish+"/127.0.0.1")
	after.want(signIn, "")
	for range 9 {
		x.clock.Add(30 * time.Minute)
		after.want("/who", "王敏/1//127.0.0.1")
	}
	x.clock.Add(30 * time.Minute)
	after.want("/who", "/0//127.0.0.1") // five hours, whatever happened in them
	wish.want("/who", "/0//127.0.0.1")
}

func TestDisabledAccountIsAVisitor(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	b := x.browser(t)
	b.want(signIn, "")
	b.want("/who", "王敏/1//127.0.0.1")
	check(t, x.accounts.Disable(t.Context(), machine, x.staff.ID))
	b.want("/who", "/0//127.0.0.1")
}

// A wish filed without a name is opened for whoever filed it, and no row says who that was.
func TestWhatAReceiptOpensNamesNoAccount(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	b := x.browser(t)
	b.want(signIn, "")
	b.want("/grant?id="+aWish, "")
	b.want("/who", "王敏/1/"+aWish+"/127.0.0.1")
	n, err := db.Value[int](t.Context(), x.d, "SELECT COUNT(*) FROM session WHERE CAST(data AS TEXT) LIKE '%' || $1 || '%' AND (account IS NOT NULL OR CAST(data AS TEXT) LIKE '%account%')", aWish)
	if err != nil || n != 0 {
		t.Fatalf("%d rows join a person and a wish, %v", n, err)
	}
	if n, err := db.Value[int](t.Context(), x.d, "SELECT COUNT(*) FROM session WHERE CAST(data AS TEXT) LIKE '%' || $1 || '%'", aWish); err != nil || n != 1 {
		t.Fatalf("%d rows open the wish, %v", n, err)
	}
}

func TestGrant(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	b := x.browser(t)
	b.want("/grant?id="+aWish, "")
	b.want("/who", "/0/"+aWish+"/127.0.0.1")
	b.want("/grant?id="+another, "")
	b.want("/who", "/0/"+another+"/127.0.0.1") // the last one opened
	x.clock.Add(2 * time.Hour)
	b.want("/who", "/0//127.0.0.1")

	b.want(signIn, "")
	b.want("/grant?id="+aWish, "")
	b.want("/who", "王敏/1/"+aWish+"/127.0.0.1")
	x.clock.Add(time.Hour + 30*time.Minute)
	b.want("/who", "王敏/1/"+aWish+"/127.0.0.1")
	x.clock.Add(30 * time.Minute)
	b.want("/who", "王敏/1//127.0.0.1") // the grant ends, the session goes on
}

// An invitation is kept until its moment, however long nobody looks, and no longer.
func TestAdmit(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	b := x.browser(t)
	b.want("/admit?id="+another, "")
	x.clock.Add(49 * time.Hour)
	b.want("/who", "/0/"+another+"/127.0.0.1")
	x.clock.Add(time.Hour)
	b.want("/who", "/0//127.0.0.1")
}

func TestBecomeIsTheDemosOnly(t *testing.T) {
	t.Parallel()
	demo, earnest := newSite(t, accountweb.SessionOptions{Demo: true}), newSite(t, accountweb.SessionOptions{})
	b := demo.browser(t)
	b.want("/become?id="+demo.resident.ID, "")
	b.want("/who", "李奶奶/0//127.0.0.1")
	b.want("/become?id="+demo.staff.ID, "")
	b.want("/who", "王敏/1//127.0.0.1")
	b.want("/become?id=nobody", "unauthenticated")
	e := earnest.browser(t)
	e.want("/become?id="+earnest.staff.ID, "not_found")
	e.want("/who", "/0//127.0.0.1")
}

func TestOpen(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{From: func(*http.Request) string { return "198.51.100.7" }})
	cookie, err := x.sessions.Open(t.Context(), x.resident.ID)
	check(t, err)
	b := x.browser(t)
	b.keep(cookie)
	b.want("/who", "李奶奶/0//198.51.100.7")
	if _, err := x.sessions.Open(t.Context(), "nobody"); !errs.Is(err, errs.NotFound) {
		t.Errorf("a session of nobody: %v", err)
	}
}

func TestSecureCookie(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{Secure: true})
	res, err := http.Get(x.URL + signIn)
	check(t, err)
	_ = res.Body.Close()
	if c := res.Cookies(); len(c) != 1 || c[0].Name != "__Host-linli" || !c[0].Secure || c[0].Domain != "" {
		t.Errorf("%+v", c)
	}
}

// When the database is gone, the request fails in the open; nobody becomes a visitor by accident.
func TestFailure(t *testing.T) {
	t.Parallel()
	x := newSite(t, accountweb.SessionOptions{})
	b := x.browser(t)
	b.want(signIn, "")
	x.clock.Add(time.Minute) // nothing is remembered
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req := httptest.NewRequest(http.MethodGet, "/who", nil).WithContext(ctx)
	req.AddCookie(&http.Cookie{Name: accountweb.CookieName(false), Value: b.cookie()})
	w := httptest.NewRecorder()
	x.Config.Handler.ServeHTTP(w, req)
	if w.Code != http.StatusInternalServerError {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
