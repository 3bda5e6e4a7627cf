package evenly_test

import (
	"testing"

	"pgregory.net/rapid"

	"linli/solve/ballot/evenly"
)

// The smallest possible largest load is the largest cost(S)/supporters(S): compared with a look at every set S. And the
// payments reach it: they add up to every cost, and no ballot pays more than the load.
func TestMaxLoadAgainstEverySet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 6).Draw(t, "projects")
		e := &evenly.Election{Cost: rapid.SliceOfN(rapid.Int64Range(0, 12), m, m).Draw(t, "costs")}
		masks := rapid.SliceOfN(rapid.IntRange(1, 1<<m-1), 1, 8).Draw(t, "ballots")
		supported := 0
		for _, mask := range masks {
			supported |= mask
			b := evenly.Ballot{Voters: rapid.Int64Range(1, 5).Draw(t, "voters")}
			for p := range m {
				if mask>>p&1 == 1 {
					b.Projects = append(b.Projects, int32(p))
				}
			}
			e.Ballots = append(e.Ballots, b)
		}
		var projects []int32
		for p := range m {
			if supported>>p&1 == 1 {
				projects = append(projects, int32(p))
			}
		}
		want := evenly.Load{Cost: 0, Voters: 1}
		for set := 1; set < 1<<m; set++ {
			if set&^supported != 0 {
				continue
			}
			q := evenly.Load{}
			for p := range m {
				if set>>p&1 == 1 {
					q.Cost += e.Cost[p]
				}
			}
			for i, mask := range masks {
				if mask&set != 0 {
					q.Voters += e.Ballots[i].Voters
				}
			}
			if q.Compare(want) > 0 {
				want = q
			}
		}
		got := e.MaxLoad(projects, evenly.Load{Cost: 0, Voters: 1})
		if got.Compare(want) != 0 {
			t.Fatalf("%+v, want %+v", got, want)
		}
		paid := make([]int64, m)
		for _, x := range e.Payments(projects, got) {
			paid[x.Project] += x.Amount
		}
		for _, p := range projects {
			if got.Cost > 0 && paid[p] != e.Cost[p]*got.Voters {
				t.Fatalf("project %d is paid %d/%d of %d", p, paid[p], got.Voters, e.Cost[p])
			}
		}
	})
}
