package ballot

import (
	"context"
	"slices"
)

// Rounds is an interval of rounds of add-one that all buy Order.
type Rounds struct {
	From  int64   `json:"from"`
	To    int64   `json:"to"`
	order []int32 // purchases
}

// mesResult is the outcome of equal shares: the round that counts and all intervals up to the one that ended it.
type mesResult struct {
	round  int64
	order  []int32
	rounds []Rounds
	ended  string // why add-one stopped: "exhaustive", "over", "all"
}

// single runs equal shares once, with the budget as it is.
func (s *shares) single(ctx context.Context) (mesResult, error) {
	if _, err := s.run(ctx, 0, 0); err != nil {
		return mesResult{}, err
	}
	order := s.order()
	return mesResult{order: order, rounds: []Rounds{{order: order}}}, nil
}

func (s *shares) order() []int32 {
	order := make([]int32, len(s.bought))
	for i, b := range s.bought {
		order[i] = b.project
	}
	return order
}

// addOne raises every voter's share by one unit of currency a round. Rounds are taken in intervals whose runs are
// proved to be the same; the first interval that stops does so in its first round, as counting one by one would.
// Bisection would be wrong: whether a round stops is not monotone.
func (s *shares) addOne(ctx context.Context, untilOver bool, progress func(round int64)) (mesResult, error) {
	var res mesResult
	width, from := int64(1), int64(0)
	good, patience := 0, 1 // intervals of this width that went well, and how many it takes to try a wider one
	for {
		if (from+width)*s.unit > maxMoney/max(1, s.voters)*8 {
			return res, tooLarge("rounds of add-one")
		}
		same, err := s.run(ctx, from, from+width-1)
		if err != nil {
			return res, err
		}
		if !same {
			width, patience, good = max(1, width/4), min(4*patience, 32), 0
			continue
		}
		if progress != nil {
			progress(from)
		}
		order := s.order()
		res.note(Rounds{From: from, To: from + width - 1, order: order})
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
func (r *mesResult) note(n Rounds) {
	if k := len(r.rounds); k > 0 && slices.Equal(r.rounds[k-1].order, n.order) {
		r.rounds[k-1].To = n.To
		return
	}
	r.rounds = append(r.rounds, n)
}

// stops says why add-one ends with this outcome, empty to go on.
func (s *shares) stops(order []int32, untilOver bool) string {
	left := s.budget
	chosen := make([]bool, len(s.ids))
	for _, p := range order {
		left -= s.cost[p]
		chosen[p] = true
	}
	if left < 0 {
		return "over"
	}
	all, exhausted := true, true
	for p := range s.ids {
		if s.votes[p] > 0 && !chosen[p] {
			all = false
			exhausted = exhausted && s.cost[p] > left
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
func (r mesResult) end(why string) mesResult {
	r.ended = why
	last := &r.rounds[len(r.rounds)-1]
	last.To = last.From
	if why != "over" {
		r.round, r.order = last.From, last.order
		return r
	}
	before := r.rounds[len(r.rounds)-2] // round 0 never costs more than the budget
	r.round, r.order = before.To, before.order
	return r
}
