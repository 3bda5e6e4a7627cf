package siting

import (
	"context"
	"math"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"linli/solve/siting/instance"
)

// draw makes a small problem with any mix of the features.
func draw(t *rapid.T, objective Objective, capacities bool) Problem {
	n, m := rapid.IntRange(1, 7).Draw(t, "n"), rapid.IntRange(2, 7).Draw(t, "m")
	p := Problem{Objective: objective, Radius: float64(rapid.IntRange(0, 12).Draw(t, "radius"))}
	half := rapid.Bool().Draw(t, "unrounded")
	for range n {
		row := make([]float64, m)
		for j := range row {
			row[j] = float64(rapid.IntRange(0, 20).Draw(t, "d"))
			if half {
				row[j] += 0.37
			}
			if rapid.IntRange(0, 12).Draw(t, "way") == 0 {
				row[j] = math.Inf(1)
			}
		}
		p.Dist = append(p.Dist, row)
	}
	if rapid.Bool().Draw(t, "weighted") || capacities {
		for range n {
			p.Weight = append(p.Weight, float64(rapid.IntRange(0, 3).Draw(t, "w")))
		}
	}
	if capacities {
		for range m {
			p.Capacity = append(p.Capacity, float64(rapid.IntRange(0, 5).Draw(t, "cap")))
		}
		if rapid.Bool().Draw(t, "loaded") {
			for range n {
				p.Load = append(p.Load, float64(rapid.IntRange(0, 2).Draw(t, "load")))
			}
		}
	}
	if rapid.Bool().Draw(t, "reached") {
		p.Reach = float64(rapid.IntRange(1, 20).Draw(t, "reach"))
	}
	free := 0
	for j := range m {
		switch rapid.IntRange(0, 7).Draw(t, "role") {
		case 0:
			p.Existing = append(p.Existing, j)
		case 1:
			p.Forbidden = append(p.Forbidden, j)
		case 2:
			p.Required = append(p.Required, j)
			free++
		default:
			free++
		}
	}
	if free == 0 {
		p.Forbidden, p.Existing, free = nil, nil, m
	}
	p.P = rapid.IntRange(max(1, len(p.Required)), max(1, len(p.Required), min(free, 4))).Draw(t, "p")
	return p
}

// each calls f with every permitted choice.
func (p *Problem) each(f func(sites []int)) {
	var can []int
	for j := range p.sites() {
		if !slices.Contains(p.Existing, j) && !slices.Contains(p.Forbidden, j) && !slices.Contains(p.Required, j) {
			can = append(can, j)
		}
	}
	for _, c := range combinations(can, p.P-len(p.Required), 1<<20) {
		f(append(slices.Clone(p.Required), c...))
	}
}

// brute is the best value over all choices, evaluated by code that shares nothing with the solver.
func brute(p *Problem) float64 {
	best := math.Inf(1)
	if p.Objective == Cover {
		best = -1
	}
	p.each(func(sites []int) {
		v := naive(p, append(slices.Clone(sites), p.Existing...))
		if p.Objective == Cover {
			best = max(best, v)
		} else {
			best = min(best, v)
		}
	})
	return best
}

// naive evaluates an open set by the definitions in Problem; with capacities by trying every way of handing out single units of load.
func naive(p *Problem, open []int) float64 {
	limit := math.Inf(1)
	if p.Reach > 0 {
		limit = p.Reach
	}
	if p.Objective == Cover {
		limit = min(limit, p.Radius)
	}
	usable := func(i, j int) bool { return p.Dist[i][j] <= limit && !math.IsInf(p.Dist[i][j], 1) }
	hopeless := func(i int) bool {
		for j := range p.Dist[i] {
			if usable(i, j) && !slices.Contains(p.Forbidden, j) {
				return false
			}
		}
		return true
	}
	price := func(i, j int) float64 { // j < 0: unserved
		switch {
		case p.Objective == Cover && j >= 0:
			return -p.weight(i)
		case p.Objective == Cover:
			return 0
		case j < 0:
			return p.weight(i) * p.beyond()
		}
		return p.weight(i) * p.Dist[i][j]
	}
	join := func(a, b float64) float64 { return a + b }
	if p.Objective == Centre {
		join = func(a, b float64) float64 { return max(a, b) }
	}
	type unit struct {
		client int
		part   float64
	}
	var units []unit
	for i := range p.Dist {
		if hopeless(i) {
			continue
		}
		k := 1
		if p.Capacity != nil {
			k = max(1, int(p.load(i)))
		}
		for range k {
			units = append(units, unit{i, 1 / float64(k)})
		}
	}
	memo := map[string]float64{}
	var hand func(x int, room []int) float64
	hand = func(x int, room []int) float64 {
		if x == len(units) {
			return 0
		}
		key := string(rune(x))
		for _, r := range room {
			key += string(rune(r))
		}
		if v, ok := memo[key]; ok {
			return v
		}
		i := units[x].client
		scale := units[x].part
		if p.Objective == Centre {
			scale = 1
		}
		best := join(scale*price(i, -1), hand(x+1, room))
		for a, j := range open {
			if !usable(i, j) {
				continue
			}
			next := slices.Clone(room)
			if p.Capacity != nil && p.load(i) > 0 {
				if next[a]--; next[a] < 0 {
					continue
				}
			}
			best = min(best, join(scale*price(i, j), hand(x+1, next)))
		}
		memo[key] = best
		return best
	}
	room := make([]int, len(open))
	for a, j := range open {
		if p.Capacity != nil {
			room[a] = int(p.Capacity[j])
		}
	}
	v := hand(0, room)
	if p.Objective == Cover {
		return -v
	}
	return v
}

func close(a, b float64) bool { return math.Abs(a-b) <= 1e-6*(1+math.Abs(b)) }

func solveAll(t *rapid.T, p Problem, o Options) Result {
	r, err := Solve(context.Background(), p, o)
	if err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	return r
}

// legal checks that a choice has P sites, all permitted, Required among them.
func legal(t *rapid.T, p Problem, sites []int) {
	if _, err := NewPlan(p, sites); err != nil {
		t.Fatalf("%+v: sites %v: %v", p, sites, err)
	}
}

var objectives = []Objective{Median, Centre, Cover}

func TestSmallProblemsAreSolvedToTheOptimumAndProven(t *testing.T) {
	t.Parallel()
	for _, objective := range objectives {
		for _, capacities := range []bool{false, true} {
			t.Run(string(objective)+map[bool]string{true: " with capacities"}[capacities], func(t *testing.T) {
				t.Parallel()
				rapid.Check(t, func(t *rapid.T) {
					p := draw(t, objective, capacities)
					r := solveAll(t, p, Options{Seed: 1})
					want := brute(&p)
					if !close(r.Value, want) || !r.Proven || !close(r.Bound, want) {
						t.Fatalf("%+v\nvalue %v bound %v proven %v, the best is %v", p, r.Value, r.Bound, r.Proven, want)
					}
					legal(t, p, r.Sites)
					if got := naive(&p, append(slices.Clone(r.Sites), p.Existing...)); !close(got, r.Value) {
						t.Fatalf("%+v\nsites %v are worth %v, not %v", p, r.Sites, got, r.Value)
					}
				})
			})
		}
	}
}

func TestTheBoundHoldsHoweverEarlyTheSearchEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		objective := rapid.SampledFrom(objectives).Draw(t, "objective")
		p := draw(t, objective, rapid.Bool().Draw(t, "capacities"))
		r := solveAll(t, p, Options{Seed: 1, Iterations: rapid.IntRange(1, 3).Draw(t, "iterations")})
		best := brute(&p)
		lo, hi := r.Bound, r.Value
		if objective == Cover {
			lo, hi = hi, lo
		}
		const eps = 1e-6
		if lo > best+eps*(1+best) || hi < best-eps*(1+best) || lo > hi {
			t.Fatalf("%+v\nvalue %v, bound %v, the best is %v", p, r.Value, r.Bound, best)
		}
		if r.Proven && !close(r.Value, best) {
			t.Fatalf("%+v\nproven %v, the best is %v", p, r.Value, best)
		}
		legal(t, p, r.Sites)
	})
}

func TestOneSiteMoreNeverWorsensAProvenValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		objective := rapid.SampledFrom(objectives).Draw(t, "objective")
		p := draw(t, objective, rapid.Bool().Draw(t, "capacities"))
		if p.P+1 > p.sites()-len(p.Existing)-len(p.Forbidden) {
			t.Skip("no site left")
		}
		a := solveAll(t, p, Options{})
		p.P++
		b := solveAll(t, p, Options{})
		worse := b.Value > a.Value+1e-6
		if objective == Cover {
			worse = b.Value < a.Value-1e-6
		}
		if !a.Proven || !b.Proven || worse {
			t.Fatalf("%+v\n%d sites: %v, one less: %v", p, p.P, b.Value, a.Value)
		}
	})
}

func TestSeedAndIterationsDecideTheAnswerOnAnyNumberOfCores(t *testing.T) { // not parallel: it sets the number of cores
	pts := scatter(120, 5)
	for _, objective := range objectives {
		p := Problem{Objective: objective, P: 9, Radius: 120, Dist: instance.Distances(pts, pts, instance.Exact)}
		o := Options{Seed: 7, Iterations: 12}
		was := runtime.GOMAXPROCS(1)
		a, err := Solve(context.Background(), p, o)
		runtime.GOMAXPROCS(4)
		b, err2 := Solve(context.Background(), p, o)
		runtime.GOMAXPROCS(was)
		if err != nil || err2 != nil || !slices.Equal(a.Sites, b.Sites) || a.Value != b.Value || a.Bound != b.Bound || a.Iterations != b.Iterations {
			t.Errorf("%s: %+v and %+v", objective, a, b)
		}
	}
}

// scatter makes points that look random and are always the same.
func scatter(n int, seed uint64) []instance.Point {
	x := seed*2654435769 + 12345
	next := func() float64 {
		x = x*6364136223846793005 + 1442695040888963407
		return float64(x>>40) / (1 << 24) * 1000
	}
	out := make([]instance.Point, n)
	for i := range out {
		out[i] = instance.Point{X: next(), Y: next()}
	}
	return out
}
