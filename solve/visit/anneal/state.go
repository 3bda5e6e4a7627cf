// Package anneal plans a day of home visits by simulated annealing over routes.
//
// The state is the routes themselves, as linked lists, with the exact earliest begin of every service: the least solution of all “not before” relations
// (travel, windows, begins together, second within limits of the first). For fixed routes no other timing has less tardiness. A move changes a few
// links; begins are then carried forward only where they really change, and taken back from a journal when the move is refused. Routes that wait for
// each other in a circle have no timing: carrying forward would not end, and is refused after a bound.
//
// Two sequential services of a patient may lie interleaved with those of another on two routes, which an order of patients (the usual form of
// solutions for this problem) cannot express.
package anneal

import (
	"math"

	"linli/solve/visit/day"
)

// node is a service, or the base of a carer (number of services + carer), with its place in a route. One cache line.
type node struct {
	start      int32 // begin of the service; of a base: when the carer may leave
	lead       int32 // start of the node before + lead = when the carer is here
	early      int32
	late       int32 // of a base: when the carer should be back, 0 = any time
	dur        int32
	place      int32
	prev, next int32
	carer      int32
	mate       int32 // the other service of the patient, or -1
	unit       int32 // first service of the patient: both are timed together; -1: a base whose carer may come back any time
	lo, hi     int32 // sequential: limits; of a base: lo is when the carer is back
	touched    uint32
	timed      uint32 // the move in which it last got another begin
	kind       uint8
	queued     bool
}

const (
	alone uint8 = iota
	together
	first
	second
	base
)

// saved is a node as it was before the move under way.
type saved struct {
	at  int32
	was node
}

// state is a plan with its cost.
type state struct {
	n       int // services; nodes[n+k] is the base of carer k
	carers  int
	nodes   []node
	dist    []int32 // row after row
	places  int32
	can     []bool // can[v*carers+k]
	travel  int
	tardy   int
	most    int // greatest tardiness
	extra   int
	move    uint32
	journal []saved
	dirty   []int32 // units to be timed again
	before  costs
	sure    int // tardiness of what was timed in this move
}

type costs struct{ travel, tardy, most, extra int }

func newState(p *day.Problem) *state {
	s := &state{carers: len(p.Carers), places: int32(len(p.Dist))}
	for _, row := range p.Dist {
		s.dist = append(s.dist, row...)
	}
	for i := range p.Patients {
		s.addPatient(p, i)
	}
	s.n = len(s.nodes)
	for k := range p.Carers {
		c, at := &p.Carers[k], int32(s.n+k)
		x := node{start: int32(c.From), late: int32(c.Until), place: int32(c.Place), prev: at, next: at, carer: int32(k), mate: -1, unit: -1, kind: base}
		if c.Until > 0 {
			x.unit = at // being back is timed only where there is an end
		}
		s.nodes = append(s.nodes, x)
	}
	s.journal = make([]saved, 0, len(s.nodes))
	s.dirty = make([]int32, 0, len(s.nodes))
	return s
}

func (s *state) addPatient(p *day.Problem, i int) {
	v, at := &p.Patients[i], int32(len(s.nodes))
	for j := range v.Services {
		x := node{
			early: int32(v.Earliest), start: int32(v.Earliest), late: int32(v.Latest), dur: int32(v.Services[j].Duration), place: int32(v.Place),
			prev: -1, next: -1, carer: -1, mate: -1, unit: at, lo: int32(v.Min), hi: int32(v.Max),
		}
		switch {
		case v.Order == day.Simultaneous:
			x.kind, x.mate = together, at+1-int32(j)
		case v.Order == day.Sequential:
			x.kind, x.mate = first+uint8(j), at+1-int32(j)
		}
		s.nodes = append(s.nodes, x)
		for k := range p.Carers {
			s.can = append(s.can, p.Can(k, i, j))
		}
	}
}

func (s *state) sum() int { return s.travel + s.tardy + s.most + s.extra }

// way is the travel from node u to node v.
func (s *state) way(u, v int32) int {
	return int(s.dist[s.nodes[u].place*s.places+s.nodes[v].place])
}

func (s *state) able(v, k int32) bool { return s.can[int(v)*s.carers+int(k)] }

// begin opens a move: everything that follows can be undone.
func (s *state) begin() {
	s.move++
	s.sure = 0
	s.journal = s.journal[:0]
	s.before = costs{s.travel, s.tardy, s.most, s.extra}
}

func (s *state) touch(v int32) *node {
	x := &s.nodes[v]
	if x.touched != s.move {
		s.journal = append(s.journal, saved{v, *x})
		x.touched = s.move
	}
	return x
}

// undo takes the move under way back.
func (s *state) undo() {
	for i := range s.journal {
		j := &s.journal[i]
		s.nodes[j.at] = j.was
		s.nodes[j.at].queued = false
	}
	for _, u := range s.dirty {
		s.nodes[u].queued = false
	}
	s.dirty = s.dirty[:0]
	s.travel, s.tardy, s.most, s.extra = s.before.travel, s.before.tardy, s.before.most, s.before.extra
}

// link puts v after u. Travel is the caller's to count.
func (s *state) link(u, v int32) {
	x, y := s.touch(u), s.touch(v)
	x.next, y.prev = v, u
	y.lead = x.dur + s.dist[x.place*s.places+y.place]
	s.push(y.unit)
}

func (s *state) push(unit int32) {
	if unit < 0 {
		return
	}
	x := &s.nodes[unit]
	if !x.queued {
		x.queued = true
		s.dirty = append(s.dirty, unit)
	}
}

// pop returns the unit to be timed that began earliest.
func (s *state) pop() int32 {
	end := len(s.dirty) - 1
	unit := s.dirty[end]
	s.dirty = s.dirty[:end]
	s.nodes[unit].queued = false
	return unit
}

// carry times again what is dirty and all that follows from it. False: the routes wait for each other in a circle.
func (s *state) carry(limit int) bool {
	for left := 64 + s.n; len(s.dirty) > 0; left-- {
		if left == 0 || s.travel+s.sure > limit {
			return false
		}
		u := s.pop()
		x := &s.nodes[u]
		if x.kind == base {
			s.home(u)
			continue
		}
		ready := max(x.early, s.nodes[x.prev].start+x.lead)
		if x.kind == alone {
			if ready != x.start {
				s.set(u, ready)
			}
			continue
		}
		y := &s.nodes[x.mate]
		other := max(y.early, s.nodes[y.prev].start+y.lead)
		if x.kind == together {
			ready = max(ready, other)
			other = ready
		} else {
			ready = max(ready, other-x.hi)
			other = max(other, ready+x.lo)
		}
		if ready != x.start {
			s.set(u, ready)
		}
		if other != y.start {
			s.set(x.mate, other)
		}
	}
	return true
}

// set gives service v a new begin.
func (s *state) set(v, t int32) {
	x := s.touch(v)
	now, old := int(max(0, t-x.late)), int(max(0, x.start-x.late))
	s.tardy += now - old
	s.sure += now
	if x.timed == s.move {
		s.sure -= old
	}
	x.timed = s.move
	x.start = t
	s.push(s.nodes[x.next].unit)
}

// home counts when a carer is back.
func (s *state) home(u int32) {
	x := &s.nodes[u]
	back := int32(0)
	if x.prev != u {
		back = s.nodes[x.prev].start + x.lead
	}
	if back != x.lo {
		x = s.touch(u)
		s.extra += int(max(0, back-x.late)) - int(max(0, x.lo-x.late))
		x.lo = back
	}
}

// settle brings the greatest tardiness up to date after carry, unless the cost without it is above the limit already.
func (s *state) settle(limit int) {
	most, lost := 0, false
	for i := range s.journal {
		j := &s.journal[i]
		if j.was.kind == base {
			continue
		}
		x := &s.nodes[j.at]
		now := int(x.start - x.late)
		most = max(most, now)
		if s.most > 0 && now < s.most && int(j.was.start-j.was.late) >= s.most {
			lost = true
		}
	}
	if most >= s.most || !lost {
		s.most = max(most, s.most)
		return
	}
	s.most = most
	if s.sum() <= limit {
		s.most = s.greatest()
	}
}

func (s *state) greatest() int {
	most := int32(0)
	for v := range s.nodes[:s.n] {
		most = max(most, s.nodes[v].start-s.nodes[v].late)
	}
	return int(most)
}

// retime times everything afresh from the routes alone.
func (s *state) retime() bool {
	s.begin()
	s.travel, s.tardy, s.extra = 0, 0, 0
	for v := range s.nodes {
		x := &s.nodes[v]
		s.travel += s.way(int32(v), x.next)
		y := &s.nodes[x.next]
		y.lead = x.dur + s.dist[x.place*s.places+y.place]
		if x.kind == base {
			x.lo = 0
		} else {
			x.start = x.early
		}
		s.push(x.unit)
	}
	if !s.carryLong() {
		return false
	}
	s.most = s.greatest()
	return true
}

// carryLong is carry from nothing, where every service may move several times.
func (s *state) carryLong() bool {
	for range s.n + 1 {
		if s.carry(math.MaxInt) {
			return true
		}
	}
	return false
}

// plan reads the routes.
func (s *state) plan(p *day.Problem) *day.Plan {
	patient, service := make([]int, s.n), make([]int, s.n)
	at := 0
	for i := range p.Patients {
		for j := range p.Patients[i].Services {
			patient[at], service[at] = i, j
			at++
		}
	}
	out := &day.Plan{Routes: make([][]day.Stop, s.carers)}
	for k := range s.carers {
		for v := s.nodes[s.n+k].next; int(v) < s.n; v = s.nodes[v].next {
			out.Routes[k] = append(out.Routes[k], day.Stop{Patient: patient[v], Service: service[v], Start: int(s.nodes[v].start)})
		}
	}
	return out
}
