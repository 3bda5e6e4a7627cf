package journal

import (
	"context"
	"time"

	"linli/internal/db"
)

// Look is one look at a person's contact (act person.reveal).
type Look struct {
	At      time.Time
	Person  string // who looked
	Post    string // under which post
	Details string // what the act wrote down, as JSON; empty when retention has erased it
}

// Looks are the looks at a person's contact, the latest first, at most limit: the one question about the journal that is
// not an auditor's, because everybody may know who has looked.
func Looks(ctx context.Context, q db.Querier, personID string, limit int) ([]Look, error) {
	return db.All(ctx, q, func(r db.Row) (l Look, err error) {
		return l, r.Scan(db.Time(&l.At), db.Text(&l.Person), db.Text(&l.Post), db.Text(&l.Details))
	}, "SELECT "+moment+", person, post, after FROM journal WHERE act = 'person.reveal' AND subject = $1 ORDER BY id DESC LIMIT $2", personID, limit)
}
