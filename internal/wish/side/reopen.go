package side

import (
	"context"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/wish"
)

// Reopen has a wish taken up again, in the submitter's words of what is missing, while the evaluation window lasts, also
// where a judgement has closed it, or the officer who has called back writes it down for the submitter: the first time by the unit that answered, after that by the level above; a red one
// stays at its group, with a new lead. The old answer, its clock and its judgement are kept aside; a new clock of the
// same length begins. Invalid: text.
func (s *Service) Reopen(ctx context.Context, a actor.Actor, wishID, text, key string) (wish.Wish, error) {
	return s.wishes.Do(ctx, a, wish.Reopen, wishID, key, func(ctx context.Context, c *wish.Change) error {
		text = strings.TrimSpace(text)
		var bad wish.Checker
		bad.Text("text", text, 1, wish.MaxText)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		if !c.Now.Before(c.Old.EvaluateDue) {
			return errs.New(errs.Conflict, "wish.conflict") // the window has ended since it was looked at
		}
		w := &c.Wish
		span := c.Book.Span("wish.clock.answer."+string(w.Colour), w.Community, w.ClassifiedAt)
		if w.Reopened++; w.Reopened >= c.Book.Int("wish.raise.reopened", w.Community, c.Now) {
			if _, err := Raise(ctx, c); err != nil {
				return err
			}
		}
		if err := insertReopening(ctx, c, text); err != nil {
			return err
		}
		w.AnsweredAt, w.ClosedAt, w.EvaluateDue = time.Time{}, time.Time{}, time.Time{}
		w.Answerer, w.AnsweredFor, w.Solved, w.Rating, w.CalledSolved, w.CalledRating = "", "", nil, "", nil, ""
		w.UnreachedAt = time.Time{}
		w.AnswerFrom = c.Now
		w.AnswerDue = c.Run(span)
		c.Tell(wish.Reopen, wish.ForPublic, text, wish.Detail{Unit: w.Unit, Colour: w.Colour, Due: w.Due.UnixMicro(), Nth: w.Reopened, Words: wish.ForSubmitter})
		return nil
	})
}

// Settle ends what waited for a ruling on who has the wish: somebody has decided it otherwise.
func Settle(c *wish.Change) {
	c.Wish.RulingDue, c.Wish.Returned = time.Time{}, 0
	if c.Wish.Asked.For == "" {
		c.Wish.Asked = wish.Asked{} // a colour that was refused
	}
}

// handler is the unit that had a wish in hand last: the one where it stands, and while the level above is to rule on a return the one
// that has returned it. Who gets it back then neither handles it nor can hand it on, and the level of its colour answers for it
// (domain.md 3.1).
func handler(ctx context.Context, c *wish.Change) (string, error) {
	if c.Old.RulingDue.IsZero() || c.Old.Asked.Colour != "" {
		return c.Wish.Unit, nil // nothing is to be ruled, or a colour that was refused: it has stayed where it was
	}
	return db.Value[string](ctx, c.Tx, "SELECT unit FROM wish_return WHERE wish = $1 ORDER BY nth DESC LIMIT 1", c.Wish.ID)
}

// Raise gives the wish to the level above its own: of blue the street, of yellow the district. It is nobody's work there
// yet; the unit that had it in hand first stays named (wish.First), and no clock is touched. What waited for a ruling on who has it is settled by
// this. Where there is no level above it stays at its unit, is nobody's work there, and raised is false.
func Raise(ctx context.Context, c *wish.Change) (raised bool, err error) {
	w := &c.Wish
	w.Post, w.Sender, w.Returned = "", "", 0
	next, kind := wish.Yellow, org.Street
	switch w.Colour {
	case wish.Yellow:
		next, kind = wish.Red, org.District
	case wish.Red:
		return false, nil
	}
	units, err := org.Units(ctx, c.Tx, w.Community, kind)
	if err != nil || len(units) == 0 || units[0].ID == w.Unit {
		return false, err
	}
	if w.First == "" {
		if w.First, err = handler(ctx, c); err != nil {
			return false, err
		}
	}
	if next == wish.Red {
		w.NotedAt = c.Now // the month of its first note begins
	}
	w.Colour, w.Unit = next, units[0].ID
	Settle(c)
	return true, nil
}
