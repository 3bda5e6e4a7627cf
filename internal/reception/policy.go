package reception

import (
	"slices"

	"linli/internal/actor"
	"linli/internal/wish"
)

// View is how much of a tea somebody sees.
type View uint8

// Views, narrowest first. What is NotSeen answers as if it were not there.
const (
	NotSeen    View = iota
	PublicView      // when, where, what about; whom it invites, by role; wishes and, once published, minutes and promises
	GuestView       // as the public, and who comes by name, promises and what was said as soon as it is written
	StaffView       // everything
)

// hosts receive residents; the desk prepares and writes; overseers are the levels above, and who audits.
var (
	hosts     = []actor.Role{actor.Secretary, actor.ViceSecretary}
	desk      = []actor.Role{actor.Secretary, actor.ViceSecretary, actor.SocialWorker}
	overseers = append([]actor.Role{actor.StreetOfficer, actor.StreetLeader, actor.CommandCentre, actor.Auditor}, desk...)
)

// ViewOf is how much of a tea the actor sees.
func ViewOf(a actor.Actor, s Session) View {
	if _, ok := a.As(s.Place, overseers...); ok || a.System {
		return StaffView
	}
	switch {
	case s.invited(a):
		return GuestView
	case s.Shown():
		return PublicView
	}
	return NotSeen
}

// MayPlan gives the post under which the actor may plan a tea of a community.
func MayPlan(a actor.Actor, place string) (actor.Post, bool) { return a.As(place, hosts...) }

// May gives the post under which the actor may do the act to a tea, whatever its state. The flow table says from which
// state. Who only owns one of its promises is asked by MayKeep.
func May(a actor.Actor, act Act, s Session) (actor.Post, bool) {
	switch act {
	case Plan, Amend, Announce, Hold, Cancel, Vow, Record, Publish:
		return a.As(s.Place, hosts...)
	case Invite, Link, Agenda, Hear, Fulfil, Explain:
		return a.As(s.Place, desk...)
	case finish:
		return actor.Post{}, a.System
	}
	return actor.Post{}, false
}

// MayKeep gives the post under which the actor may say that a promise is kept, or why not yet: the community's desk, the
// official who gave it, and who acts for the unit that answers for it.
func MayKeep(a actor.Actor, p Promise) (actor.Post, bool) {
	if post, ok := a.As(p.Place, desk...); ok {
		return post, true
	}
	for _, post := range a.Posts {
		if p.Post != "" && post.ID == p.Post {
			return post, true
		}
	}
	if p.Post != "" {
		return actor.Post{}, false
	}
	return wish.ActsFor(a, p.Unit)
}

// Can tells whether the actor may do the act to a tea now: the right, the state and, for holding it, the time. Buttons ask
// it, and the verbs do.
func Can(a actor.Actor, act Act, s Session) bool {
	_, right := May(a, act, s)
	return right && possible(act, s)
}

// CanKeep tells whether the actor may say something about a promise of the tea now.
func CanKeep(a actor.Actor, s Session, p Promise) bool {
	_, right := MayKeep(a, p)
	return right && possible(Fulfil, s) && p.Kept == 0
}

// possible tells whether the act may be done to a tea as it stands, whoever does it.
func possible(act Act, s Session) bool {
	_, ok := Flow.Next(string(act), s.State)
	switch act {
	case Hold:
		return ok && !s.At.Before(s.StartsAt)
	case Link:
		return ok && s.At.Before(s.Until)
	}
	return ok
}

// Overseen is where the actor sees every tea, also one that was not announced yet.
func Overseen(a actor.Actor) (places []string) {
	for _, p := range a.Posts {
		if slices.Contains(overseers, p.Role) {
			places = append(places, a.Scope(p)...)
		}
	}
	return places
}
