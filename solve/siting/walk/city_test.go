package walk_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"linli/solve/siting"
	"linli/solve/siting/walk"
)

// extract reads one of the OpenStreetMap extracts of LINLI_SHARED/bench/siting/osm, or shared/bench/siting/osm beside a folder above this one.
func extract(t testing.TB, name string) *walk.Network {
	t.Helper()
	roots := []string{os.Getenv("LINLI_SHARED")}
	dir, _ := os.Getwd()
	for d := dir; d != filepath.Dir(d); d = filepath.Dir(d) {
		roots = append(roots, filepath.Join(d, "shared"))
	}
	for _, root := range roots {
		f, err := os.Open(filepath.Join(root, "bench", "siting", "osm", name))
		if root == "" || err != nil {
			continue
		}
		defer f.Close()
		n, err := walk.Read(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if os.Getenv("CI") != "" {
		t.Fatal("shared/bench/siting is missing")
	}
	t.Skip("shared/bench/siting is not here: no real city is walked")
	return nil
}

func of(n *walk.Network, kind string) []walk.Place {
	var out []walk.Place
	for _, f := range n.Features() {
		if f.Kind == kind {
			out = append(out, f.Place)
		}
	}
	return out
}

// TestTheOldAvoidTheStepsOfMonaco: from every building to a bench, on the ground of a steep town. Nobody old climbs more steps than an adult, most
// are spared nearly all of theirs, and a wheelchair meets none.
func TestTheOldAvoidTheStepsOfMonaco(t *testing.T) {
	t.Parallel()
	n := extract(t, "monaco.osm.gz")
	homes, benches := of(n, "building"), of(n, "amenity=bench")
	if len(homes) < 900 || len(benches) != 3 {
		t.Fatalf("%d buildings and %d benches", len(homes), len(benches))
	}
	adult, old, chair := n.Router(walk.Adult()), n.Router(walk.Old()), n.Router(walk.Wheelchair())
	var steps [2]int
	spared := 0
	for k := 0; k < len(homes); k += 3 {
		to := benches[k%len(benches)]
		a, err := adult.Route(homes[k], to)
		if err != nil {
			t.Fatal(err)
		}
		o, err := old.Route(homes[k], to)
		if err != nil {
			t.Fatal(err)
		}
		if o.Steps > a.Steps || o.Metres < a.Metres-0.5 && o.Steps >= a.Steps && o.Climb >= a.Climb {
			t.Errorf("%v to %v: adult %.0f m with %d steps, old %.0f m with %d", homes[k], to, a.Metres, a.Steps, o.Metres, o.Steps)
		}
		if w, err := chair.Route(homes[k], to); err == nil && w.Steps > 0 {
			t.Errorf("%v to %v: a wheelchair takes %d steps", homes[k], to, w.Steps)
		} else if err != nil && !errors.Is(err, walk.ErrUnreachable) {
			t.Error(err)
		}
		steps[0] += a.Steps
		steps[1] += o.Steps
		if o.Steps < a.Steps {
			spared++
		}
	}
	if steps[1]*4 > steps[0] || spared < 50 {
		t.Errorf("adults climb %d steps, the old %d; %d walks differ", steps[0], steps[1], spared)
	}
	t.Logf("adults %d steps, the old %d; %d walks differ", steps[0], steps[1], spared)
}

// TestTwentyBenchesForMonaco is the whole way: homes and sites from the map, walking times of the old, benches that stand already, the plan that is
// proven to be the best, and what it changes.
func TestTwentyBenchesForMonaco(t *testing.T) {
	t.Parallel()
	n := extract(t, "monaco.osm.gz")
	homes, benches := of(n, "building"), of(n, "amenity=bench")
	sites := append(benches, n.Sites(60)...)
	times, err := n.Router(walk.Old()).Matrix(context.Background(), homes, sites, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := siting.Problem{Objective: siting.Median, Dist: times, P: 20, Existing: []int{0, 1, 2}}
	r, err := siting.Solve(context.Background(), p, siting.Options{Seed: 1})
	if err != nil || !r.Proven || r.Unserved > 0 || len(r.Sites) != 20 {
		t.Fatalf("%+v: %v", r, err)
	}
	plan, err := siting.NewPlan(p, r.Sites)
	if err != nil {
		t.Fatal(err)
	}
	people := make([]float64, len(homes))
	for i := range people {
		people[i] = 1
	}
	e, err := plan.Effects([]siting.Group{{Name: "old", People: people}}, 150/walk.Old().Speed)
	if err != nil || len(e) != 1 {
		t.Fatal(e, err)
	}
	if e[0].After.Mean*3 > e[0].Before.Mean || e[0].After.Within < 0.3 || e[0].Before.Within > 0.05 || e[0].After.Longest > e[0].Before.Longest {
		t.Errorf("%+v", e)
	}
	t.Logf("%d sites: %+v", len(sites), e)
}

// TestAndorra reads the binary format: a country of mountains, where people walk on roads without steps.
func TestAndorra(t *testing.T) {
	t.Parallel()
	n := extract(t, "andorra.osm.pbf")
	if n.Nodes() < 50_000 || len(of(n, "amenity=bench")) != 1 {
		t.Fatalf("%d nodes, %d benches", n.Nodes(), len(of(n, "amenity=bench")))
	}
	from, to := walk.Place{Lat: 42.5063, Lon: 1.5218}, walk.Place{Lat: 42.5090, Lon: 1.5390} // Andorra la Vella to Escaldes
	r, err := n.Router(walk.Adult()).Route(from, to)
	if crow := from.Metres(to); err != nil || r.Metres < crow || r.Metres > 2*crow {
		t.Errorf("%.0f m as the crow flies, walked %.0f m: %v", crow, r.Metres, err)
	}
	m, err := n.Router(walk.Adult()).Matrix(context.Background(), []walk.Place{from}, []walk.Place{to, from}, 0)
	if err != nil || math.Abs(m[0][0]-r.Seconds) > 0.01 || m[0][1] > 120 {
		t.Errorf("the route takes %v s, the matrix says %v: %v", r.Seconds, m, err)
	}
}
