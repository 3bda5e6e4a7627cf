package org

import (
	"context"
	"strconv"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/recode"
)

// recodeChunk is how many organisations move in one write.
const recodeChunk = 50

// Standing are the codes at which organisations stand, one of each community.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "org.Standing")
	return recode.Standing(ctx, s.d, "SELECT MIN(place) FROM org WHERE place >= $1")
}

// Recode lets the organisations of a recoded place stand at its new code, and with them their posts, and tells how many
// moved. A community has one committee: where two communities have become one and both have theirs, the later one's
// stays where it is, until somebody has decided what becomes of its posts (StandingIn).
func (s *Service) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "org.Recode")
	return c.Move(ctx, s.d, "SELECT DISTINCT place FROM org WHERE place >= $1 AND place < $2 ORDER BY place", recodeTx)
}

func recodeTx(ctx context.Context, tx *db.Tx, old, now string) (n int, err error) {
	orgs, err := movable(ctx, tx, old, now, recodeChunk)
	if err != nil {
		return 0, err
	}
	for _, o := range orgs {
		if err := tx.Lock(ctx, "org", o.ID); err != nil {
			return n, err
		}
		moved, err := tx.Exec(ctx, "UPDATE org SET place = $3 WHERE id = $1 AND place = $2", o.ID, old, now)
		if db.IsUnique(err) { // a committee was added there a moment ago
			return n, errs.New(errs.Conflict, "org.error.committee_exists")
		}
		if err != nil {
			return n, err
		}
		if moved == 0 {
			continue // somebody has moved it meanwhile
		}
		n++
		if err := recode.JournalTx(ctx, tx, journal.Entry{Act: "org.recode", Kind: "org", Subject: o.ID}, old, now, 1); err != nil {
			return n, err
		}
	}
	return n, nil
}

// movable are organisations at a place that may stand at another: all but a second committee.
func movable(ctx context.Context, tx *db.Tx, old, now string, limit int) ([]Org, error) {
	taken, err := db.Value[bool](ctx, tx, "SELECT EXISTS (SELECT 1 FROM org WHERE place = $1 AND kind = 'community_committee')", now)
	if err != nil {
		return nil, err
	}
	var w db.Where
	w.And("o.place = ?", old)
	if taken {
		w.And("o.kind <> 'community_committee'")
	}
	return db.All(ctx, tx, scanOrg, "SELECT "+columns+" FROM org o WHERE "+w.SQL()+" ORDER BY o.id LIMIT "+strconv.Itoa(limit), w.Args()...)
}

// StandingIn are the organisations that stand at the codes of a range, [from, until) in byte order.
func StandingIn(ctx context.Context, q db.Querier, from, until string) (_ []Org, err error) {
	defer errs.Wrap(&err, "org.StandingIn")
	return db.All(ctx, q, scanOrg, "SELECT "+columns+" FROM org o WHERE o.place >= $1 AND o.place < $2 ORDER BY o.place, o.id", from, until)
}
