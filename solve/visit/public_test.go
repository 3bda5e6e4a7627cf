package visit_test

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"linli/solve/visit"
	"linli/solve/visit/check"
	"linli/solve/visit/day"
	"linli/solve/visit/instance"
)

// benchDir is the folder of public problems: LINLI_SHARED/bench/hhcrsp, or shared/bench/hhcrsp beside a folder above this one.
func benchDir(t *testing.T) string {
	t.Helper()
	roots := []string{os.Getenv("LINLI_SHARED")}
	dir, _ := os.Getwd()
	for d := dir; d != filepath.Dir(d); d = filepath.Dir(d) {
		roots = append(roots, filepath.Join(d, "shared"))
	}
	for _, root := range roots {
		if at := filepath.Join(root, "bench", "hhcrsp"); root != "" {
			if _, err := os.Stat(at); err == nil {
				return at
			}
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("shared/bench/hhcrsp is missing")
	}
	t.Skip("shared/bench/hhcrsp is not here: public problems are not planned")
	return ""
}

func unzip(t *testing.T, path string) *gzip.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(path, err)
	}
	return z
}

func problem(t *testing.T, path string) *day.Problem {
	t.Helper()
	p, err := instance.Read(unzip(t, path))
	if err != nil {
		t.Fatal(path, err)
	}
	return p
}

// priced is the value of a published solution.
func priced(t *testing.T, path string, p *day.Problem) float64 {
	t.Helper()
	plan, err := instance.ReadPlan(unzip(t, path), p)
	if err != nil {
		t.Fatal(path, err)
	}
	c, err := check.Plan(p, plan)
	if err != nil {
		t.Fatal(path, err)
	}
	return p.Value(c)
}

// known are the best known values by instance, with their set.
func known(t *testing.T, dir string) map[string]struct {
	set   string
	value float64
} {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "best_known.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]struct {
		set   string
		value float64
	}{}
	for _, r := range rows[1:] {
		if r[8] == "" {
			continue
		}
		v, err := strconv.ParseFloat(r[8], 64)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(r[1], ".json")] = struct {
			set   string
			value float64
		}{r[0], v}
	}
	return out
}

// TestPublishedSolutions: the checker counts every published solution at hand as its authors did.
func TestPublishedSolutions(t *testing.T) {
	t.Parallel()
	dir := benchDir(t)
	best := known(t, dir)
	files, _ := filepath.Glob(filepath.Join(dir, "sample-solutions", "*.json.gz"))
	if len(files) != 3 {
		t.Fatalf("%d sample solutions", len(files))
	}
	for _, f := range files {
		name := strings.TrimPrefix(filepath.Base(f), "sol-")
		name = name[:strings.LastIndex(name, "-")]
		p := problem(t, filepath.Join(dir, best[name].set, name+".json.gz"))
		if v := priced(t, f, p); math.Abs(v-best[name].value) > 1e-4 {
			t.Errorf("%s: %.4f, not %.4f", name, v, best[name].value)
		}
	}
}

// TestPublishedComponents: the solutions of the later set, with shifts and several bases, have the travel and the tardiness that stand in their files.
func TestPublishedComponents(t *testing.T) {
	t.Parallel()
	dir := benchDir(t)
	files, _ := filepath.Glob(filepath.Join(dir, "extended-validation-solutions", "*.json.gz"))
	for _, f := range files {
		name := strings.TrimPrefix(filepath.Base(f), "sol-")
		name = name[:strings.LastIndex(name, "-")]
		p := problem(t, filepath.Join(dir, "extended-validation", name+".json.gz"))
		plan, parts, err := instance.ReadPublished(unzip(t, f), p)
		if err != nil {
			t.Fatal(name, err)
		}
		c, err := check.Plan(p, plan)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c.Travel != int(parts["EHHC_TravelTime"]) || c.Tardiness != int(parts["EHHC_TotalTardiness"]) || c.MaxTardiness != int(parts["EHHC_HighestTardiness"]) || c.Extra != int(parts["EHHC_TotalExtraTime"]) {
			t.Errorf("%s: %+v, published %v", name, c, parts)
		}
	}
	if len(files) != 5 {
		t.Errorf("%d solutions", len(files))
	}
}

// TestEveryProblemIsPlanned: every public file is read, and its first plan and a short search pass the checker.
func TestEveryProblemIsPlanned(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join(benchDir(t), "*", "*.json.gz"))
	count := 0
	for _, f := range files {
		if strings.Contains(filepath.Dir(f), "solutions") {
			continue
		}
		count++
		r, err := visit.Solve(context.Background(), problem(t, f), visit.Options{Seed: 1, Iterations: 20_000})
		if err != nil || r.Iterations != 20_000 {
			t.Errorf("%s: %v after %d", filepath.Base(f), err, r.Iterations)
		}
	}
	if count < 100 {
		t.Errorf("only %d problems", count)
	}
}

// TestProvenOptima: a million moves find the proven optima of the smallest problems.
func TestProvenOptima(t *testing.T) {
	t.Parallel()
	dir := benchDir(t)
	count := 0
	for name, b := range known(t, dir) {
		if !strings.Contains(name, "HCSRP_10_") {
			continue
		}
		count++
		r, err := visit.Solve(context.Background(), problem(t, filepath.Join(dir, b.set, name+".json.gz")), visit.Options{Seed: 1, Iterations: 1_000_000})
		if err != nil || math.Abs(r.Value-b.value) > 1e-4 {
			t.Errorf("%s: %.4f, not %.4f (%v)", name, r.Value, b.value, err)
		}
	}
	if count != 7 {
		t.Errorf("%d problems", count)
	}
}

// TestKeptPlans: every plan under bench/visit keeps the rules and is better than the best value known.
func TestKeptPlans(t *testing.T) {
	t.Parallel()
	dir := benchDir(t)
	best := known(t, dir)
	files, _ := filepath.Glob(filepath.Join("..", "..", "bench", "visit", "*.json.gz"))
	if len(files) == 0 {
		t.Error("bench/visit is empty")
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json.gz")
		b, ok := best[name]
		if !ok {
			t.Errorf("%s is no public problem", name)
			continue
		}
		if v := priced(t, f, problem(t, filepath.Join(dir, b.set, name+".json.gz"))); v >= b.value-1e-4 {
			t.Errorf("%s: %.4f is not better than %.4f", name, v, b.value)
		}
	}
}
