package dispatch

import (
	"testing"

	"linli/internal/actor"
)

const (
	district  = "320613"
	street    = "320613007"
	otherTown = "320613003"
	community = "320613007005"
	building  = "320613007005001001"
)

func held(r actor.Role, at string) actor.Actor {
	return actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "post", Org: "org", Place: at, Role: r}}}
}

// The whole matrix: each role, at each place, for the catalogue of each place.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	places := []string{district, street, otherTown, community, building}
	reads := map[actor.Role]bool{
		actor.SocialWorker: true, actor.Secretary: true, actor.ViceSecretary: true, actor.StreetOfficer: true, actor.StreetLeader: true,
		actor.GroupLeader: true, actor.CommandCentre: true, actor.Handler: true, actor.Auditor: true,
	}
	for _, r := range actor.Roles() {
		for _, at := range places {
			for _, of := range places {
				a := held(r, at)
				_, edits := MayEdit(a, of)
				if want := (r == actor.CommandCentre || r == actor.StreetLeader) && actor.Covers(at, of); edits != want {
					t.Errorf("%s at %s edits at %s: %v, want %v", r, at, of, edits, want)
				}
				if sees, want := MaySee(a, of), reads[r] && (actor.Covers(at, of) || actor.Covers(of, at)); sees != want {
					t.Errorf("%s at %s sees %s: %v, want %v", r, at, of, sees, want)
				}
				if edits && !MaySee(a, of) {
					t.Errorf("%s at %s edits what is not seen", r, at)
				}
				post := a.Posts[0]
				if names, want := MayName(post, of), r == actor.CommandCentre || actor.Covers(at, of); names != want {
					t.Errorf("%s at %s names a unit at %s: %v, want %v", r, at, of, names, want)
				}
			}
		}
	}
	for name, a := range map[string]actor.Actor{"a visitor": actor.Visitor("192.0.2.1"), "a resident": {Account: "a", Person: "p", Home: building}} {
		if _, ok := MayEdit(a, building); ok || MaySee(a, building) || len(Edits(a)) > 0 {
			t.Errorf("%s has something", name)
		}
	}
}
