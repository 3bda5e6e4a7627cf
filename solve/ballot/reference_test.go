package ballot_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
)

// benchDir is the folder of real elections: LINLI_SHARED/bench/pb, or shared/bench/pb beside a folder above this one.
func benchDir(t *testing.T) string {
	t.Helper()
	roots := []string{os.Getenv("LINLI_SHARED")}
	dir, _ := os.Getwd()
	for d := dir; d != filepath.Dir(d); d = filepath.Dir(d) {
		roots = append(roots, filepath.Join(d, "shared"))
	}
	for _, root := range roots {
		if at := filepath.Join(root, "bench", "pb"); root != "" {
			if _, err := os.Stat(at); err == nil {
				return at
			}
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("shared/bench/pb is missing")
	}
	t.Skip("shared/bench/pb is not here: real elections are not counted")
	return ""
}

type record struct {
	file  string
	group string
	rules map[string]struct {
		Winners []string `json:"winners"`
		Order   []string `json:"order"`
		Timeout *float64 `json:"timeout_s"`
	}
}

func records(t *testing.T) []record {
	t.Helper()
	dir := benchDir(t)
	paths, err := filepath.Glob(filepath.Join(dir, "reference", "*.json"))
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d records in %s: %v", len(paths), dir, err)
	}
	all := make([]record, len(paths))
	for i, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var head struct {
			File  string          `json:"file"`
			Group string          `json:"group"`
			Rules json.RawMessage `json:"rules"`
		}
		if err := json.Unmarshal(text, &head); err != nil {
			t.Fatal(err)
		}
		all[i].file, all[i].group = filepath.Join(dir, "files", head.File), head.Group
		if _, err := os.Stat(all[i].file); err != nil {
			all[i].file += ".gz"
		}
		rules := map[string]json.RawMessage{}
		if err := json.Unmarshal(head.Rules, &rules); err != nil {
			t.Fatal(err)
		}
		delete(rules, "official_selected_column")
		rest, err := json.Marshal(rules)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(rest, &all[i].rules); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func open(t *testing.T, path string) *pabulib.Election {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	e, err := pabulib.Read(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return e
}

// Every recorded outcome of the reference implementation is reproduced: the same winners, in the same order where the
// record has one.
func TestReferenceOutcomes(t *testing.T) {
	t.Parallel()
	for _, r := range records(t) {
		t.Run(filepath.Base(r.file), func(t *testing.T) {
			t.Parallel()
			e := open(t, r.file)
			for name, want := range r.rules {
				if want.Timeout != nil {
					continue // docs/benchmarks.md has these, with how they were checked
				}
				got, err := ballot.Count(context.Background(), e, name, ballot.Options{})
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				if !slices.Equal(got.Winners, want.Winners) {
					t.Errorf("%s: %v, the reference has %v", name, got.Winners, want.Winners)
				}
				if want.Order != nil && !slices.Equal(got.Order, want.Order) {
					t.Errorf("%s: order %v, the reference has %v", name, got.Order, want.Order)
				}
			}
		})
	}
}

// On the small elections every decision is forced through exact arithmetic, and nothing changes.
func TestExactArithmeticDecidesTheSame(t *testing.T) {
	t.Parallel()
	counted := 0
	for _, r := range records(t) {
		if !strings.HasSuffix(r.group, "tiny") && !strings.HasSuffix(r.group, "small") && r.group != "choose1" {
			continue
		}
		e := open(t, r.file)
		if len(e.Votes) > 300 {
			continue
		}
		counted++
		t.Run(filepath.Base(r.file), func(t *testing.T) {
			t.Parallel()
			for name, want := range r.rules {
				if strings.Contains(name, "_no_exhaustive_stop") || want.Timeout != nil {
					continue // thousands of rounds, one by one
				}
				got, err := ballot.Count(context.Background(), e, name, ballot.Options{Exact: true})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.Winners, want.Winners) {
					t.Errorf("%s: %v, the reference has %v", name, got.Winners, want.Winners)
				}
			}
		})
	}
	if counted < 10 {
		t.Errorf("only %d elections are small enough", counted)
	}
}

// Three towns used equal shares with add-one; their official winners are reproduced.
func TestTownsThatUsedEqualShares(t *testing.T) {
	t.Parallel()
	dir := benchDir(t)
	for _, name := range []string{"Netherlands_Assen_2024", "Poland_Swiecie_2023", "Poland_Wieliczka_2023_Green_Budget"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := open(t, filepath.Join(dir, "files", name+".pb"))
			got, err := ballot.Count(context.Background(), e, "mes_cost_add1_no_exhaustive_stop", ballot.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var official []string
			for _, p := range e.Projects {
				if p.Selected == 1 {
					official = append(official, p.ID)
				}
			}
			slices.Sort(official)
			if !slices.Equal(got.Winners, official) {
				t.Errorf("%v, the town funded %v", got.Winners, official)
			}
		})
	}
}
