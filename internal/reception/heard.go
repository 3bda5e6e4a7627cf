package reception

import (
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/wish/number"
)

// heard is the link between a wish and the tea on whose agenda it stands.
func heard(s Session, wishID string) chain.Link {
	return chain.Link{From: chain.Subject{Kind: "wish", ID: wishID}, Relation: chain.Heard, To: subject(s.ID), Place: s.Place}
}

// Put puts a wish that stands already on the agenda, by its number, short or full. A second time does nothing. Invalid:
// number, where the actor sees none of it in this community.
func (s *Service) Put(ctx context.Context, a actor.Actor, sessionID, typed, key string) (_ Session, err error) {
	defer errs.Wrap(&err, "reception.Put")
	x, err := s.hearing(ctx, a, Agenda, sessionID)
	if err != nil {
		return Session{}, err
	}
	full, ok := number.Parse(typed, x.Place)
	seen, err := wish.Seen{}, error(nil)
	if ok {
		seen, err = s.wishes.SeeNumber(ctx, a, full)
	}
	if !ok || errs.Is(err, errs.NotFound) || err == nil && !actor.Covers(x.Place, seen.Wish.Community) {
		return Session{}, errs.BadFields([]errs.Field{{Name: "number", Key: "reception.error.number", Args: []any{typed}}})
	}
	if err != nil {
		return Session{}, err
	}
	return s.do(ctx, a, Agenda, sessionID, key, right(a, Agenda), func(ctx context.Context, c *change) error {
		c.note = map[string]string{"wish": seen.Wish.ID}
		return chain.LinkTx(ctx, c.tx, a, heard(c.s, seen.Wish.ID))
	})
}

// hearing is a tea to which the actor may do an act, as far as that does not hang on its state.
func (s *Service) hearing(ctx context.Context, a actor.Actor, act Act, sessionID string) (Session, error) {
	x, _, err := s.load(ctx, sessionID)
	if err == nil && ViewOf(a, x) == NotSeen {
		err = notFound()
	}
	if err == nil {
		_, err = right(a, act)(x)
	}
	return x, err
}

// Drop takes a wish off the agenda again; the wish itself stays as it is. NotFound when it does not stand there.
func (s *Service) Drop(ctx context.Context, a actor.Actor, sessionID, wishID, key string) (Session, error) {
	return s.do(ctx, a, Agenda, sessionID, key, right(a, Agenda), func(ctx context.Context, c *change) error {
		c.note = map[string]string{"taken_off": wishID}
		ok, err := chain.UnlinkTx(ctx, c.tx, heard(c.s, wishID))
		if err == nil && !ok {
			err = notFound()
		}
		return err
	})
}

// line is a wish that was said at a tea as it is filed. Invalid: text longer than a line, place outside of the community.
func (s *Service) line(ctx context.Context, a actor.Actor, sessionID string, in wish.Filing) (wish.Filing, wish.Checker, error) {
	x, err := s.hearing(ctx, a, Hear, sessionID)
	if err != nil {
		return in, nil, err
	}
	var bad wish.Checker
	in.Text = strings.TrimSpace(in.Text)
	bad.Line("text", in.Text, 0, MaxLine)
	if in.Place != "" && !actor.Covers(x.Place, in.Place) {
		in.Place = ""
	}
	in.Channel, in.Meeting = wish.Tea, x.ID
	return in, bad, nil
}

// CheckLine tells what Hear would refuse of one line, and files nothing: so that of a whole table nothing is filed before
// every line is right. Invalid: text, place, topic, visibility, for, for_name.
func (s *Service) CheckLine(ctx context.Context, a actor.Actor, sessionID string, in wish.Filing) (err error) {
	defer errs.Wrap(&err, "reception.CheckLine")
	in, bad, err := s.line(ctx, a, sessionID, in)
	if err != nil {
		return err
	}
	err = s.wishes.CheckFiling(ctx, a, in)
	if err != nil && !errs.Is(err, errs.Invalid) {
		return err
	}
	for _, f := range errs.FieldsOf(err) {
		bad.Add(f.Name, f.Key, f.Args...)
	}
	return errs.BadFields(bad)
}

// Hear files one wish that was said at a tea, with a number of its own, and puts it on the tea's agenda: both or neither.
// The same key again gives the same wish. Errors as CheckLine; Conflict when the minutes are published.
func (s *Service) Hear(ctx context.Context, a actor.Actor, sessionID string, in wish.Filing) (_ wish.Wish, err error) {
	defer errs.Wrap(&err, "reception.Hear")
	in, bad, err := s.line(ctx, a, sessionID, in)
	if err == nil {
		err = errs.BadFields(bad)
	}
	if err != nil {
		return wish.Wish{}, err
	}
	return s.wishes.File(ctx, a, in)
}

// HeardTx puts a wish that is being filed on the agenda of the tea at which it was said: what package wish tells of with
// Filed. The wish is not filed where it fails.
func (s *Service) HeardTx(ctx context.Context, tx *db.Tx, e wish.Filed) (err error) {
	defer errs.Wrap(&err, "reception.HeardTx")
	x, err := byID(ctx, tx, e.Meeting)
	if err != nil {
		return orNotFound(err)
	}
	post, ok := May(e.By, Hear, x)
	if !ok {
		return refused(e.By, Hear)
	}
	if err := stillTx(ctx, tx, x.ID, Flow.From(string(Hear))...); err != nil {
		return err
	}
	if err := chain.LinkTx(ctx, tx, e.By, heard(x, e.Wish.ID)); err != nil {
		return err
	}
	c := change{tx: tx, actor: e.By, post: post, now: tx.Now, old: x, s: x, note: map[string]string{"wish": e.Wish.ID}}
	return s.tell(ctx, Hear, &c, "")
}
