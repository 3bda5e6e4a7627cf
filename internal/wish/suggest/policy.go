package suggest

import (
	"linli/internal/actor"
	"linli/internal/wish"
)

// MayUse gives the post under which the actor is shown suggestions for a wish: the desk of its community, which receives and
// sorts it.
func MayUse(a actor.Actor, w wish.Wish) (actor.Post, bool) {
	return wish.MayFileFor(a, w.Community)
}

// MaySee gives the post under which the actor reads how good the models of a district are and how often they are followed. They
// are counts; no wish can be read there.
func MaySee(a actor.Actor, district string) (actor.Post, bool) {
	return a.As(district, actor.SystemAdmin, actor.CommandCentre, actor.Auditor)
}

// MayTrain gives the post under which the actor has the models of a district trained now, and stops that.
func MayTrain(a actor.Actor, district string) (actor.Post, bool) {
	return a.As(district, actor.SystemAdmin, actor.CommandCentre)
}

// Home is the district whose models the actor may see, by the order of the posts; empty for who may see none.
func Home(a actor.Actor) string {
	for _, p := range a.Posts {
		if len(p.Place) != districtWidth {
			continue
		}
		if _, ok := MaySee(a, p.Place); ok {
			return p.Place
		}
	}
	return ""
}
