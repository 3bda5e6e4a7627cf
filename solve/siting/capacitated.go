package siting

import (
	"context"
	"math"
	"slices"

	"linli/solve/siting/haul"
)

// plant is a median or covering problem with its capacities, on these sites only.
func (p *view) plant(sites []int) *haul.Plant {
	return p.plantOf(sites, func(i, j int) float64 {
		if p.Objective == Cover {
			return 0
		}
		return p.weight(i) * p.Dist[i][j]
	}, func(i int) float64 {
		if p.Objective == Cover {
			return p.weight(i)
		}
		return p.weight(i) * p.Beyond
	})
}

// plantOf leaves out demand points that nobody can serve.
func (p *view) plantOf(sites []int, cost func(i, j int) float64, charge func(i int) float64) *haul.Plant {
	limit := p.limit()
	pl := &haul.Plant{Free: p.P - len(p.Required), ID: sites}
	for _, j := range sites {
		pl.Open = append(pl.Open, slices.Contains(p.anyway, j))
		pl.Capacity = append(pl.Capacity, p.Capacity[j])
	}
	for i, d := range p.Dist {
		if !p.servable[i] {
			continue
		}
		row := make([]float64, len(pl.ID))
		for k, j := range pl.ID {
			if row[k] = math.Inf(1); d[j] <= limit && !math.IsInf(d[j], 1) {
				row[k] = cost(i, j)
			}
		}
		pl.Cost, pl.Charge, pl.Load = append(pl.Cost, row), append(pl.Charge, charge(i)), append(pl.Load, p.load(i))
	}
	return pl
}

func (p *view) solveCapacitated(ctx context.Context, o Options) Result {
	pl := p.plant(p.permitted())
	show := func(cost float64) float64 { return cost }
	if p.Objective == Cover {
		total := 0.0
		for _, u := range pl.Charge {
			total += u
		}
		show = func(cost float64) float64 { return total - cost }
	}
	out := pl.Search(ctx, haul.Options{Seed: o.Seed, Iterations: o.Iterations, Report: o.report(show)})
	sites := p.chosen(pl, out)
	a := p.assign(sites)
	r := Result{Sites: sites, Iterations: out.Iterations, Proven: out.Proven, Value: a.value, Bound: show(out.LB)}
	if p.Objective == Cover {
		r.Bound = max(r.Bound, r.Value)
	} else {
		r.Bound, r.Unserved = min(r.Bound, r.Value), a.unserved
	}
	return r
}

// permitted are all sites but the forbidden ones.
func (p *view) permitted() []int {
	var out []int
	for j, ok := range p.can {
		if ok {
			out = append(out, j)
		}
	}
	return out
}

// chosen are the sites of a search as the problem calls them, Required among them.
func (p *view) chosen(pl *haul.Plant, out haul.Outcome) []int {
	sites := slices.Clone(p.Required)
	for _, j := range out.Chosen {
		sites = append(sites, pl.ID[j])
	}
	return p.complete(sites)
}

// solveCapacitatedCentre searches the distinct values; at each, the question is whether all loads find room within it.
func (p *view) solveCapacitatedCentre(ctx context.Context, o Options) Result {
	values := p.capacitatedValues(p.permitted())
	lo, hi, iters := 0, len(values)-1, 0 // nothing below values[lo] is possible, values[hi] is: then being served does not matter
	best := p.complete(p.Required)
	for lo < hi && ctx.Err() == nil {
		mid := (lo + hi) / 2
		left := haul.Options{Seed: o.Seed, Enough: noRoom}
		if o.Iterations != 0 { // the start of each search counts as one step
			if left.Iterations = o.Iterations - iters - 1; left.Iterations < 0 {
				break
			}
			if left.Iterations == 0 {
				left.Iterations = -1
			}
		}
		pl := p.roomWithin(values[mid], p.permitted())
		out := pl.Search(ctx, left)
		iters += 1 + out.Iterations
		switch {
		case out.UB <= noRoom:
			best = p.chosen(pl, out)
			hi = mid
		case out.LB > noRoom:
			lo = mid + 1
		default:
			return p.centreResult(values, lo, hi, best, iters)
		}
		if o.Progress != nil {
			o.Progress(Progress{values[hi], values[lo], iters})
		}
	}
	return p.centreResult(values, lo, hi, best, iters)
}

func (p *view) centreResult(values []float64, lo, hi int, best []int, iters int) Result {
	a := p.assign(best)
	return Result{
		Value: a.value, Bound: min(a.value, values[lo]), Proven: lo >= hi || a.value <= values[lo], Sites: best, Iterations: iters, Unserved: a.unserved,
	}
}

// capacitatedValues are the values that the objective can take on these sites, ascending.
func (p *view) capacitatedValues(sites []int) []float64 {
	v := []float64{0}
	limit := p.limit()
	for i, row := range p.Dist {
		w := p.weight(i)
		if w == 0 || !p.servable[i] {
			continue
		}
		v = append(v, w*p.Beyond)
		for _, j := range sites {
			if d := row[j]; d <= limit && !math.IsInf(d, 1) {
				v = append(v, w*d)
			}
		}
	}
	slices.Sort(v)
	return slices.Compact(v)
}

// roomWithin is the plant of the question how much load finds no room when nobody may pay more than r.
// A cost above noRoom means that some finds none: charges are the loads as shares of the greatest, never negligible.
func (p *view) roomWithin(r float64, sites []int) *haul.Plant {
	top := 0.0
	for i := range p.Dist {
		top = max(top, p.load(i))
	}
	return p.plantOf(sites, func(i, j int) float64 {
		if p.weight(i)*p.Dist[i][j] > r {
			return math.Inf(1)
		}
		return 0
	}, func(i int) float64 {
		if p.weight(i) == 0 || p.weight(i)*p.Beyond <= r {
			return 0
		}
		if p.load(i) == 0 {
			return 1
		}
		return max(p.load(i)/top, 1e-6)
	})
}

// noRoom is above every error of rounding and below every charge of roomWithin.
const noRoom = 1e-8
