package account

import (
	"context"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/org"
)

const columns = "a.id, a.person, a.kind, a.login, a.password_hash IS NOT NULL, a.created_at, a.disabled_at, a.lang, a.elder, a.theme, " +
	"COALESCE(NULLIF(a.password_at, 0), a.created_at), a.failures, NULLIF(a.failed_at, 0), " +
	"EXISTS (SELECT 1 FROM account_factor f WHERE f.account = a.id AND f.confirmed_at IS NOT NULL)"

func scanAccount(r db.Row) (a Account, err error) {
	return a, r.Scan(&a.ID, &a.Person, &a.Kind, db.Text(&a.Login), &a.HasPassword, db.Time(&a.CreatedAt), db.Time(&a.DisabledAt),
		&a.Look.Lang, &a.Look.Elder, &a.Look.Theme, db.Time(&a.PasswordAt), &a.Failures, db.Time(&a.FailedAt), &a.Second)
}

func byID(ctx context.Context, q db.Querier, accountID string) (Account, error) {
	return db.One(ctx, q, scanAccount, "SELECT "+columns+" FROM account a WHERE a.id = $1", accountID)
}

func byPerson(ctx context.Context, q db.Querier, personID string) (Account, error) {
	return db.One(ctx, q, scanAccount, "SELECT "+columns+" FROM account a WHERE a.person = $1", personID)
}

func byLogin(ctx context.Context, q db.Querier, login string) (Account, error) {
	return db.One(ctx, q, scanAccount, "SELECT "+columns+" FROM account a WHERE a.login = $1", login)
}

// staffPage are staff accounts after a login, those whose holder has a post in the places; everywhere also those without.
func staffPage(ctx context.Context, q db.Querier, places []string, after string, limit int, now time.Time) ([]Account, error) {
	var w db.Where
	w.And("a.login > ?", after)
	var within db.Alternatives
	for _, p := range places {
		if p == "" {
			within.Or("TRUE")
			continue
		}
		from, to := db.Subtree(p)
		within.Or(org.HeldBelowSQL("a.person"), from, to, now.UnixMicro())
	}
	within.Into(&w)
	return db.All(ctx, q, scanAccount, "SELECT "+columns+" FROM account a WHERE "+w.SQL()+" ORDER BY a.login LIMIT "+strconv.Itoa(limit), w.Args()...)
}

func insertTx(ctx context.Context, tx *db.Tx, a Account, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO account (id, person, kind, login, password_hash, created_at, password_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
		a.ID, a.Person, string(a.Kind), db.Null(a.Login), db.Null(hash), tx.Now.UnixMicro())
	return err
}

// makeStaffTx gives a resident's account a login.
func makeStaffTx(ctx context.Context, tx *db.Tx, accountID, login, hash string) error {
	_, err := tx.Exec(ctx, "UPDATE account SET kind = 'staff', login = $2, password_hash = $3, password_at = $4 WHERE id = $1",
		accountID, login, db.Null(hash), tx.Now.UnixMicro())
	return err
}

func setDisabledTx(ctx context.Context, tx *db.Tx, accountID string, disabled bool) (int64, error) {
	if disabled {
		return tx.Exec(ctx, "UPDATE account SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL", accountID, tx.Now.UnixMicro())
	}
	return tx.Exec(ctx, "UPDATE account SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL", accountID)
}

// setPasswordTx also ends a lock: who sets a password has proved more than who types one.
func setPasswordTx(ctx context.Context, tx *db.Tx, accountID, hash string) error {
	_, err := tx.Exec(ctx, "UPDATE account SET password_hash = $2, password_at = $3, failures = 0 WHERE id = $1", accountID, hash, tx.Now.UnixMicro())
	return err
}

// formerPasswords are the hashes of an account's password of now and of those before, the latest first, at most so many.
func formerPasswords(ctx context.Context, q db.Querier, accountID string, limit int) ([]string, error) {
	return db.All(ctx, q, scanText, `SELECT hash FROM (
		SELECT password_hash AS hash, 9223372036854775807 AS at FROM account WHERE id = $1 AND password_hash IS NOT NULL
		UNION ALL SELECT hash, at FROM account_password WHERE account = $1) AS h ORDER BY at DESC LIMIT $2`, accountID, limit)
}

// rememberPasswordTx keeps the hash of the account's password of now and of those before, so many in all and no more.
func rememberPasswordTx(ctx context.Context, tx *db.Tx, accountID string, keep int) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_password (account, hash, at)
		SELECT id, password_hash, $2 FROM account WHERE id = $1 AND password_hash IS NOT NULL ON CONFLICT DO NOTHING`, accountID, tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM account_password WHERE account = $1 AND hash NOT IN
		(SELECT hash FROM account_password WHERE account = $1 ORDER BY at DESC LIMIT $2)`, accountID, keep)
	return err
}

// setLookTx sets what was chosen and leaves the rest.
func setLookTx(ctx context.Context, tx *db.Tx, accountID string, l Look) error {
	_, err := tx.Exec(ctx, `UPDATE account SET lang = COALESCE($2, lang), elder = COALESCE($3, elder), theme = COALESCE($4, theme) WHERE id = $1`,
		accountID, db.Null(l.Lang), db.Null(l.Elder), db.Null(l.Theme))
	return err
}

func passwordOf(ctx context.Context, q db.Querier, accountID string) (hash string, err error) {
	return db.One(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(db.Text(&s)) },
		"SELECT password_hash FROM account WHERE id = $1", accountID)
}

// beginTryTx counts a try before it is made and tells how many that is in a row; NoRows while the account is locked.
// since is the moment before which a failure no longer counts.
func beginTryTx(ctx context.Context, tx *db.Tx, accountID string, limit int, since time.Time) (n int, err error) {
	return db.Value[int](ctx, tx, `UPDATE account SET failures = CASE WHEN failed_at <= $3 THEN 1 ELSE failures + 1 END, failed_at = $2
		WHERE id = $1 AND (failures < $4 OR failed_at <= $3) RETURNING failures`, accountID, tx.Now.UnixMicro(), since.UnixMicro(), limit)
}

func lastTry(ctx context.Context, q db.Querier, accountID string) (at time.Time, err error) {
	return db.One(ctx, q, func(r db.Row) (t time.Time, err error) { return t, r.Scan(db.Time(&t)) },
		"SELECT failed_at FROM account WHERE id = $1", accountID)
}

// passTx ends a row of failures, if the password that was right is still the account's and the account may be used. Where a
// second factor is still to come it only takes back the try that was counted for it.
func passTx(ctx context.Context, tx *db.Tx, accountID, hash, newHash string, half bool) (int64, error) {
	return tx.Exec(ctx, `UPDATE account SET password_hash = $3, failures = CASE WHEN $4 AND failures > 0 THEN failures - 1 ELSE 0 END
		WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL`, accountID, hash, newHash, half)
}

// passSecondTx ends a row of failures, if the account may be used.
func passSecondTx(ctx context.Context, tx *db.Tx, accountID string) (int64, error) {
	return tx.Exec(ctx, "UPDATE account SET failures = 0 WHERE id = $1 AND disabled_at IS NULL", accountID)
}

func staffOf(ctx context.Context, q db.Querier, persons []string) ([]string, error) {
	var w db.Where
	w.In("person", persons)
	w.And("kind = 'staff'")
	return db.All(ctx, q, scanText, "SELECT person FROM account WHERE "+w.SQL(), w.Args()...)
}

// anyEnabled tells whether one of the persons has an account that may be used.
func anyEnabled(ctx context.Context, q db.Querier, persons []string) (bool, error) {
	var w db.Where
	w.In("person", persons)
	w.And("disabled_at IS NULL AND kind = 'staff'")
	return db.Value[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM account WHERE "+w.SQL()+")", w.Args()...)
}

func insertLinkTx(ctx context.Context, tx *db.Tx, tokenHash, accountID string, expires time.Time) error {
	_, err := tx.Exec(ctx, "INSERT INTO account_link (token, account, expires_at) VALUES ($1, $2, $3)", tokenHash, db.Null(accountID), expires.UnixMicro())
	return err
}

// dropLinksTx takes back the links of an account; those of nobody's are the first administrator's.
func dropLinksTx(ctx context.Context, tx *db.Tx, accountID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM account_link WHERE COALESCE(account, '') = $1", accountID)
	return err
}

func linkedAccount(ctx context.Context, q db.Querier, tokenHash string, now time.Time) (accountID string, err error) {
	return db.One(ctx, q, scanText, "SELECT account FROM account_link WHERE token = $1 AND expires_at > $2", tokenHash, now.UnixMicro())
}

// takeLinkTx uses a link up: of many at the same moment one gets it.
func takeLinkTx(ctx context.Context, tx *db.Tx, tokenHash string) (accountID string, err error) {
	return db.One(ctx, tx, scanText, "DELETE FROM account_link WHERE token = $1 AND expires_at > $2 RETURNING account", tokenHash, tx.Now.UnixMicro())
}

func scanText(r db.Row) (s string, err error) { return s, r.Scan(db.Text(&s)) }

func purgeLinksTx(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM account_link WHERE expires_at <= $1", tx.Now.UnixMicro())
	return err
}

// unlockTx forgets the failures of an account.
func unlockTx(ctx context.Context, tx *db.Tx, accountID string) (int64, error) {
	return tx.Exec(ctx, "UPDATE account SET failures = 0 WHERE id = $1 AND failures > 0", accountID)
}
