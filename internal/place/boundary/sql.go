package boundary

import (
	"context"
	"errors"
	"slices"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/geo"
	"linli/internal/workday"
)

// stored is the last outline of a place.
type stored struct {
	from, text string
	invented   bool
}

// ask is how many codes one query asks for.
const ask = 400

// last is the outline that each place has now, where it has one.
func last(ctx context.Context, q db.Querier, codes []string) (map[string]stored, error) {
	out := map[string]stored{}
	for part := range slices.Chunk(codes, ask) {
		var w db.Where
		w.In("place", part)
		w.And("valid_to IS NULL")
		err := db.Each(ctx, q, func(r db.Row) error {
			var code string
			var s stored
			err := r.Scan(&code, &s.from, &s.text, &s.invented)
			out[code] = s
			return err
		}, "SELECT place, valid_from, shape, invented FROM place_boundary WHERE "+w.SQL(), w.Args()...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func nextTx(ctx context.Context, tx *db.Tx, opt Options, places int) (int64, error) {
	edition, err := newest(ctx, tx)
	if err != nil {
		return 0, err
	}
	edition++
	system := opt.System
	if system == "" {
		system = geo.WGS84
	}
	_, err = tx.Exec(ctx, "INSERT INTO boundary_edition (id, source, system, places, made_at) VALUES ($1, $2, $3, $4, $5)",
		edition, opt.Source, string(system), places, tx.Now.UnixMicro())
	return edition, err
}

// newest is the number of the last import; 0 before the first.
func newest(ctx context.Context, q db.Querier) (int64, error) {
	return db.Value[int64](ctx, q, "SELECT COALESCE(MAX(id), 0) FROM boundary_edition")
}

func fixTx(ctx context.Context, tx *db.Tx, l line, opt Options, edition int64) error {
	in := l.shape.Inside()
	_, err := tx.Exec(ctx, `UPDATE place_boundary SET shape = $3, lon = $4, lat = $5, invented = $6, edition = $7
		WHERE place = $1 AND valid_from = $2 AND valid_to IS NULL`, l.code, opt.ValidFrom.String(), l.shape.Text(), in.Lon, in.Lat, opt.Invented, edition)
	return err
}

func endTx(ctx context.Context, tx *db.Tx, code string, day workday.Date) error {
	_, err := tx.Exec(ctx, "UPDATE place_boundary SET valid_to = $2 WHERE place = $1 AND valid_to IS NULL", code, day.String())
	return err
}

func insertTx(ctx context.Context, tx *db.Tx, lines []line, opt Options, edition int64) error {
	for _, l := range lines {
		in := l.shape.Inside()
		if _, err := tx.Exec(ctx, "INSERT INTO place_boundary (place, valid_from, shape, lon, lat, invented, edition) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			l.code, opt.ValidFrom.String(), l.shape.Text(), in.Lon, in.Lat, opt.Invented, edition); err != nil {
			return err
		}
	}
	return nil
}

// on is every outline that holds on a day, by code.
func on(ctx context.Context, q db.Querier, day workday.Date) ([]Area, error) {
	return db.All(ctx, q, func(r db.Row) (x Area, err error) {
		var text string
		if err = r.Scan(&x.Code, &text, &x.Inside.Lon, &x.Inside.Lat, &x.Invented); err != nil {
			return x, err
		}
		if x.Shape, err = geo.ParseShape(text); err == nil {
			x.Box = x.Shape.Box()
		}
		return x, err
	}, "SELECT place, shape, lon, lat, invented FROM place_boundary WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) ORDER BY place", day.String())
}

// BoxOf is around the outline that a place has now, inside a transaction too; empty where it has none.
func BoxOf(ctx context.Context, q db.Querier, code string) (_ geo.Box, err error) {
	defer errs.Wrap(&err, "boundary.BoxOf")
	text, err := db.Value[string](ctx, q, "SELECT shape FROM place_boundary WHERE place = $1 AND valid_to IS NULL", code)
	if errors.Is(err, db.NoRows) {
		return geo.Box{}, nil
	}
	if err != nil {
		return geo.Box{}, err
	}
	s, err := geo.ParseShape(text)
	return s.Box(), err
}
