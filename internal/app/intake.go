package app

import (
	"context"

	"linli/internal/db"
	"linli/internal/intake"
	orgs "linli/internal/org/listing"
	people "linli/internal/person/listing"
	places "linli/internal/place/listing"
	"linli/internal/wish/arrival"
)

// intakeOf is the room of files that are read in, with every kind of record that they bring.
func (a *App) intakeOf() *intake.Service {
	return intake.New(intake.Deps{
		DB: a.DB, Ring: a.Keys, Actor: a.Accounts.Actor,
		Kinds: intake.Kinds{
			arrival.New(a.DB, a.Rules, a.Topics, a.People, a.sink), people.New(a.DB, a.People), orgs.New(a.Orgs), places.New(a.DB),
		},
		Queue: func(ctx context.Context, tx *db.Tx, run string) error {
			return a.jobs.InsertTx(ctx, tx, intakeArgs{run})
		},
	})
}
