package app

import (
	"context"
	"io"

	"linli/internal/account"
	"linli/internal/notify"
)

// Webhook sends one-time codes through a district's own gateway; the secret is the first line of a file.
func Webhook(url, secretFile string) (notify.Sender, error) {
	return notify.NewWebhook(url, secretFile)
}

// InTerminal shows one-time codes to whoever runs a demonstration.
func InTerminal(out io.Writer) notify.Sender { return notify.Terminal{Out: out} }

// ProviderOf is an identity provider whose client's secret, if it has one, is the first line of a file.
func ProviderOf(issuer, clientID, secretFile string) (p Provider, err error) {
	p = Provider{Issuer: issuer, ClientID: clientID}
	if secretFile != "" {
		p.ClientSecret, err = notify.Secret(secretFile)
	}
	return p, err
}

// ResetFactor takes an account's second factor back: its holder sets another up at the next sign-in.
func ResetFactor(ctx context.Context, dsn, login string, t Terminal) error {
	return withAccount(ctx, dsn, login, func(a *App, id string) error {
		if err := a.Accounts.ResetFactor(ctx, console(), id); err != nil {
			return err
		}
		return t.line(t.T("account.did.factor"))
	})
}

// UnlockAccount ends the lock of an account.
func UnlockAccount(ctx context.Context, dsn, login string, t Terminal) error {
	return withAccount(ctx, dsn, login, func(a *App, id string) error {
		if err := a.Accounts.Unlock(ctx, console(), id); err != nil {
			return err
		}
		return t.line(t.T("account.did.unlock"))
	})
}

// LinkAccount lets the holder of an identity at the district's provider sign in to an account.
func LinkAccount(ctx context.Context, dsn, login string, x account.Identity, t Terminal) error {
	return withAccount(ctx, dsn, login, func(a *App, id string) error {
		if err := a.Accounts.Link(ctx, console(), id, x); err != nil {
			return err
		}
		return t.line(t.T("console.user.linked", login))
	})
}

// Identity is who somebody is at an identity provider.
type Identity = account.Identity

// UnlinkAccount ends every link of an account.
func UnlinkAccount(ctx context.Context, dsn, login string, t Terminal) error {
	return withAccount(ctx, dsn, login, func(a *App, id string) error {
		if err := a.Accounts.Unlink(ctx, console(), id); err != nil {
			return err
		}
		return t.line(t.T("account.did.unlink"))
	})
}
