package dispatch_test

import (
	"context"
	"strings"
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
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
)

const (
	district  = "320613"
	street    = "320613007"
	community = "320613007005"
	garden    = "320613007005001"
)

// monday is a Monday without a holiday near it, at nine in the morning.
var monday = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

type nobody struct{}

func (nobody) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// world is a street with one community, its people and a catalogue without entries.
type world struct {
	t      testing.TB
	d      *db.DB
	clock  *dbtest.Clock
	orgs   *org.Service
	wishes *wish.Service
	topics *topic.Service
	s      *dispatch.Service

	office, group, street               org.Org
	tan, worker, secretary, bai, centre actor.Actor
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for _, open := range []struct {
		engine string
		dsn    func(testing.TB) string
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		t.Run(open.engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(monday.AddDate(0, 0, -30))
			fn(t, newWorld(t, dbtest.Open(t, open.dsn(t), db.Options{Now: clock.Now}), clock))
		})
	}
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{t: t, d: d, clock: clock, orgs: org.New(d, nobody{}), topics: topic.New(d)}
	rules := rule.NewStore(d, nobody{})
	w.must(rules.Ensure(t.Context()))
	w.wishes = wish.New(d, rules, nobody{})
	w.s = dispatch.New(d, rules, w.topics)
	w.wishes.Route(w.s.Sorted)
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n"
	_, err := edition.Import(t.Context(), d, actor.Job("test"), strings.NewReader(list), edition.Options{})
	w.must(err)
	_, err = place.New(d).AddNeighbourhood(t.Context(), actor.Job("test"), place.Addition{Parent: community, Name: "花半里"})
	w.must(err)
	committee := w.org(org.CommunityCommittee, community, "中心村社区")
	w.office, w.group = w.org(org.StreetOffice, street, "社会事务办"), w.org(org.SuperiorGroup, district, "区交通工作组")
	w.street = w.org(org.Street, street, "钟秀街道")
	w.worker, w.secretary = w.hired("季小舟", committee, actor.SocialWorker), w.hired("闻立溪", committee, actor.Secretary)
	w.bai, w.centre = w.hired("柏时雨", w.street, actor.StreetLeader), w.hired("时守正", w.org(org.District, district, "区指挥中心"), actor.CommandCentre)
	w.tan = w.resident("谈桂芬")
	clock.Set(monday)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) org(k org.Kind, at, name string) org.Org {
	w.t.Helper()
	o, err := w.orgs.CreateOrg(w.t.Context(), actor.Job("test"), org.Org{Kind: k, Place: at, Name: name}, "")
	w.must(err)
	return o
}

func (w *world) resident(name string) actor.Actor {
	w.t.Helper()
	p, err := person.New(w.d, nil).Create(w.t.Context(), actor.Job("test"), person.Person{Name: name, Place: garden}, "")
	w.must(err)
	return actor.Actor{Account: "account of " + name, Person: p.ID, Name: name, Home: garden}
}

func (w *world) hired(name string, o org.Org, r actor.Role) actor.Actor {
	w.t.Helper()
	a := w.resident(name)
	p, err := w.orgs.CreatePost(w.t.Context(), actor.Job("test"), actor.Post{Org: o.ID, Role: r, Title: string(r)}, "")
	w.must(err)
	_, err = w.orgs.Appoint(w.t.Context(), actor.Job("test"), org.Appointment{Post: p.ID, Person: a.Person}, "")
	w.must(err)
	a.Posts, err = org.PostsOf(w.t.Context(), w.d, a.Person, w.clock.Now())
	w.must(err)
	return a
}

// save writes an entry over whatever holds there.
func (w *world) save(a actor.Actor, e dispatch.Entry) dispatch.Entry {
	w.t.Helper()
	old, err := w.s.Last(w.t.Context(), a, e.Place, e.Topic)
	w.must(err)
	e, err = w.s.Save(w.t.Context(), a, e, old.ID, "")
	w.must(err)
	return e
}

// accepted is a wish that waits to be sorted.
func (w *world) accepted(kind wish.Topic) wish.Wish {
	w.t.Helper()
	w.clock.Add(time.Minute)
	x, err := w.wishes.File(w.t.Context(), w.tan, wish.Filing{Topic: kind, Text: "花园里没有坐的地方，能不能装几张椅子？", Place: garden, Visibility: wish.Public})
	w.must(err)
	x, err = w.wishes.Accept(w.t.Context(), w.worker, x.ID, wish.Acceptance{})
	w.must(err)
	return x
}
