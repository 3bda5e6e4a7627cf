package precedent

import (
	"linli/internal/actor"
	"linli/internal/wish/dispatch"
)

// MaySee tells whether the actor reads the precedents of a place: who reads its catalogue. What tells of people is taken out of their words.
func MaySee(a actor.Actor, place string) bool { return dispatch.MaySee(a, place) }

// MayRevoke gives the post under which the actor ends a precedent: one of the tier that ruled, there.
func MayRevoke(a actor.Actor, p Precedent) (actor.Post, bool) {
	if !p.To.IsZero() {
		return actor.Post{}, false
	}
	if p.Tier == District {
		return a.As(p.Place, actor.CommandCentre)
	}
	return a.As(p.Place, actor.StreetLeader)
}
