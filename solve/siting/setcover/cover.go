// Package setcover decides whether k sites cover every client: the question that a p-centre comes down to at each distance.
//
// Dominated sites and implied clients are dropped, a Lagrangian bound on the number of sites needed decides most of the rest, and branching on the
// client with the fewest sites what is left.
package setcover

import (
	"math"
	"slices"

	"linli/solve/siting/bitset"
)

// Question asks for a cover.
type Question struct {
	Sites   []bitset.Set // client → the sites that cover it
	Clients []bitset.Set // site → the clients that it covers
	Need    bitset.Set   // the clients to cover
	K       int          // at most so many sites
	Node    func() bool  // called once per branch; false stops the search
}

// Answer to a question; Unknown when it was stopped.
type Answer int8

// The three answers.
const (
	Unknown Answer = iota
	Yes
	No
)

// Decide answers the question; with Yes comes a cover of at most K sites.
func (q Question) Decide() (Answer, []int) {
	c := &covering{sites: q.Sites, clients: q.Clients, node: q.Node}
	s := &state{need: q.Need.Clone(), may: bitset.New(len(q.Clients)), k: q.K, price: make([]float64, len(q.Sites))}
	for j := range q.Clients {
		s.may.Add(j)
	}
	a := c.search(s)
	return a, c.found
}

// covering is the search for one question.
type covering struct {
	sites, clients []bitset.Set
	node           func() bool
	found          []int
	others         []int // scratch of implied
}

// state is a part of the search: what still needs covering, by which sites, how many may still be chosen.
type state struct {
	need, may bitset.Set
	k         int
	chosen    []int
	price     []float64
}

func (s *state) clone() *state {
	return &state{s.need.Clone(), s.may.Clone(), s.k, slices.Clone(s.chosen), slices.Clone(s.price)}
}

func (c *covering) choose(s *state, j int) {
	s.need.Remove(c.clients[j])
	s.may.Drop(j)
	s.k--
	s.chosen = append(s.chosen, j)
}

// search decides the question below s. node is called once per branch and may stop it.
func (c *covering) search(s *state) Answer {
	if !c.node() {
		return Unknown
	}
	for {
		if a := c.reduce(s); a != Unknown {
			return a
		}
		a, changed := c.bound(s)
		if a != Unknown {
			return a
		}
		if !changed {
			break
		}
	}
	return c.split(s)
}

// split tries the sites of the client that has fewest, the widest first; a site that failed is forbidden to those after it.
func (c *covering) split(s *state) Answer {
	at, least := -1, math.MaxInt
	for _, i := range s.need.List(nil) {
		if n := c.sites[i].Common(s.may); n < least {
			at, least = i, n
		}
	}
	var cand []int
	for _, j := range c.sites[at].List(nil) {
		if s.may.Has(j) {
			cand = append(cand, j)
		}
	}
	worth := map[int]float64{}
	for _, j := range cand {
		for _, i := range c.clients[j].List(nil) {
			if s.need.Has(i) {
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
		if a := c.search(child); a != No {
			return a
		}
		s.may.Drop(j)
	}
	return No
}

// reduce takes what is forced and drops what is dominated until nothing changes.
func (c *covering) reduce(s *state) Answer {
	for {
		forced, a := c.force(s)
		if a != Unknown {
			return a
		}
		if forced {
			continue
		}
		if !c.dominate(s) {
			return Unknown
		}
	}
}

// force chooses the only site of a client, and settles the trivial cases.
func (c *covering) force(s *state) (forced bool, a Answer) {
	need := s.need.List(nil)
	if len(need) == 0 {
		c.found = slices.Clone(s.chosen)
		return false, Yes
	}
	if s.k <= 0 {
		return false, No
	}
	for _, i := range need {
		if !s.need.Has(i) {
			continue
		}
		switch c.sites[i].Common(s.may) {
		case 0:
			return false, No
		case 1:
			c.choose(s, c.sites[i].First(s.may))
			forced = true
			if s.k < 0 {
				return false, No
			}
		}
	}
	return forced, Unknown
}

// dominate drops a site whose clients another covers too, and a client that is covered whenever another is.
func (c *covering) dominate(s *state) bool {
	changed := false
	may := s.may.List(nil)
	for _, j := range may {
		i := c.rarest(s, j)
		if i < 0 {
			s.may.Drop(j)
			changed = true
			continue
		}
		for _, l := range c.sites[i].List(nil) { // a site that covers all of j's clients covers i
			if l == j || !s.may.Has(l) || !c.clients[j].Within(c.clients[l], s.need) {
				continue
			}
			if !c.clients[l].Within(c.clients[j], s.need) || l < j {
				s.may.Drop(j)
				changed = true
				break
			}
		}
	}
	for _, i := range s.need.List(nil) {
		if c.implied(s, i) {
			s.need.Drop(i)
			changed = true
		}
	}
	return changed
}

// rarest is one client still to cover that j covers, -1 for none.
func (c *covering) rarest(s *state, j int) int {
	return c.clients[j].First(s.need)
}

// implied reports whether another client's sites all cover i.
func (c *covering) implied(s *state, i int) bool {
	n := c.sites[i].Common(s.may)
	c.others = s.need.List(c.others[:0])
	for _, o := range c.others {
		if o == i || !c.sites[o].Within(c.sites[i], s.may) {
			continue
		}
		if o < i || c.sites[o].Common(s.may) < n {
			return true
		}
	}
	return false
}

// bound computes Lagrangian bounds on the number of sites needed, uses them to decide sites, and tries a greedy cover by price.
func (c *covering) bound(s *state) (a Answer, changed bool) {
	r := newRelaxed(c, s)
	top, step, failed := math.Inf(-1), 1.0, 0
	best := slices.Clone(r.price)
	for it := 0; it < 120 && step > 0.02; it++ {
		l := r.eval()
		if l > float64(s.k)+1e-6 {
			return No, false
		}
		if it%20 == 10 && r.greedy() {
			return Yes, false
		}
		if l > top+1e-9 {
			top, failed = l, 0
			copy(best, r.price)
		} else if failed++; failed >= 8 {
			step, failed = step*0.6, 0
			copy(r.price, best)
			r.eval()
		}
		r.move(step * (float64(s.k) + 1.05 - l))
	}
	copy(r.price, best)
	l := r.eval()
	for x, i := range r.need {
		s.price[i] = best[x]
	}
	k := float64(s.k) + 1e-6 // of the state that was bounded: choosing lowers s.k
	for y, j := range r.may {
		switch {
		case r.cost[y] > 0 && l+r.cost[y] > k:
			s.may.Drop(j)
			changed = true
		case r.cost[y] < 0 && l-r.cost[y] > k:
			c.choose(s, j)
			changed = true
		}
	}
	return Unknown, changed
}
