package ask

import (
	"context"
	"errors"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Word is a decision's words, and its idempotency key.
type Word struct{ Text, Key string }

// Approve grants the time or the pause that was asked for. An extension sets the new due date; a pause stops the clock from
// now until its day, and moves the due date so that as much is left then as is left now: nothing has to start it again.
// Invalid: text. Conflict: nothing waits; the day asked for has come; or the deadline has passed, and no pause can help it.
func (s *Service) Approve(ctx context.Context, a actor.Actor, wishID string, in Word) (wish.Wish, error) {
	return s.decide(ctx, a, wish.Approve, wishID, in, 0, func(ctx context.Context, c *wish.Change, r *Request) error {
		w := &c.Wish
		clock := w.Clock()
		var err error
		switch r.For {
		case wish.ForTime:
			clock, err = clock.Extend(c.Now, r.Until, false)
			w.Extended++
		default:
			if clock.Overdue(c.Now) || !r.Until.After(c.Now) {
				return errs.New(errs.Conflict, "wish.conflict.late")
			}
			if clock, err = clock.Pause(c.Now); err == nil {
				clock, err = clock.Resume(r.Until, shift(c, unitOf(c)))
			}
			w.PausedFrom, w.PausedUntil = c.Now, r.Until
		}
		if err != nil {
			return errs.New(errs.Conflict, "wish.conflict.late")
		}
		w.SetDue(clock.Due, clock.Provisional)
		r.Outcome = Granted
		c.Tell(wish.Approve, wish.ForPublic, r.Text, wish.Detail{
			Ask: r.For, Due: w.Due.UnixMicro(), Was: r.Old.UnixMicro(), Year: r.Year, Until: micros(w.PausedUntil), Words: wish.ForSubmitter,
		})
		return nil
	})
}

// unitOf is in what the running clock is measured.
func unitOf(c *wish.Change) workday.Unit {
	if span, err := workday.ParseSpan(c.Wish.DueSpan); err == nil {
		return span.Unit
	}
	return workday.Workday
}

// shift is how the calendar moves a due date by a pause.
func shift(c *wish.Change, u workday.Unit) func(due, pause, resume time.Time) (time.Time, bool) {
	return func(due, pause, resume time.Time) (time.Time, bool) {
		return c.Book.Calendar().Shift(due, pause, resume, u)
	}
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Receive takes a wish into the colour that was asked for: sorted, with the unit that accepts, its clock running on.
// Conflict: no colour is asked for.
func (s *Service) Receive(ctx context.Context, a actor.Actor, wishID string, in Word) (wish.Wish, error) {
	return s.decide(ctx, a, wish.Receive, wishID, in, 0, func(_ context.Context, c *wish.Change, r *Request) error {
		if r.Outcome = Granted; a.System {
			if r.Silent.After(c.Now) {
				return errs.New(errs.Conflict, "wish.conflict")
			}
			r.Outcome = Silent
		}
		w := &c.Wish
		w.Colour, w.Unit, w.Sender, w.Post = r.Colour, r.Unit, c.Old.Unit, ""
		if r.Colour == wish.Red {
			w.NotedAt = c.Now // the month of its first note begins
		}
		w.Returned = 0
		c.Tell(wish.Receive, wish.ForPublic, in.Text, wish.Detail{Colour: r.Colour, Unit: r.Unit, Ground: string(r.Outcome), Words: wish.ForStaff})
		return nil
	})
}

// Refuse says no, with words. Refused time leaves everything as it is; a refused colour goes to the level above, which rules
// within its clock who has the wish: until then it stays where it is. Invalid: text. Conflict: nothing waits.
func (s *Service) Refuse(ctx context.Context, a actor.Actor, wishID string, in Word) (wish.Wish, error) {
	return s.decide(ctx, a, wish.Refuse, wishID, in, 1, func(_ context.Context, c *wish.Change, r *Request) error {
		r.Outcome = Refused
		if r.For == wish.ForColour {
			span := c.Book.Span("wish.clock.ruling", c.Wish.Community, c.Now)
			c.Wish.RulingDue, _ = c.Book.Calendar().Due(c.Now, span)
			c.Wish.Asked.Unit, c.Wish.Asked.Colour = r.Unit, r.Colour
		}
		c.Tell(wish.Refuse, wish.ForStaff, in.Text, wish.Detail{Ask: r.For, Colour: r.Colour, Unit: r.Unit})
		return nil
	})
}

// decide ends the open request of a wish by an act. least is how many characters the words have at least.
func (s *Service) decide(ctx context.Context, a actor.Actor, act wish.Act, wishID string, in Word, least int, edit func(context.Context, *wish.Change, *Request) error) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, act, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad wish.Checker
		bad.Text("text", in.Text, least, wish.MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		r, err := open(ctx, c.Tx, c.Wish.ID)
		if errors.Is(err, db.NoRows) {
			return errs.New(errs.Conflict, "wish.conflict")
		}
		if err != nil {
			return err
		}
		c.Wish.Asked = wish.Asked{}
		if err := edit(ctx, c, &r); err != nil {
			return err
		}
		r.Word = in.Text
		return decided(ctx, c, r)
	})
}

// Resume takes a paused wish up before the day it was paused until: the clock goes on now, and the due date is that of the
// pause as long as it has been. Invalid: text.
func (s *Service) Resume(ctx context.Context, a actor.Actor, wishID string, in Word) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Resume, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad wish.Checker
		bad.Text("text", in.Text, 1, wish.MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		if !c.Wish.Paused(c.Now) {
			return errs.New(errs.Conflict, "wish.conflict")
		}
		before, err := resumed(ctx, c)
		if err != nil {
			return err
		}
		due, provisional := shift(c, unitOf(c))(before, c.Wish.PausedFrom, c.Now)
		c.Wish.PausedFrom, c.Wish.PausedUntil = time.Time{}, time.Time{}
		c.Wish.SetDue(due, provisional)
		c.Tell(wish.Resume, wish.ForPublic, in.Text, wish.Detail{Due: due.UnixMicro(), Words: wish.ForSubmitter})
		return nil
	})
}

// TakeSilent has every wish accepted whose unit has been silent for the time of the rule. It may be run twice, interrupted
// and run again. It returns how many.
func (s *Service) TakeSilent(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "ask.TakeSilent")
	a := actor.Job("take_silent")
	return s.wishes.InChunks(ctx, func(ctx context.Context) ([]string, error) {
		return silent(ctx, s.d, s.d.Now())
	}, func(ctx context.Context, wishID string) error {
		_, err := s.Receive(ctx, a, wishID, Word{})
		return err
	})
}
