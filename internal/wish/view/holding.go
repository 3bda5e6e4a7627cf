package view

import (
	"context"
	"errors"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
)

func missing(err error) error {
	if errors.Is(err, db.NoRows) {
		return errs.New(errs.NotFound, "error.not_found")
	}
	return err
}

// Room is the kept lists as a room that holds something of people: whoever made them.
type Room struct{}

// kept is a list in the own copy of who made it.
type kept struct {
	Name  string `json:"name"`
	List  string `json:"list"`
	Query string `json:"query"`
}

// Held are the lists that a person has kept.
func (Room) Held(ctx context.Context, q db.Querier, personID string, copied bool) (_ []retain.Held, err error) {
	defer errs.Wrap(&err, "view.Held")
	var since time.Time
	all, err := db.All(ctx, q, func(r db.Row) (x kept, err error) {
		var at time.Time
		err = r.Scan(&x.Name, &x.List, &x.Query, db.Time(&at))
		if since.IsZero() || at.Before(since) {
			since = at
		}
		return x, err
	}, "SELECT name, list, query, at FROM wish_view WHERE person = $1 ORDER BY name, id", personID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	h := retain.Held{Entity: "view", N: len(all), Since: since}
	if copied {
		h.Copy = all
	}
	return []retain.Held{h}, nil
}

// Needed is nobody.
func (Room) Needed(context.Context, db.Querier, []string, time.Time) (map[string]bool, error) {
	return nil, nil
}

// EraseTx drops them: they are of use to nobody else, whoever else needs to know the person.
func (Room) EraseTx(ctx context.Context, tx *db.Tx, personID string, _ bool) (_ []retain.Outcome, err error) {
	defer errs.Wrap(&err, "view.EraseTx")
	n, err := tx.Exec(ctx, "DELETE FROM wish_view WHERE person = $1", personID)
	if err != nil || n == 0 {
		return nil, err
	}
	return []retain.Outcome{{Entity: "view", Erased: int(n)}}, nil
}
