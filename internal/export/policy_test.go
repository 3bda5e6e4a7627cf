package export_test

import (
	"slices"
	"testing"

	"linli/internal/actor"
	"linli/internal/export"
)

// Who sees that something of a community, or of everything, has left the house: every role at it, above it, beside it, and over
// the whole installation.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	const community, street, district, beside, house = "320613007005", "320613007", "320613", "320614", ""
	for _, role := range actor.Roles() {
		audits := role == actor.Auditor || role == actor.AuditAdmin
		for place, want := range map[string]struct{ community, everything bool }{
			community: {true, false}, street: {true, false}, district: {true, false}, beside: {false, false}, house: {true, true},
		} {
			a := actor.Actor{Account: "x", Person: "x", Posts: []actor.Post{{ID: "p", Place: place, Role: role}}}
			if got := export.MaySee(a, community+"001"); got != (audits && want.community) {
				t.Errorf("%s at %q sees the community's: %v", role, place, got)
			}
			if got := export.MaySee(a, ""); got != (audits && want.everything) {
				t.Errorf("%s at %q sees those of everything: %v", role, place, got)
			}
			if got := export.MayList(a); got != audits {
				t.Errorf("%s at %q has a list: %v", role, place, got)
			}
		}
	}
	for name, a := range map[string]actor.Actor{
		"a visitor": actor.Visitor("192.0.2.1"), "a resident": resident,
		"a secretary with an auditor's post elsewhere": {Account: "y", Posts: []actor.Post{{Place: community, Role: actor.Secretary}, {Place: beside, Role: actor.Auditor}}},
	} {
		if export.MaySee(a, community) || export.MaySee(a, "") || export.MayList(a) != slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return p.Role == actor.Auditor }) {
			t.Errorf("%s sees the community's", name)
		}
	}
	moved := actor.Actor{Account: "z", Posts: []actor.Post{{Place: district, Role: actor.Auditor}}, Former: map[string][]string{district: {"320602"}}}
	if !export.MaySee(moved, "320602001001") {
		t.Error("an auditor loses what was written down under the district's former code")
	}
}
