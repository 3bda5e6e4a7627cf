// Package chooser is the first page of the demonstration, where anybody chooses who to be.
package chooser

import (
	"context"
	"net/http"

	"linli/internal/account"
	"linli/internal/account/accountweb"
	"linli/internal/actor"
	"linli/internal/app/demo"
	"linli/internal/db"
	"linli/internal/org"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/list"
)

// House is what the page needs of the house.
type House struct {
	DB       *db.DB
	Accounts *account.Service
	Sessions *accountweb.Sessions
	Calls    *callback.Service
	Lists    *list.Lists
	Where    func(ctx context.Context, code string) (string, error) // a place in words
	Cast     func(name string) string                               // the account of who can be chosen
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

// Choose is GET /choose, the first page of the demonstration: who you want to be.
func (h House) Choose(w http.ResponseWriter, r *http.Request) {
	p := choosePage{Page: web.NewPage(w, r, web.T(r.Context(), "demo.choose")), Path: demo.Path()}
	p.Frame = web.Bare
	for _, g := range demo.Groups() {
		out := chooseGroup{Title: g.Title}
		for _, role := range g.Roles {
			c, err := h.cast(r.Context(), role)
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
func (h House) cast(ctx context.Context, role demo.Role) (chosen, error) {
	who, err := h.Accounts.Actor(ctx, h.Cast(role.Name))
	if err != nil {
		return chosen{}, err
	}
	c := chosen{Role: role, Account: who.Account, Says: org.CombinedTitle(who.Posts), Staff: who.Staff()}
	if !who.Staff() {
		return c, h.castResident(ctx, who, &c)
	}
	if err := h.castStaff(ctx, who, &c); err != nil {
		return c, err
	}
	o, err := org.ByID(ctx, h.DB, who.Posts[0].Org)
	c.Says = o.Short() + " " + c.Says
	return c, err
}

// castStaff counts what is to be done: wishes, or calls.
func (h House) castStaff(ctx context.Context, who actor.Actor, c *chosen) (err error) {
	if who.Has(actor.Administrators()...) {
		return nil
	}
	if who.Has(actor.CallBackOfficer) {
		c.Open, err = h.Calls.Waiting(ctx, who)
		return err
	}
	counts, err := h.Lists.Count(ctx, who, list.DeskMine, list.Filter{}, h.DB.Now())
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
func (h House) castResident(ctx context.Context, who actor.Actor, c *chosen) (err error) {
	if c.Says, err = h.Where(ctx, who.Home); err != nil {
		return err
	}
	mine, err := h.Lists.Mine(ctx, who, list.Filter{State: wish.Answered})
	c.Open = len(mine.Wishes)
	return err
}

// Become is POST /choose: it changes who one is, and leads to that person's first page.
func (h House) Become(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = h.Sessions.Become(w, r, f.Value("account"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/", web.Flash{})
}
