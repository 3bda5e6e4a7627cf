package recount

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"sort"
	"strings"
)

// trace is what a count claims: the output of `linli solve ballot FILE --rule RULE --explain --json`.
type trace struct {
	Rule      string             `json:"rule"`
	Ties      string             `json:"ties"`
	Winners   []string           `json:"winners"`
	Order     []string           `json:"order"`
	TotalCost string             `json:"total_cost"`
	Budget    string             `json:"budget"`
	Voters    int64              `json:"voters"`
	Share     string             `json:"share"`
	Round     int64              `json:"round"`
	Ended     string             `json:"ended"`
	Caps      bool               `json:"caps"`
	Area      string             `json:"area"`
	Rounds    []rounds           `json:"rounds"`
	Steps     []step             `json:"steps"`
	Projects  []verdict          `json:"projects"`
	Tallies   []map[string]int64 `json:"tallies"`
}

type rounds struct {
	From  int64    `json:"from"`
	To    int64    `json:"to"`
	Order []string `json:"order"`
}

type verdict struct {
	ID       string `json:"id"`
	Cost     string `json:"cost"`
	Votes    int64  `json:"votes"`
	Selected bool   `json:"selected"`
}

type step struct {
	Project  string `json:"project"`
	Value    string `json:"value"`
	Left     string `json:"left"`
	Price    string `json:"price"`
	Load     string `json:"load"`
	Payments []struct {
		Each   string `json:"each"`
		Voters int64  `json:"voters"`
	} `json:"payments"`
}

// Report says what was recounted.
type Report struct {
	Rule      string
	Area      string   // empty: the whole file
	Areas     []string // all that have projects, where the trace is of one: each has to be recounted
	Winners   int
	TotalCost string
	Runs      int // counts of equal shares that were made
	Payments  int // amounts that were compared
}

// Disagreement is what the trace claims and the recount does not find. Any other error of Check says why there was no
// recount.
type Disagreement string

// Error is the difference.
func (d Disagreement) Error() string { return string(d) }

func disagree(format string, args ...any) error { return Disagreement(fmt.Sprintf(format, args...)) }

// Check recounts the election of a .pb file and compares everything that the trace claims: the order of the winners,
// the total, the rounds of add-one, and every price, load, payment, tally and remainder that it has. The error is a
// Disagreement when something differs. tick, if not nil, is called between the counts of a long recount.
func Check(ctx context.Context, traceFile, pb io.Reader, tick func()) (*Report, error) {
	t := &trace{}
	if err := json.NewDecoder(traceFile).Decode(t); err != nil {
		return nil, fmt.Errorf("recount: the trace is no JSON of a count: %w", err)
	}
	e, err := readFile(pb)
	if err != nil {
		return nil, err
	}
	var areas []string
	if t.Area != "" {
		areas = e.areas()
		if err := e.only(t.Area); err != nil {
			return nil, err
		}
	}
	if t.Ties == "" {
		t.Ties = "id"
	}
	if err := e.order(t.Ties); err != nil {
		return nil, err
	}
	c := &checker{election: e, trace: t, report: &Report{Rule: t.Rule, Area: t.Area, Areas: areas}, tick: tick, greedyValue: map[int]*big.Rat{}}
	if t.Caps {
		if c.caps, err = e.ceilings(); err != nil {
			return nil, err
		}
	}
	if err := c.all(ctx); err != nil {
		return nil, err
	}
	return c.report, nil
}

type checker struct {
	*election
	trace       *trace
	report      *Report
	tick        func()
	caps        []ceiling
	greedyValue map[int]*big.Rat // of projects funded by a greedy rule
}

func (c *checker) all(ctx context.Context) error {
	if c.trace.Voters != c.voters {
		return disagree("the file has %d ballots, the trace %d", c.voters, c.trace.Voters)
	}
	head, completion, _ := strings.Cut(c.trace.Rule, "_then_greedy_")
	order, err := c.head(ctx, head)
	if err != nil {
		return err
	}
	if completion != "" {
		more, err := c.greedy(completion, order)
		if err != nil {
			return err
		}
		order = append(order, more...)
	}
	got := c.names(order)
	if strings.Join(got, "\n") != strings.Join(c.trace.Order, "\n") {
		return disagree("the recount chooses %v, the trace says %v", got, c.trace.Order)
	}
	sort.Strings(got)
	if strings.Join(got, "\n") != strings.Join(c.trace.Winners, "\n") {
		return disagree("the winners of the trace are not its order, sorted")
	}
	total := new(big.Rat)
	for _, p := range order {
		total.Add(total, c.projects[p].cost)
	}
	c.report.Winners, c.report.TotalCost = len(order), c.trace.TotalCost
	if err := differs("total cost", total, c.trace.TotalCost); err != nil {
		return err
	}
	if err := differs("the budget", c.budget, c.trace.Budget); err != nil {
		return err
	}
	if err := c.remainders(order); err != nil {
		return err
	}
	return c.verdicts(order)
}

// remainders compares what the steps say of the order, of what is left, and of the figure of the greedy rules.
func (c *checker) remainders(order []int) error {
	if len(c.trace.Steps) == 0 {
		return nil
	}
	if len(c.trace.Steps) != len(order) {
		return disagree("%d projects are funded, the trace has %d steps", len(order), len(c.trace.Steps))
	}
	left := new(big.Rat).Set(c.budget)
	for i, p := range order {
		s := c.trace.Steps[i]
		if s.Project != c.projects[p].id {
			return disagree("step %d is %s, the trace says %s", i+1, c.projects[p].id, s.Project)
		}
		left.Sub(left, c.projects[p].cost)
		if err := differs("what is left after "+s.Project, left, s.Left); err != nil {
			return err
		}
		if v, ok := c.greedyValue[p]; ok && s.Value != "free" {
			if err := differs("the figure of "+s.Project, v, s.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// verdicts compares what the trace says of each project.
func (c *checker) verdicts(order []int) error {
	if len(c.trace.Projects) == 0 {
		return nil
	}
	if len(c.trace.Projects) != len(c.projects) {
		return disagree("the file has %d projects, the trace %d", len(c.projects), len(c.trace.Projects))
	}
	funded, named := map[int]bool{}, c.named()
	for _, p := range order {
		funded[p] = true
	}
	for p, v := range c.trace.Projects {
		if v.ID != c.projects[p].id || v.Selected != funded[p] || v.Votes != named[p] {
			return disagree("project %s has %d votes (funded: %t), the trace says %s, %d, %t", c.projects[p].id, named[p], funded[p], v.ID, v.Votes, v.Selected)
		}
		if err := differs("the cost of "+v.ID, c.projects[p].cost, v.Cost); err != nil {
			return err
		}
	}
	return nil
}

// head counts the rule without its completion.
func (c *checker) head(ctx context.Context, name string) ([]int, error) {
	if m, ok := strings.CutPrefix(name, "greedy_"); ok {
		return c.greedy(m, nil)
	}
	if m, ok := strings.CutPrefix(name, "mes_"); ok {
		return c.equalShares(ctx, m)
	}
	switch name {
	case "phragmen":
		return c.phragmen(ctx)
	case "maximin_support":
		return c.maximin(ctx)
	case "plurality", "two_round", "borda", "schulze", "irv":
		w, err := c.one(name)
		return []int{w}, err
	}
	return nil, fmt.Errorf("recount: unknown rule %q", c.trace.Rule)
}

// differs compares an exact figure of the trace; an empty text claims nothing.
func differs(what string, want *big.Rat, text string) error {
	if text == "" {
		return nil
	}
	got, err := number(text)
	if err != nil {
		return err
	}
	if got.Cmp(want) != 0 {
		return disagree("%s is %s, the trace says %s", what, want.RatString(), text)
	}
	return nil
}

func (c *checker) equalShares(ctx context.Context, name string) ([]int, error) {
	name, untilAll := strings.CutSuffix(name, "_no_exhaustive_stop")
	measure, add1 := strings.CutSuffix(name, "_add1")
	if err := c.suits(measure); err != nil || measure == "score" || untilAll && !add1 {
		return nil, errors.Join(err, fmt.Errorf("recount: equal shares cannot be counted as %q", c.trace.Rule))
	}
	if c.voters == 0 {
		return nil, nil
	}
	support, unit := c.stakes(c.weigh(measure))
	a := &addOne{election: c.election, measure: measure, support: support, untilAll: untilAll, tick: c.tick}
	defer func() { c.report.Runs = a.runs }()
	round := int64(0)
	if add1 {
		var why string
		var err error
		if round, _, why, err = a.check(ctx, c.trace); err != nil {
			return nil, err
		}
		if round != c.trace.Round || why != c.trace.Ended {
			return nil, disagree("round %d counts (%s), the trace says %d (%s)", round, why, c.trace.Round, c.trace.Ended)
		}
	}
	order, charges, err := a.run(round).all(ctx, true)
	if err != nil {
		return nil, err
	}
	if err := differs("the share", a.share(round), c.trace.Share); err != nil {
		return nil, err
	}
	return order, c.prices(order, charges, unit)
}

// prices compares prices and payments with the steps of the trace.
func (c *checker) prices(order []int, charges []charge, unit *big.Rat) error {
	if len(c.trace.Steps) == 0 {
		return nil
	}
	if len(c.trace.Steps) < len(order) {
		return disagree("the trace has fewer steps than winners")
	}
	for i, p := range order {
		s, id := c.trace.Steps[i], c.projects[p].id
		if s.Project != id {
			return disagree("step %d is %s, the trace says %s", i+1, id, s.Project)
		}
		if charges[i].price == nil {
			continue
		}
		if err := differs("the price of "+id, new(big.Rat).Quo(charges[i].price, unit), s.Price); err != nil {
			return err
		}
		if err := c.payments(p, s, charges[i].pays); err != nil {
			return err
		}
	}
	return nil
}

// payments compares who pays what for a project, and that it adds up to the cost.
func (c *checker) payments(p int, s step, want map[string]int64) error {
	got, sum := map[string]int64{}, new(big.Rat)
	for _, pay := range s.Payments {
		x, err := number(pay.Each)
		if err != nil {
			return err
		}
		got[x.RatString()] += pay.Voters
		sum.Add(sum, new(big.Rat).Mul(x, new(big.Rat).SetInt64(pay.Voters)))
		c.report.Payments++
	}
	if sum.Cmp(c.projects[p].cost) != 0 {
		return disagree("the payments for %s add up to %s", c.projects[p].id, sum.RatString())
	}
	if want == nil {
		return nil
	}
	if len(got) != len(want) {
		return disagree("the payments for %s differ", c.projects[p].id)
	}
	for each, n := range want {
		if got[each] != n {
			return disagree("%d voters pay %s for %s, the trace says %d", n, each, c.projects[p].id, got[each])
		}
	}
	return nil
}
