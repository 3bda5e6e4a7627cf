package walk

// sweep is one Dijkstra at a time over a router, with memory that is used again.
type sweep struct {
	r     *Router
	time  []float32
	stamp []int32 // time[k] is of this sweep when stamp[k] == now
	from  []int32 // node before k
	by    []int32 // arc into k
	now   int32
	heap  []entry
}

type entry struct {
	t    float32
	node int32
}

func newSweep(r *Router) *sweep {
	n := len(r.net.place)
	return &sweep{r: r, time: make([]float32, n), stamp: make([]int32, n), from: make([]int32, n), by: make([]int32, n)}
}

// run finds the times from a node to all that are nearer than limit seconds, or until the goal is settled (-1 = all).
func (s *sweep) run(a int32, limit float64, goal int32) {
	s.now++
	s.time[a], s.stamp[a] = 0, s.now
	s.heap = append(s.heap[:0], entry{0, a})
	r, lim := s.r, float32(min(limit, 1e30))
	for len(s.heap) > 0 {
		x := s.pop()
		if x.t > s.time[x.node] {
			continue
		}
		if x.node == goal {
			return
		}
		for e := r.start[x.node]; e < r.start[x.node+1]; e++ {
			k, t := r.to[e], x.t+r.seconds[e]
			if t > lim || (s.stamp[k] == s.now && t >= s.time[k]) {
				continue
			}
			s.time[k], s.stamp[k], s.from[k], s.by[k] = t, s.now, x.node, e
			s.push(entry{t, k})
		}
	}
}

// push and pop keep a heap of four children a node: flatter than two, and one cache line a level.
func (s *sweep) push(x entry) {
	q := append(s.heap, x)
	i := len(q) - 1
	for i > 0 {
		up := (i - 1) / 4
		if q[up].t <= x.t {
			break
		}
		q[i] = q[up]
		i = up
	}
	q[i] = x
	s.heap = q
}

func (s *sweep) pop() entry {
	q := s.heap
	top, x := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	i := 0
	for {
		c := 4*i + 1
		if c >= len(q) {
			break
		}
		least := c
		for k := c + 1; k < min(c+4, len(q)); k++ {
			if q[k].t < q[least].t {
				least = k
			}
		}
		if x.t <= q[least].t {
			break
		}
		q[i] = q[least]
		i = least
	}
	if len(q) > 0 {
		q[i] = x
	}
	s.heap = q
	return top
}
