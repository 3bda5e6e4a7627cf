package ballot

import (
	"context"
	"math/big"
	"math/bits"
)

// Maximin support. In each step the project is bought whose purchase keeps the largest load of any voter smallest,
// when the cost of all bought projects is shared out anew among their supporters, as evenly as it can be. That load is
// the largest cost(S)/supporters(S) over sets S of bought projects; it is found from below: a flow tells whether all
// costs can be paid at a load, and if not, its cut is a set S with a larger quotient (Dinkelbach's method). All
// capacities are whole numbers.

// quotient is cost / voters of a set of projects; voters > 0.
type quotient struct{ cost, voters int64 }

func (a quotient) compare(b quotient) int {
	return compareFractions(fraction{a.cost, a.voters}, fraction{b.cost, b.voters})
}

func (a quotient) rat() *big.Rat { return big.NewRat(a.cost, a.voters) }

type maximinResult struct {
	order []int32
	loads []quotient // the largest load after each purchase
	close []runnerUp // for each purchase, the best project that was not bought
	share []payment  // how the final costs are shared
	full  []int32    // supported projects that no longer fitted
}

type runnerUp struct {
	project int32 // -1: none
	load    quotient
}

// payment is money that voters pay together for a project: amount/den of the smallest money unit.
type payment struct {
	project             int32
	voters, amount, den int64
}

func (p *profile) maximin(ctx context.Context) (maximinResult, error) {
	var res maximinResult
	total := p.budget
	for _, c := range p.cost {
		total += c
	}
	if hi, lo := bits.Mul64(uint64(total), uint64(p.voters)); hi != 0 || lo > 1<<62 {
		return res, tooLarge("cost × voters")
	}
	net := newNetwork(p)
	left, load := p.budget, quotient{0, 1}
	bought := make([]bool, len(p.ids))
	for {
		best, second := runnerUp{project: -1}, runnerUp{project: -1}
		for c := range p.ids {
			if bought[c] || p.votes[c] == 0 || p.cost[c] > left {
				continue
			}
			if err := ctx.Err(); err != nil {
				return res, err
			}
			l := net.maxLoad(append(append([]int32{}, res.order...), int32(c)), load)
			now := runnerUp{int32(c), l}
			if best.project < 0 || p.better(now, best) {
				best, second = now, best
			} else if second.project < 0 || p.better(now, second) {
				second = now
			}
		}
		if best.project < 0 {
			break
		}
		bought[best.project] = true
		left -= p.cost[best.project]
		load = best.load
		res.order, res.loads, res.close = append(res.order, best.project), append(res.loads, load), append(res.close, second)
	}
	for c := range p.ids {
		if !bought[c] && p.votes[c] > 0 {
			res.full = append(res.full, int32(c))
		}
	}
	res.share = net.payments(res.order, load)
	return res, nil
}

func (p *profile) better(a, b runnerUp) bool {
	c := a.load.compare(b.load)
	return c < 0 || c == 0 && p.rank[a.project] < p.rank[b.project]
}
