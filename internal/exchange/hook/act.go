package hook

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/outbox"
	"linli/internal/journal"
	"linli/internal/seal"
)

// Pause leaves a subscription alone until it is resumed: what happens meanwhile waits. NotFound; Conflict: it is not open.
func (s *Service) Pause(ctx context.Context, a actor.Actor, subscriptionID string) (err error) {
	defer errs.Wrap(&err, "hook.Pause")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return err
	}
	return s.Out.Turn(ctx, a, journal.Entry{Act: "hook.pause", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID}, s.Out.PauseTx)
}

// Resume sends again to a paused subscription, first what has waited. NotFound; Conflict: it is not paused.
func (s *Service) Resume(ctx context.Context, a actor.Actor, subscriptionID string) (err error) {
	defer errs.Wrap(&err, "hook.Resume")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return err
	}
	return s.Out.Turn(ctx, a, journal.Entry{Act: "hook.resume", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID}, s.Out.ResumeTx)
}

// End ends a subscription for good; its address and its secret are forgotten. NotFound; Conflict: it has ended.
func (s *Service) End(ctx context.Context, a actor.Actor, subscriptionID string) (err error) {
	defer errs.Wrap(&err, "hook.End")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return err
	}
	return s.Out.Turn(ctx, a, journal.Entry{Act: "hook.end", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID, Before: told(x)}, func(ctx context.Context, tx *db.Tx, targetID string) error {
		tx.AfterCommit(s.heard.Clear)
		return s.Out.EndTx(ctx, tx, targetID)
	})
}

// Rotate gives a subscription another secret and tells it, once: sent again with the same key it is a Conflict. The one before is good
// beside it until the moment that is told with it (rule exchange.outbox.overlap), and every message is signed by both. NotFound;
// Conflict: it has ended.
func (s *Service) Rotate(ctx context.Context, a actor.Actor, subscriptionID, key string) (secret seal.Value, until time.Time, err error) {
	defer errs.Wrap(&err, "hook.Rotate")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return secret, until, err
	}
	return s.Out.Rotate(ctx, a, journal.Entry{Act: "hook.rotate", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID, Key: key})
}

// Replay sends again what was delivered or is dead, each message with the id that it had. It tells how many those are. NotFound;
// Conflict: it has ended; Invalid: from, to; from too where there is nothing, or too much at a time.
func (s *Service) Replay(ctx context.Context, a actor.Actor, subscriptionID string, in outbox.Replaying) (n int, err error) {
	defer errs.Wrap(&err, "hook.Replay")
	x, by, err := s.mine(ctx, a, subscriptionID)
	if err != nil {
		return 0, err
	}
	return s.Out.Replay(ctx, a, journal.Entry{Act: "hook.replay", Kind: Kind, Subject: x.ID, Place: x.Place, Post: by.ID}, in)
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
