package follow

import (
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/wish"
)

// may tells whether the actor may join a wish, as it is seen: a resident who sees it as a neighbour, while it is open.
// Never the submitter, nor who acts for that person, nor who handles it, nor who only looks: auditors and administrators.
func may(a actor.Actor, v wish.View, w wish.Wish) error {
	switch {
	case v == wish.NotSeen:
		return errs.New(errs.NotFound, "error.not_found")
	case a.Person == "":
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	case v == wish.SubmitterView:
		return errs.New(errs.Forbidden, "follow.forbidden.own")
	case v == wish.StaffView || onlyLooks(a):
		return errs.New(errs.Forbidden, "follow.forbidden.staff")
	case !w.Open():
		return errs.New(errs.Conflict, "follow.conflict.ended")
	}
	return nil
}

// onlyLooks tells whether somebody changes nothing of wishes, whatever one's need.
func onlyLooks(a actor.Actor) bool { return a.Has(append(actor.Administrators(), actor.Auditor)...) }

// May tells whether the actor may join a wish.
func May(a actor.Actor, w wish.Wish) bool { return may(a, wish.ViewOf(a, w), w) == nil }
