package recount

import (
	"errors"
	"fmt"
	"math/big"
)

// one chooses one design. A ballot ranks what it names; the rest is tied below.
func (c *checker) one(rule string) (int, error) {
	if c.voteType != "ordinal" && c.voteType != "choose-1" {
		return 0, fmt.Errorf("recount: %s needs rankings", rule)
	}
	if len(c.projects) == 0 {
		return 0, errors.New("recount: the file has no projects")
	}
	everyone := map[int]bool{}
	for p := range c.projects {
		everyone[p] = true
	}
	switch rule {
	case "plurality":
		v := c.votes(everyone)
		if err := c.tally(0, v, 1); err != nil {
			return 0, err
		}
		return c.most(v), nil
	case "two_round":
		return c.twoRound(everyone)
	case "irv":
		return c.runoff(everyone)
	case "borda":
		v := c.borda()
		if err := c.tally(0, v, 2); err != nil {
			return 0, err
		}
		return c.most(v), nil
	}
	return c.schulze(), nil
}

// votes counts for every design in the set the ballots that name it before all others in the set.
func (c *checker) votes(in map[int]bool) map[int]*big.Rat {
	v := map[int]*big.Rat{}
	for p := range in {
		v[p] = new(big.Rat)
	}
	for _, b := range c.ballots {
		for _, p := range b.projects {
			if in[p] {
				v[p].Add(v[p], new(big.Rat).SetInt64(b.voters))
				break
			}
		}
	}
	return v
}

func (c *checker) most(v map[int]*big.Rat) int {
	best := -1
	for p, x := range v {
		if best < 0 || c.first(p, new(big.Rat).Neg(x), best, new(big.Rat).Neg(v[best])) {
			best = p
		}
	}
	return best
}

// tally compares a round with the trace, whose figures are scaled to whole numbers.
func (c *checker) tally(round int, v map[int]*big.Rat, scale int64) error {
	if round >= len(c.trace.Tallies) {
		return nil
	}
	for p, x := range v {
		if got := c.trace.Tallies[round][c.projects[p].id]; new(big.Rat).Mul(x, new(big.Rat).SetInt64(scale)).Cmp(new(big.Rat).SetInt64(got)) != 0 {
			return disagree("round %d: %s has %s, the trace says %d/%d", round+1, c.projects[p].id, x.RatString(), got, scale)
		}
	}
	return nil
}

func (c *checker) cast() *big.Rat {
	n := int64(0)
	for _, b := range c.ballots {
		if len(b.projects) > 0 {
			n += b.voters
		}
	}
	return big.NewRat(n, 2)
}

func (c *checker) twoRound(in map[int]bool) (int, error) {
	v := c.votes(in)
	if err := c.tally(0, v, 1); err != nil {
		return 0, err
	}
	a := c.most(v)
	if v[a].Cmp(c.cast()) > 0 || len(v) == 1 {
		return a, nil
	}
	delete(v, a)
	v = c.votes(map[int]bool{a: true, c.most(v): true})
	return c.most(v), c.tally(1, v, 1)
}

func (c *checker) runoff(in map[int]bool) (int, error) {
	for round := 0; ; round++ {
		v := c.votes(in)
		if err := c.tally(round, v, 1); err != nil {
			return 0, err
		}
		best, sum, last := c.most(v), new(big.Rat), -1
		for p, x := range v {
			sum.Add(sum, x)
			if last < 0 || x.Cmp(v[last]) < 0 || x.Cmp(v[last]) == 0 && c.projects[p].rank > c.projects[last].rank {
				last = p
			}
		}
		if len(v) == 1 || new(big.Rat).Add(v[best], v[best]).Cmp(sum) > 0 {
			return best, nil
		}
		delete(in, last)
	}
}

// borda gives 1 for every design below and 1/2 for every design tied, on ballots that name any.
func (c *checker) borda() map[int]*big.Rat {
	v := map[int]*big.Rat{}
	m := len(c.projects)
	for p := range c.projects {
		v[p] = new(big.Rat)
	}
	for _, b := range c.ballots {
		if len(b.projects) == 0 {
			continue
		}
		n := new(big.Rat).SetInt64(b.voters)
		named := map[int]bool{}
		for place, p := range b.projects {
			named[p] = true
			v[p].Add(v[p], new(big.Rat).Mul(n, big.NewRat(int64(m-1-place), 1)))
		}
		for p := range c.projects {
			if !named[p] {
				v[p].Add(v[p], new(big.Rat).Mul(n, big.NewRat(int64(m-len(b.projects)-1), 2)))
			}
		}
	}
	return v
}

// schulze: a beats b by the strength of the strongest chain.
func (c *checker) schulze() int {
	prefer := c.preferences()
	best := -1
	for a := range prefer {
		beaten := false
		for b := range prefer {
			beaten = beaten || a != b && chain(prefer, b, a) > chain(prefer, a, b)
		}
		if !beaten && (best < 0 || c.projects[a].rank < c.projects[best].rank) {
			best = a
		}
	}
	return best
}

// preferences are the voters who place one design above another.
func (c *checker) preferences() [][]int64 {
	m := len(c.projects)
	prefer := make([][]int64, m)
	for a := range prefer {
		prefer[a] = make([]int64, m)
	}
	for _, b := range c.ballots {
		place := map[int]int{}
		for i, p := range b.projects {
			place[p] = i + 1
		}
		for x := range m {
			for y := range m {
				if place[x] > 0 && (place[y] == 0 || place[x] < place[y]) {
					prefer[x][y] += b.voters
				}
			}
		}
	}
	return prefer
}

// chain is the strength of the strongest chain of wins from a to b: the widest path, grown from a.
func chain(prefer [][]int64, a, b int) int64 {
	m := len(prefer)
	width, done := make([]int64, m), make([]bool, m)
	width[a] = 1 << 62
	for range m {
		x := -1
		for y := range m {
			if !done[y] && (x < 0 || width[y] > width[x]) {
				x = y
			}
		}
		done[x] = true
		for y := range m {
			if prefer[x][y] > prefer[y][x] {
				width[y] = max(width[y], min(width[x], prefer[x][y]))
			}
		}
	}
	return width[b]
}
