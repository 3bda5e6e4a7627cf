package shares

import (
	"math/big"
	"slices"

	"linli/solve/ballot/profile"
)

// opening is the purchases with which every round begins from some round on: those where all supporters pay
// cost / weight, the lowest price that there is.
//
// In the order of cost / weight / utility, then of ties, the first project not yet bought is the next one while all its
// supporters can pay that price: no other can be cheaper, and one that is as cheap comes after it. The price does not
// depend on the share; so with a higher share everybody has more left after it, and the same purchases are made. What each
// voter paid for them is kept, rounded outwards, and a run begins after them. They are the projects that most
// voters name, and so the dearest to count again.
type opening struct {
	order  []int32 // supported projects that cost something, in this order
	length int     // how many of them are bought first in every round
	from   int64   // the round from which that holds
	paid   []paid  // by group: what each voter paid for them
}

// paid encloses what a voter paid: hi at least, lo at most.
type paid struct{ lo, hi float64 }

func newOpening(s *Run) opening {
	o := opening{paid: make([]paid, len(s.Groups))}
	for p := range s.IDs {
		if s.Votes[p] > 0 && s.Cost[p] > 0 {
			o.order = append(o.order, int32(p))
		}
	}
	slices.SortFunc(o.order, s.flatter)
	return o
}

// flatter orders projects by cost / weight / utility, exactly, and then by the tie order.
func (s *Run) flatter(p, q int32) int {
	left := new(big.Int).Mul(big.NewInt(s.Cost[p]), new(big.Int).Mul(big.NewInt(s.Score[q]), big.NewInt(s.utility[q])))
	right := new(big.Int).Mul(big.NewInt(s.Cost[q]), new(big.Int).Mul(big.NewInt(s.Score[p]), big.NewInt(s.utility[p])))
	if c := left.Cmp(right); c != 0 {
		return c
	}
	return profile.Compare(int64(s.Rank[p]), int64(s.Rank[q]))
}

// open fills the purses, makes the purchases of the opening, and adds to it those that this interval's shares allow.
func (s *Run) open() {
	s.fill(s.purses)
	if s.forced {
		return
	}
	o := &s.opening
	if s.from < o.from {
		o.length = 0
		clear(o.paid)
	}
	o.from = s.from
	if o.length > 0 {
		for g, paid := range o.paid {
			b := &s.purses[g]
			b.lo = positive(b.lo - paid.hi - b.lo*ulp2)
			b.hi = positive(b.hi - paid.lo + b.hi*ulp2)
		}
	}
	for _, p := range o.order[:o.length] {
		s.bought = append(s.bought, s.atCost(p))
		s.carry.buys(p, len(s.bought))
		s.drop(p)
	}
	for ; o.length < len(o.order) && s.allRich(o.order[o.length]); o.length++ {
		b := s.atCost(o.order[o.length])
		s.bought = append(s.bought, b)
		s.buy(b.project)
		o.charge(&s.Sup[b.project], b)
	}
}

// atCost is a purchase at cost / weight.
func (s *Run) atCost(p int32) purchase {
	q := float64(s.Cost[p]) / float64(s.Score[p])
	return purchase{p, down(q), up(q)}
}

func (o *opening) charge(sup *profile.Supporters, b purchase) {
	for i, g := range sup.Groups {
		w := 1.0
		if sup.Weights != nil {
			w = float64(sup.Weights[i])
		}
		one := &o.paid[g]
		one.lo, one.hi = down(one.lo+b.lo*w), up(one.hi+b.hi*w)
	}
}
