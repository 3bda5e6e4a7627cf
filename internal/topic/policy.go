package topic

import "linli/internal/actor"

// MayEdit gives the post under which the actor changes the tree: the command centre's, for one tree holds for all.
func MayEdit(a actor.Actor) (actor.Post, bool) {
	for _, p := range a.Posts {
		if p.Role == actor.CommandCentre {
			return p, true
		}
	}
	return actor.Post{}, false
}
