package bulk

import (
	"slices"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// MayAssign tells whether the actor has a post that handles wishes; whether one wish goes is that wish's own policy.
func MayAssign(a actor.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return wish.Handles(p.Role) })
}

// TakesOut gives the post under which the actor may print a wish or write it into a table: one under which the actor sees
// all of it. What goes out is no more than what stands on the screen.
func TakesOut(a actor.Actor, w wish.Wish) (actor.Post, bool) {
	for _, p := range a.Posts {
		one := actor.Actor{Account: a.Account, Posts: []actor.Post{p}, Former: a.Former}
		if list.AtDesk(p.Role) && wish.ViewOf(one, w) == wish.StaffView {
			return p, true
		}
	}
	return actor.Post{}, false
}

// May lets those pass who may assign (assigns), or print and export. Unauthenticated; Forbidden for who may look only; for
// anybody else there is no such page.
func May(a actor.Actor, assigns bool) error {
	switch {
	case !a.SignedIn():
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	case !list.HasDesk(a):
		return errs.New(errs.NotFound, "error.not_found")
	case assigns && !MayAssign(a):
		return errs.New(errs.Forbidden, "bulk.forbidden")
	}
	return nil
}
