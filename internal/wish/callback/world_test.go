package callback_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/list"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

const (
	street    = "320613007"
	community = "320613007005"
	garden    = community + "001"
)

// monday is a Monday without a holiday near it, at nine in the morning in China.
var monday = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

type deaf struct{}

func (deaf) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// world is a community, an office of its street, and the district's call-back officer 辛言.
type world struct {
	t      testing.TB
	d      *db.DB
	clock  *dbtest.Clock
	orgs   *org.Service
	people *person.Service
	wishes *wish.Service
	sides  *side.Service
	calls  *callback.Service

	tan, luo                         actor.Actor // with a telephone, without
	worker, secretary, officer, call actor.Actor
	office                           org.Org
}

// each runs a test in a fresh world on every engine.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, clock: dbtest.At(monday.AddDate(0, 0, -30))}
			w.d = dbtest.Open(t, dsn(t), db.Options{Now: w.clock.Now})
			w.settle()
			w.clock.Set(monday)
			fn(t, w)
		})
	}
}

func (w *world) settle() {
	ctx, job := w.t.Context(), actor.Job("test")
	rules := rule.NewStore(w.d, deaf{})
	w.must(rules.Ensure(ctx))
	w.orgs, w.people, w.wishes = org.New(w.d, deaf{}), person.New(w.d, seal.Throwaway(seal.SM)), wish.New(w.d, rules, deaf{})
	w.sides, w.calls = side.New(w.wishes), callback.New(w.d, w.wishes, list.New(w.d), rules, w.people)
	divisions := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n"
	_, err := edition.Import(ctx, w.d, job, bytes.NewReader([]byte(divisions)), edition.Options{})
	w.must(err)
	_, err = place.New(w.d).AddNeighbourhood(ctx, job, place.Addition{Parent: community, Name: "花半里"})
	w.must(err)
	committee := w.org(org.CommunityCommittee, community, "中心村社区")
	w.office = w.org(org.StreetOffice, street, "社会事务办")
	w.worker = w.hired("季小舟", committee, actor.SocialWorker, "社工")
	w.secretary = w.hired("闻立溪", committee, actor.Secretary, "社区书记")
	w.officer = w.hired("苏见山", w.office, actor.StreetOfficer, "科员")
	w.call = w.hired("辛言", w.org(org.Bureau, "320613", "区回访中心"), actor.CallBackOfficer, "回访员")
	w.tan, w.luo = w.resident("谈桂芬", "13800000123"), w.resident("骆文竹", "")
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

func (w *world) resident(name, phone string) actor.Actor {
	w.t.Helper()
	p, err := w.people.Create(w.t.Context(), actor.Job("test"), person.Person{Name: name, Place: garden}, "")
	w.must(err)
	if phone != "" {
		w.must(w.people.SetContact(w.t.Context(), actor.Job("test"), p.ID, person.ContactChange{Phone: &phone}))
	}
	return actor.Actor{Account: "account of " + name, Person: p.ID, Name: name, Home: garden}
}

func (w *world) hired(name string, o org.Org, r actor.Role, title string) actor.Actor {
	w.t.Helper()
	a := w.resident(name, "")
	p, err := w.orgs.CreatePost(w.t.Context(), actor.Job("test"), actor.Post{Org: o.ID, Role: r, Title: title}, "")
	w.must(err)
	_, err = w.orgs.Appoint(w.t.Context(), actor.Job("test"), org.Appointment{Post: p.ID, Person: a.Person}, "")
	w.must(err)
	return w.again(a)
}

// again is an actor with the posts of this moment.
func (w *world) again(a actor.Actor) actor.Actor {
	w.t.Helper()
	var err error
	a.Posts, a.Away, err = org.ActsIn(w.t.Context(), w.d, a.Person, w.clock.Now())
	w.must(err)
	return a
}

// answered is a wish that has just been answered by the street's office.
func (w *world) answered(by actor.Actor, anonymous bool) wish.Wish {
	w.t.Helper()
	ctx := w.t.Context()
	x, err := w.wishes.File(ctx, by, wish.Filing{Topic: wish.Repair, Text: "花园里没有坐的地方", Place: garden, Visibility: wish.Public, Anonymous: anonymous})
	w.must(err)
	_, err = w.wishes.Accept(ctx, w.worker, x.ID, wish.Acceptance{})
	w.must(err)
	_, err = w.wishes.Classify(ctx, w.secretary, x.ID, wish.Classification{Colour: wish.Yellow, Unit: w.office.ID, Text: "要街道办"})
	w.must(err)
	return w.reply(x.ID)
}

func (w *world) reply(wishID string) wish.Wish {
	w.t.Helper()
	x, err := w.wishes.Answer(w.t.Context(), w.officer, wishID, wish.Reply{Text: "装好了 20 张。"})
	w.must(err)
	return x
}

// at sets the clock to an hour of a day in May 2026, in China.
func (w *world) at(day, hour, minute int) {
	w.clock.Set(time.Date(2026, 5, day, hour, minute, 0, 0, workday.Zone))
}

// listed are the wishes that an actor must call.
func (w *world) listed(a actor.Actor) (ids []string) {
	w.t.Helper()
	p, err := w.calls.List(w.t.Context(), a, list.Filter{})
	w.must(err)
	for _, x := range p.Wishes {
		ids = append(ids, x.ID)
	}
	return ids
}

func said(solved bool, r wish.Rating, text string) callback.Words {
	return callback.Words{Solved: &solved, Rating: r, Text: text}
}

func wantKind(t *testing.T, err error, k errs.Kind, what string) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Errorf("%s: %v, want %s", what, err, k)
	}
}
