package recount

import (
	"context"
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
	if err := c.suits(measure); err != nil {
		return nil, err
	}
	taken, left := map[int]bool{}, new(big.Rat).Set(c.budget)
	for _, p := range before {
		taken[p] = true
		left.Sub(left, c.projects[p].cost)
	}
	order, value, free := c.byValue(measure)
	var got []int
	for _, p := range order {
		if !taken[p] && c.projects[p].cost.Cmp(left) <= 0 && c.room(p) {
			left.Sub(left, c.projects[p].cost)
			c.spend(p)
			got = append(got, p)
			if !free(p) {
				c.greedyValue[p] = value[p]
			}
		}
	}
	return got, nil
}

// byValue is all projects in the order of a greedy rule, the figures that it goes by, and which have none because they
// cost nothing.
func (c *checker) byValue(measure string) (order []int, value []*big.Rat, free func(int) bool) {
	value = c.satisfaction(measure)
	free = func(p int) bool {
		return c.projects[p].cost.Sign() == 0 && value[p].Sign() > 0 && measure != "cost" && measure != "score"
	}
	order = make([]int, len(c.projects))
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
	return order, value, free
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

// spend takes a project's cost out of its envelopes.
func (c *checker) spend(p int) {
	for _, e := range c.caps {
		if e.in[p] {
			e.left.Sub(e.left, c.projects[p].cost)
		}
	}
}

func (c *checker) room(p int) bool {
	for _, e := range c.caps {
		if e.in[p] && c.projects[p].cost.Cmp(e.left) > 0 {
			return false
		}
	}
	return true
}

// phragmen keeps a load for every ballot. A project that the budget could still pay for and an envelope cannot is done
// with.
func (c *checker) phragmen(ctx context.Context) ([]int, error) {
	support, _ := c.stakes(c.weigh("card"))
	load, left := make([]*big.Rat, len(c.ballots)), new(big.Rat).Set(c.budget)
	for i := range load {
		load[i] = new(big.Rat)
	}
	var order []int
	done := map[int]bool{}
	for ctx.Err() == nil {
		for p := range c.projects {
			done[p] = done[p] || c.projects[p].cost.Cmp(left) <= 0 && !c.room(p)
		}
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
		c.spend(win)
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
		return disagree("step %d is %s, the trace says %s", at+1, c.projects[win].id, s.Project)
	}
	if err := differs("the load of "+s.Project, to, s.Load); err != nil {
		return err
	}
	return c.payments(win, s, pays)
}

// mostProjects is for how many supported projects maximin support looks at all sets of them; beyond, flows decide.
const mostProjects = 12

// maximin buys what keeps the largest load smallest. What a project needs only rises with those bought before it, so
// it need not be asked again while what it needed once is above the best.
func (c *checker) maximin(ctx context.Context) ([]int, error) {
	support, _ := c.stakes(c.weigh("card"))
	var rest []int
	for p := range c.projects {
		if len(support[p]) > 0 {
			rest = append(rest, p)
		}
	}
	load := c.byFlows(support)
	if len(rest) <= mostProjects {
		load = c.bySets(rest)
	}
	known := map[int]*big.Rat{}
	for _, p := range rest {
		known[p] = new(big.Rat)
	}
	var order []int
	left := new(big.Rat).Set(c.budget)
	for ctx.Err() == nil {
		best := c.lightestNext(ctx, load, known, c.claimedFirst(rest, len(order)), order, left)
		if best < 0 || ctx.Err() != nil {
			return order, ctx.Err()
		}
		if err := c.laden(len(order), best, known[best]); err != nil {
			return nil, err
		}
		if left.Sub(left, c.projects[best].cost); c.tick != nil {
			c.tick()
		}
		rest = without(rest, best)
		order = append(order, best)
	}
	return nil, ctx.Err()
}

// lightestNext is the project among rest that fits and keeps the largest load smallest after bought, -1 for none. known
// are loads that projects need at least, and is brought up to date.
func (c *checker) lightestNext(ctx context.Context, load loader, known map[int]*big.Rat, rest, bought []int, left *big.Rat) int {
	best, enough := -1, (*big.Rat)(nil)
	for _, p := range rest {
		if c.projects[p].cost.Cmp(left) > 0 || best >= 0 && known[p].Cmp(known[best]) > 0 || ctx.Err() != nil {
			continue
		}
		known[p] = load(append(append([]int{}, bought...), p), known[p], enough)
		if best < 0 || c.first(p, known[p], best, known[best]) {
			best, enough = p, known[p]
		}
	}
	return best
}

// loader finds the largest load that some projects need, or a lower bound of it above enough; the second argument is
// known to be a lower bound.
type loader func(projects []int, known, enough *big.Rat) *big.Rat

// claimedFirst puts the project that the trace says comes next before the others, so that these are soon seen to need
// more. It changes nothing but the time that this takes.
func (c *checker) claimedFirst(rest []int, at int) []int {
	if at >= len(c.trace.Order) {
		return rest
	}
	var first, others []int
	for _, p := range rest {
		if c.projects[p].id == c.trace.Order[at] {
			first = append(first, p)
		} else {
			others = append(others, p)
		}
	}
	return append(first, others...)
}

func without(list []int, x int) []int {
	var rest []int
	for _, y := range list {
		if y != x {
			rest = append(rest, y)
		}
	}
	return rest
}

// laden compares a step of maximin support with the trace.
func (c *checker) laden(at, p int, load *big.Rat) error {
	if at >= len(c.trace.Steps) {
		return nil
	}
	s := c.trace.Steps[at]
	if err := differs("the load after "+s.Project, load, s.Load); err != nil {
		return err
	}
	return c.payments(p, s, nil)
}

// bySets looks at every set S of the bought projects: the largest load is the largest cost(S)/supporters(S).
func (c *checker) bySets(ids []int) loader {
	place := map[int]int{}
	for i, p := range ids {
		place[p] = i
	}
	quotient := c.quotients(ids, place)
	return func(bought []int, _, _ *big.Rat) *big.Rat {
		set := 0
		for _, p := range bought {
			set |= 1 << place[p]
		}
		return largest(quotient, set)
	}
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
