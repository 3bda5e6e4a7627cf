package main

import (
	"context"

	"linli/internal/app/console"
)

type userProxyCmd struct {
	Add userProxyAddCmd `cmd:"" help:"Record that somebody may act for another, who has said so."`
	End userProxyEndCmd `cmd:"" help:"End it now."`
}

// pair is who acts for whom.
type pair struct {
	Person string `required:"" help:"Who acts: id, login, or full name." placeholder:"WHO"`
	For    string `required:"" help:"For whom: id, login, or full name." placeholder:"WHOM"`
	Place  string `help:"Where those named by name live, with everything below." placeholder:"CODE"`
}

type userProxyAddCmd struct {
	store
	pair
	Relation string `required:"" help:"How the one who acts stands to the other: child, spouse, parent, relative, neighbour, guardian."`
	Reason   string `help:"How it was established: said at the window, a letter of guardianship …"`
	Consent  string `required:"" enum:"oral,paper,guardian" help:"How the one acted for has said yes: oral (said before the officer), paper (signed; the officer keeps it), guardian (acts by law)."`
	Officer  string `required:"" help:"Before whom: id, login, or full name." placeholder:"WHO"`
	From     string `help:"First day; empty: now." placeholder:"2026-06-01"`
	Until    string `help:"First day on which it no longer holds; empty: open." placeholder:"2026-12-01"`
}

// Run records a proxy.
func (c *userProxyAddCmd) Run(ctx context.Context, o out) error {
	return told(console.AddProxy(ctx, c.DB, console.NewProxy{
		Person: c.Person, For: c.For, Place: c.Place, Relation: c.Relation, Reason: c.Reason, Consent: c.Consent, Officer: c.Officer, From: c.From, Until: c.Until,
	}, terminal(o)))
}

type userProxyEndCmd struct {
	store
	pair
}

// Run ends a proxy.
func (c *userProxyEndCmd) Run(ctx context.Context, o out) error {
	return told(console.EndProxy(ctx, c.DB, console.NewProxy{Person: c.Person, For: c.For, Place: c.Place}, terminal(o)))
}
