package main

import (
	"context"

	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/app/doctor"
)

type doctorCmd struct {
	installation
	JSON bool `name:"json" help:"Write what was found as JSON, for programs."`
}

// Run looks at the installation and ends with 0 when all is well, 1 when something needs attention, 2 when there is a problem.
func (c *doctorCmd) Run(ctx context.Context, o out) error {
	s, err := c.setup()
	if err != nil {
		s.Keys = "" // without a source the check of keys says what is missing
	}
	found := app.Examine(ctx, s)
	if err := console.TellFindings(found, c.JSON, terminal(o)); err != nil {
		return err
	}
	if worst := doctor.Worst(found); worst > doctor.OK {
		return exit{status: int(worst)}
	}
	return nil
}
