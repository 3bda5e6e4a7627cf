package account

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
)

// copied is an account in its holder's own copy.
type copied struct {
	Kind       Kind      `json:"kind"`
	Login      string    `json:"login,omitempty"`
	CreatedAt  time.Time `json:"created_at"`
	DisabledAt time.Time `json:"disabled_at,omitzero"`
	Lang       string    `json:"language,omitempty"`
	Elder      string    `json:"large_print,omitempty"`
	Theme      string    `json:"theme,omitempty"`
}

// Held is a person's account and the sign-ins that are kept of it.
func (s *Service) Held(ctx context.Context, q db.Querier, personID string, whole bool) (out []retain.Held, err error) {
	defer errs.Wrap(&err, "account.Held")
	acc, err := ByPerson(ctx, q, personID)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	own, signIns := retain.Held{Entity: "account", N: 1, Since: acc.CreatedAt}, retain.Held{Entity: "session"}
	type signIn struct {
		At   time.Time `json:"signed_in_at"`
		Seen time.Time `json:"last_seen_at"`
	}
	list, err := db.All(ctx, q, func(r db.Row) (x signIn, err error) { return x, r.Scan(db.Time(&x.At), db.Time(&x.Seen)) },
		"SELECT created_at, seen_at FROM session WHERE account = $1 ORDER BY created_at", acc.ID)
	if signIns.N = len(list); len(list) > 0 {
		signIns.Since = list[0].At
	}
	if whole {
		own.Copy = copied{acc.Kind, acc.Login, acc.CreatedAt, acc.DisabledAt, acc.Look.Lang, acc.Look.Elder, acc.Look.Theme}
		signIns.Copy = list
	}
	return append(out, own, signIns), err
}

// Needed are those who have signed in after the moment, or got their account after it.
func (s *Service) Needed(ctx context.Context, q db.Querier, persons []string, after time.Time) (_ map[string]bool, err error) {
	defer errs.Wrap(&err, "account.Needed")
	var w db.Where
	w.In("a.person", persons)
	w.And("a.disabled_at IS NULL AND (a.created_at > ? OR EXISTS (SELECT 1 FROM session s WHERE s.account = a.id AND s.seen_at > ?))",
		after.UnixMicro(), after.UnixMicro())
	out := map[string]bool{}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var personID string
		err := r.Scan(&personID)
		out[personID] = true
		return err
	}, "SELECT a.person FROM account a WHERE "+w.SQL(), w.Args()...)
}

// EraseTx shuts the account for good and forgets by what its holder signed in: name, passwords, second factor, who the person
// is elsewhere, sign-ins and looks. The row itself stays, for acts name it. The account of somebody whom another room needs
// stays: it is how the person follows what is open.
func (s *Service) EraseTx(ctx context.Context, tx *db.Tx, personID string, needed bool) (_ []retain.Outcome, err error) {
	defer errs.Wrap(&err, "account.EraseTx")
	held, err := s.Held(ctx, tx, personID, false)
	if err != nil || len(held) == 0 {
		return nil, err
	}
	out := []retain.Outcome{{Entity: "account", Erased: 1}, {Entity: "session", Erased: held[1].N}}
	if needed {
		return []retain.Outcome{{Entity: "account", Kept: 1, Why: "open"}}, nil
	}
	for _, table := range []string{"session", "account_link", "account_password", "account_factor", "account_recovery", "account_identity"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE account IN (SELECT id FROM account WHERE person = $1)", personID); err != nil {
			return nil, err
		}
	}
	// No login looks like an id, and an account of staff must have one.
	if _, err := tx.Exec(ctx, `UPDATE account SET login = CASE WHEN login IS NULL THEN NULL ELSE id END, password_hash = NULL, failures = 0,
		failed_at = 0, lang = '', elder = '', theme = '' WHERE person = $1`, personID); err != nil {
		return nil, err
	}
	tx.AfterCommit(s.actors.Clear)
	_, err = tx.Exec(ctx, "UPDATE account SET disabled_at = $2 WHERE person = $1 AND disabled_at IS NULL", personID, tx.Now.UnixMicro())
	return out, err
}

// Confirm proves that whoever is at the keyboard is the holder of the account: the password once more. Unauthenticated and
// Limited as SignIn; Invalid for an account without a password.
func (s *Service) Confirm(ctx context.Context, accountID, from, password string) (err error) {
	defer errs.Wrap(&err, "account.Confirm")
	acc, err := ByID(ctx, s.d, accountID)
	if err != nil {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if !acc.HasPassword {
		return errs.New(errs.Invalid, "error.invalid")
	}
	l, err := s.lockRule(ctx)
	if err != nil {
		return err
	}
	hash, tries, err := s.try(ctx, l, acc, password)
	if err != nil {
		return err
	}
	if tries > 0 {
		return s.fail(ctx, l, from, acc, tries)
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := passTx(ctx, tx, acc.ID, hash, hash, false)
		if err == nil && n == 0 {
			err = l.wrong(1)
		}
		return err
	})
}
