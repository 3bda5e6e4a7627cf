package place

import (
	"context"
	"strconv"

	"linli/internal/db"
	"linli/internal/errs"
)

// own narrows a query to 邻里 and buildings that are there now, in the subtree of a place, behind a code.
func own(within, after string) (w db.Where) {
	w.Within("p.code", []string{within})
	w.And("LENGTH(p.code) > ? AND p.code > ?", widths[Community], after)
	return w
}

// Own are 邻里 and buildings in the subtree of a place, everywhere when it is empty, behind a code, by code, at most limit.
func Own(ctx context.Context, q db.Querier, within, after string, limit int) (_ []Place, err error) {
	defer errs.Wrap(&err, "place.Own")
	w := own(within, after)
	return db.All(ctx, q, scanPlace, current+w.SQL()+" ORDER BY p.code LIMIT "+strconv.Itoa(limit), w.Args()...)
}

// CountOwn is how many Own has.
func CountOwn(ctx context.Context, q db.Querier, within string) (_ int, err error) {
	defer errs.Wrap(&err, "place.CountOwn")
	w := own(within, "")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM place p WHERE "+holding+" AND "+w.SQL(), w.Args()...)
}
