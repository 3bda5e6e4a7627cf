package median

import (
	"math"
	"slices"

	"linli/solve/siting/branch"
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
	covers   bool    // a covering model: every arc costs nothing
	integral bool    // all costs are whole numbers, so is every value
	from     []int32 // client of the model that this one restricts
}

type arc struct {
	cost float64
	site int32
}

// newModel builds the model of a question.
func newModel(in Input) *model {
	md := &model{p: in.P, m: len(in.Sites), id: slices.Clone(in.Sites), fixed: slices.Clone(in.Fixed), covers: in.Covers}
	(&builder{in: in, md: md, seen: map[string]int{}}).rows()
	md.index()
	if md.covers {
		fate := make([]int8, md.m)
		if k := md.dominated(fate); k > 0 && md.m-k > md.p {
			md = md.restrict(fate, nil)
		}
	}
	return md
}

type builder struct {
	in    Input
	md    *model
	seen  map[string]int // covering: clients with the same arcs
	key   []uint64       // scratch of sort
	spare []arc
}

func (b *builder) rows() {
	md := b.md
	md.integral = true
	md.row = append(md.row, 0)
	if size := b.in.Clients * md.m; b.in.Dense {
		md.col, md.cost = make([]int32, 0, size), make([]float64, 0, size)
	}
	whole := func(x float64) bool { return x == math.Trunc(x) && math.Abs(x) < 1<<50 }
	var arcs []arc
	for i := range b.in.Clients {
		u, counts := b.in.Charge(i)
		if !counts {
			continue
		}
		arcs = b.arcs(arcs[:0], i, u)
		if !whole(u) || slices.ContainsFunc(arcs, func(a arc) bool { return !whole(a.cost) }) {
			md.integral = false
		}
		b.add(arcs, u)
	}
	md.n = len(md.u)
}

// arcs are the arcs of client i that are cheaper than u.
func (b *builder) arcs(arcs []arc, i int, u float64) []arc {
	if u == 0 {
		return arcs
	}
	for k, j := range b.md.id {
		if c := b.in.Cost(i, j); c < u {
			arcs = append(arcs, arc{c, int32(k)})
		}
	}
	b.sort(arcs)
	return arcs
}

// sort orders by cost, ties by site. Costs rounded to 32 bits are sorted together with the site in one word, which is several times faster than
// comparing pairs; the few whose rounding hides their order are then put right.
func (b *builder) sort(arcs []arc) {
	b.key = b.key[:0]
	b.spare = append(b.spare[:0], arcs...)
	for k, a := range arcs {
		b.key = append(b.key, uint64(math.Float32bits(float32(a.cost)))<<32|uint64(k))
	}
	slices.Sort(b.key)
	for k, key := range b.key {
		a := b.spare[uint32(key)]
		at := k
		for ; at > 0 && arcs[at-1].cost > a.cost; at-- {
			arcs[at] = arcs[at-1]
		}
		arcs[at] = a
	}
}

// add appends a client, or for covering adds its weight to one with the same arcs; a client without a choice goes into the base.
func (b *builder) add(arcs []arc, u float64) {
	md := b.md
	if len(arcs) == 0 {
		md.base += u
		return
	}
	if b.in.Covers {
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

// restrict folds decided sites in: the rest is the same problem on fewer sites. With reach (one per client, or nil) arcs that cost more are left
// out, the first of them becoming the client's charge: then costs in the new model are lower bounds and not values, all that bounding needs.
func (md *model) restrict(fate []int8, reach []float64) *model {
	s := &model{p: md.p, fixed: slices.Clone(md.fixed), base: md.base, integral: md.integral, covers: md.covers}
	to := make([]int32, md.m)
	for j, f := range fate {
		to[j] = -1
		switch f {
		case branch.Undecided:
			to[j] = int32(s.m)
			s.m++
			s.id = append(s.id, md.id[j])
		case branch.Open:
			s.p--
			s.fixed = append(s.fixed, md.id[j])
		}
	}
	s.row = make([]int32, 1, md.n+1)
	if size := len(md.col) / max(md.m, 1) * s.m; reach == nil && size > 0 {
		s.col, s.cost = make([]int32, 0, size), make([]float64, 0, size)
	}
	for i := range md.n {
		far := math.Inf(1)
		if reach != nil {
			far = reach[i]
		}
		if u := s.follow(md, i, to, fate, far); len(s.col) == int(s.row[len(s.row)-1]) {
			s.base += u
		} else {
			s.row, s.u, s.from = append(s.row, int32(len(s.col))), append(s.u, u), append(s.from, int32(i))
		}
	}
	s.n = len(s.u)
	s.index()
	return s
}

// follow copies the arcs of client i of md that are undecided and cheaper than what is open and than far, and returns the client's new charge.
func (md *model) follow(from *model, i int, to []int32, fate []int8, far float64) float64 {
	u, start := from.u[i], len(md.col)
	for a := from.row[i]; a < from.row[i+1]; a++ {
		j, c := from.col[a], from.cost[a]
		if fate[j] == branch.Open || (c > far && fate[j] == branch.Undecided) {
			u = c
			break
		}
		if k := to[j]; k >= 0 {
			md.col, md.cost = append(md.col, k), append(md.cost, c)
		}
	}
	end := len(md.col)
	for end > start && md.cost[end-1] >= u {
		end--
	}
	md.col, md.cost = md.col[:end], md.cost[:end]
	return u
}
