package wish

import (
	"context"
	"time"

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

// Redue computes the due dates again that were provisional, after a calendar was imported. A date that is certain now is
// said so in the timeline when it has changed.
func (s *Service) Redue(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "wish.Redue")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	return db.Walk(ctx, func(after string, limit int) ([]Wish, error) {
		return provisional(ctx, s.d, after, limit)
	}, func(w Wish) string { return w.ID }, func(w Wish) (bool, error) { return s.redue(ctx, w, book.Calendar()) })
}

func (s *Service) redue(ctx context.Context, old Wish, cal workday.Calendar) (bool, error) {
	span, err := workday.ParseSpan(old.DueSpan)
	if err != nil {
		return false, err
	}
	clock := old.Clock()
	due, provisional, err := s.dueNow(ctx, old, cal, span)
	if err != nil {
		return false, err
	}
	if due.Equal(old.Due) && provisional {
		return false, nil
	}
	clock, err = clock.Recompute(due, provisional)
	if err != nil {
		return false, err
	}
	w := old
	w.SetDue(clock.Due, clock.Provisional)
	return true, s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := redueTx(ctx, tx, old, w); err != nil || w.Due.Equal(old.Due) {
			return err
		}
		return insertEntryTx(ctx, tx, w, Entry{At: tx.Now, Act: "redue", Audience: ForSubmitter, Detail: Detail{Due: w.Due.UnixMicro()}})
	})
}

// dueNow is the due date of the running clock by a calendar, with the extensions and pauses that were granted in it.
func (s *Service) dueNow(ctx context.Context, w Wish, cal workday.Calendar, span workday.Span) (time.Time, bool, error) {
	start := w.Clock().Started
	due, provisional := cal.Due(start, span)
	if !Working(w.State) {
		return due, provisional, nil
	}
	granted, err := pauses(ctx, s.d, w.ID, start)
	for _, p := range granted {
		if !p.due.IsZero() {
			due, provisional = p.due, false
			continue
		}
		moved, open := cal.Shift(due, p.from, p.until, span.Unit)
		due, provisional = moved, provisional || open
	}
	return due, provisional, err
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
