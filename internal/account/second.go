package account

import (
	"context"
	"errors"
	"time"

	"linli/internal/account/factor"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/seal"
)

// issuer is how an authenticator names us.
const issuer = "邻里+"

// totpContext binds a sealed secret to its account.
func totpContext(accountID string) string { return "account.totp\x00" + accountID }

// Factor is the second factor of an account.
type Factor struct {
	Confirmed time.Time // zero: it is being set up
	Left      int       // recovery codes that are left
	Secret    seal.Value
	URI       seal.Value // for the QR code
}

// FactorOf is the actor's own second factor. While it is being set up it carries the secret, afterwards no longer. NotFound
// when there is none.
func (s *Service) FactorOf(ctx context.Context, a actor.Actor) (_ Factor, err error) {
	defer errs.Wrap(&err, "account.FactorOf")
	f, err := factorOf(ctx, s.d, a.Account)
	if err != nil {
		return Factor{}, unknown(err)
	}
	out := Factor{Confirmed: f.confirmed}
	if out.Left, err = recoveryLeft(ctx, s.d, a.Account); err != nil || !f.confirmed.IsZero() {
		return out, err
	}
	acc, err := ByID(ctx, s.d, a.Account)
	if err != nil {
		return Factor{}, err
	}
	if out.Secret, err = s.ring.Open(f.secret, totpContext(acc.ID)); err != nil {
		return Factor{}, err
	}
	out.URI = seal.Of(factor.URI(issuer, acc.Login, out.Secret.Reveal()))
	return out, nil
}

// BeginFactor makes the secret of the actor's second factor, which counts once ConfirmFactor has seen a code of it; one that
// was begun and not confirmed is replaced. Forbidden for residents; Conflict when there is a confirmed one; Unavailable when
// the installation has no keys.
func (s *Service) BeginFactor(ctx context.Context, a actor.Actor) (err error) {
	defer errs.Wrap(&err, "account.BeginFactor")
	acc, err := s.ownStaff(ctx, a)
	if err != nil {
		return err
	}
	if s.ring == nil {
		return errs.New(errs.Unavailable, "account.no_keys")
	}
	sealed := s.ring.Seal(seal.Of(factor.NewSecret()), totpContext(acc.ID))
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := beginFactorTx(ctx, tx, acc.ID, sealed)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "account.factor.there")
		}
		return err
	})
}

// ownStaff is the actor's own staff account.
func (s *Service) ownStaff(ctx context.Context, a actor.Actor) (Account, error) {
	acc, err := ByID(ctx, s.d, a.Account)
	switch {
	case errs.Is(err, errs.NotFound):
		return acc, errs.New(errs.Unauthenticated, "error.unauthenticated")
	case err == nil && acc.Kind != Staff:
		return acc, forbidden()
	}
	return acc, err
}

// ConfirmFactor makes the second factor count after a code of it, and returns ten recovery codes, which are shown once.
// Invalid: code; Conflict when nothing is being set up.
func (s *Service) ConfirmFactor(ctx context.Context, a actor.Actor, code string) (recovery []string, err error) {
	defer errs.Wrap(&err, "account.ConfirmFactor")
	acc, err := s.ownStaff(ctx, a)
	if err != nil {
		return nil, err
	}
	recovery = factor.NewRecovery()
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err := factorOf(ctx, tx, acc.ID)
		if errors.Is(err, db.NoRows) || err == nil && !f.confirmed.IsZero() {
			err = errs.New(errs.Conflict, "account.factor.gone")
		}
		if err != nil {
			return err
		}
		secret, err := s.ring.Open(f.secret, totpContext(acc.ID))
		if err != nil {
			return err
		}
		step, ok := factor.Match(secret.Reveal(), code, tx.Now, f.lastStep)
		if !ok {
			return errs.BadFields([]errs.Field{{Name: "code", Key: "account.factor.code_wrong"}})
		}
		n, err := confirmFactorTx(ctx, tx, acc.ID, f.secret, step)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "account.factor.gone")
		}
		if err != nil {
			return err
		}
		if err := saveRecoveryTx(ctx, tx, acc.ID, recovery); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.Clear)
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.factor", Kind: "account", Subject: acc.ID})
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// SignInSecond is the second half of SignIn: a code of the authenticator, each accepted once, or a recovery code, used up
// with it. Tries count to the same lock as passwords. Unauthenticated, Limited as SignIn.
func (s *Service) SignInSecond(ctx context.Context, from, accountID, code string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.SignInSecond")
	acc, err := ByID(ctx, s.d, accountID)
	if errs.Is(err, errs.NotFound) || err == nil && (!acc.Second || !acc.DisabledAt.IsZero()) {
		err = errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if err != nil {
		return Account{}, err
	}
	a := actor.Actor{Account: acc.ID, Person: acc.Person, From: from}
	err = s.prove(ctx, a, acc, code, func(ctx context.Context, tx *db.Tx, by string) error {
		n, err := passSecondTx(ctx, tx, acc.ID)
		if err == nil && n == 0 {
			err = errs.New(errs.Unauthenticated, "error.unauthenticated")
		}
		if err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.sign_in", Kind: "account", Subject: acc.ID, After: map[string]string{"by": by}})
	})
	return acc, err
}

// prove counts a try, then takes a code in one transaction with what it allows.
func (s *Service) prove(
	ctx context.Context, a actor.Actor, acc Account, code string, then func(ctx context.Context, tx *db.Tx, by string) error,
) error {
	l, err := s.lockRule(ctx)
	if err != nil {
		return err
	}
	tries, err := s.beginTry(ctx, l, acc.ID)
	if err != nil {
		return err
	}
	ok := false
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		var by string
		if by, ok, err = s.takeTx(ctx, tx, acc.ID, code); err != nil || !ok {
			return err
		}
		return then(ctx, tx, by)
	})
	if err == nil && !ok {
		err = s.fail(ctx, l, a.From, acc, tries)
	}
	return err
}

// takeTx uses a code up and tells which kind it was; not ok when it is wrong or was used before.
func (s *Service) takeTx(ctx context.Context, tx *db.Tx, accountID, code string) (by string, ok bool, err error) {
	if hash, is := factor.RecoveryHash(accountID, code); is {
		n, err := takeRecoveryTx(ctx, tx, accountID, hash)
		return "recovery", n > 0, err
	}
	f, err := factorOf(ctx, tx, accountID)
	if errors.Is(err, db.NoRows) || err == nil && f.confirmed.IsZero() {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	secret, err := s.ring.Open(f.secret, totpContext(accountID))
	if err != nil {
		return "", false, err
	}
	step, ok := factor.Match(secret.Reveal(), code, tx.Now, f.lastStep)
	if !ok {
		return "", false, nil
	}
	n, err := takeStepTx(ctx, tx, accountID, step)
	return "totp", n > 0, err
}

// RenewRecovery makes ten new recovery codes after a code of the authenticator or one of the old ones, which end.
// Unauthenticated, Limited as SignIn.
func (s *Service) RenewRecovery(ctx context.Context, a actor.Actor, code string) (recovery []string, err error) {
	defer errs.Wrap(&err, "account.RenewRecovery")
	acc, err := s.ownStaff(ctx, a)
	if err != nil {
		return nil, err
	}
	recovery = factor.NewRecovery()
	err = s.prove(ctx, a, acc, code, func(ctx context.Context, tx *db.Tx, by string) error {
		if err := saveRecoveryTx(ctx, tx, acc.ID, recovery); err != nil {
			return err
		}
		if _, err := passSecondTx(ctx, tx, acc.ID); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.recovery", Kind: "account", Subject: acc.ID, After: map[string]string{"by": by}})
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// DropFactor ends the actor's own second factor after a code of it. Forbidden when it is required; Unauthenticated, Limited
// as SignIn.
func (s *Service) DropFactor(ctx context.Context, a actor.Actor, code string) (err error) {
	defer errs.Wrap(&err, "account.DropFactor")
	acc, err := s.ownStaff(ctx, a)
	if err != nil {
		return err
	}
	must, err := s.MustHaveFactor(ctx, a)
	if err == nil && must {
		err = errs.New(errs.Forbidden, "account.factor.required")
	}
	if err != nil {
		return err
	}
	return s.prove(ctx, a, acc, code, func(ctx context.Context, tx *db.Tx, by string) error {
		if err := dropFactorTx(ctx, tx, acc.ID); err != nil {
			return err
		}
		if _, err := passSecondTx(ctx, tx, acc.ID); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.Clear)
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.factor_end", Kind: "account", Subject: acc.ID, After: map[string]string{"by": by}})
	})
}

// Reseal brings the secrets of second factors to the key of today, for the job that follows a change of keys; it tells how
// many those were. A secret that changes meanwhile is left to who changes it; one that does not open is left as it is, and
// named by the error at the end.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "account.Reseal")
	if s.ring == nil {
		return 0, nil
	}
	prefix, _ := s.ring.Prefixes()
	left := seal.Unopened{Table: "account_factor"}
	n, err = db.Walk(ctx, func(after string, limit int) ([]sealed, error) {
		return sealedBefore(ctx, s.d, prefix, after, limit)
	}, func(x sealed) string { return x.account }, func(x sealed) (bool, error) {
		v, err := s.ring.Open(x.secret, totpContext(x.account))
		if err != nil {
			return left.Past(x.account, err)
		}
		return true, s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return resealTx(ctx, tx, x.account, x.secret, s.ring.Seal(v, totpContext(x.account)))
		})
	})
	return n, errors.Join(err, left.Err())
}
