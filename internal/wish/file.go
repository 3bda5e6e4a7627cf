package wish

import (
	"context"
	"errors"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

// codeLength is how many characters the receipt's code has.
const codeLength = 6

// Filing is a wish being raised.
type Filing struct {
	Topic        Topic // empty: left to staff
	Text         string
	Place        string // community, 邻里 or building
	Spot         string // the place in own words; may be empty
	Visibility   Visibility
	Anonymous    bool
	For          string  // person for whom it is filed; empty: for oneself
	ForName      string  // at the desk: name of somebody who is not known yet
	Channel      Channel // at the desk; empty: by the window
	Continues    string  // id of an ended wish that this one takes up, the submitter's own or opened with number and code
	Draft, Point string  // of files that go with it; the spot on the ground, as geo.ParsePoint reads it, empty: only the place is known
	Meeting      string  // at the desk: id of the meeting at which it was said; who hears of it links the two, or refuses
	Key          string  // idempotency key
}

// File raises a wish: by the resident for oneself, by a proxy or by the community's desk for somebody with both names
// kept, or without a name where the community allows it. Its number is gapless per community and year. The same Key
// again gives the same wish. Invalid names each field; Unauthenticated when somebody unknown wants to leave a name.
func (s *Service) File(ctx context.Context, a actor.Actor, in Filing) (_ Wish, err error) {
	defer errs.Wrap(&err, "wish.File")
	return number.Again(ctx, s.d, func() (Wish, error) { return s.file(ctx, a, in) })
}

func (s *Service) file(ctx context.Context, a actor.Actor, in Filing) (Wish, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Wish{}, err
	}
	f := filing{s: s, a: a, from: a.From, in: in, book: book}
	if err := f.check(ctx); err != nil {
		return Wish{}, err
	}
	if err := f.hold(ctx); err != nil {
		return Wish{}, err
	}
	var w Wish
	again, err := journal.Once(ctx, s.d, f.a, journalAct(File), in.Key, func(ctx context.Context, tx *db.Tx) error {
		f := f // a retried write starts from the beginning
		err := f.write(ctx, tx)
		w = f.w
		return err
	})
	if err == nil && again != "" {
		return f.first(ctx, again)
	}
	return w, err
}

// CheckFiling tells what File would refuse, and files nothing. Invalid names each field.
func (s *Service) CheckFiling(ctx context.Context, a actor.Actor, in Filing) (err error) {
	defer errs.Wrap(&err, "wish.CheckFiling")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return err
	}
	f := filing{s: s, a: a, in: in, book: book}
	return f.check(ctx)
}

// first is the wish that the key has filed before. Visitors without an account share one name: what differs from the
// first time is somebody else's wish, and neither is it shown nor is this one taken for filed.
func (f *filing) first(ctx context.Context, wishID string) (Wish, error) {
	w, err := byID(ctx, f.s.d, wishID)
	if err == nil && (w.Text != f.in.Text || w.Place != f.w.Place || w.Anonymous != f.in.Anonymous) {
		return Wish{}, errs.New(errs.Conflict, "error.key_reused")
	}
	return w, err
}

// filing carries one File from its checks to its write.
type filing struct {
	s    *Service
	a    actor.Actor // nobody when the wish leaves no name
	from string      // the network address, for the limit only
	in   Filing
	book *rule.Book
	post actor.Post // at the desk
	unit string     // the community's organisation
	old  Wish       // the wish that this one takes up
	w    Wish
}

// check validates the input and decides who files for whom.
func (f *filing) check(ctx context.Context) error {
	in := &f.in
	in.Text, in.Spot, in.ForName = strings.TrimSpace(in.Text), strings.TrimSpace(in.Spot), strings.TrimSpace(in.ForName)
	var bad Checker
	if ok, err := f.s.topics.Usable(ctx, f.s.d, string(in.Topic), "", f.s.d.Now()); err != nil {
		return err
	} else if !ok {
		bad.Add("topic", "wish.error.topic")
	}
	bad.Text("text", in.Text, minText, MaxText)
	bad.Line("spot", in.Spot, 0, maxSpot)
	if in.Visibility != Public && in.Visibility != Private {
		bad.Add("visibility", "wish.error.visibility")
	}
	if err := f.where(ctx, &bad); err != nil {
		return err
	}
	if err := f.continues(ctx, &bad); err != nil {
		return err
	}
	if err := f.who(ctx, &bad); err != nil {
		return err
	}
	return errs.BadFields(bad)
}

// hold keeps one address from filling an inbox with wishes without a name. At the desk somebody stands for them, and what
// was filed before and is only sent again is not held.
func (f *filing) hold(ctx context.Context) error {
	if !f.w.Anonymous || f.w.Registrar != "" {
		return nil
	}
	times := max(f.book.Int("wish.anonymous.hourly", f.w.Community, f.s.d.Now()), 1)
	wait := f.s.anonymous.TakeFrom(f.from, times, time.Hour, f.s.d.Now())
	if wait == 0 {
		return nil
	}
	held := &errs.Error{Kind: errs.Limited, Key: "wish.error.anonymous_often", RetryAfter: wait}
	if f.in.Key == "" {
		return held
	}
	again, err := journal.Once(ctx, f.s.d, f.a, journalAct(File), f.in.Key, func(context.Context, *db.Tx) error { return errs.New(errs.Conflict, "") })
	if err == nil && again != "" {
		return nil
	}
	return held
}

// where finds the place and the community that receives the wish.
func (f *filing) where(ctx context.Context, bad *Checker) error {
	p, err := place.Resolve(ctx, f.s.d, f.in.Place)
	if errs.Is(err, errs.NotFound) || err == nil && len(p.Code) < CommunityWidth {
		bad.Add("place", "wish.error.place")
		return nil
	}
	if err != nil {
		return err
	}
	f.w.Place, f.w.Community = p.Code, p.Code[:CommunityWidth]
	o, err := org.CommunityOf(ctx, f.s.d, f.w.Community)
	if errs.Is(err, errs.NotFound) {
		bad.Add("place", "wish.error.place_closed")
		return nil
	}
	f.unit = o.ID
	return err
}

// CommunityWidth is the width of a community's code.
const CommunityWidth = 12

// who decides submitter, proxy and registrar. Somebody without a name leaves no trace of an account either.
func (f *filing) who(ctx context.Context, bad *Checker) error {
	in, a := &f.in, f.a
	post, atDesk := MayFileFor(a, f.w.Community)
	atDesk = atDesk && f.w.Community != ""
	f.w.Anonymous, f.w.Channel = in.Anonymous, App
	if atDesk && (in.For != "" || in.ForName != "" || in.Anonymous) {
		return f.atDesk(ctx, post, bad)
	}
	if f.w.Community != "" && (in.ForName != "" || in.Channel != "" && in.Channel != App) {
		bad.Add("for_name", "wish.error.not_at_desk") // else it would be filed as the actor's own
		return nil
	}
	switch {
	case in.Anonymous:
		if f.w.Community != "" && !f.book.Yes("wish.anonymous", f.w.Community, f.s.d.Now()) {
			bad.Add("anonymous", "wish.error.anonymous")
		}
		f.a = actor.Actor{}
	case a.Person == "":
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	case in.For != "" && in.For != a.Person:
		ok, err := person.MayActFor(ctx, f.s.d, a.Person, in.For, f.s.d.Now())
		if err != nil {
			return err
		}
		if !ok {
			bad.Add("for", "wish.error.for")
		}
		f.w.Submitter, f.w.Proxy = in.For, a.Person
	default:
		f.w.Submitter = a.Person
	}
	return nil
}

// atDesk: staff file for somebody; both names are kept. A name that is not known yet becomes a person in the write.
func (f *filing) atDesk(ctx context.Context, post actor.Post, bad *Checker) error {
	in := &f.in
	f.post, f.w.Registrar, f.w.Channel = post, f.a.Person, in.Channel
	if f.w.Channel == "" {
		f.w.Channel = Window
	}
	if !oneOf(f.w.Channel, DeskChannels()) {
		bad.Add("channel", "wish.error.channel")
	}
	if in.Anonymous {
		return nil
	}
	if in.For == "" {
		bad.Line("for_name", in.ForName, 1, maxName)
		return nil
	}
	p, err := person.ByID(ctx, f.s.d, in.For)
	if errs.Is(err, errs.NotFound) || err == nil && !actor.Covers(post.Place, p.Place) {
		bad.Add("for", "wish.error.for")
		return nil
	}
	f.w.Submitter = in.For
	return err
}

// maxName bounds a person's name, in characters.
const maxName = 50

// write makes the wish. The number comes late: until the commit nobody else of the community gets the next one.
func (f *filing) write(ctx context.Context, tx *db.Tx) error {
	in, w := f.in, &f.w
	if err := f.newcomer(ctx, tx); err != nil {
		return err
	}
	w.ID, w.Code, w.State, w.Urgency, w.Unit = id.At(tx.Now), id.Code(codeLength), Submitted, Normal, f.unit
	w.Topic, w.Text, w.Spot, w.Title, w.Visibility = in.Topic, in.Text, in.Spot, TitleOf(in.Text), in.Visibility
	if w.Topic == "" {
		w.Topic = Other
	}
	w.FiledAt = tx.Now
	span := f.book.Span("wish.clock.accept", w.Community, tx.Now)
	due, provisional := f.book.Calendar().Due(tx.Now, span)
	w.DueSpan = span.String()
	w.SetDue(due, provisional)
	if err := f.link(ctx, tx); err != nil {
		return err
	}
	c := Change{Act: File, Actor: f.a, Post: f.post, Now: tx.Now}
	c.Tell(File, ForPublic, w.Text, Detail{Due: due.UnixMicro(), Channel: w.Channel, Proxy: w.Proxy, Words: ForSubmitter})
	if err := insertEntryTx(ctx, tx, *w, c.entries[0]); err != nil {
		return err
	}
	err := journal.WriteTx(ctx, tx, f.a, journal.Entry{
		Act: journalAct(File), Kind: subjectKind, Subject: w.ID, Place: w.Place, Post: f.post.ID, OnBehalfOf: f.behalf(), After: stamp(*w), Key: in.Key,
	})
	if err != nil {
		return err
	}
	if w.Number, err = number.NextTx(ctx, tx, w.Community, workday.DateOf(tx.Now).Year()); err != nil {
		return err
	}
	if err := insertTx(ctx, tx, *w); err != nil {
		return err
	}
	return f.s.sink.Emit(ctx, tx, Filed{Wish: *w, Act: File, By: f.a, Post: f.post.ID, Draft: in.Draft, Meeting: in.Meeting, Point: in.Point})
}

// behalf is for whom a proxy or the desk files.
func (f *filing) behalf() string {
	if f.w.Proxy != "" || f.w.Registrar != "" {
		return f.w.Submitter
	}
	return ""
}

// newcomer keeps the name of somebody the desk does not know yet.
func (f *filing) newcomer(ctx context.Context, tx *db.Tx) error {
	if f.in.ForName == "" || f.in.For != "" || f.in.Anonymous || f.w.Registrar == "" {
		return nil
	}
	p, err := person.CreateTx(ctx, tx, f.a, person.Person{Name: f.in.ForName, Place: f.w.Place})
	f.w.Submitter = p.ID
	return err
}

// continues finds the ended wish that this one takes up: one of the same submitter, or one that number and code have opened.
func (f *filing) continues(ctx context.Context, bad *Checker) error {
	if f.in.Continues == "" {
		return nil
	}
	if !id.Valid(f.in.Continues) {
		bad.Add("continues", "wish.error.continues")
		return nil
	}
	old, err := byID(ctx, f.s.d, f.in.Continues)
	if err != nil && !errors.Is(err, db.NoRows) {
		return err
	}
	if err != nil || old.Open() || viewOf(f.a, old) < SubmitterView {
		bad.Add("continues", "wish.error.continues")
	}
	f.old = old
	return nil
}

// link ties the wish to the one that it takes up, unless the tie would tell who is behind the one without a name.
func (f *filing) link(ctx context.Context, tx *db.Tx) error {
	if f.old.ID == "" || f.old.Anonymous != f.w.Anonymous {
		return nil
	}
	return chain.LinkTx(ctx, tx, f.a, chain.Link{
		From: chain.Subject{Kind: subjectKind, ID: f.w.ID}, Relation: chain.Continues,
		To: chain.Subject{Kind: subjectKind, ID: f.old.ID}, Place: f.w.Place,
	})
}
