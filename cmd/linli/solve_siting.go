package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"linli/solve/siting"
	"linli/solve/siting/instance"
)

// solveSitingCmd answers one siting question from a public file format. Sites are numbered from 1, as in the files.
type solveSitingCmd struct {
	File       string  `arg:"" type:"existingfile" help:"OR-Library p-median file, or TSPLIB coordinates (EUC_2D)."`
	P          int     `help:"Sites to choose; a p-median file names its own."`
	Objective  string  `enum:"median,centre,cover" default:"median" help:"Least total distance, least longest distance, or most weight within the radius (median, centre, cover)."`
	Radius     float64 `help:"For cover: a point within this distance of a site is covered."`
	Weights    string  `type:"existingfile" help:"One weight a line, in the order of the points."`
	Distance   string  `enum:"floor,nearest,exact" default:"nearest" help:"How Euclidean distances become numbers (floor, nearest, exact); nearest is TSPLIB's rule."`
	Seconds    float64 `help:"Stop after this time; 0 = only at the proof or after the iterations."`
	Iterations int     `help:"Stop after so many iterations; 0 = no limit. Repeats an answer exactly, whatever the machine."`
	Seed       uint64  `default:"1" help:"Seed of the search."`
	JSON       bool    `name:"json" help:"Print one JSON object."`
}

// Run solves and prints.
func (c *solveSitingCmd) Run(ctx context.Context, o out) error {
	began := time.Now()
	if c.Seconds > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(c.Seconds*float64(time.Second)))
		defer cancel()
	}
	p, err := c.problem()
	if err != nil {
		return err
	}
	r, err := siting.Solve(ctx, p, siting.Options{Seed: c.Seed, Iterations: c.Iterations})
	if err != nil {
		return err
	}
	for k := range r.Sites {
		r.Sites[k]++
	}
	return c.print(o, r, time.Since(began))
}

func (c *solveSitingCmd) problem() (siting.Problem, error) {
	p := siting.Problem{Objective: siting.Objective(c.Objective), P: c.P, Radius: c.Radius}
	f, err := os.Open(c.File)
	if err != nil {
		return p, err
	}
	defer f.Close()
	if err := c.distances(bufio.NewReader(f), &p); err != nil {
		return p, err
	}
	if c.Weights == "" {
		return p, nil
	}
	w, err := os.Open(c.Weights)
	if err != nil {
		return p, err
	}
	defer w.Close()
	p.Weight, err = instance.ReadWeights(w, len(p.Dist))
	return p, err
}

// distances reads the file into the problem.
func (c *solveSitingCmd) distances(br *bufio.Reader, p *siting.Problem) error {
	pmed, err := startsWithNumber(br)
	if err != nil {
		return err
	}
	if pmed {
		dist, own, err := instance.ReadPmed(br)
		if err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
		p.Dist = dist
		if p.P == 0 {
			p.P = own
		}
		return nil
	}
	pts, err := instance.ReadPoints(br)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if p.P == 0 {
		return errors.New("a coordinate file needs --p")
	}
	p.Dist = instance.Distances(pts, pts, instance.Rounding(c.Distance))
	return nil
}

// startsWithNumber tells a p-median file from a file with a header of words.
func startsWithNumber(r *bufio.Reader) (bool, error) {
	for {
		b, err := r.ReadByte()
		if err != nil {
			return false, errors.New("the file is empty")
		}
		switch b {
		case ' ', '\t', '\r', '\n':
			continue
		}
		return b >= '0' && b <= '9', r.UnreadByte()
	}
}

func (c *solveSitingCmd) print(o out, r siting.Result, took time.Duration) error {
	if c.JSON {
		return json.NewEncoder(o).Encode(map[string]any{
			"objective": r.Objective, "value": r.Value, "bound": r.Bound, "proven": r.Proven, "gap": r.Gap(), "sites": r.Sites,
			"iterations": r.Iterations, "seconds": took.Seconds(), "unserved": r.Unserved,
		})
	}
	state := fmt.Sprintf("within %.4f %% of the bound", 100*r.Gap())
	if r.Proven {
		state = "proven"
	}
	_, err := fmt.Fprintf(o, "%s %v, bound %v, %s, after %d iterations in %.2f s\nsites %v\n", r.Objective, r.Value, r.Bound, state, r.Iterations,
		took.Seconds(), r.Sites)
	return err
}
