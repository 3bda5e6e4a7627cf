package follow

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/wish"
)

func scanID(r db.Row) (id string, err error) { return id, r.Scan(&id) }

func follows(ctx context.Context, q db.Querier, wishID, personID string) (bool, error) {
	return db.Value[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM wish_follower WHERE wish = $1 AND person = $2 AND moved_to IS NULL)", wishID, personID)
}

// insertTx adds a follower of a wish that neighbours still see, and tells whether it is a new one.
func insertTx(ctx context.Context, tx *db.Tx, wishID, personID string) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO wish_follower (wish, person, at, told)
		SELECT id, CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($3 AS BIGINT) FROM wish WHERE id = $1 AND closed_at IS NULL AND `+wish.OpenToAll+`
		ON CONFLICT (wish, person) DO NOTHING`, wishID, personID, tx.Now.UnixMicro())
	return n > 0, err
}

// deleteTx takes a follower out, from the wishes too that have brought this person here.
func deleteTx(ctx context.Context, tx *db.Tx, wishID, personID string) (bool, error) {
	n, err := tx.Exec(ctx, "DELETE FROM wish_follower WHERE wish = $1 AND person = $2 AND moved_to IS NULL", wishID, personID)
	if err != nil || n == 0 {
		return false, err
	}
	for next := []string{wishID}; len(next) > 0; next = next[1:] {
		before, err := db.All(ctx, tx, scanID, "DELETE FROM wish_follower WHERE moved_to = $1 AND person = $2 RETURNING wish", next[0], personID)
		if err != nil {
			return false, err
		}
		next = append(next, before...)
	}
	return true, nil
}

func counts(ctx context.Context, q db.Querier, wishIDs []string) (map[string]int, error) {
	out := make(map[string]int, len(wishIDs))
	if len(wishIDs) == 0 {
		return out, nil
	}
	var w db.Where
	w.In("wish", wishIDs)
	w.And("moved_to IS NULL")
	return out, db.Each(ctx, q, func(r db.Row) error {
		var id string
		var n int
		err := r.Scan(&id, &n)
		out[id] = n
		return err
	}, "SELECT wish, COUNT(*) FROM wish_follower WHERE "+w.SQL()+" GROUP BY wish", w.Args()...)
}

func moveTx(ctx context.Context, tx *db.Tx, from, to string) error {
	_, err := tx.Exec(ctx, `INSERT INTO wish_follower (wish, person, at, told, via)
		SELECT CAST($2 AS TEXT), person, at, told, wish FROM wish_follower WHERE wish = $1 AND moved_to IS NULL
		AND NOT EXISTS (SELECT 1 FROM wish w WHERE w.id = $2 AND (w.submitter = wish_follower.person OR w.proxy = wish_follower.person))
		ON CONFLICT (wish, person) DO NOTHING`, from, to)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO wish_follower (wish, person, at, told, via)
		SELECT main.id, w.submitter, CAST($3 AS BIGINT), CAST($3 AS BIGINT), w.id FROM wish w, wish main
		WHERE w.id = $1 AND main.id = $2 AND w.submitter IS NOT NULL AND w.submitter <> COALESCE(main.submitter, '') AND w.submitter <> COALESCE(main.proxy, '')
		ON CONFLICT (wish, person) DO NOTHING`, from, to, tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE wish_follower SET moved_to = $2 WHERE wish = $1 AND moved_to IS NULL", from, to)
	return err
}

// cameTo is where those of a wish are who came with it.
func cameTo(ctx context.Context, q db.Querier, from string) ([]string, error) {
	return db.All(ctx, q, scanID, "SELECT wish FROM wish_follower WHERE via = $1 UNION SELECT moved_to FROM wish_follower WHERE wish = $1 AND moved_to IS NOT NULL", from)
}

// moveBackTx takes those back who came from one wish to another, and from where that one was merged into in turn.
func moveBackTx(ctx context.Context, tx *db.Tx, from, to string) error {
	onward, err := db.All(ctx, tx, func(r db.Row) (id string, err error) { return id, r.Scan(db.Text(&id)) },
		"DELETE FROM wish_follower WHERE wish = $2 AND via = $1 RETURNING moved_to", from, to)
	if err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, "UPDATE wish_follower SET moved_to = NULL WHERE wish = $1 AND moved_to = $2", from, to); err != nil {
		return err
	}
	at, done := to, map[string]bool{"": true}
	for len(onward) > 0 {
		next := onward[0]
		if onward = onward[1:]; done[next] {
			continue
		}
		done[next] = true
		more, err := db.All(ctx, tx, func(r db.Row) (id string, err error) { return id, r.Scan(db.Text(&id)) },
			`DELETE FROM wish_follower WHERE wish = $2 AND via = $1
			AND person NOT IN (SELECT person FROM wish_follower WHERE wish = $1 AND moved_to = $2)
			AND NOT EXISTS (SELECT 1 FROM wish w WHERE w.id = $1 AND w.submitter = wish_follower.person) RETURNING moved_to`, at, next)
		if err != nil {
			return err
		}
		at, onward = next, append(onward, more...)
	}
	return nil
}

// publicAnswer is when a wish was last answered, if neighbours may read it; db.NoRows otherwise.
func publicAnswer(ctx context.Context, q db.Querier, wishID string) (time.Time, error) {
	return db.One(ctx, q, func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.Time(&at)) },
		`SELECT answered_at FROM wish WHERE id = $1 AND answered_at IS NOT NULL AND `+wish.OpenToAll+`
		AND (SELECT public_text FROM wish_event WHERE wish = $1 AND act = 'answer' ORDER BY id DESC LIMIT 1) IS NOT NULL`, wishID)
}

// untoldTx are some of those who follow a wish and were not told of an answer; they count as told from now on.
func untoldTx(ctx context.Context, tx *db.Tx, wishID string, at time.Time, limit int) ([]string, error) {
	return db.All(ctx, tx, scanID, `UPDATE wish_follower SET told = $2 WHERE wish = $1 AND person IN (SELECT person FROM wish_follower
		WHERE wish = $1 AND moved_to IS NULL AND told < $2 ORDER BY person LIMIT $3) AND told < $2 RETURNING person`, wishID, at.UnixMicro(), limit)
}
