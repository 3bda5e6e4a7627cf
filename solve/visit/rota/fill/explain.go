package fill

import (
	"slices"

	"linli/solve/visit/day"
	"linli/solve/visit/rota"
)

// Reason is why one visit is as it is.
type Reason struct {
	Visit int        // index in Problem.Visits
	By    [2]Helping // of each service
	Next  *Next      // the best without these helpers; nil = nobody else could come
	Why   *Excluded  // of a visit that nobody makes; then By and Next say nothing
}

// Helping is what speaks for the helper of a service.
type Helping struct {
	Helper int    // -1: no such service
	Skill  string // which the visit needs, and the helper has
	Walk   int    // minutes by which this visit lengthens the helper's way that day
	Home   int    // minutes from the helper's home to the elder's
	Times  int    // visits of the plan to this elder by this helper
	Usual  bool   // came until now
	Asked  bool   // the elder asked for this helper
}

// Next is another way to make a visit, and what it would have cost more, level by level.
type Next struct {
	Planned rota.Planned
	More    rota.Cost
}

// Constraint is what keeps a visit from being made.
type Constraint string

// The constraints, in the order in which they are asked.
const (
	NoWeekday   Constraint = "no day of the period is one that was asked for"
	NoSkill     Constraint = "nobody has the skill"
	AllRefused  Constraint = "everybody who has the skill is refused"
	NobodyThere Constraint = "nobody who may come is there at that time on these days"
	TooClose    Constraint = "the days on which somebody is there are too close to other visits of the wish"
	AllBusy     Constraint = "everybody who could come is with others then"
	NoSecond    Constraint = "two helpers are needed at once, and only one could come"
	Nothing     Constraint = "nothing: somebody could come"
)

var constraints = []Constraint{NoWeekday, NoSkill, AllRefused, NobodyThere, TooClose, AllBusy, NoSecond, Nothing}

// later is the one of two that is asked later.
func later(a, b Constraint) Constraint {
	if slices.Index(constraints, a) > slices.Index(constraints, b) {
		return a
	}
	return b
}

// Excluded is why nobody makes a visit: the last constraint that was still to be met, and how many pairs of a day and a helper each constraint excluded
// on the way.
type Excluded struct {
	By    Constraint
	Count map[Constraint]int
}

// Explain gives the reason for every visit of a plan that has passed the checker.
func Explain(p *rota.Problem, plan, before rota.Plan) ([]Reason, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	s := newState(p, before)
	for i, x := range before {
		if x.Day >= 0 && i < len(s.visits) {
			s.cost[rota.Changed]++
		}
	}
	for i, x := range plan {
		if x.Day >= 0 {
			s.put(i, x)
		}
	}
	out := make([]Reason, len(plan))
	for i := range plan {
		out[i] = Reason{Visit: i, By: [2]Helping{{Helper: -1}, {Helper: -1}}}
		if plan[i].Day < 0 {
			out[i].Why = s.excluded(i)
			continue
		}
		s.helping(i, &out[i])
		out[i].Next = s.next(i)
	}
	return out, nil
}

func (s *state) helping(i int, r *Reason) {
	x, w := s.plan[i], s.visits[i].Wish
	q := &s.p.Wishes[w]
	for j := range q.Services {
		h := x.Helper[j]
		y := Helping{Helper: h, Skill: q.Services[j].Skill, Home: int(s.p.Walk[s.p.Helpers[h].Place][q.Place]), Usual: slices.Contains(q.Usual, h), Asked: slices.Contains(q.Preferred, h)}
		for _, o := range s.of[w] {
			if s.plan[o].Day >= 0 && (s.plan[o].Helper[0] == h || s.plan[o].Helper[1] == h) {
				y.Times++
			}
		}
		y.Walk = s.detour(h, x.Day, i)
		r.By[j] = y
	}
}

// detour is by how much a visit lengthens a helper's way.
func (s *state) detour(h, d, i int) int {
	r := s.routes[h*s.p.Days+d]
	home := s.p.Helpers[h].Place
	k := slices.IndexFunc(r, func(n stop) bool { return int(n.visit) == i })
	from, to := home, home
	if k > 0 {
		from = int(r[k-1].place)
	}
	if k < len(r)-1 {
		to = int(r[k+1].place)
	}
	at := r[k].place
	more := s.p.Walk[from][at] + s.p.Walk[at][to]
	if len(r) > 1 {
		more -= s.p.Walk[from][to]
	}
	return int(more)
}

// next is the best way without the helpers of visit i, and what it would cost more.
func (s *state) next(i int) *Next {
	x, with := s.plan[i], s.cost
	s.take(i)
	without := s.cost
	best := s.cheapest(i, -1, x.Helper[0])
	if y := x.Helper[1]; y >= 0 { // the first stays, the second is another
		if o := s.cheapest(i, x.Helper[0], y); o.ok {
			best.take(o.x, &o.delta)
		}
	}
	s.put(i, x)
	if !best.ok {
		return nil
	}
	n := &Next{Planned: best.x, More: without}
	n.More.Add(&best.delta, 1)
	n.More.Add(&with, -1)
	return n
}

// excluded finds what keeps visit i from being made: the constraint that the candidate that came farthest met.
func (s *state) excluded(i int) *Excluded {
	v := s.visits[i]
	q := &s.p.Wishes[v.Wish]
	e := &Excluded{By: NoWeekday, Count: map[Constraint]int{}}
	note := func(c Constraint) {
		e.Count[c]++
		e.By = later(c, e.By)
	}
	for d := q.Periods[v.Period].From; d < q.Periods[v.Period].Until; d++ {
		if !q.Weekdays[(s.p.First+d)%7] {
			note(NoWeekday)
			continue
		}
		for h := range s.p.Helpers {
			note(s.hinders(i, h, d))
		}
	}
	return e
}

// hinders is the first constraint that keeps helper h from making visit i on day d.
func (s *state) hinders(i, h, d int) Constraint {
	w := s.visits[i].Wish
	q := &s.p.Wishes[w]
	farthest := NoSkill
	for j := range q.Services {
		if !slices.Contains(s.p.Helpers[h].Skills, q.Services[j].Skill) {
			continue
		}
		c := s.hindersService(w, j, h, d)
		if later(c, NobodyThere) != NobodyThere && !s.spaced(i, d) {
			c = TooClose
		}
		farthest = later(c, farthest)
	}
	return farthest
}

// hindersService asks what a helper with the skill lacks, the distance from other visits of the wish apart.
func (s *state) hindersService(w, j, h, d int) Constraint {
	q := &s.p.Wishes[w]
	if slices.Contains(q.Refused, h) {
		return AllRefused
	}
	works, ok := s.p.Works(h, d)
	way := int(s.p.Walk[s.p.Helpers[h].Place][q.Place])
	back := int(s.p.Walk[q.Place][s.p.Helpers[h].Place])
	begin := max(works.From+way, q.Earliest)
	if !ok || begin > q.Latest || begin+q.Services[j].Minutes+back > works.Until {
		return NobodyThere
	}
	fits := false
	s.gaps(w, j, h, d, func(gap) { fits = true })
	switch {
	case !fits:
		return AllBusy
	case q.Order != day.Alone:
		return NoSecond
	}
	return Nothing
}
