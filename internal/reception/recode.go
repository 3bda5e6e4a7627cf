package reception

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/recode"
	"linli/internal/retain"
)

// ended are the states in which a tea keeps its code (ADR 7).
const ended = "('done', 'cancelled')"

// Standing are the communities with teas that have not ended; what is promised stands with them.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "reception.Standing")
	return recode.Standing(ctx, s.d, "SELECT MIN(place) FROM reception WHERE state NOT IN "+ended+" AND place >= $1")
}

// Recode lets the teas of a recoded community that have not ended follow it, with their promises, and tells how many teas.
func (s *Service) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "reception.Recode")
	_, err = c.Rows(ctx, s.d, "reception.recode_promises",
		"SELECT DISTINCT place FROM reception_promise WHERE place >= $1 AND place < $2 AND reception IN (SELECT id FROM reception WHERE state NOT IN "+ended+") ORDER BY place",
		`UPDATE reception_promise SET place = $2 WHERE id IN (SELECT id FROM reception_promise WHERE place = $1
			AND reception IN (SELECT id FROM reception WHERE state NOT IN `+ended+`) ORDER BY id LIMIT $3)`)
	if err != nil {
		return 0, err
	}
	return c.Rows(ctx, s.d, "reception.recode",
		"SELECT DISTINCT place FROM reception WHERE state NOT IN "+ended+" AND place >= $1 AND place < $2 ORDER BY place",
		"UPDATE reception SET place = $2, rev = rev + 1 WHERE id IN (SELECT id FROM reception WHERE place = $1 AND state NOT IN "+ended+" ORDER BY id LIMIT $3)")
}

// OpenIn counts the teas that have not ended whose community lies in a range of codes, [from, until) in byte order.
func OpenIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "reception.OpenIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM reception WHERE state NOT IN "+ended+" AND place >= $1 AND place < $2", from, until)
}

// Expiries are how the names of those invited end: so long after the tea nobody needs to know who came.
func Expiries() []retain.Expiry {
	return []retain.Expiry{{
		Entity: "invitee",
		Find: func(ctx context.Context, q db.Querier, before time.Time, _ string, limit int) ([]string, error) {
			// What has been erased is no longer found: the list begins anew.
			return db.All(ctx, q, func(r db.Row) (id string, err error) { return id, r.Scan(&id) },
				"SELECT id FROM reception_invitee WHERE "+expired("$1")+" ORDER BY id LIMIT $2", before.UnixMicro(), limit)
		},
		EraseTx: func(ctx context.Context, tx *db.Tx, ids []string, before time.Time) (int, error) {
			var w db.Where
			w.And(expired("?"), before.UnixMicro())
			w.In("id", ids)
			where := w.SQL()
			args := append(w.Args(), tx.Now.UnixMicro())
			n, err := tx.Exec(ctx, "UPDATE reception_invitee SET name = '', link = NULL, opened_at = NULL, erased_at = $"+itoa(len(args))+" WHERE "+where, args...)
			return int(n), err
		},
	}}
}

// expired is the condition that somebody was invited to a tea before a moment, and is still known by name.
func expired(moment string) string {
	return "erased_at IS NULL AND reception IN (SELECT id FROM reception WHERE starts_at < " + moment + ")"
}
