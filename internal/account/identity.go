package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/plain"
)

// Identity is who somebody is at an identity provider: what its tokens call issuer and subject (OpenID Connect Core 2).
// Nothing else links one to an account: no address, no name, which others may have or change.
type Identity struct {
	Issuer, Subject string
	Since           time.Time
}

// maxIdentity bounds issuer and subject, in characters (a subject has at most 255).
const maxIdentity = 255

func (x Identity) ok() bool {
	for _, s := range []string{x.Issuer, x.Subject} {
		if s == "" || !plain.Clean(s, false) || plain.Length(s) > maxIdentity || strings.TrimSpace(s) != s {
			return false
		}
	}
	return true
}

// MayLink gives the post under which the actor may link an account to an identity and end that: the account's own holder,
// and who may guard it.
func MayLink(a actor.Actor, h Holder) (by actor.Post, ok bool) {
	if a.SignedIn() && a.Person == h.Person {
		return actor.Post{}, true
	}
	return MayGuard(a, h)
}

// Link lets the holder of an identity sign in to a staff account. Invalid when issuer or subject is none; Conflict when the
// identity is linked already; NotFound, also outside the actor's scope and for residents.
func (s *Service) Link(ctx context.Context, a actor.Actor, accountID string, x Identity) (err error) {
	defer errs.Wrap(&err, "account.Link")
	if !x.ok() {
		return errs.New(errs.Invalid, "account.provider.identity")
	}
	return s.link(ctx, a, accountID, "account.link", func(ctx context.Context, tx *db.Tx) error {
		n, err := linkTx(ctx, tx, accountID, x)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "account.provider.taken")
		}
		return err
	})
}

// Unlink ends every link of an account to an identity. Conflict when there is none; NotFound as Link.
func (s *Service) Unlink(ctx context.Context, a actor.Actor, accountID string) (err error) {
	defer errs.Wrap(&err, "account.Unlink")
	return s.link(ctx, a, accountID, "account.unlink", func(ctx context.Context, tx *db.Tx) error {
		n, err := unlinkTx(ctx, tx, accountID)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "account.already")
		}
		return err
	})
}

func (s *Service) link(ctx context.Context, a actor.Actor, accountID, act string, do func(ctx context.Context, tx *db.Tx) error) error {
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, by, err := managedTx(ctx, tx, a, accountID, MayLink)
		if err == nil && acc.Kind != Staff {
			err = unknown(db.NoRows)
		}
		if err != nil {
			return err
		}
		if err := do(ctx, tx); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: act, Kind: "account", Subject: acc.ID, Place: by.Place, Post: by.ID, OnBehalfOf: acc.Person,
		})
	})
}

// Identities are the links of the actor's own account.
func (s *Service) Identities(ctx context.Context, a actor.Actor) (_ []Identity, err error) {
	defer errs.Wrap(&err, "account.Identities")
	return identitiesOf(ctx, s.d, a.Account)
}

// SignInAs signs in who an identity provider says it is. Like SignIn it is only half of it where the account has a second
// factor. Unauthenticated when no account is linked, or it may not be used; Limited while the account is locked: a lock holds
// at every door. Both are written down.
func (s *Service) SignInAs(ctx context.Context, from string, x Identity) (_ Account, err error) {
	defer errs.Wrap(&err, "account.SignInAs")
	l, err := s.lockRule(ctx)
	if err != nil {
		return Account{}, err
	}
	acc, err := byIdentity(ctx, s.d, x)
	if err != nil && !errors.Is(err, db.NoRows) {
		return Account{}, err
	}
	var refusal error
	switch now := s.d.Now(); {
	case err != nil || acc.Kind != Staff || !acc.DisabledAt.IsZero():
		refusal = errs.New(errs.Unauthenticated, "account.provider.unknown")
	case l.locks(acc, now):
		refusal = l.locked(acc.FailedAt, now)
	case acc.Second:
		return acc, nil
	default:
		return acc, s.note(ctx, actor.Actor{Account: acc.ID, Person: acc.Person, From: from}, "account.sign_in", acc.ID, "provider")
	}
	if err := s.note(ctx, actor.Visitor(from), "account.sign_in_failed", acc.ID, "provider"); err != nil {
		return Account{}, err
	}
	return Account{}, refusal
}
