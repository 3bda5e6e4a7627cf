package siting

import "math"

// plant is a problem with capacities: every client's load is divided among open sites within reach, none beyond its capacity; what is left over
// pays the charge.
type plant struct {
	n, m     int
	free     int         // how many of the undecided sites may be opened
	id       []int       // sites of the problem
	open     []bool      // existing and required: open anyway
	cost     [][]float64 // cost of serving all of client i from site j, +Inf beyond reach
	u        []float64   // cost of not serving client i
	load     []float64
	capacity []float64
}

// part is an amount of a client's load at a site.
type part struct {
	client int
	amount float64
}

// flow is an assignment of loads: parts by site, and what is left over by client.
type flow struct {
	at   [][]part // by position in sites
	left []float64
	cost float64
}

const tiny = 1e-9

// transport assigns all loads at least cost to the given open sites: clients are added one by one, each along the cheapest chain of moves (the
// successive shortest path method, on the graph of open sites). The result is optimal for these sites.
func (pl *plant) transport(sites []int) *flow {
	t := &transporter{pl: pl, sites: sites, spare: make([]float64, len(sites)), f: &flow{at: make([][]part, len(sites)), left: make([]float64, pl.n)}}
	for a, j := range sites {
		t.spare[a] = pl.capacity[j]
	}
	for i := range pl.n {
		t.add(i)
	}
	t.price()
	return t.f
}

type transporter struct {
	pl    *plant
	sites []int
	spare []float64
	f     *flow
	dist  []float64
	from  []int // position before, -1 for the client itself
	via   []int // client moved from from[b] to b
}

// unit is the cost of one unit of client i's load at position a; beyond the last site it is the charge.
func (t *transporter) unit(i, a int) float64 {
	c := t.pl.u[i]
	if a < len(t.sites) {
		c = t.pl.cost[i][t.sites[a]]
	}
	return c / t.pl.load[i]
}

func (t *transporter) add(i int) {
	rest := t.pl.load[i]
	if rest == 0 { // needs no capacity
		return
	}
	for rest > tiny*t.pl.load[i] {
		near := len(t.sites)
		for a := range t.sites {
			if t.unit(i, a) < t.unit(i, near) {
				near = a
			}
		}
		switch {
		case near == len(t.sites):
			t.f.left[i] += rest
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
		t.f.left[i] += x
		return
	}
	for k := range t.f.at[a] {
		if t.f.at[a][k].client == i {
			t.f.at[a][k].amount += x
			return
		}
	}
	t.f.at[a] = append(t.f.at[a], part{i, x})
}

func (t *transporter) take(a, i int, x float64) {
	for k := range t.f.at[a] {
		if q := &t.f.at[a][k]; q.client == i {
			if q.amount -= x; q.amount <= tiny*t.pl.load[i] {
				t.f.at[a] = append(t.f.at[a][:k], t.f.at[a][k+1:]...)
			}
			return
		}
	}
}

func (t *transporter) held(a, i int) float64 {
	for _, q := range t.f.at[a] {
		if q.client == i {
			return q.amount
		}
	}
	return 0
}

// chain finds the cheapest chain of moves that makes room for client i and moves as much as fits along it (Bellman-Ford: moves may save).
func (t *transporter) chain(i int, rest float64) float64 {
	p := len(t.sites)
	t.dist, t.from, t.via = make([]float64, p+1), make([]int, p+1), make([]int, p+1)
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

// relax tries to move each client at a elsewhere.
func (t *transporter) relax(a int) bool {
	changed := false
	for _, q := range t.f.at[a] {
		here := t.unit(q.client, a)
		for b := range len(t.sites) + 1 {
			if b == a {
				continue
			}
			if d := t.dist[a] + t.unit(q.client, b) - here; d < t.dist[b]-1e-10*(1+math.Abs(d)) && !t.onPath(a, b) {
				t.dist[b], t.from[b], t.via[b] = d, a, q.client
				changed = true
			}
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
	for i := range t.pl.n {
		if t.pl.load[i] == 0 {
			c, at := t.pl.u[i], -1
			for a, j := range t.sites {
				if t.pl.cost[i][j] < c {
					c, at = t.pl.cost[i][j], a
				}
			}
			t.f.cost += c
			if at >= 0 {
				t.f.at[at] = append(t.f.at[at], part{i, 0})
			}
			continue
		}
		if t.f.left[i] > 0 {
			t.f.cost += t.pl.u[i] * t.f.left[i] / t.pl.load[i]
		}
	}
	for a, parts := range t.f.at {
		for _, q := range parts {
			if q.amount > 0 {
				t.f.cost += t.pl.cost[q.client][t.sites[a]] * q.amount / t.pl.load[q.client]
			}
		}
	}
}
