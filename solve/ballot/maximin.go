package ballot

import (
	"context"
	"math/bits"
	"slices"

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

func countMaximin(ctx context.Context, p *profile.Profile, progress func(int64)) (maximinResult, error) {
	var res maximinResult
	net, err := sharing(p)
	if err != nil {
		return res, err
	}
	m := &maximinRun{Profile: p, net: net, known: make([]evenly.Load, len(p.IDs))}
	for c := range p.IDs {
		if p.Votes[c] > 0 {
			m.known[c] = evenly.Load{Cost: p.Cost[c], Voters: p.Votes[c]}
			m.rest = append(m.rest, int32(c))
		}
	}
	left, load := p.Budget, evenly.Load{Cost: 0, Voters: 1}
	for {
		m.rest = slices.DeleteFunc(m.rest, func(c int32) bool { return p.Cost[c] > left })
		best, second, err := m.next(ctx, res.order, load)
		if err != nil {
			return res, err
		}
		if best.project < 0 {
			break
		}
		m.rest = slices.DeleteFunc(m.rest, func(c int32) bool { return c == best.project })
		left -= p.Cost[best.project]
		load = best.load
		res.order, res.loads, res.close = append(res.order, best.project), append(res.loads, load), append(res.close, second)
		if progress != nil {
			progress(int64(len(res.order)))
		}
	}
	res.share = net.Payments(res.order, load)
	return res, nil
}

// maximinRun is a count in progress: the projects that still fit, and of each a load that it needs at least. What a
// project needs only rises with the projects bought before it, so a figure once found stays a lower bound.
type maximinRun struct {
	*profile.Profile
	net   *evenly.Election
	known []evenly.Load
	rest  []int32
}

// next is the best and the second best of the projects that still fit, after bought and its load. Those whose lower
// bound is above the second best are not looked at.
func (m *maximinRun) next(ctx context.Context, bought []int32, load evenly.Load) (best, second runnerUp, err error) {
	best, second = runnerUp{project: -1}, runnerUp{project: -1}
	slices.SortFunc(m.rest, func(a, b int32) int {
		if c := m.known[a].Compare(m.known[b]); c != 0 {
			return c
		}
		return profile.Compare(int64(m.Rank[a]), int64(m.Rank[b]))
	})
	for _, c := range m.rest {
		if second.project >= 0 && m.known[c].Compare(second.load) > 0 {
			break
		}
		if err := ctx.Err(); err != nil {
			return best, second, err
		}
		atLeast := load
		if m.known[c].Compare(load) > 0 {
			atLeast = m.known[c]
		}
		m.known[c] = m.net.MaxLoad(append(slices.Clone(bought), c), atLeast)
		now := runnerUp{c, m.known[c]}
		if best.project < 0 || better(m.Profile, now, best) {
			best, second = now, best
		} else if second.project < 0 || better(m.Profile, now, second) {
			second = now
		}
	}
	return best, second, nil
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
