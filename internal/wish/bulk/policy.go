package bulk

import (
	"slices"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/wish"
)

// MayAssign tells whether the actor has a post that handles wishes; whether one wish goes is that wish's own policy.
func MayAssign(a actor.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return wish.Handles(p.Role) })
}

// MayTakeOut tells whether the actor has a desk from which wishes may be printed or written into a table.
func MayTakeOut(a actor.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return takesOut(p.Role) })
}

func takesOut(r actor.Role) bool { return wish.Handles(r) || r == actor.Auditor }

// TakesOut gives the post under which the actor may print a wish or write it into a table: one under which the actor sees
// all of it. What goes out is no more than what stands on the screen.
func TakesOut(a actor.Actor, w wish.Wish) (actor.Post, bool) {
	for _, p := range a.Posts {
		one := actor.Actor{Account: a.Account, Posts: []actor.Post{p}, Former: a.Former}
		if takesOut(p.Role) && wish.ViewOf(one, w) == wish.StaffView {
			return p, true
		}
	}
	return actor.Post{}, false
}

// staff lets those pass who may; who has not signed in is asked to, and for anybody else there is no such page.
func staff(a actor.Actor, may bool) error {
	switch {
	case !a.SignedIn():
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	case may:
		return nil
	case MayTakeOut(a):
		return errs.New(errs.Forbidden, "bulk.forbidden")
	}
	return errs.New(errs.NotFound, "error.not_found")
}
