package escalate

import (
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/wish/side"
)

// ChangedTx is what follows from an act on a wish, in its transaction: redos and transfers are counted, and what was reminded, told
// and moved is written down. Conflict where that was done for the same date before.
func (s *Service) ChangedTx(ctx context.Context, tx *db.Tx, e wish.Changed) (err error) {
	defer errs.Wrap(&err, "escalate.ChangedTx")
	switch e.Act {
	case wish.Warn:
		return markTx(ctx, tx, "warned_due", e.Wish.ID, e.Wish.Due)
	case wish.Report:
		return markTx(ctx, tx, "told_due", e.Wish.ID, e.Wish.Due)
	case wish.Hand:
		return s.countTx(ctx, tx, Transfers, e.Wish)
	case wish.Reopen:
		if err := s.countTx(ctx, tx, Redos, e.Wish); err != nil || e.Wish.Colour == e.Old.Colour {
			return err
		}
		return movedTx(ctx, tx, e, Reopened)
	case wish.Escalate:
		why, err := s.ground(ctx, tx, e.Old)
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
func (s *Service) countTx(ctx context.Context, tx *db.Tx, what string, w wish.Wish) error {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return err
	}
	return countTx(ctx, tx, what, w.ID, book.Int("wish.raise."+what, w.Community, tx.Now))
}

// ground is why a wish is moved up now.
func (s *Service) ground(ctx context.Context, q db.Querier, w wish.Wish) (string, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return "", err
	}
	x, err := watchOf(ctx, q, w.ID)
	now := s.d.Now()
	switch {
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
		w.Colour, w.Unit, w.Sender, w.Post = from.Was, from.From, "", ""
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
