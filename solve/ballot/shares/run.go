// Package shares is the Method of Equal Shares (Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with
// Additive Utilities", NeurIPS 2021): each voter has budget/voters; a project is bought at the price per unit of
// utility, the same for all its supporters, who pay price × utility or all that they have left; the cheapest first.
package shares

import (
	"cmp"
	"context"
	"math"
	"slices"

	"linli/solve/ballot/profile"
)

// The Method of Equal Shares for a whole interval of budgets at once.
//
// Fix the order in which projects are bought. Then what every voter has left grows with the share b that each voter
// starts with, and the price of every project falls with it: by induction over purchases, more money left means a lower
// price, and max(0, money - price·weight) is larger. So two ordinary runs, one at the lowest and one at the highest
// share, enclose all runs between them. Purses hold that enclosure: lo is at most the exact money at the lowest
// share, hi at least the exact money at the highest. Each float operation is rounded outwards (slack, up, down), so
// the enclosure also covers all rounding; with lowest = highest it is nothing but a bound on the error.
//
// A purchase is decided for the whole interval when the price of the winner at the lowest share (its upper bound) is
// below the price of every rival at the highest share (its lower bound). Otherwise exact arithmetic decides
// (exact.go), and where it cannot decide for all shares at once the interval is cut (add.go).

// purse is the enclosure of what each voter of a group has left, and how many they are: together, because whoever looks
// at one looks at the other, and supporters lie far apart in memory.
type purse struct{ lo, hi, voters float64 }

// purses are those of all groups.
type purses []purse

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

// Run is the state of one run, used again for the next.
type Run struct {
	*profile.Profile
	utility []int64 // of project p, per weight: price per weight / utility is what is compared
	forced  bool    // no float decides: every comparison is exact
	record  bool    // keep who paid what
	purses  purses
	from    int64 // interval of rounds of add-one, inclusive
	to      int64
	bought  []purchase
	alive   []int32   // candidates, by last known lower bound of price / utility
	price   []float64 // lower bound of the price per weight at the highest share; only rises within a run
	ratio   []float64 // lower bound of price / utility, the figure by which projects are compared
	fresh   []int32   // number of purchases when price was as tight as it gets
	exact   exactRun
	opening opening
	carry   *carry // what earlier intervals of add-one tell; nil for a single run

	progress func(int64)
}

// New prepares runs over a profile. perCost compares prices per unit of a project's cost (cost utilities), otherwise
// per weight. forced lets no float decide: every comparison is exact.
func New(p *profile.Profile, perCost, forced bool) *Run {
	s := &Run{Profile: p, forced: forced, utility: make([]int64, len(p.IDs))}
	for i := range s.utility {
		s.utility[i] = 1
		if perCost {
			s.utility[i] = p.Cost[i]
		}
	}
	s.purses = newPurses(p.Groups)
	s.opening = newOpening(s)
	s.price, s.ratio, s.fresh = make([]float64, len(p.IDs)), make([]float64, len(p.IDs)), make([]int32, len(p.IDs))
	return s
}

// run buys projects with shares of rounds from..to. False means that the rounds do not all buy the same projects in
// the same order, or that this could not be shown; it never happens for a single round.
func (s *Run) run(ctx context.Context, from, to int64) (bool, error) {
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
		if s.progress != nil {
			s.progress(int64(len(s.bought)))
		}
	}
	return true, nil
}

// ShareNum is the share of a round as a numerator over the number of voters.
func (s *Run) ShareNum(round int64) int64 { return s.Budget + round*s.Voters*s.Unit }

func newPurses(groups []profile.Group) purses {
	all := make(purses, len(groups))
	for g := range groups {
		all[g].voters = float64(groups[g].N)
	}
	return all
}

// fill gives every voter the share.
func (s *Run) fill(p purses) {
	lo := down(float64(s.ShareNum(s.from)) / float64(s.Voters))
	hi := up(float64(s.ShareNum(s.to)) / float64(s.Voters))
	for g := range p {
		p[g].lo, p[g].hi = lo, hi
	}
}

func (s *Run) reset(from, to int64) {
	s.from, s.to, s.bought, s.alive = from, to, s.bought[:0], s.alive[:0]
	s.exact.reset()
	free := []int32{}
	for p := range s.IDs {
		switch {
		case s.Votes[p] == 0:
		case s.Cost[p] == 0:
			free = append(free, int32(p))
		default:
			s.fresh[p] = -1
			s.raise(int32(p), down(float64(s.Cost[p])/float64(s.Score[p])))
			s.alive = append(s.alive, int32(p))
		}
	}
	slices.SortFunc(free, func(a, b int32) int { return profile.Compare(int64(s.Rank[a]), int64(s.Rank[b])) })
	for _, p := range free {
		s.bought = append(s.bought, purchase{project: p})
	}
	s.carry.begin(s)
	s.open()
	slices.SortFunc(s.alive, func(a, b int32) int { return cmp.Compare(s.ratio[a], s.ratio[b]) })
}

// raise sets a new lower bound of a price.
func (s *Run) raise(p int32, price float64) {
	s.price[p], s.ratio[p] = price, down(price/float64(s.utility[p]))
}

// choose finds the next project to buy for all shares of the interval. done: nothing can be paid for any more.
func (s *Run) choose() (k int32, done, ok bool) {
	best, ratio := s.carry.likely(s), math.Inf(1)
	if best >= 0 {
		s.refresh(best, ratio)
		ratio = s.ratio[best]
	}
	for _, p := range s.alive {
		if s.ratio[p] > ratio {
			break
		}
		s.refresh(p, ratio)
		if r := s.ratio[p]; r < ratio {
			best, ratio = p, r
		}
	}
	s.settle()
	if math.IsInf(ratio, 1) {
		return 0, true, true
	}
	rivals, bound := s.rivals(best)
	if len(rivals) == 1 && !math.IsInf(bound, 1) { // without a bound it is not certain that it can be paid for
		s.bought = append(s.bought, purchase{best, s.price[best], bound})
		return best, false, true
	}
	return s.decide(rivals)
}

// rivals are all candidates whose lower bound does not exceed the smallest upper bound; best, whose lower bound is
// smallest, among them.
func (s *Run) rivals(best int32) ([]int32, float64) {
	bound := s.upper(best)
	limit := up(bound / float64(s.utility[best]))
	var rivals []int32
	for _, p := range s.alive {
		if p != best && !s.forced {
			if s.ratio[p] > limit {
				continue
			}
			if s.refresh(p, limit); s.ratio[p] > limit || math.IsInf(s.price[p], 1) {
				continue
			}
		}
		rivals = append(rivals, p)
	}
	s.settle()
	return rivals, bound
}

// settle drops candidates that cannot be paid for and sorts the rest by their bounds. Few have moved: insertion sort.
func (s *Run) settle() {
	keep := s.alive[:0]
	for _, p := range s.alive {
		if !math.IsInf(s.price[p], 1) {
			keep = append(keep, p)
		}
	}
	s.alive = keep
	for i := 1; i < len(keep); i++ {
		p := keep[i]
		j := i
		for ; j > 0 && s.ratio[p] < s.ratio[keep[j-1]]; j-- {
			keep[j] = keep[j-1]
		}
		keep[j] = p
	}
}

// drop takes a project out of the candidates.
func (s *Run) drop(p int32) {
	if i := slices.Index(s.alive, p); i >= 0 {
		s.alive = slices.Delete(s.alive, i, i+1)
	}
}

// buy charges the supporters of the project that choose put last into bought.
func (s *Run) buy(p int32) {
	b := s.bought[len(s.bought)-1]
	s.carry.buys(p, len(s.bought))
	s.drop(p)
	s.purses.charge(&s.Sup[p], b.lo, b.hi)
}

// charge takes the price out of the purses: the lower one from hi, the upper one from lo.
func (b purses) charge(sup *profile.Supporters, low, high float64) {
	for i, g := range sup.Groups {
		w := 1.0
		if sup.Weights != nil {
			w = float64(sup.Weights[i])
		}
		one := &b[g]
		one.hi = positive(one.hi - low*w + one.hi*ulp2)
		one.lo = positive(one.lo - high*w - one.lo*ulp2)
	}
}

// positive is max(0, x) without a branch; x is never NaN.
func positive(x float64) float64 {
	bits := math.Float64bits(x)
	return math.Float64frombits(bits &^ uint64(int64(bits)>>63))
}

// refresh raises the lower bound of a project's price to what the purses of this step allow, +Inf when all supporters
// together have too little at every share of the interval. It stops early when price / utility exceeds enough.
//
// For any cut of the supporters into poor and rich, poor money + price × rich weight is at least what they can pay at
// that price; so the price at which it equals the cost is a lower bound, whatever the cut. The cut is improved until
// it is the right one.
func (s *Run) refresh(p int32, enough float64) {
	if s.fresh[p] == int32(len(s.bought)) || s.forced {
		return // forced: exact arithmetic drops what cannot be paid for
	}
	if q := s.carry.bound(s, p); q > s.price[p] {
		if s.raise(p, q); s.ratio[p] > enough {
			return
		}
	}
	cost, total := float64(s.Cost[p]), float64(s.Score[p])
	slack, last := 1+profile.SumError(len(s.Sup[p].Groups)), -1.0
	for {
		q := s.price[p]
		money, weight := s.poorest(&s.Sup[p], q)
		rich := total - weight
		if money *= slack; rich <= 0 {
			if money < cost {
				s.raise(p, math.Inf(1))
			}
			break
		}
		s.carry.note(p, len(s.bought), money, rich)
		if weight == last {
			break
		}
		last = weight
		next := down(down(cost-money) / rich)
		if next <= q {
			break
		}
		if s.raise(p, next); s.ratio[p] > enough {
			return
		}
	}
	s.fresh[p] = int32(len(s.bought))
}

// poorest is the money and the weight of the supporters whose upper purse does not reach the price. Who is poor is
// close to random, so the approval case adds without a branch: the sign of the difference becomes a mask.
func (s *Run) poorest(sup *profile.Supporters, q float64) (money, weight float64) {
	purses := s.purses
	if sup.Weights == nil {
		for _, g := range sup.Groups {
			b, n := purses[g].hi, purses[g].voters
			poor := uint64(int64(math.Float64bits(b-q)) >> 63)
			money += math.Float64frombits(math.Float64bits(b*n) & poor)
			weight += math.Float64frombits(math.Float64bits(n) & poor)
		}
		return money, weight
	}
	for i, g := range sup.Groups {
		w := float64(sup.Weights[i])
		if b := &purses[g]; b.hi < q*w {
			money += b.hi * b.voters
			weight += b.voters * w
		}
	}
	return money, weight
}

// upper is an upper bound of the price at the lowest share, +Inf when it is not certain that the supporters can pay.
// Found like the lower bound from the lower purses, then proved: at that price the lower purses pay the cost, all
// rounding counted against it.
func (s *Run) upper(p int32) float64 {
	if s.forced {
		return math.Inf(1)
	}
	sup, cost := &s.Sup[p], float64(s.Cost[p])
	q, slack := s.price[p], profile.SumError(len(sup.Groups))
	if try := up(q) * (1 + 0x1p-36); s.from == s.to && s.affords(sup, try)*(1-slack) >= cost {
		return up(try) // in a single round the bounds are near each other
	}
	for {
		poor, rich := s.lowest(sup, q)
		if rich <= 0 {
			return math.Inf(1)
		}
		next := (cost - poor) / rich
		try := up(max(q, next)) + 2*slack*cost/rich
		if s.affords(sup, try)*(1-slack) >= cost {
			return try
		}
		if next <= q*(1+0x1p-48) {
			return s.nudged(sup, q, cost, slack, rich)
		}
		q = next
	}
}

// nudged is upper where rounding is large beside the weight of the rich.
func (s *Run) nudged(sup *profile.Supporters, q, cost, slack, rich float64) float64 {
	for _, nudge := range []float64{64, 1 << 20} {
		try := up(q) + nudge*slack*cost/rich
		if s.affords(sup, try)*(1-slack) >= cost {
			return try
		}
	}
	return math.Inf(1)
}

// lowest is the money of the lower purses that do not reach the price, and the weight of those that do.
func (s *Run) lowest(sup *profile.Supporters, q float64) (poor, rich float64) {
	purses := s.purses
	if sup.Weights == nil {
		for _, g := range sup.Groups {
			b, n := purses[g].lo, purses[g].voters
			short := uint64(int64(math.Float64bits(b-q)) >> 63)
			poor += math.Float64frombits(math.Float64bits(b*n) & short)
			rich += math.Float64frombits(math.Float64bits(n) &^ short)
		}
		return poor, rich
	}
	for i, g := range sup.Groups {
		w := float64(sup.Weights[i])
		if b := &purses[g]; b.lo < q*w {
			poor += b.lo * b.voters
		} else {
			rich += b.voters * w
		}
	}
	return poor, rich
}

// affords is what the lower purses pay at a price.
func (s *Run) affords(sup *profile.Supporters, q float64) float64 {
	purses, sum := s.purses, 0.0
	if sup.Weights == nil {
		full := math.Float64bits(q)
		for _, g := range sup.Groups {
			b, n := purses[g].lo, purses[g].voters
			short := uint64(int64(math.Float64bits(b-q)) >> 63)
			sum += math.Float64frombits(math.Float64bits(b)&short|full&^short) * n
		}
		return sum
	}
	for i, g := range sup.Groups {
		b := q * float64(sup.Weights[i]) * (1 - 0x1p-52)
		sum += min(b, purses[g].lo) * purses[g].voters
	}
	return sum
}
