package outbox

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/notify/post"
	"linli/internal/seal"
	"linli/internal/workday"
)

// What somebody who looks after a target does to it. Whether they may, the room knows whose target it is; its entry of the journal names the
// target as its subject, and has the key.

// Turn does something to a target, PauseTx, ResumeTx or EndTx, and writes it down. Errors are those of do.
func (s *Service) Turn(ctx context.Context, a actor.Actor, e journal.Entry, do func(ctx context.Context, tx *db.Tx, targetID string) error) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := do(ctx, tx, e.Subject); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, e)
	})
}

// Rotate gives a target another secret and tells it, once: sent again with the same key it is a Conflict. The one before is good beside it
// until the moment that is told with it (rule exchange.outbox.overlap), and every message is signed by both. Conflict: it has ended.
func (s *Service) Rotate(ctx context.Context, a actor.Actor, e journal.Entry) (secret seal.Value, until time.Time, err error) {
	defer errs.Wrap(&err, "outbox.Rotate")
	if err := s.CanSeal(); err != nil {
		return secret, until, err
	}
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return secret, until, err
	}
	secret = post.NewSecret()
	before, err := journal.Once(ctx, s.DB, a, e.Act, e.Key, func(ctx context.Context, tx *db.Tx) error {
		until = tx.Now.Add(time.Hour * time.Duration(book.Int("exchange.outbox.overlap", "", tx.Now)))
		if err := s.RotateTx(ctx, tx, e.Subject, secret, until); err != nil {
			return err
		}
		e.After = map[string]time.Time{"former_until": until}
		return journal.WriteTx(ctx, tx, a, e)
	})
	if err == nil && before != "" {
		err = errs.New(errs.Conflict, "hook.error.again")
	}
	return secret, until, err
}

// Replaying says what is to be sent again: one delivery, or everything that happened in a span of time, or, with neither, all that is
// dead.
type Replaying struct {
	Delivery int64
	From, To time.Time
	Key      string // idempotency key
}

// Asked is what a form asks to send again: one delivery by its sequence, all that is dead, or from the first of some days to the last.
func Asked(value func(field string) string) Replaying {
	in := Replaying{Key: value("key")}
	switch {
	case value("sequence") != "":
		var err error
		if in.Delivery, err = strconv.ParseInt(value("sequence"), 10, 64); err != nil || in.Delivery < 1 {
			in.Delivery = -1 // there is none
		}
	case value("dead") == "":
		first, err := workday.ParseDate(value("from"))
		last, lastErr := workday.ParseDate(value("to"))
		if err != nil || lastErr != nil {
			in.From = time.UnixMicro(1) // no days are a span that is refused
			break
		}
		in.From, in.To = first.At(0), (last + 1).At(0)
	}
	return in
}

// Replay sends again what was delivered or is dead, each message with the id that it had. It tells how many those are. Conflict: the target
// has ended; Invalid: from, to; from too where there is nothing, or too much at a time.
func (s *Service) Replay(ctx context.Context, a actor.Actor, e journal.Entry, in Replaying) (n int, err error) {
	defer errs.Wrap(&err, "outbox.Replay")
	t, err := TargetByID(ctx, s.DB, e.Subject)
	if err == nil && t.State == Ended {
		err = errs.New(errs.Conflict, "hook.conflict")
	}
	if err != nil {
		return 0, err
	}
	where, what, err := in.where()
	if err != nil {
		return 0, err
	}
	_, err = journal.Once(ctx, s.DB, a, e.Act, in.Key, func(ctx context.Context, tx *db.Tx) error {
		if n, err = s.ReplayTx(ctx, tx, e.Subject, where); err == nil && n == 0 {
			err = errs.BadFields([]errs.Field{{Name: "from", Key: "hook.error.nothing"}})
		}
		if err != nil {
			return err
		}
		what["count"] = n
		e.After, e.Key = what, in.Key
		return journal.WriteTx(ctx, tx, a, e)
	})
	return n, err
}

// where is what is asked for, and what the journal says of it. Invalid: from.
func (in Replaying) where() (w db.Where, what map[string]any, err error) {
	switch {
	case in.Delivery != 0:
		w.And("seq = ?", in.Delivery)
		return w, map[string]any{"sequence": in.Delivery}, nil
	case in.From.IsZero() && in.To.IsZero():
		w.And("state = ?", string(Dead))
		return w, map[string]any{"dead": true}, nil
	case in.From.IsZero(), in.To.IsZero(), !in.From.Before(in.To):
		return w, nil, errs.BadFields([]errs.Field{{Name: "from", Key: "hook.error.span"}})
	}
	w.And("at >= ? AND at < ?", in.From.UnixMicro(), in.To.UnixMicro())
	return w, map[string]any{"from": in.From.UTC(), "to": in.To.UTC()}, nil
}
