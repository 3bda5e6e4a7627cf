package reception_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/event"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/reception"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/workday"
)

const (
	theStreet    = "320613007"
	theCommunity = "320613007005"
	elsewhere    = "320613007002"
	garden       = theCommunity + "001"
)

// monday is a Monday without a holiday near it, at nine in the morning; the tea of most tests is on the Wednesday after.
var (
	monday    = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)
	teaDay    = workday.DateOf(monday) + 2
	afterward = teaDay.At(17 * time.Hour)
)

// world is a community with its people, in which teas can be held.
type world struct {
	t      testing.TB
	d      *db.DB
	clock  *dbtest.Clock
	rules  *rule.Store
	wishes *wish.Service
	teas   *reception.Service
	heard  *ear

	secretary, vice, worker, firm, leader, far, tan actor.Actor
	firmID                                          string
}

// ear remembers what was emitted, and lets a wish that was said at a tea stand on its agenda, as app does.
type ear struct {
	mu    sync.Mutex
	names []string
	teas  *reception.Service
}

func (e *ear) Emit(ctx context.Context, tx *db.Tx, x event.Event) error {
	e.mu.Lock()
	name := x.EventName()
	if c, ok := x.(reception.Changed); ok {
		name = string(c.Act)
	}
	e.names = append(e.names, name)
	e.mu.Unlock()
	if f, ok := x.(wish.Filed); ok && f.Meeting != "" {
		return e.teas.HeardTx(ctx, tx, f)
	}
	return nil
}

// eachWorld runs a test in a fresh community on every engine, on a Monday morning.
func eachWorld(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(t, newWorld(t, dsn(t)))
		})
	}
}

func newWorld(t testing.TB, dsn string) *world {
	t.Helper()
	w := &world{t: t, heard: &ear{}, clock: dbtest.At(monday.AddDate(0, 0, -30))}
	w.d = dbtest.Open(t, dsn, db.Options{Now: w.clock.Now})
	w.rules = rule.NewStore(w.d, w.heard)
	w.must(w.rules.Ensure(t.Context()))
	lists := list.New(w.d)
	w.wishes = wish.New(w.d, w.rules, w.heard)
	w.teas = reception.New(w.d, w.rules, w.wishes, lists, w.heard)
	w.heard.teas = w.teas
	divisions := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n" +
		"320613007005,中心村社区居委会,320613007000,5\n320613007002,城北村社区居委会,320613007000,5\n"
	_, err := edition.Import(t.Context(), w.d, actor.Job("test"), strings.NewReader(divisions), edition.Options{})
	w.must(err)
	_, err = place.New(w.d).AddNeighbourhood(t.Context(), actor.Job("test"), place.Addition{Parent: theCommunity, Name: "花半里", Code: garden})
	w.must(err)
	w.settle()
	w.clock.Set(monday)
	return w
}

func (w *world) settle() {
	orgs := org.New(w.d, w.heard)
	unit := func(k org.Kind, code, name string) string {
		o, err := orgs.CreateOrg(w.t.Context(), actor.Job("test"), org.Org{Kind: k, Place: code, Name: name}, "")
		w.must(err)
		return o.ID
	}
	committee := unit(org.CommunityCommittee, theCommunity, "中心村社区")
	w.firmID = unit(org.PropertyFirm, theCommunity, "和畅物业")
	street := unit(org.Street, theStreet, "钟秀街道")
	far := unit(org.CommunityCommittee, elsewhere, "城北村社区")
	w.secretary = w.hired(orgs, "闻立溪", committee, actor.Secretary, "社区书记")
	w.vice = w.hired(orgs, "穆青禾", committee, actor.ViceSecretary, "副书记")
	w.worker = w.hired(orgs, "季小舟", committee, actor.SocialWorker, "社工")
	w.firm = w.hired(orgs, "祝安平", w.firmID, actor.Handler, "物业经理")
	w.leader = w.hired(orgs, "柏时雨", street, actor.StreetLeader, "街道副主任")
	w.far = w.hired(orgs, "霍知北", far, actor.Secretary, "社区书记")
	w.tan = w.resident("谈桂芬")
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) resident(name string) actor.Actor {
	w.t.Helper()
	p, err := person.New(w.d, nil).Create(w.t.Context(), actor.Job("test"), person.Person{Name: name, Place: garden}, "")
	w.must(err)
	return actor.Actor{Account: "account of " + name, Person: p.ID, Name: name, Home: garden}
}

func (w *world) hired(orgs *org.Service, name, unit string, r actor.Role, title string) actor.Actor {
	w.t.Helper()
	a := w.resident(name)
	p, err := orgs.CreatePost(w.t.Context(), actor.Job("test"), actor.Post{Org: unit, Role: r, Title: title}, "")
	w.must(err)
	_, err = orgs.Appoint(w.t.Context(), actor.Job("test"), org.Appointment{Post: p.ID, Person: a.Person}, "")
	w.must(err)
	a.Posts, err = org.PostsOf(w.t.Context(), w.d, a.Person, w.clock.Now())
	w.must(err)
	return a
}

// plans is a tea as most tests plan it.
func plans(day workday.Date) reception.Plans {
	return reception.Plans{
		Place: theCommunity, Title: "花半里的花园怎么用", Spot: "花半里党群服务站", Day: day, From: "14:30", To: "16:10",
		Reason: reception.Reason{Why: reception.ForItsSake},
	}
}

// teaAt plans a tea on a day and brings it to a state; the clock goes along.
func (w *world) teaAt(day workday.Date, to reception.State) reception.Session {
	w.t.Helper()
	ctx := w.t.Context()
	s, err := w.teas.Plan(ctx, w.secretary, plans(day))
	w.must(err)
	if to == reception.Planned {
		return s
	}
	if to == reception.Cancelled {
		s, err = w.teas.Cancel(ctx, w.secretary, s.ID, "下大雨", "")
		w.must(err)
		return s
	}
	s, err = w.teas.Announce(ctx, w.secretary, s.ID, "")
	w.must(err)
	if to == reception.Announced {
		return s
	}
	w.clock.Set(day.At(14*time.Hour + 30*time.Minute))
	s, err = w.teas.Hold(ctx, w.secretary, s.ID, "")
	w.must(err)
	if to == reception.Held {
		return s
	}
	if to == reception.Published {
		w.vow(s, "花园装 20 张座椅", day+10)
	}
	w.clock.Set(day.At(17 * time.Hour))
	return w.published(s)
}

// vow is a promise of the property firm.
func (w *world) vow(s reception.Session, text string, due workday.Date) reception.Promise {
	w.t.Helper()
	_, err := w.teas.Promise(w.t.Context(), w.secretary, s.ID, reception.Vowing{Text: text, Unit: w.firmID, Due: due})
	w.must(err)
	all := w.see(w.secretary, s.ID).Promises
	return all[slices.IndexFunc(all, func(p reception.Promise) bool { return p.Text == text })]
}

func (w *world) published(s reception.Session) reception.Session {
	w.t.Helper()
	s, err := w.teas.Publish(w.t.Context(), w.secretary, s.ID, reception.Notes{Residents: 19, Minutes: "花园里没有坐的地方。", Rev: w.see(w.secretary, s.ID).Session.Rev})
	w.must(err)
	return s
}

func (w *world) see(a actor.Actor, id string) reception.Seen {
	w.t.Helper()
	x, err := w.teas.See(w.t.Context(), a, id)
	w.must(err)
	return x
}

// said is a wish as it is said at a tea.
func said(name, text string) wish.Filing {
	return wish.Filing{ForName: name, Text: text, Place: garden, Topic: wish.Repair, Visibility: wish.Public}
}
