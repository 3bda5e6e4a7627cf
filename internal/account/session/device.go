package session

import (
	"context"
	"time"

	"linli/internal/db"
)

// Device is a browser in which an account is signed in.
type Device struct {
	ID    string // names the session without giving it away
	Agent string // what the browser calls itself; empty for a session of a former release
	From  string // network address from which it was begun
	Since time.Time
	Seen  time.Time // as exactly as sessions know it: five minutes
}

// Of are the browsers in which an account is signed in, the latest seen first.
func Of(ctx context.Context, q db.Querier, accountID string, now time.Time) ([]Device, error) {
	return devicesOf(ctx, q, accountID, now)
}

// Name names the session of a token as it is stored.
func Name(token string) string { return token[:min(len(token), deviceLength)] }

// deviceLength is how much of a stored token names a session: enough to tell an account's own apart, too little to guess the
// rest of it.
const deviceLength = 12

// EndOneTx ends the session of an account that a name means, and tells how many that was.
func (s *Store) EndOneTx(ctx context.Context, tx *db.Tx, accountID, name string) (int64, error) {
	if len(name) != deviceLength {
		return 0, nil
	}
	tx.AfterCommit(s.found.Clear)
	return endDeviceTx(ctx, tx, accountID, name)
}
