package hub

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

// sweepEach is how often what has ended is cleared.
const sweepEach = time.Hour

// Sweep clears, now and then, what leads from an order to a wish that has become anonymous, and reports that are older than the rule keeps
// them. It may be repeated.
func (s *Service) Sweep(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "hub.Sweep")
	now, last := s.DB.Now(), s.swept.Load()
	if now.Sub(time.UnixMicro(last)) < sweepEach || !s.swept.CompareAndSwap(last, now.UnixMicro()) {
		return nil
	}
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return err
	}
	before := now.AddDate(0, -book.Int("exchange.hub.keep", "", now), 0).UnixMicro()
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM hub_report WHERE at < $1", before); err != nil {
			return err
		}
		type gone struct{ hub, number string }
		all, err := db.All(ctx, tx, func(r db.Row) (x gone, err error) { return x, r.Scan(&x.hub, &x.number) }, `SELECT o.hub, o.number FROM hub_order o JOIN hub h ON h.id = o.hub
			WHERE o.state = 'placed' AND NOT EXISTS (SELECT 1 FROM wish_source s WHERE s.source = h.source AND s.outside = o.number)
			AND NOT EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.target = o.hub AND d.lane = o.number AND d.state = 'waiting') LIMIT 500`)
		for _, x := range all {
			for _, text := range []string{
				"UPDATE hub_report SET number = '', entry = NULL WHERE hub = $1 AND number = $2", "DELETE FROM hub_message WHERE hub = $1 AND number = $2", "DELETE FROM hub_order WHERE hub = $1 AND number = $2",
				"UPDATE outbox_delivery SET lane = '', data = '{}' WHERE target = $1 AND lane = $2 AND state <> 'waiting'",
			} {
				if err != nil {
					return err
				}
				_, err = tx.Exec(ctx, text, x.hub, x.number)
			}
		}
		return err
	})
}

// SealedTexts are the sealed texts of the room as they are stored, each once.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	return db.Each(ctx, q, do, "SELECT body FROM hub_order WHERE body IS NOT NULL UNION ALL SELECT body FROM hub_message WHERE body IS NOT NULL")
}

// waits is a document that waits, sealed: the order itself, or an update of it.
type waits struct {
	table, hub, number, body string
	seq                      int64
}

// Reseal brings what is sealed to the key of today, for the job that follows a change of keys, and tells how many texts those were.
// What does not open is left as it is, and named by the error at the end.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "hub.Reseal")
	if s.Ring == nil {
		return 0, nil
	}
	for _, table := range []string{"hub_order", "hub_message"} {
		some, tableErr := s.reseal(ctx, table)
		n += some
		err = errors.Join(err, tableErr)
	}
	return n, err
}

func (s *Service) reseal(ctx context.Context, table string) (int, error) {
	prefix, _ := s.Ring.Prefixes()
	left := seal.Unopened{Table: table}
	all, err := db.All(ctx, s.DB, func(r db.Row) (x waits, err error) {
		x.table = table
		return x, r.Scan(&x.hub, &x.number, &x.seq, &x.body)
	}, "SELECT hub, number, seq, body FROM "+table+" WHERE body IS NOT NULL AND body NOT LIKE $1 ORDER BY hub, number, seq", prefix+"%")
	n := 0
	for _, x := range all {
		if err != nil || ctx.Err() != nil {
			break
		}
		var done bool
		done, err = left.Past(x.hub+" "+strconv.FormatInt(x.seq, 10), s.resealed(ctx, x))
		if done {
			n++
		}
	}
	return n, errors.Join(err, left.Err())
}

func (s *Service) resealed(ctx context.Context, x waits) error {
	v, err := s.Ring.Open(x.body, bodyField(x.hub, x.number, x.seq))
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE "+x.table+" SET body = $4 WHERE hub = $1 AND number = $2 AND seq = $3 AND body = $5",
			x.hub, x.number, x.seq, s.Ring.Seal(v, bodyField(x.hub, x.number, x.seq)), x.body)
		return err
	})
}
