package account

import (
	"context"
	"errors"
	"time"

	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
)

// lock is the rule about failures in a row.
type lock struct {
	failures int
	length   time.Duration
}

// locks tells whether an account is locked.
func (l lock) locks(acc Account, now time.Time) bool {
	return acc.Failures >= l.failures && acc.FailedAt.After(now.Add(-l.length))
}

func (s *Service) lockRule(ctx context.Context) (lock, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return lock{}, err
	}
	now := s.d.Now()
	return lock{book.Int("account.lock.failures", "", now), time.Duration(book.Int("account.lock.minutes", "", now)) * time.Minute}, nil
}

// LeastPassword is how many characters a new password has at least today.
func (s *Service) LeastPassword(ctx context.Context) (int, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	return book.Int("account.password.length", "", s.d.Now()), nil
}

// wrong is the one answer to a login or a password that is not right; left is how many tries remain.
func (l lock) wrong(tries int) error {
	return errs.New(errs.Unauthenticated, "account.wrong", max(0, l.failures-tries))
}

// locked says how long to wait, in minutes rounded up.
func (l lock) locked(last, now time.Time) error {
	wait := max(last.Add(l.length).Sub(now), time.Second)
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return &errs.Error{Kind: errs.Limited, Key: "account.locked", Args: []any{l.failures, minutes}, RetryAfter: wait}
}

// SignIn checks a login and a password from a network address. Where the account has a second factor (Account.Second), it is
// not signed in before SignInSecond. Unauthenticated when one of them is wrong, with how many
// tries are left; Limited while the account is locked, whatever the password; both also for a login that nobody has.
func (s *Service) SignIn(ctx context.Context, from, login, password string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.SignIn")
	l, err := s.lockRule(ctx)
	if err != nil {
		return Account{}, err
	}
	login = NormalLogin(login)
	acc, err := byLogin(ctx, s.d, login)
	if errors.Is(err, db.NoRows) {
		return Account{}, s.strange(ctx, l, from, login, password)
	}
	if err != nil {
		return Account{}, err
	}
	hash, tries, err := s.try(ctx, l, acc, password)
	if err == nil && tries == 0 {
		tries, err = s.pass(ctx, l, from, acc, hash, password)
	}
	if err != nil {
		return Account{}, err
	}
	if tries > 0 {
		return Account{}, s.fail(ctx, l, from, acc, tries)
	}
	return acc, nil
}

// try counts a try, then compares. tries is 0 when the password is right, otherwise how many failures that makes in a
// row.
func (s *Service) try(ctx context.Context, l lock, acc Account, password string) (hash string, tries int, err error) {
	if tries, err = s.beginTry(ctx, l, acc.ID); err != nil {
		return "", 0, err
	}
	if hash, err = passwordOf(ctx, s.d, acc.ID); err != nil {
		return "", 0, err
	}
	stored := hash
	if stored == "" {
		stored = s.decoy
	}
	ok, err := s.compare(ctx, stored, password)
	if ok && acc.DisabledAt.IsZero() {
		tries = 0
	}
	return hash, tries, err
}

// beginTry counts a try before it is made, and tells how many that is in a row. Limited while the account is locked.
func (s *Service) beginTry(ctx context.Context, l lock, accountID string) (tries int, err error) {
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		tries, err = beginTryTx(ctx, tx, accountID, l.failures, tx.Now.Add(-l.length))
		return err
	})
	if errors.Is(err, db.NoRows) {
		var last time.Time
		if last, err = lastTry(ctx, s.d, accountID); err == nil {
			err = l.locked(last, s.d.Now())
		}
	}
	return tries, err
}

// pass ends the row of failures and writes the sign-in down, unless a second factor is still to come. When the account was disabled or got another password while
// this one was compared, the try has failed after all.
func (s *Service) pass(ctx context.Context, l lock, from string, acc Account, hash, password string) (tries int, err error) {
	newHash := hash
	if s.hash.Outdated(hash) {
		if newHash, err = s.hashPassword(ctx, password); err != nil {
			return 0, err
		}
	}
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := passTx(ctx, tx, acc.ID, hash, newHash, acc.Second)
		if err != nil {
			return err
		}
		if n == 0 {
			return l.wrong(1)
		}
		if acc.Second {
			return nil
		}
		return journal.WriteTx(ctx, tx, actor.Actor{Account: acc.ID, Person: acc.Person, From: from},
			journal.Entry{Act: "account.sign_in", Kind: "account", Subject: acc.ID})
	})
	return 0, err
}

// fail writes a failure down, and the lock when it is the last one allowed.
func (s *Service) fail(ctx context.Context, l lock, from string, acc Account, tries int) error {
	a := actor.Visitor(from)
	err := s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.sign_in_failed", Kind: "account", Subject: acc.ID})
		if err != nil || tries < l.failures {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.lock", Kind: "account", Subject: acc.ID, After: map[string]int{
			"failures": tries, "minutes": int(l.length / time.Minute),
		}})
	})
	if err != nil {
		return err
	}
	if tries >= l.failures {
		now := s.d.Now()
		return l.locked(now, now)
	}
	return l.wrong(tries)
}

// strange is SignIn for a login that nobody has: the same work, the same answers.
func (s *Service) strange(ctx context.Context, l lock, from, login, password string) error {
	now := s.d.Now()
	tries, last := s.strangers.Begin(login, l.failures, l.length, now)
	if tries == 0 {
		return l.locked(last, now)
	}
	if _, err := s.compare(ctx, s.decoy, password); err != nil {
		return err
	}
	if err := s.note(ctx, actor.Visitor(from), "account.sign_in_failed", "", ""); err != nil {
		return err
	}
	if tries >= l.failures {
		return l.locked(now, now)
	}
	return l.wrong(tries)
}

// compare and hashPassword wait for one of the few places to hash: each takes tens of megabytes.
func (s *Service) compare(ctx context.Context, stored, typed string) (ok bool, err error) {
	err = s.hashing(ctx, func() { ok = password.Verify(stored, typed) })
	return ok, err
}

func (s *Service) hashPassword(ctx context.Context, password string) (hash string, err error) {
	err = s.hashing(ctx, func() { hash = s.hash.Hash(password) })
	return hash, err
}

func (s *Service) hashing(ctx context.Context, fn func()) error {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
		fn()
		return nil
	case <-ctx.Done():
		return errs.Because(errs.Unavailable, ctx.Err(), "error.busy")
	}
}

// SignedOut writes down that somebody left.
func (s *Service) SignedOut(ctx context.Context, a actor.Actor) (err error) {
	defer errs.Wrap(&err, "account.SignedOut")
	return s.note(ctx, a, "account.sign_out", a.Account, "")
}

// Chosen writes down that somebody has become a person by choosing, as in the demo. Unauthenticated when the account may
// not be used.
func (s *Service) Chosen(ctx context.Context, from, accountID string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.Chosen")
	acc, err := ByID(ctx, s.d, accountID)
	if errs.Is(err, errs.NotFound) || err == nil && !acc.DisabledAt.IsZero() {
		return Account{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if err != nil {
		return Account{}, err
	}
	return acc, s.note(ctx, actor.Actor{Account: acc.ID, Person: acc.Person, From: from}, "account.sign_in", acc.ID, "choice")
}

// note writes an act that changes nothing else; by is the way in, where there are several.
func (s *Service) note(ctx context.Context, a actor.Actor, act, accountID, by string) error {
	e := journal.Entry{Act: act, Kind: "account", Subject: accountID}
	if by != "" {
		e.After = map[string]string{"by": by}
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return journal.WriteTx(ctx, tx, a, e) })
}
