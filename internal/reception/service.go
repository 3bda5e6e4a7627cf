package reception

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/workday"
)

// Service is the use cases of teas. Every verb answers NotFound for a tea that the actor may not see, exactly as for one
// that is not there; Forbidden for who may not do it, Conflict when it stands otherwise than it was seen. Verbs with a key
// may be sent twice.
type Service struct {
	d      *db.DB
	rules  *rule.Store
	wishes *wish.Service
	lists  *list.Lists
	sink   event.Sink
}

// New is the service.
func New(d *db.DB, rules *rule.Store, wishes *wish.Service, lists *list.Lists, sink event.Sink) *Service {
	return &Service{d: d, rules: rules, wishes: wishes, lists: lists, sink: sink}
}

// change is one act being done to a tea.
type change struct {
	tx    *db.Tx
	actor actor.Actor
	post  actor.Post
	book  *rule.Book
	now   time.Time
	old   Session
	s     Session // as it shall be
	note  any     // what the journal keeps of the act, beside the tea's position
}

// official is who acts, by name and title.
func (c *change) official() string { return c.actor.Name + " · " + c.post.Title }

// do runs one act on an existing tea: seen, allowed, possible, written with its journal row and its event in one
// transaction. edit validates the input and changes c.s.
func (s *Service) do(
	ctx context.Context, a actor.Actor, act Act, sessionID, key string, may func(Session) (actor.Post, error), edit func(ctx context.Context, c *change) error,
) (_ Session, err error) {
	defer errs.Wrap(&err, "reception."+string(act))
	old, book, err := s.load(ctx, sessionID)
	if err != nil {
		return Session{}, err
	}
	if ViewOf(a, old) == NotSeen {
		return Session{}, notFound()
	}
	post, err := may(old)
	if err != nil {
		return Session{}, err
	}
	var out Session
	again, err := journal.Once(ctx, s.d, a, journalAct(act), key, func(ctx context.Context, tx *db.Tx) error {
		c := change{tx: tx, actor: a, post: post, book: book, now: tx.Now, old: old, s: old}
		err := s.once(ctx, act, &c, key, edit)
		out = c.s
		return err
	})
	if err == nil && again != "" {
		if again != sessionID {
			return Session{}, errs.New(errs.Conflict, "error.key_reused")
		}
		out, _, err = s.load(ctx, sessionID)
	}
	return out, err
}

// once is one act inside its transaction.
func (s *Service) once(ctx context.Context, act Act, c *change, key string, edit func(ctx context.Context, c *change) error) error {
	if !possible(act, c.old) {
		return errs.New(errs.Conflict, conflictKey(act, c.old))
	}
	if adds(act) {
		if err := stillTx(ctx, c.tx, c.old.ID, Flow.From(string(act))...); err != nil {
			return err
		}
	}
	c.s.State, _ = Flow.Next(string(act), c.old.State)
	if err := edit(ctx, c); err != nil {
		return err
	}
	return s.write(ctx, act, c, key)
}

// conflictKey is why an act is not possible now.
func conflictKey(act Act, s Session) string {
	if _, ok := Flow.Next(string(act), s.State); ok && act == Hold {
		return "reception.conflict.early"
	}
	return "reception.conflict"
}

// right is the policy of an act on the whole tea.
func right(a actor.Actor, act Act) func(Session) (actor.Post, error) {
	return func(s Session) (actor.Post, error) {
		post, ok := May(a, act, s)
		if !ok {
			return post, refused(a, act)
		}
		return post, nil
	}
}

func refused(a actor.Actor, act Act) error {
	if !a.SignedIn() && a.Grant == "" {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return errs.New(errs.Forbidden, "reception.forbidden."+string(act))
}

// load is a tea with who is invited, at this moment, and the rules that hold.
func (s *Service) load(ctx context.Context, sessionID string) (Session, *rule.Book, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Session{}, nil, err
	}
	x, err := one(ctx, s.d, book, sessionID, s.d.Now())
	return x, book, err
}

// one is a tea with who is invited, at a moment.
func one(ctx context.Context, q db.Querier, book *rule.Book, sessionID string, now time.Time) (Session, error) {
	if !id.Valid(sessionID) {
		return Session{}, notFound()
	}
	x, err := byID(ctx, q, sessionID)
	if err != nil {
		return Session{}, orNotFound(err)
	}
	x.At, x.Until = now, until(book, x)
	x.Invitees, err = inviteesOf(ctx, q, sessionID)
	return x, err
}

// until is when the last day ends on which guests see a tea.
func until(book *rule.Book, s Session) time.Time {
	days := book.Int("reception.guest.days", s.Place, s.StartsAt)
	return (s.Day() + 1 + workday.Date(days)).At(0)
}

// adds tells whether an act adds something to a tea and leaves its own fields as they are. Such acts do not exclude each
// other: each holds the tea in its state, one after the other.
func adds(act Act) bool {
	switch act {
	case Invite, Link, Agenda, Hear, Vow, Fulfil, Explain:
		return true
	}
	return false
}

// write puts one act into the transaction.
func (s *Service) write(ctx context.Context, act Act, c *change, key string) error {
	if !adds(act) {
		if err := updateTx(ctx, c.tx, c.old, c.s); err != nil {
			return err
		}
		c.s.Rev = c.old.Rev + 1
	}
	if err := s.tell(ctx, act, c, key); err != nil || act != Publish && act != Fulfil {
		return err
	}
	return s.finish(ctx, c)
}

// finish ends a tea of which every promise is kept. The tea is held by the act that comes before it in the transaction, so
// of two who keep the last two promises the second one counts what the first one did.
func (s *Service) finish(ctx context.Context, c *change) error {
	left, err := unkept(ctx, c.tx, c.s.ID)
	if err != nil || left > 0 {
		return err
	}
	last := *c
	last.actor, last.post, last.old, last.note = actor.Job("reception"), actor.Post{}, c.s, nil
	last.s.State, _ = Flow.Next(string(finish), c.s.State)
	last.s.EndedAt = c.now
	if err := updateTx(ctx, c.tx, last.old, last.s); err != nil {
		return err
	}
	last.s.Rev++
	c.s = last.s
	return s.tell(ctx, finish, &last, "")
}

// tell writes an act down and tells of it.
func (s *Service) tell(ctx context.Context, act Act, c *change, key string) error {
	after := stamp(c.s)
	after.Of = c.note
	err := journal.WriteTx(ctx, c.tx, c.actor, journal.Entry{
		Act: journalAct(act), Kind: Kind, Subject: c.s.ID, Place: c.s.Place, Post: c.post.ID, Before: stamp(c.old), After: after, Key: key,
	})
	if err != nil {
		return err
	}
	return s.sink.Emit(ctx, c.tx, Changed{Session: c.s, Act: act, By: c.actor, Post: c.post.ID})
}

func journalAct(act Act) string { return Kind + "." + string(act) }

// journalled is what the journal keeps of a tea's position: what was said stands in its minutes.
type journalled struct {
	State  State `json:"state,omitempty"`
	Starts int64 `json:"starts,omitempty"`
	Of     any   `json:"of,omitempty"`
	Reason Why   `json:"why,omitempty"`
}

func stamp(s Session) journalled {
	j := journalled{State: s.State, Reason: s.Reason.Why}
	if !s.StartsAt.IsZero() {
		j.Starts = s.StartsAt.UnixMicro()
	}
	return j
}

// subject names a tea in the chain.
func subject(sessionID string) chain.Subject { return chain.Subject{Kind: Kind, ID: sessionID} }

func itoa(n int) string { return strconv.Itoa(n) }
