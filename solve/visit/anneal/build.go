package anneal

import (
	"cmp"
	"math"
	"slices"
)

// build appends patient after patient, in the order of their windows, to the routes where they begin earliest.
func (s *state) build() {
	var units []int32
	for v := range s.nodes[:s.n] {
		if s.nodes[v].unit == int32(v) {
			units = append(units, int32(v))
		}
	}
	slices.SortStableFunc(units, func(a, b int32) int {
		return cmp.Compare(s.nodes[a].early+s.nodes[a].late, s.nodes[b].early+s.nodes[b].late)
	})
	for _, v := range units {
		k, l := s.choose(v)
		s.append(v, k)
		if m := s.nodes[v].mate; m >= 0 {
			s.append(m, l)
		}
		s.begin()
		s.push(v)
		s.carry(math.MaxInt)
	}
}

func (s *state) append(v, k int32) {
	at := int32(s.n) + k
	last := s.nodes[at].prev
	x := &s.nodes[v]
	x.prev, x.next, x.carer = last, at, k
	x.lead = s.nodes[last].dur + int32(s.way(last, v))
	s.nodes[last].next, s.nodes[at].prev = v, v
}

// choose returns the carers to whose routes unit v is appended for the least sum of begin and travel.
func (s *state) choose(v int32) (k, l int32) {
	m, best := s.nodes[v].mate, int32(-1)
	for a := range int32(s.carers) {
		if !s.able(v, a) {
			continue
		}
		one := s.price(v, a)
		if m < 0 {
			if best < 0 || one < best {
				best, k = one, a
			}
			continue
		}
		for b := range int32(s.carers) {
			if b == a || !s.able(m, b) {
				continue
			}
			if both := max(one, s.price(m, b)); best < 0 || both < best {
				best, k, l = both, a, b
			}
		}
	}
	return k, l
}

// price is when carer k could begin v after the rest of the route, and a part of the travel.
func (s *state) price(v, k int32) int32 {
	last := s.nodes[int32(s.n)+k].prev
	way := int32(s.way(last, v))
	return max(s.nodes[v].early, s.nodes[last].start+s.nodes[last].dur+way) + way/2
}
