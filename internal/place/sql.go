package place

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/workday"
)

// Pieces of the statements. Readers see the current edition: what an import has staged is not there yet, and what it
// will end has not ended.
const (
	edition = `(SELECT edition FROM place_state)`
	columns = `p.code, p.version, p.parent, p.name, p.class, p.valid_from, CASE WHEN p.edition_to <= ` + edition +
		` THEN p.valid_to END, CASE WHEN p.edition_to <= ` + edition + ` THEN p.replaced_by END`
	known       = `p.edition_from <= ` + edition                                          // versions that are no import's secret
	holding     = known + ` AND (p.edition_to IS NULL OR p.edition_to > ` + edition + `)` // at most one version of a code
	current     = `SELECT ` + columns + ` FROM place p WHERE ` + holding + ` AND `        // a condition follows
	foldedName  = `COALESCE(p.name_key, p.name)`                                          // as nameKey folds it
	foldedAlias = `COALESCE(p.alias_key, p.alias)`                                        // the same of place_alias
	history     = `SELECT ` + columns + ` FROM place p WHERE ` + known + ` AND `          // a condition follows
)

func scanPlace(r db.Row) (p Place, err error) {
	var from, to string
	if err = r.Scan(&p.Code, &p.Version, &p.Parent, &p.Name, &p.Class, &from, db.Text(&to), db.Text(&p.ReplacedBy)); err != nil {
		return p, err
	}
	if p.From, err = workday.ParseDate(from); err != nil || to == "" {
		return p, err
	}
	p.Ended = true
	p.To, err = workday.ParseDate(to)
	return p, err
}

func currentOf(ctx context.Context, q db.Querier, code string) (Place, error) {
	return db.One(ctx, q, scanPlace, current+"p.code = $1", code)
}

// lastOf is the last version of each code that exists, current or ended.
func lastOf(ctx context.Context, q db.Querier, codes []string) (map[string]Place, error) {
	var w db.Where
	w.In("p.code", codes)
	found := map[string]Place{}
	err := db.Each(ctx, q, func(r db.Row) error {
		p, err := scanPlace(r)
		found[p.Code] = p // the later version overwrites the earlier
		return err
	}, history+w.SQL()+" ORDER BY p.code, p.version", w.Args()...)
	return found, err
}

func versionOn(ctx context.Context, q db.Querier, code string, day workday.Date) (Place, error) {
	return db.One(ctx, q, scanPlace, history+`p.code = $1 AND p.valid_from <= $2
		AND (p.edition_to IS NULL OR p.edition_to > `+edition+` OR p.valid_to > $2)
		ORDER BY p.version DESC LIMIT 1`, code, day.String())
}

func childrenOf(ctx context.Context, q db.Querier, parent string) ([]Place, error) {
	return db.All(ctx, q, scanPlace, current+"p.parent = $1 ORDER BY p.code", parent)
}

// roots are the places above which there is none: the smallest code, then the smallest beyond its subtree, and so on.
// In two statements: joined, neither engine sees that the codes are few.
func roots(ctx context.Context, q db.Querier) ([]Place, error) {
	const least = `(SELECT p.code FROM place p WHERE ` + holding + ` AND p.code >= `
	const first = ` ORDER BY p.code LIMIT 1)`
	codes, err := db.All(ctx, q, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
		`WITH RECURSIVE top (code) AS (SELECT `+least+`''`+first+` UNION ALL SELECT `+least+`top.code || '~'`+first+`
		FROM top WHERE top.code IS NOT NULL) SELECT code FROM top WHERE code IS NOT NULL`)
	if err != nil || len(codes) == 0 {
		return nil, err
	}
	var w db.Where
	w.In("p.code", codes)
	return db.All(ctx, q, scanPlace, current+w.SQL()+" ORDER BY p.code", w.Args()...)
}

// below are current places whose code begins so, the higher levels before the lower.
func below(ctx context.Context, q db.Querier, begin string, within []string, limit int) ([]Place, error) {
	var w db.Where
	w.Within("p.code", []string{begin})
	w.Within("p.code", within)
	n := len(w.Args()) + 1
	return db.All(ctx, q, scanPlace, fmt.Sprintf(current+"%s ORDER BY LENGTH(p.code), p.code LIMIT $%d", w.SQL(), n),
		append(w.Args(), int64(limit))...)
}

// matching are current places by a part of a name or alias, former names too: the exact ones first, then those that
// begin with it, the higher levels before the lower. text is a nameKey, like is text with the wildcards escaped.
func matching(ctx context.Context, q db.Querier, text, like string, within []string, limit int) ([]Place, error) {
	var w db.Where
	w.And(foldedName+` LIKE CAST(? AS TEXT) ESCAPE '\'`, "%"+like+"%")
	w.Within("p.code", within)
	n := len(w.Args())
	near := func(column string) string {
		return fmt.Sprintf(`CASE WHEN %s = $%d THEN 0 WHEN %[1]s LIKE CAST($%[3]d AS TEXT) ESCAPE '\' THEN 1 ELSE 2 END`, column, n+1, n+2)
	}
	return db.All(ctx, q, scanPlace, `WITH hit (code, near) AS (
		SELECT p.code, `+near(foldedName)+` FROM place p WHERE `+known+` AND `+w.SQL()+`
		UNION ALL SELECT p.code, `+near(foldedAlias)+` FROM place_alias p WHERE `+known+` AND `+strings.ReplaceAll(w.SQL(), foldedName, foldedAlias)+`)
		SELECT `+columns+` FROM (SELECT code, MIN(near) AS near FROM hit GROUP BY code) h JOIN place p ON p.code = h.code
		WHERE `+holding+` ORDER BY h.near, LENGTH(p.code), p.code LIMIT $`+strconv.Itoa(n+3),
		append(w.Args(), text, like+"%", int64(limit))...)
}

// everBelow are the versions below parents, by code and version.
func everBelow(ctx context.Context, q db.Querier, parents []string, l Level) ([]Place, error) {
	var w db.Where
	w.In("p.parent", parents)
	w.And("LENGTH(p.code) = ?", int64(widths[l]))
	return db.All(ctx, q, scanPlace, history+w.SQL()+" ORDER BY p.code, p.version", w.Args()...)
}

// nextCode counts on from the highest code ever given below a parent, so that no code is given twice.
func nextCode(ctx context.Context, tx *db.Tx, parent string, l Level) (string, error) {
	from, to := db.Subtree(parent)
	var last string
	err := db.Each(ctx, tx, func(r db.Row) error { return r.Scan(db.Text(&last)) },
		"SELECT MAX(code) FROM place WHERE code >= $1 AND code < $2 AND LENGTH(code) = $3", from, to, int64(widths[l]))
	if err != nil || last == "" {
		return parent + "001", err
	}
	n, err := strconv.Atoi(last[len(parent):])
	if err == nil && n == 999 {
		err = errs.New(errs.Conflict, "place.full")
	}
	return fmt.Sprintf("%s%03d", parent, n+1), err
}

// insertTx adds a version of a place, at once visible. Conflict when there is one of that number.
func insertTx(ctx context.Context, tx *db.Tx, p Place) error {
	n, err := tx.Exec(ctx, `INSERT INTO place (code, version, parent, name, name_key, class, valid_from, edition_from)
		VALUES ($1, $2, $3, $4, $5, $6, $7, `+edition+`) ON CONFLICT DO NOTHING`,
		p.Code, p.Version, p.Parent, p.Name, SearchKey(p.Name), p.Class, p.From.String())
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "place.code_taken")
	}
	return err
}

func editionOf(ctx context.Context, q db.Querier) (int64, error) {
	return db.Value[int64](ctx, q, "SELECT edition FROM place_state")
}

// endTx ends the version that holds now, at once visible. NotFound when none holds.
func endTx(ctx context.Context, tx *db.Tx, code, replacedBy string) error {
	n, err := tx.Exec(ctx, `UPDATE place SET valid_to = $2, replaced_by = $3, edition_to = `+edition+`
		WHERE code = $1 AND edition_to IS NULL`, code, workday.DateOf(tx.Now).String(), db.Null(replacedBy))
	if err == nil && n == 0 {
		err = errUnknown()
	}
	return err
}

// StageRows is how many versions one call of StageTx takes: SQLite's cost of binding grows with the square of the
// parameters.
const StageRows = 16

// StageTx adds versions of places from a day on to an edition: seen at once in the current one, and in the next one from
// its switch on. Of each place Code, Version, Parent, Name and Class count. Hardly any name folds to another, so the
// statement leaves the column out unless one does.
func StageTx(ctx context.Context, tx *db.Tx, edition int64, day workday.Date, places []Place) error {
	columns, keys := 5, ""
	for _, p := range places {
		if SearchKey(p.Name) != nil {
			columns, keys = 6, ", name_key"
		}
	}
	args := make([]any, 0, 2+columns*len(places))
	args = append(args, edition, day.String())
	b := []byte("INSERT INTO place (edition_from, valid_from, code, version, parent, name, class" + keys + ") VALUES ")
	for i, p := range places {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, "($1,$2"...)
		for n := range columns {
			b = fmt.Appendf(b, ",$%d", 3+columns*i+n)
		}
		b = append(b, ')')
		args = append(args, p.Code, p.Version, p.Parent, p.Name, p.Class)
		if keys != "" {
			args = append(args, SearchKey(p.Name))
		}
	}
	_, err := tx.Exec(ctx, string(b), args...)
	return err
}
