package token

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
)

// Room is what is kept of a person here: the tokens of the person's accounts, never their secrets.
type Room struct{}

// ofPerson are the accounts of a person.
const ofPerson = "account IN (SELECT id FROM account WHERE person = $1)"

type held struct {
	Name    string    `json:"name"`
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires"`
	Used    time.Time `json:"used,omitzero"`
}

// Held are the tokens.
func (Room) Held(ctx context.Context, q db.Querier, personID string, copied bool) (_ []retain.Held, err error) {
	defer errs.Wrap(&err, "token.Held")
	all, err := db.All(ctx, q, func(r db.Row) (x held, err error) {
		return x, r.Scan(&x.Name, db.Time(&x.Made), db.Time(&x.Expires), db.Time(&x.Used))
	}, "SELECT name, made_at, expires_at, used_at FROM api_token WHERE "+ofPerson+" ORDER BY made_at, id", personID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	h := retain.Held{Entity: "token", N: len(all), Since: all[0].Made}
	if copied {
		h.Copy = all
	}
	return []retain.Held{h}, nil
}

// Needed says nothing: a token keeps nobody.
func (Room) Needed(context.Context, db.Querier, []string, time.Time) (map[string]bool, error) {
	return nil, nil
}

// EraseTx takes the tokens back for good.
func (Room) EraseTx(ctx context.Context, tx *db.Tx, personID string, _ bool) (_ []retain.Outcome, err error) {
	defer errs.Wrap(&err, "token.EraseTx")
	n, err := tx.Exec(ctx, "DELETE FROM api_token WHERE "+ofPerson, personID)
	if err != nil || n == 0 {
		return nil, err
	}
	return []retain.Outcome{{Entity: "token", Erased: int(n)}}, nil
}
