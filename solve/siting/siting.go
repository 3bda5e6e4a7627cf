// Package siting chooses places: which p of the candidate sites should get a bench, a water point or a care post.
//
// Three objectives over a distance matrix (metres, seconds: the caller's unit): the p-median (least total weighted walk), the p-centre
// (shortest longest walk) and maximal covering (most weight within a radius). Every answer carries a bound that is proven for every possible choice,
// so that the distance to the best possible is stated and not guessed; where the two meet the answer is proven to be the best.
//
// Methods: swap local search with the incremental gains of Resende and Werneck, sampled greedy starts, path relinking; Lagrangian relaxation of the
// assignment with fixing by reduced cost, then branch and bound on sites; for the centre a search over the distinct distances, each answered by
// set covering with dominance, a Lagrangian bound and branching. With capacities the assignment is a transportation problem, solved exactly.
//
// The package reads and prints nothing but public file formats, keeps no state, and gives the same answer for the same problem, seed and number
// of iterations on every machine: time never steers the search, it only ends it.
package siting

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Objective says what is to be made best.
type Objective string

// The three objectives.
const (
	Median Objective = "median" // least sum of weight × distance
	Centre Objective = "centre" // least of the greatest weight × distance
	Cover  Objective = "cover"  // greatest weight within Radius
)

// ErrProblem is wrapped by every error that Solve returns for a contradictory or malformed problem.
var ErrProblem = errors.New("siting: problem")

// Problem is one question. Demand points are the rows of Dist, sites its columns; both are named by index from 0. A demand point that no site could
// serve whatever is chosen counts in Result.Unserved and nowhere else.
type Problem struct {
	Objective Objective
	Dist      [][]float64 // Dist[i][j] >= 0: from demand point i to site j; +Inf where there is no way
	P         int         // how many sites to choose, besides Existing
	Weight    []float64   // how much each demand point counts (old people more: the caller's data); nil = 1 each
	Existing  []int       // sites that stand already: they serve, and do not count in P
	Required  []int       // sites that must be among the chosen
	Forbidden []int       // sites that must not be chosen
	Capacity  []float64   // how much load a site can serve, one per site; nil = any amount. A point's load may be divided between sites
	Load      []float64   // what each demand point takes of a capacity; nil = Weight
	Radius    float64     // Cover: a point within Radius of an open site is covered
	Reach     float64     // the largest walking distance: nobody is assigned farther; 0 = no limit
	Beyond    float64     // the distance at which a point counts that is left unserved; 0 = ten times Reach or else the largest distance
}

// Options steer the search; the zero value searches until proof or until the context ends.
type Options struct {
	Seed       uint64
	Iterations int            // at most so many steps (one local search, one batch of bound steps or one branch each); 0 = no limit
	Progress   func(Progress) // called after every step that improved value or bound, on the caller's goroutine; may be nil
}

// Progress is the state after a number of iterations.
type Progress struct {
	Value, Bound float64
	Iterations   int
}

// Result is the best choice found, with what is known about every other choice.
type Result struct {
	Objective  Objective
	Value      float64 // Median: Σ weight × distance; Centre: greatest weight × distance; Cover: weight covered
	Bound      float64 // no choice is better: a lower bound for Median and Centre, an upper bound for Cover
	Proven     bool    // Value is the best possible (for unrounded data: within 1e-9 of it, relatively)
	Sites      []int   // the chosen sites, ascending, Required among them, Existing not
	Iterations int     // steps done: the same seed with this limit gives this result again
	Unserved   float64 // Median and Centre: weight of the points that no open site serves (within Reach, within capacity)
}

// Gap is the relative distance between value and bound: 0 when they meet.
func (r Result) Gap() float64 {
	if r.Value == r.Bound {
		return 0
	}
	return math.Abs(r.Value-r.Bound) / math.Max(math.Abs(r.Value), 1e-300)
}

// Solve searches until the answer is proven, the iterations are done or ctx ends, whichever comes first. The end of ctx is no error: the best
// answer so far is returned with its bound. An answer is always returned for a well-formed problem, even if ctx has ended before.
func Solve(ctx context.Context, p Problem, o Options) (Result, error) {
	if err := p.check(); err != nil {
		return Result{}, err
	}
	var r Result
	switch {
	case p.Capacity != nil && p.Objective == Centre:
		r = solveCapacitatedCentre(ctx, p, o)
	case p.Capacity != nil:
		r = solveCapacitated(ctx, p, o)
	case p.Objective == Centre:
		r = solveCentre(ctx, p, o)
	default:
		r = solveMedian(ctx, p, o)
	}
	r.Objective = p.Objective
	slices.Sort(r.Sites)
	return r, nil
}

// sites is the number of columns.
func (p *Problem) sites() int { return len(p.Dist[0]) }

// weight of demand point i.
func (p *Problem) weight(i int) float64 {
	if p.Weight == nil {
		return 1
	}
	return p.Weight[i]
}

// load that demand point i puts on a site.
func (p *Problem) load(i int) float64 {
	if p.Load == nil {
		return p.weight(i)
	}
	return p.Load[i]
}

// limit is the greatest distance that counts: the radius for Cover, the reach otherwise, +Inf for none.
func (p *Problem) limit() float64 {
	l := math.Inf(1)
	if p.Reach > 0 {
		l = p.Reach
	}
	if p.Objective == Cover {
		l = min(l, p.Radius)
	}
	return l
}

// beyond is the distance charged for a point that nobody serves.
func (p *Problem) beyond() float64 {
	if p.Beyond > 0 {
		return p.Beyond
	}
	top := p.Reach
	if top == 0 {
		for _, row := range p.Dist {
			for _, d := range row {
				if d > top && !math.IsInf(d, 1) {
					top = d
				}
			}
		}
	}
	return 10 * max(top, 1)
}

func (p *Problem) check() error {
	switch p.Objective {
	case Median, Centre, Cover:
	default:
		return fmt.Errorf("%w: unknown objective %q", ErrProblem, p.Objective)
	}
	if len(p.Dist) == 0 || len(p.Dist[0]) == 0 {
		return fmt.Errorf("%w: no demand points or no sites", ErrProblem)
	}
	if err := p.checkNumbers(); err != nil {
		return err
	}
	return p.checkSites()
}

func (p *Problem) checkNumbers() error {
	n, m := len(p.Dist), p.sites()
	for i, row := range p.Dist {
		if len(row) != m {
			return fmt.Errorf("%w: row %d has %d distances, not %d", ErrProblem, i, len(row), m)
		}
		for j, d := range row {
			if !(d >= 0) {
				return fmt.Errorf("%w: distance %d to %d is %v", ErrProblem, i, j, d)
			}
		}
	}
	for _, l := range []struct {
		name string
		v    []float64
		want int
	}{{"weights", p.Weight, n}, {"loads", p.Load, n}, {"capacities", p.Capacity, m}} {
		if l.v != nil && len(l.v) != l.want {
			return fmt.Errorf("%w: %d %s for %d", ErrProblem, len(l.v), l.name, l.want)
		}
		for i, x := range l.v {
			if !(x >= 0) || math.IsInf(x, 1) {
				return fmt.Errorf("%w: %s: number %d is %v", ErrProblem, l.name, i, x)
			}
		}
	}
	if int64(n)*int64(m) > math.MaxInt32 {
		return fmt.Errorf("%w: %d × %d distances are more than this package handles", ErrProblem, n, m)
	}
	for _, x := range []float64{p.Radius, p.Reach, p.Beyond} {
		if !(x >= 0) || math.IsInf(x, 1) {
			return fmt.Errorf("%w: radius, reach and beyond are finite and not negative, not %v", ErrProblem, x)
		}
	}
	return nil
}

func (p *Problem) checkSites() error {
	m := p.sites()
	role := make([]string, m)
	free := m
	for _, l := range []struct {
		name string
		v    []int
	}{{"existing", p.Existing}, {"required", p.Required}, {"forbidden", p.Forbidden}} {
		for _, j := range l.v {
			if j < 0 || j >= m {
				return fmt.Errorf("%w: %s site %d of %d", ErrProblem, l.name, j, m)
			}
			if role[j] != "" {
				return fmt.Errorf("%w: site %d is %s and %s", ErrProblem, j, role[j], l.name)
			}
			role[j] = l.name
			if l.name != "required" {
				free--
			}
		}
	}
	if p.P < 0 || len(p.Required) > p.P || p.P > free {
		return fmt.Errorf("%w: %d sites to choose of %d, %d of them required", ErrProblem, p.P, free, len(p.Required))
	}
	if p.P+len(p.Existing) == 0 {
		return fmt.Errorf("%w: no site to choose and none existing", ErrProblem)
	}
	return nil
}
