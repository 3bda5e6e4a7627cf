package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"linli/solve/visit"
	"linli/solve/visit/instance"
	"linli/solve/visit/known"
)

// solveVisitTableCmd prints the table of docs/benchmarks.md.
type solveVisitTableCmd struct {
	Dir     string  `arg:"" help:"Folder with best_known.csv and the sets of problems that it names." type:"existingdir"`
	Only    string  `help:"Only rows whose set and name contain one of these, parted by commas." placeholder:"TEXT"`
	Most    int     `help:"Only problems with at most so many patients; 0 = all."`
	Seconds float64 `default:"60" help:"Processor time for each row."`
	Seed    uint64  `default:"1" help:"Seed of the search."`
	Results string  `help:"Keep finished rows in this CSV file, and take from it the rows that are done already: a long run may be stopped and goes on." placeholder:"FILE"`
	Best    string  `type:"existingdir" help:"Write plans that are better than the best known into this folder." placeholder:"DIR"`
}

// Run plans row after row on one core.
func (c solveVisitTableCmd) Run(ctx context.Context, o out) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	cases, err := known.Read(filepath.Join(c.Dir, "best_known.csv"))
	if err != nil {
		return err
	}
	rows := known.Rows{Path: c.Results, Seed: c.Seed, Seconds: c.Seconds}
	done, err := rows.Done()
	if err != nil {
		return err
	}
	fmt.Fprintln(o, "| set | instance | patients | best known | ours | gap | seed | iterations | CPU s |")
	fmt.Fprintln(o, "| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
	var sums visitSums
	for _, k := range cases {
		if !c.wanted(k) {
			continue
		}
		r, ok := done[k.Set+"/"+k.Name]
		if !ok {
			if r, err = c.row(ctx, k); err != nil {
				return fmt.Errorf("%s: %w", k.Name, err)
			}
			if err := rows.Keep(r); err != nil {
				return err
			}
		}
		r.Case = k
		sums.add(r)
		fmt.Fprintf(o, "| %s | %s | %d | %.4f | %.4f | %+.3f %% | %d | %d | %.1f |\n", k.Set, k.Name, k.Patients, k.Best, r.Ours, r.Gap(), c.Seed, r.Iterations, r.CPU)
	}
	return sums.print(o)
}

func (c solveVisitTableCmd) wanted(k known.Case) bool {
	if c.Most > 0 && k.Patients > c.Most {
		return false
	}
	for _, part := range strings.Split(c.Only, ",") {
		if strings.Contains(k.Set+"/"+k.Name, part) {
			return true
		}
	}
	return false
}

type visitSums struct {
	rows, met, better int
	gap, worst, cpu   float64
}

func (s *visitSums) add(r known.Row) {
	s.rows++
	s.gap += r.Gap()
	s.cpu += r.CPU
	s.worst = max(s.worst, r.Gap())
	if r.Better() {
		s.better++
	}
	if r.Equal() {
		s.met++
	}
}

func (s *visitSums) print(o out) error {
	_, err := fmt.Fprintf(o, "\n%d rows: %d better than the best known value, %d equal to it; mean gap %.4f %%, worst %.3f %%; %.1f s of CPU.\n",
		s.rows, s.better, s.met, s.gap/float64(max(s.rows, 1)), s.worst, s.cpu)
	return err
}

// row plans one problem; reading the file is part of the time.
func (c solveVisitTableCmd) row(ctx context.Context, k known.Case) (known.Row, error) {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	begin := cpuTime()
	go func() { // the processor time of this process, not the clock: others may use the machine
		for inner.Err() == nil {
			if (cpuTime() - begin).Seconds() >= c.Seconds {
				cancel()
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	p, err := instance.ReadFile(filepath.Join(c.Dir, k.Set, k.Name+".json.gz"))
	if err != nil {
		return known.Row{}, err
	}
	r, err := visit.Solve(inner, p, visit.Options{Seed: c.Seed})
	if err != nil {
		return known.Row{}, err
	}
	if err := ctx.Err(); err != nil { // stopped by hand: not the whole time was used
		return known.Row{}, err
	}
	row := known.Row{Case: k, Ours: r.Value, Iterations: r.Iterations, CPU: (cpuTime() - begin).Seconds()}
	if c.Best != "" && row.Better() {
		err = c.keepBest(k, r)
	}
	return row, err
}

// keepBest writes a plan, unless a better one is there.
func (c solveVisitTableCmd) keepBest(k known.Case, r visit.Result) error {
	p, err := instance.ReadFile(filepath.Join(c.Dir, k.Set, k.Name+".json.gz"))
	if err != nil {
		return err
	}
	path := filepath.Join(c.Best, k.Name+".json.gz")
	if old, err := checkedPlan(path, p); err == nil && old.Value <= r.Value {
		return nil
	}
	return instance.WritePlanFile(path, p, r.Plan)
}
