package number

import (
	"context"
	"errors"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/workday"
)

// NextTx is the next number of the community in the year. It holds the counter's row until the commit, so it comes
// late in its transaction. Within Again: a community that has another code now is looked up again.
func NextTx(ctx context.Context, tx *db.Tx, community string, year int) (string, error) {
	var moved bool
	seq, err := db.One(ctx, tx, func(r db.Row) (n int, err error) { return n, r.Scan(&n, &moved) },
		`INSERT INTO wish_counter (community, year, last) VALUES ($1, $2, 1)
		ON CONFLICT (community, year) DO UPDATE SET last = wish_counter.last + 1 RETURNING last, moved`, community, year)
	if err != nil {
		return "", err
	}
	if moved {
		return "", &movedError{community}
	}
	return Format(community, year, seq), nil
}

// CountTx tells a community's counter that numbers up to last are given, for imports that bring their own.
func CountTx(ctx context.Context, tx *db.Tx, community string, year, last int) error {
	_, err := tx.Exec(ctx, `INSERT INTO wish_counter (community, year, last) VALUES ($1, $2, $3)
		ON CONFLICT (community, year) DO UPDATE SET last = CASE WHEN wish_counter.last < excluded.last THEN excluded.last ELSE wish_counter.last END`,
		community, year, last)
	return err
}

// Counting are the communities whose counter gives numbers, by code.
func Counting(ctx context.Context, q db.Querier) ([]string, error) {
	return db.All(ctx, q, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
		"SELECT DISTINCT community FROM wish_counter WHERE moved = FALSE ORDER BY community")
}

// ShutTx lets a community's counter give no number any more, this year and the next: the community has another code.
func ShutTx(ctx context.Context, tx *db.Tx, community string) error {
	year := workday.DateOf(tx.Now).Year()
	_, err := tx.Exec(ctx, `INSERT INTO wish_counter (community, year, last, moved) VALUES ($1, $2, 0, TRUE), ($1, $3, 0, TRUE)
		ON CONFLICT (community, year) DO UPDATE SET moved = TRUE`, community, year, year+1)
	return err
}

// fileTries bounds how often a filing looks its place up.
const fileTries = 3

// movedError says that a community got another code after it was looked up.
type movedError struct{ community string }

func (e *movedError) Error() string { return "wish/number: " + e.community + " has another code now" }

// Again runs a filing, and once more when its community was recoded between the look-up and the write. A counter whose
// code a later edition has brought back counts again.
func Again[T any](ctx context.Context, d *db.DB, file func() (T, error)) (filed T, err error) {
	var none T
	for range fileTries {
		var moved *movedError
		if filed, err = file(); !errors.As(err, &moved) {
			return filed, err
		}
		if _, err := place.ByCode(ctx, d, moved.community); err != nil {
			continue
		}
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE wish_counter SET moved = FALSE WHERE community = $1", moved.community)
			return err
		})
		if err != nil {
			return none, err
		}
	}
	return none, &errs.Error{Kind: errs.Unavailable, Key: "error.busy", RetryAfter: time.Second}
}

// Formers are what a full number is under the former codes of its community; none when it has none.
func Formers(ctx context.Context, q db.Querier, full string) (numbers []string, err error) {
	community, rest := full[:communityWidth], full[communityWidth:]
	formers, err := place.Formers(ctx, q, []string{community})
	for _, code := range formers[community] {
		numbers = append(numbers, code+rest)
	}
	return numbers, err
}

// Of are the short numbers of wishes by id.
func Of(ctx context.Context, q db.Querier, ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var w db.Where
	w.In("id", ids)
	return out, db.Each(ctx, q, func(r db.Row) error {
		var id, full string
		err := r.Scan(&id, &full)
		out[id] = Short(full)
		return err
	}, "SELECT id, number FROM wish WHERE "+w.SQL(), w.Args()...)
}
