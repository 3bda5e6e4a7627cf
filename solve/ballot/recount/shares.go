package recount

import (
	"context"
	"math/big"
	"sort"
)

// shareRun is the Method of Equal Shares for one share per voter. Purses hold indices of values; all values are whole
// numbers over one denominator, and a purchase computes each different value once.
type shareRun struct {
	*election
	utility []*big.Rat // of each project per unit of weight
	support [][]stake  // by project
	purse   []int      // by ballot: index of its value
	values  []*big.Int
	den     *big.Int
	bound   []*big.Rat // by project: price per utility when last computed; it never falls
	bought  []bool
}

// stake is the weight of one ballot for a project: a whole number of the common fraction.
type stake struct {
	ballot int
	weight int64
}

// charge is one purchase: the price per unit of weight and what each voter pays.
type charge struct {
	price *big.Rat
	pays  map[string]int64 // exact amount to voters, amounts above zero
}

func newShareRun(e *election, measure string, support [][]stake, share *big.Rat) *shareRun {
	r := &shareRun{election: e, support: support, purse: make([]int, len(e.ballots)), den: new(big.Int).Set(share.Denom())}
	for _, p := range e.projects { // so that every cost is a whole number over den too
		g := new(big.Int).GCD(nil, nil, r.den, p.cost.Denom())
		r.den.Mul(r.den, new(big.Int).Quo(p.cost.Denom(), g))
	}
	r.values = []*big.Int{over(share, r.den)}
	r.utility, r.bound, r.bought = make([]*big.Rat, len(e.projects)), make([]*big.Rat, len(e.projects)), make([]bool, len(e.projects))
	for c := range e.projects {
		r.utility[c], r.bound[c] = big.NewRat(1, 1), new(big.Rat)
		if measure == "cost" {
			r.utility[c] = e.projects[c].cost
		}
	}
	return r
}

// over is x as a whole number over den.
func over(x *big.Rat, den *big.Int) *big.Int {
	n := new(big.Int).Quo(den, x.Denom())
	return n.Mul(n, x.Num())
}

// stakes turns weights into whole numbers and lists them by project; unit is what one of them is worth.
func (e *election) stakes(weights []map[int]*big.Rat) (support [][]stake, unit *big.Rat) {
	den := big.NewInt(1)
	for _, w := range weights {
		for _, x := range w {
			g := new(big.Int).GCD(nil, nil, den, x.Denom())
			den.Mul(den, new(big.Int).Quo(x.Denom(), g))
		}
	}
	support = make([][]stake, len(e.projects))
	for i, w := range weights {
		for c, x := range w {
			whole := new(big.Rat).Mul(x, new(big.Rat).SetInt(den))
			support[c] = append(support[c], stake{i, whole.Num().Int64()})
		}
	}
	return support, new(big.Rat).SetFrac(big.NewInt(1), den)
}

type lot struct {
	value  int
	weight int64
	voters int64
}

// lots are the supporters of a project by what they have and how much they want it, those who are poor first.
func (r *shareRun) lots(c int) []lot {
	type kind struct {
		value  int
		weight int64
	}
	count := map[kind]int64{}
	for _, s := range r.support[c] {
		count[kind{r.purse[s.ballot], s.weight}] += r.ballots[s.ballot].voters
	}
	list := make([]lot, 0, len(count))
	for k, n := range count {
		list = append(list, lot{k.value, k.weight, n})
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.weight == b.weight {
			return r.values[a.value].Cmp(r.values[b.value]) < 0
		}
		return times(r.values[a.value], b.weight).Cmp(times(r.values[b.value], a.weight)) < 0
	})
	return list
}

func times(x *big.Int, n int64) *big.Int { return new(big.Int).Mul(x, big.NewInt(n)) }

// price is the price per unit of weight at which the supporters can pay the cost, nil when they cannot.
func (r *shareRun) price(c int) *big.Rat {
	rest := over(r.projects[c].cost, r.den)
	list := r.lots(c)
	weight := int64(0)
	for _, l := range list {
		weight += l.weight * l.voters
	}
	for _, l := range list {
		// all that are left can pay rest/weight per weight, if the poorest of them can
		if times(r.values[l.value], weight).Cmp(times(rest, l.weight)) >= 0 {
			return new(big.Rat).SetFrac(rest, times(r.den, weight))
		}
		rest.Sub(rest, times(r.values[l.value], l.voters))
		weight -= l.weight * l.voters
	}
	return nil
}

// pay takes the price out of the purses; noted: say who paid what.
func (r *shareRun) pay(c int, price *big.Rat, noted bool) charge {
	r.bought[c] = true
	out := charge{price: price, pays: map[string]int64{}}
	scaled := new(big.Rat).Mul(price, new(big.Rat).SetInt(r.den))
	factor := scaled.Denom()
	for _, v := range r.values {
		v.Mul(v, factor)
	}
	r.den = new(big.Int).Mul(r.den, factor)
	per := scaled.Num()
	moved := map[stake]int{} // old value and weight to new value
	for _, s := range r.support[c] {
		old := r.purse[s.ballot]
		to, ok := moved[stake{old, s.weight}]
		full := times(per, s.weight)
		if full.Cmp(r.values[old]) > 0 {
			full = r.values[old]
		}
		if !ok {
			to = len(r.values)
			moved[stake{old, s.weight}] = to
			r.values = append(r.values, new(big.Int).Sub(r.values[old], full))
		}
		if noted && full.Sign() > 0 {
			out.pays[new(big.Rat).SetFrac(full, r.den).RatString()] += r.ballots[s.ballot].voters
		}
		r.purse[s.ballot] = to
	}
	r.compact()
	return out
}

// compact forgets values that nobody has any more and merges equal ones.
func (r *shareRun) compact() {
	used, byText := make([]int, len(r.values)), map[string]int{}
	for i := range used {
		used[i] = -1
	}
	var values []*big.Int
	for i, old := range r.purse {
		if used[old] < 0 {
			text := string(r.values[old].Bytes())
			at, ok := byText[text]
			if !ok {
				at = len(values)
				byText[text] = at
				values = append(values, r.values[old])
			}
			used[old] = at
		}
		r.purse[i] = used[old]
	}
	r.values = values
}

// ratio is price per utility, the figure that decides; nil when the supporters cannot pay.
func (r *shareRun) ratio(c int) *big.Rat {
	price := r.price(c)
	if price == nil {
		return nil
	}
	return price.Quo(price, r.utility[c])
}

// candidates are unbought supported projects that cost something and were not found unpayable.
func (r *shareRun) candidates() []int {
	var list []int
	for c := range r.projects {
		if !r.bought[c] && len(r.support[c]) > 0 && r.projects[c].cost.Sign() > 0 && r.bound[c] != nil {
			list = append(list, c)
		}
	}
	return list
}

// next is the project bought next and its price, -1 when nothing can be paid.
func (r *shareRun) next() (int, *big.Rat) {
	best, list := -1, r.candidates()
	sort.Slice(list, func(i, j int) bool { return r.bound[list[i]].Cmp(r.bound[list[j]]) < 0 })
	for _, c := range list {
		if best >= 0 && r.bound[c].Cmp(r.bound[best]) > 0 {
			break // its figure was above the best already, and figures never fall
		}
		if r.bound[c] = r.ratio(c); r.bound[c] == nil {
			continue
		}
		if best < 0 || r.first(c, r.bound[c], best, r.bound[best]) {
			best = c
		}
	}
	if best < 0 {
		return -1, nil
	}
	return best, new(big.Rat).Mul(r.bound[best], r.utility[best])
}

func (e *election) first(a int, x *big.Rat, b int, y *big.Rat) bool {
	c := x.Cmp(y)
	return c < 0 || c == 0 && e.projects[a].rank < e.projects[b].rank
}

// free are the supported projects that cost nothing, in tie order: they come first.
func (r *shareRun) free() []int {
	var list []int
	for c := range r.projects {
		if len(r.support[c]) > 0 && r.projects[c].cost.Sign() == 0 {
			list = append(list, c)
			r.bought[c] = true
		}
	}
	sort.Slice(list, func(i, j int) bool { return r.projects[list[i]].rank < r.projects[list[j]].rank })
	return list
}

// all buys until nothing can be paid.
func (r *shareRun) all(ctx context.Context, noted bool) ([]int, []charge, error) {
	order := r.free()
	charges := make([]charge, len(order))
	for ctx.Err() == nil {
		c, price := r.next()
		if c < 0 {
			return order, charges, nil
		}
		order, charges = append(order, c), append(charges, r.pay(c, price, noted))
	}
	return nil, nil, ctx.Err()
}
