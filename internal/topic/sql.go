package topic

import (
	"context"

	"linli/internal/db"
	"linli/internal/id"
)

const columns = "id, code, parent, position, zh, en, valid_from, valid_to, merged"

func scan(r db.Row) (t Topic, err error) {
	return t, r.Scan(&t.id, &t.Code, &t.Parent, &t.Position, &t.Zh, &t.En, db.Time(&t.From), db.Time(&t.To), db.Text(&t.Merged))
}

func read(ctx context.Context, q db.Querier) (*Tree, error) {
	states, err := db.All(ctx, q, scan, "SELECT "+columns+" FROM topic ORDER BY valid_from, id")
	return NewTree(states), err
}

// putTx ends the state of a topic that holds, if one does, and begins the next.
func putTx(ctx context.Context, tx *db.Tx, t Topic) error {
	if _, err := endTx(ctx, tx, t.Code, ""); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO topic (id, code, parent, position, zh, en, valid_from) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		id.At(tx.Now), t.Code, t.Parent, t.Position, t.Zh, t.En, tx.Now.UnixMicro())
	return err
}

// endTx ends the state of a topic that holds.
func endTx(ctx context.Context, tx *db.Tx, code, merged string) (int64, error) {
	return tx.Exec(ctx, "UPDATE topic SET valid_to = $2, merged = $3 WHERE code = $1 AND valid_to IS NULL", code, tx.Now.UnixMicro(), db.Null(merged))
}
