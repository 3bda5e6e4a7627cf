package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"linli/solve/visit"
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

// visitCase is one row of best_known.csv.
type visitCase struct {
	set, name string
	patients  int
	known     float64
}

// visitRow is a row done.
type visitRow struct {
	visitCase
	ours       float64
	iterations int
	cpu        float64
}

func (r visitRow) gap() float64 { return 100 * (r.ours - r.known) / r.known }

// Run plans row after row on one core.
func (c solveVisitTableCmd) Run(ctx context.Context, o out) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	cases, err := readVisitCases(filepath.Join(c.Dir, "best_known.csv"))
	if err != nil {
		return err
	}
	done, err := c.done()
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
		r, ok := done[k.set+"/"+k.name]
		if !ok {
			if r, err = c.row(ctx, k); err != nil {
				return fmt.Errorf("%s: %w", k.name, err)
			}
			if err := c.store(r); err != nil {
				return err
			}
		}
		r.visitCase = k
		sums.add(r)
		fmt.Fprintf(o, "| %s | %s | %d | %.4f | %.4f | %+.3f %% | %d | %d | %.1f |\n", k.set, k.name, k.patients, k.known, r.ours, r.gap(), c.Seed, r.iterations, r.cpu)
	}
	return sums.print(o)
}

func (c solveVisitTableCmd) wanted(k visitCase) bool {
	if c.Most > 0 && k.patients > c.Most {
		return false
	}
	for _, part := range strings.Split(c.Only, ",") {
		if strings.Contains(k.set+"/"+k.name, part) {
			return true
		}
	}
	return false
}

type visitSums struct {
	rows, met, better int
	gap, worst, cpu   float64
}

func (s *visitSums) add(r visitRow) {
	s.rows++
	s.gap += r.gap()
	s.cpu += r.cpu
	s.worst = max(s.worst, r.gap())
	switch { // best known values are given to four decimals
	case r.ours < r.known-1e-4:
		s.better++
	case r.ours < r.known+1e-4:
		s.met++
	}
}

func (s *visitSums) print(o out) error {
	_, err := fmt.Fprintf(o, "\n%d rows: %d better than the best known value, %d equal to it; mean gap %.4f %%, worst %.3f %%; %.1f s of CPU.\n",
		s.rows, s.better, s.met, s.gap/float64(max(s.rows, 1)), s.worst, s.cpu)
	return err
}

// row plans one problem; reading the file is part of the time.
func (c solveVisitTableCmd) row(ctx context.Context, k visitCase) (visitRow, error) {
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
	p, err := readVisits(filepath.Join(c.Dir, k.set, k.name+".json.gz"))
	if err != nil {
		return visitRow{}, err
	}
	r, err := visit.Solve(inner, p, visit.Options{Seed: c.Seed})
	if err != nil {
		return visitRow{}, err
	}
	if err := ctx.Err(); err != nil { // stopped by hand: not the whole time was used
		return visitRow{}, err
	}
	row := visitRow{k, r.Value, r.Iterations, (cpuTime() - begin).Seconds()}
	if c.Best != "" && r.Value < k.known-1e-4 {
		err = c.keepBest(k, r)
	}
	return row, err
}

// keepBest writes a plan, unless a better one is there.
func (c solveVisitTableCmd) keepBest(k visitCase, r visit.Result) error {
	p, err := readVisits(filepath.Join(c.Dir, k.set, k.name+".json.gz"))
	if err != nil {
		return err
	}
	path := filepath.Join(c.Best, k.name+".json.gz")
	if old, err := checkedPlan(path, p); err == nil && old.Value <= r.Value {
		return nil
	}
	return writeVisits(path, p, r.Plan)
}

// done are the rows of the results file with this seed and time.
func (c solveVisitTableCmd) done() (map[string]visitRow, error) {
	out := map[string]visitRow{}
	if c.Results == "" {
		return out, nil
	}
	text, err := os.ReadFile(c.Results)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Results, err)
	}
	for _, f := range rows {
		if len(f) != 6 || f[1] != strconv.FormatUint(c.Seed, 10) || f[2] != strconv.FormatFloat(c.Seconds, 'f', -1, 64) {
			continue
		}
		var r visitRow
		var bad [3]error
		r.ours, bad[0] = strconv.ParseFloat(f[3], 64)
		r.iterations, bad[1] = strconv.Atoi(f[4])
		r.cpu, bad[2] = strconv.ParseFloat(f[5], 64)
		if err := errors.Join(bad[:]...); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", c.Results, f[0], err)
		}
		out[f[0]] = r
	}
	return out, nil
}

func (c solveVisitTableCmd) store(r visitRow) error {
	if c.Results == "" {
		return nil
	}
	f, err := os.OpenFile(c.Results, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s/%s,%d,%s,%.6f,%d,%.2f\n", r.set, r.name, c.Seed, strconv.FormatFloat(c.Seconds, 'f', -1, 64), r.ours, r.iterations, r.cpu)
	return errors.Join(err, f.Close())
}

// readVisitCases reads the rows of best_known.csv that have a value.
func readVisitCases(path string) ([]visitCase, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: no rows: %w", path, err)
	}
	at := map[string]int{}
	for x, head := range rows[0] {
		at[head] = x
	}
	for _, head := range []string{"set", "instance", "patients", "cost"} {
		if _, ok := at[head]; !ok {
			return nil, fmt.Errorf("%s: no column %s", path, head)
		}
	}
	var out []visitCase
	for _, row := range rows[1:] {
		if row[at["cost"]] == "" {
			continue
		}
		k := visitCase{set: row[at["set"]], name: strings.TrimSuffix(row[at["instance"]], ".json")}
		if k.patients, err = strconv.Atoi(row[at["patients"]]); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, k.name, err)
		}
		if k.known, err = strconv.ParseFloat(row[at["cost"]], 64); err != nil || !(k.known > 0) {
			return nil, fmt.Errorf("%s: %s: cost %q: %w", path, k.name, row[at["cost"]], err)
		}
		out = append(out, k)
	}
	return out, nil
}
