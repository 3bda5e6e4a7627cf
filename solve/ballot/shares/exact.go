package shares

import (
	"math"
	"math/big"
)

// exactRun repeats the purchases of a run in exact numbers, as far as they are needed.
//
// A voter who ever was poor has nothing left. Any other has the share minus what was paid, and that is price × weight
// for each bought project on the ballot. So no purse has to be kept: all prices are fractions over one denominator,
// and what poor supporters have together is a whole number of shares minus whole multiples of prices.
//
// For an interval of shares the arithmetic is done at both ends. It stands for all shares between only while every
// supporter is certainly poor or certainly rich on the whole interval: then prices are linear in the share.
type exactRun struct {
	ready  bool
	ends   int // 1: a single round; 2: an interval
	steps  int // purchases repeated
	purses purses
	poor   []bool  // by group: was poor once, has nothing
	step   []int32 // by project: its purchase + 1, 0 before it is bought
	den    *big.Int
	share  [2]*big.Int
	pays   [2][]*big.Int // by purchase: price per weight, over den
	paid   [][]Paid      // by purchase, when recorded
}

func (x *exactRun) reset() { x.ready = false }

// cut is the exact price of a project: num/(den·rich) per weight.
type cut struct {
	payable bool
	num     [2]*big.Int
	rich    int64
	poor    []int32 // places in the supporters' list of those who pay all they have
}

func (s *Run) startExact() {
	x := &s.exact
	x.ready, x.steps, x.ends = true, 0, 1
	if s.from != s.to {
		x.ends = 2
	}
	if x.poor == nil {
		x.purses, x.poor = newPurses(s.Groups), make([]bool, len(s.Groups))
		x.step = make([]int32, len(s.IDs))
	}
	s.fill(x.purses)
	clear(x.poor)
	clear(x.step)
	x.den = big.NewInt(s.Voters)
	x.share = [2]*big.Int{big.NewInt(s.ShareNum(s.from)), big.NewInt(s.ShareNum(s.to))}
	x.pays, x.paid = [2][]*big.Int{}, nil
}

// replay brings the exact run up to the purchases so far; false when an interval has a supporter who is neither
// certainly poor nor certainly rich.
func (s *Run) replay() bool {
	x := &s.exact
	if !x.ready {
		s.startExact()
	}
	for ; x.steps < len(s.bought); x.steps++ {
		b := s.bought[x.steps]
		if s.Cost[b.project] == 0 {
			if s.record {
				x.paid = append(x.paid, nil)
			}
			x.add(b.project, cut{rich: 1, num: [2]*big.Int{new(big.Int), new(big.Int)}})
			continue
		}
		c, ok := s.cut(b.project, b.lo, b.hi)
		if !ok {
			return false
		}
		sup := &s.Sup[b.project]
		if s.record {
			x.paid = append(x.paid, s.payments(b.project, &c))
		}
		for _, i := range c.poor {
			x.poor[sup.Groups[i]] = true
		}
		x.add(b.project, c)
		x.purses.charge(sup, b.lo, b.hi)
	}
	return true
}

// add records a price, on a common denominator with the others.
func (x *exactRun) add(p int32, c cut) {
	x.step[p] = int32(x.steps) + 1
	g := big.NewInt(c.rich)
	for e := range x.ends {
		g.GCD(nil, nil, g, new(big.Int).Abs(c.num[e]))
	}
	factor := new(big.Int).Quo(big.NewInt(c.rich), g)
	if factor.IsInt64() && factor.Int64() != 1 {
		x.den.Mul(x.den, factor)
		for e := range x.ends {
			x.share[e].Mul(x.share[e], factor)
			for _, n := range x.pays[e] {
				n.Mul(n, factor)
			}
		}
	}
	for e := range x.ends {
		x.pays[e] = append(x.pays[e], new(big.Int).Quo(c.num[e], g))
	}
}

// money is what a voter of a group has left at one end, over den.
func (s *Run) money(e int, g int32) *big.Int {
	x := &s.exact
	left := new(big.Int)
	if x.poor[g] {
		return left
	}
	left.Set(x.share[e])
	b := &s.Groups[g]
	t := new(big.Int)
	for i, p := range b.Projects {
		if at := x.step[p]; at > 0 {
			w := int64(1)
			if b.Weights != nil {
				w = b.Weights[i]
			}
			left.Sub(left, t.Mul(t.SetInt64(w), x.pays[e][at-1]))
		}
	}
	return left
}

// tally sums the money of voters without looking at each: shares and multiples of prices.
type tally struct {
	voters int64
	pays   []int64
}

func (s *Run) count(t *tally, g int32) {
	if s.exact.poor[g] {
		return
	}
	b := &s.Groups[g]
	t.voters += b.N
	for i, p := range b.Projects {
		if at := s.exact.step[p]; at > 0 {
			w := int64(1)
			if b.Weights != nil {
				w = b.Weights[i]
			}
			t.pays[at-1] += b.N * w
		}
	}
}

// missing is cost minus the money of the tally, over den.
func (s *Run) missing(e int, p int32, t *tally) *big.Int {
	x := &s.exact
	m := new(big.Int).Mul(big.NewInt(s.Cost[p]), x.den)
	v := new(big.Int)
	m.Sub(m, v.Mul(v.SetInt64(t.voters), x.share[e]))
	for j, n := range t.pays {
		if n != 0 {
			m.Add(m, v.Mul(v.SetInt64(n), x.pays[e][j]))
		}
	}
	return m
}

// cut finds who of the supporters can pay the full price, given bounds of it. Whoever the purses cannot place is
// looked at exactly, which for an interval is refused: not ok.
func (s *Run) cut(p int32, low, high float64) (cut, bool) {
	x, sup := &s.exact, &s.Sup[p]
	t := tally{pays: make([]int64, len(x.pays[0]))}
	var c cut
	var unsure []int32
	for i, g := range sup.Groups {
		w := int64(1)
		if sup.Weights != nil {
			w = sup.Weights[i]
		}
		n := s.Groups[g].N
		switch {
		case x.poor[g] || !s.forced && x.purses[g].hi < low*float64(w)*(1-0x1p-48):
			c.poor = append(c.poor, int32(i))
			s.count(&t, g)
		case !s.forced && x.purses[g].lo > high*float64(w)*(1+0x1p-48):
			c.rich += n * w
		default:
			unsure = append(unsure, int32(i))
			c.rich += n * w
		}
	}
	if len(unsure) > 0 {
		if x.ends == 2 {
			return c, false
		}
		s.place(p, &c, &t, unsure)
	}
	if c.rich == 0 {
		return c, true
	}
	c.payable = true
	for e := range x.ends {
		c.num[e] = s.missing(e, p, &t)
	}
	return c, true
}

// place moves unsure supporters among the poor until the price stands. Prices only rise while it does so, so nobody
// has to come back.
func (s *Run) place(p int32, c *cut, t *tally, unsure []int32) {
	sup := &s.Sup[p]
	money := make([]*big.Int, len(unsure))
	for i, at := range unsure {
		money[i] = s.money(0, sup.Groups[at])
	}
	left, right := new(big.Int), new(big.Int)
	for moved := true; moved && c.rich > 0; {
		moved = false
		num, rich := s.missing(0, p, t), big.NewInt(c.rich)
		keep := 0
		for i, at := range unsure {
			w := int64(1)
			if sup.Weights != nil {
				w = sup.Weights[at]
			}
			if left.Mul(money[i], rich).Cmp(right.Mul(num, big.NewInt(w))) >= 0 {
				unsure[keep], money[keep] = at, money[i]
				keep++
				continue
			}
			moved = true
			c.poor = append(c.poor, at)
			s.count(t, sup.Groups[at])
			c.rich -= s.Groups[sup.Groups[at]].N * w
		}
		unsure, money = unsure[:keep], money[:keep]
	}
}

// decide compares rivals exactly and applies the tie order. Not ok: the interval is too wide to tell.
func (s *Run) decide(rivals []int32) (k int32, done, ok bool) {
	if k, ok := s.flat(rivals); ok {
		return k, false, true
	}
	if s.from != s.to && !s.alike(rivals) || !s.replay() {
		return 0, false, false
	}
	cuts := make([]cut, 0, len(rivals))
	var able []int32
	for _, p := range rivals {
		c, ok := s.cut(p, s.price[p], s.upper(p))
		if !ok {
			return 0, false, false
		}
		if !c.payable {
			s.raise(p, math.Inf(1))
			s.drop(p)
			continue
		}
		able, cuts = append(able, p), append(cuts, c)
	}
	if len(able) == 0 {
		return s.choose()
	}
	at := s.least(able, cuts, 0)
	if s.exact.ends == 2 && s.least(able, cuts, 1) != at {
		return 0, false, false
	}
	k = able[at]
	b := purchase{k, s.price[k], s.upper(k)}
	if s.exact.ends == 1 {
		q, _ := new(big.Rat).SetFrac(cuts[at].num[0], new(big.Int).Mul(s.exact.den, big.NewInt(cuts[at].rich))).Float64()
		b.lo, b.hi = down(q), up(q)
	}
	s.bought = append(s.bought, b)
	return k, false, true
}

// alike says whether rivals of an interval may be tied throughout: nearly equal at both ends. Others are not worth the
// exact run, because a shorter interval tells them apart.
func (s *Run) alike(rivals []int32) bool {
	first := rivals[0]
	lo, hi := s.ratio[first], s.upper(first)/float64(s.utility[first])
	for _, p := range rivals[1:] {
		a, b := s.ratio[p], s.upper(p)/float64(s.utility[p])
		if math.Abs(a-lo) > lo*0x1p-30 || math.Abs(b-hi) > hi*0x1p-30 {
			return false
		}
	}
	return !math.IsInf(hi, 1)
}

// least is the place of the rival with the smallest price / utility at one end, by tie order among equals.
//
// Comparing places at both ends is enough for an interval: if k has the smallest figure at both ends, it has it
// between them, because differences are linear; if it is tied with r at both ends, it is tied throughout; if it is
// tied at one end only, it is strictly smaller between, and k goes first at the tied end by the tie order.
func (s *Run) least(able []int32, cuts []cut, e int) int {
	best := 0
	for i := 1; i < len(able); i++ {
		c := s.compareCuts(able[i], &cuts[i], able[best], &cuts[best], e)
		if c < 0 || c == 0 && s.Rank[able[i]] < s.Rank[able[best]] {
			best = i
		}
	}
	return best
}

func (s *Run) compareCuts(p int32, a *cut, q int32, b *cut, e int) int {
	left := new(big.Int).Mul(a.num[e], new(big.Int).Mul(big.NewInt(b.rich), big.NewInt(s.utility[q])))
	right := new(big.Int).Mul(b.num[e], new(big.Int).Mul(big.NewInt(a.rich), big.NewInt(s.utility[p])))
	return left.Cmp(right)
}

// flat decides among rivals all of whose supporters can certainly pay cost / weight: prices that do not depend on the
// share.
func (s *Run) flat(rivals []int32) (int32, bool) {
	if s.forced {
		return 0, false
	}
	for _, p := range rivals {
		if !s.allRich(p) {
			return 0, false
		}
	}
	k := rivals[0]
	for _, p := range rivals[1:] {
		if s.flatter(p, k) < 0 {
			k = p
		}
	}
	q := float64(s.Cost[k]) / float64(s.Score[k])
	s.bought = append(s.bought, purchase{k, down(q), up(q)})
	return k, true
}

func (s *Run) allRich(p int32) bool {
	sup := &s.Sup[p]
	q := up(up(float64(s.Cost[p]) / float64(s.Score[p])))
	for i, g := range sup.Groups {
		w := 1.0
		if sup.Weights != nil {
			w = float64(sup.Weights[i])
		}
		if s.purses[g].lo < q*w {
			return false
		}
	}
	return true
}
