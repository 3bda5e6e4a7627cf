package code

import (
	"context"
	"strconv"
	"time"

	"linli/internal/db"
)

// row is a code as the table has it. phone and code are sealed; empty where nobody has the number, code also once it is sent.
type row struct {
	id, phoneHash, codeHash string
	phone, code             string
	origin                  string // whose allowance it is (throttle.Origin); the journal has the whole address
	tries                   int
	expires                 time.Time
}

func insertTx(ctx context.Context, tx *db.Tx, x row) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_code (id, phone_hash, phone, code, code_hash, origin, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, x.id, x.phoneHash, x.phone, x.code, x.codeHash, x.origin, tx.Now.UnixMicro(), x.expires.UnixMicro())
	return err
}

func byID(ctx context.Context, q db.Querier, rowID string) (row, error) {
	return db.One(ctx, q, func(r db.Row) (x row, err error) { return x, r.Scan(&x.id, &x.phone, &x.code, db.Time(&x.expires)) },
		"SELECT id, phone, code, expires_at FROM account_code WHERE id = $1", rowID)
}

// nthLatest is when the n-th latest code was asked for since a moment; not full when there are fewer.
func nthLatest(ctx context.Context, tx *db.Tx, column string, values []string, n int, since time.Time) (at time.Time, full bool, err error) {
	var w db.Where
	w.In(column, values)
	w.And("created_at > ?", since.UnixMicro())
	all, err := db.All(ctx, tx, func(r db.Row) (t time.Time, err error) { return t, r.Scan(db.Time(&t)) },
		"SELECT created_at FROM account_code WHERE "+w.SQL()+" ORDER BY created_at DESC LIMIT "+strconv.Itoa(n), w.Args()...)
	if err != nil || len(all) < n {
		return at, false, err
	}
	return all[n-1], true, nil
}

// tryTx counts a try; NoRows when the code is of no more use.
func tryTx(ctx context.Context, tx *db.Tx, rowID string, most int) (row, error) {
	return db.One(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.codeHash, &x.phone, &x.tries) },
		`UPDATE account_code SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND used_at IS NULL AND expires_at > $3
		RETURNING code_hash, phone, tries`, rowID, most, tx.Now.UnixMicro())
}

// useTx ends a code: the row that tryTx has counted is this transaction's until its end.
func useTx(ctx context.Context, tx *db.Tx, rowID string) error {
	_, err := tx.Exec(ctx, "UPDATE account_code SET used_at = $2, code = '' WHERE id = $1", rowID, tx.Now.UnixMicro())
	return err
}

// usedPhone is the sealed number of a code that was right since a moment and has let nobody in yet.
func usedPhone(ctx context.Context, q db.Querier, rowID string, since time.Time) (string, error) {
	return db.Value[string](ctx, q, "SELECT phone FROM account_code WHERE id = $1 AND used_at > $2 AND account IS NULL AND phone <> ''",
		rowID, since.UnixMicro())
}

// letInTx lets one account in: of many at the same moment one gets it.
func letInTx(ctx context.Context, tx *db.Tx, rowID, accountID string) (int64, error) {
	return tx.Exec(ctx, "UPDATE account_code SET account = $2, phone = '' WHERE id = $1 AND used_at IS NOT NULL AND account IS NULL", rowID, accountID)
}

// sentTx erases a code that was sent, or has expired before it could be.
func sentTx(ctx context.Context, tx *db.Tx, rowID string, sent bool) error {
	var at time.Time
	if sent {
		at = tx.Now
	}
	_, err := tx.Exec(ctx, "UPDATE account_code SET sent_at = $2, code = '' WHERE id = $1 AND sent_at IS NULL", rowID, db.Micros(at))
	return err
}

// failedTx marks a code that the sender has not taken, the first time that it has not.
func failedTx(ctx context.Context, tx *db.Tx, rowID string) error {
	_, err := tx.Exec(ctx, "UPDATE account_code SET failed_at = $2 WHERE id = $1 AND failed_at IS NULL", rowID, tx.Now.UnixMicro())
	return err
}

func delivery(ctx context.Context, q db.Querier) (Delivery, error) {
	return db.One(ctx, q, func(r db.Row) (x Delivery, err error) {
		return x, r.Scan(&x.Failed, db.Time(&x.Since), db.Time(&x.Last))
	},
		`SELECT COUNT(failed_at), MIN(failed_at), (SELECT MAX(sent_at) FROM account_code) FROM account_code
		WHERE failed_at > COALESCE((SELECT MAX(sent_at) FROM account_code), 0)`)
}

// eraseTx erases what is sealed in rows that nobody can use any more.
func eraseTx(ctx context.Context, tx *db.Tx, choose time.Duration) error {
	_, err := tx.Exec(ctx, `UPDATE account_code SET code = '', phone = CASE WHEN used_at IS NULL OR used_at <= $2 THEN '' ELSE phone END
		WHERE expires_at <= $1 AND (code <> '' OR phone <> '')`, tx.Now.UnixMicro(), tx.Now.Add(-choose).UnixMicro())
	return err
}

func purgeTx(ctx context.Context, tx *db.Tx, before time.Time, limit int) (int64, error) {
	return tx.Exec(ctx, "DELETE FROM account_code WHERE id IN (SELECT id FROM account_code WHERE created_at <= $1 ORDER BY created_at LIMIT $2)",
		before.UnixMicro(), limit)
}

// sealedBefore are rows of which something does not begin with the prefix of today's key, after an id.
func sealedBefore(ctx context.Context, q db.Querier, prefix, after string, limit int) ([]row, error) {
	return db.All(ctx, q, func(r db.Row) (x row, err error) { return x, r.Scan(&x.id, &x.phone, &x.code) },
		`SELECT id, phone, code FROM account_code WHERE id > $1 AND (phone <> '' AND substr(phone, 1, $2) <> $3 OR code <> '' AND substr(code, 1, $2) <> $3)
		ORDER BY id LIMIT $4`, after, len(prefix), prefix, limit)
}

func resealTx(ctx context.Context, tx *db.Tx, old row, phone, code string) error {
	_, err := tx.Exec(ctx, "UPDATE account_code SET phone = $4, code = $5 WHERE id = $1 AND phone = $2 AND code = $3", old.id, old.phone, old.code, phone, code)
	return err
}

// SealedTexts are the numbers and codes that are kept for the sender as they are stored, each once.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	return db.Each(ctx, q, do, "SELECT phone FROM account_code WHERE phone <> '' UNION ALL SELECT code FROM account_code WHERE code <> ''")
}
