package privacy

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/retain"
)

// own are the consents and requests: what this room itself holds of people.
type own struct{ s *Service }

type copiedConsent struct {
	Purpose   Purpose   `json:"purpose"`
	Notice    int64     `json:"notice_version"`
	Way       Way       `json:"way"`
	Given     time.Time `json:"given_at"`
	Withdrawn time.Time `json:"withdrawn_at,omitzero"`
}

type copiedRequest struct {
	Kind   Kind      `json:"kind"`
	State  State     `json:"state"`
	Filed  time.Time `json:"filed_at"`
	Due    time.Time `json:"due"`
	Ended  time.Time `json:"ended_at,omitzero"`
	Text   string    `json:"text,omitempty"`
	Answer string    `json:"answer,omitempty"`
}

func (o own) Held(ctx context.Context, q db.Querier, personID string, whole bool) ([]retain.Held, error) {
	consents, err := consentsOf(ctx, q, personID)
	if err != nil {
		return nil, err
	}
	requests, err := ofPersons(ctx, q, []string{personID})
	if err != nil {
		return nil, err
	}
	c, r := retain.Held{Entity: "consent", N: len(consents)}, retain.Held{Entity: "request", N: len(requests)}
	var agreed []copiedConsent
	for _, x := range slices.Backward(consents) {
		agreed = append(agreed, copiedConsent{x.Purpose, x.Notice, x.Way, x.GivenAt, x.WithdrawnAt})
	}
	var asked []copiedRequest
	for _, x := range slices.Backward(requests) {
		all := copiedRequest{Kind: x.Kind, State: x.State, Filed: x.FiledAt, Due: x.Due, Ended: x.EndedAt, Answer: x.Answer}
		if whole {
			if all.Text, err = o.s.words(ctx, q, x.ID); err != nil {
				return nil, err
			}
		}
		asked = append(asked, all)
	}
	if c.N > 0 {
		c.Since = agreed[0].Given
	}
	if r.N > 0 {
		r.Since = asked[0].Filed
	}
	if whole && c.N > 0 {
		c.Copy = agreed
	}
	if whole && r.N > 0 {
		r.Copy = asked
	}
	return []retain.Held{c, r}, nil
}

// words are what a request says, opened.
func (s *Service) words(ctx context.Context, q db.Querier, requestID string) (string, error) {
	text, err := textOf(ctx, q, requestID)
	if err != nil || text == "" || s.Ring == nil {
		return "", err
	}
	v, err := s.Ring.Open(text, bound(requestID))
	return v.Reveal(), err
}

func (o own) Needed(ctx context.Context, q db.Querier, persons []string, _ time.Time) (map[string]bool, error) {
	return openFor(ctx, q, persons)
}

// EraseTx ends the consents of somebody who is not needed any more. What was agreed and asked stays for its period: it
// proves that the house did its duty (PIPL art. 9, 69).
func (o own) EraseTx(ctx context.Context, tx *db.Tx, personID string, needed bool) ([]retain.Outcome, error) {
	held, err := o.Held(ctx, tx, personID, false)
	if err != nil {
		return nil, err
	}
	var out []retain.Outcome
	for _, h := range held {
		if h.N > 0 {
			out = append(out, retain.Outcome{Entity: h.Entity, Kept: h.N, Why: "proof"})
		}
	}
	if needed {
		return out, nil
	}
	if _, err := endConsentsTx(ctx, tx, personID, "", ""); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, "DELETE FROM notice_seen WHERE person = $1", personID)
	return out, err
}

// Held is what is held of the actor, kind by kind; kinds of which there is nothing are left out. Unauthenticated.
func (s *Service) Held(ctx context.Context, a actor.Actor) (out []retain.Held, err error) {
	defer errs.Wrap(&err, "privacy.Held")
	if a.Person == "" {
		return nil, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return out, s.DB.Read(ctx, func(ctx context.Context, q db.Querier) error {
		out, err = s.held(ctx, q, a.Person, false)
		return err
	})
}

func (s *Service) held(ctx context.Context, q db.Querier, personID string, whole bool) (out []retain.Held, err error) {
	for _, room := range s.Rooms {
		some, err := room.Held(ctx, q, personID, whole)
		if err != nil {
			return nil, err
		}
		for _, h := range some {
			if h.N > 0 {
				out = append(out, h)
			}
		}
	}
	return out, nil
}

// Look is a look of an office at somebody's contact.
type Look struct {
	At     time.Time `json:"at"`
	Office string    `json:"office"`
	Post   string    `json:"post"`
	Reason string    `json:"reason,omitempty"` // of package person; empty when it is no longer kept
}

// maxLooks is how many looks are told.
const maxLooks = 100

// Looks are who has looked at the actor's contact in full, when and why, the latest first: the office and the post, for it
// is the office that looks.
func (s *Service) Looks(ctx context.Context, a actor.Actor) (_ []Look, err error) {
	defer errs.Wrap(&err, "privacy.Looks")
	if a.Person == "" {
		return nil, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return s.looks(ctx, s.DB, a.Person)
}

func (s *Service) looks(ctx context.Context, q db.Querier, personID string) (out []Look, err error) {
	list, err := journal.Looks(ctx, q, personID, maxLooks)
	offices := map[string]Look{}
	for _, x := range list {
		known, ok := offices[x.Post]
		if !ok {
			p, err := org.PostByID(ctx, q, x.Post)
			if err != nil && !errs.Is(err, errs.NotFound) {
				return nil, err
			}
			if err == nil {
				o, err := org.ByID(ctx, q, p.Org)
				if err != nil {
					return nil, err
				}
				known = Look{Office: o.Short(), Post: p.Title}
			}
			offices[x.Post] = known
		}
		var why struct {
			Reason string `json:"reason"`
		}
		if x.Details != "" {
			if err := json.Unmarshal([]byte(x.Details), &why); err != nil {
				return nil, err
			}
		}
		known.At, known.Reason = x.At, why.Reason
		out = append(out, known)
	}
	return out, err
}

// Copy is everything that is held of somebody.
type Copy struct {
	Stamp export.Stamp
	Data  []retain.Held // with Copy
	Looks []Look
	Files []File
}

// CopyAgain is how long a copy that was broken off on its way may be fetched again under its number.
const CopyAgain = time.Hour

// Copy makes the actor's own copy, under a number of its own. The same key within CopyAgain gives the same copy under the same
// number, as long as it holds as much as its number says. That it is really the person has been confirmed afresh by the
// caller. Nobody takes another's copy. Unauthenticated; Invalid without a key; Conflict where the same key is of no more use.
func (s *Service) Copy(ctx context.Context, a actor.Actor, key string) (c Copy, err error) {
	defer errs.Wrap(&err, "privacy.Copy")
	switch {
	case a.Person == "":
		return c, errs.New(errs.Unauthenticated, "error.unauthenticated")
	case key == "":
		return c, errs.New(errs.Invalid, "error.idempotency_key")
	}
	err = s.DB.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
		if c.Data, err = s.held(ctx, q, a.Person, true); err == nil {
			c.Looks, err = s.looks(ctx, q, a.Person)
		}
		return err
	})
	if err == nil && s.Files != nil {
		c.Files, err = s.Files.Of(ctx, a.Person)
	}
	if err != nil {
		return c, err
	}
	records := c.records()
	again, err := journal.Once(ctx, s.DB, a, "export.number", key, func(ctx context.Context, tx *db.Tx) (err error) {
		c.Stamp, err = export.NumberTx(ctx, tx, a, export.Export{Kind: "own_copy", Subject: a.Person, Purpose: "own", Records: records, Key: key})
		return err
	})
	if err == nil && again != "" {
		err = s.fetchAgain(ctx, a, again, &c)
	}
	return c, err
}

// records is how many there are in a copy.
func (c Copy) records() int {
	n := len(c.Looks)
	for _, h := range c.Data {
		n += h.N
	}
	return n
}

// fetchAgain makes c the copy that got a number before. Conflict when that is too long ago, or when it was another number of
// records: then it would be another copy, and needs a number of its own.
func (s *Service) fetchAgain(ctx context.Context, a actor.Actor, number string, c *Copy) error {
	x, err := export.ByNumber(ctx, s.DB, number)
	if err != nil {
		return err
	}
	c.Data = export.Before(c.Data, x.Number)
	if s.DB.Now().Sub(x.At) >= CopyAgain || x.Records != c.records() {
		return errs.New(errs.Conflict, "privacy.copy.again")
	}
	c.Stamp = export.Stamp{Number: x.Number, At: x.At, Kind: x.Kind, By: a.Name, Purpose: x.Purpose, Records: x.Records}
	return nil
}

// Pageful is how many requests a page of List has.
const Pageful = 25

// List is the requests in the actor's scope: the open ones by their clock, else those that were decided, the latest first.
// next is the cursor to go on after, empty at the end. NotFound for who has no such desk.
func (s *Service) List(ctx context.Context, a actor.Actor, open bool, after string) (_ []Request, next string, err error) {
	defer errs.Wrap(&err, "privacy.List")
	places := scope(a)
	if len(places) == 0 {
		return nil, "", notFound()
	}
	list, err := listed(ctx, s.DB, places, open, after, Pageful+1)
	if len(list) > Pageful {
		list = list[:Pageful]
		last := list[Pageful-1]
		next = db.Cursor(micros(last.Due), last.ID)
	}
	return list, next, err
}

// Waiting is how many open requests the actor may decide; it counts to a hundred.
func (s *Service) Waiting(ctx context.Context, a actor.Actor) (n int, err error) {
	defer errs.Wrap(&err, "privacy.Waiting")
	if !a.Has(deciders...) {
		return 0, nil
	}
	list, err := listed(ctx, s.DB, scope(a), true, "", 100)
	for _, r := range list {
		if Can(a, Grant, r) {
			n++
		}
	}
	return n, err
}
