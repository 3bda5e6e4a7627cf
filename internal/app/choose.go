package app

import (
	"context"
	"log/slog"
	"net/http"
	"os"

	"linli/internal/actor"
	"linli/internal/app/demo"
	"linli/internal/org"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// NewDemo builds the demonstration: an empty database filled with invented people, in which anybody may become anybody.
func NewDemo(ctx context.Context, dsn string, log *slog.Logger) (*App, error) {
	return demonstrate(ctx, Config{DSN: dsn, Log: log, Sender: InTerminal(os.Stdout)})
}

func demonstrate(ctx context.Context, cfg Config) (*App, error) {
	clock := &demo.Clock{}
	cfg.Now, cfg.Keys, cfg.Invented = clock.Now, Throwaway, true
	a, err := New(ctx, cfg)
	if err != nil {
		return nil, err
	}
	a.accounts, err = demo.Fill(ctx, demo.Services{
		DB: a.DB, Rules: a.Rules, Places: a.Places, People: a.People, Orgs: a.Orgs, Accounts: a.Accounts, Topics: a.Topics, Dispatch: a.Dispatch, Wishes: a.Wishes, Sides: a.Sides, Escalate: a.Escalate, Asks: a.Asks, Teas: a.Teas, Calls: a.Calls, Files: a.Files, Intake: a.Intake, Publish: a.Publish, Follows: a.Follows, Views: a.Views, Tokens: a.Tokens, Notices: a.Notices,
	}, clock)
	if err != nil {
		_ = a.Close()
		return nil, err
	}
	a.Accounts.ForgetActors()
	return a, nil
}

// chosen is somebody who can be chosen.
type chosen struct {
	demo.Role
	Account string
	Says    string // titles, or where somebody lives
	Open    int    // what waits for this person
	Late    int    // of that, what is late
	Watched int    // what is open where this person looks on, when nothing waits
	Staff   bool
}

type choosePage struct {
	web.Page
	Groups []chooseGroup
	Path   [4]demo.Role
}

type chooseGroup struct {
	Title string
	Roles []chosen
}

// choose is the first page of the demonstration: who you want to be.
func (a *App) choose(w http.ResponseWriter, r *http.Request) {
	p := choosePage{Page: web.NewPage(w, r, web.T(r.Context(), "demo.choose")), Path: demo.Path()}
	p.Frame = web.Bare
	for _, g := range demo.Groups() {
		out := chooseGroup{Title: g.Title}
		for _, role := range g.Roles {
			c, err := a.cast(r.Context(), role)
			if err != nil {
				web.Fail(w, r, err)
				return
			}
			out.Roles = append(out.Roles, c)
		}
		p.Groups = append(p.Groups, out)
	}
	web.Render(w, r, http.StatusOK, choosing(p))
}

// cast is the person behind a role, with what this person is.
func (a *App) cast(ctx context.Context, role demo.Role) (chosen, error) {
	who, err := a.Accounts.Actor(ctx, a.accounts[role.Name])
	if err != nil {
		return chosen{}, err
	}
	c := chosen{Role: role, Account: who.Account, Says: org.CombinedTitle(who.Posts), Staff: who.Staff()}
	if !who.Staff() {
		return c, a.castResident(ctx, who, &c)
	}
	if err := a.castStaff(ctx, who, &c); err != nil {
		return c, err
	}
	o, err := org.ByID(ctx, a.DB, who.Posts[0].Org)
	c.Says = o.Short() + " " + c.Says
	return c, err
}

// castStaff counts what is to be done: wishes, or calls.
func (a *App) castStaff(ctx context.Context, who actor.Actor, c *chosen) (err error) {
	if who.Has(actor.Administrators()...) {
		return nil
	}
	if who.Has(actor.CallBackOfficer) {
		c.Open, err = a.Calls.Waiting(ctx, who)
		return err
	}
	counts, err := a.Lists.Count(ctx, who, list.DeskMine, list.Filter{}, a.DB.Now())
	if err != nil {
		return err
	}
	c.Open, c.Late = counts.Desks[list.DeskMine], counts.Late
	if c.Open == 0 {
		c.Watched = counts.Desks[list.DeskAll]
	}
	return nil
}

// castResident counts what waits for a resident's judgement.
func (a *App) castResident(ctx context.Context, who actor.Actor, c *chosen) (err error) {
	if c.Says, err = a.where(ctx, who.Home); err != nil {
		return err
	}
	mine, err := a.Lists.Mine(ctx, who, list.Filter{State: wish.Answered})
	c.Open = len(mine.Wishes)
	return err
}

// become changes who one is, and leads to that person's first page.
func (a *App) become(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = a.Sessions.Become(w, r, f.Value("account"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/", web.Flash{})
}
