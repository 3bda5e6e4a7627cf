package publish_test

import (
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/wish"
	"linli/internal/wish/publish"
)

// Every role, at the wish's community and elsewhere, over every visibility and state.
func TestWhoDecidesWhatIsPublic(t *testing.T) {
	t.Parallel()
	const community, other = "320613007005", "320613007002"
	desk := map[actor.Role]bool{actor.SocialWorker: true, actor.ViceSecretary: true, actor.Secretary: true}
	for _, role := range append(actor.Roles(), "") {
		for _, at := range []string{community, other, "320613007", "320613"} {
			a := actor.Actor{Account: "a", Person: "p"}
			if role != "" {
				a.Posts = []actor.Post{{ID: "post", Org: "org", Place: at, Role: role}}
			}
			for _, st := range wish.Flow.States {
				for _, v := range []wish.Visibility{wish.Public, wish.Private} {
					for _, accepted := range []bool{true, false} {
						w := wish.Wish{ID: "w", Community: community, Place: community + "001", Submitter: "p", State: st, Visibility: v}
						if accepted {
							w.AcceptedAt = time.Unix(1, 0)
						}
						want := desk[role] && actor.Covers(at, community) && v == wish.Public && accepted && st != wish.Rejected && st != wish.Withdrawn
						if _, got := publish.May(a, w); got != want {
							t.Errorf("%s at %s, %s %s, accepted %v: %v, want %v", role, at, v, st, accepted, got, want)
						}
					}
				}
			}
		}
	}
}
