package code

import (
	"context"
	"errors"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/notify"
	"linli/internal/seal"
)

// Send gives a code to the sender and forgets it, for the job that Queue has asked for. It may be repeated: what was sent,
// has expired or has nothing to send is left. An error means that it is to be tried again.
func (s *Service) Send(ctx context.Context, rowID string) (err error) {
	defer errs.Wrap(&err, "code.Send")
	x, err := byID(ctx, s.d, rowID)
	if errors.Is(err, db.NoRows) || err == nil && x.code == "" {
		return nil
	}
	if err != nil {
		return err
	}
	now := s.d.Now()
	send := s.opt.Sender != nil && s.opt.Ring != nil && x.expires.After(now)
	if send {
		phone, err := s.opt.Ring.Open(x.phone, phoneContext(rowID))
		if err != nil {
			return err
		}
		code, err := s.opt.Ring.Open(x.code, codeField(rowID))
		if err != nil {
			return err
		}
		left := int((x.expires.Sub(now) + time.Minute - 1) / time.Minute)
		err = s.opt.Sender.Send(ctx, notify.Message{ID: rowID, Kind: notify.SignInCode, To: phone, Code: code, Minutes: left})
		if err != nil {
			return errors.Join(err, s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return failedTx(ctx, tx, rowID) }))
		}
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return sentTx(ctx, tx, rowID, send) })
}

// Delivery is how it went with the codes of the last day, which is how long rows are kept.
type Delivery struct {
	Failed int       // so many were not taken since the last that was
	Since  time.Time // the first of them; zero: none
	Last   time.Time // when one went out last; zero: none did
}

// DeliveryOf reads it.
func DeliveryOf(ctx context.Context, q db.Querier) (x Delivery, err error) {
	defer errs.Wrap(&err, "code.DeliveryOf")
	return delivery(ctx, q)
}

// keepFor is how long a row stays for the limits and for who looks into a complaint.
const keepFor = 24 * time.Hour

// purgeChunk bounds one write of Purge.
const purgeChunk = 500

// Purge erases codes and numbers that are past use, and removes rows after a day, for a periodic job; it tells how many rows
// it removed.
func (s *Service) Purge(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "code.Purge")
	for {
		var some int64
		err := s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			if err := eraseTx(ctx, tx, chooseFor); err != nil {
				return err
			}
			some, err = purgeTx(ctx, tx, tx.Now.Add(-keepFor), purgeChunk)
			return err
		})
		n += int(some)
		if err != nil || some < purgeChunk {
			return n, err
		}
	}
}

// Reseal brings what is sealed to the key of today, for the job that follows a change of keys; it tells how many rows those
// were. A row that changes meanwhile is left to who changes it; one that does not open is left as it is, and named by the
// error at the end.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "code.Reseal")
	if s.opt.Ring == nil {
		return 0, nil
	}
	prefix, _ := s.opt.Ring.Prefixes()
	left := seal.Unopened{Table: "account_code"}
	n, err = db.Walk(ctx, func(after string, limit int) ([]row, error) {
		return sealedBefore(ctx, s.d, prefix, after, limit)
	}, func(x row) string { return x.id }, func(x row) (bool, error) {
		phone, err := s.opt.Ring.Open(x.phone, phoneContext(x.id))
		if err != nil {
			return left.Past(x.id, err)
		}
		code, err := s.opt.Ring.Open(x.code, codeField(x.id))
		if err != nil {
			return left.Past(x.id, err)
		}
		return true, s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return resealTx(ctx, tx, x, s.opt.Ring.Seal(phone, phoneContext(x.id)), s.opt.Ring.Seal(code, codeField(x.id)))
		})
	})
	return n, errors.Join(err, left.Err())
}
