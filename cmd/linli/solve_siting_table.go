package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"linli/solve/siting"
)

// solveSitingTableCmd prints the table of docs/benchmarks.md.
type solveSitingTableCmd struct {
	Dir     string  `arg:"" help:"Folder with pmed/ and tsplib/, each with its optima as CSV." type:"existingdir"`
	Only    string  `help:"Only rows whose text contains this." placeholder:"TEXT"`
	Seconds float64 `help:"Processor time for each row; 0 = the aim: 60 for p-medians on coordinates, 10 for the others."`
}

// sitingCase is one row: a question and the best answer known.
type sitingCase struct {
	solveSitingCmd
	known   float64
	proven  bool // known is an optimum
	seconds float64
}

func (c sitingCase) name() string {
	return strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File))
}

// sitingLists are the files of optima: where they are, the columns they must have, and what a row asks.
var sitingLists = []struct {
	file, known, objective, distance string
	proven                           bool
	seconds                          float64
}{
	{"pmed/optima.csv", "p_median_optimum", "median", "nearest", true, 10},
	{"pmed/optima.csv", "p_centre_optimum", "centre", "nearest", true, 10},
	{"tsplib/centre_optima.csv", "p_centre_optimum", "centre", "nearest", true, 10},
	{"tsplib/cover_optima.csv", "covered_weight_optimum", "cover", "nearest", true, 10},
	{"tsplib/median_floor_optima.csv", "p_median_optimum", "median", "floor", true, 60},
	{"tsplib/median_reference.csv", "best_found_here", "median", "exact", false, 60},
}

// Run solves row after row on one core.
func (c solveSitingTableCmd) Run(ctx context.Context, o out) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	fmt.Fprintln(o, "| instance | objective | p | distance | best known | ours | bound | above best known | gap to bound | iterations | CPU s |")
	fmt.Fprintln(o, "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
	var sums sitingSums
	for _, l := range sitingLists {
		cases, err := readSitingCases(filepath.Join(c.Dir, l.file), l.known)
		if err != nil {
			return err
		}
		for _, k := range cases {
			k.Objective, k.Distance, k.Seed, k.proven, k.seconds = l.objective, l.distance, 1, l.proven, l.seconds
			if c.Seconds > 0 {
				k.seconds = c.Seconds
			}
			if !strings.Contains(fmt.Sprintf("%s %s p=%d %s %s", k.name(), k.Objective, k.P, k.Distance, filepath.Dir(l.file)), c.Only) {
				continue
			}
			if err := k.row(ctx, o, &sums); err != nil {
				return fmt.Errorf("%s %s: %w", k.File, k.Objective, err)
			}
		}
	}
	_, err := fmt.Fprintf(o, "\n%d rows: %d at the best known value or better, %d proven, largest excess %.4f %%; %.1f s of CPU, longest row %.2f s.\n",
		sums.rows, sums.met, sums.proven, 100*sums.excess, sums.cpu, sums.longest)
	return err
}

type sitingSums struct {
	rows, met, proven    int
	excess, cpu, longest float64
}

// readSitingCases reads a table with the columns file, known and perhaps p and radius.
func readSitingCases(path, known string) ([]sitingCase, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: no rows: %w", path, err)
	}
	var out []sitingCase
	for _, row := range rows[1:] {
		var k sitingCase
		found := false
		for x, head := range rows[0] {
			var err error
			switch head {
			case "file":
				k.File = filepath.Join(filepath.Dir(path), row[x])
			case "p":
				k.P, err = strconv.Atoi(row[x])
			case "radius":
				k.Radius, err = strconv.ParseFloat(row[x], 64)
				k.Weights = strings.TrimSuffix(k.File, ".tsp") + ".weights.txt"
			case known:
				found = true
				k.known, err = strconv.ParseFloat(row[x], 64)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", path, head, err)
			}
		}
		if !found {
			return nil, fmt.Errorf("%s: no column %s", path, known)
		}
		out = append(out, k)
	}
	return out, nil
}

// row solves one question; the file and its distances are part of the time.
func (k *sitingCase) row(ctx context.Context, o out, sums *sitingSums) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	begin := cpuTime()
	go func() { // the processor time of this process, not the clock: others may use the machine
		for ctx.Err() == nil {
			if (cpuTime() - begin).Seconds() >= k.seconds {
				cancel()
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	p, err := k.problem()
	if err != nil {
		return err
	}
	r, err := siting.Solve(ctx, p, siting.Options{Seed: k.Seed})
	if err != nil {
		return err
	}
	return k.print(o, r, (cpuTime() - begin).Seconds(), sums)
}

// print adds the row to the sums, too.
func (k *sitingCase) print(o out, r siting.Result, took float64, sums *sitingSums) error {
	excess := (r.Value - k.known) / k.known
	if r.Objective == siting.Cover {
		excess = -excess
	}
	if math.Abs(excess) < 5e-7 { // less than is printed
		excess = max(excess, 0)
	}
	sums.rows++
	sums.cpu += took
	sums.longest = max(sums.longest, took)
	sums.excess = max(sums.excess, excess)
	if excess < 1e-7 { // reference values are given to two decimals
		sums.met++
	}
	gap := "proven"
	if r.Proven {
		sums.proven++
	} else {
		gap = fmt.Sprintf("%.4f %%", 100*r.Gap())
	}
	number := func(v float64) string { return strconv.FormatFloat(float64(int64(v*100+0.5))/100, 'f', -1, 64) }
	known := number(k.known)
	if !k.proven {
		known += " *"
	}
	_, err := fmt.Fprintf(o, "| %s | %s | %d | %s | %s | %s | %s | %.4f %% | %s | %d | %.2f |\n", k.name(), k.Objective, len(r.Sites), k.Distance, known, number(r.Value),
		number(r.Bound), 100*excess, gap, r.Iterations, took)
	return err
}
