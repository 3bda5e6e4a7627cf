package edition

import (
	"context"
	"fmt"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/place"
)

// beginTx gives the right to import to a token, unless another holds it and has shown life since. NoRows when so.
func beginTx(ctx context.Context, tx *db.Tx, token string, since time.Time) (edition int64, err error) {
	return db.Value[int64](ctx, tx, `UPDATE place_state SET run = $1, beat_at = $2 WHERE run IS NULL OR beat_at < $3
		RETURNING edition`, token, db.Micros(tx.Now), db.Micros(since))
}

// beatTx shows life; false when the token does not hold the right any more.
func beatTx(ctx context.Context, tx *db.Tx, token string) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE place_state SET beat_at = $2 WHERE run = $1", token, db.Micros(tx.Now))
	return n > 0, err
}

func releaseTx(ctx context.Context, tx *db.Tx, token string) error {
	_, err := tx.Exec(ctx, "UPDATE place_state SET run = NULL, beat_at = NULL WHERE run = $1", token)
	return err
}

// switchTx makes the staged edition the current one. NoRows when the token does not hold the right any more.
func switchTx(ctx context.Context, tx *db.Tx, token string) (edition int64, err error) {
	return db.Value[int64](ctx, tx, `UPDATE place_state SET edition = edition + 1, run = NULL, beat_at = NULL
		WHERE run = $1 RETURNING edition`, token)
}

// storedAfter is the store beyond (code, version) and before a code, by code and version, whatever edition.
func storedAfter(ctx context.Context, q db.Querier, code string, version int64, to string, limit int) ([]stored, error) {
	return db.All(ctx, q, func(r db.Row) (s stored, err error) {
		return s, r.Scan(&s.code, &s.version, &s.parent, &s.name, &s.class, &s.holds)
	}, `SELECT code, version, parent, name, class, edition_to IS NULL FROM place
		WHERE (code, version) > ($1, $2) AND code < $3 ORDER BY code, version LIMIT $4`, code, version, to, int64(limit))
}

func storedAliases(ctx context.Context, q db.Querier) (map[[2]string]bool, error) {
	have := map[[2]string]bool{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var pair [2]string
		err := r.Scan(&pair[0], &pair[1])
		have[pair] = true
		return err
	}, "SELECT alias, code FROM place_alias")
	return have, err
}

// stagedCodes are codes with traces of an edition after the current one.
func stagedCodes(ctx context.Context, q db.Querier, current int64, limit int) ([]string, error) {
	return db.All(ctx, q, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
		`SELECT code FROM place WHERE edition_from > $1 OR edition_to > $1
		UNION SELECT code FROM place_alias WHERE edition_from > $1 ORDER BY code LIMIT $2`, current, int64(limit))
}

// unstageTx removes the traces from some codes.
func unstageTx(ctx context.Context, tx *db.Tx, current int64, codes []string) error {
	var w db.Where
	w.And("edition_from > ?", current)
	w.In("code", codes)
	for _, table := range []string{"place", "place_alias"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE "+w.SQL(), w.Args()...); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, "UPDATE place SET edition_to = NULL, valid_to = NULL, replaced_by = NULL WHERE "+
		strings.Replace(w.SQL(), "edition_from", "edition_to", 1), w.Args()...)
	return err
}

// stageSupersededTx ends the versions that hold now, because the staged edition has the next ones.
func stageSupersededTx(ctx context.Context, tx *db.Tx, edition int64, day string, codes []string) error {
	var w db.Where
	w.In("code", codes)
	n := len(codes)
	_, err := tx.Exec(ctx, fmt.Sprintf(`UPDATE place SET edition_to = $%d, valid_to = $%d
		WHERE edition_to IS NULL AND edition_from < $%[1]d AND %[3]s`, n+1, n+2, w.SQL()), append(w.Args(), edition, day)...)
	return err
}

func stageEndTx(ctx context.Context, tx *db.Tx, edition int64, day string, e ending) error {
	_, err := tx.Exec(ctx, `UPDATE place SET edition_to = $2, valid_to = $3, replaced_by = $4
		WHERE code = $1 AND edition_to IS NULL AND edition_from < $2`, e.code, edition, day, db.Null(e.by))
	return err
}

// stageMendTx adds an ended version that differs from the last one in what replaced it.
func stageMendTx(ctx context.Context, tx *db.Tx, edition int64, p place.Place) error {
	_, err := tx.Exec(ctx, `INSERT INTO place (code, version, parent, name, name_key, class, valid_from, valid_to, replaced_by, edition_from, edition_to)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
		p.Code, p.Version, p.Parent, p.Name, place.SearchKey(p.Name), p.Class, p.From.String(), p.To.String(), p.ReplacedBy, edition)
	return err
}

func stageAliasTx(ctx context.Context, tx *db.Tx, edition int64, pair [2]string) error {
	_, err := tx.Exec(ctx, "INSERT INTO place_alias (alias, alias_key, code, edition_from) VALUES ($1, $2, $3, $4)", pair[0], place.SearchKey(pair[0]), pair[1], edition)
	return err
}
