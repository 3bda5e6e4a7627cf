package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"linli/solve/visit"
	"linli/solve/visit/check"
	"linli/solve/visit/day"
	"linli/solve/visit/instance"
)

// solveVisitCmd plans one day of home visits from a published file.
type solveVisitCmd struct {
	File       string  `arg:"" type:"existingfile" help:"Problem as JSON, perhaps compressed (.gz)."`
	Seconds    float64 `default:"60" help:"Stop after this time; 0 = only after the iterations."`
	Iterations int     `help:"Stop after so many moves; 0 = no limit. Repeats an answer exactly, however fast the machine."`
	Seed       uint64  `default:"1" help:"Seed of the search."`
	Solution   string  `help:"Write the plan in the published form; compressed when the name ends in .gz." placeholder:"OUT.json"`
	Check      string  `type:"existingfile" help:"Do not plan: check this solution and print its cost." placeholder:"SOLUTION"`
	Explain    bool    `help:"Say for every service why this carer gives it, and what the best other one would have cost."`
	JSON       bool    `name:"json" help:"Print one JSON object."`
}

// Run plans or checks, and prints. Interrupting it ends the search with the best plan so far.
func (c *solveVisitCmd) Run(ctx context.Context, o out) error {
	p, err := instance.ReadFile(c.File)
	if err != nil {
		return err
	}
	if c.Check != "" {
		return c.check(o, p)
	}
	began := time.Now()
	if c.Seconds > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(c.Seconds*float64(time.Second)))
		defer cancel()
	} else if c.Iterations == 0 {
		return errors.New("--seconds 0 needs --iterations")
	}
	opt := visit.Options{Seed: c.Seed, Iterations: c.Iterations}
	if !c.JSON {
		opt.Progress = func(n int, value float64) {
			fmt.Fprintf(o, "%8.1f s  %12d iterations  %.4f\n", time.Since(began).Seconds(), n, value)
		}
	}
	r, err := visit.Solve(ctx, p, opt)
	if err != nil {
		return err
	}
	if c.Solution != "" {
		if err := instance.WritePlanFile(c.Solution, p, r.Plan); err != nil {
			return err
		}
	}
	return c.print(o, p, r, time.Since(began))
}

func (c *solveVisitCmd) check(o out, p *day.Problem) error {
	r, err := checkedPlan(c.Check, p)
	if err != nil {
		return err
	}
	return c.print(o, p, r, 0)
}

// checkedPlan reads a solution and counts its cost, or says which rule it breaks.
func checkedPlan(path string, p *day.Problem) (visit.Result, error) {
	plan, err := instance.ReadPlanFile(path, p)
	if err != nil {
		return visit.Result{}, err
	}
	cost, err := check.Plan(p, plan)
	if err != nil {
		return visit.Result{}, fmt.Errorf("%s: %w", path, err)
	}
	return visit.Result{Plan: plan, Cost: cost, Value: p.Value(cost)}, nil
}

func (c *solveVisitCmd) print(o out, p *day.Problem, r visit.Result, took time.Duration) error {
	minutes := func(ticks int) float64 { return float64(ticks) / float64(p.Unit) }
	var why []visitReason
	if c.Explain {
		var err error
		if why, err = visitReasons(p, r.Plan); err != nil {
			return err
		}
	}
	if c.JSON {
		return json.NewEncoder(o).Encode(map[string]any{
			"value": r.Value, "travel": minutes(r.Cost.Travel), "tardiness": minutes(r.Cost.Tardiness), "max_tardiness": minutes(r.Cost.MaxTardiness),
			"extra_time": minutes(r.Cost.Extra), "iterations": r.Iterations, "seconds": took.Seconds(), "seed": c.Seed, "reasons": why,
		})
	}
	for _, w := range why {
		fmt.Fprintln(o, w)
	}
	text := fmt.Sprintf("value %.4f: travel %v, tardiness %v, greatest tardiness %v", r.Value, minutes(r.Cost.Travel), minutes(r.Cost.Tardiness), minutes(r.Cost.MaxTardiness))
	if r.Cost.Extra > 0 {
		text += fmt.Sprintf(", extra time %v", minutes(r.Cost.Extra))
	}
	if took > 0 {
		text += fmt.Sprintf(", after %d iterations in %.2f s", r.Iterations, took.Seconds())
	}
	_, err := fmt.Fprintln(o, text)
	return err
}

// visitReason is why one service is given by this carer. Times are in minutes, More is in those of the printed value.
type visitReason struct {
	Patient string  `json:"patient"`
	Service string  `json:"service"`
	Carer   string  `json:"carer"`
	Travel  float64 `json:"travel"`
	Able    int     `json:"able"`
	Next    string  `json:"next,omitempty"`
	More    float64 `json:"more,omitempty"`
}

// String is the line on a terminal.
func (w visitReason) String() string {
	text := fmt.Sprintf("%s %s by %s, %.1f of way, one of %d who can; ", w.Patient, w.Service, w.Carer, w.Travel, w.Able)
	if w.Next == "" {
		return text + "nobody else could without changing more"
	}
	return text + fmt.Sprintf("%s would cost %.4f more", w.Next, w.More)
}

func visitReasons(p *day.Problem, plan *day.Plan) ([]visitReason, error) {
	why, err := visit.Why(p, plan)
	out := make([]visitReason, len(why))
	for i, w := range why {
		v := &p.Patients[w.Patient]
		out[i] = visitReason{v.ID, v.Services[w.Service].Skill, p.Carers[w.Carer].ID, float64(w.Travel) / float64(p.Unit), w.Able, "", p.Value(day.Cost{Travel: w.More})}
		if w.Next >= 0 {
			out[i].Next = p.Carers[w.Next].ID
		}
	}
	return out, err
}
