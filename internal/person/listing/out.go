package listing

import (
	"context"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/person"
)

// Count is how many people live in the subtree of the post's place.
func (*Kind) Count(ctx context.Context, q db.Querier, _ actor.Actor, post actor.Post) (int, error) {
	return person.CountIn(ctx, q, post.Place)
}

// Out is the people of the subtree, by id; telephone, identity number, door and the way of consent are left empty.
func (*Kind) Out(ctx context.Context, q db.Querier, _ actor.Actor, post actor.Post, after string, limit int) (rows [][]string, last string, err error) {
	all, err := person.In(ctx, q, post.Place, after, limit)
	for _, p := range all {
		row := make([]string, len(columns))
		row[own], row[name], row[where], row[birth] = p.ID, p.Name, p.Place, p.Birth
		row[sex] = map[person.Sex]string{person.Male: "男", person.Female: "女"}[p.Sex]
		rows, last = append(rows, row), p.ID
	}
	return rows, last, err
}
