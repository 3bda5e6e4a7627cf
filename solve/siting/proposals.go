package siting

import (
	"context"
	"math/rand/v2"
	"slices"
)

// tries is how many ways of being different are tried for each further proposal.
const tries = 48

// Proposals returns up to k choices, the best first, any two of which differ in at least differ sites. The first is Solve's answer. For a further
// one, so many sites of every earlier proposal are ruled out: each such ruling is a problem of its own, solved with at most o.Iterations; where all
// rulings can be tried the best of them is the best proposal there is, and Proven says so. Bound always holds for the proposal's own rank.
// Fewer than k come back when no further choice exists or ctx ends.
func Proposals(ctx context.Context, p Problem, o Options, k, differ int) ([]Result, error) {
	first, err := Solve(ctx, p, o)
	if err != nil || k < 1 {
		return nil, err
	}
	out := []Result{first}
	rng := rand.New(rand.NewPCG(o.Seed, 0xd1f))
	for len(out) < k && ctx.Err() == nil {
		r, ok := p.another(ctx, o, out, differ, rng)
		if !ok {
			break
		}
		out = append(out, r)
	}
	return out, nil
}

// another is the best choice found that differs enough from all earlier ones.
func (p Problem) another(ctx context.Context, o Options, earlier []Result, differ int, rng *rand.Rand) (best Result, ok bool) {
	bans, all := p.bans(earlier, differ, rng)
	can := newView(p).servable
	better := func(a, b float64) bool { return a < b != (p.Objective == Cover) && a != b }
	proven, bound := all, 0.0
	for _, ban := range bans {
		q := p
		q.Forbidden = append(slices.Clone(p.Forbidden), ban...)
		if q.check() != nil {
			continue // too few sites are left
		}
		v := newView(q)
		v.servable = can // whom only a site ruled out could serve still counts
		r := v.solve(ctx, o)
		if !ok || better(r.Bound, bound) {
			bound = r.Bound
		}
		proven = proven && r.Proven
		if !ok || better(r.Value, best.Value) {
			best, ok = r, true
		}
	}
	if best.Bound = bound; !all { // the rulings not tried may hold better ones, but none better than the best of all
		best.Bound = earlier[0].Bound
	}
	best.Proven = proven && ctx.Err() == nil
	return best, ok
}

// bans are sets of sites to rule out, differ of each earlier proposal; all of them if they are few, else some drawn at random.
func (p Problem) bans(earlier []Result, differ int, rng *rand.Rand) (bans [][]int, all bool) {
	bans = [][]int{nil}
	for _, e := range earlier {
		var can []int
		for _, j := range e.Sites {
			if !slices.Contains(p.Required, j) {
				can = append(can, j)
			}
		}
		if len(can) < differ {
			return nil, true
		}
		var next [][]int
		for _, c := range combinations(can, differ, tries*4) {
			for _, b := range bans {
				u := append(slices.Clone(b), c...)
				slices.Sort(u)
				next = append(next, slices.Compact(u))
			}
		}
		if bans = next; len(bans) > tries*4 {
			return p.drawn(earlier, differ, rng), false
		}
	}
	slices.SortFunc(bans, slices.Compare)
	bans = slices.CompactFunc(bans, slices.Equal)
	if len(bans) > tries {
		return p.drawn(earlier, differ, rng), false
	}
	return bans, true
}

// drawn are random rulings.
func (p Problem) drawn(earlier []Result, differ int, rng *rand.Rand) [][]int {
	var out [][]int
	for range tries {
		var ban []int
		for _, e := range earlier {
			left := differ
			for _, x := range rng.Perm(len(e.Sites)) {
				if j := e.Sites[x]; left > 0 && !slices.Contains(p.Required, j) {
					ban = append(ban, j)
					left--
				}
			}
		}
		slices.Sort(ban)
		out = append(out, slices.Compact(ban))
	}
	return out
}

// combinations of k of the elements, at most limit+1 of them.
func combinations(of []int, k, limit int) [][]int {
	var out [][]int
	var grow func(from int, c []int)
	grow = func(from int, c []int) {
		if len(out) > limit {
			return
		}
		if len(c) == k {
			out = append(out, slices.Clone(c))
			return
		}
		for x := from; x < len(of); x++ {
			grow(x+1, append(c, of[x]))
		}
	}
	grow(0, nil)
	return out
}
