package db

import (
	"context"
	"errors"
)

// Leap are values of an indexed column, one of each stretch, ascending. least is `SELECT MIN(column) … column >= $1`,
// beyond is the bound after the stretch that a value lies in: the cost is that of the stretches, not of the rows.
func Leap(ctx context.Context, q Querier, least string, beyond func(value string) string) ([]string, error) {
	var out []string
	for bound := "0"; ; {
		v, err := One(ctx, q, func(r Row) (v string, err error) { return v, r.Scan(Text(&v)) }, least, bound)
		if err != nil && !errors.Is(err, NoRows) {
			return nil, err
		}
		if v == "" {
			return out, nil
		}
		out, bound = append(out, v), beyond(v)
	}
}
