package publish

import (
	"slices"

	"linli/internal/actor"
	"linli/internal/wish"
)

// moderators is who decides: the desk of the wish's community.
var moderators = []actor.Role{actor.SocialWorker, actor.ViceSecretary, actor.Secretary}

// May gives the post under which the actor decides what of a wish is public: the community's desk, for a wish that its
// submitter wants public and that has been accepted.
func May(a actor.Actor, w wish.Wish) (actor.Post, bool) {
	if w.Visibility != wish.Public || w.AcceptedAt.IsZero() || w.State == wish.Rejected || w.State == wish.Withdrawn {
		return actor.Post{}, false
	}
	return a.As(w.Community, moderators...)
}

// scope are the codes of the communities for which the actor decides, those of before a recoding too.
func scope(a actor.Actor) (codes []string) {
	for _, p := range a.Posts {
		if slices.Contains(moderators, p.Role) {
			codes = append(codes, a.Scope(p)...)
		}
	}
	return codes
}

// Decides tells whether the actor decides what is public anywhere.
func Decides(a actor.Actor) bool { return len(scope(a)) > 0 }
