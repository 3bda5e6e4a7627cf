package siting

import (
	"container/heap"
	"math"
	"slices"
)

// node is a part of the choices still open: some sites decided, and a bound for all of them.
type node struct {
	bound float64
	fate  []int8
	lam   []float32 // prices to start from
	order int       // older first among equals
}

type nodes []*node

func (h nodes) Len() int { return len(h) }
func (h nodes) Less(i, j int) bool {
	return h[i].bound < h[j].bound || (h[i].bound == h[j].bound && h[i].order > h[j].order)
}
func (h nodes) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *nodes) Push(x any)   { *h = append(*h, x.(*node)) }
func (h *nodes) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// tree is best-first branch and bound on the model that the root's fixing has left.
type tree struct {
	md    *model
	open  nodes
	made  int
	work  int64
	steps int // bound steps per node
}

func newTree(md *model, root *dual) *tree {
	t := &tree{md: md, steps: 40, work: root.work}
	nd := &node{bound: root.bound, fate: make([]int8, md.m), lam: make([]float32, md.n)}
	for i, l := range root.best {
		nd.lam[i] = float32(l)
	}
	t.open = nodes{nd}
	return t
}

// grow bounds a node, fixes sites in it, and splits what is left in two. It reports false when the context ended before.
func (t *tree) grow(s *search, nd *node) bool {
	if nd.bound >= cut(t.md, s.ub) {
		t.open = t.open[:0] // best first: all others are no better
		return true
	}
	md := t.md.restrict(nd.fate)
	lam := make([]float64, md.n)
	for k, i := range md.from {
		lam[k] = min(md.u[k], float64(nd.lam[i]))
	}
	to := md.from
	for round := 0; ; round++ {
		if md.p <= 0 || md.m <= md.p || md.n == 0 {
			sites, v := md.rest()
			s.offer(sites, v)
			return true
		}
		du := newDual(md, lam)
		du.step = 0.5
		if !t.bound(s, md, du) {
			return false
		}
		nd.bound = max(nd.bound, du.bound)
		if nd.bound >= cut(md, s.ub) {
			return true
		}
		fate := make([]int8, md.m)
		k := du.fix(cut(md, s.ub), fate)
		for j, f := range fate {
			if f != undecided {
				nd.fate[t.index(md.id[j])] = f
			}
		}
		if k < md.m && (round >= 2 || k*5 < md.m) {
			t.split(nd, md, du, to, fate)
			return true
		}
		next := md.restrict(fate)
		lam = next.prices(du.best)
		up := make([]int32, next.n)
		for i, f := range next.from {
			up[i] = to[f]
		}
		md, to = next, up
	}
}

// index is the tree's number of a site of the problem.
func (t *tree) index(site int) int {
	j, _ := slices.BinarySearch(t.md.id, site)
	return j
}

// bound runs the steps of one node, trying the relaxation's sites as a solution on the way.
func (t *tree) bound(s *search, md *model, du *dual) bool {
	defer func() { t.work += du.work }()
	for k := range t.steps {
		if s.ctx.Err() != nil {
			return false
		}
		du.iterate(s.ub)
		if du.bound >= cut(md, s.ub) {
			return true
		}
		if k%10 == 9 {
			v := md.value(du.pick[:md.p])
			du.work += int64(2 * md.n)
			if v < s.ub {
				sites := slices.Clone(md.fixed)
				for _, j := range du.pick[:md.p] {
					sites = append(sites, md.id[j])
				}
				slices.Sort(sites)
				s.offer(sites, v)
			}
		}
	}
	return true
}

// split branches on the undecided site whose opening is least clear.
func (t *tree) split(nd *node, md *model, du *dual, to []int32, fate []int8) {
	lam := slices.Clone(nd.lam)
	for k, i := range to {
		lam[i] = float32(du.best[k])
	}
	at, worst := -1, math.Inf(-1)
	for j, o := range du.often {
		if fate[j] == undecided {
			if x := min(o, 1-o) - 1e-9*math.Abs(du.rho[j]); at < 0 || x > worst {
				at, worst = j, x
			}
		}
	}
	j := t.index(md.id[at])
	for _, f := range []int8{isOpen, isClosed} {
		child := &node{bound: nd.bound, fate: slices.Clone(nd.fate), lam: lam, order: t.made}
		child.fate[j] = f
		t.made++
		heap.Push(&t.open, child)
	}
}

// offer takes a solution if it is the best so far.
func (s *search) offer(sites []int, v float64) {
	if v < s.ub {
		s.ub, s.best = v, sites
	}
	s.pool.offer(sites, v)
}
