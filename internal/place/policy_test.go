package place_test

import (
	"testing"

	"linli/internal/actor"
	"linli/internal/place"
)

// TestPolicyMatrix is every role, with its post in four places, against every level.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	editors := map[actor.Role]bool{actor.SystemAdmin: true, actor.Secretary: true, actor.ViceSecretary: true, actor.SocialWorker: true}
	codes := []string{"32", "3206", "320613", "320613007", centre, centre + "001", centre + "001001"}
	for _, role := range actor.Roles() {
		for _, at := range []struct {
			place  string
			covers bool
		}{{"320613", true}, {centre, true}, {north, false}, {"", true}} {
			for i, code := range codes {
				_, ok := place.MayEdit(staff(role, at.place), code)
				if want := editors[role] && at.covers && place.Level(i+1) >= place.Neighbourhood; ok != want {
					t.Errorf("%s at %q edits %s: %v", role, at.place, code, ok)
				}
				_, ok = place.MayImport(staff(role, at.place), code)
				if want := role == actor.SystemAdmin && actor.Covers(at.place, code); ok != want {
					t.Errorf("%s at %q imports below %s: %v", role, at.place, code, ok)
				}
			}
		}
	}
	for _, code := range codes {
		for name, a := range map[string]actor.Actor{"visitor": actor.Visitor("192.0.2.1"), "resident": {Account: "a", Home: centre}} {
			_, edit := place.MayEdit(a, code)
			_, load := place.MayImport(a, code)
			if edit || load {
				t.Errorf("a %s may change %s", name, code)
			}
		}
		_, edit := place.MayEdit(actor.Job("demo"), code)
		_, load := place.MayImport(actor.Job("import"), code)
		if edit != (place.LevelOf(code) >= place.Neighbourhood) || !load {
			t.Errorf("the system at %s: edits %v, imports %v", code, edit, load)
		}
	}
}
