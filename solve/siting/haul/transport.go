// Package haul chooses sites whose capacities are limited: the loads of the clients are divided among the open sites, a transportation problem
// solved exactly for every choice; the choice is found by exchanges from above and branch and bound with a Lagrangian relaxation from below.
package haul

import "math"

// Plant is a problem with capacities: every client's load is divided among open sites within reach, none beyond its capacity; what is left over
// pays the charge. Sites and clients are positions in these lists.
type Plant struct {
	Free     int         // how many of the sites not Open may be opened
	ID       []int       // what the caller calls each site
	Open     []bool      // open anyway
	Cost     [][]float64 // [client][site]: cost of serving all of the client from the site, +Inf beyond reach
	Charge   []float64   // cost of not serving the client
	Load     []float64
	Capacity []float64
}

func (pl *Plant) n() int { return len(pl.Load) }
func (pl *Plant) m() int { return len(pl.ID) }

// Part is an amount of a client's load at a site.
type Part struct {
	Client int
	Amount float64
}

// Flow is an assignment of loads: parts by the order of the open sites, and what is left over by client. Amounts and Cost are exact to 1e-9 of a load.
type Flow struct {
	At   [][]Part
	Left []float64
	Cost float64
}

const tiny = 1e-9

// Transport assigns all loads at least cost to the given open sites: clients are added one by one, each along the cheapest chain of moves (the
// successive shortest path method, on the graph of open sites). The result is optimal for these sites.
func (pl *Plant) Transport(sites []int) *Flow {
	p := len(sites)
	t := &transporter{
		pl: pl, sites: sites, spare: make([]float64, p), f: &Flow{At: make([][]Part, p), Left: make([]float64, pl.n())},
		dist: make([]float64, p+1), from: make([]int, p+1), via: make([]int, p+1), stale: make([]bool, p), moves: make([][]gain, p),
	}
	for a, j := range sites {
		t.spare[a] = pl.Capacity[j]
		t.moves[a] = make([]gain, p+1)
		t.stale[a] = true
	}
	for i := range pl.n() {
		t.add(i)
	}
	t.price()
	return t.f
}

type transporter struct {
	pl    *Plant
	sites []int
	spare []float64
	f     *Flow
	dist  []float64
	from  []int    // position before, -1 for the client itself
	via   []int    // client moved from from[b] to b
	moves [][]gain // [a][b]: the client at a whom moving a unit to b costs least
	stale []bool   // moves[a] are to be found anew
}

// unit is the cost of one unit of client i's load at position a; beyond the last site it is the charge.
func (t *transporter) unit(i, a int) float64 {
	c := t.pl.Charge[i]
	if a < len(t.sites) {
		c = t.pl.Cost[i][t.sites[a]]
	}
	return c / t.pl.Load[i]
}

func (t *transporter) add(i int) {
	rest := t.pl.Load[i]
	if rest == 0 { // needs no capacity
		return
	}
	for rest > tiny*t.pl.Load[i] {
		near := len(t.sites)
		for a := range t.sites { // among equals the one with most room
			x, least := t.unit(i, a), t.unit(i, near)
			if x < least || (x == least && near < len(t.sites) && t.spare[a] > t.spare[near]) {
				near = a
			}
		}
		switch {
		case near == len(t.sites):
			t.f.Left[i] += rest
			return
		case t.spare[near] > tiny:
			x := min(rest, t.spare[near])
			t.put(near, i, x)
			t.spare[near] -= x
			rest -= x
		default:
			x := t.chain(i, rest)
			rest -= x
		}
	}
}

func (t *transporter) put(a, i int, x float64) {
	if a == len(t.sites) {
		t.f.Left[i] += x
		return
	}
	for k := range t.f.At[a] {
		if t.f.At[a][k].Client == i {
			t.f.At[a][k].Amount += x // its moves were known already
			return
		}
	}
	t.f.At[a] = append(t.f.At[a], Part{i, x})
	if !t.stale[a] {
		t.offer(a, i)
	}
}

// offer looks whether client i, now at a, moves more cheaply than the others there.
func (t *transporter) offer(a, i int) {
	here := t.unit(i, a)
	for b := range t.moves[a] {
		if d := t.unit(i, b) - here; d < t.moves[a][b].cost {
			t.moves[a][b] = gain{d, i}
		}
	}
}

func (t *transporter) take(a, i int, x float64) {
	for k := range t.f.At[a] {
		if q := &t.f.At[a][k]; q.Client == i {
			if q.Amount -= x; q.Amount <= tiny*t.pl.Load[i] {
				t.f.At[a] = append(t.f.At[a][:k], t.f.At[a][k+1:]...)
				t.stale[a] = true
			}
			return
		}
	}
}

func (t *transporter) held(a, i int) float64 {
	for _, q := range t.f.At[a] {
		if q.Client == i {
			return q.Amount
		}
	}
	return 0
}

// chain finds the cheapest chain of moves that makes room for client i and moves as much as fits along it (Bellman-Ford: moves may save).
func (t *transporter) chain(i int, rest float64) float64 {
	p := len(t.sites)
	for a := range p + 1 {
		t.dist[a], t.from[a], t.via[a] = t.unit(i, a), -1, i
	}
	for round, again := 0, true; again && round <= p; round++ {
		again = false
		for a := range p {
			if !math.IsInf(t.dist[a], 1) && t.relax(a) {
				again = true
			}
		}
	}
	end := p
	for a := range p {
		if t.spare[a] > tiny && t.dist[a] < t.dist[end] {
			end = a
		}
	}
	x := rest
	if end < p {
		x = min(x, t.spare[end])
	}
	for b := end; t.from[b] >= 0; b = t.from[b] {
		x = min(x, t.held(t.from[b], t.via[b]))
	}
	if end < p {
		t.spare[end] -= x
	}
	for b := end; ; b = t.from[b] {
		if t.from[b] >= 0 {
			t.take(t.from[b], t.via[b], x)
		}
		t.put(b, t.via[b], x)
		if t.from[b] < 0 {
			return x
		}
	}
}

// relax tries to move the clients at a elsewhere.
func (t *transporter) relax(a int) bool {
	if t.stale[a] {
		t.stale[a] = false
		for b := range t.moves[a] {
			t.moves[a][b] = gain{math.Inf(1), -1}
		}
		for _, q := range t.f.At[a] {
			t.offer(a, q.Client)
		}
	}
	changed := false
	for b, m := range t.moves[a] {
		if b == a || m.client < 0 {
			continue
		}
		if d := t.dist[a] + m.cost; d < t.dist[b]-1e-10*(1+math.Abs(d)) && !t.onPath(a, b) {
			t.dist[b], t.from[b], t.via[b] = d, a, m.client
			changed = true
		}
	}
	return changed
}

// onPath keeps rounding from closing a circle: b must not lead to a already.
func (t *transporter) onPath(a, b int) bool {
	for x := a; x >= 0; x = t.from[x] {
		if x == b {
			return true
		}
	}
	return false
}

// price adds up the cost of the flow; clients without load go to their nearest open site.
func (t *transporter) price() {
	for i := range t.pl.n() {
		if t.pl.Load[i] == 0 {
			c, at := t.pl.Charge[i], -1
			for a, j := range t.sites {
				if t.pl.Cost[i][j] < c {
					c, at = t.pl.Cost[i][j], a
				}
			}
			t.f.Cost += c
			if at >= 0 {
				t.f.At[at] = append(t.f.At[at], Part{i, 0})
			}
			continue
		}
		if t.f.Left[i] > 0 {
			t.f.Cost += t.pl.Charge[i] * t.f.Left[i] / t.pl.Load[i]
		}
	}
	for a, parts := range t.f.At {
		for _, q := range parts {
			if q.Amount > 0 {
				t.f.Cost += t.pl.Cost[q.Client][t.sites[a]] * q.Amount / t.pl.Load[q.Client]
			}
		}
	}
}
