package appraisal

import (
	"context"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/wish/figure/tally"
)

// Months is how many months the way of one unit shows.
const Months = 12

// Monthly is one unit in a month, scored by the rules of that month.
type Monthly struct {
	Month metric.Month
	Unit  Unit // without a rank: Ranked says that it has a score
	Rules Rules
}

// Way is one unit over the twelve months that end with one, that one first. NotFound as Month, and for a unit that does not stand there.
func (s *Service) Way(ctx context.Context, a actor.Actor, code, unit string, last metric.Month) (at place.Place, out []Monthly, err error) {
	defer errs.Wrap(&err, "appraisal.Way")
	at, codes, err := s.scope(ctx, a, code)
	if err != nil {
		return at, nil, err
	}
	out = make([]Monthly, Months)
	months := make([]metric.Month, Months)
	for i := range out {
		months[i] = last - metric.Month(i)
		out[i].Month = months[i]
		if out[i].Rules, _, err = s.rulesOf(ctx, at.Code, months[i]); err != nil {
			return at, nil, err
		}
	}
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		all, err := org.Below(ctx, q, codes)
		if err != nil {
			return err
		}
		n := slices.IndexFunc(all, func(o org.Org) bool { return o.ID == unit })
		if n < 0 {
			return errs.New(errs.NotFound, "error.not_found")
		}
		rows, err := tally.Units.Read(ctx, q, months, codes, unit)
		for _, r := range rows {
			to := &out[last-r.Month].Unit.N
			for i, x := range r.N {
				to[i] += x
			}
		}
		for i := range out {
			out[i].Unit.ID, out[i].Unit.Name = unit, all[n].Short()
			out[i].Unit.score(out[i].Rules)
		}
		return err
	})
	return at, out, err
}
