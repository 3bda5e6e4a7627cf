package wish_test

import (
	"bytes"
	"context"
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
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/spot"
)

// world is a small district in which wishes can be raised: one street with one community and its people.
type world struct {
	t      testing.TB
	d      *db.DB
	dsn    string
	clock  *dbtest.Clock
	rules  *rule.Store
	orgs   *org.Service
	wishes *wish.Service
	lists  *list.Lists
	heard  *ear

	committee, office, group, waterworks    org.Org
	tan, wu, neighbour                      actor.Actor // submitter, her daughter, somebody else
	worker, secretary, officer, leader, red actor.Actor
	workerHeld                              org.Appointment
}

// ear remembers what was emitted.
type ear struct {
	mu    sync.Mutex
	names []string
	after func(context.Context, *db.Tx, wish.Changed) error // what follows from an act; nil: nothing
}

func (e *ear) Emit(ctx context.Context, tx *db.Tx, x event.Event) error {
	e.mu.Lock()
	e.names = append(e.names, x.EventName())
	e.mu.Unlock()
	if f, ok := x.(wish.Filed); ok {
		return spot.FiledTx(ctx, tx, f)
	}
	if c, ok := x.(wish.Changed); ok && e.after != nil {
		return e.after(ctx, tx, c)
	}
	return nil
}

const (
	theStreet    = "320613007"
	theCommunity = "320613007005"
	garden       = "320613007005001"
)

// monday is a Monday without a holiday near it, at nine in the morning.
var monday = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

// eachWorld runs a test in a fresh district on every engine, on a Monday morning.
func eachWorld(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	eachWorldSince(t, monday.AddDate(0, 0, -30), fn)
}

// eachWorldSince is eachWorld with everybody in office since another day.
func eachWorldSince(t *testing.T, since time.Time, fn func(t *testing.T, w *world)) {
	t.Helper()
	clock := dbtest.At(since)
	for _, open := range []struct {
		engine string
		dsn    func(testing.TB) string
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		t.Run(open.engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(clock.Now())
			dsn := open.dsn(t)
			w := newWorld(t, dbtest.Open(t, dsn, db.Options{Now: clock.Now}), clock)
			w.dsn = dsn
			fn(t, w)
		})
	}
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{t: t, d: d, clock: clock, heard: &ear{}}
	w.rules = rule.NewStore(d, w.heard)
	w.must(w.rules.Ensure(t.Context()))
	w.orgs = org.New(d, w.heard)
	w.wishes, w.lists = wish.New(d, w.rules, w.heard), list.New(d)
	divisions := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n320613007002,城北村社区居委会,320613007000,5\n"
	_, err := edition.Import(t.Context(), d, actor.Job("test"), bytes.NewReader([]byte(divisions)), edition.Options{})
	w.must(err)
	_, err = place.New(d).AddNeighbourhood(t.Context(), actor.Job("test"), place.Addition{Parent: theCommunity, Name: "花半里"})
	w.must(err)
	w.committee = w.org(org.CommunityCommittee, theCommunity, "中心村社区")
	w.office = w.org(org.StreetOffice, theStreet, "社会事务办")
	w.group = w.org(org.SuperiorGroup, "320613", "区交通工作组")
	w.waterworks = w.org(org.Unit, "320613", "自来水公司")
	street := w.org(org.Street, theStreet, "钟秀街道")
	w.worker, w.workerHeld = w.hired("季小舟", w.committee, actor.SocialWorker, "社工")
	w.secretary, _ = w.hired("闻立溪", w.committee, actor.Secretary, "社区书记")
	w.officer, _ = w.hired("苏见山", w.office, actor.StreetOfficer, "科员")
	w.leader, _ = w.hired("柏时雨", street, actor.StreetLeader, "街道副主任")
	w.red, _ = w.hired("言慎之", w.group, actor.GroupLeader, "组长")
	w.tan, w.wu, w.neighbour = w.resident("谈桂芬"), w.resident("邬晓蕾"), w.resident("骆文竹")
	people := person.New(d, nil)
	_, err = people.RecordProxy(t.Context(), actor.Job("test"), person.Proxy{Person: w.wu.Person, For: w.tan.Person, Relation: person.Child})
	w.must(err)
	w.wu.ActsFor = []string{w.tan.Person}
	clock.Set(monday)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) org(k org.Kind, place, name string) org.Org {
	w.t.Helper()
	o, err := w.orgs.CreateOrg(w.t.Context(), actor.Job("test"), org.Org{Kind: k, Place: place, Name: name}, "")
	w.must(err)
	return o
}

func (w *world) resident(name string) actor.Actor {
	w.t.Helper()
	p, err := person.New(w.d, nil).Create(w.t.Context(), actor.Job("test"), person.Person{Name: name, Place: garden}, "")
	w.must(err)
	return actor.Actor{Account: "account of " + name, Person: p.ID, Name: name, Home: garden}
}

func (w *world) hired(name string, o org.Org, r actor.Role, title string) (actor.Actor, org.Appointment) {
	w.t.Helper()
	a := w.resident(name)
	p, err := w.orgs.CreatePost(w.t.Context(), actor.Job("test"), actor.Post{Org: o.ID, Role: r, Title: title}, "")
	w.must(err)
	held, err := w.orgs.Appoint(w.t.Context(), actor.Job("test"), org.Appointment{Post: p.ID, Person: a.Person}, "")
	w.must(err)
	a.Posts, err = org.PostsOf(w.t.Context(), w.d, a.Person, w.clock.Now())
	w.must(err)
	return a, held
}

// filing is a wish as most tests raise it.
func filing() wish.Filing {
	return wish.Filing{Topic: wish.Repair, Text: "花园里没有坐的地方，能不能装几张椅子？", Place: garden, Visibility: wish.Public}
}

// wish raises one and brings it to a state, by the people who may.
func (w *world) wishAt(s wish.State, c wish.Colour) wish.Wish {
	w.t.Helper()
	ctx := w.t.Context()
	x, err := w.wishes.File(ctx, w.tan, filing())
	w.must(err)
	if s == wish.Submitted {
		return x
	}
	x, err = w.wishes.Accept(ctx, w.worker, x.ID, wish.Acceptance{})
	w.must(err)
	if s == wish.Accepted {
		return x
	}
	in, handler := wish.Classification{Colour: c, Text: "社区办不了"}, w.worker
	switch c {
	case wish.Yellow:
		in.Unit, handler = w.office.ID, w.officer
	case wish.Red:
		in.Unit, handler = w.group.ID, w.red
	}
	x, err = w.wishes.Classify(ctx, w.secretary, x.ID, in)
	w.must(err)
	if s == wish.Classified {
		return x
	}
	if s == wish.InProgress {
		x, err = w.wishes.TakeUp(ctx, handler, x.ID, "")
		w.must(err)
		return x
	}
	x, err = w.wishes.Answer(ctx, handler, x.ID, wish.Reply{Text: "装好了 20 张。"})
	w.must(err)
	return x
}
