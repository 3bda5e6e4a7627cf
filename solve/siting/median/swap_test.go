package median

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"

	"linli/solve/siting/branch"
)

// drawn is a question whose arcs, charges and number of sites are drawn.
func drawn(t *rapid.T) Input {
	n, m := rapid.IntRange(1, 20).Draw(t, "clients"), rapid.IntRange(2, 12).Draw(t, "sites")
	in := Input{Clients: n, P: rapid.IntRange(1, m-1).Draw(t, "p")}
	for j := range m {
		in.Sites = append(in.Sites, 3*j+1)
	}
	half := 0.0
	if rapid.Bool().Draw(t, "unrounded") {
		half = 0.37
	}
	cost, charge := map[[2]int]float64{}, make([]float64, n)
	for i := range n {
		charge[i] = float64(rapid.IntRange(1, 40).Draw(t, "charge"))
		for _, j := range in.Sites {
			if cost[[2]int{i, j}] = float64(rapid.IntRange(0, 50).Draw(t, "cost")) + half; rapid.IntRange(0, 6).Draw(t, "way") == 0 {
				cost[[2]int{i, j}] = math.Inf(1)
			}
		}
	}
	in.Cost = func(i, j int) float64 { return cost[[2]int{i, j}] }
	in.Charge = func(i int) (float64, bool) { return charge[i], true }
	return in
}

// TestExchangesAreCountedRight: after any exchanges what each further one would save is what it does save, the best is the best, and going back by
// exchanges leaves the books as if they had been set up anew.
func TestExchangesAreCountedRight(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		md := newModel(drawn(t))
		s := newSwapper(md)
		var first []int32
		for j := range md.p {
			first = append(first, int32(j))
		}
		s.set(first)
		for range rapid.IntRange(0, 6).Draw(t, "exchanges") {
			if j := int32(rapid.IntRange(0, md.m-1).Draw(t, "in")); s.slot[j] < 0 {
				s.swap(j, int32(rapid.IntRange(0, md.p-1).Draw(t, "out")))
			}
		}
		if v := md.value(s.open); math.Abs(v-s.value()) > 1e-9*(1+v) {
			t.Fatalf("worth %v, counted %v", v, s.value())
		}
		top := math.Inf(-1)
		for j := range int32(md.m) {
			for r := range int32(md.p) {
				if s.slot[j] >= 0 {
					continue
				}
				other := append([]int32(nil), s.open...)
				other[r] = j
				want := s.value() - md.value(other)
				got := s.gain[j] - s.loss[r] + s.extra[int(j)*md.p+int(r)]
				if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
					t.Fatalf("opening %d for %d saves %v, counted %v", j, s.open[r], want, got)
				}
				top = max(top, want)
			}
		}
		if _, _, got := s.best(nil, nil, 1e-9); math.Abs(got-max(top, 1e-9)) > 1e-6 {
			t.Fatalf("the best exchange saves %v, found %v", top, got)
		}
		s.become(first)
		fresh := newSwapper(md)
		fresh.set(first)
		if math.Abs(fresh.value()-s.value()) > 1e-9 {
			t.Fatalf("back at %v, was %v", s.value(), fresh.value())
		}
	})
}

// TestTheRelaxationBoundsAndFixesRightly: at any prices the bound holds, and a site that is fixed stands so in every solution below the cut.
func TestTheRelaxationBoundsAndFixesRightly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		md := newModel(drawn(t))
		best := math.Inf(1)
		values := map[int]float64{}
		for subset := range 1 << md.m {
			var open []int32
			for j := range md.m {
				if subset>>j&1 == 1 {
					open = append(open, int32(j))
				}
			}
			if len(open) == md.p {
				values[subset] = md.value(open)
				best = min(best, values[subset])
			}
		}
		lam := make([]float64, md.n)
		for i := range lam {
			lam[i] = rapid.Float64Range(0, 1).Draw(t, "price") * md.u[i]
		}
		d := newDual(md, lam)
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			d.iterate(best * 1.02)
		}
		if d.bound > best+1e-9 {
			t.Fatalf("bound %v, the best is %v", d.bound, best)
		}
		cut := best + rapid.Float64Range(0, 3).Draw(t, "slack")
		fate := make([]int8, md.m)
		d.fix(cut, fate)
		for subset, v := range values {
			for j, f := range fate {
				open := subset>>j&1 == 1
				if v < cut-1e-9 && (f == branch.Open && !open || f == branch.Closed && open) {
					t.Fatalf("site %d is fixed (%d), but %b costs %v, below %v", j, f, subset, v, cut)
				}
			}
		}
	})
}

// TestSolveAgreesWithTryingEverything, and the bound holds wherever the search ends.
func TestSolveAgreesWithTryingEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		md := newModel(in)
		best := math.Inf(1)
		for subset := range 1 << md.m {
			var open []int32
			for j := range md.m {
				if subset>>j&1 == 1 {
					open = append(open, int32(j))
				}
			}
			if len(open) == md.p {
				best = min(best, md.value(open))
			}
		}
		for _, iterations := range []int{0, -1, 1, 4} {
			out := Solve(context.Background(), in, Options{Seed: 5, Iterations: iterations})
			if out.LB > best+1e-9 || out.UB < best-1e-9 || (iterations == 0 || out.Proven) && math.Abs(out.UB-best) > 1e-6 || iterations == 0 && !out.Proven {
				t.Fatalf("%d iterations: %+v, the best is %v", iterations, out, best)
			}
		}
	})
}
