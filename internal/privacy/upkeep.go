package privacy

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/recode"
	"linli/internal/seal"
	"linli/internal/workday"
)

func micros(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }

// Reseal brings the words of requests to the current key; as person.Reseal, also in what it leaves.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "privacy.Reseal")
	if s.Ring == nil {
		return 0, nil
	}
	prefix, _ := s.Ring.Prefixes()
	left := seal.Unopened{Table: "privacy_request"}
	n, err = db.Walk(ctx, func(after string, limit int) ([]string, error) {
		return staleTexts(ctx, s.DB, prefix, after, limit)
	}, db.Itself, func(requestID string) (bool, error) {
		return left.Past(requestID, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			text, err := s.words(ctx, tx, requestID)
			if err != nil || text == "" {
				return err // its time had come meanwhile
			}
			_, err = tx.Exec(ctx, "UPDATE privacy_request SET text = $2 WHERE id = $1 AND text IS NOT NULL", requestID, s.Ring.Seal(seal.Of(text), bound(requestID)))
			return err
		}))
	})
	return n, errors.Join(err, left.Err())
}

// Redue computes the due dates again that were provisional, after a calendar was imported; as wish.Redue.
func (s *Service) Redue(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "privacy.Redue")
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	return db.Walk(ctx, func(after string, limit int) ([]Request, error) {
		return provisional(ctx, s.DB, after, limit)
	}, func(r Request) string { return r.ID }, func(r Request) (bool, error) {
		span, err := workday.ParseSpan(r.DueSpan)
		if err != nil {
			return false, err
		}
		due, still := book.Calendar().Due(r.FiledAt, span)
		if due.Equal(r.Due) && still {
			return false, nil
		}
		r.Due, r.DueProvisional = due, still
		return true, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return redueTx(ctx, tx, r) })
	})
}

// Standing are the codes at which open requests stand, one of each community.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "privacy.Standing")
	return recode.Standing(ctx, s.DB, "SELECT MIN(place) FROM privacy_request WHERE place >= $1 AND state = 'open'")
}

// Recode gives open requests at a recoded place its new code, and tells how many.
func (s *Service) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "privacy.Recode")
	return c.Rows(ctx, s.DB, "privacy.recode",
		"SELECT DISTINCT place FROM privacy_request WHERE place >= $1 AND place < $2 AND state = 'open' ORDER BY place",
		`UPDATE privacy_request SET place = $2 WHERE place = $1 AND state = 'open'
		AND id IN (SELECT id FROM privacy_request WHERE place = $1 AND state = 'open' LIMIT $3)`)
}

// OpenIn counts the open requests in a range of codes, [from, until) in byte order.
func OpenIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "privacy.OpenIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM privacy_request WHERE place >= $1 AND place < $2 AND state = 'open'", from, until)
}
