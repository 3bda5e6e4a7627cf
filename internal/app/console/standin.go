package console

import (
	"context"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/workday"
)

// NewStandIn says who stands in for whom: logins, and days, both included.
type NewStandIn struct {
	For, Person string
	Title       string // which post, where several are held
	First, Last string
	Alone       bool
}

// NameStandIn lets somebody stand in for the holder of a post (org.Service.NameStandIn), and prints its id.
func NameStandIn(ctx context.Context, dsn string, in NewStandIn, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		holder, post, err := heldPost(ctx, a, in.For, in.Title)
		if err != nil {
			return err
		}
		acts, err := account.ByLogin(ctx, a.DB, in.Person)
		if err != nil {
			return err
		}
		x := org.StandIn{Post: post.ID, Person: acts.Person, Alone: in.Alone}
		if x.First, err = dayOf("first", in.First); err != nil {
			return err
		}
		if x.Last, err = dayOf("last", in.Last); err != nil {
			return err
		}
		if x, err = a.Orgs.NameStandIn(ctx, self(), x, ""); err != nil {
			return err
		}
		if err := t.line(t.T("console.stand.named", acts.Login, holder.Login, post.Title, in.First, in.Last)); err != nil {
			return err
		}
		return t.line(x.ID)
	})
}

// heldPost is the one post that the holder of an account holds now, or the one of a title. Conflict where that is not one.
func heldPost(ctx context.Context, a *app.App, login, title string) (account.Account, actor.Post, error) {
	acc, err := account.ByLogin(ctx, a.DB, login)
	if err != nil {
		return acc, actor.Post{}, err
	}
	held, err := org.PostsOf(ctx, a.DB, acc.Person, a.DB.Now())
	if err != nil {
		return acc, actor.Post{}, err
	}
	var fit []actor.Post
	for _, p := range held {
		if title == "" || p.Title == title {
			fit = append(fit, p)
		}
	}
	if len(fit) != 1 {
		return acc, actor.Post{}, errs.New(errs.Conflict, "console.stand.which", acc.Login, org.CombinedTitle(held))
	}
	return acc, fit[0], nil
}

// dayOf is a day as it is typed.
func dayOf(field, text string) (workday.Date, error) {
	d, err := workday.ParseDate(text)
	if err != nil {
		return 0, errs.BadFields([]errs.Field{{Name: field, Key: "stand.error.day"}})
	}
	return d, nil
}

// EndStandIn ends a stand-in by its id.
func EndStandIn(ctx context.Context, dsn, id string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		if err := a.Orgs.EndStandIn(ctx, self(), id); err != nil {
			return err
		}
		return t.line(t.T("stand.ended"))
	})
}

// ListStandIns writes who stands in for the holder of an account, now and later, a line each.
func ListStandIns(ctx context.Context, dsn, login string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		acc, err := account.ByLogin(ctx, a.DB, login)
		if err != nil {
			return err
		}
		held, err := org.PostsOf(ctx, a.DB, acc.Person, a.DB.Now())
		if err != nil {
			return err
		}
		titles, ids := map[string]string{}, []string(nil)
		for _, p := range held {
			titles[p.ID], ids = p.Title, append(ids, p.ID)
		}
		list, err := org.PostStandIns(ctx, a.DB, ids, a.DB.Now())
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return t.line(t.T("console.stand.none", acc.Login))
		}
		for _, x := range list {
			names, err := person.Names(ctx, a.DB, []string{x.Person})
			if err != nil {
				return err
			}
			if err := t.row(x.ID, titles[x.Post], names[x.Person], x.First.String(), x.Last.String()); err != nil {
				return err
			}
		}
		return nil
	})
}
