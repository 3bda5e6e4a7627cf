package apiweb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"linli/client"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/api"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/callback"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/escalate"
	"linli/internal/wish/figure"
	"linli/internal/wish/follow"
	"linli/internal/wish/list"
	"linli/internal/wish/precedent"
	"linli/internal/wish/side"
	"linli/internal/wish/suggest"
	"linli/internal/wish/wishweb"
	"linli/internal/wish/wishweb/apiweb"
	"linli/internal/wish/wishweb/wishwebtest"
)

// The places of these tests: one street with two communities, the first with a 邻里.
const (
	communityA = "320613900001"
	communityB = "320613900002"
	linliA     = communityA + "001"
	divisions  = `code,name,parent_code,level
320000000000,江苏省,,1
320600000000,南通市,320000000000,2
320613000000,崇川区,320600000000,3
320613900000,甲街道,320613000000,4
320613900001,子社区居委会,320613900000,5
320613900002,丑社区居委会,320613900000,5
`
)

// apiWorld is a server with people in it: each is a session of their name.
type apiWorld struct {
	t             *testing.T
	srv           *httptest.Server
	svc           *wish.Service
	rules         *rule.Store
	suggest       *suggest.Service
	d             *db.DB
	spec          huma.API
	actors        map[string]actor.Actor
	power, office string // a unit for yellow
	group         string // a unit for red

	mu   sync.Mutex
	seen map[string]bool // operations that have answered
}

func newAPIWorld(t *testing.T, d *db.DB) *apiWorld {
	t.Helper()
	w := &apiWorld{t: t, d: d, actors: map[string]actor.Actor{}, seen: map[string]bool{}}
	rules := rule.NewStore(d, wishwebtest.NobodyListens{})
	w.must(rules.Ensure(t.Context()))
	w.rules = rules
	w.populate(org.New(d, wishwebtest.NobodyListens{}))
	svc, files := wishwebtest.Rooms(d, rules, t.TempDir())
	w.svc, w.suggest = svc, suggest.New(d, svc, rules, nil)
	people, lists := person.New(d, seal.Throwaway(seal.SM)), list.New(d)
	phone := "13800000123"
	w.must(people.SetContact(t.Context(), actor.Job("test"), w.actors["gu"].Person, person.ContactChange{Phone: &phone}))
	sides, rulings := side.New(w.svc), precedent.New(d, rules, topic.New(d))
	sides.Ruled(rulings.Ruled)
	h := apiweb.New(wishweb.Deps{DB: d, Wishes: w.svc, Lists: lists, Sides: sides, Rulings: rulings, Escalate: escalate.New(d, rules, w.svc), Asks: ask.New(d, w.svc), Calls: callback.New(d, svc, lists, rules, people), Files: files, Follow: follow.New(d, w.svc, nil), Suggest: w.suggest, People: people, Rules: rules, Figures: figure.New(d, rules), Topics: topic.New(d), Dispatch: dispatch.New(d, rules, topic.New(d)), Who: func(r *http.Request) actor.Actor {
		c, err := r.Cookie(api.SessionCookie)
		if err != nil {
			return actor.Visitor("192.0.2.1")
		}
		return w.actors[c.Value]
	}})
	mux := http.NewServeMux()
	w.spec = api.New(mux)
	h.Routes(w.spec)
	kit := web.NewKit(wishwebtest.Words(), slog.New(slog.DiscardHandler), func(*http.Request) web.Around { return web.Around{} }, false)
	kit.Routes(mux)
	w.srv = httptest.NewServer(kit.Handler(mux))
	t.Cleanup(w.srv.Close)
	return w
}

func (w *apiWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *apiWorld) populate(orgs *org.Service) {
	ctx, root := w.t.Context(), actor.Actor{Account: "root", Posts: []actor.Post{{ID: id.New(), Org: id.New(), Role: actor.SystemAdmin}}}
	_, err := edition.Import(ctx, w.d, root, strings.NewReader(divisions), edition.Options{})
	w.must(err)
	_, err = place.New(w.d).AddNeighbourhood(ctx, root, place.Addition{Parent: communityA, Name: "一邻里", Code: linliA})
	w.must(err)
	unit := func(kind org.Kind, place, name string) string {
		o, err := orgs.CreateOrg(ctx, root, org.Org{Kind: kind, Place: place, Name: name}, "")
		w.must(err)
		return o.ID
	}
	desk := unit(org.CommunityCommittee, communityA, "子社区居委会")
	other := unit(org.CommunityCommittee, communityB, "丑社区居委会")
	w.office = unit(org.Unit, "320613900", "水务站")
	w.group = unit(org.SuperiorGroup, "320613", "区民政工作组")
	w.staff(orgs, root, "zhou", desk, actor.Secretary, communityA, "社区书记")
	w.staff(orgs, root, "chen", desk, actor.SocialWorker, communityA, "社工")
	w.staff(orgs, root, "ding", other, actor.Secretary, communityB, "社区书记")
	w.staff(orgs, root, "shui", w.office, actor.Handler, "320613900", "值班员")
	w.power = unit(org.Unit, "320613900", "供电站")
	w.staff(orgs, root, "bai", unit(org.Street, "320613900", "街道"), actor.StreetLeader, "320613900", "街道副主任")
	w.staff(orgs, root, "shi", unit(org.District, "320613", "区指挥中心"), actor.CommandCentre, "320613", "值班主任")
	w.staff(orgs, root, "dian", w.power, actor.Handler, "320613900", "值班员")
	w.staff(orgs, root, "xin", unit(org.Bureau, "320613", "区回访中心"), actor.CallBackOfficer, "320613", "回访员")
	w.person("gu", linliA)
	w.person("han", communityA)
}

// person adds somebody with an account.
func (w *apiWorld) person(name, home string) {
	var p person.Person
	w.must(w.d.Write(w.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = person.CreateTx(ctx, tx, actor.Job("test"), person.Person{Name: "测试" + name, Place: home})
		return err
	}))
	w.actors[name] = actor.Actor{Account: "account-" + name, Person: p.ID, Name: p.Name, Home: home, From: "192.0.2.1"}
}

// staff adds somebody who holds a post.
func (w *apiWorld) staff(orgs *org.Service, root actor.Actor, name, unit string, role actor.Role, at, title string) {
	w.person(name, at)
	p, err := orgs.CreatePost(w.t.Context(), root, actor.Post{Org: unit, Role: role, Title: title}, "")
	w.must(err)
	a := w.actors[name]
	_, err = orgs.Appoint(w.t.Context(), root, org.Appointment{Post: p.ID, Person: a.Person}, "")
	w.must(err)
	p.Place = at
	a.Posts = []actor.Post{p}
	w.actors[name] = a
}

// as is the API for somebody; "" is nobody. Each answer is checked against the document.
func (w *apiWorld) as(name string) *client.Client {
	return client.New(w.srv.URL, client.Options{Session: name, Language: "en", HTTP: &http.Client{Transport: checked{w}}})
}

// filed is a wish of gu.
func (w *apiWorld) filed(v client.Visibility) client.Filed {
	w.t.Helper()
	f, err := w.as("gu").File(w.t.Context(), client.Filing{Text: "楼道的灯坏了两天，老人晚上看不见", Place: linliA, Visibility: v, Topic: "repair"})
	w.must(err)
	return f
}

// checked lets only such answers pass as the OpenAPI document describes.
type checked struct{ w *apiWorld }

func (c checked) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	c.w.conforms(r.Method, r.URL.Path, res, body)
	return res, nil
}

var pathParam = regexp.MustCompile(`\{[^}]+\}`)

// operation is the documented operation behind a path.
func (w *apiWorld) operation(method, path string) *huma.Operation {
	for pattern, item := range w.spec.OpenAPI().Paths {
		if !regexp.MustCompile("^" + pathParam.ReplaceAllString(pattern, "[^/]+") + "$").MatchString(path) {
			continue
		}
		if op := map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post}[method]; op != nil {
			return op
		}
	}
	return nil
}

func (w *apiWorld) conforms(method, path string, res *http.Response, body []byte) {
	op := w.operation(method, path)
	if op == nil {
		w.t.Errorf("%s %s is not documented", method, path)
		return
	}
	w.mu.Lock()
	w.seen[op.OperationID] = true
	w.mu.Unlock()
	documented := op.Responses[strconv.Itoa(res.StatusCode)]
	if documented == nil {
		w.t.Errorf("%s answered %d, which is not documented", op.OperationID, res.StatusCode)
		return
	}
	media, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	content := documented.Content[media]
	if content == nil && !strings.Contains(media, "json") {
		content = documented.Content["application/octet-stream"] // whatever a file is
	}
	if content == nil {
		w.t.Errorf("%s answered %s, which is not documented", op.OperationID, media)
		return
	}
	if media == "application/octet-stream" || strings.HasPrefix(media, "image/") {
		return // bytes as they are
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		w.t.Errorf("%s answered no JSON: %v", op.OperationID, err)
		return
	}
	var result huma.ValidateResult
	huma.Validate(w.spec.OpenAPI().Components.Schemas, content.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, &result)
	for _, e := range result.Errors {
		w.t.Errorf("%s: %v in %s", op.OperationID, e, body)
	}
	if at := elsewhere.Find(body); at != nil {
		w.t.Errorf("%s says a time that is not UTC: %s", op.OperationID, at)
	}
}

// elsewhere is a time of RFC 3339 with another offset than Z.
var elsewhere = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*[^Z]"`)
