package account

import (
	"context"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
)

// Unlock ends the lock of an account, or the row of failures that leads to one. Conflict when there is none; NotFound, also
// outside the actor's scope.
func (s *Service) Unlock(ctx context.Context, a actor.Actor, accountID string) (err error) {
	defer errs.Wrap(&err, "account.Unlock")
	return s.guard(ctx, a, accountID, "account.unlock", func(ctx context.Context, tx *db.Tx, acc Account) error {
		n, err := unlockTx(ctx, tx, acc.ID)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "account.already")
		}
		return err
	})
}

// ResetFactor takes the second factor of an account back and ends its sessions: its holder has lost telephone and recovery
// codes, and sets up another at the next sign-in. Conflict when there is none; NotFound as Unlock.
func (s *Service) ResetFactor(ctx context.Context, a actor.Actor, accountID string) (err error) {
	defer errs.Wrap(&err, "account.ResetFactor")
	return s.guard(ctx, a, accountID, "account.factor_reset", func(ctx context.Context, tx *db.Tx, acc Account) error {
		if !acc.Second {
			return errs.New(errs.Conflict, "account.factor.none")
		}
		if err := dropFactorTx(ctx, tx, acc.ID); err != nil {
			return err
		}
		return s.sessions.endAllTx(ctx, tx, acc.ID)
	})
}

// EndSessions ends every session of somebody else's account at once. NotFound as Unlock.
func (s *Service) EndSessions(ctx context.Context, a actor.Actor, accountID string) (err error) {
	defer errs.Wrap(&err, "account.EndSessions")
	return s.guard(ctx, a, accountID, "account.sessions_end", func(ctx context.Context, tx *db.Tx, acc Account) error {
		return s.sessions.endAllTx(ctx, tx, acc.ID)
	})
}

// guard does something about an account that MayGuard allows, and writes it down.
func (s *Service) guard(
	ctx context.Context, a actor.Actor, accountID, act string, do func(ctx context.Context, tx *db.Tx, acc Account) error,
) error {
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, by, err := managedTx(ctx, tx, a, accountID, MayGuard)
		if err == nil && acc.Kind != Staff {
			err = unknown(db.NoRows)
		}
		if err != nil {
			return err
		}
		if err := do(ctx, tx, acc); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.Clear)
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: act, Kind: "account", Subject: acc.ID, Place: by.Place, Post: by.ID, OnBehalfOf: acc.Person,
		})
	})
}
