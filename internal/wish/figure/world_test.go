package figure_test

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
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/side"
)

// Places of the small district: two streets, the first with two communities, of which the first has two 邻里.
const (
	theDistrict  = "320613"
	theStreet    = "320613007"
	theCommunity = "320613007005"
	garden       = "320613007005001"
	court        = "320613007005002"
	nextDoor     = "320613007002"
	farStreet    = "320613003"
	farCommunity = "320613003004"
)

const divisions = "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613003000,任港街道,320613000000,4\n" +
	"320613007005,中心村社区居委会,320613007000,5\n320613007002,城北村社区居委会,320613007000,5\n320613003004,黎明社区居委会,320613003000,5\n"

// monday is a Monday without a holiday near it, at nine in the morning.
var monday = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

// world is a small district in which wishes are counted as app counts them.
type world struct {
	t       testing.TB
	d       *db.DB
	clock   *dbtest.Clock
	rules   *rule.Store
	wishes  *wish.Service
	sides   *side.Service
	figures *figure.Service
	orgs    *org.Service
	office  string // a unit of the street

	tan, worker, secretary, officer, leader, commander, auditor actor.Actor
}

// counter is app's reaction.
type counter struct{}

func (counter) Emit(_ context.Context, tx *db.Tx, e event.Event) error {
	switch e := e.(type) {
	case wish.Filed:
		figure.ChangedTx(tx, e.Book, e.Old, e.Wish)
	case wish.Changed:
		figure.ChangedTx(tx, e.Book, e.Old, e.Wish)
	case wish.Moved:
		figure.MovedTx(tx, e.Wishes, e.From)
	}
	return nil
}

// eachWorld runs a test in a fresh district on every engine, on a Monday morning.
func eachWorld(t *testing.T, fn func(t *testing.T, w *world)) {
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
	w := &world{t: t, d: d, clock: clock}
	rules := rule.NewStore(d, counter{})
	w.rules = rules
	w.must(rules.Ensure(t.Context()))
	w.wishes, w.figures, w.orgs = wish.New(d, rules, counter{}), figure.New(d, rules), org.New(d, counter{})
	w.sides = side.New(w.wishes)
	_, err := edition.Import(t.Context(), d, actor.Job("test"), strings.NewReader(divisions), edition.Options{})
	w.must(err)
	for code, name := range map[string]string{garden: "花半里", court: "秀水苑"} {
		_, err := place.New(d).AddNeighbourhood(t.Context(), actor.Job("test"), place.Addition{Parent: theCommunity, Name: name, Code: code})
		w.must(err)
	}
	committee := w.org(org.CommunityCommittee, theCommunity, "中心村社区")
	w.org(org.CommunityCommittee, nextDoor, "城北村社区")
	w.office = w.org(org.StreetOffice, theStreet, "社会事务办")
	w.worker = w.hired("季小舟", committee, actor.SocialWorker)
	w.secretary = w.hired("闻立溪", committee, actor.Secretary)
	w.officer = w.hired("苏见山", w.office, actor.StreetOfficer)
	w.leader = w.hired("柏时雨", w.org(org.Street, theStreet, "钟秀街道"), actor.StreetLeader)
	w.commander = w.hired("时守正", w.org(org.District, theDistrict, "区指挥中心"), actor.CommandCentre)
	w.auditor = w.hired("瞿明允", w.org(org.Bureau, theDistrict, "区审计局"), actor.Auditor)
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

func (w *world) org(k org.Kind, place, name string) string {
	w.t.Helper()
	o, err := w.orgs.CreateOrg(w.t.Context(), actor.Job("test"), org.Org{Kind: k, Place: place, Name: name}, "")
	w.must(err)
	return o.ID
}

func (w *world) resident(name string) actor.Actor {
	w.t.Helper()
	p, err := person.New(w.d, nil).Create(w.t.Context(), actor.Job("test"), person.Person{Name: name, Place: garden}, "")
	w.must(err)
	return actor.Actor{Account: "account of " + name, Person: p.ID, Name: name, Home: garden}
}

func (w *world) hired(name, unit string, r actor.Role) actor.Actor {
	w.t.Helper()
	a := w.resident(name)
	p, err := w.orgs.CreatePost(w.t.Context(), actor.Job("test"), actor.Post{Org: unit, Role: r, Title: name}, "")
	w.must(err)
	_, err = w.orgs.Appoint(w.t.Context(), actor.Job("test"), org.Appointment{Post: p.ID, Person: a.Person}, "")
	w.must(err)
	a.Posts, err = org.PostsOf(w.t.Context(), w.d, a.Person, w.clock.Now())
	w.must(err)
	return a
}

// filed raises a wish.
func (w *world) filed(at string) wish.Wish {
	w.t.Helper()
	w.clock.Add(time.Minute)
	x, err := w.wishes.File(w.t.Context(), w.tan, wish.Filing{Topic: wish.Repair, Text: "花园里没有坐的地方，能不能装几张椅子？", Place: at, Visibility: wish.Private})
	w.must(err)
	return x
}

// sorted brings a wish to the unit that can solve it.
func (w *world) sorted(x wish.Wish, c wish.Colour) wish.Wish {
	w.t.Helper()
	x, err := w.wishes.Accept(w.t.Context(), w.worker, x.ID, wish.Acceptance{})
	w.must(err)
	in := wish.Classification{Colour: c, Text: "社区办不了"}
	if c == wish.Yellow {
		in.Unit = w.office
	}
	x, err = w.wishes.Classify(w.t.Context(), w.secretary, x.ID, in)
	w.must(err)
	return x
}

func (w *world) answered(x wish.Wish) wish.Wish {
	w.t.Helper()
	by := w.worker
	if x.Colour == wish.Yellow {
		by = w.officer
	}
	x, err := w.wishes.Answer(w.t.Context(), by, x.ID, wish.Reply{Text: "装好了 20 张。"})
	w.must(err)
	return x
}

func (w *world) judged(x wish.Wish, solved bool, r wish.Rating) wish.Wish {
	w.t.Helper()
	x, err := w.wishes.Evaluate(w.t.Context(), w.tan, x.ID, wish.Evaluation{Solved: &solved, Rating: r, Text: "说明"})
	w.must(err)
	return x
}

// right asserts that no count is wrong: what the acts have counted is what the wishes are.
func (w *world) right(after string) {
	w.t.Helper()
	wrong, err := w.figures.Recount(w.t.Context())
	if err != nil || wrong != 0 {
		w.t.Errorf("after %s %d counts are wrong, %v", after, wrong, err)
	}
}
