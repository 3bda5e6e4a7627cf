package siting

import (
	"container/heap"
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// capSearch is branch and bound with exchanges from above, on a plant.
type capSearch struct {
	ctx    context.Context
	o      Options
	rng    *rand.Rand
	pl     *plant
	open   nodes
	made   int
	iters  int
	ub, lb float64
	best   []int // positions of the chosen sites, those open anyway not among them
	enough float64
	often  []float64
	report func(ub, lb float64, iters int)
}

func newCapSearch(ctx context.Context, pl *plant, o Options, enough float64) *capSearch {
	return &capSearch{
		ctx: ctx, o: o, rng: rand.New(rand.NewPCG(o.Seed, 0xcab)), pl: pl, ub: math.Inf(1), enough: enough,
		often: make([]float64, pl.m), report: func(float64, float64, int) {},
	}
}

// all is a choice together with what is open anyway.
func (s *capSearch) all(chosen []int) []int {
	out := slices.Clone(chosen)
	for j, o := range s.pl.open {
		if o {
			out = append(out, j)
		}
	}
	slices.Sort(out)
	return out
}

// offer evaluates a choice exactly and keeps it if it is the best.
func (s *capSearch) offer(chosen []int) bool {
	if v := s.pl.transport(s.all(chosen)).cost; s.best == nil || v < s.ub-1e-9*math.Abs(s.ub) {
		s.ub, s.best = v, slices.Clone(chosen)
		if s.best == nil {
			s.best = []int{}
		}
		return true
	}
	return false
}

func (s *capSearch) cut() float64 { return s.ub - 1e-9*max(1, math.Abs(s.ub)) }

func (s *capSearch) done() bool {
	return s.lb >= s.cut() || s.ub <= s.enough || s.lb > s.enough && s.enough > 0 || (s.o.Iterations > 0 && s.iters >= s.o.Iterations) || s.ctx.Err() != nil
}

// run searches until proof, or until a choice costs no more than enough, or no choice can (enough > 0).
func (s *capSearch) run() {
	s.offer(s.greedy())
	root := &node{bound: 0, fate: make([]int8, s.pl.m), lam: make([]float32, s.pl.n)}
	f := s.pl.transport(s.all(s.best))
	for a, parts := range f.at {
		for _, q := range parts {
			root.lam[q.client] = float32(min(s.pl.u[q.client], 1.2*s.pl.cost[q.client][s.all(s.best)[a]]))
		}
	}
	for i, l := range f.left {
		if l > 0 {
			root.lam[i] = float32(s.pl.u[i])
		}
	}
	s.open = nodes{root}
	for !s.done() {
		ub, best := s.ub, s.best
		if !s.step() {
			s.ub, s.best = ub, best
			break
		}
		s.iters++
		s.report(s.ub, s.lb, s.iters)
	}
	s.lb = min(s.lb, s.ub)
}

// greedy opens, one after another, the site that serves most cheaply what is not served well, capacities seen roughly.
func (s *capSearch) greedy() []int {
	pl := s.pl
	rest, pays := slices.Clone(pl.load), slices.Clone(pl.u)
	var chosen []int
	used := slices.Clone(pl.open)
	fill := func(j int, commit bool) float64 {
		room, gain := pl.capacity[j], 0.0
		order := make([]arc, 0, pl.n)
		for i := range pl.n {
			if g := pays[i] - pl.cost[i][j]; g > 0 && (rest[i] > 0 || pl.load[i] == 0) {
				order = append(order, arc{-g / max(pl.load[i], tiny), int32(i)})
			}
		}
		slices.SortFunc(order, func(a, b arc) int {
			if a.cost != b.cost {
				return int(math.Copysign(1, a.cost-b.cost))
			}
			return int(a.site - b.site)
		})
		for _, a := range order {
			i := int(a.site)
			x := min(rest[i], room)
			room -= x
			gain += (pays[i] - pl.cost[i][j]) * x / max(pl.load[i], tiny)
			if commit {
				rest[i] -= x
			}
		}
		return gain
	}
	for j, o := range pl.open {
		if o {
			fill(j, true)
		}
	}
	for range pl.free {
		at, top := -1, -1.0
		for j := range pl.m {
			if !used[j] {
				if g := fill(j, false); g > top {
					at, top = j, g
				}
			}
		}
		if at < 0 {
			break
		}
		used[at] = true
		chosen = append(chosen, at)
		fill(at, true)
	}
	slices.Sort(chosen)
	return chosen
}

// step is a round of exchanges and one node.
func (s *capSearch) step() bool {
	if !s.exchange() {
		return false
	}
	if len(s.open) == 0 {
		s.lb = s.ub
		return true
	}
	nd := heap.Pop(&s.open).(*node)
	if nd.bound >= s.cut() { // best first: none of the others is better
		s.open = nil
	} else if !s.grow(nd) {
		return false
	}
	l := s.ub
	if len(s.open) > 0 {
		l = min(l, s.open[0].bound)
	}
	s.lb = max(s.lb, l)
	return true
}

// exchange tries some exchanges in the best choice: what leaves is drawn evenly, what enters by how often the relaxation opens it.
func (s *capSearch) exchange() bool {
	var shut []int
	for j := range s.pl.m {
		if !s.pl.open[j] && !slices.Contains(s.best, j) {
			shut = append(shut, j)
		}
	}
	if len(shut) == 0 || len(s.best) == 0 {
		return true
	}
	for range 8 {
		if s.ctx.Err() != nil {
			return false
		}
		in := shut[s.rng.IntN(len(shut))]
		for range 3 {
			if o := shut[s.rng.IntN(len(shut))]; s.often[o] > s.often[in] {
				in = o
			}
		}
		c := slices.Clone(s.best)
		c[s.rng.IntN(len(c))] = in
		slices.Sort(c)
		if s.offer(c) {
			return true
		}
	}
	return true
}

// grow bounds a node, decides what it can, and splits.
func (s *capSearch) grow(nd *node) bool {
	lam := make([]float64, s.pl.n)
	for i, l := range nd.lam {
		lam[i] = min(s.pl.u[i], float64(l))
	}
	steps, step := 60, 0.5
	if s.made == 0 {
		steps, step = 300, 1.0
	}
	for {
		d := newCapDual(s.pl, nd.fate, lam)
		if d.k == 0 || len(d.pick) <= d.k {
			s.leaf(nd, d)
			return true
		}
		if !d.run(steps, step, s.ub, s.cut(), func() bool { return s.ctx.Err() == nil }) {
			return false
		}
		nd.bound = max(nd.bound, d.bound)
		if nd.bound >= s.cut() {
			return true
		}
		copy(lam, d.best)
		s.round(nd, d)
		if s.made == 0 {
			copy(s.often, d.often)
		}
		if d.fix(s.cut()) == 0 {
			s.split(nd, d)
			return true
		}
		steps, step = 40, 0.3
	}
}

// leaf: everything is decided, so the node is one choice.
func (s *capSearch) leaf(nd *node, d *capDual) {
	var c []int
	for j, f := range nd.fate {
		if f == isOpen && !s.pl.open[j] {
			c = append(c, j)
		}
	}
	if d.k > 0 {
		for _, j := range d.pick {
			c = append(c, int(j))
		}
	}
	slices.Sort(c)
	s.offer(c)
}

// round offers the sites that the relaxation opens.
func (s *capSearch) round(nd *node, d *capDual) {
	var c []int
	for j, f := range nd.fate {
		if f == isOpen && !s.pl.open[j] {
			c = append(c, j)
		}
	}
	for _, j := range d.pick[:d.k] {
		c = append(c, int(j))
	}
	slices.Sort(c)
	s.offer(c)
}

func (s *capSearch) split(nd *node, d *capDual) {
	at := d.pick[0]
	for _, j := range d.pick {
		if min(d.often[j], 1-d.often[j]) > min(d.often[at], 1-d.often[at]) {
			at = j
		}
	}
	lam := make([]float32, len(d.best))
	for i, l := range d.best {
		lam[i] = float32(l)
	}
	for _, f := range []int8{isOpen, isClosed} {
		s.made++
		child := &node{bound: nd.bound, fate: slices.Clone(nd.fate), lam: lam, order: s.made}
		child.fate[at] = f
		heap.Push(&s.open, child)
	}
}

// sites are the chosen sites of the problem, Required among them.
func (s *capSearch) sites(p *Problem) []int {
	out := slices.Clone(p.Required)
	for _, j := range s.best {
		out = append(out, s.pl.id[j])
	}
	return p.complete(out)
}
