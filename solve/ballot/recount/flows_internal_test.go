package recount

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// The load found by flows is the largest cost/supporters of a set of the projects, which a look at every set finds too;
// and a search that may stop early has a lower bound above what was enough.
func TestFlowsAgreeWithAllSets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 6).Draw(t, "projects")
		e := &election{voteType: "approval"}
		var ids []int
		for p := range m {
			cost := big.NewRat(rapid.Int64Range(0, 12).Draw(t, "cost"), rapid.SampledFrom([]int64{1, 2, 5}).Draw(t, "parts"))
			e.projects = append(e.projects, project{id: string(rune('a' + p)), cost: cost})
		}
		for _, mask := range rapid.SliceOfN(rapid.IntRange(1, 1<<m-1), 1, 8).Draw(t, "ballots") {
			b := ballot{voters: rapid.Int64Range(1, 5).Draw(t, "voters")}
			for p := range m {
				if mask>>p&1 == 1 {
					b.projects = append(b.projects, p)
				}
			}
			e.ballots = append(e.ballots, b)
		}
		c := &checker{election: e}
		support, _ := e.stakes(e.weigh("card"))
		for p := range m {
			if len(support[p]) > 0 {
				ids = append(ids, p)
			}
		}
		want := c.bySets(ids)(ids, nil, nil)
		if got := c.byFlows(support)(ids, new(big.Rat), nil); got.Cmp(want) != 0 {
			t.Fatalf("flows %s, sets %s", got, want)
		}
		enough := new(big.Rat).Mul(want, big.NewRat(1, 2))
		if got := c.byFlows(support)(ids, new(big.Rat), enough); got.Cmp(want) > 0 || got.Cmp(enough) <= 0 && got.Cmp(want) != 0 {
			t.Fatalf("stopped at %s: enough %s, in all %s", got, enough, want)
		}
	})
}
