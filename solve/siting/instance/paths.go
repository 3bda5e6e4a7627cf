package instance

import (
	"cmp"
	"math"
	"slices"
)

// shortestPaths is Dijkstra from every node of an undirected graph with nodes 0 to n-1.
func shortestPaths(n int, cost map[[2]int]float64) [][]float64 {
	type edge struct {
		to int32
		c  float64
	}
	adj := make([][]edge, n)
	for e, c := range cost {
		if e[0] != e[1] {
			adj[e[0]] = append(adj[e[0]], edge{int32(e[1]), c})
			adj[e[1]] = append(adj[e[1]], edge{int32(e[0]), c})
		}
	}
	for _, l := range adj { // a map has no order
		slices.SortFunc(l, func(a, b edge) int { return cmp.Compare(a.to, b.to) })
	}
	dist := make([][]float64, n)
	var h queue
	for s := range dist {
		d := make([]float64, n)
		for i := range d {
			d[i] = math.Inf(1)
		}
		d[s] = 0
		h = append(h[:0], queued{0, int32(s)})
		for len(h) > 0 {
			x := h.pop()
			if x.d > d[x.node] {
				continue
			}
			for _, e := range adj[x.node] {
				if v := x.d + e.c; v < d[e.to] {
					d[e.to] = v
					h.push(queued{v, e.to})
				}
			}
		}
		dist[s] = d
	}
	return dist
}

type queued struct {
	d    float64
	node int32
}

// queue is a binary heap by distance.
type queue []queued

func (h *queue) push(x queued) {
	q := append(*h, x)
	i := len(q) - 1
	for i > 0 {
		up := (i - 1) / 2
		if q[up].d <= x.d {
			break
		}
		q[i] = q[up]
		i = up
	}
	q[i] = x
	*h = q
}

func (h *queue) pop() queued {
	q := *h
	top, x := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	i := 0
	for {
		c := 2*i + 1
		if c >= len(q) {
			break
		}
		if c+1 < len(q) && q[c+1].d < q[c].d {
			c++
		}
		if x.d <= q[c].d {
			break
		}
		q[i] = q[c]
		i = c
	}
	if len(q) > 0 {
		q[i] = x
	}
	*h = q
	return top
}
