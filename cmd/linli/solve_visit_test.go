package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// visits are two patients on a line and two carers; the second patient needs both at once.
const visits = `{"patients":[{"id":"p1","time_window":[0,9],"required_caregivers":[{"service":"s1","duration":5}]},
 {"id":"p2","time_window":[0,4],"required_caregivers":[{"service":"s1","duration":5},{"service":"s2","duration":5}],"synchronization":{"type":"simultaneous"}}],
 "caregivers":[{"id":"c1","abilities":["s1"]},{"id":"c2","abilities":["s2"]}],"distances":[[0,2,6],[2,0,4],[6,4,0]]}`

// TestSolveVisit: the best plan goes to the second patient first: travel 24, tardiness 2+2+6, the greatest 6; its own solution is checked to the same.
func TestSolveVisit(t *testing.T) {
	t.Parallel()
	in, out := file(t, "day.json", visits), filepath.Join(t.TempDir(), "plan.json.gz")
	text, errs, ok := solved("visit", in, "--iterations", "20000", "--seconds", "0", "--solution", out, "--json")
	var a struct {
		Value, Travel, Tardiness float64
		MaxTardiness             float64 `json:"max_tardiness"`
		Iterations               int
	}
	if err := json.Unmarshal([]byte(text), &a); !ok || err != nil {
		t.Fatalf("%s%s %v", text, errs, err)
	}
	if a.Travel != 24 || a.Tardiness != 10 || a.MaxTardiness != 6 || a.Iterations != 20000 || a.Value < 13.33 || a.Value > 13.34 {
		t.Errorf("%+v", a)
	}
	checked, errs, ok := solved("visit", in, "--check", out)
	if !ok || !strings.HasPrefix(checked, "value 13.3333: travel 24, tardiness 10, greatest tardiness 6") {
		t.Errorf("%s%s", checked, errs)
	}
	two := strings.Replace(visits, `{"id":"c2"`, `{"id":"c3","abilities":["s1"]},{"id":"c2"`, 1)
	if text, _, ok := solved("visit", file(t, "two.json", two), "--iterations", "20000", "--explain"); !ok ||
		!strings.Contains(text, "p2 s2 by c2, 12.0 of way, one of 1 who can; nobody else") || !regexp.MustCompile(`p1 s1 by c[13], 4\.0 of way, one of 2 who can; c[13] would cost \d`).MatchString(text) {
		t.Errorf("no reasons: %q", text)
	}
	if text, _, ok := solved("visit", in, "--iterations", "20000"); !ok || !regexp.MustCompile(`(?m)^ +\d.* iterations  13\.3333$`).MatchString(text) || !strings.Contains(text, "after 20000 iterations") {
		t.Errorf("no progress: %q", text)
	}
}

// TestSolveVisitRefuses: what is missing or wrong is named.
func TestSolveVisitRefuses(t *testing.T) {
	t.Parallel()
	in := file(t, "day.json", visits)
	plan := `{"routes":[{"caregiver_id":"c1","locations":[{"arrival_time":1,"departure_time":6,"patient":"p1","service":"s1"}]}]}`
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{file(t, "x.json", "{")}, "x.json"},
		{[]string{file(t, "x.json.gz", "{")}, "gzip"},
		{[]string{file(t, "x.json", strings.Replace(visits, `"s2"]`, `"s1"]`, 1))}, "nobody can give service s2"},
		{[]string{in, "--seconds", "0"}, "--iterations"},
		{[]string{in, "--check", file(t, "p.json", plan)}, "visit p1, carer c1: begins before the carer can be there (by 1)"},
	} {
		if _, errs, ok := solved(append([]string{"visit"}, c.args...)...); ok || !strings.Contains(errs, c.says) {
			t.Errorf("%v: %v %q", c.args, ok, errs)
		}
	}
}

// TestSolveVisitTable: rows are compared with the best known, better plans are kept, and finished rows are not planned again.
func TestSolveVisitTable(t *testing.T) {
	t.Parallel()
	dir, best := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "own"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "best_known.csv"), []byte("set,instance,patients,cost\nown,a.json,2,15\nown,b.json,2,13.3333\nown,c.json,2,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"own/a.json.gz", "own/b.json.gz"} {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, err := z.Write([]byte(visits))
		if err := errors.Join(err, z.Close(), os.WriteFile(filepath.Join(dir, name), packed.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	results := filepath.Join(dir, "rows.csv")
	args := []string{"visit-table", dir, "--seconds", "0.05", "--results", results, "--best", best}
	text, errs, ok := solved(args...)
	if !ok || !strings.Contains(text, "| own | a | 2 | 15.0000 | 13.3333 | -11.111 % | 1 |") || !strings.Contains(text, "2 rows: 1 better than the best known value, 1 equal to it; mean gap") {
		t.Errorf("%s%s", text, errs)
	}
	if kept, _ := os.ReadDir(best); len(kept) != 1 || kept[0].Name() != "a.json.gz" {
		t.Errorf("%v", kept)
	}
	if again, _, ok := solved(args...); !ok || again != text {
		t.Errorf("rows that were done are planned again:\n%s\n%s", text, again)
	}
	if only, _, ok := solved(append(args, "--only", "own/b")...); !ok || !strings.Contains(only, "1 rows: 0 better") {
		t.Error(only)
	}
	if err := os.WriteFile(results, []byte("own/a,1,0.05,x,1,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, ok := solved(args...); ok || !strings.Contains(errs, "own/a") {
		t.Errorf("a spoilt row is taken: %s", errs)
	}
}
