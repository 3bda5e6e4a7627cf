package shares

import (
	"context"
	"slices"

	"linli/solve/ballot/profile"
)

// Rounds is an interval of rounds of add-one that all buy Order.
type Rounds struct {
	From, To int64
	Order    []int32 // purchases
}

// Result is the outcome: the round that counts, what it buys, all intervals up to the round that ended add-one, and
// why that one did: "exhaustive" (nothing more fits), "over" (it costs more than the budget), "all" (every supported
// project is funded).
type Result struct {
	Round  int64
	Order  []int32
	Rounds []Rounds
	Ended  string
}

// Single runs equal shares once, with the budget as it is; progress, if not nil, is told the number of purchases.
func (s *Run) Single(ctx context.Context, progress func(int64)) (Result, error) {
	s.progress = progress
	defer func() { s.progress = nil }()
	if _, err := s.run(ctx, 0, 0); err != nil {
		return Result{}, err
	}
	order := s.order()
	return Result{Order: order, Rounds: []Rounds{{Order: order}}}, nil
}

func (s *Run) order() []int32 {
	order := make([]int32, len(s.bought))
	for i, b := range s.bought {
		order[i] = b.project
	}
	return order
}

// AddOne raises every voter's share by one unit of currency a round. Rounds are taken in intervals whose runs are
// proved to be the same; the first interval that stops does so in its first round, as counting one by one would.
// Bisection would be wrong: whether a round stops is not monotone. untilOver ends it only when the budget is exceeded or
// all is funded; progress, if not nil, is told the round from time to time.
func (s *Run) AddOne(ctx context.Context, untilOver bool, progress func(round int64)) (Result, error) {
	var res Result
	width, from := int64(1), int64(0)
	s.carry = newCarry(s.Profile)
	defer func() { s.carry = nil }()
	good, patience := 0, 1 // intervals of this width that went well, and how many it takes to try a wider one
	for {
		if (from+width)*s.Unit > profile.MaxMoney/max(1, s.Voters)*8 {
			return res, profile.TooLarge("rounds of add-one")
		}
		same, err := s.run(ctx, from, from+width-1)
		if err != nil {
			return res, err
		}
		if !same {
			width, patience, good = max(1, width/4), min(4*patience, 32), 0
			continue
		}
		s.carry.keep(s)
		if progress != nil {
			progress(from)
		}
		order := s.order()
		res.note(Rounds{From: from, To: from + width - 1, Order: order})
		if why := s.stops(order, untilOver); why != "" {
			return res.end(why), nil
		}
		from += width
		if good++; good == 1 {
			patience = max(1, patience/2) // this width works, others may
		}
		if good >= patience {
			width, good = 2*width, 0
		}
	}
}

// note appends an interval, or widens the last one when nothing changed.
func (r *Result) note(n Rounds) {
	if k := len(r.Rounds); k > 0 && slices.Equal(r.Rounds[k-1].Order, n.Order) {
		r.Rounds[k-1].To = n.To
		return
	}
	r.Rounds = append(r.Rounds, n)
}

// stops says why add-one ends with this outcome, empty to go on.
func (s *Run) stops(order []int32, untilOver bool) string {
	left := s.Budget
	chosen := make([]bool, len(s.IDs))
	for _, p := range order {
		left -= s.Cost[p]
		chosen[p] = true
	}
	if left < 0 {
		return "over"
	}
	all, exhausted := true, true
	for p := range s.IDs {
		if s.Votes[p] > 0 && !chosen[p] {
			all = false
			exhausted = exhausted && s.Cost[p] > left
		}
	}
	switch {
	case all:
		return "all" // more money cannot buy more
	case exhausted && !untilOver:
		return "exhaustive"
	}
	return ""
}

// end fixes the round that counts: the first that stops, or the one before the first that costs too much.
func (r Result) end(why string) Result {
	r.Ended = why
	last := &r.Rounds[len(r.Rounds)-1]
	last.To = last.From
	if why != "over" {
		r.Round, r.Order = last.From, last.Order
		return r
	}
	before := r.Rounds[len(r.Rounds)-2] // round 0 never costs more than the budget
	r.Round, r.Order = before.To, before.Order
	return r
}
