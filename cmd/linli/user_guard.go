package main

import (
	"context"

	"linli/internal/app/console"
)

type userUnlockCmd struct {
	store
	Login string `required:"" help:"Whose account."`
}

// Run ends a lock.
func (c *userUnlockCmd) Run(ctx context.Context, o out) error {
	return told(console.UnlockAccount(ctx, c.DB, c.Login, terminal(o)))
}

type userFactorCmd struct {
	Reset userFactorResetCmd `cmd:"" help:"Take the second factor of an account back and end its sessions: telephone and recovery codes are lost."`
}

type userFactorResetCmd struct {
	store
	Login string `required:"" help:"Whose account."`
}

// Run resets a second factor.
func (c *userFactorResetCmd) Run(ctx context.Context, o out) error {
	return told(console.ResetFactor(ctx, c.DB, c.Login, terminal(o)))
}

type userLinkCmd struct {
	store
	Login   string `required:"" help:"Whose account."`
	Issuer  string `required:"" help:"Issuer as the provider's discovery document says it." placeholder:"URL"`
	Subject string `required:"" help:"Subject (sub) of the person there."`
}

// Run links an account with an identity.
func (c *userLinkCmd) Run(ctx context.Context, o out) error {
	return told(console.LinkAccount(ctx, c.DB, c.Login, console.Identity{Issuer: c.Issuer, Subject: c.Subject}, terminal(o)))
}

type userUnlinkCmd struct {
	store
	Login string `required:"" help:"Whose account."`
}

// Run ends every link of an account.
func (c *userUnlinkCmd) Run(ctx context.Context, o out) error {
	return told(console.UnlinkAccount(ctx, c.DB, c.Login, terminal(o)))
}
