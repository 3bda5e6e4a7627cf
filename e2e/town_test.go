package e2e_test

import (
	"context"
	"net/http"
	"testing"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/privacy"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/publish"
)

// town is a district whose people are known by name, so that a test can put a wish where a page needs it.
type town struct {
	*district
	t        *testing.T
	accounts map[string]string // id by name
}

const (
	building  = "320613007005001007" // 花半里 7幢
	newcomer  = "新来的人"               // a resident without a wish
	idle      = "刚上岗的人"              // staff without work
	atTheDoor = ""                   // a visitor
)

func (d *district) town(t *testing.T) *town {
	t.Helper()
	w := &town{district: d, t: t, accounts: map[string]string{}}
	answer, err := http.Get(d.site + "/choose")
	w.must(err)
	defer func() { w.must(answer.Body.Close()) }()
	for _, row := range webtest.Parse(t, answer.Body).All(".ll-pick li") {
		name, account := "", ""
		for x := range row.Descendants() {
			switch {
			case x.Data == "strong" && name == "":
				name = webtest.Text(x)
			case webtest.Attr(x, "name") == "account":
				account = webtest.Attr(x, "value")
			}
		}
		w.accounts[name] = account
	}
	w.settle()
	return w
}

func (w *town) must(err error) {
	w.t.Helper()
	must(w.t, err)
}

// settle brings in two people to whom nothing has happened yet.
func (w *town) settle() {
	ctx, job := context.Background(), actor.Job("test")
	p, err := w.app.People.Create(ctx, job, person.Person{Name: newcomer, Place: building}, "")
	w.must(err)
	a, err := w.app.Accounts.Resident(ctx, job, p.ID)
	w.must(err)
	w.accounts[newcomer] = a.ID
	unit, err := w.app.Orgs.CreateOrg(ctx, job, org.Org{Kind: org.Unit, Place: "320613", Name: "崇川燃气公司"}, "")
	w.must(err)
	post, err := w.app.Orgs.CreatePost(ctx, job, actor.Post{Org: unit.ID, Role: actor.Handler, Title: "片区主管"}, "")
	w.must(err)
	b, _, err := w.app.Accounts.Create(ctx, job, account.Creation{Login: "idle", Name: idle, Post: post.ID})
	w.must(err)
	w.accounts[idle] = b.ID
}

// who is somebody of the town.
func (w *town) who(name string) actor.Actor {
	w.t.Helper()
	a, err := w.app.Accounts.Actor(context.Background(), w.accounts[name])
	w.must(err)
	return a
}

// as opens a path as somebody, without the walk through the first page.
func (w *town) as(v *device, name string) {
	v.t.Helper()
	cookie := "none"
	if name != atTheDoor {
		var err error
		cookie, err = w.app.Sessions.Open(context.Background(), w.accounts[name])
		w.must(err)
	}
	v.Cookies(w.site, "linli="+cookie)
}

// asked is the path of a correction that a resident without a wish waits for.
func (w *town) asked() string {
	w.t.Helper()
	r, err := w.app.Privacy.Ask(context.Background(), w.who(newcomer), privacy.Asking{Kind: privacy.Correct, Text: "楼栋写错了，我住 8 幢。"})
	w.must(err)
	return "/requests/" + r.ID
}

// shown lets neighbours read the title of an accepted wish where the rule has left that to a moderator: it names a building.
func (w *town) shown(path string) {
	w.t.Helper()
	ctx, ji := context.Background(), w.who("季小舟")
	seen, err := w.app.Wishes.See(ctx, ji, path[len("/wishes/"):])
	w.must(err)
	if seen.Wish.Publicity == wish.Waiting {
		w.must(w.app.Publish.Publish(ctx, ji, seen.Wish.ID, publish.Decision{Seen: 1, Text: seen.Wish.Title, Sure: true}))
	}
}

// brought is the path of a new wish of 谈桂芬 that has come to a state, by the street when it is sorted.
func (w *town) brought(to wish.State) string {
	w.t.Helper()
	ctx, s := context.Background(), w.app.Wishes
	tan, ji, wen, su := w.who("谈桂芬"), w.who("季小舟"), w.who("闻立溪"), w.who("苏见山")
	x, err := s.File(ctx, tan, wish.Filing{Topic: wish.Repair, Text: need, Place: building, Spot: "正门", Visibility: wish.Public, Key: id.New()})
	w.must(err)
	path, yes := "/wishes/"+x.ID, true
	units, err := s.Receivers(ctx, x.Community, wish.Yellow)
	w.must(err)
	unit := ""
	for _, o := range units {
		if o.Short() == "社会事务办" {
			unit = o.ID
		}
	}
	switch to {
	case wish.Rejected:
		_, err = s.Reject(ctx, ji, x.ID, wish.Rejection{Text: "这是物业的事，社区不办。", Advice: "请找和畅物业，0513-00001870。"})
		w.must(err)
		return path
	case wish.Withdrawn:
		_, err = s.Withdraw(ctx, tan, x.ID, "")
		w.must(err)
		return path
	}
	for _, step := range []struct {
		to wish.State
		do func() (wish.Wish, error)
	}{
		{wish.Accepted, func() (wish.Wish, error) {
			got, err := s.Accept(ctx, ji, x.ID, wish.Acceptance{Urgency: wish.Urgent, Text: "收到了。"})
			w.must(err)
			w.shown(path)
			return got, nil
		}},
		{wish.Classified, func() (wish.Wish, error) {
			return s.Classify(ctx, wen, x.ID, wish.Classification{Colour: wish.Yellow, Unit: unit, Text: "要动用街道的钱。"})
		}},
		{wish.InProgress, func() (wish.Wish, error) { return s.TakeUp(ctx, su, x.ID, "") }},
		{wish.Answered, func() (wish.Wish, error) {
			return s.Answer(ctx, su, x.ID, wish.Reply{Text: "台阶重做了，今天验收。"})
		}},
		{wish.Closed, func() (wish.Wish, error) {
			return s.Evaluate(ctx, tan, x.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied})
		}},
	} {
		if x.State == to {
			break
		}
		x, err = step.do()
		w.must(err)
	}
	if x.State != to {
		w.t.Fatalf("the wish is %s, not %s", x.State, to)
	}
	return path
}
