// Package wishwebtest is a neighbourhood to test the pages of wishes in: places, people and organisations, and all pages
// behind a real router, put together as app does. Only tests import it.
package wishwebtest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/account/accountweb"
	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/event"
	"linli/internal/file"
	"linli/internal/file/content"
	"linli/internal/file/fileweb"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/privacy/privacyweb"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/api"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/alike"
	"linli/internal/wish/ask"
	"linli/internal/wish/bulk"
	"linli/internal/wish/callback"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/figure"
	"linli/internal/wish/follow"
	"linli/internal/wish/list"
	"linli/internal/wish/precedent"
	"linli/internal/wish/publish"
	"linli/internal/wish/seek"
	"linli/internal/wish/side"
	"linli/internal/wish/spot"
	"linli/internal/wish/suggest"
	"linli/internal/wish/view"
	"linli/internal/wish/wishweb"
	"linli/internal/wish/wishweb/bulkweb"
	"linli/internal/wish/wishweb/callweb"
	"linli/internal/wish/wishweb/deskweb"
	"linli/internal/wish/wishweb/dispatchweb"
	"linli/internal/wish/wishweb/figureweb"
	"linli/internal/wish/wishweb/mapweb"
	"linli/internal/wish/wishweb/moderateweb"
	"linli/internal/wish/wishweb/placeweb"
	"linli/internal/wish/wishweb/precedentweb"
	"linli/internal/wish/wishweb/publicweb"
	"linli/internal/wish/wishweb/registerweb"
	"linli/internal/wish/wishweb/residentweb"
	"linli/internal/wish/wishweb/searchweb"
	"linli/internal/wish/wishweb/suggestweb"
	"linli/internal/wish/wishweb/viewweb"
)

// Hood is a neighbourhood with its community, street and people, and its pages behind a real router. Who asks is the
// name in the cookie “who”; a visitor's grant is kept by the cookie “visit”.
type Hood struct {
	T        testing.TB
	DB       *db.DB
	Clock    *dbtest.Clock
	Rules    *rule.Store
	Topics   *topic.Service
	Dispatch *dispatch.Service
	Wishes   *wish.Service
	Sides    *side.Service
	Rulings  *precedent.Service
	Lists    *list.Lists
	Files    *file.Service
	Public   *publish.Service
	Follow   *follow.Service
	Slots    publicweb.Slots // what other features show on the page of a place; set before Reload
	Sent     *Box            // who was told of what
	Folder   string          // of photos and voice notes
	People   *person.Service
	Pages    http.Handler
	Learn    *suggest.Service

	Trainings []int64 // of suggestions, that were asked for

	Actors map[string]actor.Actor
	Grants map[string]string // by visit
	Office string            // a unit of the street
}

// The places of the neighbourhood, and the telephone of its community.
const (
	Street    = "320613007"
	Community = "320613007005"
	Garden    = Community + "001"
	Building  = Garden + "001"
	Closed    = "320613007002" // a community that does not take part
	Tel       = "0513-85001860"
)

// Morning is a Monday at nine without a holiday near it.
var Morning = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

type visitKey struct{}

// New is the neighbourhood on a Monday morning, on a database of its own: 季小舟 (ji, social worker) and 闻立溪 (wen,
// secretary) at the community, 苏见山 (su, officer) at the street's office, 辛言 (xin) who calls back for the
// district; the residents 谈桂芬 (tan), 邬晓蕾 (wu, who
// acts for tan) and 骆文竹 (luo).
func New(t testing.TB) *Hood {
	t.Helper()
	w := &Hood{T: t, Clock: dbtest.At(Morning.AddDate(0, 0, -30)), Actors: map[string]actor.Actor{}, Grants: map[string]string{}, Folder: t.TempDir()}
	w.DB = dbtest.Open(t, dbtest.SQLite(t), db.Options{Now: w.Clock.Now})
	w.People = person.New(w.DB, seal.Throwaway(seal.SM))
	w.Rules = rule.NewStore(w.DB, NobodyListens{})
	w.Must(w.Rules.Ensure(t.Context()))
	w.settle()
	w.Clock.Set(Morning)
	w.Reload()
	return w
}

// Reload starts the pages anew on the same database, as after a restart.
func (w *Hood) Reload() {
	w.Rules = rule.NewStore(w.DB, NobodyListens{})
	w.Wishes, w.Files = Rooms(w.DB, w.Rules, w.Folder)
	w.Topics = topic.New(w.DB)
	w.Dispatch = dispatch.New(w.DB, w.Rules, w.Topics)
	w.Rulings, w.Sides = precedent.New(w.DB, w.Rules, w.Topics), side.New(w.Wishes)
	w.Sides.Ruled(w.Rulings.Ruled)
	w.Wishes.Route(func(ctx context.Context, c *wish.Change) error {
		return errors.Join(w.Dispatch.Sorted(ctx, c), w.Rulings.Sorted(ctx, c))
	})
	w.Lists = list.New(w.DB)
	w.Public = publish.New(w.DB, w.Wishes, w.Rules, NobodyListens{})
	w.Sent = &Box{phone: w.People.Phone, refused: map[string]bool{}}
	w.Follow = follow.New(w.DB, w.Wishes, w.Sent)
	w.Learn = suggest.New(w.DB, w.Wishes, w.Rules, func(_ context.Context, _ *db.Tx, _ string, run int64) error {
		w.Trainings = append(w.Trainings, run)
		return nil
	})
	w.Pages = w.router()
}

// FileLimits are the limits of files in the neighbourhood.
var FileLimits = file.Limits{PhotoBytes: 1 << 20, Photos: 3, VoiceBytes: 1 << 20, VoiceLong: time.Minute, Hourly: 1000}

// Rooms are wishes and the files that go with them, put together as app does.
func Rooms(d *db.DB, rules *rule.Store, folder string) (*wish.Service, *file.Service) {
	sink := &filing{}
	wishes := wish.New(d, rules, sink)
	sink.files = file.New(d, file.Options{
		Store: content.New(folder), Guard: wishweb.Guard{Wishes: wishes}, Sink: sink,
		Limits: func(context.Context) (file.Limits, error) { return FileLimits, nil },
	})
	return wishes, sink.files
}

// filing lets files go with their wishes and counts those, as app does.
type filing struct {
	NobodyListens
	files *file.Service
}

func (x *filing) Emit(ctx context.Context, tx *db.Tx, e event.Event) error {
	changed, role := wish.Changed{}, file.Answer
	switch e := e.(type) {
	case wish.Filed:
		changed, role = wish.Changed(e), file.Request
	case wish.Changed:
		changed = e
	}
	err := x.files.AttachTx(ctx, tx, file.Draft(changed.Draft), file.Attachment{
		Actor: changed.By, Subject: file.Subject{Kind: wishweb.Kind, ID: changed.Wish.ID}, Role: role, Place: changed.Wish.Place, Post: changed.Post,
	})
	figure.ChangedTx(tx, changed.Book, changed.Old, changed.Wish)
	if err != nil {
		return err
	}
	return suggest.DecidedTx(ctx, tx, changed)
}

// Must ends the test at an error.
func (w *Hood) Must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

func (w *Hood) settle() {
	ctx, job := w.T.Context(), actor.Job("test")
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n" +
		"320613007005,中心村社区居委会,320613007000,5\n320613007002,城北村社区居委会,320613007000,5\n"
	_, err := edition.Import(ctx, w.DB, job, strings.NewReader(list), edition.Options{})
	w.Must(err)
	_, err = place.New(w.DB).AddNeighbourhood(ctx, job, place.Addition{Parent: Community, Name: "花半里", Code: Garden})
	w.Must(err)
	_, err = place.New(w.DB).AddBuilding(ctx, job, place.Addition{Parent: Garden, Name: "7幢", Code: Building})
	w.Must(err)
	orgs := org.New(w.DB, NobodyListens{})
	unit := func(o org.Org) string {
		o, err := orgs.CreateOrg(ctx, job, o, "")
		w.Must(err)
		return o.ID
	}
	committee := unit(org.Org{Kind: org.CommunityCommittee, Place: Community, Name: "中心村社区居民委员会", ShortName: "中心村社区", Phone: Tel, Hours: "周一到周六 8:30–17:30"})
	w.Office = unit(org.Org{Kind: org.StreetOffice, Place: Street, Name: "钟秀街道 社会事务办"})
	w.Hire(orgs, "ji", "季小舟", committee, actor.SocialWorker, "社工")
	w.Hire(orgs, "wen", "闻立溪", committee, actor.Secretary, "社区书记")
	w.Hire(orgs, "su", "苏见山", w.Office, actor.StreetOfficer, "科员")
	w.Hire(orgs, "xin", "辛言", unit(org.Org{Kind: org.Bureau, Place: "320613", Name: "区回访中心"}), actor.CallBackOfficer, "回访员")
	w.Live("tan", "谈桂芬", Building, "13800000123")
	w.Live("wu", "邬晓蕾", Garden, "13800000456")
	w.Live("luo", "骆文竹", Garden, "")
	_, err = w.People.RecordProxy(ctx, job, person.Proxy{Person: w.Actors["wu"].Person, For: w.Actors["tan"].Person, Relation: person.Child})
	w.Must(err)
	wu := w.Actors["wu"]
	wu.ActsFor = []string{w.Actors["tan"].Person}
	w.Actors["wu"] = wu
}

// Live adds a resident.
func (w *Hood) Live(key, name, home, phone string) actor.Actor {
	w.T.Helper()
	p, err := w.People.Create(w.T.Context(), actor.Job("test"), person.Person{Name: name, Place: home}, "")
	w.Must(err)
	if phone != "" {
		w.Must(w.People.SetContact(w.T.Context(), actor.Job("test"), p.ID, person.ContactChange{Phone: &phone}))
	}
	a := actor.Actor{Account: "account of " + key, Person: p.ID, Name: name, Home: home, From: "192.0.2.7"}
	w.Actors[key] = a
	return a
}

// Hire adds a member of staff, who holds a post of an organisation.
func (w *Hood) Hire(orgs *org.Service, key, name, unit string, r actor.Role, title string) {
	w.T.Helper()
	ctx, job := w.T.Context(), actor.Job("test")
	a := w.Live(key, name, Garden, "")
	post, err := orgs.CreatePost(ctx, job, actor.Post{Org: unit, Role: r, Title: title}, "")
	w.Must(err)
	_, err = orgs.Appoint(ctx, job, org.Appointment{Post: post.ID, Person: a.Person}, "")
	w.Must(err)
	a.Posts, err = org.PostsOf(ctx, w.DB, a.Person, w.Clock.Now())
	w.Must(err)
	w.Actors[key] = a
}

// who is whoever the cookies name; a visitor without one comes from an address of its own.
func (w *Hood) who(r *http.Request) actor.Actor {
	if c, err := r.Cookie("who"); err == nil {
		return w.Actors[c.Value]
	}
	a := actor.Visitor("192.0.2.1")
	if c, err := r.Cookie("visit"); err == nil {
		a.From, a.Grant = "visit "+c.Value, w.Grants[c.Value]
	}
	return a
}

// deps is what the pages need.
func (w *Hood) deps() wishweb.Deps {
	return wishweb.Deps{
		DB: w.DB, Wishes: w.Wishes, Lists: w.Lists, Spots: spot.New(w.DB, w.Lists), Alike: alike.New(w.DB, w.Rules), Sides: w.Sides, Rulings: w.Rulings, Asks: ask.New(w.DB, w.Wishes), Bulk: bulk.New(w.DB, w.Rules, w.Wishes, w.Sides, w.Lists, seek.New(w.DB, w.Wishes, w.People)), Views: view.New(w.DB), Calls: callback.New(w.DB, w.Wishes, w.Lists, w.Rules, w.People), Publish: w.Public, Follow: w.Follow, Suggest: w.Learn, Files: w.Files, People: w.People, Rules: w.Rules, Topics: w.Topics, Dispatch: w.Dispatch, Who: w.who,
		Grant: func(ctx context.Context, wishID string) error {
			if visit, ok := ctx.Value(visitKey{}).(string); ok {
				w.Grants[visit] = wishID
			}
			return nil
		},
		Resolve: func(context.Context, actor.Actor, []chain.Subject) ([]chain.Card, error) { return nil, nil },
		Base:    func(*http.Request) string { return "https://linli.example" },
	}
}

func (w *Hood) router() http.Handler {
	deps, mux := w.deps(), http.NewServeMux()
	catalogue := dispatchweb.New(deps)
	rulings := precedentweb.New(deps)
	rulings.Routes(mux)
	deps.Propose, deps.Routed = wishweb.Propose(rulings.Proposer(), catalogue.Proposer()), wishweb.Reasons(rulings.Reasoner(), catalogue.Reasoner())
	desk := deskweb.New(deps)
	resident := residentweb.New(deps, desk)
	desk.Routes(mux)
	catalogue.Routes(mux)
	bulkweb.New(deps).Routes(mux)
	viewweb.New(deps).Routes(mux)
	mapweb.New(deps).Routes(mux)
	registerweb.New(deps).Routes(mux)
	wishweb.AlikeRoutes(deps, mux)
	placeweb.New(deps).Routes(mux)
	calls := callweb.New(deps)
	calls.Routes(mux)
	moderateweb.New(deps).Routes(mux)
	figures := figureweb.New(deps, figure.New(w.DB, w.Rules))
	figures.Routes(mux)
	slots := w.Slots
	if slots.Judged == nil {
		slots.Judged = figures.Judged
	}
	publicweb.New(deps, slots).Routes(mux)
	suggestweb.New(deps).Routes(mux)
	searchweb.New(deps, seek.New(w.DB, w.Wishes, w.People)).Routes(mux)
	resident.Routes(mux)
	fileweb.New(w.Files, w.who, func(ctx context.Context, a actor.Actor, s file.Subject) (fileweb.Subject, error) {
		seen, err := w.Wishes.See(ctx, a, s.ID)
		return fileweb.Subject{Title: seen.Wish.Title, URL: "/wishes/" + s.ID}, err
	}).Routes(mux)
	mux.HandleFunc("GET /{$}", resident.Home)
	return w.visited(mux, func(r *http.Request) web.Around { return w.around(r, desk, calls, resident) })
}

// visited is the pages in their kit; a cookie stands for a visitor's session.
func (w *Hood) visited(mux *http.ServeMux, around func(*http.Request) web.Around) http.Handler {
	kit := web.NewKit(Words(), slog.New(slog.DiscardHandler), around, false)
	kit.Clock(w.Clock.Now)
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

// around is the frame for whoever asks.
func (w *Hood) around(r *http.Request, desk *deskweb.Handler, calls *callweb.Handler, resident *residentweb.Handler) web.Around {
	out := web.Around{Nav: resident.Tabs(), Lookup: "/lookup", SignIn: "/sign-in"}
	if a := w.who(r); a.Person != "" {
		out.Viewer, out.SignOut = web.Viewer{Name: a.Name}, "/sign-out"
		out.Places = []web.PlaceLink{{Name: "花半里"}}
		if a.Staff() {
			out.Frame, out.Nav, out.Door, out.Search = web.Desk, slices.Concat(desk.Nav(r.Context(), a), calls.Nav(r.Context(), a), figureweb.Nav(a), suggestweb.Nav(a)), deskweb.Door(a), "/wishes"
			out.Viewer.Post = org.CombinedTitle(a.Posts)
			out.Switch = placeweb.Switcher(r, a)
			out.Places = []web.PlaceLink{{Name: "崇川区", URL: "/wishes?place=320613"}, {Name: "钟秀街道", URL: "/wishes?place=320613007"}, {Name: "中心村社区", URL: "/wishes?place=320613007005"}}
		}
	}
	return out
}

// NobodyListens is where the events of a test go.
type NobodyListens struct{}

// Emit does nothing.
func (NobodyListens) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// Words is everything that the pages and the JSON interface of wishes say, with stand-ins for the sentences that app adds
// for what lies below the features.
func Words() *i18n.Catalogue {
	ground := []i18n.Message{
		{"error.busy", "〔error.busy〕", "[error.busy]"},
		{"error.cursor", "〔error.cursor〕", "[error.cursor]"},
		{"error.key_reused", "〔error.key_reused〕", "[error.key_reused]"},
		{"error.idempotency_key", "〔error.idempotency_key〕", "[error.idempotency_key]"},
	}
	return i18n.Must(web.Words(), api.Words(), wishweb.Words(), residentweb.Words(), deskweb.Words(), dispatchweb.Words(), precedentweb.Words(), bulkweb.Words(), viewweb.Words(), mapweb.Words(), registerweb.Words(), callweb.Words(), moderateweb.Words(), publicweb.Words(), placeweb.Words(), figureweb.Words(), suggestweb.Words(), searchweb.Words(), accountweb.Words(), fileweb.Words(), privacyweb.Words(), ground)
}

// Box keeps who was told of the answer to which wish, and who wants no messages.
type Box struct {
	mu      sync.Mutex
	All     []string // persons
	phone   func(context.Context, string) (seal.Value, error)
	refused map[string]bool
}

// TellTx keeps who is told.
func (b *Box) TellTx(_ context.Context, _ *db.Tx, _ string, persons []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.All = append(b.All, persons...)
	return nil
}

// Reach is whether a telephone is kept, and whether messages are refused.
func (b *Box) Reach(ctx context.Context, personID string) (could, refused bool, err error) {
	phone, err := b.phone(ctx, personID)
	b.mu.Lock()
	defer b.mu.Unlock()
	return !phone.IsZero(), b.refused[personID], err
}

// RefuseTx keeps that they are.
func (b *Box) RefuseTx(_ context.Context, _ *db.Tx, personID string, yes bool) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	changed := b.refused[personID] != yes
	b.refused[personID] = yes
	return changed, nil
}

// Filed raises a wish by the service.
func (w *Hood) Filed(by string, v wish.Visibility) wish.Wish {
	w.T.Helper()
	w.Clock.Add(time.Minute)
	x, err := w.Wishes.File(w.T.Context(), w.Actors[by], wish.Filing{
		Topic: wish.Repair, Text: "7幢楼道灯坏了半个月，夜里看不见台阶。", Place: Building, Spot: "二楼转角", Visibility: v,
	})
	w.Must(err)
	return x
}

// Bring takes a wish on to a state: yellow, by the street's office.
func (w *Hood) Bring(x wish.Wish, to wish.State) wish.Wish {
	w.T.Helper()
	ctx := w.T.Context()
	if to == wish.Submitted {
		return x
	}
	if to == wish.Rejected {
		x, err := w.Wishes.Reject(ctx, w.Actors["ji"], x.ID, wish.Rejection{Text: "这是物业的事。", Advice: "请找和畅物业。"})
		w.Must(err)
		return x
	}
	if to == wish.Withdrawn {
		x, err := w.Wishes.Withdraw(ctx, w.Actors["tan"], x.ID, "")
		w.Must(err)
		return x
	}
	x, err := w.Wishes.Accept(ctx, w.Actors["ji"], x.ID, wish.Acceptance{})
	w.Must(err)
	if x.Publicity == wish.Waiting { // the title names a building; a moderator lets it stand
		w.Must(w.Public.Publish(ctx, w.Actors["ji"], x.ID, publish.Decision{Seen: 1, Text: x.Title, Sure: true}))
	}
	if to == wish.Accepted {
		return x
	}
	x, err = w.Wishes.Classify(ctx, w.Actors["wen"], x.ID, wish.Classification{Colour: wish.Yellow, Unit: w.Office, Text: "要动用街道的钱。"})
	w.Must(err)
	if to == wish.Classified {
		return x
	}
	x, err = w.Wishes.TakeUp(ctx, w.Actors["su"], x.ID, "")
	w.Must(err)
	if to == wish.InProgress {
		return x
	}
	x, err = w.Wishes.Answer(ctx, w.Actors["su"], x.ID, wish.Reply{Text: "5月12日换了 6 个声控灯，每层都亮了。"})
	w.Must(err)
	return x
}
