// Package anneal plans a day of home visits by simulated annealing over routes.
//
// The state is the routes themselves, as linked lists, with the exact earliest begin of every service: the least solution of all “not before” relations
// (travel, windows, begins together, second within limits of the first). For fixed routes no other timing has less tardiness. A move changes a few
// links; what hangs on them is set back to its window and timed again from there, and restored from a journal when the move is refused.
// Routes that wait for each other in a circle have no timing: they are found out and refused.
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
	mate       int32  // the other service of the patient, or -1
	unit       int32  // first service of the patient: both are timed together; -1: a base whose carer may come back any time
	lo, hi     int32  // sequential: limits; of a base: lo is when the carer is back
	linked     uint32 // the last move in which this node was kept in the journal
	timed      uint32 // the last move in which its begin was
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

// saved is a node as it was before the move under way; begun is only its begin (of a base: when the carer was back), which far more nodes get anew.
type (
	saved struct {
		at  int32
		was node
	}
	begun struct{ at, was int32 }
)

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
	begins  []begun
	dirty   []int32 // units to be timed again
	next    []int32 // and those to be timed once more after them
	horizon int32   // no begin can be later: routes in which one would be wait for each other in a circle
	peak    int     // the greatest tardiness of what was timed in this move
	before  costs
}

type costs struct{ travel, tardy, most, extra int }

func newState(p *day.Problem) *state {
	s := &state{carers: len(p.Carers)}
	bases := s.ways(p)
	for i := range p.Patients {
		s.addPatient(p, i)
	}
	s.n = len(s.nodes)
	for k := range p.Carers {
		c, at := &p.Carers[k], int32(s.n+k)
		x := node{start: int32(c.From), late: int32(c.Until), place: bases[k], prev: at, next: at, carer: int32(k), mate: -1, unit: -1, kind: base}
		if c.Until > 0 {
			x.unit = at // being back is timed only where there is an end
		}
		s.nodes = append(s.nodes, x)
	}
	s.journal, s.begins = make([]saved, 0, len(s.nodes)), make([]begun, 0, len(s.nodes))
	s.dirty, s.next = make([]int32, 0, len(s.nodes)), make([]int32, 0, len(s.nodes))
	last, _ := horizon(p)
	s.horizon = int32(last)
	return s
}

// ways lays out the distances. A carer whose route ends elsewhere than it begins gets a place of its own, as far from all as the one is and as far to all
// as the other: bases are the carers' places.
func (s *state) ways(p *day.Problem) (bases []int32) {
	var leave, arrive []int
	for a := range p.Dist {
		leave, arrive = append(leave, a), append(arrive, a)
	}
	for _, c := range p.Carers {
		at := c.Place
		if c.End != c.Place {
			at, leave, arrive = len(leave), append(leave, c.Place), append(arrive, c.End)
		}
		bases = append(bases, int32(at))
	}
	for a, from := range leave {
		for b, to := range arrive {
			if a == b {
				to = from // an empty route goes nowhere
			}
			s.dist = append(s.dist, p.Dist[from][to])
		}
	}
	s.places = int32(len(leave))
	return bases
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
	s.journal, s.begins = s.journal[:0], s.begins[:0]
	s.peak = 0
	s.before = costs{s.travel, s.tardy, s.most, s.extra}
}

func (s *state) touch(v int32) *node {
	x := &s.nodes[v]
	if x.linked != s.move {
		s.journal = append(s.journal, saved{v, *x})
		x.linked = s.move
	}
	return x
}

// note keeps a begin that the move under way changes.
func (s *state) note(v, was int32) {
	if x := &s.nodes[v]; x.timed != s.move {
		s.begins = append(s.begins, begun{v, was})
		x.timed = s.move
	}
}

// undo takes the move under way back.
func (s *state) undo() {
	for i := range s.journal {
		j := &s.journal[i]
		s.nodes[j.at] = j.was
		s.nodes[j.at].queued = false
	}
	for _, j := range s.begins {
		if x := &s.nodes[j.at]; x.kind == base {
			x.lo = j.was
		} else {
			x.start = j.was
		}
	}
	s.drop()
	s.travel, s.tardy, s.most, s.extra = s.before.travel, s.before.tardy, s.before.most, s.before.extra
}

// drop forgets what was to be timed.
func (s *state) drop() {
	for _, units := range [...][]int32{s.dirty, s.next} {
		for _, u := range units {
			s.nodes[u].queued = false
		}
	}
	s.dirty, s.next = s.dirty[:0], s.next[:0]
}

// link puts v after u. Travel is the caller's to count. What comes first on the route is best linked first: it is timed in this order.
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

// carry times again what is dirty and all that follows from it. False: the cost would be above the limit, or the routes wait for each other in a circle.
//
// All begins are the least that satisfy all relations, so what hangs on a change is set back first and then only ever moves later. Without that, begins
// could hold each other up: a first service is never earlier than the second less the greatest time between them, so a way from the first to the second
// that takes exactly that long would keep both late when what had made them late is gone.
func (s *state) carry(limit int) bool {
	s.reset()
	for range s.n + 2 { // as often as a chain of relations can be long, and once to see that nothing moves any more
		if len(s.dirty) == 0 {
			return true
		}
		for _, u := range s.dirty {
			s.nodes[u].queued = false
			if !s.time(u) || s.travel+s.tardy+s.peak+s.extra > limit {
				return false
			}
		}
		s.dirty, s.next = s.next, s.dirty[:0]
	}
	return false
}

// reset sets what is dirty back to the earliest begin, and all whose begin hangs on it.
func (s *state) reset() {
	for i := 0; i < len(s.dirty); i++ {
		u := s.dirty[i]
		x := &s.nodes[u]
		if x.kind == base {
			s.home(u, 0)
			continue
		}
		s.back(u)
		if x.mate >= 0 {
			s.back(x.mate)
		}
	}
}

// back sets one service back, and marks the next one if it begins as soon as the carer is there.
func (s *state) back(v int32) {
	x := &s.nodes[v]
	y := &s.nodes[x.next]
	if y.unit >= 0 && (y.kind == base || y.start == x.start+y.lead) && !s.nodes[y.unit].queued {
		s.nodes[y.unit].queued = true
		s.dirty = append(s.dirty, y.unit)
	}
	s.note(v, x.start)
	s.tardy -= int(max(0, x.start-x.late))
	x.start = x.early
}

// time moves the services of a unit to when they can begin. False: never.
func (s *state) time(u int32) bool {
	x := &s.nodes[u]
	if x.kind == base {
		s.home(u, s.nodes[x.prev].start+x.lead)
		return true
	}
	ready := max(x.early, s.nodes[x.prev].start+x.lead)
	if x.kind == alone {
		if ready > x.start {
			s.later(u, ready)
		}
		return ready <= s.horizon
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
	if ready > x.start {
		s.later(u, ready)
	}
	if other > y.start {
		s.later(x.mate, other)
	}
	return max(ready, other) <= s.horizon
}

// later gives a service a later begin.
func (s *state) later(v, t int32) {
	x := &s.nodes[v]
	s.note(v, x.start)
	late := int(max(0, t-x.late))
	s.tardy += late - int(max(0, x.start-x.late))
	s.peak = max(s.peak, late)
	x.start = t
	if unit := s.nodes[x.next].unit; unit >= 0 && !s.nodes[unit].queued {
		s.nodes[unit].queued = true
		s.next = append(s.next, unit)
	}
}

// home counts when a carer is back; a carer whose route is empty never left.
func (s *state) home(u, back int32) {
	x := &s.nodes[u]
	s.note(u, x.lo)
	if x.prev == u {
		back = 0
	}
	s.extra += int(max(0, back-x.late) - max(0, x.lo-x.late))
	x.lo = back
}

// settle brings the greatest tardiness up to date after carry, unless the cost without it is above the limit already.
func (s *state) settle(limit int) {
	if s.peak >= s.most {
		s.most = s.peak
		return
	}
	for _, j := range s.begins {
		if x := &s.nodes[j.at]; x.kind != base && int(j.was-x.late) == s.most && int(x.start-x.late) < s.most {
			// a service that was the latest is less late now: was it the only one?
			if s.most = s.peak; s.sum() <= limit {
				s.most = s.greatest()
			}
			return
		}
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
	if !s.carry(math.MaxInt) {
		s.drop()
		return false
	}
	s.most = s.greatest()
	return true
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
