// Package bulk does one thing to many wishes where that is safe: handing on, taking up, printing. Each wish goes its own way
// through its own use case, with its own permission, its own conflict and its own journal entry; one that does not go stops no
// other. A request sent twice acts once, wish by wish. A whole list goes out as a table, however long it is, under one number.
package bulk

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/side"
)

// Service is the use cases.
type Service struct {
	d      *db.DB
	rules  *rule.Store
	wishes *wish.Service
	sides  *side.Service
	lists  *list.Lists
	finds  Finder
}

// Finder is the search: the wishes that somebody finds by words, some at a time, with the cursor of the rest; empty: that was all.
// Invalid: the words cannot be looked for.
type Finder interface {
	IDs(ctx context.Context, a actor.Actor, words, after string) (ids []string, next string, err error)
}

// New is the service over the use cases of single wishes, their lists, and the search.
func New(d *db.DB, rules *rule.Store, wishes *wish.Service, sides *side.Service, lists *list.Lists, finds Finder) *Service {
	return &Service{d: d, rules: rules, wishes: wishes, sides: sides, lists: lists, finds: finds}
}

// Result is what became of one wish. Wish is empty when the actor does not see it; Err is nil when it went.
type Result struct {
	ID   string
	Wish wish.Wish
	Err  error
}

// Assigning gives wishes to a unit, or to the actor's own post.
type Assigning struct {
	Unit string // empty: the actor takes them up
	Text string // a word to the unit; may be empty
	Key  string // idempotency key of the whole request
}

// Most is how many wishes may be handed on, taken up or printed at once.
func (s *Service) Most(ctx context.Context) (int, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	return book.Int("wish.bulk.most", "", s.d.Now()), nil
}

// Assign hands wishes on, or takes them up, one after the other in the order given, and tells what became of each.
// Unauthenticated, Forbidden for who handles none; Invalid: no wish, too many, no key.
func (s *Service) Assign(ctx context.Context, a actor.Actor, ids []string, in Assigning) (_ []Result, err error) {
	defer errs.Wrap(&err, "bulk.Assign")
	most, err := s.Most(ctx)
	if err != nil {
		return nil, err
	}
	if err := May(a); err != nil {
		return nil, err
	}
	ids, err = chosen(ids, most, in.Key)
	if err != nil {
		return nil, err
	}
	act := wish.TakeUp
	if in.Unit != "" {
		act = wish.Hand
	}
	out := make([]Result, len(ids))
	for i, one := range ids {
		out[i] = s.assign(ctx, a, act, one, in)
		if errs.Is(out[i].Err, errs.Internal) {
			return nil, out[i].Err // the house is in trouble: the same key goes on where this stopped
		}
	}
	return out, nil
}

// assign does one wish by its use case. What the same request has done before is done: after it the actor may have lost
// the sight of the wish.
func (s *Service) assign(ctx context.Context, a actor.Actor, act wish.Act, wishID string, in Assigning) Result {
	r, key := Result{ID: wishID}, keyFor(in.Key, wishID)
	if seen, err := s.wishes.See(ctx, a, wishID); err == nil {
		r.Wish = seen.Wish
	}
	before, err := journal.Done(ctx, s.d, a, "wish."+string(act), key)
	if err != nil || before != "" {
		r.Err = err
		return r
	}
	done := wish.Wish{}
	if act == wish.TakeUp {
		done, r.Err = s.wishes.TakeUp(ctx, a, wishID, key)
	} else {
		done, r.Err = s.sides.Hand(ctx, a, wishID, side.Handing{Unit: in.Unit, Text: in.Text, Key: key})
	}
	if r.Err == nil {
		r.Wish = wish.Redact(a, done)
		r.Wish.ID, r.Wish.Number, r.Wish.Title = done.ID, done.Number, done.Title // the one who has just handed it on
	}
	return r
}

// chosen are the ids of a request, each once, in the order given. Invalid: none, more than most, no key.
func chosen(ids []string, most int, key string) ([]string, error) {
	var out []string
	for _, one := range ids {
		if id.Valid(one) && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	switch {
	case len(out) == 0:
		return nil, errs.New(errs.Invalid, "bulk.none")
	case len(out) > most:
		return nil, errs.New(errs.Invalid, "bulk.too_many", most, len(out))
	case key == "":
		return nil, errs.New(errs.Invalid, "error.idempotency_key")
	}
	return out, journal.CheckKey(key)
}

// keyFor is the idempotency key of one wish in a request: the same request has the same one.
func keyFor(key, wishID string) string {
	sum := sha256.Sum256([]byte(key + "/" + wishID))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
