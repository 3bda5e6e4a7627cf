package orgweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/internal/account/accountweb"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/event"
	"linli/internal/org"
	"linli/internal/org/orgweb"
	"linli/internal/person"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

type deaf struct{}

func (deaf) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// house is a community with its secretary 沈秋 and two social workers, and the pages behind a real router. Who asks is the
// name in the cookie “who”.
type house struct {
	t      *testing.T
	d      *db.DB
	clock  *dbtest.Clock
	orgs   *org.Service
	people map[string]actor.Actor
	pages  http.Handler
}

const centre = "320613007005"

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, clock: dbtest.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)), people: map[string]actor.Actor{}}
	h.d = dbtest.Open(t, dbtest.SQLite(t), db.Options{Now: h.clock.Now})
	h.orgs = org.New(h.d, deaf{})
	committee := h.org(org.CommunityCommittee, centre, "中心村社区")
	h.hire("shen", "沈秋", committee, actor.Secretary, "社区书记")
	h.hire("ji", "季小舟", committee, actor.SocialWorker, "社工")
	h.hire("gu", "顾南山", committee, actor.SocialWorker, "社工")
	h.hire("alone", "独一人", h.org(org.Unit, "320613", "自来水公司"), actor.Handler, "调度")
	h.hire("root", "卜管理", h.org(org.District, "320613", "崇川区"), actor.SystemAdmin, "系统管理员")
	h.people["tan"] = actor.Actor{Account: "tan", Person: h.person("谈桂芬"), Name: "谈桂芬"}
	mux := http.NewServeMux()
	orgweb.New(h.d, h.orgs, h.who).Routes(mux)
	kit := web.NewKit(i18n.Must(web.Words(), accountweb.Words(), orgweb.Words(), []i18n.Message{
		{"error.key_reused", "用过了", "Used"}, {"error.idempotency_key", "不对", "Wrong"}, {"error.cursor", "不对", "Wrong"}, {"error.busy", "忙", "Busy"},
	}), slog.New(slog.DiscardHandler), func(r *http.Request) web.Around {
		out := web.Around{SignIn: "/sign-in"}
		if a := h.who(r); a.Staff() {
			out.Frame, out.Viewer = web.Desk, web.Viewer{Name: a.Name, Post: org.CombinedTitle(a.Posts)}
		}
		return out
	}, false)
	kit.Routes(mux)
	h.pages = kit.Handler(mux)
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) org(k org.Kind, at, name string) org.Org {
	h.t.Helper()
	o, err := h.orgs.CreateOrg(h.t.Context(), actor.Job("test"), org.Org{Kind: k, Place: at, Name: name}, "")
	h.must(err)
	return o
}

func (h *house) person(name string) string {
	h.t.Helper()
	p, err := person.New(h.d, nil).Create(h.t.Context(), actor.Job("test"), person.Person{Name: name}, "")
	h.must(err)
	return p.ID
}

func (h *house) hire(key, name string, o org.Org, r actor.Role, title string) {
	h.t.Helper()
	a := actor.Actor{Account: key, Person: h.person(name), Name: name}
	p, err := h.orgs.CreatePost(h.t.Context(), actor.Job("test"), actor.Post{Org: o.ID, Role: r, Title: title}, "")
	h.must(err)
	_, err = h.orgs.Appoint(h.t.Context(), actor.Job("test"), org.Appointment{Post: p.ID, Person: a.Person}, "")
	h.must(err)
	h.people[key] = a
}

// who is the person of the cookie with the posts of this moment.
func (h *house) who(r *http.Request) actor.Actor {
	c, err := r.Cookie("who")
	if err != nil {
		return actor.Visitor("192.0.2.1")
	}
	a := h.people[c.Value]
	a.Posts, a.Away, err = org.ActsIn(r.Context(), h.d, a.Person, h.clock.Now())
	h.must(err)
	return a
}

type answer struct {
	*webtest.Doc
	status int
	to     string
}

func (h *house) do(who, method, path string, pairs ...string) answer {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.Header.Set("Cookie", "who="+who)
	}
	rec := httptest.NewRecorder()
	h.pages.ServeHTTP(rec, r)
	body, err := io.ReadAll(rec.Body)
	h.must(err)
	return answer{webtest.Parse(h.t, strings.NewReader(string(body))), rec.Code, rec.Header().Get("Location")}
}

func (h *house) postOf(key string) string {
	h.t.Helper()
	posts, err := org.PostsOf(h.t.Context(), h.d, h.people[key].Person, h.clock.Now())
	h.must(err)
	return posts[0].ID
}

func TestTheHolderNamesAStandInAndEndsIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ask := "/stand-ins/new?post=" + h.postOf("shen")
	first := h.do("shen", "GET", "/stand-ins")
	first.Sound()
	if first.status != http.StatusOK || !strings.Contains(first.Text("#mine ~ *, main"), "您现在没有替别人代班") || first.Attr("main a.btn", "href") != ask {
		t.Errorf("%d %q", first.status, first.Text("main"))
	}
	form := h.do("shen", "GET", ask)
	form.Sound()
	if got := form.Texts("#person option"); len(got) != 3 || form.Attr("#first", "value") != "2026-03-02" {
		t.Errorf("offered %q from %s", got, form.Attr("#first", "value"))
	}
	ji := h.people["ji"].Person
	bad := h.do("shen", "POST", "/stand-ins", "key", "k1", "post", h.postOf("shen"), "person", "", "first", "2026-03-04", "last", "2026-03-05")
	bad.Sound()
	if bad.status != http.StatusUnprocessableEntity || bad.Text("#e-person") != "请选一位可以代班的同事" || bad.Attr("#last", "value") != "2026-03-05" {
		t.Errorf("%d %q", bad.status, bad.Text("form"))
	}
	for name, c := range map[string]struct{ first, last, field, says string }{
		"no day":     {"", "2026-03-05", "#e-first", "请选一个日子"},
		"yesterday":  {"2026-03-01", "2026-03-05", "#e-first", "请选今天或以后的日子"},
		"turned":     {"2026-03-06", "2026-03-05", "#e-last", "结束的日子要在开始的日子之后"},
		"no last":    {"2026-03-06", "soon", "#e-last", "请选一个日子"},
		"both wrong": {"x", "y", "#e-last", "请选一个日子"},
	} {
		got := h.do("shen", "POST", "/stand-ins", "key", "k2", "post", h.postOf("shen"), "person", ji, "first", c.first, "last", c.last)
		if got.status != http.StatusUnprocessableEntity || got.Text(c.field) != c.says {
			t.Errorf("%s: %d %q", name, got.status, got.Text("form"))
		}
	}
	if got := h.do("shen", "POST", "/stand-ins", "key", "k3", "post", h.postOf("shen"), "person", ji, "first", "2026-03-02", "last", "2026-03-05"); got.status != http.StatusSeeOther || got.to != "/stand-ins" {
		t.Fatalf("%d to %s", got.status, got.to)
	}
	clash := h.do("shen", "POST", "/stand-ins", "key", "k4", "post", h.postOf("shen"), "person", h.people["gu"].Person, "first", "2026-03-05", "last", "2026-03-06")
	if clash.status != http.StatusConflict || !strings.Contains(clash.Text("main"), "这几天里已经有人代班了") || !clash.Has(`#person option[selected]`) {
		t.Errorf("a second one: %d %q", clash.status, clash.Text("main"))
	}
	mine := h.do("ji", "GET", "/stand-ins")
	if text := mine.Text("main"); !strings.Contains(text, "代沈秋 · 社区书记") || !strings.Contains(text, "正在代") {
		t.Errorf("who stands in reads %q", text)
	}
	if got := mine.Text(".ll-side .ll-meta"); !strings.Contains(got, "社工、代沈秋 社区书记") {
		t.Errorf("the frame says %q", got)
	}
	// Who stands in names nobody for the post in turn, and does not lead by it.
	if got := h.do("ji", "GET", ask).status; got != http.StatusForbidden {
		t.Errorf("who stands in asks for the form: %d", got)
	}
	if mine.Has("#led") || mine.Count(`a[href*="/new?post="]`) != 1 {
		t.Error("who stands in leads the unit")
	}
	list := h.do("shen", "GET", "/stand-ins")
	end := list.Attr(`a[href$="/end"]`, "href")
	confirm := h.do("shen", "GET", end)
	confirm.Sound()
	if confirm.status != http.StatusOK || !strings.Contains(confirm.Text("main"), "不再让 季小舟 代 沈秋") || confirm.Attr("form.ll-confirm", "action") != end {
		t.Errorf("%d %q", confirm.status, confirm.Text("main"))
	}
	if got := h.do("gu", "POST", end).status; got != http.StatusForbidden {
		t.Errorf("a colleague ends it: %d", got)
	}
	if got := h.do("shen", "POST", end); got.status != http.StatusSeeOther {
		t.Errorf("ended: %d", got.status)
	}
	if got := h.do("shen", "POST", end).status; got != http.StatusConflict {
		t.Errorf("ended twice: %d", got)
	}
}

func TestTheHolderWhoIsAwayStillComesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if got := h.do("shen", "POST", "/stand-ins", "key", "k", "post", h.postOf("shen"), "person", h.people["ji"].Person, "first", "2026-03-02", "last", "2026-03-02", "alone", "1"); got.status != http.StatusSeeOther {
		t.Fatal(got.status)
	}
	page := h.do("shen", "GET", "/stand-ins")
	if text := page.Text("main"); page.status != http.StatusOK || !strings.Contains(text, "本人这几天不办") || !page.Has(`a[href$="/end"]`) {
		t.Errorf("%d %q", page.status, text)
	}
	h.clock.Set(time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)) // midnight in China
	if got := h.do("shen", "GET", "/stand-ins").Text(".ll-side .ll-meta"); !strings.Contains(got, "社区书记") {
		t.Errorf("the day is over, and the holder's frame says %q", got)
	}
}

func TestWhoSeesThePages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for who, want := range map[string]int{"": http.StatusUnauthorized, "tan": http.StatusNotFound, "gu": http.StatusForbidden, "root": http.StatusOK, "shen": http.StatusOK, "ji": http.StatusOK} {
		if got := h.do(who, "GET", "/stand-ins/new?post="+h.postOf("ji")).status; got != want {
			t.Errorf("%q asks for the form of another's post: %d, want %d", who, got, want)
		}
	}
	if got := h.do("shen", "GET", "/stand-ins/new?post=none").status; got != http.StatusNotFound {
		t.Errorf("a post that there is not: %d", got)
	}
	empty := h.do("alone", "GET", "/stand-ins/new?post="+h.postOf("alone"))
	empty.Sound()
	if !strings.Contains(empty.Text("main"), "这里没有别的同事可以代班") || empty.Has("form.ll-panel") {
		t.Errorf("nobody is there: %q", empty.Text("main"))
	}
	led := h.do("shen", "GET", "/stand-ins")
	if led.Count(`#led ~ * a[href*="/new?post="], section[aria-labelledby="led"] a[href*="/new?post="]`) < 2 {
		t.Errorf("the secretary leads %q", led.Text("main"))
	}
	if got := h.do("root", "GET", "/stand-ins?login=nobody"); !strings.Contains(got.Text("main"), "账号“nobody”没有可以代班的职务") {
		t.Errorf("a login that there is not: %q", got.Text("main"))
	}
	english := h.do("shen; lang=en", "GET", "/stand-ins")
	english.Sound()
	if !strings.Contains(english.Text("main"), "Posts that I lead") {
		t.Errorf("in English: %q", english.Text("main"))
	}
}
