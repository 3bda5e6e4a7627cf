package spot

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Count is the published wishes of a place: being handled now, and answered this year.
type Count struct{ Open, Answered int }

// Counts is the published wishes at and below a place, by 邻里, or by community where they are of no 邻里. It is the same for
// everybody: what neighbours may read.
type Counts map[string]Count

// Below is the sum at and below a code.
func (c Counts) Below(code string) (n Count) {
	for at, x := range c {
		if actor.Covers(code, at) {
			n.Open += x.Open
			n.Answered += x.Answered
		}
	}
	return n
}

// Public counts the published wishes below a place.
func (s *Service) Public(ctx context.Context, code string) (_ Counts, err error) {
	defer errs.Wrap(&err, "spot.Public")
	codes, err := s.known.Codes(ctx, code)
	if err != nil {
		return nil, err
	}
	out := Counts{}
	year := time.Date(workday.DateOf(s.d.Now()).Year(), time.January, 1, 0, 0, 0, 0, workday.Zone)
	for _, x := range []struct {
		cond string
		args []any
		put  func(*Count, int)
	}{
		{"closed_at IS NULL", nil, func(c *Count, n int) { c.Open = n }},
		{"answered_at >= ?", []any{year.UnixMicro()}, func(c *Count, n int) { c.Answered = n }},
	} {
		var w db.Where
		w.And(x.cond, x.args...)
		w.And(wish.OpenToAll)
		if len(codes) > 0 {
			w.Within("community", communities(codes))
			w.Within("place", codes)
		}
		err := db.Each(ctx, s.d, func(r db.Row) error {
			var at string
			var n int
			err := r.Scan(&at, &n)
			c := out[at]
			x.put(&c, n)
			out[at] = c
			return err
		}, "SELECT SUBSTR(place, 1, 15), COUNT(*) FROM wish WHERE "+w.SQL()+" GROUP BY SUBSTR(place, 1, 15)", w.Args()...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
