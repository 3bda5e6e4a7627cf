// Package median solves the p-median problem and maximal covering, which is the same with arcs that cost nothing and a charge for whom nobody covers.
//
// From above: swap local search with the incremental gains of Resende and Werneck ("A fast swap-based local search procedure for location problems",
// Annals of OR 150, 2007), sampled greedy starts, iterated local search and path relinking between the best solutions ("A hybrid heuristic for the
// p-median problem", J. of Heuristics 10, 2004). From below: the Lagrangian relaxation of the assignment by a deflected subgradient, sites fixed by
// reduced cost, then branch and bound on sites. The two share the work evenly by counting elementary steps, never by a clock: an answer depends
// on the seed and the number of iterations alone.
package median

import "context"

// Input is one question: open P of the Sites at least cost, where every client pays its cheapest open arc or its charge.
type Input struct {
	Clients int
	Sites   []int                            // what may be opened, under the caller's numbers, ascending
	P       int                              // how many of Sites to open
	Fixed   []int                            // sites open in every solution, counted in Charge already; they only appear in Outcome.Sites
	Cost    func(client, site int) float64   // not negative; +Inf for no arc
	Charge  func(client int) (float64, bool) // what the client pays when no opened site is cheaper; false leaves the client out
	Covers  bool                             // every arc costs 0
	Dense   bool                             // most arcs exist: memory is asked for at once
}

// Options steer the search; the zero value searches until proof or until the context ends.
type Options struct {
	Seed       uint64
	Iterations int                                  // at most so many steps; 0 = no limit
	Report     func(ub, lb float64, iterations int) // called after every step that improved one of the two; may be nil
}

// Outcome is the best solution found and what is known of all others.
type Outcome struct {
	UB, LB     float64 // cost of Sites, and a bound that no solution is below
	Proven     bool    // nothing is cheaper (where costs are not whole numbers: by more than 1e-9 of UB)
	Sites      []int   // opened and fixed sites, ascending; fewer than P are enough where the rest changes nothing
	Iterations int     // steps done: the same seed with this limit gives this outcome again
}

// Solve searches until the outcome is proven, the iterations are done or ctx ends. There is always an outcome.
func Solve(ctx context.Context, in Input, o Options) Outcome {
	s := newSearch(ctx, newModel(in), o)
	s.run()
	return Outcome{UB: s.ub, LB: s.lb, Proven: s.lb >= s.cut(), Sites: s.best, Iterations: s.iters}
}
