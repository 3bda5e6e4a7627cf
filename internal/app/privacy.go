package app

import (
	"context"
	"errors"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/journal/tlog"
	"linli/internal/retain"
)

// journalExpiry is how the content of acts ends (addresses, what an act changed): the log keeps the proof of it. An entry
// that was altered stays, is told, and keeps nothing else from ending.
func (a *App) journalExpiry() retain.Expiry {
	return retain.Expiry{Entity: "journal", Run: func(ctx context.Context, before time.Time, source string) (int, error) {
		n, err := tlog.Erase(ctx, a.DB, actor.Job("retention"), tlog.Erasure{Until: before, Reason: source})
		if errors.Is(err, tlog.ErrAltered) {
			a.cfg.Log.Error("journal: an entry whose content was altered is not erased; linli verify names it", "error", err)
			err = nil
		}
		return n, err
	}}
}

// confirmer proves that whoever is at the keyboard holds the account: by the password, where there is one.
type confirmer struct{ accounts *account.Service }

func (c confirmer) Way(ctx context.Context, a actor.Actor) (string, error) {
	acc, err := c.accounts.ByID(ctx, a.Account)
	if errs.Is(err, errs.NotFound) {
		return "", errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if acc.HasPassword {
		return "password", err
	}
	return "", err
}

func (c confirmer) Confirm(ctx context.Context, a actor.Actor, typed string) error {
	return c.accounts.Confirm(ctx, a.Account, a.From, typed)
}
