package siting

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Plan is a choice of sites as it is shown to people: whom each site serves, what would be lost without it, what moving one would cost.
// It is safe for concurrent use.
type Plan struct {
	p     Problem
	sites []int // chosen, ascending
	Value float64
}

// NewPlan checks a choice: it must have P sites, keep Required and avoid Forbidden and Existing.
func NewPlan(p Problem, sites []int) (*Plan, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	pl := &Plan{p: p, sites: slices.Clone(sites)}
	slices.Sort(pl.sites)
	if len(sites) != p.P || len(slices.Compact(slices.Clone(pl.sites))) != p.P {
		return nil, fmt.Errorf("%w: a plan of %d different sites is wanted", ErrProblem, p.P)
	}
	for _, j := range sites {
		if j < 0 || j >= p.sites() || slices.Contains(p.Forbidden, j) || slices.Contains(p.Existing, j) {
			return nil, fmt.Errorf("%w: site %d cannot be chosen", ErrProblem, j)
		}
	}
	for _, j := range p.Required {
		if !slices.Contains(sites, j) {
			return nil, fmt.Errorf("%w: site %d is required", ErrProblem, j)
		}
	}
	pl.Value = p.cost(pl.sites)
	return pl, nil
}

// cost is the value of any choice, with capacities if there are any.
func (p *Problem) cost(sites []int) float64 {
	if p.Capacity == nil {
		v, _ := p.evaluate(sites)
		return v
	}
	v, _ := p.assign(sites)
	return v
}

// assign is the value of a choice under capacities and how much of each demand point's weight each open site serves.
func (p *Problem) assign(sites []int) (float64, [][]Share) {
	q := *p
	q.P = len(sites)
	if p.Objective == Centre { // the least sum of distances, within the least greatest one
		return p.assignCentre(sites)
	}
	pl := newPlant(&q)
	f := pl.transport(pl.positions(append(slices.Clone(sites), p.Existing...)))
	v := f.cost
	if p.Objective == Cover {
		for _, u := range pl.u {
			v -= u
		}
		v = -v
	}
	return v, p.shares(pl, f, append(slices.Clone(sites), p.Existing...))
}

// positions are a plant's numbers of sites of the problem, ascending.
func (pl *plant) positions(sites []int) []int {
	var out []int
	for k, j := range pl.id {
		if slices.Contains(sites, j) {
			out = append(out, k)
		}
	}
	return out
}

// Share is a part of a demand point's weight that a site serves.
type Share struct {
	Demand int
	Weight float64
}

// shares are by site of the problem.
func (p *Problem) shares(pl *plant, f *flow, sites []int) [][]Share {
	out := make([][]Share, p.sites())
	var name []int
	for i := range p.Dist {
		if p.servable(i) {
			name = append(name, i)
		}
	}
	for a, k := range pl.positions(sites) {
		for _, q := range f.at[a] {
			i := name[q.client]
			w := p.weight(i)
			if l := p.load(i); l > 0 {
				w *= q.amount / l
			}
			out[pl.id[k]] = append(out[pl.id[k]], Share{i, w})
		}
		slices.SortFunc(out[pl.id[k]], func(a, b Share) int { return cmp.Compare(a.Demand, b.Demand) })
	}
	return out
}

// assignCentre finds the least greatest weighted distance at which all loads that can be served find room.
func (p *Problem) assignCentre(sites []int) (float64, [][]Share) {
	open := append(slices.Clone(sites), p.Existing...)
	values := p.capacitatedValues()
	lo, hi := 0, len(values)-1
	room := func(r float64) (*plant, *flow) {
		pl := p.roomWithin(r)
		return pl, pl.transport(pl.positions(open))
	}
	for lo < hi {
		mid := (lo + hi) / 2
		if _, f := room(values[mid]); f.cost <= noRoom {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	pl, f := room(values[lo])
	return values[lo], p.shares(pl, f, open)
}

// Move is the value if the chosen site from stood at to instead. The plan stays as it is.
func (pl *Plan) Move(from, to int) (float64, error) {
	sites := slices.Clone(pl.sites)
	at := slices.Index(sites, from)
	switch {
	case at < 0:
		return 0, fmt.Errorf("%w: site %d is not in the plan", ErrProblem, from)
	case slices.Contains(pl.p.Required, from):
		return 0, fmt.Errorf("%w: site %d is required", ErrProblem, from)
	case to < 0 || to >= pl.p.sites() || slices.Contains(sites, to) || slices.Contains(pl.p.Forbidden, to) || slices.Contains(pl.p.Existing, to):
		return 0, fmt.Errorf("%w: site %d cannot be chosen", ErrProblem, to)
	}
	sites[at] = to
	return pl.p.cost(sites), nil
}

// Reason says why a site is in a plan.
type Reason struct {
	Site   int
	Serves []Share // whom: demand points, and how much of their weight
	Weight float64 // the sum of it
	Loss   float64 // how much worse the value would be without the site: never negative
}

// Reasons explains every chosen site, ascending.
func (pl *Plan) Reasons() []Reason {
	var out []Reason
	serves := pl.serves()
	for k, j := range pl.sites {
		r := Reason{Site: j, Serves: serves[j]}
		for _, s := range r.Serves {
			r.Weight += s.Weight
		}
		v := pl.p.cost(slices.Delete(slices.Clone(pl.sites), k, k+1))
		r.Loss = max(0, v-pl.Value)
		if pl.p.Objective == Cover {
			r.Loss = max(0, pl.Value-v)
		}
		out = append(out, r)
	}
	return out
}

func (pl *Plan) serves() [][]Share {
	p := &pl.p
	if p.Capacity != nil {
		_, s := p.assign(pl.sites)
		return s
	}
	out := make([][]Share, p.sites())
	open := append(slices.Clone(pl.sites), p.Existing...)
	for i := range p.Dist {
		if j, _ := p.nearest(i, open); j >= 0 {
			out[j] = append(out[j], Share{i, p.weight(i)})
		}
	}
	return out
}

// Group is a part of the people: how many of them live at each demand point.
type Group struct {
	Name   string
	People []float64
}

// Walks describes how far a group walks to its nearest open site, counting the people and not their weight.
type Walks struct {
	Mean, Longest float64 // over those whom some site serves
	Within        float64 // share of the whole group within the distance asked for
	Unserved      float64 // people whom no site serves
}

// Effect is what a plan changes for one group.
type Effect struct {
	Group         string
	Before, After Walks
}

// Effects compares what stands already with the plan, group by group. Everybody is taken to walk to the nearest open site.
func (pl *Plan) Effects(groups []Group, within float64) ([]Effect, error) {
	var out []Effect
	for _, g := range groups {
		if len(g.People) != len(pl.p.Dist) {
			return nil, fmt.Errorf("%w: group %q has %d numbers for %d demand points", ErrProblem, g.Name, len(g.People), len(pl.p.Dist))
		}
		out = append(out, Effect{g.Name, pl.p.walks(pl.p.Existing, g, within), pl.p.walks(append(slices.Clone(pl.sites), pl.p.Existing...), g, within)})
	}
	return out, nil
}

func (p *Problem) walks(open []int, g Group, within float64) Walks {
	q := *p
	q.Objective = Median // the radius of Cover is no limit to walking
	var w Walks
	sum, served, near := 0.0, 0.0, 0.0
	for i, n := range g.People {
		if n == 0 {
			continue
		}
		j, d := q.nearest(i, open)
		if j < 0 {
			w.Unserved += n
			continue
		}
		sum += n * d
		served += n
		w.Longest = max(w.Longest, d)
		if d <= within {
			near += n
		}
	}
	if served > 0 {
		w.Mean = sum / served
	}
	if served+w.Unserved > 0 {
		w.Within = near / (served + w.Unserved)
	}
	return w
}

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
	better := func(a, b float64) bool { return a < b != (p.Objective == Cover) && a != b }
	proven, bound := all, 0.0
	for _, ban := range bans {
		q := p
		q.Forbidden = append(slices.Clone(p.Forbidden), ban...)
		r, err := Solve(ctx, q, o)
		if err != nil {
			continue // too few sites are left
		}
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
