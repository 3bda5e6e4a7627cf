package app

import (
	"context"
	"errors"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/place"
)

// console is who acts when somebody sits at the machine.
func console() actor.Actor { return actor.Job("console") }

// with opens an installation for one command.
func with(ctx context.Context, dsn string, do func(a *App) error) error {
	a, err := New(ctx, Config{DSN: dsn})
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
