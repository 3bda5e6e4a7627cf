// Package redue computes due dates again that lay beyond the working calendar, when a year of it has been imported.
package redue

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Service computes them.
type Service struct {
	d     *db.DB
	rules *rule.Store
}

// New is the service over a database and its calendar.
func New(d *db.DB, rules *rule.Store) *Service { return &Service{d, rules} }

// Redue computes the due dates again that were provisional, after a calendar was imported. A date that is certain now is
// said so in the timeline when it has changed.
func (s *Service) Redue(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "redue.Redue")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	return db.Walk(ctx, func(after string, limit int) ([]wish.Wish, error) {
		return provisional(ctx, s.d, after, limit)
	}, func(w wish.Wish) string { return w.ID }, func(w wish.Wish) (bool, error) { return s.redue(ctx, w, book.Calendar()) })
}

func (s *Service) redue(ctx context.Context, old wish.Wish, cal workday.Calendar) (bool, error) {
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
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := wish.RedateTx(ctx, tx, old, w); err != nil || w.Due.Equal(old.Due) {
			return err
		}
		return wish.TellTx(ctx, tx, w.ID, wish.Entry{At: tx.Now, Act: "redue", Audience: wish.ForSubmitter, Detail: wish.Detail{Due: w.Due.UnixMicro()}})
	})
	if errs.Is(err, errs.Conflict) {
		return false, nil // somebody has just changed it, with the calendar that holds now
	}
	return err == nil, err
}

// dueNow is the due date of the running clock by a calendar, with the extensions and pauses that were granted in it.
func (s *Service) dueNow(ctx context.Context, w wish.Wish, cal workday.Calendar, span workday.Span) (time.Time, bool, error) {
	start := w.Clock().Started
	due, provisional := cal.Due(start, span)
	if !wish.Working(w.State) {
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

// pause is a suspension that has been approved, or what set a due date by itself.
type pause struct {
	from, until time.Time // of a suspension
	due         time.Time // of an extension
}

// pauses are what was granted since a clock began, in the order in which it was.
func pauses(ctx context.Context, q db.Querier, wishID string, since time.Time) ([]pause, error) {
	return db.All(ctx, q, func(r db.Row) (p pause, err error) {
		var kind string
		var until, resumed time.Time
		if err = r.Scan(&kind, db.Time(&p.from), db.Time(&until), db.Time(&resumed)); err != nil {
			return p, err
		}
		if kind == string(wish.ForTime) {
			return pause{due: until}, nil
		}
		if p.until = until; !resumed.IsZero() {
			p.until = resumed
		}
		return p, nil
	}, `SELECT kind, decided_at, until, resumed_at FROM wish_request WHERE wish = $1 AND outcome = 'granted' AND kind IN ('extend', 'suspend')
		AND decided_at >= $2 ORDER BY decided_at`, wishID, since.UnixMicro())
}

// provisional are open wishes whose due date was computed beyond the calendar, after an id.
func provisional(ctx context.Context, q db.Querier, after string, limit int) ([]wish.Wish, error) {
	return db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE closed_at IS NULL AND due_provisional = TRUE AND id > $1 ORDER BY id LIMIT $2", after, limit)
}
