// Package siting chooses places: which p of the candidate sites should get a bench, a water point or a care post.
//
// Three objectives over a distance matrix (metres, seconds: the caller's unit): the p-median (least total weighted walk), the p-centre
// (shortest longest walk) and maximal covering (most weight within a radius). Every answer carries a bound that is proven for every possible choice,
// so that the distance to the best possible is stated and not guessed; where the two meet the answer is proven to be the best.
//
// Methods: package median for the p-median and covering (local search from above, Lagrangian relaxation and branching from below); for the centre a
// search over the distinct distances, each answered by package setcover; with capacities package haul, where the assignment is a transportation
// problem, solved exactly.
//
// The package reads and prints nothing, keeps no state, and gives the same answer for the same problem, seed and number of iterations on every
// machine: time never steers the search, it only ends it.
package siting

import (
	"context"
	"errors"
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
	Iterations int            // at most so many steps (one local search, one batch of bound steps or one branch each); 0 = no limit, negative = the start
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
	Proven     bool    // Value is the best possible (where values are not whole numbers: within 1e-9 of it, relatively)
	Sites      []int   // the chosen sites, ascending, Required among them, Existing not
	Iterations int     // steps done: the same seed with this limit (negative for 0) gives this result again
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
	return newView(p).solve(ctx, o), nil
}

func (p *view) solve(ctx context.Context, o Options) Result {
	var r Result
	switch {
	case p.Capacity != nil && p.Objective == Centre:
		r = p.solveCapacitatedCentre(ctx, o)
	case p.Capacity != nil:
		r = p.solveCapacitated(ctx, o)
	case p.Objective == Centre:
		r = p.solveCentre(ctx, o)
	default:
		r = p.solveMedian(ctx, o)
	}
	r.Objective = p.Objective
	slices.Sort(r.Sites)
	return r
}
