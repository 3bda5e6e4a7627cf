package account

import (
	"context"
	"time"

	"linli/internal/account/factor"
	"linli/internal/db"
)

// storedFactor is a second factor as the table has it.
type storedFactor struct {
	secret    string
	confirmed time.Time
	lastStep  int64
}

func factorOf(ctx context.Context, q db.Querier, accountID string) (storedFactor, error) {
	return db.One(ctx, q, func(r db.Row) (f storedFactor, err error) {
		return f, r.Scan(&f.secret, db.Time(&f.confirmed), &f.lastStep)
	}, "SELECT secret, confirmed_at, last_step FROM account_factor WHERE account = $1", accountID)
}

// beginFactorTx replaces a secret that is not confirmed; no row where one is.
func beginFactorTx(ctx context.Context, tx *db.Tx, accountID, sealed string) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO account_factor (account, secret, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
		WHERE account_factor.confirmed_at IS NULL`, accountID, sealed, tx.Now.UnixMicro())
}

func confirmFactorTx(ctx context.Context, tx *db.Tx, accountID, sealed string, step int64) (int64, error) {
	return tx.Exec(ctx, "UPDATE account_factor SET confirmed_at = $3, last_step = $4 WHERE account = $1 AND secret = $2 AND confirmed_at IS NULL",
		accountID, sealed, tx.Now.UnixMicro(), step)
}

// takeStepTx uses a step up: of many with the same code at the same moment one gets it.
func takeStepTx(ctx context.Context, tx *db.Tx, accountID string, step int64) (int64, error) {
	return tx.Exec(ctx, "UPDATE account_factor SET last_step = $2 WHERE account = $1 AND last_step < $2 AND confirmed_at IS NOT NULL", accountID, step)
}

func takeRecoveryTx(ctx context.Context, tx *db.Tx, accountID, hash string) (int64, error) {
	return tx.Exec(ctx, "DELETE FROM account_recovery WHERE account = $1 AND hash = $2", accountID, hash)
}

func recoveryLeft(ctx context.Context, q db.Querier, accountID string) (int, error) {
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM account_recovery WHERE account = $1", accountID)
}

// saveRecoveryTx replaces the recovery codes of an account.
func saveRecoveryTx(ctx context.Context, tx *db.Tx, accountID string, codes []string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM account_recovery WHERE account = $1", accountID); err != nil {
		return err
	}
	rows := make([][]any, len(codes))
	for i, c := range codes {
		hash, _ := factor.RecoveryHash(accountID, c) // made by factor.NewRecovery
		rows[i] = []any{accountID, hash}
	}
	return db.InsertRows(ctx, tx, "INSERT INTO account_recovery (account, hash) VALUES ", rows)
}

func dropFactorTx(ctx context.Context, tx *db.Tx, accountID string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM account_recovery WHERE account = $1", accountID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM account_factor WHERE account = $1", accountID)
	return err
}

// sealed is a secret and whose it is.
type sealed struct{ account, secret string }

// sealedBefore are secrets that do not begin with the prefix of today's key, after an account.
func sealedBefore(ctx context.Context, q db.Querier, prefix, after string, limit int) ([]sealed, error) {
	return db.All(ctx, q, func(r db.Row) (x sealed, err error) { return x, r.Scan(&x.account, &x.secret) },
		"SELECT account, secret FROM account_factor WHERE account > $1 AND substr(secret, 1, $2) <> $3 ORDER BY account LIMIT $4",
		after, len(prefix), prefix, limit)
}

func resealTx(ctx context.Context, tx *db.Tx, accountID, old, fresh string) error {
	_, err := tx.Exec(ctx, "UPDATE account_factor SET secret = $3 WHERE account = $1 AND secret = $2", accountID, old, fresh)
	return err
}

func linkTx(ctx context.Context, tx *db.Tx, accountID string, x Identity) (int64, error) {
	return tx.Exec(ctx, "INSERT INTO account_identity (issuer, subject, account, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		x.Issuer, x.Subject, accountID, tx.Now.UnixMicro())
}

func unlinkTx(ctx context.Context, tx *db.Tx, accountID string) (int64, error) {
	return tx.Exec(ctx, "DELETE FROM account_identity WHERE account = $1", accountID)
}

func identitiesOf(ctx context.Context, q db.Querier, accountID string) ([]Identity, error) {
	return db.All(ctx, q, func(r db.Row) (x Identity, err error) { return x, r.Scan(&x.Issuer, &x.Subject, db.Time(&x.Since)) },
		"SELECT issuer, subject, created_at FROM account_identity WHERE account = $1 ORDER BY created_at, subject", accountID)
}

func byIdentity(ctx context.Context, q db.Querier, x Identity) (Account, error) {
	return db.One(ctx, q, scanAccount, "SELECT "+columns+` FROM account_identity i JOIN account a ON a.id = i.account
		WHERE i.issuer = $1 AND i.subject = $2`, x.Issuer, x.Subject)
}

// SealedTexts are the secrets of second factors as they are stored, each once.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	return db.Each(ctx, q, do, "SELECT secret FROM account_factor")
}
