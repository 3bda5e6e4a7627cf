package median

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"linli/solve/siting/branch"
)

// elite keeps the best different solutions found, as sites of the problem, so that it survives a change of model.
type elite struct {
	sets  [][]int
	value []float64
}

// eliteSize is the usual size in Resende and Werneck's hybrid ("A hybrid heuristic for the p-median problem", J. of Heuristics 10, 2004).
const eliteSize = 12

// offer inserts a solution unless it is there already or worse than all of a full pool.
func (e *elite) offer(sites []int, v float64) {
	for _, s := range e.sets {
		if slices.Equal(s, sites) {
			return
		}
	}
	at := 0
	for at < len(e.value) && e.value[at] <= v {
		at++
	}
	if at >= eliteSize {
		return
	}
	e.sets, e.value = slices.Insert(e.sets, at, sites), slices.Insert(e.value, at, v)
	if len(e.sets) > eliteSize {
		e.sets, e.value = e.sets[:eliteSize], e.value[:eliteSize]
	}
}

// climber runs the local searches on one model.
type climber struct {
	md   *model
	sw   *swapper
	rng  *rand.Rand
	at   map[int]int32 // site of the problem → site of the model
	stop func() bool
}

func newClimber(md *model, rng *rand.Rand, stop func() bool) *climber {
	c := &climber{md: md, sw: newSwapper(md), rng: rng, at: map[int]int32{}, stop: stop}
	for k, j := range md.id {
		c.at[j] = int32(k)
	}
	return c
}

// full is the swapper's open set as ascending sites of the problem.
func (c *climber) full() []int {
	out := slices.Clone(c.md.fixed)
	for _, j := range c.sw.open {
		out = append(out, c.md.id[j])
	}
	slices.Sort(out)
	return out
}

// local is a solution of the problem as sites of the model; false when it does not live there.
func (c *climber) local(sites []int) ([]int32, bool) {
	var out []int32
	for _, j := range sites {
		if k, ok := c.at[j]; ok {
			out = append(out, k)
		}
	}
	return out, len(out) == c.md.p
}

// sample builds p sites greedily, at each step the best of a few drawn at random.
func (c *climber) sample() []int32 {
	md := c.md
	d := slices.Clone(md.u)
	q := bits.Len(uint(md.m/max(md.p, 1))) + 1
	perm := make([]int32, md.m)
	for j := range perm {
		perm[j] = int32(j)
	}
	for k := range md.p {
		best, gain := k, -1.0
		for t := 0; t < q && k+t < md.m; t++ {
			x := k + t + c.rng.IntN(md.m-k-t)
			perm[k+t], perm[x] = perm[x], perm[k+t]
			if g := c.gain(perm[k+t], d); g > gain {
				best, gain = k+t, g
			}
		}
		perm[k], perm[best] = perm[best], perm[k]
		for a := md.crow[perm[k]]; a < md.crow[perm[k]+1]; a++ {
			d[md.client[a]] = min(d[md.client[a]], md.ccost[a])
		}
	}
	return perm[:md.p]
}

// gain is what opening j saves when the clients pay d.
func (c *climber) gain(j int32, d []float64) float64 {
	g := 0.0
	for a := c.md.crow[j]; a < c.md.crow[j+1]; a++ {
		if s := d[c.md.client[a]] - c.md.ccost[a]; s > 0 {
			g += s
		}
	}
	c.sw.work += int64(c.md.crow[j+1] - c.md.crow[j])
	return g
}

// start is the local optimum from a sampled greedy start.
func (c *climber) start() bool {
	c.sw.set(c.sample())
	return c.sw.descend(c.stop)
}

// guided is the local optimum from the sites that the relaxation opens most often, blurred by chance.
func (c *climber) guided(often []float64, blur float64) bool {
	key := make([]float64, c.md.m)
	pick := make([]int32, c.md.m)
	for j, o := range often {
		key[j], pick[j] = -o-blur*c.rng.Float64(), int32(j)
	}
	branch.SelectLeast(pick, key, c.md.p)
	c.sw.work += int64(4 * c.md.m)
	c.sw.set(pick[:c.md.p])
	return c.sw.descend(c.stop)
}

// nudge is the local optimum after k random exchanges in the neighbourhood of one client, the rest left alone.
func (c *climber) nudge(k int) bool {
	md := c.md
	i := c.rng.IntN(md.n)
	near := md.col[md.row[i]:md.row[i+1]]
	near = near[:min(len(near), (k+1)*(1+md.m/md.p))]
	for range k {
		out := near[c.rng.IntN(len(near))]
		in := near[c.rng.IntN(len(near))]
		if r := c.sw.slot[out]; r >= 0 && c.sw.slot[in] < 0 {
			c.sw.swap(in, r)
		} else if r := c.sw.slot[in]; r >= 0 && c.sw.slot[out] < 0 {
			c.sw.swap(out, r)
		}
	}
	return c.sw.descend(c.stop)
}

// relink walks from the open set to the guide, always by the best exchange, and descends from the best local optimum on the way.
func (c *climber) relink(guide []int32) bool {
	sw := c.sw
	wanted := make([]bool, c.md.m)
	var in, out []int32
	for _, j := range guide {
		wanted[j] = true
		if sw.slot[j] < 0 {
			in = append(in, j)
		}
	}
	for r, j := range sw.open {
		if !wanted[j] {
			out = append(out, int32(r))
		}
	}
	bestV, best := math.Inf(1), slices.Clone(sw.open)
	v := sw.value()
	for len(in) > 1 {
		if c.stop() {
			return false
		}
		j, r, saving := sw.best(in, out, math.Inf(-1))
		sw.swap(j, r)
		in, out = without(in, j), without(out, r)
		v -= saving
		if v < bestV && len(in) > 0 {
			bestV, best = v, append(best[:0], sw.open...)
		}
	}
	sw.set(best)
	return sw.descend(c.stop)
}

func without(s []int32, x int32) []int32 {
	i := slices.Index(s, x)
	return slices.Delete(s, i, i+1)
}
