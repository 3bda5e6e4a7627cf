package arrival_test

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/intake"
	"linli/internal/org"
	orglist "linli/internal/org/listing"
	"linli/internal/person"
	peoplelist "linli/internal/person/listing"
	"linli/internal/place"
	"linli/internal/place/edition"
	placelist "linli/internal/place/listing"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/sheet"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/escalate"
	"linli/internal/wish/figure"
)

const (
	street    = "320613007"
	community = "320613007005"
	garden    = "320613007005001"
	beside    = "320613007002"
)

// monday is a Monday without a holiday near it, at nine in the morning.
var monday = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

// counting counts what arrives, as app does.
type counting struct{}

func (counting) Emit(ctx context.Context, tx *db.Tx, e event.Event) error {
	if e, ok := e.(arrival.Arrived); ok {
		for i, w := range e.Wishes {
			figure.ChangedTx(tx, e.Book, e.Old[i], w)
		}
		return escalate.ArrivedTx(ctx, tx, e.Wishes)
	}
	return nil
}

// world is a street with two communities, of which one takes part.
type world struct {
	t      testing.TB
	d      *db.DB
	clock  *dbtest.Clock
	rules  *rule.Store
	orgs   *org.Service
	people *person.Service
	topics *topic.Service
	s      *intake.Service

	mu     sync.Mutex
	queued []string

	ji, wen, centre, leader actor.Actor
	accounts                map[string]actor.Actor
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
	ring := seal.Throwaway(seal.SM)
	w := &world{t: t, d: d, clock: clock, orgs: org.New(d, counting{}), people: person.New(d, ring), topics: topic.New(d), accounts: map[string]actor.Actor{}}
	w.rules = rule.NewStore(d, counting{})
	w.must(w.rules.Ensure(t.Context()))
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n320613007002,校西社区居委会,320613007000,5\n"
	_, err := edition.Import(t.Context(), d, actor.Job("test"), strings.NewReader(list), edition.Options{})
	w.must(err)
	_, err = place.New(d).AddNeighbourhood(t.Context(), actor.Job("test"), place.Addition{Parent: community, Name: "花半里"})
	w.must(err)
	committee := w.org(org.CommunityCommittee, community, "中心村社区")
	w.ji, w.wen = w.hired("季小舟", committee, actor.SocialWorker), w.hired("闻立溪", committee, actor.Secretary)
	w.leader = w.hired("柏时雨", w.org(org.Street, street, "钟秀街道"), actor.StreetLeader)
	w.centre = w.hired("时守正", w.org(org.District, "320613", "区指挥中心"), actor.CommandCentre)
	w.s = intake.New(intake.Deps{
		DB: d, Ring: ring, Kinds: intake.Kinds{arrival.New(d, w.rules, w.topics, w.people, counting{}), peoplelist.New(d, w.people), orglist.New(w.orgs), placelist.New(d)},
		Actor: func(_ context.Context, account string) (actor.Actor, error) { return w.accounts[account], nil },
		Queue: func(_ context.Context, _ *db.Tx, run string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.queued = append(w.queued, run)
			return nil
		},
	})
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

func (w *world) hired(name string, o org.Org, r actor.Role) actor.Actor {
	w.t.Helper()
	p, err := w.people.Create(w.t.Context(), actor.Job("test"), person.Person{Name: name, Place: garden}, "")
	w.must(err)
	post, err := w.orgs.CreatePost(w.t.Context(), actor.Job("test"), actor.Post{Org: o.ID, Role: r, Title: string(r)}, "")
	w.must(err)
	_, err = w.orgs.Appoint(w.t.Context(), actor.Job("test"), org.Appointment{Post: post.ID, Person: p.ID}, "")
	w.must(err)
	a := actor.Actor{Account: "account of " + name, Person: p.ID, Name: name, Home: garden}
	a.Posts, err = org.PostsOf(w.t.Context(), w.d, a.Person, w.clock.Now())
	w.must(err)
	w.accounts[a.Account] = a
	return a
}

// read uploads a table and has it judged.
func (w *world) read(a actor.Actor, lines ...string) intake.Run {
	w.t.Helper()
	return w.file(a, "wishes", []byte(strings.Join(lines, "\n")+"\n"))
}

func (w *world) file(a actor.Actor, kind string, body []byte) intake.Run {
	w.t.Helper()
	r, err := w.s.Take(w.t.Context(), a, intake.Upload{Kind: kind, Name: "工单.csv", Body: body})
	w.must(err)
	w.must(w.s.Work(w.t.Context(), r.ID))
	return w.run(a, r.ID)
}

func (w *world) run(a actor.Actor, id string) intake.Run {
	w.t.Helper()
	r, err := w.s.See(w.t.Context(), a, id)
	w.must(err)
	return r
}

// do puts in what was planned.
func (w *world) do(a actor.Actor, r intake.Run) intake.Run {
	w.t.Helper()
	w.must(w.s.Begin(w.t.Context(), a, r.ID))
	w.must(w.s.Work(w.t.Context(), r.ID))
	return w.run(a, r.ID)
}

// wishes are all that there are, in the order of their numbers.
func (w *world) wishes() []wish.Wish {
	w.t.Helper()
	all, err := db.All(w.t.Context(), w.d, wish.Scan, "SELECT "+wish.Columns+" FROM wish ORDER BY number")
	w.must(err)
	return all
}

// report is the copy with reasons, line by line.
func (w *world) report(a actor.Actor, r intake.Run) [][]string {
	w.t.Helper()
	var b bytes.Buffer
	w.must(w.s.Report(w.t.Context(), a, r, "原因", func(f errs.Field) string { return f.Name + ":" + f.Key }, func(string) io.Writer { return &b }))
	var out [][]string
	_, _, err := sheet.Each(bytes.NewReader(b.Bytes()), sheet.Large(), func(l sheet.Line) error { out = append(out, l.Cells); return nil })
	w.must(err)
	return out
}

const heads = "来源,来源编号,提出时间,地方,内容,姓名,电话,办理情况,办结时间,颜色,答复"

// order is a line about a matter, of a number.
func order(n int) string {
	return "12345,NT" + strconv.Itoa(n) + ",2026-05-0" + strconv.Itoa(1+n%9) + " 10:00,中心村社区,第 " + strconv.Itoa(n) + " 件：楼道灯坏了,,,,,,"
}
