package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
	"linli/solve/ballot/recount"
)

// solveBallotCmd counts one election.
type solveBallotCmd struct {
	File    string `arg:"" help:"Pabulib file, .pb or .pb.gz." type:"existingfile"`
	Rule    string `required:"" help:"For example greedy_cost, mes_cost_add1, phragmen_then_greedy_cost, maximin_support, mes_borda, schulze, irv; an unknown name lists all."`
	Ties    string `default:"id" help:"Who goes first among equals: id (compared as text), votes, cost, or lot:SEED with a published seed."`
	Caps    bool   `help:"Let budget_per_category and budget_per_neighborhood of the file bind (greedy rules and phragmen)."`
	Areas   bool   `help:"Count each area with money of its own (budget_per_neighborhood), and the projects without an area, as an election of its own."`
	Exact   bool   `help:"Let no floating point skip a comparison. Slower, never another outcome."`
	Explain bool   `help:"Say of every project why it was funded or not, and who paid what."`
	JSON    bool   `help:"Print JSON; with --explain it is the trace for linli solve recount."`
}

// Run counts and prints.
func (c solveBallotCmd) Run(ctx context.Context, o out) error {
	e, err := atOnce(ctx, func() (*pabulib.Election, error) { return readElection(c.File) })
	if err != nil {
		return err
	}
	show := terminalProgress(os.Stderr)
	defer show.clear()
	c.warn(e)
	told := "projects funded · 已入选项目 %d"
	if strings.Contains(c.Rule, "_add1") {
		told = "add-one, round · 加一轮次 %d"
	}
	areas := []string{""}
	if c.Areas {
		if areas, err = ballot.Areas(e); err != nil {
			return err
		}
	}
	for _, area := range areas {
		res, err := atOnce(ctx, func() (*ballot.Outcome, error) {
			return ballot.Count(ctx, e, c.Rule, ballot.Options{
				Ties: c.Ties, Caps: c.Caps, Area: area, Exact: c.Exact, Explain: c.Explain,
				Progress: func(done int64) { show.tell(told, done) },
			})
		})
		if err != nil {
			return err
		}
		show.wipe()
		if err := c.print(o, res); err != nil {
			return err
		}
	}
	return nil
}

// print writes an outcome: for people, or as one line of JSON.
func (c solveBallotCmd) print(w io.Writer, res *ballot.Outcome) error {
	if !c.JSON {
		return printOutcome(w, res)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(res)
}

// atOnce returns what f does, or the context's error as soon as that ends: whoever presses Ctrl-C does not wait for
// the next place where f looks at the context.
func atOnce[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		v, err := f()
		done <- answer{v, err}
	}()
	select {
	case a := <-done:
		if ctx.Err() == nil {
			return a.value, a.err
		}
	case <-ctx.Done():
	}
	var none T
	return none, fmt.Errorf("stopped · 已停止: %w", ctx.Err())
}

// warn says on standard error what was accepted and should be known.
func (c solveBallotCmd) warn(e *pabulib.Election) {
	for _, w := range e.Warnings[:min(len(e.Warnings), 20)] {
		fmt.Fprintln(os.Stderr, "warning · 提示:", w)
	}
	if n := len(e.Warnings) - 20; n > 0 {
		fmt.Fprintf(os.Stderr, "warning · 提示: %d more · 还有%d条\n", n, n)
	}
	if !c.Caps && !c.Areas && len(e.Meta.BudgetPerCategory)+len(e.Meta.BudgetPerNeighbor) > 0 {
		fmt.Fprintln(os.Stderr, "warning · 提示: the file's envelopes are not applied (see --caps and --areas) · 未套用文件中的分类或片区限额(见 --caps 和 --areas)")
	}
	if t := e.Meta.ScoreThreshold; t != nil {
		fmt.Fprintf(os.Stderr, "warning · 提示: min_project_score_threshold %s is not applied · 未套用最低得分门槛 %s\n", t, t)
	}
}

func printOutcome(w io.Writer, res *ballot.Outcome) error {
	switch res.Area {
	case "":
	case ballot.Citywide:
		fmt.Fprintln(w, "projects without an area · 不属于任何片区的项目")
	default:
		fmt.Fprintln(w, "area · 片区", res.Area)
	}
	fmt.Fprintf(w, "rule · 规则 %s   ties · 平局 %s   voters · 选民 %d\n", res.Rule, res.Ties, res.Voters)
	if res.Share != "" {
		fmt.Fprintf(w, "share · 每人份额 %s", res.Share)
		if res.Ended != "" {
			fmt.Fprintf(w, "   round · 轮次 %d (%s)", res.Round, res.Ended)
		}
		fmt.Fprintln(w)
	}
	if _, err := fmt.Fprintf(w, "budget · 预算 %s   cost · 合计 %s\nwinners · 入选 (%d): %s\n", res.Budget, res.TotalCost, len(res.Order), strings.Join(res.Order, ", ")); err != nil {
		return err
	}
	for _, v := range res.Verdicts {
		mark := "○"
		if v.Selected {
			mark = "●"
		}
		if _, err := fmt.Fprintf(w, "%s %s %s\n    %s\n    %s\n", mark, v.ID, v.Name, v.ZH, v.EN); err != nil {
			return err
		}
	}
	return nil
}

func readElection(path string) (*pabulib.Election, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	e, err := pabulib.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s:\n%w", path, err)
	}
	return e, nil
}

// solveRecountCmd checks a trace by separate code.
type solveRecountCmd struct {
	Trace string `arg:"" help:"Output of linli solve ballot --explain --json; with --areas, all its lines." type:"existingfile"`
	File  string `arg:"" help:"The Pabulib file that was counted." type:"existingfile"`
}

// Run recounts and says what was compared. A trace by areas has each area of the file once.
func (c solveRecountCmd) Run(ctx context.Context, o out) error {
	trace, err := os.Open(c.Trace)
	if err != nil {
		return err
	}
	defer trace.Close()
	show := terminalProgress(os.Stderr)
	defer show.clear()
	var all, done []string
	for dec, n := json.NewDecoder(trace), 0; ; n++ {
		var one json.RawMessage
		if err := dec.Decode(&one); err == io.EOF && n > 0 {
			return everyArea(all, done)
		} else if err != nil {
			return fmt.Errorf("no recount · 未能重算: %s: %w", c.Trace, err)
		}
		r, err := c.check(ctx, one, show)
		show.wipe()
		if err != nil {
			return err
		}
		if all = r.Areas; r.Area != "" {
			fmt.Fprintf(o, "area · 片区 %s: ", r.Area)
		}
		done = append(done, r.Area)
		if _, err = fmt.Fprintf(o, "the recount agrees · 重算一致: %s, %d winners · 入选%d个, %s; %d payments compared · 核对付款%d笔; %d exact runs · 精确重算%d次\n",
			r.Rule, r.Winners, r.Winners, r.TotalCost, r.Payments, r.Payments, r.Runs, r.Runs); err != nil {
			return err
		}
	}
}

// everyArea says what a trace lacks, or has twice: all are the areas of the file, none when it was counted as a whole.
func everyArea(all, done []string) error {
	if len(all) == 0 {
		all = []string{""}
	}
	for _, name := range all {
		if !slices.Contains(done, name) {
			return fmt.Errorf("the recount disagrees · 重算不一致: the trace leaves out the area %[1]q · 缺少片区 %[1]q 的结果", name)
		}
	}
	if len(done) > len(all) {
		return fmt.Errorf("the recount disagrees · 重算不一致: the trace has %[1]d outcomes, the file %[2]d elections · 文件里有%[2]d次评选,却有%[1]d个结果", len(done), len(all))
	}
	return nil
}

// check recounts one outcome.
func (c solveRecountCmd) check(ctx context.Context, trace []byte, show *progressLine) (*recount.Report, error) {
	pb, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	defer pb.Close()
	runs := 0
	r, err := atOnce(ctx, func() (*recount.Report, error) {
		return recount.Check(ctx, bytes.NewReader(trace), pb, func() {
			runs++
			show.tell("run %d · 第%d次重算", runs, runs)
		})
	})
	if d := recount.Disagreement(""); errors.As(err, &d) {
		return nil, fmt.Errorf("the recount disagrees · 重算不一致: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("no recount · 未能重算: %w", err)
	}
	return r, nil
}

// progressLine is one line on a terminal that is overwritten; silent when the output is not a terminal.
type progressLine struct {
	mu    sync.Mutex // the count tells from its own goroutine, and may still do so while the command stops
	w     *os.File
	last  time.Time
	shown bool
}

func terminalProgress(f *os.File) *progressLine {
	if st, err := f.Stat(); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return &progressLine{}
	}
	return &progressLine{w: f}
}

func (p *progressLine) tell(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w == nil || time.Since(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = time.Now(), true
	fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
}

// wipe empties the line.
func (p *progressLine) wipe() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.shown = false
}

// clear wipes the line and ends it.
func (p *progressLine) clear() {
	p.wipe()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.w = nil
}
