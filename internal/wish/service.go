package wish

import (
	"context"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/throttle"
	"linli/internal/topic"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

// subjectKind is the kind of a wish in journal and chain.
const subjectKind = "wish"

// Service is the use cases of wishes: each authorises, validates, writes once and emits. Every verb answers NotFound for
// a wish that the actor may not see, exactly as for one that is not there.
type Service struct {
	d      *db.DB
	rules  *rule.Store
	sink   event.Sink
	topics *topic.Service
	route  func(context.Context, *Change) error

	anonymous *throttle.Throttle // filings without a name by address
}

// maxAddresses is how many addresses are remembered for the limit of filings without a name.
const maxAddresses = 20_000

// New is the service over a database, the dated rules and whoever hears of events.
func New(d *db.DB, rules *rule.Store, sink event.Sink) *Service {
	return &Service{d: d, rules: rules, sink: sink, topics: topic.New(d), route: func(context.Context, *Change) error { return nil }, anonymous: throttle.New(maxAddresses)}
}

// Route lets a catalogue see what is sorted: it may shorten the clock, and keeps why the wish went where it went.
func (s *Service) Route(by func(context.Context, *Change) error) { s.route = by }

// Seen is a wish as one actor sees it: what the view hides is empty.
type Seen struct {
	Wish    Wish
	View    View
	Entries []Entry // newest first, those for the actor
	Can     []Act   // what the actor may do now, in the order of the loop
}

// May tells whether act is among what the actor may do now.
func (s Seen) May(act Act) bool { return oneOf(act, s.Can) }

// See is one wish by its id.
func (s *Service) See(ctx context.Context, a actor.Actor, wishID string) (_ Seen, err error) {
	defer errs.Wrap(&err, "wish.See")
	if !id.Valid(wishID) {
		return Seen{}, notFound()
	}
	return s.see(ctx, a, func(q db.Querier) (Wish, error) { return byID(ctx, q, wishID) })
}

// SeeNumber is one wish by its full number.
func (s *Service) SeeNumber(ctx context.Context, a actor.Actor, typed string) (_ Seen, err error) {
	defer errs.Wrap(&err, "wish.SeeNumber")
	full, ok := number.Parse(typed, "")
	if !ok {
		return Seen{}, notFound()
	}
	return s.see(ctx, a, func(q db.Querier) (Wish, error) { return byNumber(ctx, q, full) })
}

func (s *Service) see(ctx context.Context, a actor.Actor, find func(db.Querier) (Wish, error)) (out Seen, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		w, err := find(q)
		if err != nil {
			return orNotFound(err)
		}
		out.View = viewOf(a, w)
		if out.View == NotSeen {
			return notFound()
		}
		if err := w.look(ctx, q, s.d.Now(), out.View == StaffView, out.View == StaffView); err != nil {
			return err
		}
		for _, act := range Acts() {
			if Can(a, act, w) {
				out.Can = append(out.Can, act)
			}
		}
		out.Wish = redact(w, out.View)
		out.Entries, err = entries(ctx, q, w.ID, out.View)
		return err
	})
	return out, err
}

// look is what is true of the wish at a moment: the moment itself, and, where that matters, whether somebody still holds the
// post that has it in progress, and who had answered it before.
func (w *Wish) look(ctx context.Context, q db.Querier, now time.Time, posts, before bool) (err error) {
	w.At = now
	if before && w.Reopened > 0 {
		if w.Earlier, err = earlier(ctx, q, w.ID); err != nil {
			return err
		}
	}
	if posts && w.State == InProgress {
		w.Vacant = w.Post == ""
		if !w.Vacant {
			w.Vacant, err = org.Vacant(ctx, q, w.Post, now)
		}
	}
	return err
}

// redact empties what a view does not show, so that no page or endpoint can leak it by mistake.
func redact(w Wish, v View) Wish {
	if v == StaffView {
		w.Code = "" // the submitter's key is nobody else's
	}
	if v != StaffView {
		w.Asked = Asked{}
	}
	if v == PublicView {
		w.Title = w.PublicTitle
		w.Code, w.Text, w.Proxy, w.Registrar, w.Answerer, w.AnsweredFor, w.Spot, w.Post, w.Sender = "", "", "", "", "", "", "", "", ""
		w.Earlier = nil
		if len(w.Place) > neighbourhoodWidth {
			w.Place = w.Place[:neighbourhoodWidth] // the building says too much about who asks
		}
	}
	return w
}

// neighbourhoodWidth is the width of a 邻里 code.
const neighbourhoodWidth = 15

func notFound() error { return errs.New(errs.NotFound, "error.not_found") }

func orNotFound(err error) error {
	if errors.Is(err, db.NoRows) {
		return notFound()
	}
	return err
}

// Change is one act being done to a wish: what Do lends to the edit that validates its input and makes its difference.
type Change struct {
	Tx    *db.Tx // for what the edit looks up or writes beside the wish
	Act   Act
	Actor actor.Actor
	Post  actor.Post // under which the actor acts; none for residents and the system
	Book  *rule.Book
	Now   time.Time
	Old   Wish // as it was
	Wish  Wish // as it shall be, its state already that of the flow table

	entries    []Entry
	evaluation *Evaluation
	draft      string
	moved      bool // the wish's own row changes; an act that only adds to the timeline leaves it as it is
}

// Stay lets the wish's row be: the act only adds to its timeline, and others may change the wish beside it.
func (c *Change) Stay() { c.Wish.State, c.moved = c.Old.State, false }

// Tell adds an entry by the actor to the timeline. An official acting in a post is named, a resident never.
func (c *Change) Tell(act Act, audience Audience, text string, d Detail) {
	c.entries = append(c.entries, c.Entry(act, audience, text, d))
}

// Entry is what Tell adds, for the timeline of another wish that the act touches as well.
func (c *Change) Entry(act Act, audience Audience, text string, d Detail) Entry {
	e := Entry{At: c.Now, Act: string(act), Audience: audience, Person: c.Actor.Person, Post: c.Post.ID, Text: text, Detail: d}
	if c.Post.ID != "" {
		e.Who = c.Actor.Signed(c.Post)
	}
	return e
}

// Start starts the clock of a rule now, and gives its end.
func (c *Change) Start(key string) time.Time {
	return c.Run(c.Book.Span(key, c.Wish.Community, c.Now))
}

// Run starts a clock of a length now, and gives its end.
func (c *Change) Run(span workday.Span) time.Time {
	c.Wish.Due, c.Wish.DueProvisional = c.Book.Calendar().Due(c.Now, span)
	c.Wish.DueSpan, c.Wish.Extended = span.String(), 0
	c.Wish.PausedFrom, c.Wish.PausedUntil = time.Time{}, time.Time{}
	return c.Wish.Due
}

// Stop ends the running clock.
func (c *Change) Stop() {
	c.Wish.Due, c.Wish.DueSpan, c.Wish.DueProvisional = time.Time{}, "", false
	c.Wish.PausedFrom, c.Wish.PausedUntil = time.Time{}, time.Time{}
}

// lapse drops what was asked for when the wish has left the unit that asked, or its hands.
func (c *Change) lapse(ctx context.Context, tx *db.Tx) error {
	if c.Old.Asked.For == "" || c.Wish.Asked.For == "" || Working(c.Wish.State) && c.Wish.Unit == c.Old.Unit {
		return nil
	}
	c.Wish.Asked = Asked{}
	return lapseTx(ctx, tx, c.Wish.ID)
}

// Do runs one act on an existing wish: seen, allowed, possible from its state, written with its timeline, its journal
// row and its events in one transaction. edit validates the input and changes c.Wish.
func (s *Service) Do(ctx context.Context, a actor.Actor, act Act, wishID, key string, edit func(ctx context.Context, c *Change) error) (_ Wish, err error) {
	defer errs.Wrap(&err, "wish."+string(act))
	if !id.Valid(wishID) {
		return Wish{}, notFound()
	}
	old, err := byID(ctx, s.d, wishID)
	if err != nil {
		return Wish{}, orNotFound(err)
	}
	c, err := s.authorise(ctx, a, act, old)
	if err != nil {
		return s.replayed(ctx, a, act, old, key, err)
	}
	var out Wish
	again, err := journal.Once(ctx, s.d, a, journalAct(act), key, func(ctx context.Context, tx *db.Tx) error {
		c := c // a retried write starts from the beginning
		c.Tx, c.Now, c.entries = tx, tx.Now, nil
		if err := edit(ctx, &c); err != nil {
			return err
		}
		c.publish()
		err := s.write(ctx, tx, &c, key)
		out = c.Wish
		return err
	})
	if err != nil {
		return Wish{}, s.explain(ctx, a, old.ID, err)
	}
	if again != "" {
		return s.first(ctx, again, wishID)
	}
	return out, nil
}

// first is the wish as it stands after a request that was sent before. Conflict when the key's first use was about
// another wish: the caller would take that one's fate for this one's.
func (s *Service) first(ctx context.Context, subject, wishID string) (Wish, error) {
	if subject != wishID {
		return Wish{}, errs.New(errs.Conflict, "error.key_reused")
	}
	return byID(ctx, s.d, wishID)
}

func journalAct(act Act) string { return "wish." + string(act) }

// authorise is the policy and the flow table, in the order in which a person may be told of them.
func (s *Service) authorise(ctx context.Context, a actor.Actor, act Act, w Wish) (Change, error) {
	if viewOf(a, w) == NotSeen {
		return Change{}, notFound()
	}
	if err := w.look(ctx, s.d, s.d.Now(), act == TakeUp, oneOf(act, []Act{CallBack, CallMissed, Reopen})); err != nil {
		return Change{}, err
	}
	post, ok := may(a, act, w)
	if !ok {
		if !a.SignedIn() && a.Grant == "" {
			return Change{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
		}
		return Change{}, errs.New(errs.Forbidden, "wish.forbidden."+string(act))
	}
	if !possible(act, w) {
		return Change{}, s.explain(ctx, a, w.ID, errs.New(errs.Conflict, "wish.conflict"))
	}
	next, ok := Flow.Next(string(act), w.State)
	if !ok {
		next = w.State // an act that goes back: the edit says where to
	}
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Change{}, err
	}
	c := Change{Act: act, Actor: a, Post: post, Book: book, Old: w, Wish: w, moved: true}
	c.Wish.State = next
	return c, nil
}

// replayed answers a request that was sent twice as its first time was answered: the wish may have gone elsewhere with that.
func (s *Service) replayed(ctx context.Context, a actor.Actor, act Act, w Wish, key string, err error) (Wish, error) {
	if key == "" {
		return Wish{}, err
	}
	subject, err := journal.Once(ctx, s.d, a, journalAct(act), key, func(context.Context, *db.Tx) error { return err })
	if err != nil {
		return Wish{}, err
	}
	return s.first(ctx, subject, w.ID)
}

// explain tells the loser of a race who was first, and when. It may have been the same person, a moment ago.
func (s *Service) explain(ctx context.Context, a actor.Actor, wishID string, err error) error {
	var e *errs.Error
	if !errors.As(err, &e) || e.Key != "wish.conflict" || len(e.Args) > 0 {
		return err
	}
	last, lookErr := lastChange(ctx, s.d, wishID)
	switch {
	case lookErr == nil && a.Person != "" && last.Person == a.Person:
		return errs.New(errs.Conflict, "wish.conflict_self")
	case lookErr != nil || last.Who == "":
		return errs.New(errs.Conflict, "wish.conflict_somebody")
	}
	return errs.New(errs.Conflict, "wish.conflict_by", last.Who, last.At)
}

// write puts one act into the transaction: the wish's row, its timeline, its judgement, the journal, the event.
func (s *Service) write(ctx context.Context, tx *db.Tx, c *Change, key string) error {
	if err := c.lapse(ctx, tx); err != nil {
		return err
	}
	put := stillTx
	if c.moved {
		put = updateTx
	}
	if err := put(ctx, tx, c); err != nil {
		return err
	}
	if err := c.awaitTx(ctx, tx); err != nil {
		return err
	}
	for _, e := range c.entries {
		if err := insertEntryTx(ctx, tx, c.Wish, e); err != nil {
			return err
		}
	}
	if c.evaluation != nil {
		if err := insertEvaluationTx(ctx, tx, *c.evaluation, c.Wish.ID); err != nil {
			return err
		}
	}
	err := journal.WriteTx(ctx, tx, c.Actor, journal.Entry{
		Act: journalAct(c.Act), Kind: subjectKind, Subject: c.Wish.ID, Place: c.Wish.Place, Post: c.Post.ID, OnBehalfOf: c.behalf(),
		Before: stamp(c.Old), After: stamp(c.Wish), Key: key,
	})
	if err != nil {
		return err
	}
	return s.sink.Emit(ctx, tx, Changed{Wish: c.Wish, Act: c.Act, By: c.Actor, Post: c.Post.ID, Draft: c.draft, Old: c.Old, Book: c.Book})
}

// behalf is for whom a proxy acts, and who speaks through an officer by telephone.
func (c *Change) behalf() string {
	if c.Act == CallBack || c.Act == Reopen && c.Post.ID != "" {
		return c.Old.Submitter
	}
	if c.Actor.Person != c.Old.Submitter && c.Actor.Is(c.Old.Submitter) {
		return c.Old.Submitter
	}
	return ""
}

// journalled is what the journal keeps of a wish's position: what was said stands in the timeline.
type journalled struct {
	State  State  `json:"state"`
	Colour Colour `json:"colour,omitempty"`
	Unit   string `json:"unit"`
	Post   string `json:"post,omitempty"`
	Due    int64  `json:"due,omitempty"`
	Rating Rating `json:"rating,omitempty"`
	Called Rating `json:"called,omitempty"` // in a call-back
}

func stamp(w Wish) journalled {
	j := journalled{State: w.State, Colour: w.Colour, Unit: w.Unit, Post: w.Post, Rating: w.Rating, Called: w.CalledRating}
	if !w.Due.IsZero() {
		j.Due = w.Due.UnixMicro()
	}
	return j
}
