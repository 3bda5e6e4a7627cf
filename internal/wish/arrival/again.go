package arrival

import (
	"context"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/wish"
	"linli/internal/wish/figure/tally"
	"linli/internal/workday"
)

// again judges a line whose wish is here. The line that brought it changes nothing, whatever has become of the wish since. One that
// says more than that one did adds it, as long as nobody here has touched the wish: a unit to what the community has not received
// yet, a judgement to what had ended elsewhere. What people here do with a wish is not overwritten by a table.
func (t *taker) again(ctx context.Context, q db.Querier, cells []string, old there) (intake.Verdict, error) {
	var bad wish.Checker
	if old.cut {
		return intake.Verdict{Outcome: intake.Same}, nil
	}
	if said := strings.TrimSpace(cells[text]); said != "" && said != old.Text && !old.gone {
		bad.Add("text", "intake.wishes.differs", old.Number)
	}
	if at, ok := sheet.Moment(cells[filed], workday.Zone); ok && !at.Equal(old.FiledAt.Truncate(time.Second)) {
		bad.Add("filed", "intake.wishes.differs", old.Number)
	}
	if says := said(cells); len(bad) == 0 && (says == "" || says == old.said) {
		return intake.Verdict{Outcome: intake.Same}, nil
	}
	h, err := t.handledBy(ctx, q, cells, old.Wish, &bad)
	if err != nil {
		return intake.Verdict{}, err
	}
	changes := differs(h, old.Wish)
	for _, c := range changes {
		if len(bad) == 0 && !old.adds(c) {
			bad.Add(c, "intake.wishes.differs", old.Number)
		}
	}
	if len(bad) == 0 && len(changes) > 0 {
		t.fits(h, old.Wish, &bad)
	}
	switch {
	case len(bad) > 0:
		return intake.Refuse(bad...), nil
	case len(changes) == 0:
		return intake.Verdict{Outcome: intake.Same}, nil
	}
	return intake.Verdict{Outcome: intake.Changed, Changes: changes}, nil
}

// differs are the columns in which a line says something else of how a wish was handled than is known here. An empty cell says
// nothing; that it is open, of what has ended here since, neither.
func differs(h handled, w wish.Wish) (keys []string) {
	other := func(key string, yes bool) {
		if yes {
			keys = append(keys, key)
		}
	}
	moved := func(at, known time.Time) bool { return !at.IsZero() && !at.Equal(known.Truncate(time.Second)) }
	other("state", h.ended && w.Open())
	other("ended", h.ended && !w.Open() && moved(h.end, w.ClosedAt))
	other("colour", h.colour != wish.Unsorted && h.colour != w.Colour)
	other("unit", h.unit != "" && (h.unit != w.Unit || w.Colour == wish.Unsorted) || len(beyond(h.beside, w.Beside)) > 0)
	other("due", moved(h.due, w.AnswerDue))
	other("taken", moved(h.taken, w.TakenAt))
	yes, rating := tally.Judgement(w)
	other("solved", h.rating != "" && (rating == "" || h.solved != yes))
	other("rating", h.rating != "" && h.rating != rating)
	return keys
}

// adds tells whether a line may say something in a column of a wish that is here: where nothing is known, and nobody here has done
// anything with it.
func (x there) adds(column string) bool {
	ended := x.State == wish.Closed && x.EvaluateDue.IsZero() // it came so: what was answered here had a time to be judged
	if x.own || !ended && x.State != wish.Submitted {
		return false
	}
	switch column {
	case "unit", "colour":
		return x.Colour == wish.Unsorted
	case "due":
		return x.AnswerDue.IsZero()
	case "taken":
		return x.TakenAt.IsZero()
	case "solved", "rating":
		_, rating := tally.Judgement(x.Wish)
		return ended && rating == ""
	}
	return false
}

// addTx adds what lines say more to the wishes that are here.
func (t *taker) addTx(ctx context.Context, tx *db.Tx, rows []intake.Row) error {
	keys := make([]key, len(rows))
	for i, r := range rows {
		keys[i] = keyOf(r)
	}
	all, err := known(ctx, tx, keys)
	if err != nil {
		return err
	}
	var old, now []wish.Wish
	for i, r := range rows {
		was := all[keys[i]].Wish
		var bad wish.Checker
		h, err := t.handledBy(ctx, tx, r.Cells, was, &bad)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			return errs.BadFields(bad)
		}
		l := line{handled: h, key: keys[i], wish: t.stands(was, h, tx.Now)}
		if l.wish.Visibility == wish.Public && was.AcceptedAt.IsZero() && !l.wish.AcceptedAt.IsZero() {
			l.wish.Publicity = wish.Unexamined
		}
		if err := updateTx(ctx, tx, was, l.wish); err != nil {
			return err
		}
		if err := t.tellTx(ctx, tx, l, was); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE wish_source SET said = $3 WHERE source = $1 AND outside = $2", keys[i].source, keys[i].outside, said(r.Cells)); err != nil {
			return err
		}
		old, now = append(old, was), append(now, l.wish)
	}
	return t.arrivedTx(ctx, tx, old, now)
}

// updateTx writes what a line has added. Conflict when somebody has changed the wish since it was read.
func updateTx(ctx context.Context, tx *db.Tx, old, w wish.Wish) error {
	beside := ""
	if len(w.Beside) > 0 {
		beside = " " + strings.Join(w.Beside, " ") + " "
	}
	n, err := tx.Exec(ctx, `UPDATE wish SET state = $3, colour = $4, unit = $5, sender = $6, accepted_at = $7, classified_at = $8, taken_at = $9,
		answered_at = $10, accept_due = $11, answer_due = $12, due = $13, due_span = $14, due_provisional = $15, answer_from = $16, noted_at = $17,
		called_solved = $18, called_rating = $19, beside = $20, publicity = $21, rev = rev + 1 WHERE id = $1 AND rev = $2`,
		w.ID, old.Rev, string(w.State), string(w.Colour), w.Unit, db.Null(w.Sender), db.Micros(w.AcceptedAt), db.Micros(w.ClassifiedAt), db.Micros(w.TakenAt),
		db.Micros(w.AnsweredAt), db.Micros(w.AcceptDue), db.Micros(w.AnswerDue), db.Micros(w.Due), w.DueSpan, w.DueProvisional, db.Micros(w.AnswerFrom), db.Micros(w.NotedAt),
		db.Flag(w.CalledSolved), db.Null(w.CalledRating), beside, string(w.Publicity))
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "wish.conflict_somebody")
	}
	return err
}
