package few_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/few"
)

// attackParts finds every value that a small figure may have when all that is shown is true: somebody with patience and a pencil.
func attackParts(p few.Parts, least, most int) []map[int]bool {
	possible := make([]map[int]bool, len(p.Cells))
	var try func(i, sum int, guess []int)
	try = func(i, sum int, guess []int) {
		if i == len(p.Cells) {
			if !p.All.Held && few.Count(sum, least) != p.All {
				return
			}
			for k, n := range guess {
				if possible[k] == nil {
					possible[k] = map[int]bool{}
				}
				possible[k][n] = true
			}
			return
		}
		from, to := p.Cells[i].N, p.Cells[i].N
		if p.Cells[i].Few {
			from, to = 1, least-1
		} else if p.Cells[i].Held {
			from, to = least, most
		}
		for n := from; n <= to; n++ {
			try(i+1, sum+n, append(guess, n))
		}
	}
	try(0, 0, nil)
	return possible
}

// No sum gives a small figure away: whoever knows everything that is shown is left with at least two values for it.
func TestNoPartGivesASmallFigureAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		least := rapid.IntRange(3, 5).Draw(rt, "least")
		counts := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, least+1), rapid.IntRange(0, 9)), 1, 5).Draw(rt, "counts")
		most := 0
		for _, n := range counts {
			most += n
		}
		shown := few.Shared(counts, least)
		for k, values := range attackParts(shown, least, most) {
			if shown.Cells[k].Few && len(values) < 2 {
				rt.Fatalf("%v is shown as %+v: figure %d can only be %v", counts, shown, k, values)
			}
			if c := shown.Cells[k]; c != few.Count(counts[k], least) && (!c.Held || counts[k] < least) {
				rt.Fatalf("%d is shown as %+v", counts[k], c)
			}
		}
	})
}

// What needs no care is shown with its sum, and no more is held back than must be.
func TestWhatIsHeldBack(t *testing.T) {
	t.Parallel()
	fewer, held, n := few.Cell{Few: true}, few.Cell{Held: true}, func(n int) few.Cell { return few.Cell{N: n} }
	for name, c := range map[string]struct {
		counts []int
		cells  []few.Cell
		all    few.Cell
	}{
		"nothing small":                       {[]int{5, 0, 12}, []few.Cell{n(5), n(0), n(12)}, n(17)},
		"two that nothing tells apart":        {[]int{2, 3, 12}, []few.Cell{fewer, fewer, n(12)}, n(17)},
		"one alone, the next larger is held":  {[]int{2, 30, 12}, []few.Cell{fewer, n(30), held}, n(44)},
		"one of one beside the least larger":  {[]int{1, 30, 5}, []few.Cell{fewer, held, held}, n(36)},
		"two ones alone: less than five":      {[]int{1, 0, 1}, []few.Cell{fewer, n(0), fewer}, fewer},
		"four ones: less than five tells all": {[]int{1, 1, 1, 1}, []few.Cell{fewer, fewer, fewer, fewer}, held},
		"nothing left to hold but the sum":    {[]int{1, 5}, []few.Cell{fewer, n(5)}, held},
		"no parts":                            {nil, []few.Cell{}, n(0)},
	} {
		if got := few.Shared(c.counts, 5); !slices.Equal(got.Cells, c.cells) || got.All != c.all {
			t.Errorf("%s: %v is shown as %+v", name, c.counts, got)
		}
	}
}
