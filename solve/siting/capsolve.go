package siting

import (
	"context"
	"math"
	"slices"
)

// newPlant is a median or covering problem with its capacities.
func newPlant(p *Problem) *plant {
	return plantOf(p, p.limit(), func(i, j int) float64 {
		if p.Objective == Cover {
			return 0
		}
		return p.weight(i) * p.Dist[i][j]
	}, func(i int) float64 {
		if p.Objective == Cover {
			return p.weight(i)
		}
		return p.weight(i) * p.beyond()
	})
}

func plantOf(p *Problem, limit float64, cost func(i, j int) float64, charge func(i int) float64) *plant {
	pl := &plant{free: p.P - len(p.Required)}
	for j := range p.sites() {
		if slices.Contains(p.Forbidden, j) {
			continue
		}
		pl.id = append(pl.id, j)
		pl.open = append(pl.open, slices.Contains(p.Existing, j) || slices.Contains(p.Required, j))
		pl.capacity = append(pl.capacity, p.Capacity[j])
	}
	pl.m = len(pl.id)
	for i, d := range p.Dist {
		if !p.servable(i) {
			continue
		}
		row := make([]float64, pl.m)
		for k, j := range pl.id {
			if row[k] = math.Inf(1); d[j] <= limit && !math.IsInf(d[j], 1) {
				row[k] = cost(i, j)
			}
		}
		pl.cost, pl.u, pl.load = append(pl.cost, row), append(pl.u, charge(i)), append(pl.load, p.load(i))
	}
	pl.n = len(pl.u)
	return pl
}

func solveCapacitated(ctx context.Context, p Problem, o Options) Result {
	pl := newPlant(&p)
	s := newCapSearch(ctx, pl, o, 0)
	total := 0.0
	for _, u := range pl.u {
		total += u
	}
	show := func(v float64) float64 { return v }
	if p.Objective == Cover {
		show = func(v float64) float64 { return total - v }
	}
	s.report = func(ub, lb float64, iters int) {
		if o.Progress != nil {
			o.Progress(Progress{show(ub), show(min(lb, ub)), iters})
		}
	}
	s.enough = -1
	s.run()
	r := Result{Sites: s.sites(&p), Iterations: s.iters, Proven: s.lb >= s.cut(), Value: show(s.ub), Bound: show(s.lb)}
	if r.Proven {
		r.Bound = r.Value
	}
	if p.Objective != Cover {
		r.Unserved = p.unserved(pl, s)
	}
	return r
}

// unserved is the weight left over in the best choice, and that of points that nobody can serve.
func (p *Problem) unserved(pl *plant, s *capSearch) float64 {
	f := pl.transport(s.all(s.best))
	x, k := 0.0, 0
	for i := range p.Dist {
		if !p.servable(i) {
			x += p.weight(i)
			continue
		}
		if f.left[k] > 0 {
			x += p.weight(i) * f.left[k] / pl.load[k]
		}
		k++
	}
	return x
}

// solveCapacitatedCentre searches the distinct values; at each, the question is whether all loads find room within it.
func solveCapacitatedCentre(ctx context.Context, p Problem, o Options) Result {
	values := p.capacitatedValues()
	lo, hi, iters := 0, len(values)-1, 0
	best := p.complete(p.Required)
	un := 0.0
	for lo <= hi {
		mid := (lo + hi) / 2
		left := o
		if o.Iterations > 0 {
			if left.Iterations = o.Iterations - iters; left.Iterations <= 0 {
				break
			}
		}
		s := p.within(ctx, values[mid], left)
		iters += s.iters
		switch {
		case s.ub <= s.enough:
			hi = mid - 1
			best, un = s.sites(&p), p.unserved(s.pl, s)
		case s.lb > s.enough:
			lo = mid + 1
		default:
			return p.capacitatedResult(values, lo, hi, best, un, iters)
		}
		if o.Progress != nil {
			o.Progress(Progress{values[min(hi+1, len(values)-1)], values[min(lo, len(values)-1)], iters})
		}
	}
	return p.capacitatedResult(values, lo, hi, best, un, iters)
}

func (p *Problem) capacitatedResult(values []float64, lo, hi int, best []int, un float64, iters int) Result {
	v, b := values[min(hi+1, len(values)-1)], values[min(lo, len(values)-1)]
	return Result{Value: v, Bound: min(v, b), Proven: lo > hi, Sites: best, Iterations: iters, Unserved: un}
}

// capacitatedValues are the values that the objective can take; at the last, being served does not matter any more.
func (p *Problem) capacitatedValues() []float64 {
	v := []float64{0}
	limit, beyond := p.limit(), p.beyond()
	for i, row := range p.Dist {
		w := p.weight(i)
		if w == 0 || !p.servable(i) {
			continue
		}
		v = append(v, w*beyond)
		for j, d := range row {
			if d <= limit && !math.IsInf(d, 1) && !slices.Contains(p.Forbidden, j) {
				v = append(v, w*d)
			}
		}
	}
	slices.Sort(v)
	return slices.Compact(v)
}

// roomWithin is the plant of the question how much load finds no room when nobody may pay more than r.
// A cost above noRoom means that some finds none: charges are the loads as shares of the greatest, never negligible.
func (p *Problem) roomWithin(r float64) *plant {
	top := 0.0
	for i := range p.Dist {
		top = max(top, p.load(i))
	}
	return plantOf(p, p.limit(), func(i, j int) float64 {
		if p.weight(i)*p.Dist[i][j] > r {
			return math.Inf(1)
		}
		return 0
	}, func(i int) float64 {
		if p.weight(i) == 0 || p.weight(i)*p.beyond() <= r {
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

// within searches for a choice that finds room for everyone within r: then its cost is no more than enough.
func (p *Problem) within(ctx context.Context, r float64, o Options) *capSearch {
	pl := p.roomWithin(r)
	o.Progress = nil
	s := newCapSearch(ctx, pl, o, noRoom)
	s.run()
	return s
}
