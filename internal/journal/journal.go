// Package journal writes down each act: who, under which post, for whom, what, before and after, when, from where. The
// row is part of the act's own transaction, and there is no way to change or delete one. No page of a feature reads it, but
// for Looks; features keep their own timelines.
//
// The row carries a salt, and nothing else of the log that proves it: that is taken from it afterwards, by package tlog.
//
// Its second duty is that a request sent twice acts once: the idempotency key is a unique column of the row.
package journal

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
)

// Entry is one act. Before and After are what it changed, marshalled to JSON; they carry no sealed value.
type Entry struct {
	Act        string // feature.verb: wish.accept
	Kind       string // kind of the subject: wish
	Subject    string // its id
	Place      string // its place code
	Post       string // id of the post that gave the right
	OnBehalfOf string // person for whom it was done
	Before     any
	After      any
	Key        string // idempotency key of the request; empty: not repeatable
}

// errReplay is the sign that the key was used before; the whole act is rolled back with it.
var errReplay = errors.New("journal: idempotency key used before")

// maxKey bounds an idempotency key.
const maxKey = 64

// CheckKey is Invalid when a request's idempotency key is too long or holds anything but letters, digits, - and _.
func CheckKey(key string) error {
	ok := len(key) <= maxKey
	for _, c := range key {
		ok = ok && (c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
	}
	if !ok {
		return errs.New(errs.Invalid, "error.idempotency_key")
	}
	return nil
}

// WriteTx adds the row; where the actor stands in for the holder of the entry's post, it names both. The act must be rolled back when it fails.
func WriteTx(ctx context.Context, tx *db.Tx, a actor.Actor, e Entry) error {
	before, err := text(e.Before)
	if err != nil {
		return err
	}
	after, err := text(e.After)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO journal (at, act, kind, subject, place, account, person, post, on_behalf_of, stands_for, origin, before, after, key, salt)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		tx.Now.UnixMicro(), e.Act, e.Kind, e.Subject, e.Place, db.Null(accountOf(a)), db.Null(a.Person), db.Null(e.Post),
		db.Null(e.OnBehalfOf), db.Null(a.StandsFor(e.Post)), db.Null(a.From), before, after, keyOf(a, e.Key), rand.Text())
	if e.Key != "" && db.IsUnique(err) {
		return errReplay
	}
	return err
}

// accountOf is the account column: a job of the system has its name there.
func accountOf(a actor.Actor) string {
	if a.System {
		return "system:" + a.Name
	}
	return a.Account
}

// keyOf is the key as it is stored: each account has keys of its own, and all those without an account share one set.
func keyOf(a actor.Actor, key string) any {
	if key == "" {
		return nil
	}
	return accountOf(a) + "/" + key
}

func text(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// Once runs fn in a write. When the key shows that the same account has done the same act before, nothing is written
// and replayed is the subject of that first time, so that the caller can answer as it did then. The same key for another
// act is a Conflict; another account's keys are its own. Without a key it is a plain Write.
func Once(ctx context.Context, d *db.DB, a actor.Actor, act, key string, fn func(ctx context.Context, tx *db.Tx) error) (replayed string, err error) {
	if err := CheckKey(key); err != nil {
		return "", err
	}
	err = d.Write(ctx, fn)
	if err == nil || key == "" || !errors.Is(err, errReplay) && !refused(err) {
		return "", err
	}
	// A repeated request may be refused before it reaches the journal, because its first time has changed the state.
	subject, lookErr := Done(ctx, d, a, act, key)
	if lookErr == nil && subject == "" {
		return "", err
	}
	return subject, lookErr
}

// refused tells whether an error may be what a request meets that has been done already: it is wrong by now, or not the
// actor's any more.
func refused(err error) bool {
	return slices.Contains([]errs.Kind{errs.Conflict, errs.Invalid, errs.Forbidden, errs.NotFound}, errs.KindOf(err))
}

// Done is the subject of the act that the account has done with a key; empty when it has done none. Conflict when the key
// was used for another act.
func Done(ctx context.Context, q db.Querier, a actor.Actor, act, key string) (subject string, err error) {
	type first struct{ act, subject string }
	f, err := db.One(ctx, q, func(r db.Row) (f first, err error) { return f, r.Scan(&f.act, &f.subject) },
		"SELECT act, subject FROM journal WHERE key = $1", keyOf(a, key))
	switch {
	case errors.Is(err, db.NoRows):
		return "", nil
	case err != nil:
		return "", err
	case f.act != act:
		return "", errs.New(errs.Conflict, "error.key_reused")
	}
	return f.subject, nil
}
