package ballot

import (
	"context"
	"math/bits"

	"linli/solve/ballot/evenly"
	"linli/solve/ballot/profile"
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

func countMaximin(ctx context.Context, p *profile.Profile) (maximinResult, error) {
	var res maximinResult
	net, err := sharing(p)
	if err != nil {
		return res, err
	}
	left, load := p.Budget, evenly.Load{Cost: 0, Voters: 1}
	bought := make([]bool, len(p.IDs))
	for {
		best, second := runnerUp{project: -1}, runnerUp{project: -1}
		for c := range p.IDs {
			if bought[c] || p.Votes[c] == 0 || p.Cost[c] > left {
				continue
			}
			if err := ctx.Err(); err != nil {
				return res, err
			}
			now := runnerUp{int32(c), net.MaxLoad(append(append([]int32{}, res.order...), int32(c)), own(p, int32(c), load))}
			if best.project < 0 || better(p, now, best) {
				best, second = now, best
			} else if second.project < 0 || better(p, now, second) {
				second = now
			}
		}
		if best.project < 0 {
			break
		}
		bought[best.project] = true
		left -= p.Cost[best.project]
		load = best.load
		res.order, res.loads, res.close = append(res.order, best.project), append(res.loads, load), append(res.close, second)
	}
	res.share = net.Payments(res.order, load)
	return res, nil
}

// own is a lower bound of the load with c: what its own supporters need, and what is needed without it.
func own(p *profile.Profile, c int32, load evenly.Load) evenly.Load {
	if own := (evenly.Load{Cost: p.Cost[c], Voters: p.Votes[c]}); own.Compare(load) > 0 {
		return own
	}
	return load
}

// sharing is the election as package evenly takes it.
func sharing(p *profile.Profile) (*evenly.Election, error) {
	total := p.Budget
	for _, c := range p.Cost {
		total += c
	}
	if hi, lo := bits.Mul64(uint64(total), uint64(p.Voters)); hi != 0 || lo > 1<<62 {
		return nil, profile.TooLarge("cost × voters")
	}
	net := &evenly.Election{Cost: p.Cost, Ballots: make([]evenly.Ballot, len(p.Groups))}
	for i := range p.Groups {
		net.Ballots[i] = evenly.Ballot{Projects: p.Groups[i].Projects, Voters: p.Groups[i].N}
	}
	return net, nil
}

func better(p *profile.Profile, a, b runnerUp) bool {
	c := a.load.Compare(b.load)
	return c < 0 || c == 0 && p.Rank[a.project] < p.Rank[b.project]
}
