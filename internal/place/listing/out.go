package listing

import (
	"context"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/place"
)

// Count is how many 邻里 and buildings stand below the post's place.
func (*Kind) Count(ctx context.Context, q db.Querier, _ actor.Actor, post actor.Post) (int, error) {
	return place.CountOwn(ctx, q, post.Place)
}

// Out is 邻里 and buildings below the post's place, by code.
func (*Kind) Out(ctx context.Context, q db.Querier, _ actor.Actor, post actor.Post, after string, limit int) (rows [][]string, last string, err error) {
	all, err := place.Own(ctx, q, post.Place, after, limit)
	for _, p := range all {
		row := make([]string, len(columns))
		row[code], row[parent], row[name] = p.Code, p.Parent, p.Name
		rows, last = append(rows, row), p.Code
	}
	return rows, last, err
}
