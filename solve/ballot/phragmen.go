package ballot

import (
	"context"
	"math/big"
	"slices"

	"linli/solve/ballot/profile"
)

// Sequential Phragmén. A bought project brings every supporter to the same load; a voter's load is therefore that of
// the last project bought for him, and what the supporters of a project carry together is a whole number of voters for
// each load. carried counts them, and the loads are exact fractions over one denominator.
//
// With caps, a project that its envelope can no longer pay for beside those chosen leaves the candidates, and the count
// goes on with the others: so Phragmén's rule is carried over to constraints by Masařík, Pierczyński, Skowron, "A
// Generalised Theory of Proportionality in Collective Decision Making", arXiv 2307.06077 (no voter pays for a candidate
// with whom the chosen set would not be feasible); the rule is what is written here, not compared with the paper word by word. Costs and the budget stay those of Los, Christoff, Grossi: a project
// is bought when its supporters carry its cost, and the first whose turn comes and that the budget cannot pay for ends
// the count. The budget is looked at first, so a cap that is no smaller than the budget changes nothing, and without
// caps this is the rule itself.
type phragmenRun struct {
	*profile.Profile
	forced  bool
	last    []int32   // by group: purchase + 1 that set its load, 0 for none
	carried [][]int64 // by project and purchase: supporters whose load that purchase set
	den     *big.Int
	loads   []*big.Int // by purchase, over den
	approx  []float64  // loads, each rounded to nearest
}

// phragmenResult is the outcome: purchases, their loads, and the project whose price stopped the count, -1 when all
// supported projects were bought.
type phragmenResult struct {
	order   []int32
	loads   []*big.Rat
	before  [][]int64 // by purchase: how many supporters carried the load of each earlier purchase
	stopped int32
	barred  map[int32]passed   // projects that an envelope took out
	next    *big.Rat           // the load at which it stopped
	asked   map[int32]*big.Rat // what the supporters of each project not bought would have carried then
}

func countPhragmen(ctx context.Context, p *profile.Profile, room fits, o Options) (phragmenResult, error) {
	r := &phragmenRun{Profile: p, forced: o.Exact, last: make([]int32, len(p.Groups)), carried: make([][]int64, len(p.IDs)), den: big.NewInt(1)}
	var candidates []int32
	for c := range p.IDs {
		if p.Votes[c] > 0 && p.Cost[c] <= p.Budget {
			candidates = append(candidates, int32(c))
		}
	}
	res := phragmenResult{stopped: -1, barred: map[int32]passed{}}
	for {
		candidates = res.bar(candidates, &room, p.Cost)
		if len(candidates) == 0 {
			break
		}
		if err := ctx.Err(); err != nil {
			return res, err
		}
		tied, load := r.next(candidates)
		win := tied[0]
		for _, c := range tied {
			if p.Cost[c] > room.left {
				res.stopped, res.next = c, load
				return r.result(res, candidates), nil
			}
			if p.Rank[c] < p.Rank[win] {
				win = c
			}
		}
		room.take(win, p.Cost[win])
		res.order = append(res.order, win)
		res.before = append(res.before, append([]int64{}, r.carried[win]...))
		r.buy(win)
		candidates = slices.DeleteFunc(candidates, func(c int32) bool { return c == win })
		if o.Progress != nil {
			o.Progress(int64(len(res.order)))
		}
	}
	return r.result(res, candidates), nil
}

// bar takes out the projects that the budget could still pay for and an envelope cannot.
func (res *phragmenResult) bar(candidates []int32, room *fits, cost []int64) []int32 {
	return slices.DeleteFunc(candidates, func(c int32) bool {
		by := room.blocked(c, cost[c])
		if by > 0 {
			res.barred[c] = passed{project: c, by: by, left: room.caps[by-1].left, after: len(res.order)}
		}
		return by > 0
	})
}

// result gives the loads as fractions; they were integers over a common denominator while counting.
func (r *phragmenRun) result(res phragmenResult, candidates []int32) phragmenResult {
	res.asked = map[int32]*big.Rat{}
	for _, c := range candidates {
		res.asked[c] = new(big.Rat).SetFrac(r.numerator(c), new(big.Int).Mul(r.den, big.NewInt(r.Votes[c])))
	}
	for _, n := range r.loads {
		res.loads = append(res.loads, new(big.Rat).SetFrac(n, r.den))
	}
	return res
}

// next is all candidates with the smallest next load, and that load.
func (r *phragmenRun) next(candidates []int32) ([]int32, *big.Rat) {
	near := candidates
	if !r.forced {
		near = r.filter(candidates)
	}
	var tied []int32
	var least *big.Int // numerator over den·voters
	var voters int64
	for _, c := range near {
		num, n := r.numerator(c), r.Votes[c]
		sign := -1
		if least != nil {
			sign = new(big.Int).Mul(num, big.NewInt(voters)).Cmp(new(big.Int).Mul(least, big.NewInt(n)))
		}
		if sign < 0 {
			tied, least, voters = tied[:0], num, n
		}
		if sign <= 0 {
			tied = append(tied, c)
		}
	}
	return tied, new(big.Rat).SetFrac(least, new(big.Int).Mul(r.den, big.NewInt(voters)))
}

// filter keeps candidates whose lower bound does not exceed the smallest upper bound. All terms are non-negative, so
// the sum is off by at most gamma, relatively; each load by 2^-53, each product and the quotient as much.
func (r *phragmenRun) filter(candidates []int32) []int32 {
	slack := profile.SumError(len(r.approx) + 4)
	value := make([]float64, len(candidates))
	least := 0.0
	for i, c := range candidates {
		sum := float64(r.Cost[c])
		for j, n := range r.carried[c] {
			sum += float64(n) * r.approx[j]
		}
		value[i] = sum / float64(r.Votes[c])
		if i == 0 || value[i] < least {
			least = value[i]
		}
	}
	var near []int32
	for i, c := range candidates {
		if value[i]*(1-slack) <= least*(1+slack) {
			near = append(near, c)
		}
	}
	return near
}

// numerator is cost plus the supporters' loads, over den.
func (r *phragmenRun) numerator(c int32) *big.Int {
	sum := new(big.Int).Mul(big.NewInt(r.Cost[c]), r.den)
	t := new(big.Int)
	for j, n := range r.carried[c] {
		if n != 0 {
			sum.Add(sum, t.Mul(t.SetInt64(n), r.loads[j]))
		}
	}
	return sum
}

// buy sets the load of all supporters of a project.
func (r *phragmenRun) buy(win int32) {
	num, voters := r.numerator(win), big.NewInt(r.Votes[win])
	g := new(big.Int).GCD(nil, nil, num, voters)
	factor := voters.Quo(voters, g)
	r.den.Mul(r.den, factor)
	for _, l := range r.loads {
		l.Mul(l, factor)
	}
	r.loads = append(r.loads, num.Quo(num, g))
	near, _ := new(big.Rat).SetFrac(r.loads[len(r.loads)-1], r.den).Float64()
	r.approx = append(r.approx, near)
	now := int32(len(r.loads))
	for c := range r.carried {
		r.carried[c] = append(r.carried[c], 0)
	}
	for _, i := range r.Sup[win].Groups {
		g := &r.Groups[i]
		for _, c := range g.Projects {
			if was := r.last[i]; was > 0 {
				r.carried[c][was-1] -= g.N
			}
			r.carried[c][now-1] += g.N
		}
		r.last[i] = now
	}
}
