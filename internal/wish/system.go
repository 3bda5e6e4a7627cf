package wish

import (
	"context"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/workday"
)

// chunk is how many wishes a job of the system handles before it looks again whether it shall stop.
const chunk = 200

// CloseWindows closes every answered wish whose evaluation window has ended: not evaluated, never satisfied. It may be
// run twice, interrupted and run again; a wish that was evaluated meanwhile is left alone. It returns how many it closed.
func (s *Service) CloseWindows(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "wish.CloseWindows")
	a := actor.Job("close_windows")
	return s.InChunks(ctx, func(ctx context.Context) ([]string, error) {
		return endedWindows(ctx, s.d, s.d.Now(), chunk)
	}, func(ctx context.Context, wishID string) error {
		_, err := s.Do(ctx, a, Expire, wishID, "", func(_ context.Context, c *Change) error {
			if c.Old.Due.After(c.Now) {
				return errs.New(errs.Conflict, "wish.conflict") // the date was moved since the list was read
			}
			c.Wish.ClosedAt = c.Now
			c.Stop()
			c.Tell(Expire, ForPublic, "", Detail{})
			return nil
		})
		return err
	})
}

// ArchiveOld archives what ended longer ago than the rule wish.archive says. It may be run again like CloseWindows.
func (s *Service) ArchiveOld(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "wish.ArchiveOld")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	now := s.d.Now()
	span := book.Span("wish.archive", "", now)
	if span.Unit != workday.Month {
		return 0, errs.New(errs.Internal, "wish.archive is counted in months")
	}
	before := now.In(workday.Zone).AddDate(0, -span.N, 0)
	a := actor.Job("archive")
	return s.InChunks(ctx, func(ctx context.Context) ([]string, error) {
		return ended(ctx, s.d, before, chunk)
	}, func(ctx context.Context, wishID string) error {
		_, err := s.Do(ctx, a, Archive, wishID, "", func(_ context.Context, c *Change) error {
			c.Tell(Archive, ForStaff, "", Detail{})
			return nil
		})
		return err
	})
}

// InChunks does one thing to each listed wish until the list is empty. A wish that somebody else moved meanwhile is
// skipped; the list is read again, so it cannot come twice.
func (s *Service) InChunks(ctx context.Context, list func(context.Context) ([]string, error), do func(context.Context, string) error) (n int, err error) {
	for {
		ids, err := list(ctx)
		if err != nil || len(ids) == 0 {
			return n, err
		}
		done := 0
		for _, wishID := range ids {
			if err := ctx.Err(); err != nil {
				return n, err
			}
			switch err := do(ctx, wishID); {
			case err == nil:
				done++
			case !errs.Is(err, errs.Conflict):
				return n, err
			}
		}
		n += done
		if done == 0 {
			return n, nil // all of them are moving; the next run finds them
		}
	}
}

// InsertManyTx puts finished records into the store, several rows to a statement: the way of imports and of measurements,
// which bring their own numbers. What of them is public the rule decides. It neither authorises nor emits; the caller's import is the act that is journalled.
func InsertManyTx(ctx context.Context, tx *db.Tx, wishes []Wish, timeline func(Wish) []Entry) error {
	rows, entries := make([][]any, len(wishes)), make([][]any, 0, 5*len(wishes))
	for i, w := range wishes {
		w, told := imported(w, timeline(w))
		rows[i] = w.values()
		for _, e := range told {
			entries = append(entries, []any{w.ID, e.At.UnixMicro(), e.Act, string(e.Audience), db.Null(e.Text), db.Null(e.Public)})
		}
	}
	if err := db.InsertRows(ctx, tx, "INSERT INTO wish ("+Columns+") VALUES ", rows); err != nil {
		return err
	}
	return db.InsertRows(ctx, tx, "INSERT INTO wish_event (wish, at, act, audience, text, public_text) VALUES ", entries)
}
