package median

import "math"

// swapper holds an open set and, for every exchange of an open site for a closed one, what it would save.
//
// The bookkeeping is Resende and Werneck's ("A fast swap-based local search procedure for location problems", Annals of OR 150, 2007): opening j and
// closing r saves gain(j) − loss(r) + extra(j, r), and after an exchange only clients whose nearest or second nearest open site changed are counted
// anew. The charge u of a client is a site that is always open.
type swapper struct {
	md     *model
	open   []int32 // slot → site
	slot   []int32 // site → slot, -1 when closed
	f1, f2 []int32 // slot of the nearest and second nearest open site, -1 for the charge
	d1, d2 []float64
	gain   []float64
	loss   []float64
	extra  []float64 // [site*p + slot]
	users  []uint32  // [site*p + slot]: how many clients contribute to extra, and whether the slot is listed in near
	near   [][]int32 // site → slots whose extra may differ from 0: few, however many sites are open
	reach  []float64 // scratch: cost of a client to the site being opened
	wanted []bool    // scratch of become
	out    []int32
	work   int64 // elementary steps done, to share the time evenly without a clock
}

func newSwapper(md *model) *swapper {
	n, m, p := md.n, md.m, md.p
	s := &swapper{
		md: md, open: make([]int32, p), slot: make([]int32, m), f1: make([]int32, n), f2: make([]int32, n), d1: make([]float64, n),
		d2: make([]float64, n), gain: make([]float64, m), loss: make([]float64, p), extra: make([]float64, m*p), reach: make([]float64, n),
		users: make([]uint32, m*p), near: make([][]int32, m), wanted: make([]bool, m),
	}
	for i := range s.reach {
		s.reach[i] = math.Inf(1)
	}
	return s
}

// set opens exactly these p sites and counts everything anew.
func (s *swapper) set(sites []int32) {
	copy(s.open, sites)
	for j := range s.slot {
		s.slot[j] = -1
	}
	for r, j := range s.open {
		s.slot[j] = int32(r)
	}
	clear(s.gain)
	clear(s.loss)
	for j, l := range s.near {
		for _, r := range l {
			s.extra[j*len(s.open)+int(r)], s.users[j*len(s.open)+int(r)] = 0, 0
		}
		s.work += int64(len(l))
		s.near[j] = l[:0]
	}
	for i := range s.md.n {
		s.locate(i)
		s.count(i, 1)
	}
}

// become opens exactly these p sites by exchanges, which is quicker than set when few differ.
func (s *swapper) become(sites []int32) {
	for _, j := range sites {
		s.wanted[j] = true
	}
	s.out = s.out[:0]
	for r, j := range s.open {
		if !s.wanted[j] {
			s.out = append(s.out, int32(r))
		}
	}
	many := len(s.out)*4 > len(s.open)
	k := 0
	for _, j := range sites {
		s.wanted[j] = false
		if s.slot[j] < 0 && !many {
			s.swap(j, s.out[k])
			k++
		}
	}
	if many {
		s.set(sites)
	}
}

// locate finds the two nearest open sites of client i.
func (s *swapper) locate(i int) {
	md := s.md
	s.f1[i], s.f2[i], s.d1[i], s.d2[i] = -1, -1, md.u[i], md.u[i]
	a, first := md.row[i], true
	for ; a < md.row[i+1]; a++ {
		r := s.slot[md.col[a]]
		if r < 0 {
			continue
		}
		if first {
			s.f1[i], s.d1[i], first = r, md.cost[a], false
			continue
		}
		s.f2[i], s.d2[i] = r, md.cost[a]
		break
	}
	s.work += int64(a - md.row[i])
}

// count adds (sign 1) or takes back (sign -1) what client i contributes to gain, loss and extra.
func (s *swapper) count(i int, sign float64) {
	md := s.md
	d1, d2, f := s.d1[i], s.d2[i], s.f1[i]
	a, end := md.row[i], md.row[i+1]
	s.work++
	if f < 0 {
		for ; a < end && md.cost[a] < d1; a++ {
			s.gain[md.col[a]] += sign * (d1 - md.cost[a])
		}
		s.work += int64(a - md.row[i])
		return
	}
	s.loss[f] += sign * (d2 - d1)
	for ; a < end && md.cost[a] < d1; a++ {
		s.gain[md.col[a]] += sign * (d1 - md.cost[a])
		s.spare(md.col[a], f, sign*(d2-d1))
	}
	for ; a < end && md.cost[a] < d2; a++ {
		s.spare(md.col[a], f, sign*(d2-md.cost[a]))
	}
	s.work += int64(a-md.row[i]) * 3
}

// listed marks in users that near holds the slot.
const listed = 1 << 31

// spare adds to extra, or takes back what was added before (x below 0).
func (s *swapper) spare(j, f int32, x float64) {
	k := int(j)*len(s.open) + int(f)
	switch {
	case x > 0:
		if s.users[k]&listed == 0 {
			s.users[k] |= listed
			s.near[j] = append(s.near[j], f)
		}
		s.users[k]++
		s.extra[k] += x
	case x < 0:
		if s.users[k]--; s.users[k]&^listed == 0 {
			s.extra[k] = 0
		} else {
			s.extra[k] += x
		}
	}
}

// best is the exchange that saves most, and at least more than floor, among the sites to open (nil = all closed ones) and slots to close (nil = all).
func (s *swapper) best(in, out []int32, floor float64) (j, r int32, saving float64) {
	j, r, saving = -1, -1, floor
	if out != nil {
		for _, k := range in {
			for _, q := range out {
				if v := s.gain[k] - s.loss[q] + s.extra[int(k)*len(s.open)+int(q)]; v > saving {
					j, r, saving = k, q, v
				}
			}
		}
		s.work += int64(len(in) * len(out))
		return j, r, saving
	}
	least := int32(0) // where a site spares a slot's clients nothing, the slot of least loss is best
	for q, l := range s.loss {
		if l < s.loss[least] {
			least = int32(q)
		}
	}
	for k := range s.md.m {
		if s.slot[k] >= 0 || s.gain[k] <= saving { // an exchange saves at most the gain: extra is never more than the loss
			continue
		}
		if q, v := s.cheapest(k, least); v > saving {
			j, r, saving = int32(k), q, v
		}
	}
	s.work += int64(s.md.m + len(s.open))
	return j, r, saving
}

// cheapest is the slot to close for site k, and what the exchange saves.
func (s *swapper) cheapest(k int, least int32) (r int32, saving float64) {
	p, g := len(s.open), s.gain[k]
	r, saving = least, g-s.loss[least]+s.extra[k*p+int(least)]
	list := s.near[k]
	keep := list[:0]
	for _, q := range list {
		x := k*p + int(q)
		if s.users[x] == listed { // nobody contributes any more
			s.users[x] = 0
			continue
		}
		keep = append(keep, q)
		if v := g - s.loss[q] + s.extra[x]; v > saving {
			r, saving = q, v
		}
	}
	s.near[k] = keep
	s.work += int64(2 * len(list))
	return r, saving
}

// swap opens j in slot r and updates the clients it concerns.
func (s *swapper) swap(j, r int32) {
	md := s.md
	for a := md.crow[j]; a < md.crow[j+1]; a++ {
		if i := md.client[a]; md.ccost[a] < s.d2[i] {
			s.reach[i] = md.ccost[a]
		}
	}
	s.slot[s.open[r]], s.slot[j], s.open[r] = -1, r, j
	for i := range md.n {
		c := s.reach[i]
		switch {
		case s.f1[i] == r || s.f2[i] == r:
			s.count(i, -1)
			s.locate(i)
			s.count(i, 1)
		case !math.IsInf(c, 1):
			s.count(i, -1)
			if c < s.d1[i] {
				s.f2[i], s.d2[i], s.f1[i], s.d1[i] = s.f1[i], s.d1[i], r, c
			} else {
				s.f2[i], s.d2[i] = r, c
			}
			s.count(i, 1)
		}
		s.reach[i] = math.Inf(1)
	}
	s.work += int64(md.n) + int64(md.crow[j+1]-md.crow[j])
}

// value is the cost of the open set.
func (s *swapper) value() float64 {
	v := s.md.base
	for _, d := range s.d1 {
		v += d
	}
	return v
}

// descend exchanges while it saves. It stops early, and says so with false, when stop turns true between two exchanges.
func (s *swapper) descend(stop func() bool) bool {
	if len(s.open) == 0 || len(s.open) == s.md.m {
		return true
	}
	least := 1e-9 * (1 + math.Abs(s.value()))
	for {
		if stop() {
			return false
		}
		j, r, _ := s.best(nil, nil, least)
		if j < 0 {
			return true
		}
		s.swap(j, r)
	}
}
