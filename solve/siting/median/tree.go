package median

import (
	"container/heap"
	"math"
	"slices"

	"linli/solve/siting/branch"
)

// tree is best-first branch and bound on the model that the root's fixing has left.
type tree struct {
	md    *model
	open  branch.Nodes
	made  int
	work  int64
	steps int // bound steps per node
}

func newTree(md *model, root *dual) *tree {
	t := &tree{md: md, steps: 40}
	nd := &branch.Node{Bound: root.bound, Fate: make([]int8, md.m), Prices: make([]float32, md.n)}
	for i, l := range root.best {
		nd.Prices[i] = float32(l)
	}
	t.open = branch.Nodes{nd}
	return t
}

// grow bounds a node, fixes sites in it, and splits what is left in two. It reports false when the context ended before.
func (t *tree) grow(s *search, nd *branch.Node) bool {
	if nd.Bound >= cut(t.md, s.ub) {
		t.open = t.open[:0] // best first: all others are no better
		return true
	}
	prices := make([]float64, t.md.n)
	for i, l := range nd.Prices {
		prices[i] = float64(l)
	}
	for round := 0; ; round++ {
		md := t.shrink(nd.Fate, prices)
		if md.p <= 0 || md.m <= md.p || md.n == 0 {
			s.offer(t.md.restrict(nd.Fate, nil).rest())
			return true
		}
		du := newDual(md, md.prices(prices))
		du.step = 0.5
		if !t.bound(s, nd, du) {
			return false
		}
		for k, i := range md.from {
			prices[i] = du.best[k]
		}
		nd.Bound = max(nd.Bound, du.bound)
		if nd.Bound >= cut(md, s.ub) {
			return true
		}
		fate := make([]int8, md.m)
		k := du.fix(cut(md, s.ub), fate)
		for j, f := range fate {
			if f != branch.Undecided {
				nd.Fate[t.index(md.id[j])] = f
			}
		}
		if k < md.m && (round >= 2 || k*5 < md.m) {
			t.split(nd, du, prices, fate)
			return true
		}
	}
}

// shrink is what a node has left to decide, with the arcs that its prices can come to use.
func (t *tree) shrink(fate []int8, prices []float64) *model {
	reach := make([]float64, len(prices))
	for i, l := range prices {
		reach[i] = 2 * l
	}
	md := t.md.restrict(fate, reach)
	if md.covers {
		own := make([]int8, md.m)
		if k := md.dominated(own); k > 0 && md.m-k > md.p {
			for j, f := range own {
				if f != branch.Undecided {
					fate[t.index(md.id[j])] = f
				}
			}
			t.work += int64(md.m * (md.n/64 + 10))
			md = t.md.restrict(fate, reach)
		}
	}
	t.work += int64(3*len(md.col) + t.md.n)
	return md
}

// index is the tree's number of a site of the problem.
func (t *tree) index(site int) int {
	j, _ := slices.BinarySearch(t.md.id, site)
	return j
}

// bound runs the steps of one node, trying the relaxation's sites as a solution on the way.
func (t *tree) bound(s *search, nd *branch.Node, du *dual) bool {
	defer func() { t.work += du.work }()
	for k := range t.steps {
		if s.ctx.Err() != nil {
			return false
		}
		du.iterate(s.ub)
		if du.bound >= cut(t.md, s.ub) {
			return true
		}
		if k%10 == 9 && !t.try(s, du.md, du.pick[:du.md.p], k+1 == t.steps) {
			return false
		}
	}
	return true
}

// try looks at a relaxation's sites as a solution, and climbs from it when it is better, or at least near the best and climb asks for it.
func (t *tree) try(s *search, md *model, pick []int32, climb bool) bool {
	open := slices.Clone(md.fixed[len(t.md.fixed):])
	for _, j := range pick {
		open = append(open, md.id[j])
	}
	for k, j := range open {
		open[k] = t.index(j)
	}
	local := make([]int32, len(open))
	for k, j := range open {
		local[k] = int32(j)
	}
	v := t.md.value(local)
	t.work += int64(t.md.n * max(2, t.md.m/max(1, t.md.p)))
	if v >= s.ub && (!climb || v > s.ub+0.003*math.Abs(s.ub)) {
		return true
	}
	s.cl.sw.set(local)
	if !s.cl.sw.descend(s.cl.stop) {
		return false
	}
	s.take()
	return true
}

// split branches on the undecided site whose opening is least clear.
func (t *tree) split(nd *branch.Node, du *dual, prices []float64, fate []int8) {
	lam := make([]float32, len(prices))
	for i, l := range prices {
		lam[i] = float32(l)
	}
	at, worst := -1, math.Inf(-1)
	for j, o := range du.often {
		if fate[j] == branch.Undecided {
			if x := min(o, 1-o) - 1e-9*math.Abs(du.rho[j]); at < 0 || x > worst {
				at, worst = j, x
			}
		}
	}
	j := t.index(du.md.id[at])
	for _, f := range []int8{branch.Open, branch.Closed} {
		child := &branch.Node{Bound: nd.Bound, Fate: slices.Clone(nd.Fate), Prices: lam, Order: t.made}
		child.Fate[j] = f
		t.made++
		heap.Push(&t.open, child)
	}
}

// offer takes a solution if it is the best so far.
func (s *search) offer(sites []int, v float64) {
	if v < s.ub {
		s.ub, s.best, s.found = v, sites, s.turn
	}
}
