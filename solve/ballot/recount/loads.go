package recount

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sort"
)

// ceiling is an envelope of the file: the projects in it may cost no more together.
type ceiling struct {
	left *big.Rat
	in   map[int]bool
}

// greedy funds by satisfaction per cost what still fits after the projects in before.
func (c *checker) greedy(measure string, before []int) ([]int, error) {
	taken, left := map[int]bool{}, new(big.Rat).Set(c.budget)
	for _, p := range before {
		taken[p] = true
		left.Sub(left, c.projects[p].cost)
	}
	value := c.satisfaction(measure)
	free := func(p int) bool {
		return c.projects[p].cost.Sign() == 0 && value[p].Sign() > 0 && measure != "cost" && measure != "score"
	}
	order := make([]int, len(c.projects))
	for p := range order {
		order[p] = p
		if measure != "cost" && measure != "score" && c.projects[p].cost.Sign() > 0 {
			value[p].Quo(value[p], c.projects[p].cost)
		}
	}
	sort.Slice(order, func(i, j int) bool {
		a, b := order[i], order[j]
		if free(a) != free(b) {
			return free(a)
		}
		if x := value[a].Cmp(value[b]); x != 0 && !free(a) {
			return x > 0
		}
		return c.projects[a].rank < c.projects[b].rank
	})
	var got []int
	for _, p := range order {
		if !taken[p] && c.projects[p].cost.Cmp(left) <= 0 && c.room(p) {
			left.Sub(left, c.projects[p].cost)
			for _, e := range c.caps {
				if e.in[p] {
					e.left.Sub(e.left, c.projects[p].cost)
				}
			}
			got = append(got, p)
		}
	}
	return got, nil
}

// satisfaction is what a project gives to all voters together.
func (c *checker) satisfaction(measure string) []*big.Rat {
	if measure == "score" {
		measure = "cardinal"
		if c.voteType == "ordinal" {
			measure = "borda"
		}
	}
	value := make([]*big.Rat, len(c.projects))
	for p := range value {
		value[p] = new(big.Rat)
	}
	for i, w := range c.weigh(measure) {
		for p, x := range w {
			value[p].Add(value[p], new(big.Rat).Mul(x, new(big.Rat).SetInt64(c.ballots[i].voters)))
		}
	}
	return value
}

func (c *checker) room(p int) bool {
	for _, e := range c.caps {
		if e.in[p] && c.projects[p].cost.Cmp(e.left) > 0 {
			return false
		}
	}
	return true
}

// phragmen keeps a load for every ballot.
func (c *checker) phragmen(ctx context.Context) ([]int, error) {
	support, _ := c.stakes(c.weigh("card"))
	load, left := make([]*big.Rat, len(c.ballots)), new(big.Rat).Set(c.budget)
	for i := range load {
		load[i] = new(big.Rat)
	}
	var order []int
	done := map[int]bool{}
	for ctx.Err() == nil {
		tied, least := c.lightest(support, load, done)
		if len(tied) == 0 {
			return order, nil
		}
		win := tied[0]
		for _, p := range tied {
			if c.projects[p].cost.Cmp(left) > 0 {
				return order, nil
			}
			if c.projects[p].rank < c.projects[win].rank {
				win = p
			}
		}
		if err := c.raise(len(order), win, support[win], load, least); err != nil {
			return nil, err
		}
		left.Sub(left, c.projects[win].cost)
		done[win] = true
		order = append(order, win)
	}
	return nil, ctx.Err()
}

// lightest are the projects with the smallest next load, and that load.
func (c *checker) lightest(support [][]stake, load []*big.Rat, done map[int]bool) (tied []int, least *big.Rat) {
	for p := range c.projects {
		if done[p] || len(support[p]) == 0 || c.projects[p].cost.Cmp(c.budget) > 0 {
			continue
		}
		x := c.nextLoad(support[p], load, c.projects[p].cost)
		switch {
		case least == nil || x.Cmp(least) < 0:
			least, tied = x, []int{p}
		case x.Cmp(least) == 0:
			tied = append(tied, p)
		}
	}
	return tied, least
}

// nextLoad shares a cost so that all supporters end with the same load.
func (c *checker) nextLoad(support []stake, load []*big.Rat, cost *big.Rat) *big.Rat {
	voters := map[*big.Rat]int64{} // loads that were set together are one number
	all := int64(0)
	for _, s := range support {
		voters[load[s.ballot]] += c.ballots[s.ballot].voters
		all += c.ballots[s.ballot].voters
	}
	sum := new(big.Rat).Set(cost)
	for x, n := range voters {
		sum.Add(sum, new(big.Rat).Mul(x, new(big.Rat).SetInt64(n)))
	}
	return sum.Quo(sum, new(big.Rat).SetInt64(all))
}

// raise sets the new load and compares it, and what everybody pays for it, with the trace.
func (c *checker) raise(at, win int, support []stake, load []*big.Rat, to *big.Rat) error {
	pays := map[string]int64{}
	for _, s := range support {
		if more := new(big.Rat).Sub(to, load[s.ballot]); more.Sign() > 0 {
			pays[more.RatString()] += c.ballots[s.ballot].voters
		}
		load[s.ballot] = to
	}
	if at >= len(c.trace.Steps) {
		return nil
	}
	s := c.trace.Steps[at]
	if s.Project != c.projects[win].id {
		return fmt.Errorf("step %d is %s, the trace says %s", at+1, c.projects[win].id, s.Project)
	}
	if err := differs("the load of "+s.Project, to, s.Load); err != nil {
		return err
	}
	return c.payments(win, s, pays)
}

// mostProjects is how many supported projects maximin support is recounted for: all sets of them are looked at.
const mostProjects = 20

// maximin looks at every set S of the projects: the largest load is the largest cost(S)/supporters(S).
func (c *checker) maximin(ctx context.Context) ([]int, error) {
	var ids []int
	place := map[int]int{}
	support, _ := c.stakes(c.weigh("card"))
	for p := range c.projects {
		if len(support[p]) > 0 {
			place[p] = len(ids)
			ids = append(ids, p)
		}
	}
	if len(ids) > mostProjects {
		return nil, fmt.Errorf("recount: maximin support has %d supported projects, too many sets: at most %d", len(ids), mostProjects)
	}
	quotient := c.quotients(ids, place)
	var order []int
	bought, left := 0, new(big.Rat).Set(c.budget)
	for ctx.Err() == nil {
		best, least := -1, new(big.Rat)
		for i, p := range ids {
			if bought>>i&1 == 1 || c.projects[p].cost.Cmp(left) > 0 {
				continue
			}
			most := largest(quotient, bought|1<<i)
			if best < 0 || c.first(p, most, ids[best], least) {
				best, least = i, most
			}
		}
		if best < 0 {
			return order, nil
		}
		if at := len(order); at < len(c.trace.Steps) {
			s := c.trace.Steps[at]
			if err := errors.Join(differs("the load after "+s.Project, least, s.Load), c.payments(ids[best], s, nil)); err != nil {
				return nil, err
			}
		}
		bought |= 1 << best
		left.Sub(left, c.projects[ids[best]].cost)
		order = append(order, ids[best])
	}
	return nil, ctx.Err()
}

// quotients are cost / supporters of every set of projects.
func (c *checker) quotients(ids []int, place map[int]int) []*big.Rat {
	reached := c.reached(place, len(ids))
	quotient := make([]*big.Rat, len(reached))
	for set := 1; set < len(reached); set++ {
		cost := new(big.Rat)
		for i, p := range ids {
			if set>>i&1 == 1 {
				cost.Add(cost, c.projects[p].cost)
			}
		}
		quotient[set] = cost.Quo(cost, new(big.Rat).SetInt64(reached[set]))
	}
	return quotient
}

// largest is the largest quotient of a set inside with.
func largest(quotient []*big.Rat, with int) *big.Rat {
	most := new(big.Rat)
	for set := with; set > 0; set = (set - 1) & with {
		if quotient[set].Cmp(most) > 0 {
			most = quotient[set]
		}
	}
	return most
}

// reached counts, for every set of projects, the voters who support one of them.
func (c *checker) reached(place map[int]int, n int) []int64 {
	inside := make([]int64, 1<<n) // voters whose supported projects all lie in the set
	total := int64(0)
	for i, w := range c.weigh("card") {
		set := 0
		for p := range w {
			set |= 1 << place[p]
		}
		inside[set] += c.ballots[i].voters
		total += c.ballots[i].voters
	}
	for bit := range n {
		for set := range inside {
			if set>>bit&1 == 1 {
				inside[set] += inside[set^1<<bit]
			}
		}
	}
	reached := make([]int64, 1<<n)
	for set := range reached {
		reached[set] = total - inside[len(inside)-1-set]
	}
	return reached
}
