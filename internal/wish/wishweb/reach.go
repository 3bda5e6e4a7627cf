package wishweb

import (
	"slices"

	"linli/internal/actor"
	"linli/internal/wish"
)

// Scope are the places of the actor's posts, each once, without those that lie in another.
func Scope(a actor.Actor) (codes []string) {
	for _, p := range a.Posts {
		inside := slices.ContainsFunc(a.Posts, func(q actor.Post) bool { return q.Place != p.Place && actor.Covers(q.Place, p.Place) })
		if !inside && !slices.Contains(codes, p.Place) {
			codes = append(codes, p.Place)
		}
	}
	return codes
}

// Reaches tells whether a place lies at or below one of the actor's posts.
func Reaches(a actor.Actor, code string) bool {
	return slices.ContainsFunc(Scope(a), func(own string) bool { return actor.Covers(own, code) })
}

// Handles tells whether a post of the actor handles wishes.
func Handles(a actor.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return wish.Handles(p.Role) })
}
