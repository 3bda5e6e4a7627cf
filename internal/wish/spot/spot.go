// Package spot is where on the ground wishes are about: a point that the submitter has picked, kept beside the wish and never
// instead of its place. It draws the maps' numbers out of that: for staff the open wishes of their scope in cells of a grid, for
// everybody how many published wishes there are at each 邻里.
//
// A spot says where somebody lives or walks. Whoever sees a wish as its submitter or as staff sees its spot; neighbours never do,
// and a public map knows places only.
package spot

import (
	"context"
	"errors"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/geo"
	"linli/internal/place"
	"linli/internal/place/boundary"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// Service is the spots of wishes and the maps of them.
type Service struct {
	d     *db.DB
	lists *list.Lists
	known *place.Known
	Atlas *boundary.Atlas // the outlines on which they are drawn
}

// New is the service over a database and the lists of wishes.
func New(d *db.DB, lists *list.Lists) *Service {
	return &Service{d: d, lists: lists, known: place.NewKnown(d), Atlas: boundary.NewAtlas(d)}
}

// away is how far outside the box around its community a spot may lie, in metres: across the street, at the bus stop.
const away = 500

// FiledTx keeps the spot of a wish that is being filed, where it has one. Invalid: point, when it cannot be read or lies somewhere
// else than the community that the wish is filed to.
func FiledTx(ctx context.Context, tx *db.Tx, e wish.Filed) (err error) {
	defer errs.Wrap(&err, "spot.FiledTx")
	if e.Point == "" {
		return nil
	}
	at, err := geo.ParsePoint(e.Point)
	if err != nil {
		return errs.BadFields([]errs.Field{{Name: "point", Key: "geo.point"}})
	}
	around, err := boundary.BoxOf(ctx, tx, e.Wish.Community)
	switch {
	case err != nil:
		return err
	case !around.Empty() && !around.Grown(away).Holds(at):
		return errs.BadFields([]errs.Field{{Name: "point", Key: "spot.far"}})
	}
	_, err = tx.Exec(ctx, "INSERT INTO wish_spot (wish, lon, lat) VALUES ($1, $2, $3)", e.Wish.ID, at.Lon, at.Lat)
	return err
}

// Of is the spot of a wish, if it has one. Whose wish it is, the caller has looked.
func Of(ctx context.Context, q db.Querier, wishID string) (p geo.Point, ok bool, err error) {
	defer errs.Wrap(&err, "spot.Of")
	p, err = db.One(ctx, q, func(r db.Row) (p geo.Point, err error) { return p, r.Scan(&p.Lon, &p.Lat) },
		"SELECT lon, lat FROM wish_spot WHERE wish = $1", wishID)
	if errors.Is(err, db.NoRows) {
		return p, false, nil
	}
	return p, err == nil, err
}

// Text is the spot of a wish as its submitter's own copy has it; empty where there is none.
func Text(ctx context.Context, q db.Querier, wishID string) (string, error) {
	p, ok, err := Of(ctx, q, wishID)
	if !ok {
		return "", err
	}
	return p.String(), err
}

// See is the spot of a wish as the actor of the view sees it: its submitter and staff, nobody else.
func (s *Service) See(ctx context.Context, seen wish.Seen) (geo.Point, bool, error) {
	if seen.View < wish.SubmitterView {
		return geo.Point{}, false, nil
	}
	return Of(ctx, s.d, seen.Wish.ID)
}

// DroppedTx forgets the spot of a wish that is being made anonymous.
func DroppedTx(ctx context.Context, tx *db.Tx, wishID string) (err error) {
	defer errs.Wrap(&err, "spot.DroppedTx")
	_, err = tx.Exec(ctx, "DELETE FROM wish_spot WHERE wish = $1", wishID)
	return err
}
