package account

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
)

// Lives says when sessions that begin now end: the rules account.session.*.
type Lives struct {
	Staff, StaffIdle time.Duration // after so long, and after so long without a request
	Resident         time.Duration
	Receipt          time.Duration // what number and code have opened
}

// Lives are the rules about sessions today. A session keeps the lengths with which it began.
func (s *Service) Lives(ctx context.Context) (Lives, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Lives{}, err
	}
	hours := func(key string) time.Duration { return time.Duration(book.Span(key, "", s.d.Now()).N) * time.Hour }
	return Lives{
		Staff: hours("account.session.staff"), StaffIdle: hours("account.session.staff_idle"),
		Resident: hours("account.session.resident"), Receipt: hours("account.session.receipt"),
	}, nil
}

// rememberFor is how long another process may not know that posts or proxies have changed.
const rememberFor = 5 * time.Second

// Purge removes sessions and one-time links that are past, for a periodic job; it tells how many sessions those were.
func (s *Service) Purge(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "account.Purge")
	if n, err = s.sessions.Purge(ctx); err != nil {
		return n, err
	}
	return n, s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return purgeLinksTx(ctx, tx) })
}
