package fill

import (
	"linli/solve/visit/day"
	"linli/solve/visit/rota"
)

// offer is a way to make a visit, and by how much the cost grows.
type offer struct {
	x     rota.Planned
	delta rota.Cost
	ok    bool
}

// take keeps the better of two offers, the earlier one among equals.
func (o *offer) take(x rota.Planned, delta *rota.Cost) {
	if !o.ok || delta.Less(&o.delta) {
		*o = offer{x, *delta, true}
	}
}

// cheapest is the best way to make visit i. With only >= 0 that helper gives the service, or the first of two; with not >= 0 that helper gives none.
func (s *state) cheapest(i, only, not int) offer {
	var best offer
	v := s.visits[i]
	q := s.p.Wishes[v.Wish].Periods[v.Period]
	for d := q.From; d < q.Until; d++ {
		if s.open(i, d) {
			s.onDay(i, d, only, not, &best)
		}
	}
	return best
}

func (s *state) onDay(i, d, only, not int, best *offer) {
	w := s.visits[i].Wish
	two := s.p.Wishes[w].Order != day.Alone
	for _, h := range s.able[w][0] {
		if only >= 0 && h != only || h == not {
			continue
		}
		s.gaps(w, 0, h, d, func(g gap) {
			if !two {
				s.single(i, h, d, &g, best)
				return
			}
			for _, k := range s.able[w][1] {
				if k != h && k != not {
					s.gaps(w, 1, k, d, func(f gap) { s.double(i, [2]int{h, k}, d, &g, &f, best) })
				}
			}
		})
	}
}

func (s *state) single(i, h, d int, g *gap, best *offer) {
	t := g.lo
	if g.kind == front {
		t = g.hi
	}
	s.propose(i, rota.Planned{Day: d, Helper: [2]int{h, -1}, Start: [2]int{int(t), 0}}, g, nil, best)
	if s.before != nil {
		if old := s.before[i]; old.Day == d && old.Helper[0] == h && old.Start[0] >= int(g.lo) && old.Start[0] <= int(g.hi) {
			s.propose(i, old, g, nil, best)
		}
	}
}

// double begins two services as near together as the wish allows, early and late.
func (s *state) double(i int, h [2]int, d int, g, f *gap, best *offer) {
	x := &s.p.Wishes[s.visits[i].Wish]
	low, high := int32(0), int32(0)
	if x.Order == day.Sequential {
		low, high = int32(x.Min), int32(x.Max)
	}
	lo, hi := max(g.lo, f.lo-high), min(g.hi, f.hi-low)
	if lo > hi {
		return
	}
	for _, t := range [2]int32{lo, hi} {
		s.propose(i, rota.Planned{Day: d, Helper: h, Start: [2]int{int(t), int(max(f.lo, t+low))}}, g, f, best)
	}
	if s.before != nil {
		if old := s.before[i]; old.Day == d && old.Helper == h {
			a, b := int32(old.Start[0]), int32(old.Start[1])
			if a >= g.lo && a <= g.hi && b >= f.lo && b <= f.hi && b-a >= low && b-a <= high {
				s.propose(i, old, g, f, best)
			}
		}
	}
}

// propose prices a way to make visit i.
func (s *state) propose(i int, x rota.Planned, g, f *gap, best *offer) {
	w := s.visits[i].Wish
	var c rota.Cost
	c[rota.Unmet] = -1
	if s.before != nil && s.before[i].Day >= 0 && s.before[i] == x {
		c[rota.Changed] = -1
	}
	s.price(w, 0, x.Helper[0], &c)
	c[rota.Waiting] = s.wait(w, 0, x.Helper[0], x.Day, g, int32(x.Start[0]))
	c[rota.Walking] = int(g.walking)
	if f != nil {
		s.price(w, 1, x.Helper[1], &c)
		c[rota.Waiting] += s.wait(w, 1, x.Helper[1], x.Day, f, int32(x.Start[1]))
		c[rota.Walking] += int(f.walking)
		if s.variety[w] == 1 && s.comes[w][x.Helper[0]] == 0 && s.comes[w][x.Helper[1]] == 0 {
			c[rota.Turnover]++ // one came before: two new ones are one too many
		}
	}
	best.take(x, &c)
}

// insert puts the given visits of one wish in: all by one helper where that is best, else each by itself.
func (s *state) insert(visits []int) {
	if len(visits) > 1 {
		s.insertTogether(visits)
	}
	for _, i := range visits {
		if s.plan[i].Day >= 0 {
			continue
		}
		if o := s.cheapest(i, -1, -1); o.ok {
			s.put(i, o.x)
		}
	}
}

// insertTogether tries every helper for all visits, and leaves those of the best one in.
func (s *state) insertTogether(visits []int) {
	best, who := s.cost, -1
	w := s.visits[visits[0]].Wish
	for _, h := range s.able[w][0] {
		s.insertBy(visits, h)
		if s.cost.Less(&best) {
			best, who = s.cost, h
		}
		for _, i := range visits {
			if s.plan[i].Day >= 0 {
				s.take(i)
			}
		}
	}
	if who >= 0 {
		s.insertBy(visits, who)
	}
}

func (s *state) insertBy(visits []int, h int) {
	for _, i := range visits {
		if o := s.cheapest(i, h, -1); o.ok {
			s.put(i, o.x)
		}
	}
}
