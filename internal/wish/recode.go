package wish

import (
	"cmp"
	"context"

	"linli/internal/db"
	"linli/internal/wish/number"
)

// byFormerNumber is the wish that somebody means who puts the community's code of today before a short number of earlier:
// the one of that number under a former code. NoRows when none has it, or several have.
func byFormerNumber(ctx context.Context, q db.Querier, full string) (Wish, error) {
	numbers, err := number.Formers(ctx, q, full)
	if err != nil || len(numbers) == 0 {
		return Wish{}, cmp.Or(err, db.NoRows)
	}
	var w db.Where
	w.In("number", numbers)
	found, err := db.All(ctx, q, Scan, "SELECT "+Columns+" FROM wish WHERE "+w.SQL(), w.Args()...)
	if err == nil && len(found) != 1 {
		err = db.NoRows
	}
	return append(found, Wish{})[0], err
}
