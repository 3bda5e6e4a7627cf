package shares

import (
	"context"
	"math/big"
	"slices"
)

// Paid is an amount of money, in the smallest money unit, that each of some voters pays.
type Paid struct {
	Each   *big.Rat
	Voters int64
	All    bool // it is all that they had left
}

// Purchase is one bought project: its exact price per point in the smallest money unit, and who paid its cost, largest
// amounts first. A project that costs nothing has neither.
type Purchase struct {
	Project int32
	Price   *big.Rat
	Paid    []Paid
}

// Purchases repeats a round exactly and tells who paid what. After it, LeftWith tells what was left.
func (s *Run) Purchases(ctx context.Context, round int64) ([]Purchase, error) {
	if _, err := s.run(ctx, round, round); err != nil {
		return nil, err
	}
	s.record = true
	s.exact.reset()
	s.replay()
	s.record = false
	list := make([]Purchase, len(s.bought))
	for i, b := range s.bought {
		list[i] = Purchase{Project: b.project, Paid: s.exact.paid[i]}
		if s.Cost[b.project] > 0 {
			per := new(big.Rat).SetFrac(s.exact.pays[0][i], s.exact.den)
			list[i].Price = per.Mul(per, new(big.Rat).SetInt64(s.Point))
		}
	}
	return list, nil
}

// payments are what the supporters of a project pay at the exact price of c, largest first. It needs a single round,
// and the exact run just before the purchase.
func (s *Run) payments(p int32, c *cut) []Paid {
	x, sup := &s.exact, &s.Sup[p]
	isPoor := make(map[int32]bool, len(c.poor))
	for _, i := range c.poor {
		isPoor[i] = true
	}
	index := map[string]int{}
	var list []Paid
	note := func(key string, each func() *big.Rat, n int64, all bool) {
		at, ok := index[key]
		if !ok {
			at = len(list)
			index[key] = at
			list = append(list, Paid{Each: each(), All: all})
		}
		list[at].Voters += n
	}
	for i, g := range sup.Groups {
		w := int64(1)
		if sup.Weights != nil {
			w = sup.Weights[i]
		}
		n := s.Groups[g].N
		if !isPoor[int32(i)] {
			full := big.NewInt(w)
			note("w"+full.String(), func() *big.Rat {
				return new(big.Rat).SetFrac(full.Mul(full, c.num[0]), new(big.Int).Mul(x.den, big.NewInt(c.rich)))
			}, n, false)
			continue
		}
		if left := s.money(0, g); left.Sign() > 0 {
			note(string(left.Bytes()), func() *big.Rat { return new(big.Rat).SetFrac(left, x.den) }, n, true)
		}
	}
	slices.SortFunc(list, func(a, b Paid) int { return b.Each.Cmp(a.Each) })
	return list
}

// LeftWith is what the supporters of a project have left together after all purchases, in the smallest money unit.
func (s *Run) LeftWith(p int32) *big.Rat {
	t := tally{pays: make([]int64, len(s.exact.pays[0]))}
	for _, g := range s.Sup[p].Groups {
		s.count(&t, g)
	}
	cost := new(big.Int).Mul(big.NewInt(s.Cost[p]), s.exact.den)
	have := cost.Sub(cost, s.missing(0, p, &t))
	return new(big.Rat).SetFrac(have, s.exact.den)
}
