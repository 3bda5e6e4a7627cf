package main

import (
	"context"

	"linli/internal/app/console"
)

type searchCmd struct {
	store
	Do string `arg:"" enum:"status,build,rebuild,stop,resume" default:"status" help:"status tells how much of what is stored can be found; build writes into the index what is not in it yet, and goes on where it was cut off; rebuild empties the index first: until it is done some things are not found; stop and resume are about the building that a running server is at."`
}

// Run looks after the index of the search.
func (c *searchCmd) Run(ctx context.Context, o out) error {
	return told(console.Search(ctx, c.DB, c.Do, terminal(o)))
}
