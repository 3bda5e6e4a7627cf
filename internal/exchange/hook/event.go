package hook

import (
	"context"
	"slices"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/exchange/outbox"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/wish/publish"
)

// listener is a subscription as events look at it.
type listener struct {
	id    string
	kinds []string
	codes []string // of its place today, and before
}

func (l listener) hears(kind, place string) bool {
	return slices.Contains(l.kinds, kind) && slices.ContainsFunc(l.codes, func(code string) bool { return actor.Covers(code, place) })
}

// listeners are those that have not ended, remembered for some seconds: an event that nobody listens to costs no statement.
func (s *Service) listeners(ctx context.Context, q db.Querier) ([]listener, error) {
	now := s.DB.Now()
	known, ok, epoch := s.heard.Get("", now)
	if ok {
		return known, nil
	}
	all, err := listening(ctx, q)
	if err != nil {
		return nil, err
	}
	for i, x := range all {
		if all[i].codes, err = place.Codes(ctx, q, x.codes[0]); err != nil {
			return nil, err
		}
	}
	s.heard.Put("", all, now, epoch)
	return all, nil
}

// Emit puts an event on its way to those who listen, in its transaction.
func (s *Service) Emit(ctx context.Context, tx *db.Tx, e event.Event) (err error) {
	defer errs.Wrap(&err, "hook.Emit")
	switch e := e.(type) {
	case wish.Filed:
		return s.put(ctx, tx, kindOf(wish.File), e.Wish)
	case wish.Changed:
		return s.put(ctx, tx, kindOf(e.Act), e.Wish)
	case publish.Published:
		all, err := s.listeners(ctx, tx)
		if err != nil || !slices.ContainsFunc(all, func(l listener) bool { return slices.Contains(l.kinds, Published) }) {
			return err
		}
		w, err := db.One(ctx, tx, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE id = $1", e.Wish)
		if err != nil {
			return err
		}
		return s.put(ctx, tx, Published, w)
	}
	return nil
}

func (s *Service) put(ctx context.Context, tx *db.Tx, kind string, w wish.Wish) error {
	all, err := s.listeners(ctx, tx)
	if err != nil {
		return err
	}
	var rows []outbox.Put
	for _, l := range all {
		if l.hears(kind, w.Place) {
			rows = append(rows, outbox.Put{Target: l.id, Lane: w.ID, Kind: kind, Data: s.dataOf(w)})
		}
	}
	return s.Out.PutTx(tx, rows)
}

// PausedTx tells those who look after a subscription that it was paused by itself.
func (s *Service) PausedTx(ctx context.Context, tx *db.Tx, subscriptionID string) error {
	return s.TellTx(ctx, tx, chain.Subject{Kind: Kind, ID: subscriptionID})
}
