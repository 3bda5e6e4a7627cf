package bulk_test

import (
	"testing"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/wish/bulk"
)

// Every role, wherever its post stands, against every wish: what goes out is exactly what a post that handles wishes
// lets one see as staff; and who may not look at lists has no such page.
func TestWhoTakesWhatOut(t *testing.T) {
	t.Parallel()
	const here = "320613007005"
	var wishes []wish.Wish
	for _, unit := range []string{"org-a", "org-b"} {
		for _, v := range []wish.Visibility{wish.Public, wish.Private} {
			for _, place := range []string{here + "001", "320613007006001"} {
				wishes = append(wishes, wish.Wish{Community: place[:12], Place: place, Unit: unit, Visibility: v, State: wish.Classified, Colour: wish.Yellow, Submitter: "tan"})
			}
		}
	}
	outs := 0
	for _, role := range actor.Roles() {
		for _, place := range []string{here, "320613007", "320613", "320612"} {
			a := actor.Actor{Account: "a", Person: "tan", Posts: []actor.Post{{ID: "p", Org: "org-a", Place: place, Role: role}}}
			handles := wish.Handles(role)
			err := bulk.May(a)
			if (err == nil) != handles || err != nil && role != actor.Auditor && !errs.Is(err, errs.NotFound) || role == actor.Auditor && !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
			for _, w := range wishes {
				post, ok := bulk.TakesOut(a, w)
				if want := handles && wish.ViewOf(a, w) == wish.StaffView; ok != want || ok && post.ID != "p" {
					t.Errorf("%s at %s takes out %+v: %v", role, place, w, ok)
				}
				if ok {
					outs++
				}
			}
		}
	}
	for _, one := range actor.Roles() {
		for _, other := range actor.Roles() {
			a := actor.Actor{Account: "a", Person: "tan", Posts: []actor.Post{{ID: "p", Org: "org-a", Place: here, Role: one}, {ID: "q", Org: "org-b", Place: "320613", Role: other}}}
			for _, w := range wishes {
				if _, out := bulk.TakesOut(a, w); out != (wish.ViewOf(bulk.Posts(a), w) == wish.StaffView) {
					t.Errorf("%s and %s: a list holds %+v, one goes out: %v", one, other, w, out)
				}
			}
		}
	}
	if outs == 0 {
		t.Error("nobody takes anything out")
	}
	resident := actor.Actor{Account: "a", Person: "tan"}
	for _, w := range wishes {
		if _, ok := bulk.TakesOut(resident, w); ok {
			t.Error("a submitter takes the own wish out as staff")
		}
	}
	if err := bulk.May(actor.Actor{}); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("a visitor: %v", err)
	}
}
