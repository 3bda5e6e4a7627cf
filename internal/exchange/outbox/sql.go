package outbox

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/db"
)

const targetColumns = "id, class, state, why, state_at, good_at, down_since, failures, next_at, former_until, address, secret, former"

func scanTarget(r db.Row) (t Target, err error) {
	return t, r.Scan(&t.ID, &t.Class, &t.State, db.Text(&t.Why), db.Time(&t.StateAt), db.Time(&t.GoodAt), db.Time(&t.DownSince), &t.Failures,
		db.Time(&t.NextAt), db.Time(&t.FormerUntil), db.Text(&t.address), db.Text(&t.secret), db.Text(&t.former))
}

const rowColumns = "seq, id, target, lane, kind, data, at, state, due, lease, tries, began, tried_at, said, ended_at"

func scanRow(r db.Row) (x Row, err error) {
	var data string
	err = r.Scan(&x.Seq, &x.ID, &x.Target, &x.Lane, &x.Kind, &data, db.Time(&x.At), &x.State, db.Time(&x.Due), &x.lease, &x.Tries, db.Time(&x.began),
		db.Time(&x.TriedAt), db.Text(&x.Said), db.Time(&x.EndedAt))
	x.Data = []byte(data)
	return x, err
}

func scanID(r db.Row) (s string, err error) { return s, r.Scan(&s) }

// due are the targets that have something to carry now.
func (s *Service) due(ctx context.Context) ([]string, error) {
	return db.All(ctx, s.DB, scanID, `SELECT id FROM outbox_target t WHERE state = 'open' AND next_at <= $1
		AND EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.target = t.id AND d.state = 'waiting' AND d.due <= $1 AND d.lease <= $1) ORDER BY id`, s.DB.Now().UnixMicro())
}

// claim takes rows that are due, the first of their lanes, until the lease ends: one, where the target did not take the last. Of a lane
// no row is free while an earlier one waits, whoever has that.
func (s *Service) claim(ctx context.Context, targetID string) (t Target, rows []Row, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows = nil // it may run twice
		if err := tx.Lock(ctx, "outbox.claim", targetID); err != nil {
			return err
		}
		now := tx.Now.UnixMicro()
		t, err = db.One(ctx, tx, scanTarget, "SELECT "+targetColumns+" FROM outbox_target WHERE id = $1 AND state = 'open' AND next_at <= $2", targetID, now)
		if errors.Is(err, db.NoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		most := abreast
		if t.Failures > 0 {
			most = 1
		}
		seqs, err := db.All(ctx, tx, func(r db.Row) (n int64, err error) { return n, r.Scan(&n) }, `SELECT seq FROM outbox_delivery d WHERE target = $1 AND state = 'waiting'
			AND due <= $2 AND lease <= $2 AND NOT EXISTS (SELECT 1 FROM outbox_delivery e WHERE e.target = d.target AND e.lane = d.lane AND e.state = 'waiting' AND e.seq < d.seq)
			ORDER BY due, seq LIMIT `+strconv.Itoa(most), targetID, now)
		for _, seq := range seqs {
			if err != nil {
				return err
			}
			var r Row
			r, err = db.One(ctx, tx, scanRow, `UPDATE outbox_delivery SET lease = $2, tries = tries + 1, began = COALESCE(began, $3), tried_at = $3 WHERE seq = $1
				RETURNING `+rowColumns, seq, tx.Now.Add(leaseFor).UnixMicro(), now)
			rows = append(rows, r)
		}
		return err
	})
	return t, rows, err
}

// release gives rows back that could not be carried for a reason of ours: their try does not count.
func (s *Service) release(ctx context.Context, t Target, rows []Row) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, r := range rows {
			if _, err := tx.Exec(ctx, "UPDATE outbox_delivery SET lease = 0, tries = tries - 1, due = $3 WHERE seq = $1 AND lease = $2", r.Seq, r.lease, tx.Now.Add(leaseFor).UnixMicro()); err != nil {
				return err
			}
		}
		return nil
	})
}

// heldTx tells whether a row is still the caller's.
func heldTx(ctx context.Context, tx *db.Tx, r Row) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE outbox_delivery SET lease = 0 WHERE seq = $1 AND state = 'waiting' AND lease = $2", r.Seq, r.lease)
	return n > 0, err
}

func endTx(ctx context.Context, tx *db.Tx, r Row, to Phase, said string) error {
	_, err := tx.Exec(ctx, "UPDATE outbox_delivery SET state = $2, said = $3, ended_at = $4 WHERE seq = $1", r.Seq, string(to), db.Null(said), tx.Now.UnixMicro())
	return err
}

func laterTx(ctx context.Context, tx *db.Tx, r Row, due time.Time, said string) error {
	_, err := tx.Exec(ctx, "UPDATE outbox_delivery SET due = $2, said = $3 WHERE seq = $1", r.Seq, due.UnixMicro(), db.Null(said))
	return err
}

// faredTx notes that a target did not take something, and gives it as it is then.
func faredTx(ctx context.Context, tx *db.Tx, targetID string) (Target, error) {
	return db.One(ctx, tx, scanTarget, "UPDATE outbox_target SET failures = failures + 1, down_since = COALESCE(down_since, $2) WHERE id = $1 RETURNING "+targetColumns,
		targetID, tx.Now.UnixMicro())
}

// sweepChunk is how many rows one write clears.
const sweepChunk = 500

// sweep clears, now and then, what has ended longer ago than the rule keeps it, and what waits for a target that has ended.
func (s *Service) sweep(ctx context.Context) error {
	now, last := s.DB.Now(), s.swept.Load()
	if now.Sub(time.UnixMicro(last)) < sweepEach || !s.swept.CompareAndSwap(last, now.UnixMicro()) {
		return nil
	}
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return err
	}
	before := now.AddDate(0, 0, -book.Int("exchange.outbox.keep", "", now)).UnixMicro()
	for _, which := range []string{
		"ended_at < $1", // what waits has not ended
		"state = 'waiting' AND at < $1 AND target IN (SELECT id FROM outbox_target WHERE state = 'ended')",
	} {
		for n := int64(sweepChunk); n == sweepChunk && ctx.Err() == nil; {
			if err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				n, err = tx.Exec(ctx, "DELETE FROM outbox_delivery WHERE seq IN (SELECT seq FROM outbox_delivery WHERE "+which+" ORDER BY seq LIMIT "+strconv.Itoa(sweepChunk)+")", before)
				return err
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
