package ballot

import (
	"math/big"
	"slices"
)

// paid is an amount of money, in the smallest money unit, that each of some voters pays.
type paid struct {
	each   *big.Rat
	voters int64
	all    bool // it is all that they had left
}

// payments are what the supporters of a project pay at the exact price of c, largest first. It needs a single round,
// and the exact run just before the purchase.
func (s *shares) payments(p int32, c *cut) []paid {
	x, sup := &s.exact, &s.sup[p]
	isPoor := make(map[int32]bool, len(c.poor))
	for _, i := range c.poor {
		isPoor[i] = true
	}
	index := map[string]int{}
	var list []paid
	note := func(key string, each func() *big.Rat, n int64, all bool) {
		at, ok := index[key]
		if !ok {
			at = len(list)
			index[key] = at
			list = append(list, paid{each: each(), all: all})
		}
		list[at].voters += n
	}
	for i, g := range sup.groups {
		w := int64(1)
		if sup.weights != nil {
			w = sup.weights[i]
		}
		n := s.groups[g].n
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
	slices.SortFunc(list, func(a, b paid) int { return b.each.Cmp(a.each) })
	return list
}

// leftWith is what the supporters of a project have left together after all purchases, in the smallest money unit.
func (s *shares) leftWith(p int32) *big.Rat {
	t := tally{pays: make([]int64, len(s.exact.pays[0]))}
	for _, g := range s.sup[p].groups {
		s.count(&t, g)
	}
	cost := new(big.Int).Mul(big.NewInt(s.cost[p]), s.exact.den)
	have := cost.Sub(cost, s.missing(0, p, &t))
	return new(big.Rat).SetFrac(have, s.exact.den)
}

// exactPrice is the exact price per point of a purchase, in the smallest money unit.
func (s *shares) exactPrice(step int) *big.Rat {
	per := new(big.Rat).SetFrac(s.exact.pays[0][step], s.exact.den)
	return per.Mul(per, new(big.Rat).SetInt64(s.point))
}
