package console

import (
	"context"

	"linli/internal/account"
	"linli/internal/app"
)

// ResetFactor takes an account's second factor back: its holder sets another up at the next sign-in.
func ResetFactor(ctx context.Context, dsn, login string, t Terminal) error {
	return withAccount(ctx, dsn, login, func(a *app.App, id string) error {
		if err := a.Accounts.ResetFactor(ctx, self(), id); err != nil {
			return err
		}
		return t.line(t.T("account.did.factor"))
	})
}

// UnlockAccount ends the lock of an account.
func UnlockAccount(ctx context.Context, dsn, login string, t Terminal) error {
	return withAccount(ctx, dsn, login, func(a *app.App, id string) error {
		if err := a.Accounts.Unlock(ctx, self(), id); err != nil {
			return err
		}
		return t.line(t.T("account.did.unlock"))
	})
}

// LinkAccount lets the holder of an identity at the district's provider sign in to an account.
func LinkAccount(ctx context.Context, dsn, login string, x account.Identity, t Terminal) error {
	return withAccount(ctx, dsn, login, func(a *app.App, id string) error {
		if err := a.Accounts.Link(ctx, self(), id, x); err != nil {
			return err
		}
		return t.line(t.T("console.user.linked", login))
	})
}

// Identity is who somebody is at an identity provider.
type Identity = account.Identity

// UnlinkAccount ends every link of an account.
func UnlinkAccount(ctx context.Context, dsn, login string, t Terminal) error {
	return withAccount(ctx, dsn, login, func(a *app.App, id string) error {
		if err := a.Accounts.Unlink(ctx, self(), id); err != nil {
			return err
		}
		return t.line(t.T("account.did.unlink"))
	})
}
