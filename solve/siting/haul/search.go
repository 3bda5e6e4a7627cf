package haul

import (
	"container/heap"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"linli/solve/siting/branch"
)

// Options steer the search; the zero value searches until proof or until the context ends.
type Options struct {
	Seed       uint64
	Iterations int                                  // at most so many steps; 0 = no limit, negative = only the start
	Enough     float64                              // above 0: stop when a choice costs no more, or when none can
	Report     func(ub, lb float64, iterations int) // called after every step that improved one of the two; may be nil
}

// Outcome is the best choice found and what is known of all others.
type Outcome struct {
	UB, LB     float64 // cost of the choice, and a bound that no choice is below
	Proven     bool    // nothing is cheaper (where costs are not whole numbers: by more than 1e-9 of UB)
	Chosen     []int   // positions of the opened sites, ascending, those open anyway not among them
	Iterations int     // steps done: the same seed with this limit gives this outcome again
}

// Search looks for the cheapest choice until it is proven, the iterations are done or ctx ends. There is always an outcome.
func (pl *Plant) Search(ctx context.Context, o Options) Outcome {
	s := &search{
		ctx: ctx, o: o, rng: rand.New(rand.NewPCG(o.Seed, 0xcab)), pl: pl, ub: math.Inf(1), often: make([]float64, pl.m()), integral: pl.integral(),
	}
	s.run()
	return Outcome{UB: s.ub, LB: s.lb, Proven: s.lb >= s.cut(), Chosen: s.best, Iterations: s.iters}
}

// integral reports whether every choice costs a whole number: then loads and capacities are whole, and so is every cost for one unit of load.
// (A transportation problem with whole capacities has a best flow in whole units.)
func (pl *Plant) integral() bool {
	whole := func(x float64) bool { return x == math.Trunc(x) && math.Abs(x) < 1<<50 }
	for _, c := range pl.Capacity {
		if !whole(c) {
			return false
		}
	}
	for i, l := range pl.Load {
		unit := max(l, 1)
		if !whole(l) || !whole(pl.Charge[i]/unit) {
			return false
		}
		for _, c := range pl.Cost[i] {
			if !math.IsInf(c, 1) && !whole(c/unit) {
				return false
			}
		}
	}
	return true
}

// search is branch and bound with exchanges from above, on a plant.
type search struct {
	ctx      context.Context
	o        Options
	rng      *rand.Rand
	pl       *Plant
	open     branch.Nodes
	made     int
	iters    int
	ub, lb   float64
	best     []int
	often    []float64
	integral bool
	seen     [2]float64 // reported last
}

// all is a choice together with what is open anyway.
func (s *search) all(chosen []int) []int {
	out := slices.Clone(chosen)
	for j, o := range s.pl.Open {
		if o {
			out = append(out, j)
		}
	}
	slices.Sort(out)
	return out
}

// offer evaluates a choice exactly and keeps it if it is the best.
func (s *search) offer(chosen []int) bool {
	if v := s.pl.Transport(s.all(chosen)).Cost; s.best == nil || v < s.ub-1e-9*math.Abs(s.ub) {
		s.ub, s.best = v, slices.Clone(chosen)
		if s.best == nil {
			s.best = []int{}
		}
		return true
	}
	return false
}

// cut is what a bound must reach to rule out anything better than ub.
func (s *search) cut() float64 {
	if s.integral {
		return s.ub - 1 + 1e-6*max(1, 1e-6*s.ub)
	}
	return s.ub - 1e-9*max(1, math.Abs(s.ub))
}

func (s *search) done() bool {
	settled := s.o.Enough > 0 && (s.ub <= s.o.Enough || s.lb > s.o.Enough)
	return settled || s.lb >= s.cut() || (s.o.Iterations != 0 && s.iters >= s.o.Iterations) || s.ctx.Err() != nil
}

// run searches until done. A step that the context cut short leaves no trace.
func (s *search) run() {
	s.offer(s.greedy())
	s.open = branch.Nodes{{Fate: make([]int8, s.pl.m()), Prices: s.prices()}}
	for !s.done() {
		ub, best := s.ub, s.best
		if !s.step() {
			s.ub, s.best = ub, best
			break
		}
		s.iters++
		if s.lb >= s.cut() && s.integral {
			s.lb = s.ub
		}
		if now := [2]float64{s.ub, min(s.lb, s.ub)}; s.o.Report != nil && now != s.seen {
			s.seen = now
			s.o.Report(now[0], now[1], s.iters)
		}
	}
	s.lb = min(s.lb, s.ub)
}

// prices are what the clients pay in the first choice, and a little more.
func (s *search) prices() []float32 {
	out := make([]float32, s.pl.n())
	open := s.all(s.best)
	f := s.pl.Transport(open)
	for a, parts := range f.At {
		for _, q := range parts {
			out[q.Client] = float32(min(s.pl.Charge[q.Client], 1.2*s.pl.Cost[q.Client][open[a]]))
		}
	}
	for i, l := range f.Left {
		if l > 0 {
			out[i] = float32(s.pl.Charge[i])
		}
	}
	return out
}

// filling is a choice being made, capacities seen roughly: each site is filled with what gains most per load, nothing is moved again.
type filling struct {
	pl   *Plant
	rest []float64 // load not served yet
}

// fill is what opening site j saves; commit serves it.
func (w *filling) fill(j int, commit bool) float64 {
	pl := w.pl
	room, won := pl.Capacity[j], 0.0
	order := make([]gain, 0, pl.n())
	for i := range pl.n() {
		if g := pl.Charge[i] - pl.Cost[i][j]; g > 0 && (w.rest[i] > 0 || pl.Load[i] == 0) {
			order = append(order, gain{-g / max(pl.Load[i], tiny), i})
		}
	}
	slices.SortFunc(order, byGain)
	for _, a := range order {
		i := a.client
		x := min(w.rest[i], room)
		room -= x
		won += (pl.Charge[i] - pl.Cost[i][j]) * x / max(pl.Load[i], tiny)
		if commit {
			w.rest[i] -= x
		}
	}
	return won
}

// greedy opens, one after another, the site that serves most cheaply what is not served yet.
func (s *search) greedy() []int {
	pl := s.pl
	w := &filling{pl, slices.Clone(pl.Load)}
	hope := make([]float64, pl.m()) // what a site won when it was last looked at: it never grows, so only the most hopeful are looked at again
	for j, o := range pl.Open {
		if hope[j] = math.Inf(1); o {
			w.fill(j, true)
			hope[j] = -1
		}
	}
	var chosen []int
	for len(chosen) < pl.Free {
		at := 0
		for j, h := range hope {
			if h > hope[at] {
				at = j
			}
		}
		if hope[at] < 0 {
			break
		}
		if now := w.fill(at, false); now < hope[at] {
			hope[at] = now
			continue
		}
		hope[at] = -1
		chosen = append(chosen, at)
		w.fill(at, true)
	}
	slices.Sort(chosen)
	return chosen
}

// step is a round of exchanges and one node.
func (s *search) step() bool {
	if !s.exchange() {
		return false
	}
	if len(s.open) == 0 {
		s.lb = max(s.lb, s.cut())
		return true
	}
	nd := heap.Pop(&s.open).(*branch.Node)
	if nd.Bound >= s.cut() { // best first: none of the others is better
		s.open = nil
	} else if !s.grow(nd) {
		return false
	}
	l := s.cut()
	if len(s.open) > 0 {
		l = min(l, s.open[0].Bound)
	}
	s.lb = max(s.lb, l)
	return true
}

// exchange tries some exchanges in the best choice: what leaves is drawn evenly, what enters by how often the relaxation opens it.
func (s *search) exchange() bool {
	var shut []int
	for j := range s.pl.m() {
		if !s.pl.Open[j] && !slices.Contains(s.best, j) {
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
func (s *search) grow(nd *branch.Node) bool {
	lam := make([]float64, s.pl.n())
	for i, l := range nd.Prices {
		lam[i] = min(s.pl.Charge[i], float64(l))
	}
	steps, step := 60, 0.5
	if s.made == 0 {
		steps, step = 300, 1.0
	}
	for {
		d := newDual(s.pl, nd.Fate, lam)
		if d.k == 0 || len(d.pick) <= d.k {
			s.leaf(nd, d)
			return true
		}
		if !d.run(steps, step, s.ub, s.cut(), func() bool { return s.ctx.Err() == nil }) {
			return false
		}
		nd.Bound = max(nd.Bound, d.bound)
		if nd.Bound >= s.cut() {
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
func (s *search) leaf(nd *branch.Node, d *dual) {
	var c []int
	for j, f := range nd.Fate {
		if f == branch.Open && !s.pl.Open[j] {
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
func (s *search) round(nd *branch.Node, d *dual) {
	var c []int
	for j, f := range nd.Fate {
		if f == branch.Open && !s.pl.Open[j] {
			c = append(c, j)
		}
	}
	for _, j := range d.pick[:d.k] {
		c = append(c, int(j))
	}
	slices.Sort(c)
	s.offer(c)
}

func (s *search) split(nd *branch.Node, d *dual) {
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
	for _, f := range []int8{branch.Open, branch.Closed} {
		s.made++
		child := &branch.Node{Bound: nd.Bound, Fate: slices.Clone(nd.Fate), Prices: lam, Order: s.made}
		child.Fate[at] = f
		heap.Push(&s.open, child)
	}
}
