package arrival

import (
	"linli/internal/actor"
	"linli/internal/wish"
)

// May gives the post under which the actor brings wishes: at the desk of a community, or in the command centre, to which the
// hotline's lists come.
func (*Kind) May(a actor.Actor) (actor.Post, bool) {
	for _, p := range a.Posts {
		if _, ok := MayAt(actor.Actor{Posts: []actor.Post{p}}, p.Place); ok {
			return p, true
		}
	}
	return actor.Post{}, a.System
}

// MayAt gives the post under which the actor brings wishes to a place.
func MayAt(a actor.Actor, place string) (actor.Post, bool) {
	if p, ok := wish.MayFileFor(a, place); ok {
		return p, true
	}
	return centre(a, place)
}

// MaySort gives the post under which the actor brings open wishes to a community that another system has handed to a unit. What
// stays in the community's own hands (own) its desk takes on; to hand a wish to anybody else is for who sorts, as it is here, and
// for the command centre, which hands out the hotline's orders.
func MaySort(a actor.Actor, community string, own bool) (actor.Post, bool) {
	if own {
		return MayAt(a, community)
	}
	if p, ok := a.As(community, actor.Secretary, actor.ViceSecretary); ok {
		return p, true
	}
	return centre(a, community)
}

// MayJudge gives the post under which the actor brings what submitters have said in call-backs elsewhere: never the desk of a
// community, whose own work it may be about.
func MayJudge(a actor.Actor, place string) (actor.Post, bool) { return centre(a, place) }

func centre(a actor.Actor, place string) (actor.Post, bool) {
	if p, ok := a.As(place, actor.CommandCentre); ok {
		return p, true
	}
	return actor.Post{}, a.System
}
