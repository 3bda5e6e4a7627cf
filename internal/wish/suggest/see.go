package suggest

import (
	"context"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/place"
)

// Sight is what an administrator reads of a district's suggestions.
type Sight struct {
	Place   place.Place
	Models  []Model // newest first
	Run     Run
	Months  []Month // the last twelve, the oldest first
	Wishes  int     // that could be learnt from, counted up to Enough
	Enough  int     // the rule suggest.wishes
	People  int     // the rule suggest.people
	Sure    int     // the rule suggest.sure
	Least   int     // the rule metric.least: decisions below which there is no share
	Train   bool    // the reader may have them trained
	Running bool
}

// Used is the model in use of a field.
func (s Sight) Used(f Field) (Model, bool) {
	for _, m := range s.Models {
		if m.Field == f && m.State == Used {
			return m, true
		}
	}
	return Model{}, false
}

// See is the models of a district. NotFound for who may not see them.
func (s *Service) See(ctx context.Context, a actor.Actor, district string) (v Sight, err error) {
	defer errs.Wrap(&err, "suggest.See")
	if _, ok := MaySee(a, district); !ok || len(district) != districtWidth {
		return v, errs.New(errs.NotFound, "error.not_found")
	}
	if v.Place, err = place.Resolve(ctx, s.d, district); err != nil {
		return v, err
	}
	codes, err := s.known.Codes(ctx, v.Place.Code)
	if err != nil {
		return v, err
	}
	book, err := s.rules.Book(ctx)
	if err != nil {
		return v, err
	}
	now := s.d.Now()
	rule := func(key string) int { return book.Int(key, v.Place.Code, now) }
	v.Enough, v.People, v.Sure, v.Least = rule("suggest.wishes"), rule("suggest.people"), rule("suggest.sure"), rule("metric.least")
	_, v.Train = MayTrain(a, v.Place.Code)
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
		if v.Models, err = modelsOf(ctx, q, codes); err != nil {
			return err
		}
		if v.Run, err = runOf(ctx, q, v.Place.Code); err != nil {
			return err
		}
		if v.Months, err = months(ctx, q, codes, metric.MonthOf(now)); err != nil {
			return err
		}
		v.Wishes, err = countEnded(ctx, q, codes, v.Enough)
		return err
	})
	v.Running = v.Run.Alive(now)
	return v, err
}
