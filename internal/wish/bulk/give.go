package bulk

import (
	"context"
	"slices"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// Giving is a list that goes out as a table.
type Giving struct {
	List    list.Whole
	Words   string // what was searched for; empty: all of the list
	Address string // the list's, as the register keeps it; holds no sealed value
	Purpose string
	Key     string // idempotency key of the request
}

// Holds is how many wishes a table of the list has: what the actor may take out of it (TakesOut). Unauthenticated, Forbidden,
// NotFound as May; Invalid for more ticks than may be acted on at once.
func (s *Service) Holds(ctx context.Context, a actor.Actor, of list.Whole, words string) (n int, err error) {
	defer errs.Wrap(&err, "bulk.Holds")
	if err := May(a); err != nil {
		return 0, err
	}
	most, err := s.Most(ctx)
	if err != nil {
		return 0, err
	}
	if n := len(of.IDs); n > most {
		return 0, errs.New(errs.Invalid, "bulk.too_many", most, n)
	}
	err = s.parts(ctx, a, of, words, func(of list.Whole) error {
		some, err := s.lists.Size(ctx, taking(a), of)
		n += some
		return err
	})
	return n, err
}

// parts hands a list on: at once, or, where words were searched for, so many at a time as the search finds.
func (s *Service) parts(ctx context.Context, a actor.Actor, of list.Whole, words string, do func(list.Whole) error) error {
	if words == "" || len(of.IDs) > 0 {
		return do(of)
	}
	for after, first := "", true; first || after != ""; first = false {
		var err error
		if of.IDs, after, err = s.finds.IDs(ctx, a, words, after); err != nil {
			return err
		}
		if len(of.IDs) > 0 {
			if err := do(of); err != nil {
				return err
			}
		}
	}
	return nil
}

// Give numbers and writes down a table of a list, and hands its wishes on, some at a time, as the actor sees them: begin gets the
// stamp before the first, and gives what takes them. Nothing is held but one piece. Invalid: nothing in it, purpose, no key.
// Conflict when the same request was answered before (export.Given).
func (s *Service) Give(ctx context.Context, a actor.Actor, in Giving, begin func(export.Stamp) (func([]wish.Wish) error, error)) (err error) {
	defer errs.Wrap(&err, "bulk.Give")
	n, err := s.Holds(ctx, a, in.List, in.Words)
	switch {
	case err != nil:
		return err
	case n == 0:
		return errs.New(errs.Invalid, "bulk.none")
	case !slices.Contains(Purposes(), in.Purpose):
		return errs.BadFields([]errs.Field{{Name: "purpose", Key: "bulk.error.purpose"}})
	case in.Key == "":
		return errs.New(errs.Invalid, "error.idempotency_key")
	}
	e := export.Export{Kind: Table, Filter: in.Address, Purpose: in.Purpose, Records: n, Post: under(a, in.List.Filter.Place), Key: in.Key}
	if len(in.List.IDs) > 0 {
		e.Filter += "#" + digest(in.List.IDs)
	}
	stamp, err := export.Number(ctx, s.d, a, e)
	if err != nil {
		return err
	}
	take, err := begin(stamp)
	if err != nil {
		return err
	}
	return s.parts(ctx, a, in.List, in.Words, func(of list.Whole) error { return s.lists.Each(ctx, taking(a), of, take) })
}
