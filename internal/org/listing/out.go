package listing

import (
	"context"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/org"
)

// Count is how many organisations stand in the subtree of the post's place.
func (*Kind) Count(ctx context.Context, q db.Querier, _ actor.Actor, post actor.Post) (int, error) {
	return org.CountIn(ctx, q, post.Place)
}

// Out is the organisations of the subtree, by id.
func (*Kind) Out(ctx context.Context, q db.Querier, _ actor.Actor, post actor.Post, after string, limit int) (rows [][]string, last string, err error) {
	all, err := org.In(ctx, q, post.Place, after, limit)
	for _, o := range all {
		row := make([]string, len(columns))
		row[kind], row[where], row[name], row[short], row[phone], row[hours], row[uscc] = kinds[o.Kind][0], o.Place, o.Name, o.ShortName, o.Phone, o.Hours, o.USCC
		rows, last = append(rows, row), o.ID
	}
	return rows, last, err
}
