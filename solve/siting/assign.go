package siting

import (
	"cmp"
	"slices"

	"linli/solve/siting/haul"
)

// Share is a part of a demand point's weight that a site serves.
type Share struct {
	Demand int
	Weight float64
}

// assignment is what a choice comes to under capacities.
type assignment struct {
	value    float64
	unserved float64   // weight that finds no room or nobody within reach
	shares   [][]Share // by site of the problem
}

// cost is the value of any choice, with capacities if there are any.
func (p *view) cost(sites []int) float64 {
	if p.Capacity == nil {
		v, _ := p.evaluate(sites)
		return v
	}
	return p.assign(sites).value
}

// assign divides the loads among the chosen and the existing sites as well as can be. Only these sites are looked at, which keeps it quick.
func (p *view) assign(sites []int) assignment {
	open := append(slices.Clone(sites), p.Existing...)
	slices.Sort(open)
	all := make([]int, len(open))
	for a := range all {
		all[a] = a
	}
	if p.Objective == Centre {
		return p.assignCentre(sites, open, all)
	}
	pl := p.plant(open)
	f := pl.Transport(all)
	out := p.divided(open, pl, f)
	out.value = f.Cost
	if p.Objective == Cover {
		for _, u := range pl.Charge {
			out.value -= u
		}
		out.value *= -1
	}
	return out
}

// assignCentre finds the least greatest weighted distance at which all loads that can be served find room.
func (p *view) assignCentre(sites, open, all []int) assignment {
	values := p.capacitatedValues(open)
	without, _ := p.evaluate(sites) // capacities shorten no walk
	least, _ := slices.BinarySearch(values, without)
	values = values[min(least, len(values)-1):]
	i, _ := slices.BinarySearchFunc(values, 0, func(r float64, _ int) int {
		if p.roomWithin(r, open).Transport(all).Cost <= noRoom {
			return 0
		}
		return -1
	})
	pl := p.roomWithin(values[i], open)
	out := p.divided(open, pl, pl.Transport(all))
	out.value = values[i]
	return out
}

// divided tells a flow in terms of the problem.
func (p *view) divided(open []int, pl *haul.Plant, f *haul.Flow) assignment {
	out := assignment{shares: make([][]Share, p.sites())}
	var name []int
	for i := range p.Dist {
		if p.servable[i] {
			name = append(name, i)
		} else {
			out.unserved += p.weight(i)
		}
	}
	for k, l := range f.Left {
		if l > 0 {
			out.unserved += p.weight(name[k]) * l / pl.Load[k]
		}
	}
	for a, j := range open {
		for _, q := range f.At[a] {
			i := name[q.Client]
			w := p.weight(i)
			if l := p.load(i); l > 0 {
				w *= q.Amount / l
			}
			out.shares[j] = append(out.shares[j], Share{i, w})
		}
		slices.SortFunc(out.shares[j], func(a, b Share) int { return cmp.Compare(a.Demand, b.Demand) })
	}
	return out
}
