// Package fill makes rotas: every visit is put where it costs least, then again and again a few elders' visits are taken out and put in anew, and what is
// not worse is kept (large neighbourhood search; Shaw 1998, Pisinger and Ropke 2007). A visit that is not taken out keeps its day, its time and its
// helper.
package fill

import (
	"slices"

	"linli/solve/visit/rota"
)

// stop is a service on the way of a helper through a day.
type stop struct {
	start, end int32
	place      int32
	visit      int32
}

// state is a plan under work.
type state struct {
	p       *rota.Problem
	visits  []rota.Visit
	plan    rota.Plan
	before  rota.Plan // what people know; nil = nothing
	cost    rota.Cost
	routes  [][]stop // of helper h on day d: h*Days+d, by start
	works   []rota.Span
	able    [][2][]int // helpers for each service of each wish
	asked   [][]bool   // asked[w][h]: h is welcome or nobody is asked for; nil = all are
	comes   [][]int16  // comes[w][h]: services that h gives to w, and one more for who came until now
	variety []int      // how many helpers come to w
	load    []int
	of      [][]int // visits of each wish
}

func newState(p *rota.Problem, before rota.Plan) *state {
	s := &state{p: p, visits: p.Visits(), before: before, load: make([]int, len(p.Helpers))}
	s.routes = make([][]stop, len(p.Helpers)*p.Days)
	s.works = make([]rota.Span, len(s.routes))
	for h := range p.Helpers {
		for d := range p.Days {
			if x, ok := p.Works(h, d); ok {
				s.works[h*p.Days+d] = x
			}
		}
	}
	s.of = make([][]int, len(p.Wishes))
	for i, v := range s.visits {
		s.of[v.Wish] = append(s.of[v.Wish], i)
		s.plan = append(s.plan, rota.Unplanned)
	}
	s.cost[rota.Unmet] = len(s.visits)
	for w := range p.Wishes {
		s.addWish(w)
	}
	return s
}

func (s *state) addWish(w int) {
	x := &s.p.Wishes[w]
	var able [2][]int
	for j := range x.Services {
		for h := range s.p.Helpers {
			if s.p.Can(h, w, j) {
				able[j] = append(able[j], h)
			}
		}
	}
	comes := make([]int16, len(s.p.Helpers))
	variety := 0
	for _, h := range x.Usual {
		if comes[h] == 0 {
			comes[h]++
			variety++
		}
	}
	var asked []bool
	if len(x.Preferred) > 0 {
		asked = make([]bool, len(s.p.Helpers))
		for _, h := range x.Preferred {
			asked[h] = true
		}
	}
	s.able, s.comes, s.variety, s.asked = append(s.able, able), append(s.comes, comes), append(s.variety, variety), append(s.asked, asked)
	s.cost[rota.Turnover] += max(0, variety-len(x.Services))
}

// gap is a place on a route where a service fits, beginning between lo and hi.
type gap struct {
	at      int // index in the route
	lo, hi  int32
	walking int32
	kind    uint8
}

const (
	empty uint8 = iota
	front       // before the first service: waiting is least at hi
	back        // after the last: waiting is least at lo
	middle
)

// gaps calls yield for each place on the route of h on day d where service j of wish w fits.
func (s *state) gaps(w, j, h, d int, yield func(gap)) {
	works := s.works[h*s.p.Days+d]
	if works.Until == 0 {
		return
	}
	x := &s.p.Wishes[w]
	r := s.routes[h*s.p.Days+d]
	home, minutes, walk := int32(s.p.Helpers[h].Place), int32(x.Services[j].Minutes), s.p.Walk
	for at := 0; at <= len(r); at++ {
		g := gap{at: at, kind: middle}
		from, free, to, due := home, int32(works.From), home, int32(works.Until)
		if at > 0 {
			from, free = r[at-1].place, r[at-1].end
		}
		if at < len(r) {
			to, due = r[at].place, r[at].start
		}
		if free > int32(x.Latest) {
			return
		}
		there, on := walk[from][x.Place], walk[x.Place][to]
		g.lo, g.hi = max(int32(x.Earliest), free+there), min(int32(x.Latest), due-minutes-on)
		if g.lo > g.hi {
			continue
		}
		g.walking = there + on
		if len(r) > 0 {
			g.walking -= walk[from][to]
		}
		switch {
		case len(r) == 0:
			g.kind = empty
		case at == 0:
			g.kind = front
		case at == len(r):
			g.kind = back
		}
		yield(g)
	}
}

// wait is by how much waiting grows when a service of so many minutes begins at t in gap g of the route of h on day d at wish w.
func (s *state) wait(w, j, h, d int, g *gap, t int32) int {
	x, r := &s.p.Wishes[w], s.routes[h*s.p.Days+d]
	minutes := int32(x.Services[j].Minutes)
	switch g.kind {
	case front:
		return int(r[0].start - t - minutes - s.p.Walk[x.Place][r[0].place])
	case back:
		last := r[len(r)-1]
		return int(t - last.end - s.p.Walk[last.place][x.Place])
	case middle:
		return -int(minutes + g.walking)
	}
	return 0
}

// price is what service j of wish w by helper h costs on the levels of people.
func (s *state) price(w, j, h int, c *rota.Cost) {
	if s.asked[w] != nil && !s.asked[w][h] {
		c[rota.Missed]++
	}
	if s.comes[w][h] == 0 && s.variety[w] >= len(s.p.Wishes[w].Services) {
		c[rota.Turnover]++
	}
	c[rota.Imbalance] += 2*s.load[h] + 1
}

// put makes visit i as x says, which fits; take undoes it. Both keep the cost.
func (s *state) put(i int, x rota.Planned) {
	w := s.visits[i].Wish
	q := &s.p.Wishes[w]
	s.cost[rota.Unmet]--
	s.changed(i, x, 1)
	for j := range q.Services {
		h := x.Helper[j]
		if s.asked[w] != nil && !s.asked[w][h] {
			s.cost[rota.Missed]++
		}
		if s.comes[w][h]++; s.comes[w][h] == 1 {
			if s.variety[w]++; s.variety[w] > len(q.Services) {
				s.cost[rota.Turnover]++
			}
		}
		s.cost[rota.Imbalance] += 2*s.load[h] + 1
		s.load[h]++
		at := h*s.p.Days + x.Day
		n := stop{int32(x.Start[j]), int32(x.Start[j] + q.Services[j].Minutes), int32(q.Place), int32(i)}
		s.tally(at, h, -1)
		r := s.routes[at]
		k := 0
		for k < len(r) && r[k].start < n.start {
			k++
		}
		s.routes[at] = slices.Insert(r, k, n)
		s.tally(at, h, 1)
	}
	s.plan[i] = x
}

func (s *state) take(i int) {
	x, w := s.plan[i], s.visits[i].Wish
	q := &s.p.Wishes[w]
	s.cost[rota.Unmet]++
	s.changed(i, x, -1)
	for j := range q.Services {
		h := x.Helper[j]
		if s.asked[w] != nil && !s.asked[w][h] {
			s.cost[rota.Missed]--
		}
		if s.comes[w][h]--; s.comes[w][h] == 0 {
			if s.variety[w]--; s.variety[w] >= len(q.Services) {
				s.cost[rota.Turnover]--
			}
		}
		s.load[h]--
		s.cost[rota.Imbalance] -= 2*s.load[h] + 1
		at := h*s.p.Days + x.Day
		s.tally(at, h, -1)
		k := slices.IndexFunc(s.routes[at], func(n stop) bool { return int(n.visit) == i })
		s.routes[at] = slices.Delete(s.routes[at], k, k+1)
		s.tally(at, h, 1)
	}
	s.plan[i] = rota.Unplanned
}

// changed counts a visit that is planned otherwise than people know it. One that is not planned at all counts the same, from the start.
func (s *state) changed(i int, x rota.Planned, sign int) {
	if s.before != nil && s.before[i].Day >= 0 && s.before[i] == x {
		s.cost[rota.Changed] -= sign
	}
}

// tally adds waiting and walking of one route to the cost, times sign.
func (s *state) tally(at, h, sign int) {
	r := s.routes[at]
	if len(r) == 0 {
		return
	}
	home := s.p.Helpers[h].Place
	walking, waiting := s.p.Walk[home][r[0].place]+s.p.Walk[r[len(r)-1].place][home], int32(0)
	for k := 1; k < len(r); k++ {
		way := s.p.Walk[r[k-1].place][r[k].place]
		walking += way
		waiting += r[k].start - r[k-1].end - way
	}
	s.cost[rota.Walking] += sign * int(walking)
	s.cost[rota.Waiting] += sign * int(waiting)
}

// open tells whether visit i may be on day d: its period, its weekday, and far enough from the other visits of the wish.
func (s *state) open(i, d int) bool {
	v := s.visits[i]
	x := &s.p.Wishes[v.Wish]
	q := x.Periods[v.Period]
	return d >= q.From && d < q.Until && x.Weekdays[(s.p.First+d)%7] && s.spaced(i, d)
}

func (s *state) spaced(i, d int) bool {
	w := s.visits[i].Wish
	apart := max(s.p.Wishes[w].Apart, 1)
	for _, o := range s.of[w] {
		if e := s.plan[o].Day; o != i && e >= 0 && (d-e < apart && e-d < apart) {
			return false
		}
	}
	return true
}
