package fill

import (
	"fmt"

	"linli/solve/visit/day"
	"linli/solve/visit/rota"
)

// adopt puts in every visit of the plan before that still can be as it was. What is not planned any more counts as changed from the start.
func (s *state) adopt(before rota.Plan) error {
	if before == nil {
		return nil
	}
	if len(before) != len(s.visits) {
		return fmt.Errorf("%w: the plan before has %d visits, not %d", rota.ErrProblem, len(before), len(s.visits))
	}
	for i, x := range before {
		if x.Day < 0 {
			continue
		}
		s.cost[rota.Changed]++
		if s.still(i, x) {
			s.put(i, x)
		}
	}
	return nil
}

// still tells whether visit i can be as x says, beside what is planned already.
func (s *state) still(i int, x rota.Planned) bool {
	w := s.visits[i].Wish
	q := &s.p.Wishes[w]
	if x.Day >= s.p.Days || !s.open(i, x.Day) || q.Order != day.Alone && !s.pairs(q, x) {
		return false
	}
	for j := range q.Services {
		h := x.Helper[j]
		if h < 0 || h >= len(s.p.Helpers) || !s.p.Can(h, w, j) {
			return false
		}
		fits := false
		s.gaps(w, j, h, x.Day, func(g gap) { fits = fits || x.Start[j] >= int(g.lo) && x.Start[j] <= int(g.hi) })
		if !fits {
			return false
		}
	}
	return true
}

// pairs tells whether two services are by two helpers, and as far apart as the wish says.
func (s *state) pairs(q *rota.Wish, x rota.Planned) bool {
	low, high := 0, 0
	if q.Order == day.Sequential {
		low, high = q.Min, q.Max
	}
	between := x.Start[1] - x.Start[0]
	return x.Helper[0] != x.Helper[1] && between >= low && between <= high
}
