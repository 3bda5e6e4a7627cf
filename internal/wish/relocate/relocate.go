// Package relocate is how open wishes follow a community that has got another code (ADR 7).
package relocate

import (
	"context"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/journal"
	"linli/internal/recode"
	"linli/internal/wish"
	"linli/internal/wish/number"
)

// Service lets them follow.
type Service struct {
	d    *db.DB
	sink event.Sink
}

// New is over a database; the sink hears which wishes have followed.
func New(d *db.DB, sink event.Sink) *Service { return &Service{d, sink} }

// chunk is how many wishes one write moves: others get their turn in between.
const chunk = 100

// Standing are the communities with open wishes, and those whose counter still gives numbers.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "relocate.Standing")
	codes, err = recode.Standing(ctx, s.d, "SELECT MIN(community) FROM wish WHERE closed_at IS NULL AND community >= $1")
	if err != nil {
		return nil, err
	}
	counting, err := number.Counting(ctx, s.d)
	return append(codes, counting...), err
}

// Recode lets the open wishes of a recoded community follow it, and tells how many. Their numbers stay, and so do closed
// wishes. First the old code's counter is shut: who is filing there in this moment either has finished, and the wish is
// seen here, or is told to look the place up again (File).
func (s *Service) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "relocate.Recode")
	if len(c.Old) != wish.CommunityWidth || c.New == "" {
		return 0, nil
	}
	err = recode.Write(ctx, s.d, func(ctx context.Context, tx *db.Tx) error {
		return number.ShutTx(ctx, tx, c.Old)
	})
	if err != nil {
		return 0, err
	}
	return c.Move(ctx, s.d, "SELECT DISTINCT place FROM wish WHERE closed_at IS NULL AND community >= $1 AND community < $2 ORDER BY place", s.moveTx)
}

// moveTx moves some open wishes from one code to another, tells of it, and how many.
func (s *Service) moveTx(ctx context.Context, tx *db.Tx, old, now string) (int, error) {
	moved, err := db.All(ctx, tx, wish.Scan, `UPDATE wish SET community = SUBSTR(CAST($2 AS TEXT), 1, 12), place = $2 WHERE closed_at IS NULL AND place = $1 AND id IN (
		SELECT id FROM wish WHERE closed_at IS NULL AND community = SUBSTR(CAST($1 AS TEXT), 1, 12) AND place = $1 ORDER BY due, id LIMIT $3)
		RETURNING `+wish.Columns, old, now, chunk)
	if err != nil || len(moved) == 0 {
		return 0, err
	}
	if err := recode.JournalTx(ctx, tx, journal.Entry{Act: "wish.recode", Kind: "place", Subject: now}, old, now, len(moved)); err != nil {
		return 0, err
	}
	return len(moved), s.sink.Emit(ctx, tx, wish.Moved{Wishes: moved, From: old})
}

// OpenIn counts the open wishes whose community lies in a range of codes, [from, until) in byte order.
func OpenIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "relocate.OpenIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM wish WHERE closed_at IS NULL AND community >= $1 AND community < $2", from, until)
}
