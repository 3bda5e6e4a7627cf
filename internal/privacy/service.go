package privacy

import (
	"context"
	"errors"
	"io"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
	"linli/internal/rule"
	"linli/internal/seal"
)

// Files gives what is kept beside the database of a person: photos, voice notes.
type Files interface {
	// Of are the files of a person, in a fixed order.
	Of(ctx context.Context, personID string) ([]File, error)
}

// File is one of them. Its name tells nothing of anybody.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Deps is what the service stands on.
type Deps struct {
	DB       *db.DB
	Ring     *seal.Ring // nil: nobody's words can be kept, so nobody can ask in writing
	Rules    *rule.Store
	Rooms    []retain.Room // in the order in which they erase: who is needed last comes last
	Expiries []retain.Expiry
	Files    Files // nil: none are kept
}

// Service is the use cases of people's rights. What the actor may not see is NotFound.
type Service struct{ Deps }

// New is the service.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.Rooms = append([]retain.Room{own{s}}, d.Rooms...)
	return s
}

func notFound() error { return errs.New(errs.NotFound, "error.not_found") }

func orNotFound(err error) error {
	if errors.Is(err, db.NoRows) {
		return notFound()
	}
	return err
}

// needed are those of the persons whom some room needs now, or needed after a moment.
func (s *Service) needed(ctx context.Context, q db.Querier, persons []string, after time.Time) (map[string]bool, error) {
	out := map[string]bool{}
	for _, room := range s.Rooms {
		some, err := room.Needed(ctx, q, persons, after)
		if err != nil {
			return nil, err
		}
		for personID := range some {
			out[personID] = true
		}
	}
	return out, nil
}

// eraseTx lets every room erase what it holds of a person. rest tells that something waits for an open matter.
func (s *Service) eraseTx(ctx context.Context, tx *db.Tx, personID string, needed bool) (all []retain.Outcome, rest bool, err error) {
	for _, room := range s.Rooms {
		some, err := room.EraseTx(ctx, tx, personID, needed)
		if err != nil {
			return nil, false, err
		}
		all = append(all, some...)
	}
	for _, o := range all {
		rest = rest || o.Why == keptOpen
	}
	return all, rest, nil
}

// keptOpen is the reason of a room that keeps something until an open matter has ended.
const keptOpen = "open"
