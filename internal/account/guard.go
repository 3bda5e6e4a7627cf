package account

import (
	"context"

	"linli/internal/account/session"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/person"
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
		return s.sessions.EndAllTx(ctx, tx, acc.ID)
	})
}

// EndSessions ends every session of somebody else's account at once. NotFound as Unlock.
func (s *Service) EndSessions(ctx context.Context, a actor.Actor, accountID string) (err error) {
	defer errs.Wrap(&err, "account.EndSessions")
	return s.guard(ctx, a, accountID, "account.sessions_end", func(ctx context.Context, tx *db.Tx, acc Account) error {
		return s.sessions.EndAllTx(ctx, tx, acc.ID)
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

// Seen is somebody's account for who looks after it.
type Seen struct {
	Listed
	Devices  []session.Device
	Left     int  // recovery codes that are left
	Linked   int  // identities of a provider
	MayGuard bool // unlock, take the factor back, end sessions
	MayShut  bool // disable, enable
}

// See is a staff account for an administrator whose scope covers it. NotFound.
func (s *Service) See(ctx context.Context, a actor.Actor, accountID string) (_ Seen, err error) {
	defer errs.Wrap(&err, "account.See")
	acc, err := ByID(ctx, s.d, accountID)
	if err != nil {
		return Seen{}, err
	}
	p, err := person.ByID(ctx, s.d, acc.Person)
	if err != nil {
		return Seen{}, err
	}
	now := s.d.Now()
	held, err := org.PostsFrom(ctx, s.d, acc.Person, now)
	if err != nil {
		return Seen{}, err
	}
	l, err := s.lockRule(ctx)
	if err != nil {
		return Seen{}, err
	}
	h := Holder{Person: p.ID, Posts: held, Home: p.Place}
	_, guards := MayGuard(a, h)
	_, shuts := either(MayManage, MayGuard)(a, h)
	if acc.Kind != Staff || !guards && !shuts {
		return Seen{}, unknown(db.NoRows)
	}
	out := Seen{Listed: Listed{Account: acc, Name: p.Name, Locked: l.locks(acc, now)}, MayGuard: guards, MayShut: shuts}
	if out.Posts, err = org.PostsOf(ctx, s.d, acc.Person, now); err != nil || !guards {
		return out, err
	}
	if out.Devices, err = session.Of(ctx, s.d, acc.ID, now); err != nil {
		return Seen{}, err
	}
	linked, err := identitiesOf(ctx, s.d, acc.ID)
	if err != nil {
		return Seen{}, err
	}
	out.Linked = len(linked)
	out.Left, err = recoveryLeft(ctx, s.d, acc.ID)
	return out, err
}
