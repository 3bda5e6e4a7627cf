package wish

import (
	"context"

	"linli/internal/actor"
	"linli/internal/wish/number"
)

// FileAround files, and lets something happen once between the look-up of the place and the write.
func (s *Service) FileAround(ctx context.Context, a actor.Actor, in Filing, between func()) (Wish, error) {
	return number.Again(ctx, s.d, func() (Wish, error) {
		book, err := s.rules.Book(ctx)
		if err != nil {
			return Wish{}, err
		}
		f := filing{s: s, a: a, in: in, book: book}
		if err := f.check(ctx); err != nil {
			return Wish{}, err
		}
		if between != nil {
			between()
			between = nil
		}
		err = s.d.Write(ctx, f.write)
		return f.w, err
	})
}
