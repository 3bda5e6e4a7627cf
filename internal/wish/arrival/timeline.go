package arrival

import (
	"cmp"
	"context"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/wish"
)

// stands is a wish with what a line says of how it was handled, at the moment of the reading-in.
//
// What is open and has a unit is sorted, and received with that. Its clock is the deadline that it came with, or that of its
// colour, counted from when it was raised. What has ended has its past dates; judged in a call-back, it was answered when it ended.
func (t *taker) stands(w wish.Wish, h handled, now time.Time) wish.Wish {
	w.Colour = cmp.Or(h.colour, w.Colour, h.level)
	if !h.due.IsZero() {
		w.AnswerDue = h.due
	}
	if !h.taken.IsZero() { // somebody has said so where it came from
		w.TakenAt, w.AcceptedAt = h.taken, h.taken
		w.AcceptDue, _ = t.book.Calendar().Due(w.FiledAt, t.book.Span("wish.clock.accept", w.Community, now))
	}
	w.Beside = append(beyond(w.Beside, h.beside), h.beside...)
	if h.ended {
		return t.ended(w, h)
	}
	if h.unit == "" {
		w.TakenAt, w.AcceptedAt = time.Time{}, time.Time{} // the community has it still to receive
		return w
	}
	return t.sorted(w, h, now)
}

// ended is a wish that has ended elsewhere.
func (t *taker) ended(w wish.Wish, h handled) wish.Wish {
	w.Unit = cmp.Or(h.unit, w.Unit)
	if h.rating != "" {
		yes := h.solved
		w.CalledSolved, w.CalledRating, w.AnsweredAt = &yes, h.rating, w.ClosedAt
	}
	if w.CalledRating != "" && h.unit != "" { // it counts for the unit that had it
		w.ClassifiedAt = w.FiledAt
	}
	return w
}

// sorted is an open wish in the hands of a unit.
func (t *taker) sorted(w wish.Wish, h handled, now time.Time) wish.Wish {
	if w.State = wish.Classified; h.inHand {
		w.State = wish.InProgress
	}
	if h.unit != w.Unit {
		w.Sender, w.Unit = w.Unit, h.unit
	}
	w.ClassifiedAt = w.FiledAt
	if h.taken.IsZero() { // nobody here can have been late before it came
		w.AcceptedAt, w.ClassifiedAt = now, now
	}
	w.AnswerFrom = w.FiledAt
	if w.Colour == wish.Red {
		w.NotedAt = now // the month of its first note begins
	}
	span := t.book.Span("wish.clock.answer."+string(w.Colour), w.Community, now)
	due, provisional := t.book.Calendar().Due(w.FiledAt, span)
	if w.DueSpan = span.String(); !w.AnswerDue.IsZero() {
		due, provisional = w.AnswerDue, false
	}
	w.SetDue(due, provisional)
	return w
}

// calledAt is when the submitter was called back: when it ended, where the table does not say.
func (l line) calledAt() time.Time {
	if l.called.IsZero() {
		return l.wish.ClosedAt
	}
	return l.called
}

// from is who has done what was done before the wish came, as timelines name it.
func (l line) from() string { return cmp.Or(l.key.source, byTable) }

// timeline is what has happened that was not known of before: it was raised, with its words for the submitter and staff, it was
// given to a unit, and, where it has ended, how, and what was said of it.
func (t *taker) timeline(l line, old wish.Wish, post actor.Post, now time.Time) (out []wish.Entry) {
	w := l.wish
	tell := func(act wish.Act, at time.Time, audience wish.Audience, text string, d wish.Detail) {
		e := wish.Entry{At: at, Act: string(act), Audience: audience, Text: text, Detail: d}
		out = append(out, t.signed(e, l, post, now))
	}
	due := func(d wish.Detail, at time.Time) wish.Detail {
		if !at.IsZero() {
			d.Due = at.UnixMicro()
		}
		return d
	}
	sorted, audience := w.ClassifiedAt, wish.ForPublic
	if l.ended {
		sorted, audience = w.FiledAt, wish.ForSubmitter
	}
	if old.ID == "" {
		tell(wish.File, w.FiledAt, wish.ForPublic, w.Text, due(wish.Detail{Channel: w.Channel, Words: wish.ForSubmitter}, w.Due))
	}
	if l.unit != "" && (old.ID == "" || w.Unit != old.Unit || w.Colour != old.Colour) {
		tell(wish.Classify, sorted, audience, "", due(wish.Detail{Colour: w.Colour, Unit: w.Unit, Words: wish.ForSubmitter}, w.AnswerDue))
	}
	for _, unit := range beyond(w.Beside, old.Beside) {
		tell(wish.Joint, sorted, audience, together, due(wish.Detail{Unit: unit, Words: wish.ForStaff}, w.AnswerDue))
	}
	if !w.TakenAt.IsZero() && old.TakenAt.IsZero() {
		tell(wish.TakeUp, w.TakenAt, wish.ForSubmitter, "", wish.Detail{Unit: w.Unit})
	}
	if l.ended && old.ID == "" {
		act := wish.Note
		if w.CalledRating != "" {
			act = wish.Answer
		}
		tell(act, w.ClosedAt, wish.ForSubmitter, cmp.Or(strings.TrimSpace(l.answer), elsewhere), wish.Detail{})
	}
	return append(out, l.call(old)...)
}

// signed is an entry with who has done what it tells: who reads the table in, or somebody elsewhere, before.
func (t *taker) signed(e wish.Entry, l line, post actor.Post, now time.Time) wish.Entry {
	if e.Act != string(wish.File) && e.At.Before(now) {
		e.Who = l.from()
		return e
	}
	if e.Person, e.Post = t.a.Person, post.ID; post.ID != "" {
		e.Who = t.a.Signed(post)
	}
	return e
}

// call is what is told of a call-back elsewhere: by the system from which it came, not by who has read the table in.
func (l line) call(old wish.Wish) []wish.Entry {
	e := wish.Entry{At: l.calledAt(), Who: l.from()}
	switch w := l.wish; {
	case l.rating != "" && old.CalledRating == "":
		e.Act, e.Audience, e.Detail = string(wish.CallBack), wish.ForSubmitter, wish.Detail{Solved: w.CalledSolved, Rating: w.CalledRating}
	case l.rating == "" && !l.called.IsZero() && old.ID == "":
		e.Act, e.Audience, e.Text = string(wish.Note), wish.ForStaff, unjudged
	default:
		return nil
	}
	return []wish.Entry{e}
}

// Sorted is what happens while a wish is sorted (wish.Service.Route): the deadline with which it came holds, where it is still to
// come; one that has passed while nobody here had sorted it cannot be kept any more.
func Sorted(_ context.Context, c *wish.Change) error {
	if due := c.Old.AnswerDue; due.After(c.Now) {
		c.Wish.SetDue(due, false)
	}
	return nil
}
