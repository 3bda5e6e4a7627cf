package token

import (
	"context"
	"strconv"
	"strings"
	"time"

	"linli/internal/db"
)

const columns = "t.id, t.account, t.post, t.name, t.scopes, COALESCE(t.place, ''), t.made_at, t.expires_at, t.used_at, t.revoked_at"

func fields(t *Token, scopes *string) []any {
	return []any{&t.ID, &t.Account, &t.Post, &t.Name, scopes, &t.Place, db.Time(&t.MadeAt), db.Time(&t.ExpiresAt), db.Time(&t.UsedAt), db.Time(&t.RevokedAt)}
}

func scan(r db.Row) (t Token, err error) {
	var scopes string
	err = r.Scan(fields(&t, &scopes)...)
	t.Scopes = parted(scopes)
	return t, err
}

func parted(s string) (out []Scope) {
	for _, x := range strings.Fields(s) {
		out = append(out, Scope(x))
	}
	return out
}

func joined(scopes []Scope) string {
	out := make([]string, len(scopes))
	for i, x := range scopes {
		out[i] = string(x)
	}
	return strings.Join(out, " ")
}

func insertTx(ctx context.Context, tx *db.Tx, t Token, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO api_token (id, account, post, name, secret_hash, scopes, place, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		t.ID, t.Account, t.Post, t.Name, hash, joined(t.Scopes), db.Null(t.Place), t.MadeAt.UnixMicro(), t.ExpiresAt.UnixMicro())
	return err
}

func liveTx(ctx context.Context, tx *db.Tx, accountID string) (int, error) {
	return db.Value[int](ctx, tx, "SELECT COUNT(*) FROM api_token WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2", accountID, tx.Now.UnixMicro())
}

func ofAccount(ctx context.Context, q db.Querier, accountID string) ([]Token, error) {
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM api_token t WHERE t.account = $1 ORDER BY t.id DESC", accountID)
}

func byHash(ctx context.Context, q db.Querier, hash string) (Token, error) {
	return db.One(ctx, q, scan, "SELECT "+columns+" FROM api_token t WHERE t.secret_hash = $1", hash)
}

// byID is a token and the place that its post stands at.
func byID(ctx context.Context, q db.Querier, tokenID string) (t Token, at string, err error) {
	t, err = db.One(ctx, q, func(r db.Row) (t Token, err error) {
		var scopes string
		err = r.Scan(append(fields(&t, &scopes), &at)...)
		t.Scopes = parted(scopes)
		return t, err
	}, "SELECT "+columns+", o.place FROM api_token t JOIN post p ON p.id = t.post JOIN org o ON o.id = p.org WHERE t.id = $1", tokenID)
	return t, at, err
}

// within are the tokens of posts at some places with who has made them, the newest first, behind a cursor. Invalid.
func within(ctx context.Context, q db.Querier, places []string, after string, limit int, now time.Time) ([]Listed, error) {
	var w db.Where
	w.Within("o.place", places)
	if after != "" {
		keys, err := db.Keys(after, 1)
		if err != nil {
			return nil, err
		}
		w.And("t.id < ?", keys[0])
	}
	args := append(w.Args(), now.UnixMicro())
	at := "$" + strconv.Itoa(len(args))
	return db.All(ctx, q, func(r db.Row) (x Listed, err error) {
		var scopes string
		err = r.Scan(append(fields(&x.Token, &scopes), &x.Owner, &x.Title, &x.Held)...)
		x.Scopes = parted(scopes)
		return x, err
	}, "SELECT "+columns+`, e.name, p.title, a.disabled_at IS NULL AND EXISTS (SELECT 1 FROM appointment h WHERE h.post = t.post AND h.person = a.person
		AND h.from_at <= `+at+` AND (h.to_at IS NULL OR h.to_at > `+at+`))
		FROM api_token t JOIN post p ON p.id = t.post JOIN org o ON o.id = p.org JOIN account a ON a.id = t.account JOIN person e ON e.id = a.person
		WHERE `+w.SQL()+" ORDER BY t.id DESC LIMIT "+strconv.Itoa(limit), args...)
}

func revokeTx(ctx context.Context, tx *db.Tx, tokenID string) (int64, error) {
	return tx.Exec(ctx, "UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", tokenID, tx.Now.UnixMicro())
}

// usedTx writes down a use, if none is since a moment: many requests may come at once.
func usedTx(ctx context.Context, tx *db.Tx, tokenID string, now, since time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE api_token SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at <= $3)", tokenID, now.UnixMicro(), since.UnixMicro())
	return err
}
