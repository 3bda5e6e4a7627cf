package figure_test

import (
	"testing"

	"linli/internal/errs"
	"linli/internal/few"
	"linli/internal/wish"
)

// What everybody may read of how residents judged: of whole months that are over, and nothing that tells of one of them.
func TestWhatEverybodyReadsOfJudgements(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		judge := func(at string, n int, r wish.Rating) {
			for range n {
				w.judged(w.answered(w.sorted(w.filed(at), wish.Blue)), r != wish.Unsatisfied, r)
			}
		}
		judge(garden, 6, wish.Satisfied)
		judge(garden, 5, wish.Basically)
		judge(garden, 2, wish.Unsatisfied)
		judge(court, 7, wish.Satisfied)
		judge(court, 3, wish.Unsatisfied)
		_, err := w.figures.Recount(t.Context())
		w.must(err)
		n, fewer := func(n int) few.Cell { return few.Cell{N: n} }, few.Cell{Few: true}
		expect := func(when, at string, content, not few.Cell, rated bool) {
			t.Helper()
			j, err := w.figures.Judgement(t.Context(), at)
			w.must(err)
			if _, ok := j.Rate(); j.Content != content || j.Not != not || ok != rated || !j.Counted {
				t.Errorf("%s, %s: %+v", when, at, j)
			}
		}
		expect("in the same month", theCommunity, n(0), n(0), false)
		w.clock.Set(monday.AddDate(0, 1, 0))
		expect("the month after", theCommunity, n(18), n(5), true)
		expect("the month after", garden, n(11), fewer, false)
		expect("the month after", court, n(7), fewer, false)
		expect("the month after", nextDoor, n(0), n(0), false)
		judge(garden, 4, wish.Unsatisfied)
		w.clock.Set(monday.AddDate(0, 2, 0))
		expect("two months after", garden, n(11), few.Cell{Held: true}, false) // with the sum of 9 it would tell the 3 of the other
		expect("two months after", court, n(7), fewer, false)
		expect("two months after", theCommunity, n(18), n(9), true)
		w.clock.Set(monday.AddDate(1, 1, 0))
		expect("a year after, the first month is out", garden, n(0), fewer, false)
		for _, at := range []string{theStreet, theDistrict, "32061300700500", "320613007999"} {
			if _, err := w.figures.Judgement(t.Context(), at); !errs.Is(err, errs.NotFound) {
				t.Errorf("%q: %v", at, err)
			}
		}
	})
}
