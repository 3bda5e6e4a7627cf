package median

import (
	"math"

	"linli/solve/siting/branch"
)

// dual is the Lagrangian relaxation of "every client is assigned once" with a price lambda per client: a site is worth the sum of what it serves
// below price, the p best sites open. Its value bounds the cost of every choice from below, whatever the prices.
type dual struct {
	md     *model
	lam    []float64
	best   []float64 // prices of the best bound
	bound  float64   // the best bound
	dir    []float64
	sub    []float64
	rho    []float64
	pick   []int32 // sites; the first p are open after eval
	isOpen []bool
	touch  []int32   // client → end of its arcs below price
	often  []float64 // how often a site was open of late: an estimate of the relaxation's primal solution
	step   float64
	failed int
	work   int64
}

func newDual(md *model, lam []float64) *dual {
	d := &dual{
		md: md, lam: lam, best: append([]float64(nil), lam...), bound: math.Inf(-1), dir: make([]float64, md.n), sub: make([]float64, md.n),
		rho: make([]float64, md.m), pick: make([]int32, md.m), isOpen: make([]bool, md.m), touch: make([]int32, md.n), often: make([]float64, md.m), step: 1,
	}
	return d
}

// eval computes the bound at lam, the sites that it opens and the subgradient.
func (d *dual) eval() float64 {
	md := d.md
	clear(d.rho)
	sum, size := md.base, math.Abs(md.base)
	for i := range md.n {
		l := d.lam[i]
		sum += l
		size += math.Abs(l)
		a, end := md.row[i], md.row[i+1]
		for ; a < end && md.cost[a] < l; a++ {
			d.rho[md.col[a]] += md.cost[a] - l
		}
		d.touch[i] = a
		d.work += 2 * int64(a-md.row[i])
	}
	for j := range d.pick {
		d.pick[j] = int32(j)
	}
	branch.SelectLeast(d.pick, d.rho, md.p)
	for k, j := range d.pick {
		d.isOpen[j] = k < md.p
		if k < md.p {
			sum += d.rho[j]
			size -= d.rho[j]
		}
	}
	d.gradient()
	d.work += int64(4 * md.m)
	sum -= 2.3e-16 * float64(md.n+md.m) * size // rounding must not lift the bound
	return sum
}

// gradient is 1 − the number of open sites that serve each client below its price.
func (d *dual) gradient() {
	md := d.md
	for i := range d.sub {
		g := 1.0
		for _, j := range md.col[md.row[i]:d.touch[i]] {
			if d.isOpen[j] {
				g--
			}
		}
		d.sub[i] = g
	}
}

// iterate does one step of deflected subgradient towards target and reports whether the bound rose.
func (d *dual) iterate(target float64) bool {
	l := d.eval()
	for j, o := range d.isOpen {
		d.often[j] *= 0.9
		if o {
			d.often[j] += 0.1
		}
	}
	rose := l > d.bound
	if rose {
		if l > d.bound+1e-4*math.Abs(target-d.bound) {
			d.failed = 0
		}
		d.bound = l
		copy(d.best, d.lam)
	}
	d.failed++
	if d.failed > 20 {
		d.failed = 0
		d.step *= 0.7
		copy(d.lam, d.best)
		clear(d.dir)
		return rose
	}
	d.move(max(target-l, 1e-6*math.Abs(target)))
	return rose
}

// move goes along the deflected subgradient; gap is how far the target is.
func (d *dual) move(gap float64) {
	norm := 0.0
	for i, g := range d.sub {
		x := 0.3*g + 0.7*d.dir[i]
		if (d.lam[i] >= d.md.u[i] && x > 0) || (d.lam[i] <= 0 && x < 0) {
			x = 0
		}
		d.dir[i] = x
		norm += x * x
	}
	if norm == 0 {
		return
	}
	t := d.step * gap / norm
	for i, x := range d.dir {
		d.lam[i] = min(d.md.u[i], max(0, d.lam[i]+t*x))
	}
}

// fix marks the sites whose opening or closing would lift the bound at the best prices to cut or above: no choice below cut has them otherwise.
// It returns how many were marked.
func (d *dual) fix(cut float64, fate []int8) int {
	copy(d.lam, d.best)
	l := d.eval()
	p, marked := d.md.p, 0
	worstIn, bestOut := math.Inf(-1), math.Inf(1)
	for k, j := range d.pick {
		if k < p {
			worstIn = max(worstIn, d.rho[j])
		} else {
			bestOut = min(bestOut, d.rho[j])
		}
	}
	for k, j := range d.pick {
		switch {
		case k < p && l-d.rho[j]+bestOut >= cut:
			fate[j] = branch.Open
			marked++
		case k >= p && l+d.rho[j]-worstIn >= cut:
			fate[j] = branch.Closed
			marked++
		}
	}
	return marked
}
