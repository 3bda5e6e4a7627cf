package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// solved runs linli solve and returns what it printed; ok is whether it ended well.
func solved(args ...string) (stdout, stderr string, ok bool) {
	var o, e bytes.Buffer
	status := run(context.Background(), append([]string{"solve"}, args...), &o, &e)
	return o.String(), e.String(), status == 0
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// answer is the JSON that linli solve siting prints at least.
type answer struct {
	Objective    string
	Value, Bound *float64
	Proven       *bool
	Sites        []int
	Iterations   *int
}

// TestSolveSiting: a path of five nodes, whose edge 1-2 is given twice and counts as written last; p stands in the file and --p overrules it.
func TestSolveSiting(t *testing.T) {
	t.Parallel()
	pmed := file(t, "five.txt", "5 5 1\n1 2 9\n2 3 1\n3 4 1\n4 5 1\n2 1 1\n")
	points := file(t, "five.tsp", "NAME : five\nTYPE : TSP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 1.6 0\n3 3.2 0\nEOF\n")
	weights := file(t, "w.txt", "1\n1\n5\n")
	for _, c := range []struct {
		args  []string
		value float64
		sites []int
	}{
		{[]string{pmed}, 6, []int{3}},
		{[]string{pmed, "--objective", "centre"}, 2, []int{3}},
		{[]string{pmed, "--objective", "cover", "--radius", "1"}, 3, nil},
		{[]string{pmed, "--p", "5"}, 0, []int{1, 2, 3, 4, 5}},
		{[]string{points, "--p", "1"}, 4, []int{2}},
		{[]string{points, "--p", "1", "--distance", "floor"}, 2, []int{2}},
		{[]string{points, "--p", "1", "--distance", "exact", "--seconds", "20", "--seed", "4"}, 3.2, []int{2}},
		{[]string{points, "--p", "1", "--weights", weights}, 5, []int{3}},
	} {
		text, errs, ok := solved(slices.Concat([]string{"siting"}, c.args, []string{"--json"})...)
		var a answer
		if err := json.Unmarshal([]byte(text), &a); !ok || err != nil {
			t.Fatalf("%v: %s%s %v", c.args, text, errs, err)
		}
		if a.Value == nil || *a.Value != c.value || a.Bound == nil || a.Proven == nil || !*a.Proven || a.Objective == "" || a.Iterations == nil {
			t.Errorf("%v: %s", c.args, text)
		}
		if c.sites != nil && !slices.Equal(a.Sites, c.sites) {
			t.Errorf("%v: sites %v, not %v", c.args, a.Sites, c.sites)
		}
	}
	if text, _, ok := solved("siting", pmed, "--iterations", "1"); !ok || !strings.Contains(text, "sites [3]") || !strings.Contains(text, "iterations") {
		t.Errorf("%q", text)
	}
}

// TestSolveSitingRefuses: what is missing or wrong is named.
func TestSolveSitingRefuses(t *testing.T) {
	t.Parallel()
	points := file(t, "p.tsp", "DIMENSION : 1\nNODE_COORD_SECTION\n1 0 0\nEOF\n")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{points}, "--p"},
		{[]string{file(t, "e.txt", "")}, "empty"},
		{[]string{file(t, "b.txt", "2 1 1\n1 2 x\n")}, `"x"`},
		{[]string{points, "--p", "2"}, "2 sites"},
		{[]string{points, "--p", "1", "--weights", file(t, "w", "1 2")}, `"2"`},
		{[]string{points, "--p", "1", "--objective", "mean"}, "mean"},
	} {
		if _, errs, ok := solved(append([]string{"siting"}, c.args...)...); ok || !strings.Contains(errs, c.says) {
			t.Errorf("%v: %v %q", c.args, ok, errs)
		}
	}
}

// TestSolveSitingTable: the table compares every row with the best answer known, counts what it proved, and does not take a wrong optimum for met.
func TestSolveSitingTable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"pmed/a.txt":                     "3 2 1\n1 2 4\n2 3 6\n",
		"pmed/optima.csv":                "file,n,p,p_median_optimum,p_centre_optimum\na.txt,3,1,10,6\n",
		"tsplib/b.tsp":                   "DIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 0 2.5\nEOF\n",
		"tsplib/b.weights.txt":           "2\n3\n",
		"tsplib/centre_optima.csv":       "file,p,p_centre_optimum\nb.tsp,1,3\n",
		"tsplib/cover_optima.csv":        "file,p,radius,total_weight,covered_weight_optimum\nb.tsp,1,1,5,3\n",
		"tsplib/median_floor_optima.csv": "file,p,p_median_optimum,lp_bound\nb.tsp,1,1,1\n",
		"tsplib/median_reference.csv":    "file,p,best_found_here\nb.tsp,1,2.50\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, errs, ok := solved("siting-table", dir)
	for _, want := range []string{
		"| a | median | 1 | nearest | 10 | 10 | 10 | 0.0000 % | proven |", "| b | cover | 1 | nearest | 3 | 3 | 3 |", "| b | median | 1 | floor | 1 | 2 | 2 | 100.0000 % |",
		"| 2.5 * | 2.5 |", "6 rows: 5 at the best known value or better, 6 proven, largest excess 100.0000 %",
	} {
		if !ok || !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s%s", want, text, errs)
		}
	}
	if text, _, _ := solved("siting-table", dir, "--only", "b centre p=1"); !strings.Contains(text, "1 rows") {
		t.Error(text)
	}
}

// TestSolveWalk: stairs for the adult, the way round for the old, nothing for whom no way is left.
func TestSolveWalk(t *testing.T) {
	t.Parallel()
	path := file(t, "hill.json", `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"highway":"steps","step_count":40},"geometry":{"type":"LineString","coordinates":[[0,0],[0,0.00018]]}},
{"type":"Feature","properties":{"wheelchair":"no"},"geometry":{"type":"LineString","coordinates":[[0,0],[0.00035,0],[0.00035,0.00018],[0,0.00018]]}}]}`)
	for profile, steps := range map[string]int{"adult": 40, "old": 0} {
		text, errs, ok := solved("walk", path, "--from", "0,0", "--to", "0.00018,0", "--profile", profile, "--json")
		var r struct {
			Profile string
			Seconds float64
			Metres  float64
			Steps   *int
			Path    []struct{ Lat, Lon *float64 }
		}
		if err := json.Unmarshal([]byte(text), &r); !ok || err != nil || r.Profile != profile || r.Steps == nil || *r.Steps != steps || r.Seconds <= 0 || r.Metres < 19 ||
			len(r.Path) < 4 || r.Path[0].Lat == nil || r.Path[0].Lon == nil {
			t.Errorf("%s: %s%s %v", profile, text, errs, err)
		}
	}
	if text, _, ok := solved("walk", path, "--from", "0,0", "--to", "0.00018,0"); !ok || !strings.Contains(text, "40 steps") {
		t.Error(text)
	}
	for says, args := range map[string][]string{
		"no way": {path, "--from", "0,0", "--to", "0.00018,0", "--profile", "wheelchair"}, "LAT,LON": {path, "--from", "north", "--to", "0,0"},
		"neither": {file(t, "x", "x"), "--from", "0,0", "--to", "0,0"},
	} {
		if _, errs, ok := solved(append([]string{"walk"}, args...)...); ok || !strings.Contains(errs, says) {
			t.Errorf("%v: %q", args, errs)
		}
	}
}
