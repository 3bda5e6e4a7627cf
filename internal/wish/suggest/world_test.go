package suggest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/event"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/wish/suggest"
)

// Places of the small district.
const (
	theDistrict  = "320613"
	theStreet    = "320613007"
	theCommunity = "320613007005"
	garden       = "320613007005001"
)

const divisions = "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n"

// monday is a Monday without a holiday near it, at nine in the morning.
var monday = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

// world is a small district in which wishes are sorted, and suggestions kept as app keeps them.
type world struct {
	*testing.T
	d       *db.DB
	clock   *dbtest.Clock
	rules   *rule.Store
	wishes  *wish.Service
	suggest *suggest.Service
	orgs    *org.Service
	asked   []int64 // trainings that were queued

	roads, care, home                                string // units
	worker, secretary, leader, commander, admin, tan actor.Actor
	people                                           []actor.Actor
}

// keeper is app's reaction.
type keeper struct{}

func (keeper) Emit(ctx context.Context, tx *db.Tx, e event.Event) error {
	if e, ok := e.(wish.Changed); ok {
		return suggest.DecidedTx(ctx, tx, e)
	}
	return nil
}

// eachWorld runs a test in a fresh district on every engine, on a Monday morning.
func eachWorld(t *testing.T, fn func(w *world)) {
	t.Helper()
	for _, open := range []struct {
		engine string
		dsn    func(testing.TB) string
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		t.Run(open.engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(monday.AddDate(0, 0, -30))
			fn(newWorld(t, dbtest.Open(t, open.dsn(t), db.Options{Now: clock.Now}), clock))
		})
	}
}

func newWorld(t *testing.T, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{T: t, d: d, clock: clock, rules: rule.NewStore(d, keeper{}), orgs: org.New(d, keeper{})}
	w.must(w.rules.Ensure(t.Context()))
	w.wishes = wish.New(d, w.rules, keeper{})
	w.suggest = w.service()
	_, err := edition.Import(t.Context(), d, actor.Job("test"), strings.NewReader(divisions), edition.Options{})
	w.must(err)
	_, err = place.New(d).AddNeighbourhood(t.Context(), actor.Job("test"), place.Addition{Parent: theCommunity, Name: "花半里", Code: garden})
	w.must(err)
	w.home = w.org(org.CommunityCommittee, theCommunity, "中心村社区")
	w.roads, w.care = w.org(org.StreetOffice, theStreet, "城管办"), w.org(org.StreetOffice, theStreet, "社会事务办")
	centre := w.org(org.District, theDistrict, "区指挥中心")
	w.worker, w.secretary = w.hired("季小舟", w.home, actor.SocialWorker), w.hired("闻立溪", w.home, actor.Secretary)
	w.leader = w.hired("柏时雨", w.org(org.Street, theStreet, "钟秀街道"), actor.StreetLeader)
	w.commander, w.admin = w.hired("时守正", centre, actor.CommandCentre), w.hired("卜管理", centre, actor.SystemAdmin)
	for i := range 12 {
		w.people = append(w.people, w.resident(fmt.Sprintf("谈桂%c", '一'+rune(i))))
	}
	w.tan = w.people[0]
	clock.Set(monday)
	return w
}

// service is another process's, on the same database.
func (w *world) service() *suggest.Service {
	return suggest.New(w.d, w.wishes, w.rules, func(_ context.Context, _ *db.Tx, _ string, run int64) error {
		w.asked = append(w.asked, run)
		return nil
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) org(k org.Kind, place, name string) string {
	w.Helper()
	o, err := w.orgs.CreateOrg(w.Context(), actor.Job("test"), org.Org{Kind: k, Place: place, Name: name}, "")
	w.must(err)
	return o.ID
}

func (w *world) resident(name string) actor.Actor {
	w.Helper()
	p, err := person.New(w.d, nil).Create(w.Context(), actor.Job("test"), person.Person{Name: name, Place: garden}, "")
	w.must(err)
	return actor.Actor{Account: "account of " + name, Person: p.ID, Name: name, Home: garden}
}

func (w *world) hired(name, unit string, r actor.Role) actor.Actor {
	w.Helper()
	a := w.resident(name)
	p, err := w.orgs.CreatePost(w.Context(), actor.Job("test"), actor.Post{Org: unit, Role: r, Title: name}, "")
	w.must(err)
	_, err = w.orgs.Appoint(w.Context(), actor.Job("test"), org.Appointment{Post: p.ID, Person: a.Person}, "")
	w.must(err)
	a.Posts, err = org.PostsOf(w.Context(), w.d, a.Person, w.clock.Now())
	w.must(err)
	return a
}

// sorts are how the wishes of the district were sorted: what people wrote, and what became of it.
var sorts = []struct {
	topic  wish.Topic
	colour wish.Colour
	unit   func(*world) string
	said   []string
}{
	{wish.Repair, wish.Blue, func(w *world) string { return w.home }, []string{"路灯不亮", "楼道灯坏了", "健身器材松动", "椅子断了"}},
	{wish.Traffic, wish.Yellow, func(w *world) string { return w.roads }, []string{"电动车乱停", "消防通道停了汽车", "停车位不够", "路口堵车"}},
	{wish.Elders, wish.Yellow, func(w *world) string { return w.care }, []string{"老人吃饭没人送", "助餐点太远", "独居老人要人看看", "轮椅借不到"}},
}

// around is what people say besides.
var around = []string{"好几天了", "晚上更明显", "大家都在说", "希望早点处理", "去年也提过", "麻烦社区看一看", "我们这一片都这样"}

// told puts ended wishes into the store, one every hour from a moment on. Two in three know how such wishes are sorted.
func (w *world) told(from time.Time, n int, seed uint64) {
	w.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	var all []wish.Wish
	for i := range n {
		s, at := sorts[rng.IntN(len(sorts))], from.Add(time.Duration(i)*time.Hour)
		text := fmt.Sprintf("%s，%s，%s。", s.said[rng.IntN(len(s.said))], around[rng.IntN(len(around))], around[rng.IntN(len(around))])
		all = append(all, wish.Wish{
			ID: id.At(at.Add(time.Duration(seed) * time.Millisecond)), Number: number.Format(theCommunity, 2026, int(seed)*10_000+i+1), Code: "ABC234", Community: theCommunity, Place: garden,
			Channel: wish.App, Topic: s.topic, Title: wish.TitleOf(text), Text: text, Visibility: wish.Private, Submitter: w.people[i%len(w.people)].Person,
			State: wish.Closed, Colour: s.colour, Urgency: wish.Normal, Unit: s.unit(w), FiledAt: at, AcceptedAt: at, ClassifiedAt: at, AnsweredAt: at, ClosedAt: at,
			AcceptDue: at, ClassifyDue: at, AnswerDue: at, EvaluateDue: at, DueSpan: "5wd",
		})
	}
	w.insert(all)
}

func (w *world) insert(all []wish.Wish) {
	w.Helper()
	w.must(w.d.Write(w.Context(), func(ctx context.Context, tx *db.Tx) error {
		return wish.InsertManyTx(ctx, tx, all, func(x wish.Wish) []wish.Entry { return nil })
	}))
}

// filed raises a wish.
func (w *world) filed(text string) wish.Wish {
	w.Helper()
	w.clock.Add(time.Minute)
	x, err := w.wishes.File(w.Context(), w.tan, wish.Filing{Topic: wish.Other, Text: text, Place: garden, Visibility: wish.Private})
	w.must(err)
	return x
}

// seen is a wish as the desk sees it.
func (w *world) seen(a actor.Actor, x wish.Wish) wish.Wish {
	w.Helper()
	s, err := w.wishes.See(w.Context(), a, x.ID)
	w.must(err)
	return s.Wish
}

// learnt has everything learnt that can be.
func (w *world) learnt(want int) {
	w.Helper()
	if n, err := w.suggest.LearnAll(w.Context()); err != nil || n != want {
		w.Fatalf("%d districts have learnt, want %d: %v", n, want, err)
	}
}

func (w *world) sight() suggest.Sight {
	w.Helper()
	v, err := w.suggest.See(w.Context(), w.commander, theDistrict)
	w.must(err)
	return v
}
