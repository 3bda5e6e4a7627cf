package account

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
)

// Device is a browser in which an account is signed in.
type Device struct {
	ID    string // names the session without giving it away
	Agent string // what the browser calls itself; empty for a session of a former release
	From  string // network address from which it was begun
	Since time.Time
	Seen  time.Time // as exactly as sessions know it: five minutes
}

// Devices are the browsers in which the actor is signed in, the latest seen first.
func (s *Service) Devices(ctx context.Context, a actor.Actor) (_ []Device, err error) {
	defer errs.Wrap(&err, "account.Devices")
	if !a.SignedIn() {
		return nil, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return devicesOf(ctx, s.d, a.Account, s.d.Now())
}

// DeviceID names the session of a token as it is stored.
func DeviceID(token string) string { return token[:min(len(token), deviceLength)] }

// deviceLength is how much of a stored token names a session: enough to tell an account's own apart, too little to guess the
// rest of it.
const deviceLength = 12

// EndDevice signs one of the actor's browsers out. NotFound when it is none of them or was signed out.
func (s *Service) EndDevice(ctx context.Context, a actor.Actor, device string) (err error) {
	defer errs.Wrap(&err, "account.EndDevice")
	if !a.SignedIn() || len(device) != deviceLength {
		return errs.New(errs.NotFound, "account.device.gone")
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := endDeviceTx(ctx, tx, a.Account, device)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "account.device.gone")
		}
		if err != nil {
			return err
		}
		tx.AfterCommit(s.sessions.found.Clear)
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
		if err := s.sessions.endAllTx(ctx, tx, a.Account); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.sessions_end", Kind: "account", Subject: a.Account})
	})
}
