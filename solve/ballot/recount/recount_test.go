package recount_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
	"linli/solve/ballot/recount"
)

const file = `META
key;value
num_projects;3
num_votes;10
budget;100
vote_type;approval
PROJECTS
project_id;cost
a;90
b;40
c;21
VOTES
voter_id;vote
1;a,b
2;a,b
3;a,b
4;a,b
5;a,b
6;a
7;c
8;c
9;c
10;c
`

func traceOf(t *testing.T, rule string) string {
	t.Helper()
	return traceOfFile(t, file, rule, ballot.Options{Explain: true})
}

func traceOfFile(t *testing.T, pb, rule string, o ballot.Options) string {
	t.Helper()
	e, err := pabulib.Read(strings.NewReader(pb))
	if err != nil {
		t.Fatal(err)
	}
	got, err := ballot.Count(context.Background(), e, rule, o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAnHonestTraceAgrees(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{"greedy_cost", "mes_cost", "mes_cost_add1", "mes_card_add1_then_greedy_card", "phragmen", "maximin_support"} {
		if _, err := recount.Check(context.Background(), strings.NewReader(traceOf(t, rule)), strings.NewReader(file), nil); err != nil {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

// Whatever is changed in a trace, or in the ballots behind it, is found.
func TestATamperedTraceIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, rule, from, to, want string }{
		{"another winner", "greedy_cost", `"order":["a"]`, `"order":["b"]`, "chooses"},
		{"another total", "mes_cost", `"total_cost":"61"`, `"total_cost":"60"`, "total cost"},
		{"winners not the order", "mes_cost", `"winners":["b","c"]`, `"winners":["b"]`, "not its order"},
		{"another price", "mes_cost", `"price":"8"`, `"price":"8.1"`, "the price of b"},
		{"a payer left out", "mes_cost", `"voters":5`, `"voters":4`, "add up"},
		{"another share", "mes_cost_add1", `"share":"`, `"share":"1`, "share"},
		{"a later round", "mes_cost_add1_no_exhaustive_stop", `"round":`, `"round":1`, "counts"},
		{"rounds left out", "mes_cost_add1", `"from":0`, `"from":1`, "0 expected"},
		{"another load", "phragmen", `"load":"5.25"`, `"load":"5"`, "the load of c"},
		{"another tie order", "mes_cost", `"ties":"id"`, `"ties":"age"`, "unknown tie order"},
		{"another rule", "mes_cost", `"rule":"mes_cost"`, `"rule":"greedy_cost"`, "chooses"},
		{"another figure", "greedy_card", `"value":"4/21"`, `"value":"5/21"`, "the figure"},
		{"another remainder", "mes_cost", `"left":"39"`, `"left":"40"`, "what is left after c"},
		{"another budget", "mes_cost", `"budget":"100"`, `"budget":"101"`, "the budget"},
		{"another number of votes", "mes_cost", `"votes":6`, `"votes":7`, "6 votes"},
		{"a ballot added", "mes_cost", `"voters":10,`, `"voters":11,`, "10 ballots"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			honest := traceOf(t, c.rule)
			text := strings.Replace(honest, c.from, c.to, 1)
			if text == honest {
				t.Fatalf("%s is not in %s", c.from, honest)
			}
			_, err := recount.Check(context.Background(), strings.NewReader(text), strings.NewReader(file), nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	swapped := strings.Replace(file, "6;a\n", "6;c\n", 1)
	if _, err := recount.Check(context.Background(), strings.NewReader(traceOf(t, "mes_cost")), strings.NewReader(swapped), nil); err == nil {
		t.Error("another ballot was not found")
	}
}

// With caps too, in Go and in Python; and a trace that hides its caps is found.
func TestATraceWithCapsAgrees(t *testing.T) {
	t.Parallel()
	const capped = `META
key;value
num_projects;3
num_votes;6
budget;100
vote_type;approval
categories;green,paths
budget_per_category;30,100
PROJECTS
project_id;cost;category
a;20;green
b;20;green,paths
c;60;paths
VOTES
voter_id;vote
1;a,b
2;a,b
3;a,b
4;c
5;c
6;c
`
	dir := t.TempDir()
	pb, trace := filepath.Join(dir, "a.pb"), filepath.Join(dir, "a.json")
	for _, rule := range []string{"greedy_cost", "phragmen", "phragmen_then_greedy_card"} {
		text := traceOfFile(t, capped, rule, ballot.Options{Caps: true, Explain: true})
		if _, err := recount.Check(context.Background(), strings.NewReader(text), strings.NewReader(capped), nil); err != nil {
			t.Errorf("%s: %v", rule, err)
		}
		hidden := strings.Replace(text, `"caps":true,`, "", 1)
		if _, err := recount.Check(context.Background(), strings.NewReader(hidden), strings.NewReader(capped), nil); err == nil {
			t.Errorf("%s: hidden caps were not found", rule)
		}
		python, err := exec.LookPath("python3")
		if err != nil {
			continue
		}
		for path, content := range map[string]string{pb: capped, trace: text} {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if out, err := exec.Command(python, "recount.py", trace, pb).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", rule, err, out)
		}
	}
}

// FuzzCheck: whatever comes as a trace and as a file, there is a report or an error, and no panic.
func FuzzCheck(f *testing.F) {
	e, err := pabulib.Read(strings.NewReader(file))
	if err != nil {
		f.Fatal(err)
	}
	for _, rule := range []string{"greedy_card", "mes_cost_add1", "phragmen", "maximin_support"} {
		got, err := ballot.Count(context.Background(), e, rule, ballot.Options{Explain: true})
		if err != nil {
			f.Fatal(err)
		}
		text, err := json.Marshal(got)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), file)
	}
	f.Fuzz(func(_ *testing.T, trace, pb string) {
		ctx, stop := context.WithTimeout(context.Background(), time.Second)
		defer stop()
		r, err := recount.Check(ctx, strings.NewReader(trace), strings.NewReader(pb), nil)
		if (r == nil) == (err == nil) {
			panic("a report and an error, or neither")
		}
	})
}

// The trace is enough for another language: recount.py has no line in common with this project.
func TestAnotherLanguageAgrees(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	dir := t.TempDir()
	pb, trace := filepath.Join(dir, "a.pb"), filepath.Join(dir, "a.json")
	for _, rule := range []string{"greedy_card", "mes_cost_add1", "mes_card_add1_no_exhaustive_stop_then_greedy_card", "phragmen_then_greedy_cost"} {
		text := traceOf(t, rule)
		for path, content := range map[string]string{pb: file, trace: text} {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if out, err := exec.Command(python, "recount.py", trace, pb).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", rule, err, out)
		}
	}
}
