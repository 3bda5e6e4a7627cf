package setcover

import "slices"

// relaxed is the Lagrangian relaxation of a covering state: clients have prices, a site costs 1 less the prices of what it covers.
type relaxed struct {
	c         *covering
	s         *state
	need, may []int
	of        [][]int32 // site → clients, as positions in need
	by        [][]int32 // client → sites, as positions in may
	price     []float64
	cost      []float64
	grad      []float64
}

func newRelaxed(c *covering, s *state) *relaxed {
	r := &relaxed{c: c, s: s, need: s.need.List(nil), may: s.may.List(nil)}
	at := make([]int32, len(c.sites))
	for x, i := range r.need {
		at[i] = int32(x)
	}
	r.of, r.by = make([][]int32, len(r.may)), make([][]int32, len(r.need))
	var buf []int
	for y, j := range r.may {
		buf = c.clients[j].List(buf[:0])
		for _, i := range buf {
			if s.need.Has(i) {
				r.of[y] = append(r.of[y], at[i])
				r.by[at[i]] = append(r.by[at[i]], int32(y))
			}
		}
	}
	r.price, r.cost, r.grad = make([]float64, len(r.need)), make([]float64, len(r.may)), make([]float64, len(r.need))
	for x, i := range r.need {
		if r.price[x] = s.price[i]; r.price[x] == 0 { // no price yet: its share of the widest site that covers it
			wide := 1
			for _, y := range r.by[x] {
				wide = max(wide, len(r.of[y]))
			}
			r.price[x] = 1 / float64(wide)
		}
	}
	return r
}

// eval is the bound at the present prices.
func (r *relaxed) eval() float64 {
	l := 0.0
	for x, p := range r.price {
		l += p
		r.grad[x] = 1
	}
	for y, cl := range r.of {
		c := 1.0
		for _, x := range cl {
			c -= r.price[x]
		}
		r.cost[y] = c
		if c < 0 {
			l += c
			for _, x := range cl {
				r.grad[x]--
			}
		}
	}
	return l
}

// move steps along the subgradient by t relative to its length.
func (r *relaxed) move(t float64) {
	norm := 0.0
	for x, g := range r.grad {
		if r.price[x] > 0 || g > 0 {
			norm += g * g
		}
	}
	if norm == 0 {
		return
	}
	for x, g := range r.grad {
		r.price[x] = max(0, r.price[x]+t*g/norm)
	}
}

// greedy covers by the site of least cost per client newly covered; it keeps a cover that is small enough.
func (r *relaxed) greedy() bool {
	left := make([]int, len(r.may))
	for y := range r.may {
		left[y] = len(r.of[y])
	}
	done := make([]bool, len(r.need))
	todo := len(r.need)
	chosen := slices.Clone(r.s.chosen)
	for k := 0; k < r.s.k && todo > 0; k++ {
		at := r.worthiest(left)
		if at < 0 {
			return false
		}
		chosen = append(chosen, r.may[at])
		for _, x := range r.of[at] {
			if !done[x] {
				done[x] = true
				todo--
				for _, y := range r.by[x] {
					left[y]--
				}
			}
		}
	}
	if todo > 0 {
		return false
	}
	r.c.found = chosen
	return true
}

// worthiest is the site of least cost per client left, -1 when none covers any.
func (r *relaxed) worthiest(left []int) int {
	at, worth := -1, 0.0
	for y, n := range left {
		if n == 0 {
			continue
		}
		v := float64(n) / max(0.05, r.cost[y]+0.1)
		if r.cost[y] < 0 {
			v = float64(n) * (20 - 20*r.cost[y])
		}
		if v > worth {
			at, worth = y, v
		}
	}
	return at
}
