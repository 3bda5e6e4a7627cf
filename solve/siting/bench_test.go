//go:build unix

package siting_test

import (
	"context"
	"slices"
	"syscall"
	"testing"

	"linli/solve/siting"
	"linli/solve/siting/instance"
)

// district is 1,000 demand points × 1,000 sites with people, capacities that hold all of them, and twenty benches to place.
func district(o siting.Objective, capacities bool) siting.Problem {
	pts, at := points(1000, 1), points(1000, 2)
	p := siting.Problem{Objective: o, P: 20, Radius: 150, Dist: instance.Distances(pts, at, instance.Exact)}
	for i := range pts {
		p.Weight = append(p.Weight, float64(1+i%7))
	}
	if capacities {
		for range at {
			p.Capacity = append(p.Capacity, 220)
		}
	}
	return p
}

// points look random in a square of 1,000 m and are always the same.
func points(n int, seed uint64) []instance.Point {
	x := seed*2654435769 + 12345
	next := func() float64 {
		x = x*6364136223846793005 + 1442695040888963407
		return float64(x>>40) / (1 << 24) * 1000
	}
	out := make([]instance.Point, n)
	for i := range out {
		out[i] = instance.Point{X: next(), Y: next()}
	}
	return out
}

// BenchmarkMove is the aim for moving one site by hand: the new cost below 20 ms at 1,000 × 1,000.
func BenchmarkMove(b *testing.B) {
	for _, o := range []siting.Objective{siting.Median, siting.Centre, siting.Cover} {
		for _, capacities := range []bool{false, true} {
			name := string(o)
			if capacities {
				name += " with capacities"
			}
			b.Run(name, func(b *testing.B) {
				p := district(o, capacities)
				r, err := siting.Solve(context.Background(), p, siting.Options{Iterations: -1})
				if err != nil {
					b.Fatal(err)
				}
				plan, err := siting.NewPlan(p, r.Sites)
				if err != nil {
					b.Fatal(err)
				}
				begin, k := cpu(), 0
				for b.Loop() {
					to := k * 37 % 1000
					if k++; slices.Contains(r.Sites, to) {
						continue
					}
					if _, err := plan.Move(r.Sites[k%20], to); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric((cpu()-begin)*1000/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

func cpu() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
