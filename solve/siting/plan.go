package siting

import (
	"fmt"
	"slices"
)

// Plan is a choice of sites as it is shown to people: whom each site serves, what would be lost without it, what moving one would cost.
// It is safe for concurrent use.
type Plan struct {
	p     *view
	sites []int // chosen, ascending
	Value float64
}

// NewPlan checks a choice: it must have P sites, keep Required and avoid Forbidden and Existing.
func NewPlan(p Problem, sites []int) (*Plan, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	pl := &Plan{p: newView(p), sites: slices.Clone(sites)}
	slices.Sort(pl.sites)
	if len(sites) != p.P || len(slices.Compact(slices.Clone(pl.sites))) != p.P {
		return nil, fmt.Errorf("%w: a plan of %d different sites is wanted", ErrProblem, p.P)
	}
	for _, j := range sites {
		if j < 0 || j >= p.sites() || slices.Contains(p.Forbidden, j) || slices.Contains(p.Existing, j) {
			return nil, fmt.Errorf("%w: site %d cannot be chosen", ErrProblem, j)
		}
	}
	for _, j := range p.Required {
		if !slices.Contains(sites, j) {
			return nil, fmt.Errorf("%w: site %d is required", ErrProblem, j)
		}
	}
	pl.Value = pl.p.cost(pl.sites)
	return pl, nil
}

// Move is the value if the chosen site from stood at to instead. The plan stays as it is.
func (pl *Plan) Move(from, to int) (float64, error) {
	sites := slices.Clone(pl.sites)
	at := slices.Index(sites, from)
	switch {
	case at < 0:
		return 0, fmt.Errorf("%w: site %d is not in the plan", ErrProblem, from)
	case slices.Contains(pl.p.Required, from):
		return 0, fmt.Errorf("%w: site %d is required", ErrProblem, from)
	case to < 0 || to >= pl.p.sites() || slices.Contains(sites, to) || slices.Contains(pl.p.Forbidden, to) || slices.Contains(pl.p.Existing, to):
		return 0, fmt.Errorf("%w: site %d cannot be chosen", ErrProblem, to)
	}
	sites[at] = to
	return pl.p.cost(sites), nil
}

// Reason says why a site is in a plan.
type Reason struct {
	Site   int
	Serves []Share // whom: demand points, and how much of their weight
	Weight float64 // the sum of it
	Loss   float64 // how much worse the value would be without the site: never negative
}

// Reasons explains every chosen site, ascending.
func (pl *Plan) Reasons() []Reason {
	var out []Reason
	serves := pl.serves()
	for k, j := range pl.sites {
		r := Reason{Site: j, Serves: serves[j]}
		for _, s := range r.Serves {
			r.Weight += s.Weight
		}
		v := pl.p.cost(slices.Delete(slices.Clone(pl.sites), k, k+1))
		r.Loss = max(0, v-pl.Value)
		if pl.p.Objective == Cover {
			r.Loss = max(0, pl.Value-v)
		}
		out = append(out, r)
	}
	return out
}

func (pl *Plan) serves() [][]Share {
	p := pl.p
	if p.Capacity != nil {
		return p.assign(pl.sites).shares
	}
	out := make([][]Share, p.sites())
	open := append(slices.Clone(pl.sites), p.Existing...)
	for i := range p.Dist {
		if j, _ := p.nearest(i, open); j >= 0 {
			out[j] = append(out[j], Share{i, p.weight(i)})
		}
	}
	return out
}

// Group is a part of the people: how many of them live at each demand point.
type Group struct {
	Name   string
	People []float64
}

// Walks describes how far a group walks to its nearest open site, counting the people and not their weight.
type Walks struct {
	Mean, Longest float64 // over those whom some site serves
	Within        float64 // share of the whole group within the distance asked for
	Unserved      float64 // people whom no site serves
}

// Effect is what a plan changes for one group.
type Effect struct {
	Group         string
	Before, After Walks
}

// Effects compares what stands already with the plan, group by group. Everybody is taken to walk to the nearest open site.
func (pl *Plan) Effects(groups []Group, within float64) ([]Effect, error) {
	var out []Effect
	for _, g := range groups {
		if len(g.People) != len(pl.p.Dist) {
			return nil, fmt.Errorf("%w: group %q has %d numbers for %d demand points", ErrProblem, g.Name, len(g.People), len(pl.p.Dist))
		}
		out = append(out, Effect{g.Name, pl.p.walks(pl.p.Existing, g, within), pl.p.walks(append(slices.Clone(pl.sites), pl.p.Existing...), g, within)})
	}
	return out, nil
}

func (p *view) walks(open []int, g Group, within float64) Walks {
	q := p.Problem
	q.Objective = Median // the radius of Cover is no limit to walking
	var w Walks
	sum, served, near := 0.0, 0.0, 0.0
	for i, n := range g.People {
		if n == 0 {
			continue
		}
		j, d := q.nearest(i, open)
		if j < 0 {
			w.Unserved += n
			continue
		}
		sum += n * d
		served += n
		w.Longest = max(w.Longest, d)
		if d <= within {
			near += n
		}
	}
	if served > 0 {
		w.Mean = sum / served
	}
	if served+w.Unserved > 0 {
		w.Within = near / (served + w.Unserved)
	}
	return w
}
