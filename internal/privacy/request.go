package privacy

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/flow"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/person"
	"linli/internal/plain"
	"linli/internal/retain"
	"linli/internal/seal"
)

// Kind is what somebody asks about a person's data.
type Kind string

// The kinds.
const (
	Correct Kind = "correct" // 更正 (PIPL art. 46)
	Erase   Kind = "erase"   // 删除 (PIPL art. 47)
)

// Kinds is all of them, in the order in which a form offers them.
func Kinds() []Kind { return []Kind{Correct, Erase} }

// Request is one with its clock.
type Request struct {
	ID     string
	Kind   Kind
	Person string // whose data
	By     string // who asked: the person, the proxy, or who wrote it down at the desk
	As     Whom
	Post   string // at the desk
	Place  string // where the person lives: whose desk decides
	State  State

	FiledAt        time.Time
	Due            time.Time
	DueSpan        string
	DueProvisional bool

	EndedAt     time.Time
	Decider     string
	DeciderPost string
	Answer      string
	Outcome     []retain.Outcome // of a granted deletion
	Rest        bool             // something stays until an open matter has ended
}

// Clock is the clock of an open request; stopped when it was decided.
func (r Request) Clock() flow.Clock {
	return flow.Clock{Started: r.FiledAt, Due: r.Due, Provisional: r.DueProvisional, Stopped: r.EndedAt, Last: r.FiledAt}
}

// Asking is a request to write down.
type Asking struct {
	Person string // empty: oneself
	Kind   Kind
	Text   string // what is wrong, and how it should be; for a deletion it may be empty
	Key    string
}

// Limits of texts, in characters.
const (
	minText = 2
	maxText = 500
)

func checkText(name, text string, least int) (string, []errs.Field) {
	text = strings.TrimSpace(text)
	switch n := plain.Length(text); {
	case !plain.Clean(text, true):
		return text, []errs.Field{{Name: name, Key: "privacy.text.characters"}}
	case n < least:
		return text, []errs.Field{{Name: name, Key: "privacy.text.short", Args: []any{least}}}
	case n > maxText:
		return text, []errs.Field{{Name: name, Key: "person.text.long", Args: []any{maxText}}}
	}
	return text, nil
}

// Ask writes a request down and starts its clock. A second one of the kind while one is open is a Conflict. Invalid with
// fields: kind, text, place for somebody whom no community knows; Unavailable without the keys that keep the words; NotFound.
func (s *Service) Ask(ctx context.Context, a actor.Actor, in Asking) (out Request, err error) {
	defer errs.Wrap(&err, "privacy.Ask")
	if in.Person == "" {
		in.Person = a.Person
	}
	whom, p, post, err := s.about(ctx, s.DB, a, in.Person)
	if err != nil {
		return out, err
	}
	if err := in.check(a, &p); err != nil {
		return out, err
	}
	if s.Ring == nil {
		return out, errs.New(errs.Unavailable, "person.no_keys")
	}
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return out, err
	}
	again, err := journal.Once(ctx, s.DB, a, "privacy.ask", in.Key, func(ctx context.Context, tx *db.Tx) error {
		span := book.Span("privacy.request", p.Place, tx.Now)
		due, provisional := book.Calendar().Due(tx.Now, span)
		out = Request{
			ID: id.At(tx.Now), Kind: in.Kind, Person: p.ID, By: a.Person, As: whom, Post: post.ID, Place: p.Place, State: Open,
			FiledAt: tx.Now, Due: due, DueSpan: span.String(), DueProvisional: provisional,
		}
		if err := insertTx(ctx, tx, out, s.Ring.Seal(seal.Of(in.Text), bound(out.ID))); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "privacy.ask", Kind: subjectKind, Subject: out.ID, Place: p.Place, Post: post.ID, OnBehalfOf: behalf(a, p.ID), Key: in.Key,
			After: map[string]any{"kind": in.Kind, "as": whom, "due": due.UnixMicro()},
		})
	})
	if err != nil || again == "" {
		return out, err
	}
	return byID(ctx, s.DB, again)
}

const subjectKind = "privacy_request"

// bound is where a text is bound: moved to another request it no longer opens.
func bound(requestID string) string { return "privacy_request.text\x00" + requestID }

// check validates what is asked, and finds the desk for staff who do not live here: where they work.
func (in *Asking) check(a actor.Actor, p *person.Person) error {
	least := 0
	if in.Kind == Correct {
		least = minText
	}
	var bad []errs.Field
	if !slices.Contains(Kinds(), in.Kind) {
		bad = append(bad, errs.Field{Name: "kind", Key: "privacy.kind"})
	}
	var wrong []errs.Field
	in.Text, wrong = checkText("text", in.Text, least)
	bad = append(bad, wrong...)
	if p.Place == "" && a.Person == p.ID && len(a.Posts) > 0 {
		p.Place = a.Posts[0].Place
	}
	if p.Place == "" {
		bad = append(bad, errs.Field{Name: "text", Key: "privacy.no_place"})
	}
	return errs.BadFields(bad)
}

// Seen is a request as the actor may see one.
type Seen struct {
	Request
	Name string // of the person
	Text string // what was asked; empty for who only audits
	Can  []Act
}

// May tells whether the actor may do an act now.
func (s Seen) May(act Act) bool { return slices.Contains(s.Can, act) }

// See is a request. NotFound.
func (s *Service) See(ctx context.Context, a actor.Actor, requestID string) (out Seen, err error) {
	defer errs.Wrap(&err, "privacy.See")
	if !id.Valid(requestID) {
		return out, notFound()
	}
	if out.Request, err = byID(ctx, s.DB, requestID); err != nil {
		return out, orNotFound(err)
	}
	post, ok := May(a, See, out.Request)
	if !ok {
		return Seen{}, notFound()
	}
	for _, act := range Acts() {
		if Can(a, act, out.Request) {
			out.Can = append(out.Can, act)
		}
	}
	names, err := person.Names(ctx, s.DB, []string{out.Person})
	if out.Name = names[out.Person]; err != nil || post.Role == actor.Auditor {
		return out, err
	}
	out.Text, err = s.words(ctx, s.DB, requestID)
	return out, err
}

// Mine are the requests about the data of the actor and of those the actor acts for, the latest first.
func (s *Service) Mine(ctx context.Context, a actor.Actor) (_ []Request, err error) {
	defer errs.Wrap(&err, "privacy.Mine")
	if a.Person == "" {
		return nil, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return ofPersons(ctx, s.DB, append([]string{a.Person}, a.ActsFor...))
}

// Decision is what a desk decides.
type Decision struct {
	Text string // what was done, or why not; a deletion that is granted may do without
	Key  string
}

// Grant grants a request. A correction has been made by the desk before it says so; a deletion is done here: what nothing
// needs is erased at once, the outcome tells what stays and why. Invalid: text; Conflict when it was decided meanwhile;
// Forbidden for who may only see; NotFound.
func (s *Service) Grant(ctx context.Context, a actor.Actor, requestID string, in Decision) (err error) {
	defer errs.Wrap(&err, "privacy.Grant")
	return s.decide(ctx, a, Grant, requestID, in)
}

// Refuse refuses a request with the reason (PIPL art. 50). Errors as Grant.
func (s *Service) Refuse(ctx context.Context, a actor.Actor, requestID string, in Decision) (err error) {
	defer errs.Wrap(&err, "privacy.Refuse")
	return s.decide(ctx, a, Refuse, requestID, in)
}

// Withdraw takes a request back. Errors as Grant.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, requestID, key string) (err error) {
	defer errs.Wrap(&err, "privacy.Withdraw")
	return s.decide(ctx, a, Withdraw, requestID, Decision{Key: key})
}

func (s *Service) decide(ctx context.Context, a actor.Actor, act Act, requestID string, in Decision) error {
	r, err := s.See(ctx, a, requestID)
	if err != nil {
		return err
	}
	post, ok := May(a, act, r.Request)
	if !ok {
		return errs.New(errs.Forbidden, "privacy.forbidden")
	}
	least := minText
	if act == Withdraw || act == Grant && r.Kind == Erase {
		least = 0
	}
	var bad []errs.Field
	if in.Text, bad = checkText("text", in.Text, least); len(bad) > 0 {
		return errs.BadFields(bad)
	}
	_, err = journal.Once(ctx, s.DB, a, "privacy."+string(act), in.Key, func(ctx context.Context, tx *db.Tx) error {
		return s.decideTx(ctx, tx, a, act, post, r.Request, in)
	})
	return err
}

func (s *Service) decideTx(ctx context.Context, tx *db.Tx, a actor.Actor, act Act, post actor.Post, r Request, in Decision) error {
	to, ok := Flow.Next(string(act), r.State)
	if !ok {
		return errs.New(errs.Conflict, "privacy.decided")
	}
	// The person's lock comes first: an erasure and a change of the contact wait for each other, never both ways.
	if err := tx.Lock(ctx, "person", r.Person); err != nil {
		return err
	}
	n, err := endTx(ctx, tx, r.ID, to, a.Person, post.ID, in.Text)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "privacy.decided")
	}
	if err != nil {
		return err
	}
	if act == Grant && r.Kind == Erase {
		if err := s.eraseForTx(ctx, tx, &r); err != nil {
			return err
		}
	}
	return journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "privacy." + string(act), Kind: subjectKind, Subject: r.ID, Place: r.Place, Post: post.ID, OnBehalfOf: behalf(a, r.Person), Key: in.Key,
		After: map[string]any{"kind": r.Kind, "outcome": r.Outcome, "rest": r.Rest},
	})
}

// eraseForTx erases what a granted request is about, as far as nothing needs it, and keeps the outcome with the request.
func (s *Service) eraseForTx(ctx context.Context, tx *db.Tx, r *Request) error {
	needed, err := s.needed(ctx, tx, []string{r.Person}, tx.Now)
	if err != nil {
		return err
	}
	if r.Outcome, r.Rest, err = s.eraseTx(ctx, tx, r.Person, needed[r.Person]); err != nil {
		return err
	}
	return outcomeTx(ctx, tx, *r)
}

// EraseRest erases what granted deletions have left because something was open that has ended since. It may be run again;
// it returns how many requests are done now.
func (s *Service) EraseRest(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "privacy.EraseRest")
	a := actor.Job("retention")
	for after := ""; ; {
		list, err := unfinished(ctx, s.DB, after, chunk)
		if err != nil || len(list) == 0 {
			return n, err
		}
		for _, r := range list {
			if err := ctx.Err(); err != nil {
				return n, err
			}
			after = r.ID
			done := false
			err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				done = false
				if err := tx.Lock(ctx, "person", r.Person); err != nil {
					return err
				}
				needed, err := s.needed(ctx, tx, []string{r.Person}, tx.Now)
				if err != nil || needed[r.Person] {
					return err
				}
				if err := s.eraseForTx(ctx, tx, &r); err != nil {
					return err
				}
				done = !r.Rest
				return journal.WriteTx(ctx, tx, a, journal.Entry{
					Act: "privacy.erase_rest", Kind: subjectKind, Subject: r.ID, Place: r.Place, OnBehalfOf: r.Person,
					After: map[string]any{"outcome": r.Outcome},
				})
			})
			if err != nil {
				return n, err
			}
			if done {
				n++
			}
		}
	}
}
