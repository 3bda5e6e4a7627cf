package arrival

import (
	"context"
	"slices"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/journal"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/number"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// codeLength is how many characters the code on a receipt has.
const codeLength = 6

// What stands in timelines in both languages, for it is stored.
const (
	elsewhere = "在别处办结 · Ended elsewhere"
	unjudged  = "在别处回访过，没有评价 · Called back elsewhere, without a judgement"
	together  = "来的时候就一起办 · Handled together where it came from"
	byTable   = "从表格导入 · From a table"
)

// PutTx files the wishes of lines, and adds to those that are here.
func (t *taker) PutTx(ctx context.Context, tx *db.Tx, rows []intake.Row, verdicts []intake.Verdict) error {
	var fresh, more []intake.Row
	for i, r := range whole(rows) {
		if verdicts[i].Outcome == intake.Changed {
			more = append(more, r)
		} else {
			fresh = append(fresh, r)
		}
	}
	if err := t.fileTx(ctx, tx, fresh); err != nil || len(more) == 0 {
		return err
	}
	return t.addTx(ctx, tx, more)
}

// fileTx files new wishes.
func (t *taker) fileTx(ctx context.Context, tx *db.Tx, rows []intake.Row) error {
	all := make([]line, len(rows))
	wishes := make([]wish.Wish, len(rows))
	var sources [][]any
	for i, r := range rows {
		l, bad, err := t.read(ctx, tx, r)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			return errs.BadFields(bad)
		}
		if l.wish, err = t.file(ctx, tx, l); err != nil {
			return err
		}
		all[i], wishes[i] = l, l.wish
		sources = append(sources, []any{l.key.source, l.key.outside, l.wish.ID, said(r.Cells)})
	}
	if err := wish.InsertManyTx(ctx, tx, wishes, func(wish.Wish) []wish.Entry { return nil }); err != nil {
		return err
	}
	for _, l := range all {
		if err := t.tellTx(ctx, tx, l, wish.Wish{}); err != nil {
			return err
		}
	}
	if err := db.InsertRows(ctx, tx, "INSERT INTO wish_source (source, outside, wish, said) VALUES ", sources); err != nil {
		return err
	}
	return t.arrivedTx(ctx, tx, make([]wish.Wish, len(wishes)), wishes)
}

// arrivedTx says what has come, and what of it is open is counted for its unit.
func (t *taker) arrivedTx(ctx context.Context, tx *db.Tx, old, now []wish.Wish) error {
	if len(now) == 0 {
		return nil
	}
	var open []wish.Wish
	for i, w := range now {
		if w.Open() && w.Unit != old[i].Unit {
			open = append(open, w)
		}
	}
	if err := countTx(ctx, tx, t.run, open); err != nil {
		return err
	}
	return t.sink.Emit(ctx, tx, Arrived{Wishes: now, Old: old, Book: t.book})
}

// file is the wish of a line with its number and clock.
func (t *taker) file(ctx context.Context, tx *db.Tx, l line) (wish.Wish, error) {
	w := l.wish
	post, _ := MayAt(t.a, w.Place) // the line was judged
	var err error
	if w.Submitter, err = t.submitter(ctx, tx, post, l); err != nil {
		return w, err
	}
	w.ID, w.Code, w.Title, w.Registrar = id.At(w.FiledAt), id.Code(codeLength), wish.TitleOf(w.Text), t.a.Person
	w.State = wish.Submitted
	span := t.book.Span("wish.clock.accept", w.Community, tx.Now)
	if l.ended {
		w.State, w.ClosedAt = wish.Closed, l.end
		w.AcceptDue, _ = t.book.Calendar().Due(w.FiledAt, span) // of a clock that ran elsewhere, if one did
	} else {
		due, provisional := t.book.Calendar().Due(tx.Now, span)
		w.DueSpan = span.String()
		w.SetDue(due, provisional)
	}
	w = t.stands(w, l.handled, tx.Now)
	w.Number, err = number.NextTx(ctx, tx, w.Community, workday.DateOf(w.FiledAt).Year())
	return w, err
}

// tellTx writes the timeline of what has arrived, the rows beside it, and the act; old is what was here before.
func (t *taker) tellTx(ctx context.Context, tx *db.Tx, l line, old wish.Wish) error {
	w := l.wish
	post, _ := MayAt(t.a, w.Place)
	for _, e := range t.timeline(l, old, post, tx.Now) {
		if err := wish.TellTx(ctx, tx, w.ID, e); err != nil {
			return err
		}
	}
	if w.CalledRating != "" && old.CalledRating == "" {
		if err := callback.ElsewhereTx(ctx, tx, w, l.calledAt()); err != nil {
			return err
		}
	}
	if err := side.ArriveTx(ctx, tx, w, beyond(w.Beside, old.Beside), side.Task{Text: together, By: l.from(), Done: elsewhere}); err != nil {
		return err
	}
	entry := journal.Entry{Act: "wish.arrive", Kind: "wish", Subject: w.ID, Place: w.Place, Post: post.ID, OnBehalfOf: w.Submitter, After: positionOf(w, l.key.source)}
	if old.ID != "" {
		entry.Before = positionOf(old, l.key.source)
	}
	return journal.WriteTx(ctx, tx, t.a, entry)
}

// beyond are those of some units that are not among others.
func beyond(all, others []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(others, s) })
}

// position is what the journal keeps of a wish that has come.
type position struct {
	State  wish.State  `json:"state"`
	Colour wish.Colour `json:"colour,omitempty"`
	Unit   string      `json:"unit"`
	Filed  int64       `json:"filed"`
	Due    int64       `json:"due,omitempty"`
	Called wish.Rating `json:"called,omitempty"` // in a call-back elsewhere
	Source string      `json:"source,omitempty"`
}

func positionOf(w wish.Wish, source string) position {
	p := position{State: w.State, Colour: w.Colour, Unit: w.Unit, Filed: w.FiledAt.UnixMicro(), Called: w.CalledRating, Source: source}
	if !w.AnswerDue.IsZero() {
		p.Due = w.AnswerDue.UnixMicro()
	}
	return p
}
