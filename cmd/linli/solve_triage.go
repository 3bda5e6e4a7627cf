package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"linli/solve/triage/trial"
)

// solveTriageCmd prints the table of docs/benchmarks.md.
type solveTriageCmd struct {
	File    string `arg:"" type:"existingfile" help:"Sorted texts: tab-separated with a heading that names subject, body and label."`
	Repeats int    `default:"5" help:"How often the texts are put into new parts." placeholder:"N"`
	Parts   int    `default:"5" help:"Into how many." placeholder:"K"`
}

// Run learns from all parts but one and judges by that one, in turn, on one core.
func (c *solveTriageCmd) Run(ctx context.Context, o out) error {
	examples, err := trial.Read(c.File)
	if err != nil {
		return err
	}
	if c.Repeats < 1 || c.Parts < 2 || c.Parts > len(examples) {
		return fmt.Errorf("--repeats must be 1 or more, --parts between 2 and %d", len(examples))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	show := terminalProgress(os.Stderr)
	defer show.clear()
	r, err := trial.Trial{
		Repeats: c.Repeats, Parts: c.Parts, CPU: cpuTime, Tell: func(part int) { show.tell("part · 第 %d 份", int64(part)) },
	}.Run(ctx, examples)
	if err != nil {
		return err
	}
	show.wipe()
	return r.WriteText(o)
}
