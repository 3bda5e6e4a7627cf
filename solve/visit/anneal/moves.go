package anneal

// longest is how many services a moved piece of a route has at most.
const longest = 3

// piece is a stretch of a route: the nodes between before and after, perhaps none.
type piece struct {
	before, after int32
	at            [longest]int32
	n             int
}

// piece takes up to n services after node u.
func (s *state) piece(u int32, n int) piece {
	p := piece{before: u}
	v := s.nodes[u].next
	for p.n < n && int(v) < s.n {
		p.at[p.n] = v
		p.n++
		v = s.nodes[v].next
	}
	p.after = v
	return p
}

func (p *piece) has(v int32) bool {
	return p.n > 0 && p.at[0] == v || p.n > 1 && p.at[1] == v || p.n > 2 && p.at[2] == v
}

// exchange puts piece a, which is not empty, where piece b is, and b where a is. It tells whether the move was made and not refused: limit is the
// greatest sum that is accepted.
func (s *state) exchange(a, b *piece, limit int) bool {
	if b.before == a.before || a.has(b.before) || b.has(a.before) {
		return false
	}
	first, last := a.at[0], a.at[a.n-1]
	travel := s.travel - s.way(a.before, first) - s.way(last, a.after) + s.way(b.before, first) + s.way(last, b.after)
	if b.n == 0 {
		travel += s.way(a.before, a.after) - s.way(b.before, b.after)
	} else {
		f, l := b.at[0], b.at[b.n-1]
		travel += s.way(a.before, f) + s.way(l, a.after) - s.way(b.before, f) - s.way(l, b.after)
	}
	if travel > limit {
		return false
	}
	k, l := s.nodes[a.before].carer, s.nodes[b.before].carer
	if k != l && !(s.fits(a, b, l) && s.fits(b, a, k)) {
		return false
	}
	s.begin()
	s.travel = travel
	s.splice(a, b.before, b.after, l)
	s.splice(b, a.before, a.after, k)
	return s.try(limit)
}

// fits tells whether carer k may take piece a while piece b leaves the same route.
func (s *state) fits(a, b *piece, k int32) bool {
	for _, v := range a.at[:a.n] {
		if !s.able(v, k) {
			return false
		}
		if m := s.nodes[v].mate; m >= 0 && s.nodes[m].carer == k && !b.has(m) {
			return false
		}
	}
	return true
}

func (s *state) splice(a *piece, before, after, carer int32) {
	if a.n == 0 {
		s.link(before, after)
		return
	}
	s.link(before, a.at[0])
	s.link(a.at[a.n-1], after)
	for _, v := range a.at[:a.n] {
		if s.nodes[v].carer != carer {
			s.touch(v).carer = carer
		}
	}
}

// try times the routes after a change and keeps them if their cost is within the limit.
func (s *state) try(limit int) bool {
	if s.carry(limit) {
		s.settle(limit)
		if s.sum() <= limit {
			return true
		}
	}
	s.undo()
	return false
}

// tails exchanges what follows node u on its route with what follows node w on another.
func (s *state) tails(u, w int32, limit int) bool {
	k, l := s.nodes[u].carer, s.nodes[w].carer
	if k == l {
		return false
	}
	a, b := s.nodes[u].next, s.nodes[w].next
	homeK, homeL := int32(s.n)+k, int32(s.n)+l
	if a == homeK && b == homeL {
		return false
	}
	lastA, lastB := s.nodes[homeK].prev, s.nodes[homeL].prev
	travel := s.travel - s.way(u, a) - s.way(w, b)
	if a == homeK { // the route of k ends at u
		travel += s.way(w, homeL)
	} else {
		travel += s.way(w, a) + s.way(lastA, homeL) - s.way(lastA, homeK)
	}
	if b == homeL {
		travel += s.way(u, homeK)
	} else {
		travel += s.way(u, b) + s.way(lastB, homeK) - s.way(lastB, homeL)
	}
	if travel > limit || !s.tailFits(a, l, w) || !s.tailFits(b, k, u) {
		return false
	}
	s.begin()
	s.travel = travel
	s.attach(w, a, lastA, homeK, homeL)
	s.attach(u, b, lastB, homeL, homeK)
	return s.try(limit)
}

// tailFits tells whether carer k may take the services from v on, where k's own route is kept up to node end.
func (s *state) tailFits(v, k, end int32) bool {
	for ; int(v) < s.n; v = s.nodes[v].next {
		if !s.able(v, k) {
			return false
		}
		if m := s.nodes[v].mate; m >= 0 && s.nodes[m].carer == k && s.upTo(m, end) {
			return false
		}
	}
	return true
}

// upTo tells whether v stands on its route at end or before it.
func (s *state) upTo(v, end int32) bool {
	for ; int(end) < s.n; end = s.nodes[end].prev {
		if end == v {
			return true
		}
	}
	return false
}

// attach puts the services from a to last, which ended at the base from, behind node w, to end at the base to.
func (s *state) attach(w, a, last, from, to int32) {
	if a == from {
		s.link(w, to)
		return
	}
	k := s.nodes[to].carer
	for v := a; v != from; v = s.nodes[v].next {
		s.touch(v).carer = k
		if v == last {
			break
		}
	}
	s.link(w, a)
	s.link(last, to)
}

// both moves the two services v and m of a patient: v behind u, m behind w.
func (s *state) both(v, u, w int32, limit int) bool {
	m := s.nodes[v].mate
	k, l := s.nodes[u].carer, s.nodes[w].carer
	if u == v || u == m || w == v || w == m || k == l || !s.able(v, k) || !s.able(m, l) {
		return false
	}
	x, y := &s.nodes[v], &s.nodes[m]
	past := func(u int32) int32 {
		next := s.nodes[u].next
		if next == v || next == m {
			next = s.nodes[next].next
		}
		return next
	}
	a, b := past(u), past(w)
	travel := s.travel + s.way(x.prev, x.next) - s.way(x.prev, v) - s.way(v, x.next) + s.way(y.prev, y.next) - s.way(y.prev, m) - s.way(m, y.next) +
		s.way(u, v) + s.way(v, a) - s.way(u, a) + s.way(w, m) + s.way(m, b) - s.way(w, b)
	if travel > limit {
		return false
	}
	s.begin()
	s.travel = travel
	s.link(x.prev, x.next)
	s.link(y.prev, y.next)
	s.link(v, a)
	s.link(m, b)
	s.link(u, v)
	s.link(w, m)
	s.touch(v).carer = k
	s.touch(m).carer = l
	return s.try(limit)
}
