package escalate

import (
	"cmp"
	"context"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/side"
)

// ChangedTx is what follows from an act on a wish, in its transaction: redos and transfers are counted, and what was reminded, told
// and moved is written down. Conflict where that was done for the same date before.
func (s *Service) ChangedTx(ctx context.Context, tx *db.Tx, e wish.Changed) (err error) {
	defer errs.Wrap(&err, "escalate.ChangedTx")
	if e.Wish.Unit != e.Old.Unit && e.Wish.Due.Equal(e.Old.Due) { // of another date nobody was reminded
		if err := forgetTx(ctx, tx, e.Wish.ID); err != nil {
			return err
		}
	}
	switch e.Act {
	case wish.Warn:
		return markTx(ctx, tx, "warned_due", e.Wish.ID, e.Wish.Due)
	case wish.Report:
		return markTx(ctx, tx, "told_due", e.Wish.ID, e.Wish.Due)
	case wish.RulingSoon:
		return markTx(ctx, tx, "warned_ruling", e.Wish.ID, e.Wish.RulingDue)
	case wish.RulingLate:
		return markTx(ctx, tx, "told_ruling", e.Wish.ID, e.Wish.RulingDue)
	case wish.Hand:
		return countTx(ctx, tx, Transfers, e)
	case wish.Reopen:
		if err := countTx(ctx, tx, Redos, e); err != nil || e.Wish.Colour == e.Old.Colour {
			return err
		}
		return movedTx(ctx, tx, e, Reopened)
	case wish.Escalate:
		why, err := ground(ctx, tx, e.Book, e.Old, tx.Now)
		if err != nil {
			return err
		}
		return movedTx(ctx, tx, e, why)
	case wish.Lower:
		return movedTx(ctx, tx, e, "")
	}
	return nil
}

// countTx counts a redo or a transfer, each in the column of its name.
func countTx(ctx context.Context, tx *db.Tx, what string, e wish.Changed) error {
	return addTx(ctx, tx, what, e.Wish.ID, e.Book.Int("wish.raise."+what, e.Wish.Community, tx.Now))
}

// ground is why a wish is moved up now.
func ground(ctx context.Context, q db.Querier, book *rule.Book, w wish.Wish, now time.Time) (string, error) {
	x, err := watchOf(ctx, q, w.ID)
	switch {
	case !w.RulingDue.IsZero() && !now.Before(w.RulingDue):
		return Unruled, err
	case x.redos >= book.Int("wish.raise."+Redos, w.Community, now):
		return Redos, err
	case x.transfers >= book.Int("wish.raise."+Transfers, w.Community, now):
		return Transfers, err
	}
	return Overdue, err
}

// Lower gives a wish back down to the unit from which it was moved up, by who leads the level that has it, with a reason. Its clock
// runs on, and that unit cannot return it. Invalid: text. Conflict: it was not moved up to the level where it stands.
func (s *Service) Lower(ctx context.Context, a actor.Actor, wishID, text, key string) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Lower, wishID, key, func(ctx context.Context, c *wish.Change) error {
		text = strings.TrimSpace(text)
		var bad wish.Checker
		bad.Text("text", text, 1, wish.MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		moves, err := MovesOf(ctx, c.Tx, c.Wish.ID)
		if err != nil {
			return err
		}
		from, ok := below(moves, c.Old.Colour)
		if !ok {
			return errs.New(errs.Conflict, "wish.conflict")
		}
		w := &c.Wish
		w.Colour, w.Unit, w.Sender, w.Post = cmp.Or(from.Was, wish.Blue), from.From, "", "" // not sorted then, it is the community's now
		side.Settle(c)
		if w.Unit == w.First {
			w.First = ""
		}
		c.Tell(wish.Lower, wish.ForPublic, text, wish.Detail{Unit: w.Unit, Colour: w.Colour, Words: wish.ForStaff})
		return nil
	})
}

// below is the last move up to a colour that no move down has undone.
func below(moves []Move, colour wish.Colour) (Move, bool) {
	var up []Move
	for _, m := range moves {
		switch {
		case m.Ground != "":
			up = append(up, m)
		case len(up) > 0:
			up = up[:len(up)-1]
		}
	}
	for i := len(up) - 1; i >= 0; i-- {
		if up[i].Is == colour {
			return up[i], true
		}
	}
	return Move{}, false
}
