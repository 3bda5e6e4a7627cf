package siting

import (
	"cmp"
	"math"
	"slices"
)

// model is the p-median that the search works on: choose p of m sites, each client pays its cheapest open arc or its charge u.
// Whatever is open anyway (existing, required, fixed open) is folded into u, whatever can never be chosen is left out. Covering is the same
// with arcs of cost 0 and u = weight.
type model struct {
	n, m, p  int
	id       []int   // site of the problem for each site here
	fixed    []int   // sites of the problem that are open in every solution of this model and count in P
	row      []int32 // arcs of client i: row[i] to row[i+1], ascending by cost, ties by site
	col      []int32
	cost     []float64
	crow     []int32 // the same arcs by site
	client   []int32
	ccost    []float64
	u        []float64
	base     float64 // cost that no choice changes
	integral bool    // all costs are whole numbers, so is every value
	from     []int32 // client of the model that this one restricts
}

type arc struct {
	cost float64
	site int32
}

// newModel builds the model of a median or covering problem.
func newModel(p *Problem) *model {
	md := &model{p: p.P - len(p.Required), fixed: slices.Clone(p.Required)}
	usable := make([]bool, p.sites())
	for j := range usable {
		usable[j] = true
	}
	anyway := append(slices.Clone(p.Existing), p.Required...)
	for _, j := range append(slices.Clone(p.Forbidden), anyway...) {
		usable[j] = false
	}
	for j, ok := range usable {
		if ok {
			md.id = append(md.id, j)
		}
	}
	md.m = len(md.id)
	b := &builder{p: p, md: md, anyway: anyway, limit: p.limit(), beyond: p.beyond()}
	b.rows()
	md.index()
	return md
}

type builder struct {
	p             *Problem
	md            *model
	anyway        []int
	limit, beyond float64
	seen          map[string]int // Cover: clients with the same arcs
}

func (b *builder) price(i, j int) float64 {
	if b.p.Objective == Cover {
		return 0
	}
	return b.p.weight(i) * b.p.Dist[i][j]
}

func (b *builder) rows() {
	md := b.md
	md.integral = true
	md.row = append(md.row, 0)
	b.seen = map[string]int{}
	whole := func(x float64) bool { return x == math.Trunc(x) && math.Abs(x) < 1<<50 }
	var arcs []arc
	for i := range b.p.Dist {
		w := b.p.weight(i)
		u := w * b.beyond
		if b.p.Objective == Cover {
			u = w
		}
		for _, j := range b.anyway {
			if b.p.Dist[i][j] <= b.limit {
				u = min(u, b.price(i, j))
			}
		}
		arcs = b.arcs(arcs[:0], i, u)
		if !whole(u) || slices.ContainsFunc(arcs, func(a arc) bool { return !whole(a.cost) }) {
			md.integral = false
		}
		b.add(arcs, u)
	}
	md.n = len(md.u)
}

// arcs are the usable arcs of client i that are cheaper than u.
func (b *builder) arcs(arcs []arc, i int, u float64) []arc {
	if u == 0 {
		return arcs
	}
	d := b.p.Dist[i]
	for k, j := range b.md.id {
		if d[j] <= b.limit && !math.IsInf(d[j], 1) {
			if c := b.price(i, j); c < u {
				arcs = append(arcs, arc{c, int32(k)})
			}
		}
	}
	slices.SortFunc(arcs, func(x, y arc) int {
		if x.cost != y.cost {
			return cmp.Compare(x.cost, y.cost)
		}
		return cmp.Compare(x.site, y.site)
	})
	return arcs
}

// add appends a client, or for covering adds its weight to one with the same arcs; a client without a choice goes into the base.
func (b *builder) add(arcs []arc, u float64) {
	md := b.md
	if len(arcs) == 0 {
		md.base += u
		return
	}
	if b.p.Objective == Cover {
		key := make([]byte, 0, 4*len(arcs))
		for _, a := range arcs {
			key = append(key, byte(a.site), byte(a.site>>8), byte(a.site>>16), byte(a.site>>24))
		}
		if i, ok := b.seen[string(key)]; ok {
			md.u[i] += u
			return
		}
		b.seen[string(key)] = len(md.u)
	}
	for _, a := range arcs {
		md.col, md.cost = append(md.col, a.site), append(md.cost, a.cost)
	}
	md.row, md.u = append(md.row, int32(len(md.col))), append(md.u, u)
}

// index builds the arcs by site.
func (md *model) index() {
	md.crow = make([]int32, md.m+1)
	for _, j := range md.col {
		md.crow[j+1]++
	}
	for j := range md.m {
		md.crow[j+1] += md.crow[j]
	}
	md.client, md.ccost = make([]int32, len(md.col)), make([]float64, len(md.col))
	at := slices.Clone(md.crow)
	for i := range md.n {
		for a := md.row[i]; a < md.row[i+1]; a++ {
			j := md.col[a]
			md.client[at[j]], md.ccost[at[j]] = int32(i), md.cost[a]
			at[j]++
		}
	}
}

// value is the cost of opening the given sites of the model besides those folded in.
func (md *model) value(open []int32) float64 {
	is := make([]bool, md.m)
	for _, j := range open {
		is[j] = true
	}
	v := md.base
	for i := range md.n {
		c := md.u[i]
		for a := md.row[i]; a < md.row[i+1]; a++ {
			if is[md.col[a]] {
				c = md.cost[a]
				break
			}
		}
		v += c
	}
	return v
}

// Fate of a site in a branch.
const (
	undecided int8 = iota
	isOpen
	isClosed
)

// restrict folds decided sites in: the rest is the same problem on fewer sites. The parts of the receiver are not shared.
func (md *model) restrict(fate []int8) *model {
	s := &model{p: md.p, fixed: slices.Clone(md.fixed), base: md.base, integral: md.integral}
	to := make([]int32, md.m)
	for j, f := range fate {
		to[j] = -1
		switch f {
		case undecided:
			to[j] = int32(s.m)
			s.m++
			s.id = append(s.id, md.id[j])
		case isOpen:
			s.p--
			s.fixed = append(s.fixed, md.id[j])
		}
	}
	s.row = append(s.row, 0)
	for i := range md.n {
		u, from := md.u[i], len(s.col)
		for a := md.row[i]; a < md.row[i+1]; a++ {
			j := md.col[a]
			if fate[j] == isOpen {
				u = md.cost[a]
				break
			}
			if k := to[j]; k >= 0 {
				s.col, s.cost = append(s.col, k), append(s.cost, md.cost[a])
			}
		}
		for len(s.col) > from && s.cost[len(s.col)-1] >= u {
			s.col, s.cost = s.col[:len(s.col)-1], s.cost[:len(s.cost)-1]
		}
		if len(s.col) == from {
			s.base += u
			continue
		}
		s.row, s.u, s.from = append(s.row, int32(len(s.col))), append(s.u, u), append(s.from, int32(i))
	}
	s.n = len(s.u)
	s.index()
	return s
}
