package token

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/place"
	"linli/internal/plain"
	"linli/internal/rule"
)

// Owners tells who stands behind an account now, and what must be done before anything else.
type Owners interface {
	Standing(ctx context.Context, accountID string) (actor.Actor, account.Duty, error)
}

// Service makes tokens, takes them back, and tells who acts by one.
type Service struct {
	d      *db.DB
	rules  *rule.Store
	owners Owners
	known  *place.Known
}

// New is the tokens over a database.
func New(d *db.DB, rules *rule.Store, owners Owners) *Service {
	return &Service{d: d, rules: rules, owners: owners, known: place.NewKnown(d)}
}

// Making is a token that somebody wants.
type Making struct {
	Name   string
	Post   string // may be left out where there is only one
	Scopes []Scope
	Place  string // within the post's; empty: as far as the post reaches
	Days   int    // how long it lives
	Key    string // idempotency key
}

// maxName is how many characters the name of a token has.
const maxName = 40

func signedIn(a actor.Actor) error {
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return nil
}

func missing() error { return errs.New(errs.NotFound, "error.not_found") }

// Posts are those for which the actor may make tokens. Unauthenticated; NotFound where there is none: for whom there are no tokens
// there is no page of them either.
func (s *Service) Posts(a actor.Actor) ([]actor.Post, error) {
	if err := signedIn(a); err != nil {
		return nil, err
	}
	posts := MayMake(a)
	if len(posts) == 0 {
		return nil, missing()
	}
	return posts, nil
}

// Longest is for how many days a token may be made at most today (rule account.token.days).
func (s *Service) Longest(ctx context.Context) (int, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	return book.Int("account.token.days", "", s.d.Now()), nil
}

// Make makes a token and tells its secret, once: nothing but its hash is kept, so a request that comes again is answered with
// Conflict. Unauthenticated; NotFound as Posts, and for a post that is not among those; Invalid: name, scopes, place, days, or
// when there are as many as the rule account.token.most lets one have.
func (s *Service) Make(ctx context.Context, a actor.Actor, in Making) (_ Token, secret string, err error) {
	defer errs.Wrap(&err, "token.Make")
	posts, err := s.Posts(a)
	if err != nil {
		return Token{}, "", err
	}
	if in.Post == "" && len(posts) == 1 {
		in.Post = posts[0].ID
	}
	i := slices.IndexFunc(posts, func(p actor.Post) bool { return p.ID == in.Post })
	if i < 0 {
		return Token{}, "", missing()
	}
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Token{}, "", err
	}
	now := s.d.Now()
	t := Token{ID: id.At(now), Account: a.Account, Post: in.Post, Name: strings.TrimSpace(in.Name), MadeAt: now, ExpiresAt: now.AddDate(0, 0, in.Days)}
	if err := s.check(ctx, &t, in, posts[i], book.Int("account.token.days", "", now)); err != nil {
		return Token{}, "", err
	}
	secret, hash := newSecret()
	most := book.Int("account.token.most", "", now)
	before, err := journal.Once(ctx, s.d, a, "account.token", in.Key, func(ctx context.Context, tx *db.Tx) error {
		if err := s.roomTx(ctx, tx, a.Account, most); err != nil {
			return err
		}
		if err := insertTx(ctx, tx, t, hash); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.token", Kind: "account", Subject: a.Account, Place: posts[i].Place, Post: t.Post, Key: in.Key, After: told(t)})
	})
	if err == nil && before != "" {
		err = errs.New(errs.Conflict, "token.error.again")
	}
	return t, secret, err
}

// journalled is what the journal says of a token: never its secret.
type journalled struct {
	ID      string    `json:"token"`
	Name    string    `json:"name"`
	Scopes  []Scope   `json:"scopes,omitempty"`
	Place   string    `json:"place,omitempty"`
	Expires time.Time `json:"expires"`
}

func told(t Token) journalled { return journalled{t.ID, t.Name, t.Scopes, t.Place, t.ExpiresAt.UTC()} }

// check fills in what was chosen. Invalid.
func (s *Service) check(ctx context.Context, t *Token, in Making, post actor.Post, longest int) error {
	var bad []errs.Field
	wrong := func(name, key string, args ...any) {
		bad = append(bad, errs.Field{Name: name, Key: key, Args: args})
	}
	if n := plain.Length(t.Name); n == 0 || n > maxName || !plain.Clean(t.Name, false) {
		wrong("name", "token.error.name", maxName)
	}
	for _, scope := range Scopes() {
		if slices.Contains(in.Scopes, scope) {
			t.Scopes = append(t.Scopes, scope)
		}
	}
	if len(t.Scopes) == 0 || slices.ContainsFunc(in.Scopes, func(x Scope) bool { return !slices.Contains(Scopes(), x) }) {
		wrong("scope", "token.error.scope")
	}
	if in.Days < 1 || in.Days > longest {
		wrong("days", "token.error.days", longest)
	}
	if in.Place != "" {
		p, err := place.Resolve(ctx, s.d, in.Place)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if t.Place = p.Code; err != nil || !actor.Covers(post.Place, p.Code) {
			wrong("place", "token.error.place")
		}
	}
	return errs.BadFields(bad)
}

// roomTx is Invalid when an account has as many live tokens as it may have. The lock makes it true for many at once.
func (s *Service) roomTx(ctx context.Context, tx *db.Tx, accountID string, most int) error {
	if err := tx.Lock(ctx, "token", accountID); err != nil {
		return err
	}
	n, err := liveTx(ctx, tx, accountID)
	if err == nil && n >= most {
		err = errs.BadFields([]errs.Field{{Name: "name", Key: "token.error.most", Args: []any{most}}})
	}
	return err
}

// Of are the actor's own tokens, the newest first. Unauthenticated; NotFound for who may make none and has none.
func (s *Service) Of(ctx context.Context, a actor.Actor) (_ []Token, err error) {
	defer errs.Wrap(&err, "token.Of")
	if err := signedIn(a); err != nil {
		return nil, err
	}
	all, err := ofAccount(ctx, s.d, a.Account)
	if err == nil && len(all) == 0 {
		_, err = s.Posts(a)
	}
	return all, err
}

// Pageful is how many tokens a page of all of them has.
const Pageful = 50

// Listed is a token as those see it who look after accounts.
type Listed struct {
	Token
	Owner string // full name: who works here is shown by name
	Title string // of the post
	Held  bool   // the owner still has the post, and the account is not disabled
}

// All are the tokens of the places that the actor looks after, whoever made them, the newest first. NotFound for everybody else.
func (s *Service) All(ctx context.Context, a actor.Actor, after string) (_ []Listed, next string, err error) {
	defer errs.Wrap(&err, "token.All")
	if err := signedIn(a); err != nil {
		return nil, "", err
	}
	places := MayOversee(a)
	if len(places) == 0 {
		return nil, "", missing()
	}
	all, err := within(ctx, s.d, places, after, Pageful+1, s.d.Now())
	if err == nil && len(all) > Pageful {
		all = all[:Pageful]
		next = db.Cursor(all[Pageful-1].ID)
	}
	return all, next, err
}

// Revoke takes a token back: from now on it opens nothing; a second time nothing happens. Unauthenticated; NotFound for one that is
// neither the actor's own nor at a place that the actor looks after.
func (s *Service) Revoke(ctx context.Context, a actor.Actor, tokenID string) (err error) {
	defer errs.Wrap(&err, "token.Revoke")
	if err := signedIn(a); err != nil {
		return err
	}
	if !id.Valid(tokenID) {
		return missing()
	}
	t, at, err := byID(ctx, s.d, tokenID)
	if errors.Is(err, db.NoRows) || err == nil && t.Account != a.Account && !covers(MayOversee(a), at) {
		return missing()
	}
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := revokeTx(ctx, tx, t.ID)
		if err != nil || n == 0 { // taken back before
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.token_revoke", Kind: "account", Subject: t.Account, Place: at, Before: told(t)})
	})
}

func covers(places []string, code string) bool {
	return slices.ContainsFunc(places, func(p string) bool { return actor.Covers(p, code) })
}

// usedEvery is how long a use of a token is not written down again: no request is to cost a write.
const usedEvery = 10 * time.Minute

// Actor is who acts by a secret now, narrowed as the token is, and what its owner must do before anything else. Unauthenticated
// when there is no such token, it is revoked or expired, its owner is gone or does not hold the post any more: nobody is told
// which of these.
func (s *Service) Actor(ctx context.Context, secret string) (a actor.Actor, duty account.Duty, err error) {
	defer errs.Wrap(&err, "token.Actor")
	invalid := errs.New(errs.Unauthenticated, "token.invalid")
	if !WellFormed(secret) {
		return a, duty, invalid
	}
	t, err := byHash(ctx, s.d, id.TokenHash(secret))
	if errors.Is(err, db.NoRows) || err == nil && !t.Live(s.d.Now()) {
		return a, duty, invalid
	}
	if err != nil {
		return a, duty, err
	}
	owner, duty, err := s.owners.Standing(ctx, t.Account)
	if errs.Is(err, errs.Unauthenticated) {
		return a, duty, invalid
	}
	if err != nil {
		return a, duty, err
	}
	within, err := s.known.Codes(ctx, t.Place)
	if err != nil {
		return a, duty, err
	}
	a, ok := t.Narrow(owner, within)
	if !ok {
		return a, duty, invalid
	}
	return a, duty, s.used(ctx, t)
}

// used writes down that a token was used, where that was not written down some minutes ago. While nothing can be written it is
// not, and whoever reads goes on reading.
func (s *Service) used(ctx context.Context, t Token) error {
	now := s.d.Now()
	if now.Sub(t.UsedAt) < usedEvery {
		return nil
	}
	err := s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return usedTx(ctx, tx, t.ID, now, now.Add(-usedEvery))
	})
	if errs.Is(err, errs.Unavailable) {
		return nil
	}
	return err
}
