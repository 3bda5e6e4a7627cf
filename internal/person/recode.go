package person

import (
	"context"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/recode"
)

// Standing are the codes at which people live, one of each community.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "person.Standing")
	return recode.Standing(ctx, s.d, "SELECT MIN(place) FROM person WHERE place >= $1")
}

// Recode gives the homes at a recoded place its new code, and tells how many. Who moves house in this moment has moved:
// the row is asked again when its turn comes.
func (s *Service) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "person.Recode")
	return c.Rows(ctx, s.d, "person.recode", "SELECT DISTINCT place FROM person WHERE place >= $1 AND place < $2 ORDER BY place",
		`UPDATE person SET place = $2 WHERE place = $1
		AND id IN (SELECT id FROM person WHERE place = $1 LIMIT $3)`)
}

// LivingIn counts the people whose home lies in a range of codes, [from, until) in byte order.
func LivingIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "person.LivingIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM person WHERE place >= $1 AND place < $2", from, until)
}
