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
			d = beyond
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

// complete adds the first permitted sites until P are chosen: one more never makes a choice worse.
func (p *Problem) complete(sites []int) []int {
	taken := make([]bool, p.sites())
	for _, l := range [][]int{sites, p.Existing, p.Forbidden} {
		for _, j := range l {
			taken[j] = true
		}
	}
	out := slices.Clone(sites)
	for j := 0; j < len(taken) && len(out) < p.P; j++ {
		if !taken[j] {
			out = append(out, j)
		}
	}
	slices.Sort(out)
	return out
}
