package main

import (
	"context"

	"linli/internal/app/console"
)

type searchCmd struct {
	Status  searchStatusCmd  `cmd:"" help:"Tell how much of what is stored can be found."`
	Build   searchBuildCmd   `cmd:"" help:"Write into the index what is not in it yet. It may be cut off; it goes on where it was."`
	Rebuild searchRebuildCmd `cmd:"" help:"Empty the index and build it anew over everything. Until it is done, some things are not found."`
	Stop    searchStopCmd    `cmd:"" help:"Stop the building that a running server is at."`
	Resume  searchResumeCmd  `cmd:"" help:"Let the building go on."`
}

type searchStatusCmd struct{ store }

// Run tells how the index stands.
func (c *searchStatusCmd) Run(ctx context.Context, o out) error {
	return told(console.SearchState(ctx, c.DB, terminal(o)))
}

type searchBuildCmd struct{ store }

// Run goes on with the index.
func (c *searchBuildCmd) Run(ctx context.Context, o out) error {
	return told(console.BuildSearch(ctx, c.DB, false, terminal(o)))
}

type searchRebuildCmd struct{ store }

// Run builds the index anew.
func (c *searchRebuildCmd) Run(ctx context.Context, o out) error {
	return told(console.BuildSearch(ctx, c.DB, true, terminal(o)))
}

type searchStopCmd struct{ store }

// Run stops the building.
func (c *searchStopCmd) Run(ctx context.Context, o out) error {
	return told(console.TurnSearch(ctx, c.DB, false, terminal(o)))
}

type searchResumeCmd struct{ store }

// Run lets it go on.
func (c *searchResumeCmd) Run(ctx context.Context, o out) error {
	return told(console.TurnSearch(ctx, c.DB, true, terminal(o)))
}
