package session

import (
	"context"
	"time"

	"linli/internal/db"
)

func byToken(ctx context.Context, q db.Querier, token string) (stored, error) {
	return db.One(ctx, q, func(r db.Row) (s stored, err error) {
		var data string
		var idle int64
		err = r.Scan(&data, db.Time(&s.seen), db.Time(&s.expires), &idle)
		s.data, s.idle = []byte(data), time.Duration(idle)*time.Microsecond
		return s, err
	}, "SELECT data, seen_at, expires_at, idle FROM session WHERE token = $1 AND NOT ended", token)
}

func saveTx(ctx context.Context, tx *db.Tx, token string, s Session, data []byte, expires time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO session (token, account, data, created_at, seen_at, expires_at, idle, agent, origin, half)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (token) DO UPDATE SET account = excluded.account, data = excluded.data, seen_at = excluded.seen_at,
		expires_at = excluded.expires_at, idle = excluded.idle, agent = excluded.agent, origin = excluded.origin, half = excluded.half
		WHERE NOT session.ended`,
		token, db.Null(s.Account+s.Half), string(data), tx.Now.UnixMicro(), expires.UnixMicro(), s.Idle.Microseconds(), s.Agent, s.From, s.Half != "")
	return err
}

func touchTx(ctx context.Context, tx *db.Tx, token string, before time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE session SET seen_at = $2 WHERE token = $1 AND seen_at <= $3 AND NOT ended", token, tx.Now.UnixMicro(), before.UnixMicro())
	return err
}

func endTx(ctx context.Context, tx *db.Tx, token string) error {
	_, err := tx.Exec(ctx, "UPDATE session SET ended = TRUE, data = '{}' WHERE token = $1", token)
	return err
}

func endOfTx(ctx context.Context, tx *db.Tx, accountID string) error {
	_, err := tx.Exec(ctx, "UPDATE session SET ended = TRUE, data = '{}' WHERE account = $1 AND NOT ended", accountID)
	return err
}

func devicesOf(ctx context.Context, q db.Querier, accountID string, now time.Time) ([]Device, error) {
	return db.All(ctx, q, func(r db.Row) (x Device, err error) {
		err = r.Scan(&x.ID, &x.Agent, &x.From, db.Time(&x.Since), db.Time(&x.Seen))
		x.ID = Name(x.ID)
		return x, err
	}, `SELECT token, agent, origin, created_at, seen_at FROM session WHERE account = $1 AND NOT ended AND NOT half
		AND expires_at > $2 AND seen_at + idle > $2 ORDER BY seen_at DESC, token`, accountID, now.UnixMicro())
}

func endDeviceTx(ctx context.Context, tx *db.Tx, accountID, device string) (int64, error) {
	return tx.Exec(ctx, "UPDATE session SET ended = TRUE, data = '{}' WHERE account = $1 AND substr(token, 1, $2) = $3 AND NOT ended",
		accountID, deviceLength, device)
}

func purgeTx(ctx context.Context, tx *db.Tx, limit int) (int64, error) {
	return tx.Exec(ctx, "DELETE FROM session WHERE token IN (SELECT token FROM session WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
		tx.Now.UnixMicro(), limit)
}
