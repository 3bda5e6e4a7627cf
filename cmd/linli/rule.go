package main

import (
	"context"

	"linli/internal/app/console"
)

type ruleCmd struct {
	List ruleListCmd `cmd:"" help:"List rules with their days and sources."`
	Set  ruleSetCmd  `cmd:"" help:"Give a rule another value from a day on. What held before keeps its days; a running server follows within ten seconds."`
	End  ruleEndCmd  `cmd:"" help:"End a place's own value of a rule: the wider place's holds again; or, without a place, a name of a list: wish.return.ground.unclear."`
}

type ruleListCmd struct {
	store
	Key   string `help:"Only rules whose key begins so: wish.clock." placeholder:"KEY"`
	Place string `help:"What holds at this place today; empty: every rule, those that have ended and those to come too." placeholder:"CODE"`
}

// Run lists rules.
func (c *ruleListCmd) Run(ctx context.Context, o out) error {
	return told(console.ListRules(ctx, c.DB, c.Key, c.Place, terminal(o)))
}

// ruleDay is from when a change holds, and why.
type ruleDay struct {
	From   string `help:"First day, today or later; empty: today." placeholder:"2026-06-01"`
	Source string `required:"" help:"Where it comes from: the document, or who decided it."`
}

type ruleSetCmd struct {
	store
	Key   string `arg:"" help:"Which rule; linli rule list shows them."`
	Value string `arg:"" help:"By the rule: a period (5wd working days, 4wh working hours, 24h, 12mo), a whole number, yes or no, office hours (08:30-17:30, with a break 08:30-12:00,13:30-17:30), or a name in both languages (不归本单位管/Not our duty)."`
	Place string `help:"Only for this place and what lies below it; empty: everywhere." placeholder:"CODE"`
	ruleDay
}

// Run sets a rule.
func (c *ruleSetCmd) Run(ctx context.Context, o out) error {
	return told(console.SetRule(ctx, c.DB, console.RuleChange{Key: c.Key, Value: c.Value, Place: c.Place, From: c.From, Source: c.Source}, terminal(o)))
}

type ruleEndCmd struct {
	store
	Key   string `arg:"" help:"Which rule."`
	Place string `help:"Whose own value ends; empty: a name of a list ends everywhere." placeholder:"CODE"`
	ruleDay
}

// Run ends a place's own rule.
func (c *ruleEndCmd) Run(ctx context.Context, o out) error {
	return told(console.EndRule(ctx, c.DB, console.RuleChange{Key: c.Key, Place: c.Place, From: c.From, Source: c.Source}, terminal(o)))
}
