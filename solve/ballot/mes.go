package ballot

import (
	"context"
	"math"
	"slices"
)

// The Method of Equal Shares for a whole interval of budgets at once.
//
// Fix the order in which projects are bought. Then what every voter has left grows with the share b that each voter
// starts with, and the price of every project falls with it: by induction over purchases, more money left means a lower
// price, and max(0, money - price·weight) is larger. So two ordinary runs, one at the lowest and one at the highest
// share, enclose all runs between them. A purse holds that enclosure: lo is at most the exact money at the lowest
// share, hi at least the exact money at the highest. Each float operation is rounded outwards (slack, up, down), so
// the enclosure also covers all rounding; with lowest = highest it is nothing but a bound on the error.
//
// A purchase is decided for the whole interval when the price of the winner at the lowest share (its upper bound) is
// below the price of every rival at the highest share (its lower bound). Otherwise exact arithmetic decides
// (mesexact.go), and where it cannot decide for all shares at once the interval is cut (mesadd.go).

// purse is the enclosure of what one voter of a group has left, and n the number of such voters.
type purse struct{ lo, hi, n float64 }

// ulp2 is 2^-51. One product and one subtraction, each off by at most 2^-53 of the purse, and the addition of the
// slack itself stay below it.
const ulp2 = 0x1p-51

// down and up move a non-negative result of at most four roundings outwards.
func down(x float64) float64 { return x * (1 - 0x1p-50) }
func up(x float64) float64   { return x * (1 + 0x1p-50) }

// purchase is one bought project with the enclosure of its price per weight over the interval.
type purchase struct {
	project int32
	lo, hi  float64
}

// shares is the state of one run.
type shares struct {
	*profile
	utility []int64 // of project p, per weight: price per weight / utility is what is compared
	forced  bool    // no float decides: every comparison is exact
	record  bool    // keep who paid what
	purses  []purse
	from    int64 // interval of rounds of add-one, inclusive
	to      int64
	bought  []purchase
	alive   []int32   // candidates, by last known lower bound of price / utility
	price   []float64 // lower bound of the price per weight at the highest share; only rises within a run
	fresh   []int32   // number of purchases when price was computed
	exact   exactRun
}

// newShares prepares runs over a profile: cost utilities weigh a project by its cost, all others by 1.
func newShares(p *profile, m measure, forced bool) *shares {
	s := &shares{profile: p, forced: forced, utility: make([]int64, len(p.ids))}
	for i := range s.utility {
		s.utility[i] = 1
		if m == byCost {
			s.utility[i] = p.cost[i]
		}
	}
	s.purses = make([]purse, len(p.groups))
	s.price, s.fresh = make([]float64, len(p.ids)), make([]int32, len(p.ids))
	return s
}

// run buys projects with shares of rounds from..to. False means that the rounds do not all buy the same projects in
// the same order, or that this could not be shown; it never happens for a single round.
func (s *shares) run(ctx context.Context, from, to int64) (bool, error) {
	s.reset(from, to)
	for len(s.alive) > 0 {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		k, done, ok := s.choose()
		if !ok {
			return false, nil
		}
		if done {
			break
		}
		s.buy(k)
	}
	return true, nil
}

// shareNum is the share of a round as a numerator over the number of voters.
func (s *shares) shareNum(round int64) int64 { return s.budget + round*s.voters*s.unit }

func (s *shares) reset(from, to int64) {
	s.from, s.to, s.bought, s.alive = from, to, s.bought[:0], s.alive[:0]
	lo := down(float64(s.shareNum(from)) / float64(s.voters))
	hi := up(float64(s.shareNum(to)) / float64(s.voters))
	for i := range s.groups {
		s.purses[i] = purse{lo, hi, float64(s.groups[i].n)}
	}
	s.exact.reset()
	free := []int32{}
	for p := range s.ids {
		switch {
		case s.votes[p] == 0:
		case s.cost[p] == 0:
			free = append(free, int32(p))
		default:
			s.price[p], s.fresh[p] = down(float64(s.cost[p])/float64(s.score[p])), -1
			s.alive = append(s.alive, int32(p))
		}
	}
	slices.SortFunc(free, func(a, b int32) int { return compare(int64(s.rank[a]), int64(s.rank[b])) })
	for _, p := range free {
		s.bought = append(s.bought, purchase{project: p})
	}
	slices.SortFunc(s.alive, func(a, b int32) int {
		if c := s.ratio(a) - s.ratio(b); c != 0 {
			return int(math.Copysign(1, c))
		}
		return 0
	})
}

// ratio is the lower bound of price / utility, the figure by which projects are compared.
func (s *shares) ratio(p int32) float64 { return down(s.price[p] / float64(s.utility[p])) }

// choose finds the next project to buy for all shares of the interval. done: nothing can be paid for any more.
func (s *shares) choose() (k int32, done, ok bool) {
	best, ratio := int32(-1), math.Inf(1)
	for _, p := range s.alive {
		if s.ratio(p) > ratio {
			break
		}
		s.refresh(p)
		if r := s.ratio(p); r < ratio {
			best, ratio = p, r
		}
	}
	s.settle()
	if best < 0 {
		return 0, true, true
	}
	rivals, bound := s.rivals(best)
	if len(rivals) == 1 && !s.forced {
		s.bought = append(s.bought, purchase{best, s.price[best], bound})
		return best, false, true
	}
	return s.decide(rivals)
}

// rivals are all candidates whose lower bound does not exceed the smallest upper bound; best, whose lower bound is
// smallest, among them.
func (s *shares) rivals(best int32) ([]int32, float64) {
	bound := s.upper(best)
	limit := up(bound / float64(s.utility[best]))
	var rivals []int32
	for _, p := range s.alive {
		if p != best {
			if s.ratio(p) > limit && !s.forced {
				continue
			}
			if s.refresh(p); s.price[p] == math.Inf(1) || s.ratio(p) > limit && !s.forced {
				continue
			}
		}
		rivals = append(rivals, p)
	}
	s.settle()
	return rivals, bound
}

// settle drops candidates that cannot be paid for and sorts the rest by their bounds. Few have moved: insertion sort.
func (s *shares) settle() {
	s.alive = slices.DeleteFunc(s.alive, func(p int32) bool { return math.IsInf(s.price[p], 1) })
	for i := 1; i < len(s.alive); i++ {
		for j := i; j > 0 && s.ratio(s.alive[j]) < s.ratio(s.alive[j-1]); j-- {
			s.alive[j], s.alive[j-1] = s.alive[j-1], s.alive[j]
		}
	}
}

// drop takes a project out of the candidates.
func (s *shares) drop(p int32) {
	s.alive = slices.DeleteFunc(s.alive, func(q int32) bool { return q == p })
}

// buy charges the supporters of the project that choose put last into bought.
func (s *shares) buy(p int32) {
	b := s.bought[len(s.bought)-1]
	s.drop(p)
	charge(s.purses, &s.sup[p], b.lo, b.hi)
}

// charge takes the price out of the purses: the lower one from hi, the upper one from lo.
func charge(purses []purse, sup *supporters, low, high float64) {
	for i, g := range sup.groups {
		w := 1.0
		if sup.weights != nil {
			w = float64(sup.weights[i])
		}
		b := &purses[g]
		b.hi = max(0, b.hi-low*w+b.hi*ulp2)
		b.lo = max(0, b.lo-high*w-b.lo*ulp2)
	}
}

// gamma bounds the relative error of a float sum of n products of non-negative numbers: (n+1)·2^-53 by the standard
// analysis, doubled to cover the second-order terms and its own use.
func gamma(n int) float64 { return float64(n+4) * 0x1p-52 }

// refresh raises the lower bound of a project's price to what the purses of this step allow, +Inf when all supporters
// together have too little at every share of the interval.
//
// For any cut of the supporters into poor and rich, poor money + price × rich weight is at least what they can pay at
// that price; so the price at which it equals the cost is a lower bound, whatever the cut. The cut is improved until
// it is the right one.
func (s *shares) refresh(p int32) {
	if s.fresh[p] == int32(len(s.bought)) {
		return
	}
	s.fresh[p] = int32(len(s.bought))
	if s.forced {
		return // exact arithmetic drops what cannot be paid for
	}
	cost, total := float64(s.cost[p]), float64(s.score[p])
	q, slack := s.price[p], 1+gamma(len(s.sup[p].groups))
	last := -1.0
	for {
		money, weight := s.poorest(&s.sup[p], q)
		rich := total - weight
		if money *= slack; rich <= 0 {
			if money < cost {
				q = math.Inf(1)
			}
			break
		}
		if next := down(down(cost-money) / rich); next > q {
			q = next
		}
		if weight == last {
			break
		}
		last = weight
	}
	s.price[p] = q
}

// poorest is the money and the weight of the supporters whose upper purse does not reach the price.
func (s *shares) poorest(sup *supporters, q float64) (money, weight float64) {
	if sup.weights == nil {
		for _, g := range sup.groups {
			if b := &s.purses[g]; b.hi < q {
				money += b.hi * b.n
				weight += b.n
			}
		}
		return money, weight
	}
	for i, g := range sup.groups {
		w := float64(sup.weights[i])
		if b := &s.purses[g]; b.hi < q*w {
			money += b.hi * b.n
			weight += b.n * w
		}
	}
	return money, weight
}

// upper is an upper bound of the price at the lowest share, +Inf when it is not certain that the supporters can pay.
// Found like the lower bound from the lower purses, then proved: at that price the lower purses pay the cost, all
// rounding counted against it.
func (s *shares) upper(p int32) float64 {
	if s.forced {
		return math.Inf(1)
	}
	sup, cost := &s.sup[p], float64(s.cost[p])
	q, slack := s.price[p], gamma(len(sup.groups))
	rich := 0.0
	for {
		poor, weight := lowest(s.purses, sup, q)
		if rich = weight; rich <= 0 {
			return math.Inf(1)
		}
		next := (cost - poor) / rich
		if next <= q*(1+0x1p-48) {
			break
		}
		q = next
	}
	for _, nudge := range []float64{2, 64, 1 << 20} {
		try := up(q) + nudge*slack*cost/rich
		if affords(s.purses, sup, try)*(1-slack) >= cost {
			return try
		}
	}
	return math.Inf(1)
}

// lowest is the money of the lower purses that do not reach the price, and the weight of those that do.
func lowest(purses []purse, sup *supporters, q float64) (poor, rich float64) {
	for i, g := range sup.groups {
		w := 1.0
		if sup.weights != nil {
			w = float64(sup.weights[i])
		}
		if b := &purses[g]; b.lo < q*w {
			poor += b.lo * b.n
		} else {
			rich += b.n * w
		}
	}
	return poor, rich
}

// affords is what the lower purses pay at a price.
func affords(purses []purse, sup *supporters, q float64) float64 {
	sum := 0.0
	for i, g := range sup.groups {
		w := 1.0
		if sup.weights != nil {
			w = float64(sup.weights[i])
		}
		b := &purses[g]
		sum += min(b.lo, q*w*(1-0x1p-52)) * b.n
	}
	return sum
}
