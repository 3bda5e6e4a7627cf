package follow

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
)

// Room is what following holds of people: whom which wishes bother too. It needs nobody, and ends with the person or with
// the wish.
type Room struct{}

// followed is a wish in somebody's own copy, as its public page names it.
type followed struct {
	Number string    `json:"number"`
	Title  string    `json:"title,omitempty"`
	Since  time.Time `json:"since"`
}

// Held is the wishes that a person follows. The title is the published one; of a wish that is not public any more only
// the number is told.
func (Room) Held(ctx context.Context, q db.Querier, personID string, whole bool) (_ []retain.Held, err error) {
	defer errs.Wrap(&err, "follow.Held")
	list, err := db.All(ctx, q, func(r db.Row) (x followed, err error) {
		return x, r.Scan(&x.Number, db.Text(&x.Title), db.Time(&x.Since))
	}, `SELECT w.number, w.public_title, f.at FROM wish_follower f JOIN wish w ON w.id = f.wish
		WHERE f.person = $1 AND f.moved_to IS NULL ORDER BY f.at, f.wish`, personID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	h := retain.Held{Entity: "follow", N: len(list), Since: list[0].Since}
	if !whole {
		return []retain.Held{h}, nil
	}
	h.Copy = list
	return []retain.Held{h}, nil
}

// Needed: following needs nobody.
func (Room) Needed(context.Context, db.Querier, []string, time.Time) (map[string]bool, error) {
	return nil, nil
}

// EraseTx forgets what a person follows.
func (Room) EraseTx(ctx context.Context, tx *db.Tx, personID string, _ bool) (_ []retain.Outcome, err error) {
	defer errs.Wrap(&err, "follow.EraseTx")
	n, err := tx.Exec(ctx, "DELETE FROM wish_follower WHERE person = $1", personID)
	if err != nil {
		return nil, err
	}
	// What the release before keeps of who wants no messages; this one has it among the choices of package notice.
	if _, err = tx.Exec(ctx, "DELETE FROM follow_quiet WHERE person = $1", personID); err != nil || n == 0 {
		return nil, err
	}
	return []retain.Outcome{{Entity: "follow", Erased: int(n)}}, nil
}
