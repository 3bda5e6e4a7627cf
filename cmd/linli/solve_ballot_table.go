package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
	"linli/solve/ballot/recount"
)

// solveBallotTableCmd prints the table of docs/benchmarks.md.
type solveBallotTableCmd struct {
	Dir   string `arg:"" help:"Folder with files/*.pb[.gz] and reference/*.json." type:"existingdir"`
	Only  string `help:"Only rules whose name contains this." placeholder:"TEXT"`
	Files string `help:"Only files whose name contains this." placeholder:"TEXT"`
	Open  bool   `help:"Only outcomes without a reference: print them, and recount each trace by the separate exact code. Takes minutes."`
	Exact bool   `help:"Let no floating point skip a comparison."`
}

// reference is what one record says of one rule.
type reference struct {
	Winners []string `json:"winners"`
	Seconds float64  `json:"seconds"`
	Timeout *float64 `json:"timeout_s"`
	Note    string   `json:"note"`
}

// tableSums add up over the table.
type tableSums struct {
	files, rows, equal, open int
	ours, refs, openOurs     float64 // seconds of processor time; the records' of the clock
	wall                     float64
	recounted                int
	different                []string
}

// Run counts every file by every rule of its record, one after the other.
func (c solveBallotTableCmd) Run(ctx context.Context, o out) error {
	records, err := filepath.Glob(filepath.Join(c.Dir, "reference", "*.json"))
	if err != nil || len(records) == 0 {
		return errors.Join(err, fmt.Errorf("no reference/*.json below %s", c.Dir))
	}
	var sums tableSums
	heading := "| file | rule | winners | cost | reference s | ours, CPU s | outcome |\n| --- | --- | --- | --- | --- | --- | --- |"
	if c.Open {
		heading = "| file | rule | winners | cost | reference s | ours, CPU s | recount, CPU s | recount | winners |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
	}
	fmt.Fprintln(o, heading)
	for _, record := range records {
		if !strings.Contains(filepath.Base(record), c.Files) {
			continue
		}
		if err := c.record(ctx, o, record, &sums); err != nil {
			return err
		}
	}
	if c.Open {
		_, err := fmt.Fprintf(o, "\n%d outcomes without a reference: ours %.2f s of CPU; %d recounted and equal.\n", sums.open, sums.openOurs, sums.recounted)
		return err
	}
	fmt.Fprintf(o, "\n%d files, %d outcomes with a reference: %d equal, %d different; reference %.1f s, ours %.2f s of CPU, %.0f times faster.\n",
		sums.files, sums.rows, sums.equal, len(sums.different), sums.refs, sums.ours, sums.refs/sums.ours)
	fmt.Fprintf(o, "%d outcomes without one (the reference ran out of time): ours %.2f s of CPU. Clock for all: %.1f s.\n", sums.open, sums.openOurs, sums.wall)
	if len(sums.different) > 0 {
		return fmt.Errorf("different: %s", strings.Join(sums.different, ", "))
	}
	return nil
}

func (c solveBallotTableCmd) record(ctx context.Context, o out, record string, sums *tableSums) error {
	text, err := os.ReadFile(record)
	if err != nil {
		return err
	}
	var ref struct {
		File  string               `json:"file"`
		Rules map[string]reference `json:"rules"`
	}
	if err := json.Unmarshal(text, &ref); err != nil {
		return err
	}
	path := filepath.Join(c.Dir, "files", ref.File)
	if _, err := os.Stat(path); err != nil {
		path += ".gz"
	}
	e, err := readElection(path)
	if err != nil {
		return err
	}
	sums.files++
	rules := make([]string, 0, len(ref.Rules))
	for name := range ref.Rules {
		if name != "official_selected_column" && strings.Contains(name, c.Only) && (!c.Open || ref.Rules[name].Timeout != nil) {
			rules = append(rules, name)
		}
	}
	slices.Sort(rules)
	for _, name := range rules {
		row := c.row
		if c.Open {
			row = c.openRow
		}
		if err := row(ctx, o, task{e, path, strings.TrimSuffix(ref.File, ".pb"), name, ref.Rules[name]}, sums); err != nil {
			return err
		}
	}
	return nil
}

// task is one file and rule of the table.
type task struct {
	election   *pabulib.Election
	path, file string
	rule       string
	ref        reference
}

// openRow counts what the reference did not finish, and has the separate exact code check the trace.
func (c solveBallotTableCmd) openRow(ctx context.Context, o out, t task, sums *tableSums) error {
	begin := cpuTime()
	if _, err := ballot.Count(ctx, t.election, t.rule, ballot.Options{Exact: c.Exact}); err != nil {
		return fmt.Errorf("%s %s: %w", t.file, t.rule, err)
	}
	took := (cpuTime() - begin).Seconds()
	res, err := ballot.Count(ctx, t.election, t.rule, ballot.Options{Exact: c.Exact, Explain: true})
	if err != nil {
		return fmt.Errorf("%s %s: %w", t.file, t.rule, err)
	}
	trace, err := json.Marshal(res)
	if err != nil {
		return err
	}
	pb, err := os.Open(t.path)
	if err != nil {
		return err
	}
	defer pb.Close()
	begin = cpuTime()
	r, err := recount.Check(ctx, bytes.NewReader(trace), pb, nil)
	if err != nil {
		return fmt.Errorf("%s %s: %w", t.file, t.rule, err)
	}
	sums.open++
	sums.recounted++
	sums.openOurs += took
	_, err = fmt.Fprintf(o, "| %s | %s | %d | %s | > %.0f | %.4f | %.2f | agrees, %d exact runs, %d payments | %s |\n", t.file, t.rule, len(res.Winners), res.TotalCost,
		*t.ref.Timeout, took, (cpuTime() - begin).Seconds(), r.Runs, r.Payments, strings.Join(res.Winners, " "))
	return err
}

func (c solveBallotTableCmd) row(ctx context.Context, o out, t task, sums *tableSums) error {
	begin, clock, ref := cpuTime(), time.Now(), t.ref
	res, err := ballot.Count(ctx, t.election, t.rule, ballot.Options{Exact: c.Exact})
	if err != nil {
		return fmt.Errorf("%s %s: %w", t.file, t.rule, err)
	}
	took := (cpuTime() - begin).Seconds()
	sums.wall += time.Since(clock).Seconds()
	said, outcome := fmt.Sprintf("%.4f", ref.Seconds), "equal"
	if ref.Note != "" {
		said += " *"
	}
	switch {
	case ref.Timeout != nil:
		said, outcome = fmt.Sprintf("> %.0f", *ref.Timeout), "no reference"
		sums.open++
		sums.openOurs += took
	default:
		sums.rows++
		sums.refs += ref.Seconds
		sums.ours += took
		if slices.Equal(res.Winners, ref.Winners) {
			sums.equal++
		} else {
			outcome = "different"
			sums.different = append(sums.different, t.file+" "+t.rule)
		}
	}
	if outcome == "different" {
		outcome += ": " + strings.Join(res.Winners, " ")
	}
	_, err = fmt.Fprintf(o, "| %s | %s | %d | %s | %s | %.4f | %s |\n", t.file, t.rule, len(res.Winners), res.TotalCost, said, took, outcome)
	return err
}
