package siting

import (
	"context"
	"math"
	"slices"

	"linli/solve/siting/bitset"
	"linli/solve/siting/setcover"
)

// centre searches the distinct weighted distances for the least at which p sites cover everyone.
type centre struct {
	ctx    context.Context
	o      Options
	p      *view
	id     []int       // usable sites
	cost   [][]float64 // client × usable site, +Inf beyond the reach
	u      []float64   // what each client has anyway, from existing and required sites
	values []float64
	iters  int
	best   []int
	value  float64
}

func (p *view) solveCentre(ctx context.Context, o Options) Result {
	c := newCentre(ctx, p, o)
	lo, hi := c.bracket()
	for lo < hi {
		mid := (lo + hi) / 2
		switch c.decide(c.values[mid]) {
		case setcover.Yes:
			hi = min(mid, c.index(c.value))
		case setcover.No:
			lo = mid + 1
		default:
			return c.result(c.values[lo])
		}
		c.report(c.values[lo])
	}
	return c.result(c.value)
}

func newCentre(ctx context.Context, p *view, o Options) *centre {
	c := &centre{ctx: ctx, o: o, p: p, id: p.usable}
	limit := p.limit()
	for i, d := range p.Dist {
		w := p.weight(i)
		if w == 0 || !p.servable[i] {
			continue
		}
		row := make([]float64, len(c.id))
		for k, j := range c.id {
			row[k] = w * d[j]
			if d[j] > limit {
				row[k] = math.Inf(1)
			}
		}
		u := w * p.Beyond
		if j, x := p.nearest(i, p.anyway); j >= 0 {
			u = w * x
		}
		c.cost, c.u = append(c.cost, row), append(c.u, u)
	}
	c.values = c.distinct()
	return c
}

// distinct are the values that the objective can take, ascending.
func (c *centre) distinct() []float64 {
	floor := 0.0 // nobody can do better than his own nearest site
	for i, row := range c.cost {
		floor = max(floor, min(c.u[i], minOf(row)))
	}
	v := []float64{floor}
	for i, row := range c.cost {
		for _, x := range append(row, c.u[i]) {
			if x > floor && !math.IsInf(x, 1) {
				v = append(v, x)
			}
		}
		if len(v) > 1<<22 {
			slices.Sort(v)
			v = slices.Compact(v)
		}
	}
	slices.Sort(v)
	return slices.Compact(v)
}

func minOf(v []float64) float64 {
	m := math.Inf(1)
	for _, x := range v {
		m = min(m, x)
	}
	return m
}

func (c *centre) index(v float64) int {
	i, _ := slices.BinarySearch(c.values, v)
	return i
}

// bracket is the range of values to search, with a first solution: each site the farthest client's best, in turn.
func (c *centre) bracket() (lo, hi int) {
	d := slices.Clone(c.u)
	var pick []int
	for range c.p.P - len(c.p.Required) {
		far := 0
		for i := range d {
			if d[i] > d[far] {
				far = i
			}
		}
		if len(d) == 0 {
			break
		}
		near := 0
		for k := range c.id {
			if c.cost[far][k] < c.cost[far][near] {
				near = k
			}
		}
		pick = append(pick, near)
		for i := range d {
			d[i] = min(d[i], c.cost[i][near])
		}
	}
	c.take(pick)
	return 0, c.index(c.value)
}

// take records a choice of usable sites if it is the best so far.
func (c *centre) take(pick []int) {
	sites := slices.Clone(c.p.Required)
	for _, k := range pick {
		if !slices.Contains(sites, c.id[k]) {
			sites = append(sites, c.id[k])
		}
	}
	sites = c.p.complete(sites)
	if v, _ := c.p.evaluate(sites); c.best == nil || v < c.value {
		c.best, c.value = sites, v
	}
}

// decide says whether p sites serve everyone within r, and takes the choice if they do.
func (c *centre) decide(r float64) setcover.Answer {
	n, m := len(c.u), len(c.id)
	q := setcover.Question{
		Sites: make([]bitset.Set, n), Clients: make([]bitset.Set, m), Need: bitset.New(n), K: c.p.P - len(c.p.Required), Node: c.tick,
	}
	for j := range q.Clients {
		q.Clients[j] = bitset.New(n)
	}
	for i, row := range c.cost {
		q.Sites[i] = bitset.New(m)
		if c.u[i] <= r {
			continue
		}
		q.Need.Add(i)
		for j, x := range row {
			if x <= r {
				q.Sites[i].Add(j)
				q.Clients[j].Add(i)
			}
		}
	}
	a, found := q.Decide()
	if a == setcover.Yes {
		c.take(found)
	}
	return a
}

// tick counts a branch; false stops.
func (c *centre) tick() bool {
	if c.ctx.Err() != nil || (c.o.Iterations != 0 && c.iters >= c.o.Iterations) {
		return false
	}
	c.iters++
	return true
}

func (c *centre) report(bound float64) {
	if c.o.Progress != nil {
		c.o.Progress(Progress{c.value, min(bound, c.value), c.iters})
	}
}

func (c *centre) result(bound float64) Result {
	_, un := c.p.evaluate(c.best)
	b := min(bound, c.value)
	return Result{Value: c.value, Bound: b, Proven: b == c.value, Sites: c.best, Iterations: c.iters, Unserved: un}
}
