package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
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
	Caps    bool   `help:"Let budget_per_category and budget_per_neighborhood of the file bind (greedy rules)."`
	Exact   bool   `help:"Let no floating point skip a comparison. Slower, never another outcome."`
	Explain bool   `help:"Say of every project why it was funded or not, and who paid what."`
	JSON    bool   `help:"Print JSON; with --explain it is the trace for linli solve recount."`
}

// Run counts and prints.
func (c solveBallotCmd) Run(ctx context.Context, o out) error {
	e, err := readElection(c.File)
	if err != nil {
		return err
	}
	show := terminalProgress(os.Stderr)
	defer show.clear()
	for _, w := range e.Warnings[:min(len(e.Warnings), 20)] {
		show.clear()
		fmt.Fprintln(os.Stderr, "warning · 提示:", w)
	}
	if n := len(e.Warnings) - 20; n > 0 {
		fmt.Fprintf(os.Stderr, "warning · 提示: %d more · 还有%d条\n", n, n)
	}
	if !c.Caps && len(e.Meta.BudgetPerCategory)+len(e.Meta.BudgetPerNeighbor) > 0 {
		fmt.Fprintln(os.Stderr, "warning · 提示: the file's envelopes are not applied (see --caps) · 未套用文件中的分类或片区限额(见 --caps)")
	}
	res, err := ballot.Count(ctx, e, c.Rule, ballot.Options{
		Ties: c.Ties, Caps: c.Caps, Exact: c.Exact, Explain: c.Explain,
		Progress: func(round int64) { show.tell("round %d · 第%d轮", round, round) },
	})
	show.clear()
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(o)
		enc.SetEscapeHTML(false)
		return enc.Encode(res)
	}
	return printOutcome(o, res)
}

func printOutcome(w io.Writer, res *ballot.Outcome) error {
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
	Trace string `arg:"" help:"Output of linli solve ballot --explain --json." type:"existingfile"`
	File  string `arg:"" help:"The Pabulib file that was counted." type:"existingfile"`
}

// Run recounts and says what was compared.
func (c solveRecountCmd) Run(ctx context.Context, o out) error {
	trace, err := os.Open(c.Trace)
	if err != nil {
		return err
	}
	defer trace.Close()
	pb, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer pb.Close()
	show, runs := terminalProgress(os.Stderr), 0
	defer show.clear()
	r, err := recount.Check(ctx, trace, pb, func() {
		runs++
		show.tell("run %d · 第%d次重算", runs, runs)
	})
	show.clear()
	if err != nil {
		return fmt.Errorf("the recount disagrees · 重算不一致: %w", err)
	}
	_, err = fmt.Fprintf(o, "the recount agrees · 重算一致: %s, %d winners · 入选%d个, %s; %d payments compared · 核对付款%d笔; %d exact runs · 精确重算%d次\n",
		r.Rule, r.Winners, r.Winners, r.TotalCost, r.Payments, r.Payments, r.Runs, r.Runs)
	return err
}

// progressLine is one line on a terminal that is overwritten; silent when the output is not a terminal.
type progressLine struct {
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
	if p.w == nil || time.Since(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = time.Now(), true
	fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
}

func (p *progressLine) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}
