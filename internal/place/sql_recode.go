package place

import (
	"context"
	"maps"
	"slices"

	"linli/internal/db"
	"linli/internal/recode"
	"linli/internal/workday"
)

// lastKnown is the condition that a version p is the last one of its code.
const lastKnown = `NOT EXISTS (SELECT 1 FROM place n WHERE n.code = p.code AND n.version > p.version AND n.edition_from <= ` + edition + `)`

// endedBy are the places of levels 1 to 5 that an edition has ended for good, or whose successor it has named, by code.
func endedBy(ctx context.Context, q db.Querier, ended int64) ([]recode.Change, error) {
	return db.All(ctx, q, func(r db.Row) (x recode.Change, err error) {
		var day string
		if err = r.Scan(&x.Old, &day); err == nil {
			x.Day, err = workday.ParseDate(day)
		}
		return x, err
	}, `SELECT p.code, p.valid_to FROM place p WHERE p.edition_to = $1 AND p.edition_to <= `+edition+`
		AND LENGTH(p.code) <= $2 AND `+lastKnown+` ORDER BY p.code`, ended, fullWidth)
}

// today is what codes mean now, however many recodings later; what has no successor is left out.
func today(ctx context.Context, q db.Querier, codes []string) (map[string]string, error) {
	now, ask := map[string]string{}, map[string][]string{} // ask: the codes that have come to a code so far
	for _, code := range codes {
		ask[code] = []string{code}
	}
	for hop := 0; hop <= maxHops && len(ask) > 0; hop++ {
		next := map[string][]string{}
		for part := range slices.Chunk(slices.Sorted(maps.Keys(ask)), askCodes) {
			last, err := lastOf(ctx, q, part)
			if err != nil {
				return nil, err
			}
			for code, p := range last {
				if p.Ended && p.ReplacedBy != "" {
					next[p.ReplacedBy] = append(next[p.ReplacedBy], ask[code]...)
				}
				for _, first := range ask[code] {
					if !p.Ended {
						now[first] = code
					}
				}
			}
		}
		ask = next
	}
	return now, nil
}

// formersOf walks from places to what they replaced, and to what that replaced. UNION ends a circle.
func formersOf(ctx context.Context, q db.Querier, codes []string) (map[string][]string, error) {
	var w db.Where
	w.In("p.replaced_by", codes)
	out := map[string][]string{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var now, code string
		err := r.Scan(&now, &code)
		if now != code {
			out[now] = append(out[now], code)
		}
		return err
	}, `WITH RECURSIVE former (now, code) AS (
		SELECT p.replaced_by, p.code FROM place p WHERE `+w.SQL()+` AND p.edition_to <= `+edition+` AND `+lastKnown+`
		UNION SELECT f.now, p.code FROM former f JOIN place p ON p.replaced_by = f.code
			WHERE p.edition_to <= `+edition+` AND `+lastKnown+`)
		SELECT now, code FROM former ORDER BY now, code`, w.Args()...)
	return out, err
}

func scanCode(r db.Row) (code string, err error) { return code, r.Scan(&code) }

// communitiesWithOwn reads the whole tree once: who asks is a job.
func communitiesWithOwn(ctx context.Context, q db.Querier) ([]string, error) {
	return db.All(ctx, q, scanCode, `SELECT DISTINCT SUBSTR(p.code, 1, $1) FROM place p WHERE LENGTH(p.code) > $1 AND `+holding+` ORDER BY 1`, fullWidth)
}

// ownCodes are the places of a level of our own that hold below a community, beyond a code.
func ownCodes(ctx context.Context, q db.Querier, community, after string, l Level, limit int) ([]string, error) {
	_, until := db.Subtree(community)
	return db.All(ctx, q, scanCode, `SELECT p.code FROM place p WHERE p.code > $1 AND p.code < $2 AND LENGTH(p.code) = $3 AND `+holding+`
		ORDER BY p.code LIMIT $4`, after, until, widths[l], limit)
}

func heldBelow(ctx context.Context, q db.Querier, community string) (int, error) {
	from, until := db.Subtree(community)
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM place p WHERE p.code > $1 AND p.code < $2 AND `+holding, from, until)
}

// codesEverBelow are the codes ever given below a community.
func codesEverBelow(ctx context.Context, q db.Querier, community string) ([]string, error) {
	from, until := db.Subtree(community)
	return db.All(ctx, q, scanCode, "SELECT DISTINCT code FROM place WHERE code > $1 AND code < $2 ORDER BY code", from, until)
}

func everUsed(ctx context.Context, tx *db.Tx, code string) (bool, error) {
	return db.Value[bool](ctx, tx, "SELECT EXISTS (SELECT 1 FROM place WHERE code = $1)", code)
}

// endAsTx is endTx from a day on, which may lie before today: a list holds from its own day.
func endAsTx(ctx context.Context, tx *db.Tx, code string, day workday.Date, replacedBy string) error {
	n, err := tx.Exec(ctx, `UPDATE place SET valid_to = $2, replaced_by = $3, edition_to = `+edition+`
		WHERE code = $1 AND edition_to IS NULL`, code, day.String(), replacedBy)
	if err == nil && n == 0 {
		err = errUnknown()
	}
	return err
}
