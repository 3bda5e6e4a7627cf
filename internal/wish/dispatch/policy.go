package dispatch

import (
	"linli/internal/actor"
	"linli/internal/wish"
)

// MayEdit gives the post under which the actor changes the catalogue at a place: the command centre in its district, the street's
// leader in the street and below. Who works in an office does not decide whose work it is.
func MayEdit(a actor.Actor, place string) (actor.Post, bool) {
	return a.As(place, actor.CommandCentre, actor.StreetLeader)
}

// MayName tells whether an entry made under a post may make an organisation responsible: a street's leader only one of the
// street or below, the command centre any.
func MayName(p actor.Post, unitPlace string) bool {
	return p.Role == actor.CommandCentre || actor.Covers(p.Place, unitPlace)
}

// MaySee tells whether the actor reads what the catalogue says at a place: whoever handles wishes, or audits them, there, above or
// below. It holds nothing of people.
func MaySee(a actor.Actor, place string) bool {
	_, ok := Reads(a, place)
	return ok
}

// Reads is MaySee with the post under which the actor reads it.
func Reads(a actor.Actor, place string) (actor.Post, bool) {
	for _, p := range a.Posts {
		if !wish.Handles(p.Role) && p.Role != actor.Auditor {
			continue
		}
		for _, own := range a.Scope(p) {
			if actor.Covers(own, place) || actor.Covers(place, own) {
				return p, true
			}
		}
	}
	return actor.Post{}, false
}

// Edits are the places where the actor changes the catalogue, each with all below it.
func Edits(a actor.Actor) (codes []string) {
	for _, p := range a.Posts {
		if _, ok := MayEdit(a, p.Place); ok {
			codes = append(codes, p.Place)
		}
	}
	return codes
}
