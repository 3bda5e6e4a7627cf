package recount

import (
	"context"
	"math/big"
)

// addOne checks that the rounds of a trace are those of add-one and returns the order that counts, with its round.
type addOne struct {
	*election
	measure  string
	support  [][]stake
	runs     int
	tick     func()
	untilAll bool // _no_exhaustive_stop
}

func (a *addOne) share(round int64) *big.Rat {
	s := new(big.Rat).Quo(a.budget, new(big.Rat).SetInt64(a.voters))
	return s.Add(s, new(big.Rat).SetInt64(round))
}

func (a *addOne) run(round int64) *shareRun {
	a.runs++
	if a.tick != nil {
		a.tick()
	}
	return newShareRun(a.election, a.measure, a.support, a.share(round))
}

// same checks that every round of an interval buys order.
//
// With the same purchases before, a higher share leaves every voter no less and so makes no project dearer. So if the
// k-th project at the lowest share is cheaper than every other at the highest share (or equal and first in the tie
// order), it is bought in every round between; and what cannot be paid at the highest share can be paid at none.
// Where that does not settle it, the interval is halved; a single round is simply counted.
func (a *addOne) same(ctx context.Context, from, to int64, order []int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if from == to {
		got, _, err := a.run(from).all(ctx, false)
		if err != nil {
			return err
		}
		if !equal(got, order) {
			return disagree("round %d buys %v, the trace says %v", from, a.names(got), a.names(order))
		}
		return nil
	}
	if a.between(ctx, from, to, order) {
		return nil
	}
	mid := from + (to-from)/2
	if err := a.same(ctx, from, mid, order); err != nil {
		return err
	}
	return a.same(ctx, mid+1, to, order)
}

func (a *addOne) between(ctx context.Context, from, to int64, order []int) bool {
	low, high := a.run(from), a.run(to)
	free := low.free()
	high.free()
	if len(order) < len(free) || !equal(order[:len(free)], free) {
		return false
	}
	for _, k := range order[len(free):] {
		if low.bought[k] || ctx.Err() != nil {
			return false
		}
		most := low.ratio(k)
		if most == nil {
			return false
		}
		for _, c := range high.candidates() {
			if c == k || a.first(k, most, c, high.bound[c]) {
				continue // an older, lower figure is enough
			}
			if high.bound[c] = high.ratio(c); high.bound[c] != nil && !a.first(k, most, c, high.bound[c]) {
				return false
			}
		}
		price := high.price(k)
		if price == nil {
			return false
		}
		low.pay(k, most.Mul(most, low.utility[k]), false)
		high.pay(k, price, false)
	}
	for _, c := range high.candidates() {
		if high.price(c) != nil {
			return false
		}
	}
	return true
}

// check goes through the rounds of the trace: no gap, no stop before the last, and the last stops.
func (a *addOne) check(ctx context.Context, t *trace) (int64, []int, string, error) {
	next := int64(0)
	var before []int
	for i, r := range t.Rounds {
		order, err := a.indices(r.Order)
		if err != nil {
			return 0, nil, "", err
		}
		if r.From != next || r.To < r.From {
			return 0, nil, "", disagree("rounds: %d expected, the trace goes on with %d", next, r.From)
		}
		if err := a.same(ctx, r.From, r.To, order); err != nil {
			return 0, nil, "", err
		}
		next = r.To + 1
		why := a.stops(order)
		last := i == len(t.Rounds)-1
		switch {
		case why == "" && last:
			return 0, nil, "", disagree("round %d does not end the count", r.To)
		case why != "" && (!last || r.From != r.To):
			return 0, nil, "", disagree("round %d ends the count already", r.From)
		case why == "over":
			return r.From - 1, before, why, nil
		case why != "":
			return r.From, order, why, nil
		}
		before = order
	}
	return 0, nil, "", disagree("the trace has no rounds")
}

func (a *addOne) stops(order []int) string {
	left, in := new(big.Rat).Set(a.budget), map[int]bool{}
	for _, c := range order {
		left.Sub(left, a.projects[c].cost)
		in[c] = true
	}
	if left.Sign() < 0 {
		return "over"
	}
	all, fits := true, false
	for c := range a.projects {
		if len(a.support[c]) > 0 && !in[c] {
			all = false
			fits = fits || a.projects[c].cost.Cmp(left) <= 0
		}
	}
	switch {
	case all:
		return "all"
	case !fits && !a.untilAll:
		return "exhaustive"
	}
	return ""
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (e *election) names(order []int) []string {
	ids := make([]string, len(order))
	for i, c := range order {
		ids[i] = e.projects[c].id
	}
	return ids
}

func (e *election) indices(ids []string) ([]int, error) {
	at := map[string]int{}
	for c, p := range e.projects {
		at[p.id] = c
	}
	order := make([]int, len(ids))
	for i, id := range ids {
		c, ok := at[id]
		if !ok {
			return nil, disagree("the trace names project %q, which the file does not have", id)
		}
		order[i] = c
	}
	return order, nil
}
