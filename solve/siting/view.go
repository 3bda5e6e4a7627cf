package siting

import (
	"math"
	"slices"
)

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

// beyond is the distance charged for a point that nobody serves. It looks at every distance: a view asks once.
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

// view is a problem with what every part of the solution asks about it.
type view struct {
	Problem         // Beyond is filled in
	usable   []int  // sites that may be chosen and need not be, ascending
	anyway   []int  // sites that are open whatever is chosen
	can      []bool // not forbidden
	servable []bool // whether any permitted or existing site serves the demand point at all
}

func newView(p Problem) *view {
	p.Beyond = p.beyond()
	v := &view{Problem: p, anyway: append(slices.Clone(p.Existing), p.Required...), can: make([]bool, p.sites()), servable: make([]bool, len(p.Dist))}
	free := make([]bool, p.sites())
	for j := range v.can {
		v.can[j], free[j] = true, true
	}
	for _, j := range p.Forbidden {
		v.can[j], free[j] = false, false
	}
	for _, j := range v.anyway {
		free[j] = false
	}
	for j, f := range free {
		if f {
			v.usable = append(v.usable, j)
		}
	}
	limit := p.limit()
	for i, row := range p.Dist {
		for j, d := range row {
			if v.can[j] && d <= limit && !math.IsInf(d, 1) {
				v.servable[i] = true
				break
			}
		}
	}
	return v
}

// nearest returns the open site that serves demand point i and its distance; -1 when none does within the limit. Ties go to the lower index.
func (p *Problem) nearest(i int, open []int) (site int, dist float64) {
	site, dist = -1, math.Inf(1)
	limit := p.limit()
	for _, j := range open {
		if d := p.Dist[i][j]; d <= limit && (d < dist || (d == dist && j < site)) && !math.IsInf(d, 1) {
			site, dist = j, d
		}
	}
	return site, dist
}

// evaluate is the value of a choice without capacities, and the weight that nobody serves (for Cover: that is not covered).
func (p *view) evaluate(sites []int) (value, unserved float64) {
	open := append(slices.Clone(sites), p.Existing...)
	for i := range p.Dist {
		w := p.weight(i)
		j, d := p.nearest(i, open)
		if j < 0 {
			unserved += w
			if d = p.Beyond; !p.servable[i] {
				continue
			}
		}
		switch p.Objective {
		case Median:
			value += w * d
		case Centre:
			value = max(value, w*d)
		case Cover:
			if j >= 0 {
				value += w
			}
		}
	}
	return value, unserved
}

// complete adds permitted sites until P are chosen, each the one that shortens the walks most: one more never makes a choice worse.
func (p *view) complete(sites []int) []int {
	out := slices.Clone(sites)
	if len(out) >= p.P {
		return out
	}
	taken := make([]bool, p.sites())
	for _, l := range [][]int{sites, p.Existing, p.Forbidden} {
		for _, j := range l {
			taken[j] = true
		}
	}
	d := make([]float64, len(p.Dist))
	for i := range d {
		d[i] = p.Beyond
		if j, x := p.nearest(i, append(slices.Clone(sites), p.Existing...)); j >= 0 {
			d[i] = x
		}
	}
	for len(out) < p.P {
		at := p.shortens(taken, d)
		taken[at] = true
		out = append(out, at)
		for i, row := range p.Dist {
			d[i] = min(d[i], row[at])
		}
	}
	slices.Sort(out)
	return out
}

// shortens is the site not taken that shortens walks of length d most.
func (p *view) shortens(taken []bool, d []float64) int {
	at, gain := -1, -1.0
	for j, t := range taken {
		if t {
			continue
		}
		g := 0.0
		for i, row := range p.Dist {
			g += p.weight(i) * max(0, d[i]-row[j])
		}
		if g > gain {
			at, gain = j, g
		}
	}
	return at
}
