package main

import (
	"bytes"
	"context"
	"encoding/json"
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
	if status, _, errs = call("solve", "ballot", pb, "--rule", "guess"); status != 1 || !strings.Contains(errs, "unknown") {
		t.Errorf("another rule: status %d: %s", status, errs)
	}
}
