package hook

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/outbox"
	"linli/internal/journal"
	"linli/internal/notify/post"
	"linli/internal/seal"
)

// Pause leaves a subscription alone until it is resumed: what happens meanwhile waits. NotFound; Conflict: it is not open.
func (s *Service) Pause(ctx context.Context, a actor.Actor, subscriptionID string) (err error) {
	defer errs.Wrap(&err, "hook.Pause")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.Out.PauseTx(ctx, tx, x.ID); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hook.pause", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID})
	})
}

// Resume sends again to a paused subscription, first what has waited. NotFound; Conflict: it is not paused.
func (s *Service) Resume(ctx context.Context, a actor.Actor, subscriptionID string) (err error) {
	defer errs.Wrap(&err, "hook.Resume")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.Out.ResumeTx(ctx, tx, x.ID); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hook.resume", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID})
	})
}

// End ends a subscription for good; its address and its secret are forgotten. NotFound; Conflict: it has ended.
func (s *Service) End(ctx context.Context, a actor.Actor, subscriptionID string) (err error) {
	defer errs.Wrap(&err, "hook.End")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.Out.EndTx(ctx, tx, x.ID); err != nil {
			return err
		}
		tx.AfterCommit(s.heard.Clear)
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hook.end", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID, Before: told(x)})
	})
}

// Rotate gives a subscription another secret and tells it, once: sent again with the same key it is a Conflict. The one before is good
// beside it until the moment that is told with it (rule exchange.outbox.overlap), and every message is signed by both. NotFound;
// Conflict: it has ended.
func (s *Service) Rotate(ctx context.Context, a actor.Actor, subscriptionID, key string) (secret seal.Value, until time.Time, err error) {
	defer errs.Wrap(&err, "hook.Rotate")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err == nil {
		err = s.Out.CanSeal()
	}
	if err != nil {
		return secret, until, err
	}
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return secret, until, err
	}
	secret = post.NewSecret()
	before, err := journal.Once(ctx, s.DB, a, "hook.rotate", key, func(ctx context.Context, tx *db.Tx) error {
		until = tx.Now.Add(time.Hour * time.Duration(book.Int("exchange.outbox.overlap", "", tx.Now)))
		if err := s.Out.RotateTx(ctx, tx, x.ID, secret, until); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hook.rotate", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID, After: map[string]time.Time{"former_until": until}, Key: key})
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

// Replay sends again what was delivered or is dead, each message with the id that it had. It tells how many those are. NotFound;
// Conflict: it has ended; Invalid: from, to; from too where there is nothing, or too much at a time.
func (s *Service) Replay(ctx context.Context, a actor.Actor, subscriptionID string, in Replaying) (n int, err error) {
	defer errs.Wrap(&err, "hook.Replay")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err == nil {
		err = s.filled(ctx, &x)
	}
	if err == nil && x.Target.State == outbox.Ended {
		err = errs.New(errs.Conflict, "hook.conflict")
	}
	if err != nil {
		return 0, err
	}
	where, what, err := in.Where()
	if err != nil {
		return 0, err
	}
	_, err = journal.Once(ctx, s.DB, a, "hook.replay", in.Key, func(ctx context.Context, tx *db.Tx) error {
		if n, err = s.Out.ReplayTx(ctx, tx, x.ID, where); err == nil && n == 0 {
			err = errs.BadFields([]errs.Field{{Name: "from", Key: "hook.error.nothing"}})
		}
		if err != nil {
			return err
		}
		what["count"] = n
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hook.replay", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID, After: what, Key: in.Key})
	})
	return n, err
}

// Where is what is asked for, over the rows of an outbox, and what the journal says of it. Invalid: from.
func (in Replaying) Where() (w db.Where, what map[string]any, err error) {
	switch {
	case in.Delivery != 0:
		w.And("seq = ?", in.Delivery)
		return w, map[string]any{"sequence": in.Delivery}, nil
	case in.From.IsZero() && in.To.IsZero():
		w.And("state = ?", string(outbox.Dead))
		return w, map[string]any{"dead": true}, nil
	case in.From.IsZero(), in.To.IsZero(), !in.From.Before(in.To):
		return w, nil, errs.BadFields([]errs.Field{{Name: "from", Key: "hook.error.span"}})
	}
	w.And("at >= ? AND at < ?", in.From.UnixMicro(), in.To.UnixMicro())
	return w, map[string]any{"from": in.From.UTC(), "to": in.To.UTC()}, nil
}

// Pageful is how many deliveries a page has.
const Pageful = 50

// Deliveries is a page of the deliveries of a subscription, the newest first, of one phase where one is named. NotFound; Invalid: the
// cursor.
func (s *Service) Deliveries(ctx context.Context, a actor.Actor, subscriptionID string, phase outbox.Phase, after string) (_ []outbox.Row, next string, err error) {
	defer errs.Wrap(&err, "hook.Deliveries")
	x, _, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return nil, "", err
	}
	return outbox.Rows(ctx, s.DB, []string{x.ID}, phase, after, Pageful)
}

// Dead is a page of everything that is dead in the subscriptions that the actor looks after, the newest first. NotFound for who looks
// after none; Invalid: the cursor.
func (s *Service) Dead(ctx context.Context, a actor.Actor, after string) (rows []outbox.Row, next string, of map[string]Subscription, err error) {
	defer errs.Wrap(&err, "hook.Dead")
	all, err := s.List(ctx, a)
	if err != nil {
		return nil, "", nil, err
	}
	of = map[string]Subscription{}
	var ids []string
	for _, x := range all {
		of[x.ID], ids = x, append(ids, x.ID)
	}
	rows, next, err = outbox.Rows(ctx, s.DB, ids, outbox.Dead, after, Pageful)
	return rows, next, of, err
}
