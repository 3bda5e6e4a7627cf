// Package session keeps who is signed in in which browser: by the hash of the token in its cookie, with an absolute and an
// idle end. When one was last seen is written at most once in five minutes, and a found session is remembered in the process
// for some seconds.
package session

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/remember"
)

// Session is what a browser's cookie leads to.
type Session struct {
	Account string        // empty: a visitor who has opened a wish with number and code, or is on the way in
	Ends    time.Time     // absolute end
	Idle    time.Duration // it also ends after so long without a request
	Grant   string        // wish that number and code have opened, or invitation to a meeting; never beside an account
	Agent   string        // what the browser calls itself; empty before somebody has signed in
	From    string        // network address from which somebody signed in
	// On the way in: what has been proved so far, and the question that went to an identity provider.
	Half string // account whose password was right; its second factor is to come
	Code string // one-time code that was asked for
	Tel  string // the number it goes to, masked
	Ask  Ask
}

// Ask is a question to the district's identity provider, which its answer must fit.
type Ask struct {
	State    string `json:"state,omitempty"`
	Nonce    string `json:"nonce,omitempty"`
	Verifier string `json:"verifier,omitempty"` // PKCE, RFC 7636
	Back     string `json:"back,omitempty"`
	Link     bool   `json:"link,omitempty"` // to link the account that has signed in, not to sign in
}

// written is how a session is stored.
type written struct {
	Account string `json:"account,omitempty"`
	Ends    int64  `json:"ends"`
	Idle    int64  `json:"idle"`
	Grant   string `json:"grant,omitempty"`
	Agent   string `json:"agent,omitempty"`
	From    string `json:"from,omitempty"`
	Half    string `json:"half,omitempty"`
	Code    string `json:"code,omitempty"`
	Tel     string `json:"tel,omitempty"`
	Ask     Ask    `json:"ask,omitzero"`
}

// Encode is the session as it is stored.
func (s Session) Encode() ([]byte, error) {
	return json.Marshal(written{
		Account: s.Account, Ends: s.Ends.UnixMicro(), Idle: s.Idle.Microseconds(), Grant: s.Grant,
		Agent: s.Agent, From: s.From, Half: s.Half, Code: s.Code, Tel: s.Tel, Ask: s.Ask,
	})
}

// longest is far beyond what a rule can set.
const longest = 100 * 365 * 24 * time.Hour

// Decode reads what Encode made.
func Decode(b []byte) (Session, error) {
	var t written
	if err := json.Unmarshal(b, &t); err != nil {
		return Session{}, err
	}
	if t.Idle < 0 || t.Idle > longest.Microseconds() {
		return Session{}, errors.New("session: an idle time that no rule sets")
	}
	return Session{
		Account: t.Account, Ends: time.UnixMicro(t.Ends).UTC(), Idle: time.Duration(t.Idle) * time.Microsecond, Grant: t.Grant,
		Agent: t.Agent, From: t.From, Half: t.Half, Code: t.Code, Tel: t.Tel, Ask: t.Ask,
	}, nil
}

const (
	seenEvery   = 5 * time.Minute // how exactly the last request of a session is known
	rememberFor = 5 * time.Second // how long another process may not know of a sign-out
	maxSessions = 20_000          // remembered at a time
)

// Store keeps sessions by the hash of their token, as github.com/alexedwards/scs's CtxStore. What it is given is
// Session.Encode's text.
type Store struct {
	d     *db.DB
	found *remember.Cache[stored]
}

// stored is a session as the table has it.
type stored struct {
	data    []byte
	seen    time.Time
	expires time.Time
	idle    time.Duration
}

func (s stored) alive(now time.Time) bool {
	return now.Before(s.expires) && now.Before(s.seen.Add(s.idle))
}

// New is a store over a database.
func New(d *db.DB) *Store {
	return &Store{d: d, found: remember.New[stored](rememberFor, maxSessions)}
}

// FindCtx is a session that has not ended in any way. That it was seen is written at most once in five minutes; when that
// fails, the session only ends earlier.
func (s *Store) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	now := s.d.Now()
	x, ok, epoch := s.found.Get(token, now)
	if ok {
		return x.data, x.alive(now), nil
	}
	x, err = byToken(ctx, s.d, token)
	if errors.Is(err, db.NoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if !x.alive(now) {
		return nil, false, nil
	}
	if now.Sub(x.seen) >= seenEvery {
		err := s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return touchTx(ctx, tx, token, now.Add(-seenEvery)) })
		if err == nil {
			x.seen = now
		}
	}
	s.found.Put(token, x, now, epoch)
	return x.data, true, nil
}

// CommitCtx stores a session. One that has been ended meanwhile stays ended.
func (s *Store) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	x, err := Decode(data)
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		tx.AfterCommit(func() { s.found.Drop(token) })
		return saveTx(ctx, tx, token, x, data, expires)
	})
}

// DeleteCtx ends a session; in this process it is over when DeleteCtx returns.
func (s *Store) DeleteCtx(ctx context.Context, token string) error {
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		tx.AfterCommit(func() { s.found.Drop(token) })
		return endTx(ctx, tx, token)
	})
}

// EndAllTx ends every session of an account.
func (s *Store) EndAllTx(ctx context.Context, tx *db.Tx, accountID string) error {
	tx.AfterCommit(s.found.Clear)
	return endOfTx(ctx, tx, accountID)
}

// purgeChunk bounds one write of Purge.
const purgeChunk = 500

// Purge removes sessions that are past; it tells how many those were.
func (s *Store) Purge(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "session.Purge")
	for {
		var some int64
		err := s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			some, err = purgeTx(ctx, tx, purgeChunk)
			return err
		})
		n += int(some)
		if err != nil || some < purgeChunk {
			return n, err
		}
	}
}

// Find, Commit and Delete are the forms without a context that scs's Store asks for; scs calls those with one.

// Find is FindCtx.
func (s *Store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx.
func (s *Store) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

// Delete is DeleteCtx.
func (s *Store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
