package app

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"linli/internal/account"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/reception"
	"linli/internal/wish"
	"linli/internal/workday"
)

// A city before two of its districts have become one.
const (
	divisionsHead = "code,name,parent_code,level,old_code\n"
	cityBefore    = divisionsHead + `320600000000,南通市,320000000000,2,
320602000000,崇川区,320600000000,3,
320602001000,城东街道,320602000000,4,
320602001001,北街社区居委会,320602001000,5,
320602001002,东街社区居委会,320602001000,5,
320611000000,港闸区,320600000000,3,
320611001000,永兴街道,320611000000,4,
320611001001,永兴社区居委会,320611001000,5,
`
	cityAfter = divisionsHead + `320600000000,南通市,320000000000,2,
320613000000,崇川区,320600000000,3,320602;320611
320613001000,城东街道,320613000000,4,
320613001001,北街社区居委会,320613001000,5,
320613001002,东街社区居委会,320613001000,5,
320613002000,永兴街道,320613000000,4,
320613002001,永兴社区居委会,320613002000,5,
`
	north, northNow = "320602001001", "320613001001"
	east, eastNow   = "320602001002", "320613001002"
	yong, yongNow   = "320611001001", "320613002001"
)

// city is an installation in which three communities work.
type city struct {
	*App
	t  *testing.T
	at map[string]*quarter // by the community's code before
}

// quarter is one community: a committee with a secretary, a 邻里 with a building, and who lives there.
type quarter struct {
	committee        org.Org
	hood, building   string
	secretary        actor.Actor // as of the beginning
	account          string      // the secretary's
	residents        []actor.Actor
	open, shut, seen wish.Wish // open and private; closed and private; closed and public
}

// eachCity runs a test in a fresh city on every engine.
func eachCity(t *testing.T, fn func(t *testing.T, c *city)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(t, newCity(t, dsn(t)))
		})
	}
}

func newCity(t *testing.T, dsn string) *city {
	t.Helper()
	a, err := New(t.Context(), Config{DSN: dsn, Passwords: password.Costs{Memory: 64, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &city{App: a, t: t, at: map[string]*quarter{}}
	c.list(cityBefore, nil)
	c.org(org.District, "320602", "崇川区")
	c.org(org.District, "320611", "港闸区")
	c.org(org.Street, "320602001", "城东街道")
	for _, community := range []string{north, east, yong} {
		c.at[community] = c.quarter(community)
	}
	return c
}

// console is who makes the world of these tests.
func console() actor.Actor { return actor.Job("console") }

func (c *city) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// list imports a list of divisions; what follows by itself is up to the sink.
func (c *city) list(text string, sink *reactions) edition.Report {
	c.t.Helper()
	opt := edition.Options{}
	if sink != nil {
		opt.Sink = sink
	}
	rep, err := edition.Import(c.t.Context(), c.DB, console(), strings.NewReader(text), opt)
	c.must(err)
	return rep
}

func (c *city) org(k org.Kind, code, name string) org.Org {
	c.t.Helper()
	o, err := c.Orgs.CreateOrg(c.t.Context(), console(), org.Org{Kind: k, Place: code, Name: name}, "")
	c.must(err)
	return o
}

func (c *city) quarter(code string) *quarter {
	c.t.Helper()
	ctx := c.t.Context()
	q := &quarter{committee: c.org(org.CommunityCommittee, code, "居委会"+code)}
	hood, err := c.Places.AddNeighbourhood(ctx, console(), place.Addition{Parent: code, Name: "一邻里" + code[9:]})
	c.must(err)
	building, err := c.Places.AddBuilding(ctx, console(), place.Addition{Parent: hood.Code, Name: "7幢", Code: hood.Code + "007"})
	c.must(err)
	q.hood, q.building = hood.Code, building.Code
	post, err := c.Orgs.CreatePost(ctx, console(), actor.Post{Org: q.committee.ID, Role: actor.Secretary, Title: "社区书记"}, "")
	c.must(err)
	acc, _, err := c.Accounts.Create(ctx, console(), account.Creation{Login: "s" + code, Name: "闻立溪", Post: post.ID})
	c.must(err)
	q.account = acc.ID
	q.secretary, err = c.Accounts.Actor(ctx, acc.ID)
	c.must(err)
	for i, home := range []string{code, q.hood, q.building} {
		p, err := c.People.Create(ctx, console(), person.Person{Name: fmt.Sprint("居民", i), Place: home}, "")
		c.must(err)
		acc, err := c.Accounts.Resident(ctx, console(), p.ID)
		c.must(err)
		r, err := c.Accounts.Actor(ctx, acc.ID)
		c.must(err)
		q.residents = append(q.residents, r)
	}
	c.tea(q, code)
	q.open = c.file(q, q.building, wish.Private)
	q.shut, q.seen = c.closed(q, wish.Private), c.closed(q, wish.Public)
	return q
}

// tea is a tea of the community that has been held, with a promise that is open.
func (c *city) tea(q *quarter, code string) {
	c.t.Helper()
	ctx, today := c.t.Context(), workday.DateOf(c.DB.Now())
	s, err := c.Teas.Plan(ctx, q.secretary, reception.Plans{
		Place: code, Title: "花园怎么用", Spot: "站里", Day: today, From: "00:00", Reason: reception.Reason{Why: reception.ForItsSake},
	})
	c.must(err)
	_, err = c.Teas.Announce(ctx, q.secretary, s.ID, "")
	c.must(err)
	_, err = c.Teas.Hold(ctx, q.secretary, s.ID, "")
	c.must(err)
	_, err = c.Teas.Promise(ctx, q.secretary, s.ID, reception.Vowing{Text: "清雨水井", Unit: q.committee.ID, Due: today + 9})
	c.must(err)
}

func (c *city) file(q *quarter, where string, v wish.Visibility) wish.Wish {
	c.t.Helper()
	w, err := c.Wishes.File(c.t.Context(), q.residents[0], wish.Filing{Topic: wish.Repair, Text: "花园里没有坐的地方", Place: where, Visibility: v})
	c.must(err)
	return w
}

// closed is a wish that was answered and judged.
func (c *city) closed(q *quarter, v wish.Visibility) wish.Wish {
	c.t.Helper()
	ctx, w, yes := c.t.Context(), c.file(q, q.hood, v), true
	_, err := c.Wishes.Accept(ctx, q.secretary, w.ID, wish.Acceptance{})
	c.must(err)
	_, err = c.Wishes.Classify(ctx, q.secretary, w.ID, wish.Classification{Colour: wish.Blue})
	c.must(err)
	_, err = c.Wishes.Answer(ctx, q.secretary, w.ID, wish.Reply{Text: "装好了 20 张椅子。"})
	c.must(err)
	w, err = c.Wishes.Evaluate(ctx, q.residents[0], w.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied})
	c.must(err)
	return w
}

// today is an account's holder as the next request finds them.
func (c *city) today(accountID string) actor.Actor {
	c.t.Helper()
	a, err := c.Accounts.Actor(c.t.Context(), accountID)
	c.must(err)
	return a
}

// stray is every row that points to a place that has ended, but for what keeps its code for good: the journal, links,
// numbers, closed wishes.
func (c *city) stray() string {
	c.t.Helper()
	var b bytes.Buffer
	for _, q := range []struct{ what, column, from string }{
		{"org", "place", "org WHERE place <> ''"},
		{"home", "place", "person WHERE place <> ''"},
		{"rule", "place", "rule WHERE place <> ''"},
		{"entry", "place", "dispatch_entry WHERE valid_to IS NULL"},
		{"wish", "community", "wish WHERE closed_at IS NULL"},
		{"wish at", "place", "wish WHERE closed_at IS NULL"},
		{"text", "community", "wish_publication WHERE state = 'waiting'"},
		{"request", "place", "privacy_request WHERE state = 'open'"},
		{"tea", "place", "reception WHERE state NOT IN ('done', 'cancelled')"},
		{"promise", "place", "reception_promise WHERE reception IN (SELECT id FROM reception WHERE state NOT IN ('done', 'cancelled'))"},
		{"parent", "parent", "place WHERE edition_to IS NULL AND LENGTH(code) > 2"},
	} {
		codes, err := db.All(c.t.Context(), c.DB, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
			"SELECT DISTINCT "+q.column+" FROM "+q.from+" ORDER BY 1")
		c.must(err)
		for _, code := range codes {
			if _, err := place.ByCode(c.t.Context(), c.DB, code); err != nil && code != "32" {
				fmt.Fprintln(&b, q.what, code)
			}
		}
	}
	return b.String()
}

// fuse is a context that is cancelled once it has been asked some times whether it is.
type fuse struct {
	context.Context
	left int
}

func (f *fuse) Err() error {
	if f.left--; f.left < 0 {
		return context.Canceled
	}
	return f.Context.Err()
}
