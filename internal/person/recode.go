package person

import (
	"context"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/place"
)

// recodeChunk is how many homes move in one write.
const recodeChunk = 200

// Standing are the codes at which people live, one of each community.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "person.Standing")
	return db.Leap(ctx, s.d, "SELECT MIN(place) FROM person WHERE place >= $1", place.Beyond)
}

// Recode gives the homes at a recoded place its new code, and tells how many.
func (s *Service) Recode(ctx context.Context, r place.Recoding) (n int, err error) {
	defer errs.Wrap(&err, "person.Recode")
	return r.Move(ctx, s.d, func(ctx context.Context, from, until string) ([]string, error) {
		return db.All(ctx, s.d, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
			"SELECT DISTINCT place FROM person WHERE place >= $1 AND place < $2 ORDER BY place", from, until)
	}, recodeTx)
}

// recodeTx moves some homes. Who moves house in this moment has moved: the row is asked again when its turn comes.
func recodeTx(ctx context.Context, tx *db.Tx, old, now string) (int, error) {
	n, err := tx.Exec(ctx, `UPDATE person SET place = $2 WHERE place = $1
		AND id IN (SELECT id FROM person WHERE place = $1 ORDER BY id LIMIT $3)`, old, now, recodeChunk)
	if err != nil || n == 0 {
		return 0, err
	}
	return int(n), journal.WriteTx(ctx, tx, actor.Job("recode"), journal.Entry{
		Act: "person.recode", Kind: "place", Subject: now, Place: now,
		Before: map[string]string{"place": old}, After: map[string]any{"place": now, "moved": n},
	})
}

// LivingIn counts the people whose home lies in a range of codes, [from, until) in byte order.
func LivingIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "person.LivingIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM person WHERE place >= $1 AND place < $2", from, until)
}
