package console_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

const place1, place2 = "320613007005", "320613007002"

// committee adds a community committee and gives its id.
func committee(t *testing.T, dsn, at, name string) string {
	t.Helper()
	return strings.TrimSpace(says(t, func(term console.Terminal) error {
		return console.AddOrg(t.Context(), dsn, console.NewOrg{Kind: "community_committee", Place: at, Name: name}, term)
	}))
}

func worker(at string) console.NewPost { return console.NewPost{Role: "social_worker", Place: at} }

func add(t *testing.T, dsn, login, name string, p console.NewPost) func(console.Terminal) error {
	return func(term console.Terminal) error {
		return console.AddStaff(t.Context(), dsn, console.NewStaff{Login: login, Name: name, Post: p, BaseURL: "http://x/"}, term)
	}
}

// Somebody leaves, the successor takes over the post and with it the open wishes, and a second post stands beside the first.
func TestStaffFromTheCommandLine(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		street(t, dsn)
		contains(t, "no committee yet", refuses(t, false, add(t, dsn, "jixz", "季小舟", worker(place1))), "linli org add")
		id := committee(t, dsn, place1, "中心村社区居民委员会")
		contains(t, "new", says(t, add(t, dsn, "jixz", "季小舟", worker(place1))), "a new post “社工”", "http://x/invitation/")
		contains(t, "the login is taken", refuses(t, true, add(t, dsn, "JIXZ", "另一个", worker(place1))), "linli user appoint --login jixz")
		appoint := func(login string, p console.NewPost) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.AppointStaff(ctx, dsn, login, p, term) }
		}
		secretary := console.NewPost{Role: "secretary", Org: id, Title: "社区党委书记"}
		contains(t, "one more", says(t, appoint("jixz", secretary)), "a new post", "jixz\t社工、社区党委书记")
		contains(t, "held", says(t, appoint("jixz", secretary)), "nothing was changed", "jixz\t社工、社区党委书记")
		contains(t, "nobody", refuses(t, false, appoint("nobody", secretary)), "没有这个账号")
		contains(t, "no such role", refuses(t, false, appoint("jixz", console.NewPost{Role: "king", Place: place1, Title: "王"})), "role: ")

		id = takenWish(t, dsn, "jixz")
		if n, err := console.EndPosts(ctx, dsn, "jixz", "社工"); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		contains(t, "the successor", says(t, add(t, dsn, "wensh", "闻叔衡", worker(place1))), "took over the vacant post “社工” at 中心村社区居民委员会")
		inherits(t, dsn, "wensh", id)
		contains(t, "the list", says(t, func(term console.Terminal) error { return console.ListStaff(ctx, dsn, term) }),
			"jixz\t季小舟\t社区党委书记", "wensh\t闻叔衡\t社工")

		must(t, console.DisableAccount(ctx, dsn, "wensh"))
		contains(t, "disabled", refuses(t, true, appoint("wensh", secretary)), "linli user enable --login wensh")
		must(t, console.EnableAccount(ctx, dsn, "wensh"))
		contains(t, "enabled", says(t, appoint("wensh", secretary)), "a new post")
	})
}

// What goes wrong leaves no post behind.
func TestAddingStaffIsAllOrNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		street(t, dsn)
		committee(t, dsn, place1, "中心村社区居民委员会")
		contains(t, "a bad login", refuses(t, true, add(t, dsn, "季小舟", "季小舟", worker(place1))), "login: ")
		contains(t, "a bad name", refuses(t, true, add(t, dsn, "jixz", " ", worker(place1))), "name: ")
		d := dbtest.Open(t, dsn, db.Options{})
		for _, table := range []string{"post", "appointment", "account", "person"} {
			if n, err := db.Value[int](t.Context(), d, "SELECT COUNT(*) FROM "+table); err != nil || n != 0 {
				t.Errorf("%d rows of %s, %v", n, table, err)
			}
		}
	})
}

// as opens the house as somebody with a login.
func as(t *testing.T, dsn, login string, do func(ctx context.Context, a *app.App, who actor.Actor)) {
	t.Helper()
	ctx := t.Context()
	a, err := app.New(ctx, app.Config{DSN: dsn})
	must(t, err)
	defer func() { must(t, a.Close()) }()
	acc, err := account.ByLogin(ctx, a.DB, login)
	must(t, err)
	who, err := account.ActorFor(ctx, a.DB, acc.ID, a.DB.Now())
	must(t, err)
	do(ctx, a, who)
}

// takenWish is the id of a wish that somebody has sorted blue as the secretary and taken up as the social worker.
func takenWish(t *testing.T, dsn, login string) (id string) {
	t.Helper()
	as(t, dsn, login, func(ctx context.Context, a *app.App, who actor.Actor) {
		w, err := a.Wishes.File(ctx, who, wish.Filing{Text: "楼道的灯坏了三天，晚上看不见台阶。", Place: place1, Visibility: wish.Public, Anonymous: true})
		must(t, err)
		_, err = a.Wishes.Accept(ctx, who, w.ID, wish.Acceptance{})
		must(t, err)
		_, err = a.Wishes.Classify(ctx, who, w.ID, wish.Classification{Colour: wish.Blue})
		must(t, err)
		worker := who
		worker.Posts = slices.DeleteFunc(slices.Clone(who.Posts), func(p actor.Post) bool { return p.Role != actor.SocialWorker })
		w, err = a.Wishes.TakeUp(ctx, worker, w.ID, "")
		must(t, err)
		if id = w.ID; w.Post != worker.Posts[0].ID {
			t.Fatalf("taken up under %s", w.Post)
		}
	})
	return id
}

// inherits fails unless the wish is the work of the post that somebody holds.
func inherits(t *testing.T, dsn, login, id string) {
	t.Helper()
	as(t, dsn, login, func(ctx context.Context, a *app.App, who actor.Actor) {
		seen, err := a.Wishes.See(ctx, who, id)
		must(t, err)
		if len(who.Posts) != 1 || seen.Wish.Post != who.Posts[0].ID {
			t.Errorf("the wish is the work of %s, not of %+v", seen.Wish.Post, who.Posts)
		}
		page, err := a.Lists.Inbox(ctx, who, list.DeskMine, list.Filter{Limit: 10})
		must(t, err)
		if len(page.Wishes) != 1 || page.Wishes[0].ID != id {
			t.Errorf("the inbox of the successor has %d wishes", len(page.Wishes))
		}
	})
}
