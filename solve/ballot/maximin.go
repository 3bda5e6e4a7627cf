package ballot

import (
	"context"
	"math/bits"

	"linli/solve/ballot/evenly"
)

// Maximin support. In each step the project is bought whose purchase keeps the largest load of any voter smallest,
// when the cost of all bought projects is shared out anew among their supporters, as evenly as it can be (package
// evenly).

type maximinResult struct {
	order []int32
	loads []evenly.Load    // the largest load after each purchase
	close []runnerUp       // for each purchase, the best project that was not bought
	share []evenly.Payment // how the final costs are shared
}

type runnerUp struct {
	project int32 // -1: none
	load    evenly.Load
}

func (p *profile) maximin(ctx context.Context) (maximinResult, error) {
	var res maximinResult
	net, err := p.sharing()
	if err != nil {
		return res, err
	}
	left, load := p.budget, evenly.Load{Cost: 0, Voters: 1}
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
			now := runnerUp{int32(c), net.MaxLoad(append(append([]int32{}, res.order...), int32(c)), p.own(int32(c), load))}
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
	res.share = net.Payments(res.order, load)
	return res, nil
}

// own is a lower bound of the load with c: what its own supporters need, and what is needed without it.
func (p *profile) own(c int32, load evenly.Load) evenly.Load {
	if own := (evenly.Load{Cost: p.cost[c], Voters: p.votes[c]}); own.Compare(load) > 0 {
		return own
	}
	return load
}

// sharing is the election as package evenly takes it.
func (p *profile) sharing() (*evenly.Election, error) {
	total := p.budget
	for _, c := range p.cost {
		total += c
	}
	if hi, lo := bits.Mul64(uint64(total), uint64(p.voters)); hi != 0 || lo > 1<<62 {
		return nil, tooLarge("cost × voters")
	}
	net := &evenly.Election{Cost: p.cost, Ballots: make([]evenly.Ballot, len(p.groups))}
	for i := range p.groups {
		net.Ballots[i] = evenly.Ballot{Projects: p.groups[i].projects, Voters: p.groups[i].n}
	}
	return net, nil
}

func (p *profile) better(a, b runnerUp) bool {
	c := a.load.Compare(b.load)
	return c < 0 || c == 0 && p.rank[a.project] < p.rank[b.project]
}
