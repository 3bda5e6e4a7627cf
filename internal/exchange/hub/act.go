package hub

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
	"linli/internal/journal"
	"linli/internal/notify/post"
	"linli/internal/seal"
)

// Pause leaves a hub alone until it is resumed: what happens meanwhile waits. Its own orders are taken all the same. NotFound; Conflict:
// it is not open.
func (s *Service) Pause(ctx context.Context, a actor.Actor, hubID string) (err error) {
	defer errs.Wrap(&err, "hub.Pause")
	h, by, err := s.mine(ctx, a, hubID)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.Out.PauseTx(ctx, tx, h.ID); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.pause", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID})
	})
}

// Resume sends again to a paused hub, first what has waited. NotFound; Conflict: it is not paused.
func (s *Service) Resume(ctx context.Context, a actor.Actor, hubID string) (err error) {
	defer errs.Wrap(&err, "hub.Resume")
	h, by, err := s.mine(ctx, a, hubID)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.Out.ResumeTx(ctx, tx, h.ID); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.resume", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID})
	})
}

// End ends a hub for good: its orders are not taken any more, its address and its secret are forgotten. NotFound; Conflict: it has ended.
func (s *Service) End(ctx context.Context, a actor.Actor, hubID string) (err error) {
	defer errs.Wrap(&err, "hub.End")
	h, by, err := s.mine(ctx, a, hubID)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.Out.EndTx(ctx, tx, h.ID); err != nil {
			return err
		}
		tx.AfterCommit(s.heard.Clear)
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.end", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID, Before: told(h)})
	})
}

// Rotate gives a hub another secret and tells it, once: sent again with the same key it is a Conflict. The one before is good beside it
// until the moment that is told with it (rule exchange.outbox.overlap). NotFound; Conflict: it has ended.
func (s *Service) Rotate(ctx context.Context, a actor.Actor, hubID, key string) (secret seal.Value, until time.Time, err error) {
	defer errs.Wrap(&err, "hub.Rotate")
	h, by, err := s.mine(ctx, a, hubID)
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
	before, err := journal.Once(ctx, s.DB, a, "hub.rotate", key, func(ctx context.Context, tx *db.Tx) error {
		until = tx.Now.Add(time.Hour * time.Duration(book.Int("exchange.outbox.overlap", "", tx.Now)))
		if err := s.Out.RotateTx(ctx, tx, h.ID, secret, until); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.rotate", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID, After: map[string]time.Time{"former_until": until}, Key: key})
	})
	if err == nil && before != "" {
		err = errs.New(errs.Conflict, "hook.error.again")
	}
	return secret, until, err
}

// Replay tells a hub again what it was told or has refused, each message with the id that it had. It tells how many those are. NotFound;
// Conflict: it has ended; Invalid: from, to; from too where there is nothing, or too much at a time.
func (s *Service) Replay(ctx context.Context, a actor.Actor, hubID string, in hook.Replaying) (n int, err error) {
	defer errs.Wrap(&err, "hub.Replay")
	h, by, err := s.mine(ctx, a, hubID)
	if err == nil {
		err = s.filled(ctx, &h)
	}
	if err == nil && h.Target.State == outbox.Ended {
		err = errs.New(errs.Conflict, "hook.conflict")
	}
	if err != nil {
		return 0, err
	}
	where, what, err := in.Where()
	if err != nil {
		return 0, err
	}
	_, err = journal.Once(ctx, s.DB, a, "hub.replay", in.Key, func(ctx context.Context, tx *db.Tx) error {
		if n, err = s.Out.ReplayTx(ctx, tx, h.ID, where); err == nil && n == 0 {
			err = errs.BadFields([]errs.Field{{Name: "from", Key: "hook.error.nothing"}})
		}
		if err != nil {
			return err
		}
		what["count"] = n
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "hub.replay", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID, After: what, Key: in.Key})
	})
	return n, err
}

// Deliveries is a page of what a hub was told, the newest first, of one phase where one is named. NotFound; Invalid: the cursor.
func (s *Service) Deliveries(ctx context.Context, a actor.Actor, hubID string, phase outbox.Phase, after string) (_ []outbox.Row, next string, err error) {
	defer errs.Wrap(&err, "hub.Deliveries")
	h, _, err := s.mine(ctx, a, hubID)
	if err != nil {
		return nil, "", err
	}
	return outbox.Rows(ctx, s.DB, []string{h.ID}, phase, after, hook.Pageful)
}
