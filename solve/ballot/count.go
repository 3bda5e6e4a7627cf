package ballot

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"linli/solve/ballot/pabulib"
	"linli/solve/ballot/profile"
)

// Refusal says why an election cannot be counted by a rule, in both languages.
type Refusal = profile.Refusal

// Options of a count. The zero value counts as the references do.
type Options struct {
	// Ties is the tie order: "id" (the default), "votes", "cost" or "lot:SEED".
	Ties string
	// Caps makes budget_per_category and budget_per_neighborhood of the file bind. Greedy rules and Phragmén.
	Caps bool
	// Area counts only the election of an area with money of its own: its name, or Citywide (see Areas). Empty: the
	// whole file is one election.
	Area string
	// Exact lets no floating point skip a comparison. Slower, never another outcome.
	Exact bool
	// Explain fills Outcome.Verdicts and Outcome.Steps.
	Explain bool
	// Progress is told the round of add-one, or the number of projects funded by any other rule that takes long.
	Progress func(done int64)
}

// Outcome is the result of a count.
type Outcome struct {
	Rule      string   `json:"rule"`
	Ties      string   `json:"ties"`
	Caps      bool     `json:"caps,omitempty"` // the envelopes of the file bind
	Area      string   `json:"area,omitempty"` // only this area was counted, as an election of its own
	Winners   []string `json:"winners"`        // ids, sorted as strings
	Order     []string `json:"order"`          // ids as they were chosen
	TotalCost string   `json:"total_cost"`     // currency
	Budget    string   `json:"budget"`
	Voters    int64    `json:"voters"`

	// Share is what each voter starts with under equal shares, in the round that counts: a fraction.
	Share string `json:"share,omitempty"`
	// Round is the round of add-one that counts, 0 for the first; Ended why add-one stopped: "exhaustive" (nothing
	// more fits), "over" (the next round costs more than the budget), "all" (every supported project is funded).
	Round int64  `json:"round,omitempty"`
	Ended string `json:"ended,omitempty"`
	// Rounds are all rounds of add-one, by what they buy, up to the one that ended it.
	Rounds []RoundsOf `json:"rounds,omitempty"`
	// Steps are the purchases with their exact figures, Tallies the rounds of a rule that chooses one design.
	Steps    []Step             `json:"steps,omitempty"`
	Tallies  []map[string]int64 `json:"tallies,omitempty"`
	Verdicts []Verdict          `json:"projects,omitempty"`
}

// RoundsOf is an interval of rounds of add-one that buy the same projects in the same order.
type RoundsOf struct {
	From  int64    `json:"from"`
	To    int64    `json:"to"`
	Order []string `json:"order"`
}

// Step is one funded project. All figures are exact: decimals or fractions, money in units of currency.
type Step struct {
	Project  string    `json:"project"`
	By       string    `json:"by"`                 // "free", "equal_shares", "phragmen", "maximin_support" or "greedy"
	Price    string    `json:"price,omitempty"`    // equal shares: what a supporter pays per point (approval: in all)
	Load     string    `json:"load,omitempty"`     // Phragmén: load of its supporters; maximin support: largest load
	Value    string    `json:"value,omitempty"`    // greedy: the figure that projects are sorted by
	Payments []Payment `json:"payments,omitempty"` // who pays its cost
	Left     string    `json:"left"`               // of the budget, after it
}

// Payment is the same amount paid by each of some voters.
type Payment struct {
	Each   string `json:"each"`
	Voters int64  `json:"voters"`
	All    bool   `json:"all,omitempty"` // it is all that they had left
}

// Verdict says in one sentence why a project was funded or not.
type Verdict struct {
	ID       string `json:"id"`
	Name     string `json:"name,omitempty"`
	Cost     string `json:"cost"`
	Votes    int64  `json:"votes"`
	Selected bool   `json:"selected"`
	ZH       string `json:"zh"`
	EN       string `json:"en"`
}

// Count counts an election by a rule (see Rules). The error is a *Refusal when the election is not one that the rule
// is defined for, and the context's when that ends first.
func Count(ctx context.Context, e *pabulib.Election, name string, o Options) (*Outcome, error) {
	r, err := parseRule(name)
	if err != nil {
		return nil, err
	}
	if err := suits(r, e, o); err != nil {
		return nil, err
	}
	if o.Area != "" {
		if e, err = electionOf(e, o.Area); err != nil {
			return nil, err
		}
	}
	p, err := profile.Compile(e, readingOf(r))
	if err != nil {
		return nil, err
	}
	if o.Ties == "" {
		o.Ties = "id"
	}
	named := namedBy(e)
	if p.Rank, err = profile.TieRanks(o.Ties, p.IDs, named, p.Cost); err != nil {
		return nil, err
	}
	c := &counter{Profile: p, election: e, rule: r, opts: o, named: named, taken: make([]bool, len(p.IDs)), why: make([]sentence, len(p.IDs))}
	c.out = &Outcome{Rule: name, Ties: o.Ties, Caps: o.Caps, Area: o.Area, Voters: p.Voters, Budget: p.Amount(p.Budget)}
	c.room = fits{left: p.Budget}
	if o.Caps {
		c.room.caps = c.envelopes()
	}
	if err := c.count(ctx); err != nil {
		return nil, err
	}
	return c.finish(), nil
}

// counter is one count in progress.
type counter struct {
	*profile.Profile
	election *pabulib.Election
	rule     rule
	opts     Options
	out      *Outcome
	room     fits
	taken    []bool
	named    []int64    // by project: ballots that name it
	why      []sentence // by project
}

type sentence struct{ zh, en string }

// namedBy counts the ballots that name each project, with points above zero where they have points.
func namedBy(e *pabulib.Election) []int64 {
	named := make([]int64, len(e.Projects))
	for i := range e.Votes {
		v := &e.Votes[i]
		for j, c := range v.Choices {
			if v.Points == nil || v.Points[j].Units > 0 {
				named[c]++
			}
		}
	}
	return named
}

func readingOf(r rule) profile.Reading {
	switch {
	case r.method >= plurality:
		return profile.AsRanking
	case r.measure == byCardinal:
		return profile.AsPoints
	case r.measure == byBorda:
		return profile.AsBorda
	}
	return profile.AsApproval
}

// suits refuses what a rule is not defined for.
func suits(r rule, e *pabulib.Election, o Options) error {
	t := e.Meta.VoteType
	points := t == pabulib.Cumulative || t == pabulib.Scoring
	for _, m := range []measure{r.measure, r.completion} {
		if m == byCardinal && !points {
			return refuse("计分规则需要带分数的选票,本文件是 %s", "the rule adds up points, and the ballots of this file are %s", t)
		}
		if m == byBorda && t != pabulib.Ordinal {
			return refuse("博尔达计分需要排序选票,本文件是 %s", "Borda points need rankings, and the ballots of this file are %s", t)
		}
		if m == byScore && !points && t != pabulib.Ordinal {
			return refuse("按总分排序需要分数或排序选票,本文件是 %s", "a sum of points needs points or rankings, and the ballots of this file are %s", t)
		}
	}
	if r.method >= plurality && t != pabulib.Ordinal && t != pabulib.ChooseOne {
		return refuse("选出一个方案的规则需要排序选票或单选选票,本文件是 %s", "a rule that chooses one design needs rankings or choose-1 ballots, and those of this file are %s", t)
	}
	if t == pabulib.ChooseOne && r.method >= bordaCount {
		return refuse("%s 需要排序选票:单选选票看不出其余方案的先后", "%s needs rankings: a choose-1 ballot says nothing about the other designs", r.name)
	}
	if o.Caps {
		return capped(r, e, o)
	}
	return nil
}

// capped refuses caps where a rule has no published definition with them (docs/adr/0108-ballot.md says what was looked
// at), and where there are none.
func capped(r rule, e *pabulib.Election, o Options) error {
	switch {
	case o.Area != "":
		return refuse("按片区分别计票时没有跨片区的限额:请只选一种", "an area counted as an election of its own has no caps that span areas: choose one of the two")
	case r.method == equalShares:
		return refuse("%s 带限额时,没有找到“限额不起作用就与原规则相同”的已发表定义(查过 Peters 等2021、Jain 等2021、Rey 等2023;Skowron 2026 给出的是另一种规则),不能自行套用;请用 greedy 规则或 phragmen,或把每个片区作为单独的选举",
			"no published definition of %s with caps was found that is the same rule where they do not bind (searched: Peters et al. 2021, Jain et al. 2021, Rey et al. 2023; Skowron 2026 defines another rule), so none is made up: use a greedy rule or phragmen, or count each area as an election of its own", r.name)
	case r.method == maximinSupport:
		return refuse("没有找到 %s 带限额的已发表定义(查过 Aziz 等2018、Jain 等2021、Rey 等2023),不能自行套用;请用 greedy 规则或 phragmen,或把每个片区作为单独的选举",
			"no published definition of %s with caps was found (searched: Aziz et al. 2018, Jain et al. 2021, Rey et al. 2023), so none is made up: use a greedy rule or phragmen, or count each area as an election of its own", r.name)
	case r.method >= plurality:
		return refuse("%s 只选出一个方案,不受限额约束", "%s chooses one design, which has no caps", r.name)
	case len(e.Meta.BudgetPerCategory)+len(e.Meta.BudgetPerNeighbor) == 0:
		return refuse("文件没有 budget_per_category 或 budget_per_neighborhood", "the file has neither budget_per_category nor budget_per_neighborhood")
	}
	return nil
}

func refuse(zh, en string, args ...any) error {
	return &Refusal{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}

// envelopes are the caps of the file. A project of several categories counts in full in each.
func (c *counter) envelopes() []envelope {
	m := &c.election.Meta
	var all []envelope
	add := func(kind, name string, money pabulib.Decimal, in func(*pabulib.Project) bool) {
		left := new(big.Rat).Mul(money.Rat(), new(big.Rat).SetInt64(c.Unit)) // whole: unit has the scale of every amount
		env := envelope{kind: kind, name: name, left: left.Num().Int64(), member: make([]bool, len(c.IDs))}
		for i := range c.election.Projects {
			env.member[i] = in(&c.election.Projects[i])
		}
		all = append(all, env)
	}
	for i, money := range m.BudgetPerCategory {
		name := m.Categories[i]
		add("category", name, money, func(p *pabulib.Project) bool { return slices.Contains(p.Categories, name) })
	}
	for i, money := range m.BudgetPerNeighbor {
		name := m.Neighborhoods[i]
		add("neighborhood", name, money, func(p *pabulib.Project) bool { return p.Neighborhood == name })
	}
	return all
}

func (c *counter) count(ctx context.Context) error {
	var err error
	switch c.rule.method {
	case greedy:
		return c.complete(c.rule.measure)
	case equalShares:
		err = c.equalShares(ctx)
	case phragmen:
		err = c.byPhragmen(ctx)
	case maximinSupport:
		err = c.byMaximin(ctx)
	default:
		return c.chooseOne()
	}
	if err == nil && c.rule.completion != "" {
		err = c.complete(c.rule.completion)
	}
	return err
}

// take records a funded project.
func (c *counter) take(p int32, s Step) {
	c.taken[p] = true
	c.room.take(p, c.Cost[p])
	c.out.Order = append(c.out.Order, c.IDs[p])
	if c.opts.Explain {
		s.Project, s.Left = c.IDs[p], c.Amount(c.room.left)
		c.out.Steps = append(c.out.Steps, s)
	}
}

func (c *counter) finish() *Outcome {
	o := c.out
	total := int64(0)
	for p := range c.IDs {
		if c.taken[p] {
			total += c.Cost[p]
		}
		if c.opts.Explain {
			pr := &c.election.Projects[p]
			o.Verdicts = append(o.Verdicts, Verdict{
				ID: pr.ID, Name: pr.Name, Cost: c.Amount(c.Cost[p]), Votes: c.named[p], Selected: c.taken[p],
				ZH: c.why[p].zh, EN: c.why[p].en,
			})
		}
	}
	o.TotalCost = c.Amount(total)
	if o.Order == nil {
		o.Order = []string{}
	}
	o.Winners = slices.Clone(o.Order)
	slices.Sort(o.Winners)
	return o
}
