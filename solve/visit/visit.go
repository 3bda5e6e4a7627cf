// Package visit plans home visits: who goes to whom, when and on which way.
//
// One day with services that hang together is planned by Solve (package anneal finds routes, package check proves them); recurring visits over weeks and
// months, where who comes and how rarely that changes counts for more than the way, by package rota. Package day holds the words of a day, package
// instance reads and writes the published files.
//
// Nothing here prints or keeps state, and the same problem, seed and number of iterations give the same plan on every machine: time only ends a search.
package visit

import (
	"context"
	"fmt"

	"linli/solve/visit/anneal"
	"linli/solve/visit/check"
	"linli/solve/visit/day"
)

// Options steer the search; the zero value searches until the context ends.
type Options struct {
	Seed       uint64
	Iterations int                                 // at most so many moves; 0 = no limit
	Progress   func(iterations int, value float64) // called when a round of the search ends with a better plan; may be nil
}

// Result is a plan that has passed the checker, with the cost that the checker counted.
type Result struct {
	Plan       *day.Plan
	Cost       day.Cost
	Value      float64 // a third of travel, tardiness and greatest tardiness (and extra time), in minutes of the file
	Iterations int     // moves tried until the search ended
}

// Solve searches until the iterations are done or the context ends; it returns the best plan found, never an unchecked one. A context that has ended
// already gives the first plan.
func Solve(ctx context.Context, p *day.Problem, o Options) (Result, error) {
	a := anneal.Options{Seed: o.Seed, Iterations: o.Iterations}
	if o.Progress != nil {
		a.Progress = func(iterations, sum int) { o.Progress(iterations, p.Value(day.Cost{Travel: sum})) }
	}
	found, err := anneal.Solve(ctx, p, a)
	if err != nil {
		return Result{}, err
	}
	cost, err := check.Plan(p, found.Plan)
	if err != nil {
		return Result{}, fmt.Errorf("visit: the search made a plan that breaks a rule: %w", err)
	}
	if cost.Sum() != found.Sum {
		return Result{}, fmt.Errorf("visit: the search counted %d, the checker %d", found.Sum, cost.Sum())
	}
	return Result{Plan: found.Plan, Cost: cost, Value: p.Value(cost), Iterations: found.Iterations}, nil
}
