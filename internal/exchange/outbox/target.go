package outbox

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

// Where sealed texts of a target stand: moved to another field or target they do not open.
func addressField(target string) string { return "outbox.address\x00" + target }
func secretField(target string) string  { return "outbox.secret\x00" + target }
func formerField(target string) string  { return "outbox.former\x00" + target }

// CanSeal is Unavailable where there are no keys: no target can be opened then.
func (s *Service) CanSeal() error {
	if s.Ring == nil {
		return errs.New(errs.Unavailable, "notice.no_keys")
	}
	return nil
}

// OpenTx adds a target, to which rows may go from then on.
func (s *Service) OpenTx(ctx context.Context, tx *db.Tx, targetID, class string, address, secret seal.Value) (err error) {
	defer errs.Wrap(&err, "outbox.OpenTx")
	_, err = tx.Exec(ctx, "INSERT INTO outbox_target (id, class, address, secret, state, state_at) VALUES ($1, $2, $3, $4, 'open', $5)",
		targetID, class, s.Ring.Seal(address, addressField(targetID)), s.Ring.Seal(secret, secretField(targetID)), tx.Now.UnixMicro())
	return err
}

// RotateTx gives a target another secret; the one before is good beside it until a moment. Conflict: it has ended.
func (s *Service) RotateTx(ctx context.Context, tx *db.Tx, targetID string, secret seal.Value, until time.Time) (err error) {
	defer errs.Wrap(&err, "outbox.RotateTx")
	t, err := db.One(ctx, tx, scanTarget, "SELECT "+targetColumns+" FROM outbox_target WHERE id = $1 AND state <> 'ended'", targetID)
	if errors.Is(err, db.NoRows) {
		return errs.New(errs.Conflict, "hook.conflict")
	}
	if err != nil {
		return err
	}
	former, err := s.Ring.Open(t.secret, secretField(t.ID))
	if err != nil {
		return err
	}
	return moved(tx.Exec(ctx, "UPDATE outbox_target SET secret = $2, former = $3, former_until = $4 WHERE id = $1 AND secret = $5",
		t.ID, s.Ring.Seal(secret, secretField(t.ID)), s.Ring.Seal(former, formerField(t.ID)), until.UnixMicro(), t.secret))
}

// PauseTx leaves a target alone: its rows wait. Conflict: it is not open.
func (s *Service) PauseTx(ctx context.Context, tx *db.Tx, targetID string) (err error) {
	defer errs.Wrap(&err, "outbox.PauseTx")
	return moved(tx.Exec(ctx, "UPDATE outbox_target SET state = 'paused', why = $2, state_at = $3 WHERE id = $1 AND state = 'open'", targetID, ByHand, tx.Now.UnixMicro()))
}

// ResumeTx opens a paused target: what waits is tried anew. Conflict: it is not paused.
func (s *Service) ResumeTx(ctx context.Context, tx *db.Tx, targetID string) (err error) {
	defer errs.Wrap(&err, "outbox.ResumeTx")
	now := tx.Now.UnixMicro()
	err = moved(tx.Exec(ctx, `UPDATE outbox_target SET state = 'open', why = NULL, state_at = $2, failures = 0, down_since = NULL, next_at = 0
		WHERE id = $1 AND state = 'paused'`, targetID, now))
	if err != nil {
		return err
	}
	tx.AfterCommit(s.wake)
	_, err = tx.Exec(ctx, "UPDATE outbox_delivery SET due = $2, tries = 0, began = NULL WHERE target = $1 AND state = 'waiting'", targetID, now)
	return err
}

// EndTx ends a target for good: address and secrets go, and nothing is carried to it any more. Conflict: it has ended.
func (s *Service) EndTx(ctx context.Context, tx *db.Tx, targetID string) (err error) {
	defer errs.Wrap(&err, "outbox.EndTx")
	return moved(tx.Exec(ctx, `UPDATE outbox_target SET state = 'ended', why = NULL, state_at = $2, address = NULL, secret = NULL, former = NULL, former_until = NULL
		WHERE id = $1 AND state <> 'ended'`, targetID, tx.Now.UnixMicro()))
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "hook.conflict")
	}
	return err
}

// ReplayMost is how many rows one replay takes.
const ReplayMost = 2000

// ReplayTx sends rows again that were delivered or are dead, each with its id. Which they are is said by where, over the columns of
// outbox_delivery. It tells how many those were; Invalid, in the field from, where they are more than ReplayMost.
func (s *Service) ReplayTx(ctx context.Context, tx *db.Tx, targetID string, where db.Where) (n int, err error) {
	defer errs.Wrap(&err, "outbox.ReplayTx")
	where.And("target = ? AND state IN ('delivered', 'dead')", targetID)
	n, err = db.Value[int](ctx, tx, "SELECT COUNT(*) FROM (SELECT 1 FROM outbox_delivery WHERE "+where.SQL()+" LIMIT "+strconv.Itoa(ReplayMost+1)+") AS x", where.Args()...)
	if err == nil && n > ReplayMost {
		err = errs.BadFields([]errs.Field{{Name: "from", Key: "hook.error.most", Args: []any{ReplayMost}}})
	}
	if err != nil || n == 0 {
		return 0, err
	}
	tx.AfterCommit(s.wake)
	args := append(where.Args(), tx.Now.UnixMicro())
	_, err = tx.Exec(ctx, "UPDATE outbox_delivery SET state = 'waiting', due = $"+strconv.Itoa(len(args))+", lease = 0, tries = 0, began = NULL, ended_at = NULL WHERE "+where.SQL(), args...)
	return n, err
}

// SealedTexts are the sealed texts of the room as they are stored, each once.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	return db.Each(ctx, q, do, `SELECT address FROM outbox_target WHERE address IS NOT NULL UNION ALL SELECT secret FROM outbox_target WHERE secret IS NOT NULL
		UNION ALL SELECT former FROM outbox_target WHERE former IS NOT NULL`)
}

// Reseal brings what is sealed to the key of today, for the job that follows a change of keys, and tells how many texts those were.
// What does not open is left as it is, and named by the error at the end.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "outbox.Reseal")
	if s.Ring == nil {
		return 0, nil
	}
	for column, field := range map[string]func(string) string{"address": addressField, "secret": secretField, "former": formerField} {
		some, columnErr := s.reseal(ctx, column, field)
		n += some
		err = errors.Join(err, columnErr)
	}
	return n, err
}

func (s *Service) reseal(ctx context.Context, column string, field func(string) string) (int, error) {
	prefix, _ := s.Ring.Prefixes()
	left := seal.Unopened{Table: "outbox_target"}
	n, err := db.Walk(ctx, func(after string, limit int) ([]string, error) {
		return db.All(ctx, s.DB, scanID, "SELECT id FROM outbox_target WHERE id > $2 AND "+column+" NOT LIKE $1 ORDER BY id LIMIT $3", prefix+"%", after, limit)
	}, db.Itself, func(row string) (bool, error) {
		return left.Past(row, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			text, err := db.Value[*string](ctx, tx, "SELECT "+column+" FROM outbox_target WHERE id = $1", row)
			if errors.Is(err, db.NoRows) || err == nil && text == nil {
				return nil
			}
			if err != nil {
				return err
			}
			v, err := s.Ring.Open(*text, field(row))
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, "UPDATE outbox_target SET "+column+" = $2 WHERE id = $1 AND "+column+" = $3", row, s.Ring.Seal(v, field(row)), *text)
			return err
		}))
	})
	return n, errors.Join(err, left.Err())
}
