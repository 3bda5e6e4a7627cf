package wish_test

import (
	"bytes"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/recode"
	"linli/internal/wish"
	"linli/internal/wish/relocate"
)

const newCommunity = "320613007105"

// recoded imports a list that gives the community another code, and lets its organisation and its wishes follow.
func (w *world) recoded() {
	w.t.Helper()
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007105,中心村社区居委会,320613007000,5\n320613007002,城北村社区居委会,320613007000,5\n"
	rep, err := edition.Import(w.t.Context(), w.d, actor.Job("test"), bytes.NewReader([]byte(list)), edition.Options{})
	w.must(err)
	changes, err := place.Recodings(w.t.Context(), w.d, rep.Edition)
	w.must(err)
	if len(changes) != 1 || changes[0].Old != theCommunity || changes[0].New != newCommunity {
		w.t.Fatalf("%+v", changes)
	}
	c, _, err := place.New(w.d).Recode(w.t.Context(), changes[0])
	w.must(err)
	for _, follow := range []func(c recode.Change) (int, error){
		func(c recode.Change) (int, error) { return w.orgs.Recode(w.t.Context(), c) },
		func(c recode.Change) (int, error) { return relocate.New(w.d, w.heard).Recode(w.t.Context(), c) },
	} {
		_, err := follow(c)
		w.must(err)
	}
}

// The whole recoding happens between the look-up of a filing and its write: the wish is not left behind at the old code.
func TestAFilingThatIsOvertakenLooksUpAgain(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		first := w.wishAt(wish.Submitted, wish.Unsorted)
		x, err := w.wishes.FileAround(t.Context(), w.tan, filing(), w.recoded)
		w.must(err)
		if x.Community != newCommunity || x.Place != newCommunity+"001" || x.Number != newCommunity+"-2026-000001" {
			t.Errorf("the overtaken filing: %+v", x)
		}
		n, err := relocate.OpenIn(t.Context(), w.d, theCommunity, theCommunity+"~")
		if err != nil || n != 0 {
			t.Errorf("%d open wishes at the old code, %v", n, err)
		}
		s, err := w.wishes.SeeNumber(t.Context(), w.tan, first.Number)
		if err != nil || s.Wish.Place != newCommunity+"001" || !strings.HasPrefix(s.Wish.Number, theCommunity) {
			t.Errorf("the first wish: %+v, %v", s.Wish, err)
		}
		last, err := db.Value[int](t.Context(), w.d, "SELECT last FROM wish_counter WHERE community = $1 AND year = 2026", theCommunity)
		if err != nil || last != 1 {
			t.Errorf("the old counter stands at %d, %v; the overtaken filing took no number", last, err)
		}
	})
}
