package haul

import (
	"cmp"
	"math"
	"slices"

	"linli/solve/siting/branch"
)

// gain is what a unit of a client's load costs a site, below 0 when it saves.
type gain struct {
	cost   float64
	client int
}

func byGain(a, b gain) int { return cmp.Or(cmp.Compare(a.cost, b.cost), a.client-b.client) }

// dual is the Lagrangian relaxation with capacities: at prices per client, a site serves the dearest loads below price until it is full.
type dual struct {
	pl    *Plant
	fate  []int8
	lam   []float64
	best  []float64
	bound float64
	rho   []float64
	pick  []int32 // undecided sites; the first k are open after eval
	k     int
	grad  []float64
	often []float64
	queue []gain
	share [][]Part // what each site would serve
}

func newDual(pl *Plant, fate []int8, lam []float64) *dual {
	d := &dual{
		pl: pl, fate: fate, lam: slices.Clone(lam), best: slices.Clone(lam), bound: math.Inf(-1), rho: make([]float64, pl.m()),
		grad: make([]float64, pl.n()), often: make([]float64, pl.m()), share: make([][]Part, pl.m()), k: pl.Free,
	}
	for j, f := range fate {
		switch {
		case pl.Open[j]:
		case f == branch.Open:
			d.k--
		case f == branch.Undecided:
			d.pick = append(d.pick, int32(j))
		}
	}
	d.k = min(d.k, len(d.pick))
	return d
}

// eval is the bound at lam.
func (d *dual) eval() float64 {
	pl := d.pl
	sum, size := 0.0, 0.0
	for i, l := range d.lam {
		sum += l
		size += math.Abs(l)
		d.grad[i] = 1
	}
	for j := range pl.m() {
		if pl.Open[j] || d.fate[j] != branch.Closed {
			d.knapsack(j)
		}
	}
	branch.SelectLeast(d.pick, d.rho, d.k)
	count := func(j int) {
		sum += d.rho[j]
		size -= d.rho[j]
		for _, q := range d.share[j] {
			d.grad[q.Client] -= q.Amount
		}
	}
	for j := range pl.m() {
		if pl.Open[j] || d.fate[j] == branch.Open {
			count(j)
		}
	}
	for _, j := range d.pick[:d.k] {
		count(int(j))
	}
	return sum - 2.3e-16*float64(pl.n()+pl.m())*size
}

// knapsack fills site j with what saves most per unit of load.
func (d *dual) knapsack(j int) {
	pl := d.pl
	d.queue, d.share[j], d.rho[j] = d.queue[:0], d.share[j][:0], 0
	total := 0.0
	for i, l := range d.lam {
		if s := pl.Cost[i][j] - l; s < 0 {
			if pl.Load[i] == 0 {
				d.rho[j] += s
				d.share[j] = append(d.share[j], Part{i, 1})
				continue
			}
			d.queue = append(d.queue, gain{s / pl.Load[i], i})
			total += pl.Load[i]
		}
	}
	if total > pl.Capacity[j] {
		slices.SortFunc(d.queue, byGain)
	}
	rest := pl.Capacity[j]
	for _, a := range d.queue {
		if rest <= 0 {
			break
		}
		i := a.client
		x := min(1, rest/pl.Load[i])
		rest -= x * pl.Load[i]
		d.rho[j] += x * (pl.Cost[i][j] - d.lam[i])
		d.share[j] = append(d.share[j], Part{i, x})
	}
}

// run does steps of the subgradient towards target, and stops when the bound reaches cut or tick says so.
func (d *dual) run(steps int, step, target, cut float64, tick func() bool) bool {
	dir := make([]float64, len(d.lam))
	failed := 0
	for range steps {
		if !tick() {
			return false
		}
		l := d.eval()
		for x, j := range d.pick {
			d.often[j] *= 0.9
			if x < d.k {
				d.often[j] += 0.1
			}
		}
		failed++
		if l > d.bound {
			if l > d.bound+1e-4*math.Abs(target-d.bound) {
				failed = 0
			}
			d.bound = l
			copy(d.best, d.lam)
			if l >= cut {
				return true
			}
		}
		if failed > 15 {
			failed, step = 0, step*0.7
			copy(d.lam, d.best)
			clear(dir)
			continue
		}
		if !d.move(dir, step*max(target-l, 1e-6*math.Abs(target))) {
			break
		}
	}
	return true
}

// move goes along the deflected subgradient, of which dir keeps the memory; false when there is nowhere to go.
func (d *dual) move(dir []float64, far float64) bool {
	norm := 0.0
	for i, g := range d.grad {
		x := 0.3*g + 0.7*dir[i]
		if (d.lam[i] >= d.pl.Charge[i] && x > 0) || (d.lam[i] <= 0 && x < 0) {
			x = 0
		}
		dir[i] = x
		norm += x * x
	}
	if norm == 0 {
		return false
	}
	for i, x := range dir {
		d.lam[i] = min(d.pl.Charge[i], max(0, d.lam[i]+far/norm*x))
	}
	return true
}

// fix decides sites by reduced cost at the best prices.
func (d *dual) fix(cut float64) int {
	copy(d.lam, d.best)
	l := d.eval()
	in, out := math.Inf(-1), math.Inf(1)
	for x, j := range d.pick {
		if x < d.k {
			in = max(in, d.rho[j])
		} else {
			out = min(out, d.rho[j])
		}
	}
	marked := 0
	for x, j := range d.pick {
		switch {
		case x < d.k && l-d.rho[j]+min(out, 0) >= cut:
			d.fate[j] = branch.Open
			marked++
		case x >= d.k && (d.k == 0 || l+d.rho[j]-in >= cut):
			d.fate[j] = branch.Closed
			marked++
		}
	}
	return marked
}
