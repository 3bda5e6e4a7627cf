package walk

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Router is a network as one profile walks it. It is safe for concurrent use.
type Router struct {
	net     *Network
	profile Profile
	start   []int32 // arcs of node k: start[k] to start[k+1]
	to      []int32
	seconds []float32
	edge    []int32
	main    []bool // in the largest connected part: only these are stepped onto
	grid    map[[2]int32][]int32
	cell    float64 // degrees of latitude
	stretch float64 // degrees of longitude per degree of latitude
}

// Router prepares the network for a profile.
func (n *Network) Router(p Profile) *Router {
	r := &Router{net: n, profile: p, start: make([]int32, len(n.place)+1)}
	each := func(f func(from, to, edge int32, s float64)) {
		for k := range n.edges {
			e := &n.edges[k]
			if s := p.seconds(e, float64(e.slope)); e.forward && !math.IsInf(s, 1) {
				f(e.from, e.to, int32(k), s)
			}
			if s := p.seconds(e, -float64(e.slope)); e.backward && !math.IsInf(s, 1) {
				f(e.to, e.from, int32(k), s)
			}
		}
	}
	each(func(from, _, _ int32, _ float64) { r.start[from+1]++ })
	for k := range n.place {
		r.start[k+1] += r.start[k]
	}
	m := r.start[len(n.place)]
	r.to, r.seconds, r.edge = make([]int32, m), make([]float32, m), make([]int32, m)
	at := append([]int32(nil), r.start...)
	each(func(from, to, edge int32, s float64) {
		a := at[from]
		r.to[a], r.seconds[a], r.edge[a] = to, float32(s), edge
		at[from]++
	})
	r.parts()
	r.index()
	return r
}

// parts finds the largest part whose nodes are joined.
func (r *Router) parts() {
	part := make([]int32, len(r.net.place))
	for k := range part {
		part[k] = int32(k)
	}
	find := func(k int32) int32 {
		for part[k] != k {
			part[k] = part[part[k]]
			k = part[k]
		}
		return k
	}
	for k := range r.net.place {
		for a := r.start[k]; a < r.start[k+1]; a++ {
			x, y := find(int32(k)), find(r.to[a])
			part[max(x, y)] = min(x, y)
		}
	}
	size := make([]int, len(part))
	best := int32(0)
	for k := range part {
		f := find(int32(k))
		if size[f]++; size[f] > size[best] || (size[f] == size[best] && f < best) {
			best = f
		}
	}
	r.main = make([]bool, len(part))
	for k := range part {
		r.main[k] = find(int32(k)) == best && size[best] > 1 // one node alone leads nowhere
	}
}

// index sorts the nodes into cells of about 100 m.
func (r *Router) index() {
	r.cell, r.stretch, r.grid = 0.0009, 1, map[[2]int32][]int32{}
	if len(r.net.place) > 0 {
		r.stretch = 1 / math.Cos(r.net.place[0].Lat*math.Pi/180)
	}
	for k, p := range r.net.place {
		c := r.at(p)
		r.grid[c] = append(r.grid[c], int32(k))
	}
}

func (r *Router) at(p Place) [2]int32 {
	return [2]int32{int32(math.Floor(p.Lon / (r.cell * r.stretch))), int32(math.Floor(p.Lat / r.cell))}
}

// tooFar is how many cells around a place are searched for a path: some 2 km.
const tooFar = 20

// astray is how much farther than the nearest path of all the nearest path that leads anywhere may be, in metres: somebody whose own path leads
// nowhere, for this profile, does not walk across country to another.
const astray = 100

// nearest is the node where somebody at p steps onto the largest part of the network, and how far away it is; -1 when there is none within 2 km, or
// when p lies on a path that does not lead there.
func (r *Router) nearest(p Place) (int32, float64) {
	c := r.at(p)
	best, dist, least := int32(-1), math.Inf(1), math.Inf(1)
	for ring := int32(0); ring <= tooFar; ring++ {
		for x := -ring; x <= ring; x++ {
			for y := -ring; y <= ring; y++ {
				if max(x, -x, y, -y) != ring {
					continue
				}
				for _, k := range r.grid[[2]int32{c[0] + x, c[1] + y}] {
					d := p.Metres(r.net.place[k])
					least = min(least, d)
					if r.main[k] && (d < dist || (d == dist && k < best)) {
						best, dist = k, d
					}
				}
			}
		}
		if beyond := float64(ring) * 95; best >= 0 && dist <= beyond || least+astray < beyond {
			break
		}
	}
	if best < 0 || dist > least+astray {
		return -1, math.Inf(1)
	}
	return best, dist
}

// Matrix is the walking time in seconds from every place to every other, +Inf where there is no way or where the walk takes longer than reach metres
// on the flat (0 = no limit). It uses all cores; the answer does not depend on how many there are.
func (r *Router) Matrix(ctx context.Context, from, to []Place, reach float64) ([][]float64, error) {
	limit := math.Inf(1)
	if reach > 0 {
		limit = reach / r.profile.Speed
	}
	goal := make([]stop, len(to))
	for j, p := range to {
		k, d := r.nearest(p)
		goal[j] = stop{k, d / r.profile.Speed}
	}
	out := make([][]float64, len(from))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(from)) {
		wg.Go(func() {
			s := newSweep(r)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(from) || ctx.Err() != nil {
					return
				}
				out[i] = s.row(from[i], goal, limit)
			}
		})
	}
	wg.Wait()
	return out, ctx.Err()
}

type stop struct {
	node   int32
	access float64 // seconds from the node to the place
}

// row is one row of the matrix.
func (s *sweep) row(from Place, goal []stop, limit float64) []float64 {
	row := make([]float64, len(goal))
	k, d := s.r.nearest(from)
	first := d / s.r.profile.Speed
	if k >= 0 {
		s.run(k, limit-first, -1)
	}
	for j, g := range goal {
		row[j] = math.Inf(1)
		if k < 0 || g.node < 0 || s.stamp[g.node] != s.now {
			continue
		}
		if t := first + float64(s.time[g.node]) + g.access; t <= limit {
			row[j] = t
		}
	}
	return row
}

// Route is one walk.
type Route struct {
	Seconds float64 `json:"seconds"` // as it weighs for the profile
	Metres  float64 `json:"metres"`
	Steps   int     `json:"steps"`
	Climb   float64 `json:"climb"` // metres up, as far as slopes are known
	Path    []Place `json:"path"`
}

// Route is the quickest walk between two places.
func (r *Router) Route(from, to Place) (Route, error) {
	a, da := r.nearest(from)
	b, db := r.nearest(to)
	if a < 0 || b < 0 {
		return Route{}, fmt.Errorf("%w: no path near one of the places", ErrUnreachable)
	}
	s := newSweep(r)
	s.run(a, math.Inf(1), b)
	if s.stamp[b] != s.now {
		return Route{}, fmt.Errorf("%w: for %s", ErrUnreachable, r.profile.Name)
	}
	out := Route{Seconds: float64(s.time[b]) + (da+db)/r.profile.Speed, Metres: da + db, Path: []Place{to}}
	steps := 0.0
	for k := b; ; {
		out.Path = append(out.Path, r.net.place[k])
		if k == a {
			break
		}
		e := r.net.edges[r.edge[s.by[k]]]
		slope := float64(e.slope)
		if e.to != k {
			slope = -slope
		}
		out.Metres += float64(e.metres)
		out.Climb += max(0, slope) * float64(e.metres)
		steps += float64(e.steps)
		k = s.from[k]
	}
	out.Path = append(out.Path, from)
	for x, y := 0, len(out.Path)-1; x < y; x, y = x+1, y-1 {
		out.Path[x], out.Path[y] = out.Path[y], out.Path[x]
	}
	out.Steps = int(math.Round(steps))
	return out, nil
}
