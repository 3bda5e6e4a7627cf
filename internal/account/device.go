package account

import (
	"context"

	"linli/internal/account/session"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
)

// Devices are the browsers in which the actor is signed in, the latest seen first.
func (s *Service) Devices(ctx context.Context, a actor.Actor) (_ []session.Device, err error) {
	defer errs.Wrap(&err, "account.Devices")
	if !a.SignedIn() {
		return nil, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return session.Of(ctx, s.d, a.Account, s.d.Now())
}

// EndDevice signs one of the actor's browsers out. NotFound when it is none of them or was signed out.
func (s *Service) EndDevice(ctx context.Context, a actor.Actor, device string) (err error) {
	defer errs.Wrap(&err, "account.EndDevice")
	if !a.SignedIn() || device == "" {
		return errs.New(errs.NotFound, "account.device.gone")
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := s.sessions.EndOneTx(ctx, tx, a.Account, device)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "account.device.gone")
		}
		if err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.session_end", Kind: "account", Subject: a.Account})
	})
}

// EndDevices signs the actor out everywhere, here too.
func (s *Service) EndDevices(ctx context.Context, a actor.Actor) (err error) {
	defer errs.Wrap(&err, "account.EndDevices")
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.sessions.EndAllTx(ctx, tx, a.Account); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.sessions_end", Kind: "account", Subject: a.Account})
	})
}
