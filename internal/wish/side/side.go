// Package side is what may happen beside a wish's straight way (domain.md 3.1, table of side acts): a unit returns it, a
// level hands it on, the submitter has it taken up again. None is a state: each is a row beside the wish that says who,
// when and why, and a row of wish.Flow that says from where it is possible and what it does to the clocks.
//
// At every moment exactly one unit is responsible for an open wish: a return gives it back to who handed it over, and
// the clock of the answer runs on through all of it.
package side

import (
	"context"

	"linli/internal/wish"
)

// Service is the side acts. Each verb answers as those of wish.Service do: NotFound for who may not see the wish,
// Forbidden for who may not do it, Conflict when it stands otherwise than it was seen.
type Service struct {
	wishes *wish.Service
	ruled  func(context.Context, *wish.Change, Ruling) error
}

// New is the side acts over the wishes.
func New(wishes *wish.Service) *Service {
	return &Service{wishes, func(context.Context, *wish.Change, Ruling) error { return nil }}
}

// Ruled lets somebody keep what is ruled, in the ruling's own transaction, with the wish as it stands after it.
func (s *Service) Ruled(by func(context.Context, *wish.Change, Ruling) error) { s.ruled = by }
