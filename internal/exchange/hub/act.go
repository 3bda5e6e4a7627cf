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
	return s.Out.Turn(ctx, a, journal.Entry{Act: "hub.pause", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID}, s.Out.PauseTx)
}

// Resume sends again to a paused hub, first what has waited. NotFound; Conflict: it is not paused.
func (s *Service) Resume(ctx context.Context, a actor.Actor, hubID string) (err error) {
	defer errs.Wrap(&err, "hub.Resume")
	h, by, err := s.mine(ctx, a, hubID)
	if err != nil {
		return err
	}
	return s.Out.Turn(ctx, a, journal.Entry{Act: "hub.resume", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID}, s.Out.ResumeTx)
}

// End ends a hub for good: its orders are not taken any more, its address and its secret are forgotten. NotFound; Conflict: it has ended.
func (s *Service) End(ctx context.Context, a actor.Actor, hubID string) (err error) {
	defer errs.Wrap(&err, "hub.End")
	h, by, err := s.mine(ctx, a, hubID)
	if err != nil {
		return err
	}
	return s.Out.Turn(ctx, a, journal.Entry{Act: "hub.end", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID, Before: told(h)}, func(ctx context.Context, tx *db.Tx, targetID string) error {
		tx.AfterCommit(s.heard.Clear)
		return s.Out.EndTx(ctx, tx, targetID)
	})
}

// Rotate gives a hub another secret and tells it, once: sent again with the same key it is a Conflict. The one before is good beside it
// until the moment that is told with it (rule exchange.outbox.overlap). NotFound; Conflict: it has ended.
func (s *Service) Rotate(ctx context.Context, a actor.Actor, hubID, key string) (secret seal.Value, until time.Time, err error) {
	defer errs.Wrap(&err, "hub.Rotate")
	h, by, err := s.mine(ctx, a, hubID)
	if err != nil {
		return secret, until, err
	}
	return s.Out.Rotate(ctx, a, journal.Entry{Act: "hub.rotate", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID, Key: key})
}

// Replay tells a hub again what it was told or has refused, each message with the id that it had. It tells how many those are. NotFound;
// Conflict: it has ended; Invalid: from, to; from too where there is nothing, or too much at a time.
func (s *Service) Replay(ctx context.Context, a actor.Actor, hubID string, in outbox.Replaying) (n int, err error) {
	defer errs.Wrap(&err, "hub.Replay")
	h, by, err := s.mine(ctx, a, hubID)
	if err != nil {
		return 0, err
	}
	return s.Out.Replay(ctx, a, journal.Entry{Act: "hub.replay", Kind: Kind, Subject: h.ID, Place: h.Place, Post: by.ID}, in)
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
