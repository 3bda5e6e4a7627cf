package siting

import (
	"math"
	"math/bits"
	"slices"
)

// bitset is a set of small numbers.
type bitset []uint64

func newBitset(n int) bitset    { return make(bitset, (n+63)/64) }
func (b bitset) add(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) drop(i int)     { b[i>>6] &^= 1 << (i & 63) }
func (b bitset) has(i int) bool { return b[i>>6]>>(i&63)&1 == 1 }
func (b bitset) clone() bitset  { return slices.Clone(b) }
func (b bitset) without(o bitset) { // b minus o
	for k := range b {
		b[k] &^= o[k]
	}
}

// common is the number of elements in both.
func (b bitset) common(o bitset) int {
	n := 0
	for k, w := range b {
		n += bits.OnesCount64(w & o[k])
	}
	return n
}

// within reports whether b ∩ mask ⊆ o.
func (b bitset) within(o, mask bitset) bool {
	for k, w := range b {
		if w&mask[k]&^o[k] != 0 {
			return false
		}
	}
	return true
}

// inside reports whether b ⊆ o.
func (b bitset) inside(o bitset) bool {
	for k, w := range b {
		if w&^o[k] != 0 {
			return false
		}
	}
	return true
}

func (b bitset) list(into []int) []int {
	for k, w := range b {
		for ; w != 0; w &= w - 1 {
			into = append(into, k<<6+bits.TrailingZeros64(w))
		}
	}
	return into
}

// covering asks whether k sites cover every client: the question that a p-centre comes down to at each radius.
type covering struct {
	sites   []bitset // client → the sites that cover it
	clients []bitset // site → the clients that it covers
	node    func() bool
	found   []int
}

// answer of a search; unknown when it was stopped.
type answer int8

const (
	unknown answer = iota
	yes
	no
)

// state is a part of the search: what still needs covering, by which sites, how many may still be chosen.
type state struct {
	need, may bitset
	k         int
	chosen    []int
	price     []float64
}

func (s *state) clone() *state {
	return &state{s.need.clone(), s.may.clone(), s.k, slices.Clone(s.chosen), slices.Clone(s.price)}
}

func (c *covering) choose(s *state, j int) {
	s.need.without(c.clients[j])
	s.may.drop(j)
	s.k--
	s.chosen = append(s.chosen, j)
}

// search decides the question below s. node is called once per branch and may stop it.
func (c *covering) search(s *state) answer {
	if !c.node() {
		return unknown
	}
	for {
		if a := c.reduce(s); a != unknown {
			return a
		}
		a, changed := c.bound(s)
		if a != unknown {
			return a
		}
		if !changed {
			break
		}
	}
	return c.split(s)
}

// split tries the sites of the client that has fewest, the widest first; a site that failed is forbidden to those after it.
func (c *covering) split(s *state) answer {
	at, least := -1, math.MaxInt
	for _, i := range s.need.list(nil) {
		if n := c.sites[i].common(s.may); n < least {
			at, least = i, n
		}
	}
	var cand []int
	for _, j := range c.sites[at].list(nil) {
		if s.may.has(j) {
			cand = append(cand, j)
		}
	}
	worth := map[int]float64{}
	for _, j := range cand {
		for _, i := range c.clients[j].list(nil) {
			if s.need.has(i) {
				worth[j] += 1e-3 + s.price[i]
			}
		}
	}
	slices.SortStableFunc(cand, func(a, b int) int {
		switch {
		case worth[a] > worth[b]:
			return -1
		case worth[a] < worth[b]:
			return 1
		}
		return a - b
	})
	for _, j := range cand {
		child := s.clone()
		c.choose(child, j)
		if a := c.search(child); a != no {
			return a
		}
		s.may.drop(j)
	}
	return no
}

// reduce takes what is forced and drops what is dominated until nothing changes.
func (c *covering) reduce(s *state) answer {
	for {
		forced, a := c.force(s)
		if a != unknown {
			return a
		}
		if forced {
			continue
		}
		if !c.dominate(s) {
			return unknown
		}
	}
}

// force chooses the only site of a client, and settles the trivial cases.
func (c *covering) force(s *state) (forced bool, a answer) {
	need := s.need.list(nil)
	if len(need) == 0 {
		c.found = slices.Clone(s.chosen)
		return false, yes
	}
	if s.k <= 0 {
		return false, no
	}
	for _, i := range need {
		if !s.need.has(i) {
			continue
		}
		switch c.sites[i].common(s.may) {
		case 0:
			return false, no
		case 1:
			for w := range s.may {
				if x := c.sites[i][w] & s.may[w]; x != 0 {
					c.choose(s, w<<6+bits.TrailingZeros64(x))
				}
			}
			forced = true
			if s.k < 0 {
				return false, no
			}
		}
	}
	return forced, unknown
}

// dominate drops a site whose clients another covers too, and a client that is covered whenever another is.
func (c *covering) dominate(s *state) bool {
	changed := false
	may := s.may.list(nil)
	for x, j := range may {
		i := c.rarest(s, j)
		if i < 0 {
			s.may.drop(j)
			changed = true
			continue
		}
		for _, l := range c.sites[i].list(nil) { // a site that covers all of j's clients covers i
			if l == j || !s.may.has(l) || !c.clients[j].within(c.clients[l], s.need) {
				continue
			}
			if x >= 0 && (!c.clients[l].within(c.clients[j], s.need) || l < j) {
				s.may.drop(j)
				changed = true
				break
			}
		}
	}
	for _, i := range s.need.list(nil) {
		if c.implied(s, i) {
			s.need.drop(i)
			changed = true
		}
	}
	return changed
}

// rarest is one client still to cover that j covers, -1 for none.
func (c *covering) rarest(s *state, j int) int {
	for w := range s.need {
		if x := c.clients[j][w] & s.need[w]; x != 0 {
			return w<<6 + bits.TrailingZeros64(x)
		}
	}
	return -1
}

// implied reports whether another client's sites all cover i.
func (c *covering) implied(s *state, i int) bool {
	n := c.sites[i].common(s.may)
	for w := range s.need {
		for x := s.need[w]; x != 0; x &= x - 1 {
			o := w<<6 + bits.TrailingZeros64(x)
			if o == i || !c.sites[o].within(c.sites[i], s.may) {
				continue
			}
			if o < i || c.sites[o].common(s.may) < n {
				return true
			}
		}
	}
	return false
}

// bound computes Lagrangian bounds on the number of sites needed, uses them to decide sites, and tries a greedy cover by price.
func (c *covering) bound(s *state) (a answer, changed bool) {
	r := newRelaxed(c, s)
	top, step, failed := math.Inf(-1), 1.0, 0
	best := slices.Clone(r.price)
	for it := 0; it < 120 && step > 0.02; it++ {
		l := r.eval()
		if l > float64(s.k)+1e-6 {
			return no, false
		}
		if it%20 == 10 && r.greedy() {
			return yes, false
		}
		if l > top+1e-9 {
			top, failed = l, 0
			copy(best, r.price)
		} else if failed++; failed >= 8 {
			step, failed = step*0.6, 0
			copy(r.price, best)
			r.eval()
		}
		r.move(step*(float64(s.k)+1.05-l), l)
	}
	copy(r.price, best)
	l := r.eval()
	for x, i := range r.need {
		s.price[i] = best[x]
	}
	for y, j := range r.may {
		switch {
		case r.cost[y] > 0 && l+r.cost[y] > float64(s.k)+1e-6:
			s.may.drop(j)
			changed = true
		case r.cost[y] < 0 && l-r.cost[y] > float64(s.k)+1e-6:
			c.choose(s, j)
			changed = true
		}
	}
	return unknown, changed
}
