// Package visit plans home visits: who goes to whom, when and on which way.
//
// One day with services that hang together is planned by Solve (package anneal finds routes, package check proves them); recurring visits over weeks and
// months, where who comes and how rarely that changes counts for more than the way, by package rota. Package day holds the words of a day, package
// instance reads and writes the published files.
//
// Nothing here prints or keeps state, and the same problem, seed and number of iterations give the same plan however fast the machine is: time only ends a
// search. (Logarithms may differ in their last bit between kinds of processors, and with them a day's plan; rotas are reckoned in whole numbers only.)
package visit

import (
	"context"
	"fmt"

	"linli/solve/visit/anneal"
	"linli/solve/visit/check"
	"linli/solve/visit/day"
	"linli/solve/visit/rota"
	"linli/solve/visit/rota/fill"
	"linli/solve/visit/rota/proof"
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

// Why says for each service of a plan why this carer gives it, and what the best other one would have cost. The plan is checked first.
func Why(p *day.Problem, plan *day.Plan) ([]anneal.Reason, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if _, err := check.Plan(p, plan); err != nil {
		return nil, err
	}
	return anneal.Explain(p, plan)
}

// RotaOptions steer the search for a rota; the zero value searches until the context ends.
type RotaOptions struct {
	Seed       uint64
	Iterations int       // so many times a few visits are taken out and put in anew; 0 = no limit
	Before     rota.Plan // the plan that people know already: kept wherever it still can be
	Progress   func(iterations int, c rota.Cost)
}

// RotaResult is a rota that has passed its checker, with the cost that the checker counted.
type RotaResult struct {
	Plan       rota.Plan
	Cost       rota.Cost
	Changes    []rota.Change // against Before
	Iterations int
}

// Rota plans recurring visits, or mends a plan: with Before set, only what can no longer be as it was is planned anew, and then what else saves a visit.
func Rota(ctx context.Context, p *rota.Problem, o RotaOptions) (RotaResult, error) {
	found, err := fill.Solve(ctx, p, fill.Options{Seed: o.Seed, Iterations: o.Iterations, Before: o.Before, Progress: o.Progress})
	if err != nil {
		return RotaResult{}, err
	}
	cost, err := proof.Plan(p, found.Plan, o.Before)
	if err != nil {
		return RotaResult{}, fmt.Errorf("visit: the search made a rota that breaks a rule: %w", err)
	}
	if cost != found.Cost {
		return RotaResult{}, fmt.Errorf("visit: the search counted %v, the checker %v", found.Cost, cost)
	}
	r := RotaResult{Plan: found.Plan, Cost: cost, Iterations: found.Iterations}
	if o.Before != nil {
		r.Changes = rota.Changes(o.Before, r.Plan)
	}
	return r, nil
}

// Explain says for each visit of a rota why these helpers come and what the next best would have cost, or which constraint keeps it from being made. The
// plan is checked first.
func Explain(p *rota.Problem, plan, before rota.Plan) ([]fill.Reason, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if _, err := proof.Plan(p, plan, before); err != nil {
		return nil, err
	}
	return fill.Explain(p, plan, before)
}
