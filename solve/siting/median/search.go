package median

import (
	"container/heap"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"linli/solve/siting/branch"
)

// search is one run on a median or covering problem: local searches from above and bounds from below, each getting the same work.
type search struct {
	ctx    context.Context
	o      Options
	rng    *rand.Rand
	md     *model // what fixing has left
	du     *dual
	cl     *climber
	pool   elite
	best   []int
	ub     float64
	lb     float64
	iters  int
	tree   *tree      // nil while the root is being bounded
	hwork  int64      // work of local search before cl
	dwork  int64      // work of bounds before du
	turn   int        // local searches begun
	found  int        // turn of the last improvement
	cur    []int      // where the walk of local search is
	stale  int        // walks since it found something better
	starts int        // walks begun
	seen   [2]float64 // value and bound reported last
}

func newSearch(ctx context.Context, md *model, o Options) *search {
	s := &search{ctx: ctx, o: o, rng: rand.New(rand.NewPCG(o.Seed, 0x51f15e)), ub: math.Inf(1), lb: math.Inf(-1)}
	s.lb = md.floor()
	s.use(md, nil)
	return s
}

// floor is the cost with every site open: the first bound.
func (md *model) floor() float64 {
	v := md.base
	for i := range md.n {
		v += md.cost[md.row[i]]
	}
	return v * (1 - 1e-12)
}

// use makes md the model searched, with prices to start from (nil: from the first solution).
func (s *search) use(md *model, lam []float64) {
	if s.cl != nil {
		s.hwork += s.cl.sw.work
		s.dwork += s.du.work
	}
	s.md = md
	s.cl = newClimber(md, s.rng, func() bool { return s.ctx.Err() != nil })
	if lam == nil {
		lam = make([]float64, md.n)
	}
	s.du = newDual(md, lam)
	s.cl.sw.work, s.du.work = 0, 0
}

// cut is what a bound must reach to rule out anything better than ub.
func (s *search) cut() float64 { return cut(s.md, s.ub) }

func cut(md *model, ub float64) float64 {
	if md.integral {
		return ub - 1 + 1e-6
	}
	return ub - 1e-9*math.Abs(ub)
}

func (s *search) run() {
	if s.md.m <= s.md.p || s.md.n == 0 {
		s.trivial()
		return
	}
	s.cl.sw.set(s.cl.sample())
	s.take()
	if s.o.Iterations >= 0 && s.step(s.first) {
		for !s.done() && s.step(s.next) {
		}
	}
	s.lb = min(s.lb, s.ub)
}

// trivial: there is nothing to choose, or nothing depends on it.
func (s *search) trivial() {
	s.best = slices.Clone(s.md.fixed)
	s.best = append(s.best, s.md.id[:min(s.md.p, s.md.m)]...)
	slices.Sort(s.best)
	all := make([]int32, min(s.md.p, s.md.m))
	for j := range all {
		all[j] = int32(j)
	}
	s.ub = s.md.value(all)
	s.lb = s.ub
}

func (s *search) done() bool {
	return s.lb >= s.cut() || s.ctx.Err() != nil || (s.o.Iterations > 0 && s.iters >= s.o.Iterations)
}

// step runs one iteration; one that the context cut short does not count and leaves no trace in the answer.
func (s *search) step(f func() bool) bool {
	ub, lb, best := s.ub, s.lb, s.best
	if !f() {
		s.ub, s.lb, s.best = ub, lb, best
		return false
	}
	s.iters++
	if s.md.integral && s.lb >= s.cut() {
		s.lb = s.ub
	}
	now := [2]float64{s.ub, min(s.lb, s.ub)}
	if s.o.Report != nil && now != s.seen {
		s.o.Report(now[0], now[1], s.iters)
	}
	s.seen = now
	return true
}

// first climbs from the start and finds prices: a client is worth what its second nearest site would cost it.
func (s *search) first() bool {
	if !s.cl.sw.descend(s.cl.stop) {
		return false
	}
	s.take()
	sw := s.cl.sw
	for i := range s.du.lam {
		s.du.lam[i] = (sw.d1[i] + sw.d2[i]) / 2
		if sw.f2[i] < 0 {
			s.du.lam[i] = sw.d1[i] * 1.2
		}
		s.du.lam[i] = min(s.du.lam[i], s.md.u[i])
	}
	return true
}

// take offers the climber's local optimum.
func (s *search) take() {
	v, sites := s.cl.sw.value(), s.cl.full()
	s.offer(sites, v)
}

// next chooses what has had less work. Bounds come first at the root, where they also bring good solutions.
func (s *search) next() bool {
	h, d := s.hwork+s.cl.sw.work, s.dwork+s.du.work
	if s.tree != nil {
		d = s.tree.work
	}
	switch {
	case float64(h) < float64(d)*s.share():
		return s.climb()
	case s.tree == nil:
		return s.raise()
	default:
		return s.branch()
	}
}

// share is how much work local search gets for one unit of bounding: less the longer it has found nothing better.
func (s *search) share() float64 {
	return min(1, max(0.4, 100/float64(1+s.turn-s.found)))
}

// patience is how many walks in a row may find nothing better before local search begins elsewhere.
const patience = 25

// climb is one walk of local search: from a solution of its own, always the last that was no worse, some exchanges around one place and down again
// (iterated local search). When that has led nowhere for a while its end joins the pool, and the next begins elsewhere.
func (s *search) climb() bool {
	s.turn++
	cur, ok := s.cl.local(s.cur)
	if !ok {
		return s.anew()
	}
	if s.stale > patience {
		s.pool.offer(s.cur, s.md.value(cur))
		return s.anew()
	}
	s.stale++
	v := s.md.value(cur)
	s.cl.sw.set(cur)
	for range 30 {
		if !s.cl.nudge(2 + s.rng.IntN(18)) {
			return false
		}
		x := s.cl.sw.value()
		if x < v {
			s.stale = 0
		}
		if x <= v {
			v, cur = x, append(cur[:0], s.cl.sw.open...)
		} else {
			s.cl.sw.become(cur)
		}
	}
	s.take()
	s.cur = s.cl.full()
	return true
}

// anew begins a walk: between two of the pool in turn with the relaxation's favourites and, now and then, a sample.
func (s *search) anew() bool {
	s.stale = 0
	s.starts++
	whole := false
	from, ok := s.member()
	to, ok2 := s.member()
	switch {
	case s.starts%3 != 0 && ok && ok2 && !slices.Equal(from, to):
		s.cl.sw.set(from)
		whole = s.cl.relink(to)
	case s.starts%2 == 0:
		whole = s.cl.start()
	default:
		whole = s.cl.guided(s.du.often, 0.1+0.6*s.rng.Float64())
	}
	if !whole {
		return false
	}
	s.take()
	s.cur = s.cl.full()
	return true
}

// member is one of the pool's solutions that live on the present model, drawn at random.
func (s *search) member() ([]int32, bool) {
	if len(s.pool.sets) == 0 {
		return nil, false
	}
	return s.cl.local(s.pool.sets[s.rng.IntN(len(s.pool.sets))])
}

// raise is one batch of bound steps, a local search from the sites that the relaxation opens, and fixing.
func (s *search) raise() bool {
	const batch = 20
	before := s.du.bound
	for range batch {
		if s.ctx.Err() != nil {
			return false
		}
		s.du.iterate(s.ub)
		if s.du.bound >= s.cut() {
			break
		}
	}
	s.cl.sw.set(s.du.pick[:s.md.p])
	if !s.cl.sw.descend(s.cl.stop) {
		return false
	}
	s.take()
	s.lb = max(s.lb, s.lower(s.du.bound))
	if s.lb >= s.cut() {
		return true
	}
	s.reduce()
	if s.du.step < 0.0003 && s.du.bound-before < 1e-6*math.Abs(s.ub) {
		s.tree = newTree(s.md, s.du)
		s.hwork, s.cl.sw.work = 0, 0
	}
	return true
}

// lower is a bound as it may be reported: whole where every value is.
func (s *search) lower(l float64) float64 { return lower(s.md, l) }

func lower(md *model, l float64) float64 {
	if md.integral {
		return math.Ceil(l)
	}
	return l
}

// reduce takes out the sites that the bound decides, when they are enough to be worth a new model.
func (s *search) reduce() {
	fate := make([]int8, s.md.m)
	k := s.du.fix(s.cut(), fate)
	if k*5 < s.md.m && k < s.md.m-s.md.p {
		return
	}
	sub := s.md.restrict(fate, nil)
	lam := sub.prices(s.du.best)
	step := s.du.step
	if sub.p <= 0 || sub.m <= sub.p || sub.n == 0 {
		s.settle(sub)
		return
	}
	often := make([]float64, 0, sub.m)
	for j, f := range fate {
		if f == branch.Undecided {
			often = append(often, s.du.often[j])
		}
	}
	s.use(sub, lam)
	s.du.step, s.du.often = step, often
}

// settle: fixing has decided everything; what is left is one solution, and nothing else is better than the best.
func (s *search) settle(sub *model) {
	if sub.p >= 0 {
		sites, v := sub.rest()
		s.offer(sites, v)
	}
	s.lb = max(s.lb, s.cut())
}

// rest is the solution that opens every site left, and its cost.
func (md *model) rest() ([]int, float64) {
	k := min(md.p, md.m)
	all := make([]int32, k)
	for j := range all {
		all[j] = int32(j)
	}
	sites := append(slices.Clone(md.fixed), md.id[:k]...)
	slices.Sort(sites)
	return sites, md.value(all)
}

// prices translates prices of the restricted model.
func (md *model) prices(of []float64) []float64 {
	lam := make([]float64, md.n)
	for k, i := range md.from {
		lam[k] = min(of[i], md.u[k])
	}
	return lam
}

// branch works on one node of the tree.
func (s *search) branch() bool {
	t := s.tree
	if t.open.Len() == 0 {
		s.lb = max(s.lb, s.cut())
		return true
	}
	nd := heap.Pop(&t.open).(*branch.Node)
	if !t.grow(s, nd) {
		heap.Push(&t.open, nd)
		return false
	}
	l := s.cut()
	if t.open.Len() > 0 {
		l = min(l, lower(s.md, t.open[0].Bound))
	}
	s.lb = max(s.lb, l)
	return true
}
