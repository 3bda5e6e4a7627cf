package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const smallElection = `META
key;value
num_projects;2
num_votes;3
budget;30
vote_type;approval
PROJECTS
project_id;cost;name
bench;20;花半里长椅
lamp;15;路灯
VOTES
voter_id;vote
1;bench
2;bench,lamp
3;lamp
`

// Each area's election is counted and recounted by itself.
func TestSolveBallotByArea(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pb, trace := filepath.Join(dir, "a.pb"), filepath.Join(dir, "a.json")
	text := strings.NewReplacer("vote_type;approval\n", "vote_type;approval\nneighborhoods;东片\nbudget_per_neighborhood;20\n",
		"cost;name", "cost;name;neighborhood", "长椅\n", "长椅;东片\n", "路灯\n", "路灯;\n", "budget;30", "budget;36").Replace(smallElection)
	if err := os.WriteFile(pb, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	call := func(args ...string) string {
		var stdout, stderr bytes.Buffer
		if status := run(context.Background(), args, &stdout, &stderr); status != 0 {
			t.Fatalf("%v: status %d: %s", args, status, stderr.String())
		}
		return stdout.String()
	}
	if got := call("solve", "ballot", pb, "--rule", "mes_cost", "--areas"); !strings.Contains(got, "area · 片区 东片") || !strings.Contains(got, "projects without an area · 不属于任何片区的项目") {
		t.Error(got)
	}
	if err := os.WriteFile(trace, []byte(call("solve", "ballot", pb, "--rule", "mes_cost", "--areas", "--explain", "--json")), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := call("solve", "recount", trace, pb); strings.Count(got, "重算一致") != 2 || !strings.Contains(got, "area · 片区 东片") {
		t.Error(got)
	}
	both, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	east, rest, _ := bytes.Cut(both, []byte("\n"))
	for name, want := range map[string]struct{ trace, says string }{
		"an area is left out":           {string(east), `the trace leaves out the area "*"`},
		"the rest is left out":          {string(rest), `the trace leaves out the area "东片"`},
		"an area twice":                 {string(east) + string(both), "3 outcomes, the file 2 elections"},
		"the whole file between areas":  {call("solve", "ballot", pb, "--rule", "mes_cost", "--explain", "--json") + string(east), `the trace leaves out the area "*"`},
		"the whole file, and once more": {strings.Repeat(call("solve", "ballot", pb, "--rule", "mes_cost", "--explain", "--json"), 2), "2 outcomes, the file 1 elections"},
	} {
		if err := os.WriteFile(trace, []byte(want.trace), 0o600); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		if status := run(context.Background(), []string{"solve", "recount", trace, pb}, &stdout, &stderr); status != 1 || !strings.Contains(stderr.String(), want.says) {
			t.Errorf("%s: status %d: %s", name, status, stderr.String())
		}
	}
}

// Counting prints the winners; with --explain --json it prints a trace that the recount accepts, and a trace of another
// file is refused.
func TestSolveBallotAndRecount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pb, trace, other := filepath.Join(dir, "a.pb"), filepath.Join(dir, "a.json"), filepath.Join(dir, "b.pb")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(pb, smallElection)
	write(other, strings.Replace(smallElection, "1;bench\n", "1;lamp\n", 1))
	call := func(args ...string) (int, string, string) {
		var stdout, stderr bytes.Buffer
		status := run(context.Background(), args, &stdout, &stderr)
		return status, stdout.String(), stderr.String()
	}
	status, text, errs := call("solve", "ballot", pb, "--rule", "mes_cost_add1", "--explain")
	if status != 0 || !strings.Contains(text, "花半里长椅") || !strings.Contains(text, "入选") || !strings.Contains(text, "Funded") {
		t.Fatalf("status %d: %s%s", status, text, errs)
	}
	status, text, errs = call("solve", "ballot", pb, "--rule", "mes_cost_add1", "--explain", "--json")
	var got struct {
		Rule      string   `json:"rule"`
		Winners   []string `json:"winners"`
		TotalCost string   `json:"total_cost"`
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil || status != 0 {
		t.Fatalf("status %d: %v %s", status, err, errs)
	}
	if got.Rule != "mes_cost_add1" || strings.Join(got.Winners, " ") != "bench" || got.TotalCost != "20" {
		t.Errorf("%+v", got)
	}
	write(trace, text)
	if status, text, errs = call("solve", "recount", trace, pb); status != 0 || !strings.Contains(text, "重算一致") {
		t.Errorf("status %d: %s%s", status, text, errs)
	}
	if status, _, errs = call("solve", "recount", trace, other); status != 1 || !strings.Contains(errs, "重算不一致") {
		t.Errorf("another file: status %d: %s", status, errs)
	}
	write(other, strings.ReplaceAll(smallElection, "3;lamp\n", "3;moon\n3;lamp\n"))
	if status, _, errs = call("solve", "ballot", other, "--rule", "greedy_cost"); status != 1 || !strings.Contains(errs, "line 4: num_votes") || !strings.Contains(errs, "第15行") {
		t.Errorf("a broken file: status %d: %s", status, errs)
	}
	if status, _, errs = call("solve", "recount", trace, other); status != 1 || !strings.Contains(errs, "未能重算") {
		t.Errorf("a file that cannot be recounted: status %d: %s", status, errs)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var stdout, stderr bytes.Buffer
	if status := run(ctx, []string{"solve", "ballot", pb, "--rule", "greedy_cost"}, &stdout, &stderr); status != 1 || !strings.Contains(stderr.String(), "已停止") || stdout.Len() > 0 {
		t.Errorf("stopped: status %d: %s%s", status, &stdout, &stderr)
	}
	if status, _, errs = call("solve", "ballot", pb, "--rule", "guess"); status != 1 || !strings.Contains(errs, "unknown") {
		t.Errorf("another rule: status %d: %s", status, errs)
	}
}

// A stop does not wait for work that does not look at the context.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	never, begun := make(chan struct{}), make(chan struct{})
	defer close(never)
	go func() {
		<-begun
		stop()
	}()
	if n, err := atOnce(ctx, func() (int, error) { close(begun); <-never; return 1, nil }); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := atOnce(context.Background(), func() (int, error) { return 1, nil }); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// The table of docs/benchmarks.md counts a folder and compares; its other form recounts what has no reference.
func TestSolveBallotTable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, text := range map[string]string{
		"files/a.pb": smallElection,
		"reference/a.json": `{"file": "a.pb", "rules": {"official_selected_column": {"winners": []}, "greedy_cost": {"winners": ["bench"], "seconds": 0.5},
			"mes_cost_add1": {"timeout_s": 30}}}`,
	} {
		at := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ args, want []string }{
		{nil, []string{"| a | greedy_cost | 1 | 20 | 0.5000 |", "| equal |", "| a | mes_cost_add1 | 1 | 20 | > 30 |", "1 equal, 0 different"}},
		{[]string{"--open"}, []string{"| a | mes_cost_add1 | 1 | 20 | > 30 |", "agrees", "1 recounted"}},
	} {
		var stdout, stderr bytes.Buffer
		status := run(context.Background(), append([]string{"solve", "ballot-table", dir}, c.args...), &stdout, &stderr)
		for _, want := range c.want {
			if status != 0 || !strings.Contains(stdout.String(), want) {
				t.Errorf("%v: status %d, want %q:\n%s%s", c.args, status, want, &stdout, &stderr)
			}
		}
	}
}
