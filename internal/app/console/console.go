// Package console is what somebody does who sits at the machine: each command opens the house (package app), does one
// thing as the console, and tells a terminal what it did. Nothing but the program's commands knows it.
package console

import (
	"context"
	"errors"

	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/errs"
	"linli/internal/place"
)

// self is who acts when somebody sits at the machine.
func self() actor.Actor { return actor.Job("console") }

// with opens an installation for one command.
func with(ctx context.Context, dsn string, do func(a *app.App) error) error {
	a, err := app.New(ctx, app.Config{DSN: dsn, Existing: true})
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}

// placeCode reads a code as people type it.
func placeCode(s string) (string, error) {
	code, err := place.Parse(s)
	if err != nil {
		return "", errs.BadFields([]errs.Field{{Name: "place", Key: "org.error.place"}})
	}
	return code, nil
}
