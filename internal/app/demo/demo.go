// Package demo fills an empty database with the demonstration district: real places (domain.md B1), invented people, and
// a year of wishes told by the services themselves, each act at its time. Dates are relative to the day it is started, so
// the demonstration never ages.
package demo

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"linli/internal/account"
	"linli/internal/account/factor"
	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/app/demo/outline"
	"linli/internal/app/demo/program"
	"linli/internal/app/doctor"
	"linli/internal/db"
	"linli/internal/file"
	"linli/internal/intake"
	"linli/internal/journal"
	"linli/internal/notice"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/reception"
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/callback"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/escalate"
	"linli/internal/wish/follow"
	"linli/internal/wish/publish"
	"linli/internal/wish/side"
	"linli/internal/wish/view"
	"linli/internal/workday"
)

//go:embed divisions.csv
var divisions []byte

// Places of the demonstration.
const (
	District  = "320613"
	Street    = "320613007"    // 钟秀街道
	Community = "320613007005" // 中心村社区
	Next      = "320613007002" // 城北村社区
	Third     = "320613007001" // 百花村社区
	Other     = "320613003004" // 黎明社区, of another street
)

// Services are what the story is told through.
type Services struct {
	DB       *db.DB
	Rules    *rule.Store
	Places   *place.Service
	People   *person.Service
	Orgs     *org.Service
	Accounts *account.Service
	Topics   *topic.Service
	Dispatch *dispatch.Service
	Wishes   *wish.Service
	Sides    *side.Service
	Escalate *escalate.Service
	Asks     *ask.Service
	Calls    *callback.Service
	Teas     *reception.Service
	Files    *file.Service
	Intake   *intake.Service
	Views    *view.Service
	Tokens   *token.Service
	Publish  *publish.Service
	Follows  *follow.Service
	Notices  *notice.Service
}

// Clock is a clock that the story moves and that afterwards runs with the real time.
type Clock struct {
	at   atomic.Int64
	Real func() time.Time // what the real time is; nil: time.Now
}

// Now is the moment of the story, or of the world once it is told.
func (c *Clock) Now() time.Time {
	switch t := c.at.Load(); {
	case t != 0:
		return time.UnixMicro(t).UTC()
	case c.Real != nil:
		return c.Real()
	}
	return time.Now()
}

func (c *Clock) set(t time.Time) { c.at.Store(t.UnixMicro()) }

func (c *Clock) run() { c.at.Store(0) }

// Fill tells the story up to now and returns everybody's account by name. The database must be empty.
func Fill(ctx context.Context, s Services, clock *Clock) (accounts map[string]string, err error) {
	t := &teller{
		Services: s, ctx: ctx, clock: clock, now: clock.Now(),
		orgs: map[string]string{}, places: map[string]string{}, people: map[string]actor.Actor{},
	}
	clock.set(t.now.AddDate(-3, 0, 0)) // everybody has been in office for years
	defer clock.run()
	for _, step := range []func() error{t.begin, t.tellPlaces, t.tellOrganisations, t.tellStaff, t.tellResidents, t.tellCatalogue, t.tellWishes, t.changeCatalogue, t.tellPublic, t.tellStandIn, t.tellViews, func() error { return program.Tell(t.ctx, t.Tokens, t.people) }, t.tellNotices, t.tellOrders} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
	}
	accounts = map[string]string{}
	for name, a := range t.people {
		accounts[name] = a.Account
	}
	return accounts, nil
}

// begin leaves the mark by which the database is known for a demonstration, also from outside.
func (t *teller) begin() error {
	return t.DB.Write(t.ctx, func(ctx context.Context, tx *db.Tx) error {
		return journal.WriteTx(ctx, tx, actor.Job("demo"), journal.Entry{Act: doctor.Invention, Kind: "demo"})
	})
}

// teller carries what the steps need of each other.
type teller struct {
	Services
	ctx    context.Context
	clock  *Clock
	now    time.Time
	cal    workday.Calendar
	orgs   map[string]string      // short name → id
	places map[string]string      // name → code
	people map[string]actor.Actor // name → as whom they act
	told   []wish.Wish            // raised so far
	land   outline.Land           // where the places lie

	workdays []workday.Date // the n-th working day before today
}

// system does what an administrator has done before the story begins.
var system = actor.Job("demo")

func (t *teller) tellPlaces() error {
	book, err := t.Rules.Book(t.ctx)
	if err != nil {
		return err
	}
	t.cal = book.Calendar()
	if _, err := edition.Import(t.ctx, t.DB, system, bytes.NewReader(divisions), edition.Options{Source: "demo"}); err != nil {
		return err
	}
	for _, n := range neighbourhoods {
		p, err := t.Places.AddNeighbourhood(t.ctx, system, place.Addition{Parent: n.community, Name: n.name})
		if err != nil {
			return err
		}
		t.places[n.name] = p.Code
		for i := range n.buildings {
			name := fmt.Sprintf("%d幢", i+1)
			b, err := t.Places.AddBuilding(t.ctx, system, place.Addition{Parent: p.Code, Name: name})
			if err != nil {
				return err
			}
			t.places[n.name+" "+name] = b.Code
		}
	}
	t.land, err = outline.Draw(t.ctx, t.DB, system, District)
	return err
}

func (t *teller) tellOrganisations() error {
	for _, o := range organisations {
		made, err := t.Orgs.CreateOrg(t.ctx, system, o, "")
		if err != nil {
			return err
		}
		t.orgs[made.Short()] = made.ID
	}
	return nil
}

func (t *teller) tellStaff() error {
	for _, s := range staff {
		p, err := t.People.Create(t.ctx, system, person.Person{Name: s.name}, "")
		if err != nil {
			return err
		}
		for _, held := range s.posts {
			made, err := t.Orgs.CreatePost(t.ctx, system, actor.Post{Org: t.orgs[held.org], Role: held.role, Title: held.title}, "")
			if err != nil {
				return err
			}
			t.clock.set(t.clock.Now().Add(time.Minute)) // titles are printed in the order of the appointments
			if _, err := t.Orgs.Appoint(t.ctx, system, org.Appointment{Post: made.ID, Person: p.ID}, ""); err != nil {
				return err
			}
		}
		if err := t.sit(p, s.login); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) tellResidents() error {
	t.clock.set(t.now.AddDate(-1, -4, 0)) // before the first wish; nobody's telephone has been kept for too long
	for _, r := range slices.Concat(residents, neighbours()) {
		home, ok := t.places[r.home]
		if !ok {
			return fmt.Errorf("%s lives nowhere: %s", r.name, r.home)
		}
		p, err := t.People.Create(t.ctx, system, person.Person{Name: r.name, Place: home, Birth: r.birth, Sex: r.sex}, "")
		if err != nil {
			return err
		}
		if r.phone != "" {
			if err := t.People.SetContact(t.ctx, system, p.ID, person.ContactChange{Phone: &r.phone}); err != nil {
				return err
			}
		}
		if r.actsFor != "" {
			x := person.Proxy{Person: p.ID, For: t.people[r.actsFor].Person, Relation: person.Child}
			x.Consent = person.Consent{Way: person.ByWord, Officer: t.people["季小舟"].Person}
			if _, err := t.People.RecordProxy(t.ctx, system, x); err != nil {
				return err
			}
		}
		if err := t.sit(p, ""); err != nil {
			return err
		}
	}
	return nil
}

// tellViews keeps the lists that some of the staff look at each morning.
func (t *teller) tellViews() error {
	for _, x := range []struct{ who, name, query string }{
		{"季小舟", "紧急的", "urgency=urgent&view=all"},
		{"柏时雨", "黄的在办", "colour=yellow&state=working&view=all"},
		{"柏时雨", "等我定的", "view=all&wait=decision"},
	} {
		if _, err := t.Views.Save(t.ctx, t.people[x.who], view.View{Name: x.name, List: view.Inbox, Query: x.query}); err != nil {
			return err
		}
	}
	return nil
}

// sit gives a person an account and remembers as whom the story lets them act.
func (t *teller) sit(p person.Person, login string) error {
	var acc account.Account
	var err error
	if login == "" {
		acc, err = t.Accounts.Resident(t.ctx, system, p.ID)
	} else {
		acc, _, err = t.Accounts.Create(t.ctx, system, account.Creation{Login: login, Person: p.ID})
	}
	if err != nil {
		return err
	}
	who, err := account.ActorFor(t.ctx, t.DB, acc.ID, t.clock.Now())
	t.people[p.Name] = who
	if err == nil && who.Has(actor.Administrators()...) {
		err = t.secure(who)
	}
	return err
}

// secure sets up the second factor without which an administrator gets nowhere. Nobody has its secret: in the demonstration one
// comes in by choosing.
func (t *teller) secure(who actor.Actor) error {
	if err := t.Accounts.BeginFactor(t.ctx, who); err != nil {
		return err
	}
	f, err := t.Accounts.FactorOf(t.ctx, who)
	if err == nil {
		_, err = t.Accounts.ConfirmFactor(t.ctx, who, factor.Code(f.Secret.Reveal(), factor.Step(t.clock.Now())))
	}
	return err
}

// tellStandIn: the vice secretary is at a course for some days, and a social worker stands in.
func (t *teller) tellStandIn() error {
	vice, today := t.people["穆青禾"], workday.DateOf(t.now)
	_, err := t.Orgs.NameStandIn(t.ctx, vice, org.StandIn{Post: vice.Posts[0].ID, Person: t.people["简宁"].Person, First: today, Last: today + 4}, "")
	return err
}
