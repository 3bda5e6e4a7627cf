package siting

import (
	"math"
	"slices"
)

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
func (p *Problem) evaluate(sites []int) (value, unserved float64) {
	open := append(slices.Clone(sites), p.Existing...)
	beyond := p.beyond()
	for i := range p.Dist {
		w := p.weight(i)
		j, d := p.nearest(i, open)
		if j < 0 {
			unserved += w
			if d = beyond; !p.servable(i) {
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

// servable reports whether any permitted or existing site serves demand point i at all.
func (p *Problem) servable(i int) bool {
	limit := p.limit()
	for j, d := range p.Dist[i] {
		if d <= limit && !math.IsInf(d, 1) && !slices.Contains(p.Forbidden, j) {
			return true
		}
	}
	return false
}

// complete adds permitted sites until P are chosen, each the one that shortens the walks most: one more never makes a choice worse.
func (p *Problem) complete(sites []int) []int {
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
	beyond := p.beyond()
	d := make([]float64, len(p.Dist))
	for i := range d {
		d[i] = beyond
		if j, x := p.nearest(i, append(slices.Clone(sites), p.Existing...)); j >= 0 {
			d[i] = x
		}
	}
	for len(out) < p.P {
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
		taken[at] = true
		out = append(out, at)
		for i, row := range p.Dist {
			d[i] = min(d[i], row[at])
		}
	}
	slices.Sort(out)
	return out
}
