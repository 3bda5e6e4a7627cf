package wishweb_test

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

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/web"
	"linli/internal/web/api"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// hood is a neighbourhood with its community, street and people, and its pages behind a real router. Who asks is the
// name in the cookie “who”; a visitor's grant is kept by the cookie “visit”.
type hood struct {
	t      testing.TB
	d      *db.DB
	clock  *dbtest.Clock
	rules  *rule.Store
	wishes *wish.Service
	h      http.Handler

	actors map[string]actor.Actor
	grants map[string]string // by visit
	office string            // a unit of the street
}

const (
	hoodStreet    = "320613007"
	hoodCommunity = "320613007005"
	hoodGarden    = hoodCommunity + "001"
	hoodBuilding  = hoodGarden + "001"
	hoodClosed    = "320613007002" // a community that does not take part
	hoodTel       = "0513-85001860"
)

// hoodMorning is a Monday at nine without a holiday near it.
var hoodMorning = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

type visitKey struct{}

func newHood(t testing.TB) *hood {
	t.Helper()
	w := &hood{t: t, clock: dbtest.At(hoodMorning.AddDate(0, 0, -30)), actors: map[string]actor.Actor{}, grants: map[string]string{}}
	w.d = dbtest.Open(t, dbtest.SQLite(t), db.Options{Now: w.clock.Now})
	w.rules = rule.NewStore(w.d, nobodyListens{})
	w.must(w.rules.Ensure(t.Context()))
	w.settle()
	w.clock.Set(hoodMorning)
	w.reload()
	return w
}

// reload starts the pages anew on the same database, as after a restart.
func (w *hood) reload() {
	w.rules = rule.NewStore(w.d, nobodyListens{})
	w.wishes = wish.New(w.d, w.rules, nobodyListens{})
	w.h = w.router()
}

func (w *hood) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *hood) settle() {
	ctx, job := w.t.Context(), actor.Job("test")
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n" +
		"320613007005,中心村社区居委会,320613007000,5\n320613007002,城北村社区居委会,320613007000,5\n"
	_, err := place.Import(ctx, w.d, job, strings.NewReader(list), place.Options{})
	w.must(err)
	_, err = place.New(w.d).AddNeighbourhood(ctx, job, place.Addition{Parent: hoodCommunity, Name: "花半里", Code: hoodGarden})
	w.must(err)
	_, err = place.New(w.d).AddBuilding(ctx, job, place.Addition{Parent: hoodGarden, Name: "7幢", Code: hoodBuilding})
	w.must(err)
	orgs := org.New(w.d, nobodyListens{})
	unit := func(o org.Org) string {
		o, err := orgs.CreateOrg(ctx, job, o, "")
		w.must(err)
		return o.ID
	}
	committee := unit(org.Org{Kind: org.CommunityCommittee, Place: hoodCommunity, Name: "中心村社区居民委员会", ShortName: "中心村社区", Phone: hoodTel, Hours: "周一到周六 8:30–17:30"})
	w.office = unit(org.Org{Kind: org.StreetOffice, Place: hoodStreet, Name: "钟秀街道 社会事务办"})
	w.hire(orgs, "ji", "季小舟", committee, actor.SocialWorker, "社工")
	w.hire(orgs, "wen", "闻立溪", committee, actor.Secretary, "社区书记")
	w.hire(orgs, "su", "苏见山", w.office, actor.StreetOfficer, "科员")
	w.live("tan", "谈桂芬", hoodBuilding, "13800000123")
	w.live("wu", "邬晓蕾", hoodGarden, "13800000456")
	w.live("luo", "骆文竹", hoodGarden, "")
	people := person.New(w.d, person.Options{Invented: true})
	_, err = people.RecordProxy(ctx, job, person.Proxy{Person: w.actors["wu"].Person, For: w.actors["tan"].Person, Relation: person.Child})
	w.must(err)
	wu := w.actors["wu"]
	wu.ActsFor = []string{w.actors["tan"].Person}
	w.actors["wu"] = wu
}

func (w *hood) live(key, name, home, phone string) actor.Actor {
	w.t.Helper()
	p, err := person.New(w.d, person.Options{Invented: true}).Create(w.t.Context(), actor.Job("test"), person.Person{Name: name, Place: home, Phone: phone}, "")
	w.must(err)
	a := actor.Actor{Account: "account of " + key, Person: p.ID, Name: name, Home: home, From: "192.0.2.7"}
	w.actors[key] = a
	return a
}

func (w *hood) hire(orgs *org.Service, key, name, unit string, r actor.Role, title string) {
	w.t.Helper()
	ctx, job := w.t.Context(), actor.Job("test")
	a := w.live(key, name, hoodGarden, "")
	post, err := orgs.CreatePost(ctx, job, actor.Post{Org: unit, Role: r, Title: title}, "")
	w.must(err)
	_, err = orgs.Appoint(ctx, job, org.Appointment{Post: post.ID, Person: a.Person}, "")
	w.must(err)
	a.Posts, err = org.PostsOf(ctx, w.d, a.Person, w.clock.Now())
	w.must(err)
	w.actors[key] = a
}

// who is whoever the cookies name; a visitor without one comes from an address of its own.
func (w *hood) who(r *http.Request) actor.Actor {
	if c, err := r.Cookie("who"); err == nil {
		return w.actors[c.Value]
	}
	a := actor.Visitor("192.0.2.1")
	if c, err := r.Cookie("visit"); err == nil {
		a.From, a.Grant = "visit "+c.Value, w.grants[c.Value]
	}
	return a
}

func (w *hood) router() http.Handler {
	pages := wishweb.New(wishweb.Deps{
		DB: w.d, Wishes: w.wishes, Rules: w.rules, Who: w.who, Sample: true,
		Grant: func(ctx context.Context, wishID string) error {
			if visit, ok := ctx.Value(visitKey{}).(string); ok {
				w.grants[visit] = wishID
			}
			return nil
		},
		Resolve: func(context.Context, actor.Actor, []chain.Subject) ([]chain.Card, error) { return nil, nil },
		Base:    func(*http.Request) string { return "https://linli.example" },
	})
	mux := http.NewServeMux()
	pages.Routes(mux)
	mux.HandleFunc("GET /{$}", pages.Home)
	kit := web.NewKit(hoodWords(), slog.New(slog.DiscardHandler), func(r *http.Request) web.Around {
		out := web.Around{Nav: pages.Tabs(), Lookup: "/lookup", SignIn: "/sign-in"}
		if a := w.who(r); a.Person != "" {
			out.Viewer, out.SignOut = web.Viewer{Name: a.Name}, "/sign-out"
			out.Places = []web.PlaceLink{{Name: "花半里", URL: "/"}}
			if a.Staff() {
				out.Frame, out.Nav, out.Door, out.Search = web.Desk, pages.Nav(r.Context(), a), wishweb.Door(a), "/wishes"
				out.Viewer.Post = org.CombinedTitle(a.Posts)
				out.Places = []web.PlaceLink{{Name: "崇川区", URL: "/wishes?place=320613"}, {Name: "钟秀街道", URL: "/wishes?place=320613007"}, {Name: "中心村社区", URL: "/wishes?place=320613007005"}}
			}
		}
		return out
	}, false)
	kit.Routes(mux)
	return kit.Handler(mux, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie("visit"); err == nil {
				r = r.WithContext(context.WithValue(r.Context(), visitKey{}, c.Value))
			}
			next.ServeHTTP(rw, r)
		})
	})
}

func hoodWords() *i18n.Catalogue {
	return i18n.Must(web.Words(), api.Words(), wishweb.Words(), groundWords())
}

// visit is somebody at a browser: “who=tan; lang=en; elder=1”.
type visit struct {
	w      *hood
	cookie string
}

func (w *hood) as(cookie string) visit { return visit{w, cookie} }

// answer is what a page said.
type answer struct {
	*webtest.Doc
	Status int
	To     string // where a redirect leads
	Body   string
}

func (v visit) do(r *http.Request) answer {
	v.w.t.Helper()
	r.Header.Set("Cookie", v.cookie)
	rec := httptest.NewRecorder()
	v.w.h.ServeHTTP(rec, r)
	body, err := io.ReadAll(rec.Body)
	v.w.must(err)
	return answer{
		Doc: webtest.Parse(v.w.t, strings.NewReader(string(body))), Status: rec.Code, To: rec.Header().Get("Location"), Body: string(body),
	}
}

func (v visit) get(path string) answer {
	v.w.t.Helper()
	return v.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends pairs of name and value.
func (v visit) post(path string, pairs ...string) answer {
	v.w.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

// press sends the first form that has the button, as a browser would: every value it holds, the button's own, and what
// pairs say instead or besides.
func (v visit) press(a answer, path, button string, pairs ...string) answer {
	v.w.t.Helper()
	form := url.Values{}
	name, value, _ := strings.Cut(button, "=")
	for _, n := range a.form(name, value) {
		form[n.name] = append(form[n.name], n.value)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	if name != "" {
		form.Set(name, value)
	}
	var all []string
	for k, list := range form {
		for _, x := range list {
			all = append(all, k, x)
		}
	}
	return v.post(path, all...)
}

type input struct{ name, value string }

// form is what the form that has a button holds; without a name the first form in main.
func (a answer) form(name, value string) (out []input) {
	selector := "main form"
	if name != "" {
		selector = `main form:has(button[name="` + name + `"][value="` + value + `"])`
	}
	forms := a.All(selector)
	if len(forms) == 0 {
		return nil
	}
	for n := range forms[0].Descendants() {
		if webtest.Attr(n, "name") == "" {
			continue
		}
		switch n.Data {
		case "textarea":
			out = append(out, input{webtest.Attr(n, "name"), webtest.Text(n)})
		case "input":
			kind, ticked := webtest.Attr(n, "type"), false
			for _, x := range n.Attr {
				ticked = ticked || x.Key == "checked"
			}
			if kind != "radio" && kind != "checkbox" || ticked {
				out = append(out, input{webtest.Attr(n, "name"), webtest.Attr(n, "value")})
			}
		}
	}
	return out
}

// filing is a whole form as most tests send it.
func filing(more ...string) []string {
	return append([]string{
		"do", "send", "topic", "repair", "text", "花园里没有坐的地方，能不能装几张椅子？", "place", hoodGarden, "spot", "7幢南面那条小路",
		"visibility", "public", "key", id.New(),
	}, more...)
}

// filed raises a wish by the service.
func (w *hood) filed(by string, v wish.Visibility) wish.Wish {
	w.t.Helper()
	w.clock.Add(time.Minute)
	x, err := w.wishes.File(w.t.Context(), w.actors[by], wish.Filing{
		Topic: wish.Repair, Text: "7幢楼道灯坏了半个月，夜里看不见台阶。", Place: hoodBuilding, Spot: "二楼转角", Visibility: v,
	})
	w.must(err)
	return x
}

// bring takes a wish on to a state: yellow, by the street's office.
func (w *hood) bring(x wish.Wish, to wish.State) wish.Wish {
	w.t.Helper()
	ctx := w.t.Context()
	if to == wish.Submitted {
		return x
	}
	if to == wish.Rejected {
		x, err := w.wishes.Reject(ctx, w.actors["ji"], x.ID, wish.Rejection{Text: "这是物业的事。", Advice: "请找和畅物业。"})
		w.must(err)
		return x
	}
	if to == wish.Withdrawn {
		x, err := w.wishes.Withdraw(ctx, w.actors["tan"], x.ID, "")
		w.must(err)
		return x
	}
	x, err := w.wishes.Accept(ctx, w.actors["ji"], x.ID, wish.Acceptance{})
	w.must(err)
	if to == wish.Accepted {
		return x
	}
	x, err = w.wishes.Classify(ctx, w.actors["wen"], x.ID, wish.Classification{Colour: wish.Yellow, Unit: w.office, Text: "要动用街道的钱。"})
	w.must(err)
	if to == wish.Classified {
		return x
	}
	x, err = w.wishes.TakeUp(ctx, w.actors["su"], x.ID, "")
	w.must(err)
	if to == wish.InProgress {
		return x
	}
	x, err = w.wishes.Answer(ctx, w.actors["su"], x.ID, wish.Reply{Text: "5月12日换了 6 个声控灯，每层都亮了。"})
	w.must(err)
	return x
}
