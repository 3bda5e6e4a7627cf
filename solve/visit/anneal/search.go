package anneal

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"linli/solve/visit/day"
)

// Options steer the search.
type Options struct {
	Seed       uint64
	Iterations int                       // at most so many moves; 0 = until the context ends
	Progress   func(iterations, sum int) // called when a round ends and the best is better than at the last call; may be nil
}

// Result is the best plan found.
type Result struct {
	Plan       *day.Plan
	Iterations int
	Sum        int // cost as day.Cost.Sum
}

// near is how many services stand in each list of neighbours.
const near = 40

// glance is how many moves pass between two looks at the context.
const glance = 4096

// search is a state with what the moves are drawn from.
type search struct {
	*state
	pcg      rand.PCG
	after    []int32 // after[v*width:]: services that v might well follow
	before   []int32 // services that might well follow v
	width    int
	carersOf [][]int32 // who can give v
	origin   []node    // the first plan
	best     []node
	bestSum  int
	done     int
}

// expo are quantiles of the exponential distribution: how much worse, in temperatures, a move may be.
var expo = func() (t [1024]float64) {
	for i := range t {
		t[i] = -math.Log((float64(i) + 0.5) / float64(len(t)))
	}
	return t
}()

// Solve searches until the iterations are done or the context ends. The same problem, seed and number of iterations give the same plan
// however fast the machine is.
func Solve(ctx context.Context, p *day.Problem, o Options) (Result, error) {
	if err := p.Check(); err != nil {
		return Result{}, err
	}
	if err := bounded(p); err != nil {
		return Result{}, err
	}
	s := newSearch(p, o.Seed)
	s.run(ctx, o)
	copy(s.nodes, s.best)
	if !s.retime() || s.sum() > s.bestSum {
		return Result{}, fmt.Errorf("visit: the plan costs %d, not %d", s.sum(), s.bestSum)
	}
	return Result{Plan: s.plan(p), Iterations: s.done, Sum: s.sum()}, nil
}

// newSearch has the first plan.
func newSearch(p *day.Problem, seed uint64) *search {
	s := &search{state: newState(p), pcg: *rand.NewPCG(seed, 0x9e3779b97f4a7c15)}
	s.build()
	s.retime()
	s.lists()
	s.keep()
	return s
}

// bounded refuses numbers with which begins could leave 32 bits.
func bounded(p *day.Problem) error {
	if last, step := horizon(p); last > math.MaxInt32-64*step {
		return fmt.Errorf("%w: times up to %d over so many services are too long", day.ErrProblem, step)
	}
	return nil
}

// horizon is a time after which nothing begins whatever the routes are: every service lifts the next by a step at most, and none twice.
func horizon(p *day.Problem) (last, step int) {
	way, services := 0, 0
	for _, row := range p.Dist {
		for _, d := range row {
			way = max(way, int(d))
		}
	}
	step = way + 1
	for i := range p.Patients {
		v := &p.Patients[i]
		services += len(v.Services)
		last = max(last, v.Latest)
		for _, x := range v.Services {
			step = max(step, way+x.Duration, v.Max)
		}
	}
	for _, c := range p.Carers {
		last = max(last, c.From)
	}
	return last + step*(2+services), step
}

// lists finds for each service which others it might follow, and which might follow it: a short way and little waiting.
func (s *search) lists() {
	s.width = min(near, s.n-1)
	s.after, s.before = make([]int32, 0, s.n*s.width), make([]int32, 0, s.n*s.width)
	s.carersOf = make([][]int32, s.n)
	cost := make([]int, s.n)
	order := make([]int32, s.n)
	fill := func(list []int32, v int32, price func(v, u int32) int) []int32 {
		for u := range order {
			order[u] = int32(u)
			cost[u] = price(v, int32(u))
		}
		cost[v] = math.MaxInt
		slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(cost[a], cost[b]) })
		return append(list, order[:s.width]...)
	}
	for v := range int32(s.n) {
		s.after = fill(s.after, v, func(v, u int32) int { return s.follow(u, v) })
		s.before = fill(s.before, v, func(v, u int32) int { return s.follow(v, u) })
		for k := range int32(s.carers) {
			if s.able(v, k) {
				s.carersOf[v] = append(s.carersOf[v], k)
			}
		}
	}
}

// follow is how little v suits behind u: the way, a fifth of the waiting that cannot be avoided, and the lateness.
func (s *search) follow(u, v int32) int {
	x, y := &s.nodes[u], &s.nodes[v]
	way := s.way(u, v)
	if x.mate == v {
		return math.MaxInt - 1
	}
	wait := int(y.early) - int(x.late+x.dur) - way
	late := int(x.early+x.dur) + way - int(y.late)
	return way + max(0, wait)/5 + max(0, late)
}

func (s *search) keep() {
	s.best = append(s.best[:0], s.nodes...)
	s.bestSum = s.sum()
}

// A season is a few fresh starts from the first plan, then rounds that warm the best plan up again: the fresh starts find the right valley, which warming
// up seldom leaves where lateness is great; the others find its bottom. Heats are in mean ways between neighbours.
var (
	fresh  = []float64{4, 4, 4}
	warmed = []float64{1, 0.5, 2, 1, 0.5, 3}
)

// Lengths of rounds, in moves a service: the first is short so that there is soon a plan worth having, those of a season are twice as long as those of the
// season before.
const (
	quick   = 3_000
	usual   = 40_000
	doubled = 3 // times
	coldest = 0.01
)

// run anneals round after round until it is told to stop. What it does never depends on when that will be.
func (s *search) run(ctx context.Context, o Options) {
	s.origin = slices.Clone(s.nodes)
	scale, told := s.scale(), s.bestSum+1
	for round := -1; ; round++ {
		length, heat, from := quick*s.n, fresh[0], s.origin
		if round >= 0 {
			season, at := round/(len(fresh)+len(warmed)), round%(len(fresh)+len(warmed))
			length = usual * s.n << min(season, doubled)
			if heat = fresh[0]; at >= len(fresh) {
				heat, from = warmed[at-len(fresh)], s.best
			}
		}
		copy(s.nodes, from)
		s.retime()
		more := s.round(ctx, o.Iterations, length, heat*scale, coldest*scale)
		if o.Progress != nil && s.bestSum < told {
			told = s.bestSum
			o.Progress(s.done, s.bestSum)
		}
		if !more {
			return
		}
	}
}

// scale is the mean way between neighbours of the lists.
func (s *search) scale() float64 {
	total, n := 0, 0
	for v := range int32(s.n) {
		for _, u := range s.after[int(v)*s.width : int(v)*s.width+min(s.width, 10)] {
			total += s.way(u, v)
			n++
		}
	}
	return float64(total)/float64(max(n, 1)) + 1
}

// round cools once from hot to cold. False: it was stopped.
func (s *search) round(ctx context.Context, most, length int, hot, cold float64) bool {
	t := hot
	factor := math.Pow(cold/hot, 256/float64(length))
	for i := range length {
		if s.done%glance == 0 && ctx.Err() != nil || most > 0 && s.done >= most {
			return false
		}
		if i%256 == 0 {
			t *= factor
		}
		s.done++
		if s.step(t) && s.sum() < s.bestSum {
			s.keep()
		}
	}
	return true
}

// step draws a move and makes it when it is within what the temperature allows.
func (s *search) step(t float64) bool {
	r := s.pcg.Uint64()
	limit := s.sum() + int(t*expo[r&1023])
	r >>= 10
	v := int32((r & 0xfffff) * uint64(s.n) >> 20)
	r >>= 20
	kind := int(r & 127)
	r >>= 7
	u, ok := s.partner(v, r&1 == 0)
	r >>= 1
	if !ok || u == v {
		return false
	}
	// v shall follow u
	switch {
	case kind < tailMoves:
		return s.tails(s.nodes[v].prev, u, limit)
	case kind < tailMoves+bothMoves && s.nodes[v].mate >= 0:
		w, ok := s.partner(s.nodes[v].mate, r&1 == 0)
		return ok && s.both(v, u, w, limit)
	}
	a := s.piece(s.nodes[v].prev, 1+int(lengths[r&15]))
	b := s.piece(u, int(others[r>>4&15]))
	return s.exchange(&a, &b, limit)
}

// How often of 128: exchanges of tails, moves of both services of a patient, first places on a route.
const (
	tailMoves = 10
	bothMoves = 10
	baseMoves = 10
)

// How many services after the first one move, and how many change places with them.
var (
	lengths = [16]uint8{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2}
	others  = [16]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3}
)

// partner draws a node that v might follow.
func (s *search) partner(v int32, behind bool) (int32, bool) {
	r := s.pcg.Uint64()
	if int(r&127) < baseMoves || s.width == 0 {
		c := s.carersOf[v]
		k := c[(r>>8&0xfffff)*uint64(len(c))>>20]
		return int32(s.n) + k, true
	}
	at := int(v)*s.width + int((r>>8&0xfffff)*uint64(s.width)>>20)
	if behind {
		u := s.after[at]
		return u, s.able(v, s.nodes[u].carer)
	}
	u := s.before[at]
	if !s.able(v, s.nodes[u].carer) {
		return 0, false
	}
	return s.nodes[u].prev, true
}
