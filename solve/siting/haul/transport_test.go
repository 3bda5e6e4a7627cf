package haul

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a plant of some size with every site in it.
func drawn(t *rapid.T) *Plant {
	n, m := rapid.IntRange(1, 30).Draw(t, "clients"), rapid.IntRange(1, 8).Draw(t, "sites")
	pl := &Plant{}
	for j := range m {
		pl.ID = append(pl.ID, 10+j)
		pl.Open = append(pl.Open, rapid.IntRange(0, 6).Draw(t, "open") == 0)
		pl.Capacity = append(pl.Capacity, rapid.Float64Range(0, 20).Draw(t, "capacity"))
		if !pl.Open[j] && rapid.Bool().Draw(t, "free") {
			pl.Free++
		}
	}
	for range n {
		row := make([]float64, m)
		for j := range row {
			if row[j] = rapid.Float64Range(0, 100).Draw(t, "cost"); rapid.IntRange(0, 5).Draw(t, "way") == 0 {
				row[j] = math.Inf(1)
			}
		}
		pl.Cost, pl.Charge = append(pl.Cost, row), append(pl.Charge, rapid.Float64Range(0, 150).Draw(t, "charge"))
		pl.Load = append(pl.Load, float64(rapid.IntRange(0, 5).Draw(t, "load")))
	}
	return pl
}

func everySite(pl *Plant) []int {
	all := make([]int, pl.m())
	for a := range all {
		all[a] = a
	}
	return all
}

// TestTransportIsABestFlow: loads add up, no site holds more than it can, the cost is that of the parts, and no circle of moves would save anything,
// which is the certificate that no flow is cheaper.
func TestTransportIsABestFlow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pl := drawn(t)
		f := pl.Transport(everySite(pl))
		placed, cost := slices.Clone(f.Left), 0.0
		for i, l := range f.Left {
			if l > 0 {
				cost += pl.Charge[i] * l / pl.Load[i]
			}
		}
		used := make([]float64, pl.m())
		home := map[int]bool{}
		for a, parts := range f.At {
			for _, q := range parts {
				if q.Amount == 0 { // a client without load
					cost += pl.Cost[q.Client][a]
					home[q.Client] = true
					continue
				}
				placed[q.Client] += q.Amount
				used[a] += q.Amount
				cost += pl.Cost[q.Client][a] * q.Amount / pl.Load[q.Client]
			}
			if used[a] > pl.Capacity[a]+1e-6 {
				t.Fatalf("site %d holds %v of %v", a, used[a], pl.Capacity[a])
			}
		}
		for i, x := range placed {
			if math.Abs(x-pl.Load[i]) > 1e-6 {
				t.Fatalf("client %d: %v of %v", i, x, pl.Load[i])
			}
			if pl.Load[i] == 0 && !home[i] {
				cost += pl.Charge[i]
			}
		}
		if math.Abs(cost-f.Cost) > 1e-6*(1+cost) {
			t.Fatalf("cost %v, said %v", cost, f.Cost)
		}
		if saving := circle(pl, f, used); saving > 1e-6 {
			t.Fatalf("a circle of moves saves %v: %+v %+v", saving, pl, f)
		}
	})
}

// circle looks for moves that lead back to where they began and save: sites, then what is left over, then room that nobody uses.
func circle(pl *Plant, f *Flow, used []float64) float64 {
	m := pl.m()
	left, room := m, m+1
	edge := make([][]float64, m+2)
	for a := range edge {
		edge[a] = slices.Repeat([]float64{math.Inf(1)}, m+2)
	}
	move := func(i, from int) {
		unit := func(b int) float64 {
			if b == left {
				return pl.Charge[i] / pl.Load[i]
			}
			return pl.Cost[i][b] / pl.Load[i]
		}
		for b := range m + 1 {
			edge[from][b] = min(edge[from][b], unit(b)-unit(from))
		}
	}
	for a, parts := range f.At {
		for _, q := range parts {
			if q.Amount > 1e-6 {
				move(q.Client, a)
			}
		}
		if pl.Capacity[a]-used[a] > 1e-6 {
			edge[a][room] = 0
		}
		edge[room][a] = 0
	}
	for i, l := range f.Left {
		if l > 1e-6 {
			move(i, left)
		}
	}
	edge[left][room], edge[room][left] = 0, 0
	d := make([]float64, m+2)
	saving := 0.0
	for range m + 3 { // in the last round nothing changes unless there is a circle
		saving = 0
		for a := range edge {
			for b, c := range edge[a] {
				if d[a]+c < d[b] {
					saving = max(saving, d[b]-d[a]-c)
					d[b] = d[a] + c
				}
			}
		}
	}
	return saving
}

// TestSearchAgreesWithTryingEverything on loads and costs that are no whole numbers.
func TestSearchAgreesWithTryingEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pl := drawn(t)
		best := math.Inf(1)
		for subset := range 1 << pl.m() {
			var open []int
			chosen := 0
			for j := range pl.m() {
				switch {
				case pl.Open[j]:
					open = append(open, j)
				case subset>>j&1 == 1:
					open = append(open, j)
					chosen++
				}
			}
			if chosen == pl.Free {
				best = min(best, pl.Transport(open).Cost)
			}
		}
		for _, iterations := range []int{0, -1, 1, 3} {
			out := pl.Search(context.Background(), Options{Seed: 1, Iterations: iterations})
			if out.LB > best+1e-6 || out.UB < best-1e-6 || (iterations == 0 || out.Proven) && math.Abs(out.UB-best) > 1e-6*(1+best) {
				t.Fatalf("%d iterations: %v to %v, the best is %v: %+v", iterations, out.LB, out.UB, best, pl)
			}
			if iterations == 0 && !out.Proven || len(out.Chosen) > pl.Free || iterations > 0 && out.Iterations > iterations {
				t.Fatalf("%+v of %+v", out, pl)
			}
		}
	})
}
