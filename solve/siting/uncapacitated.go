package siting

import (
	"context"
	"math"

	"linli/solve/siting/median"
)

// solveMedian answers a median or covering question without capacities.
func (p *view) solveMedian(ctx context.Context, o Options) Result {
	show := func(cost float64) float64 { return cost }
	if p.Objective == Cover { // the search makes the weight that is not covered least
		total := 0.0
		for i := range p.Dist {
			total += p.weight(i)
		}
		show = func(cost float64) float64 { return total - cost }
	}
	out := median.Solve(ctx, p.open(), median.Options{Seed: o.Seed, Iterations: o.Iterations, Report: o.report(show)})
	r := Result{Value: show(out.UB), Bound: show(out.LB), Proven: out.Proven, Sites: p.complete(out.Sites), Iterations: out.Iterations}
	if p.Objective != Cover {
		r.Value, r.Unserved = p.evaluate(r.Sites)
		r.Bound = min(r.Bound, r.Value)
	}
	return r
}

// report turns costs of a search into Progress.
func (o Options) report(show func(cost float64) float64) func(ub, lb float64, iterations int) {
	if o.Progress == nil {
		return nil
	}
	return func(ub, lb float64, iterations int) { o.Progress(Progress{show(ub), show(lb), iterations}) }
}

// open is the question that is left when everything that stands anyway is counted.
func (p *view) open() median.Input {
	limit := p.limit()
	in := median.Input{
		Clients: len(p.Dist), Sites: p.usable, P: p.P - len(p.Required), Fixed: p.Required, Covers: p.Objective == Cover,
		Dense: p.Objective == Median && p.Reach == 0,
	}
	price := func(i int, d float64) float64 {
		switch {
		case d > limit || math.IsInf(d, 1):
			return math.Inf(1)
		case in.Covers:
			return 0
		}
		return p.weight(i) * d
	}
	in.Cost = func(i, j int) float64 { return price(i, p.Dist[i][j]) }
	in.Charge = func(i int) (float64, bool) {
		u := p.weight(i)
		if !in.Covers {
			u *= p.Beyond
		}
		for _, j := range p.anyway {
			u = min(u, price(i, p.Dist[i][j]))
		}
		return u, in.Covers || p.servable[i]
	}
	return in
}
