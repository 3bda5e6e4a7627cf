package notice

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/notice/text"
)

// spreadMost is how many events one transaction spreads.
const spreadMost = 100

// event is something that happened, as it is stored.
type event struct {
	ID    string
	Kind  Kind
	About chain.Subject
	Day   time.Time
	At    time.Time
	Unit  string
	What  text.What
	whom  whom
}

// spread gives each event that waits to everybody whom it is for, a row for each person and one for each channel that the person
// wants it on. An event is spread once, whole, and by one process: the lock, and the mark in the same transaction.
func (s *Service) spread(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "notice.spread")
	usual, err := s.usual(ctx)
	if err != nil {
		return 0, err
	}
	for {
		some := 0
		err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := tx.Lock(ctx, "notice", "spread"); err != nil {
				return err
			}
			events, err := waitingEvents(ctx, tx, spreadMost)
			if err != nil || len(events) == 0 {
				some = 0
				return err
			}
			some = len(events)
			return s.spreadTx(ctx, tx, events, usual, false)
		})
		n += some
		if err != nil || some == 0 || ctx.Err() != nil {
			return n, err
		}
	}
}

// Settle spreads what waits without sending any of it, and lets what was told before a moment count as read: for a past that is
// told at once, a demonstration's.
func (s *Service) Settle(ctx context.Context, before time.Time) (err error) {
	defer errs.Wrap(&err, "notice.Settle")
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "notice", "spread"); err != nil {
			return err
		}
		for {
			events, err := waitingEvents(ctx, tx, spreadMost)
			if err != nil {
				return err
			}
			if len(events) == 0 {
				break
			}
			if err := s.spreadTx(ctx, tx, events, manners{}, true); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, "UPDATE notification SET read_at = $1 WHERE read_at IS NULL AND event < $2", tx.Now.UnixMicro(), id.Least(before))
		return err
	})
}

// spreadTx is a chunk of it; a mute one goes out on no channel.
func (s *Service) spreadTx(ctx context.Context, tx *db.Tx, events []event, usual manners, mute bool) error {
	x := spreading{s: s, now: tx.Now, usual: usual, units: map[string][]string{}}
	for _, e := range events {
		if err := x.take(ctx, tx, e); err != nil {
			return err
		}
	}
	if !mute {
		if err := x.channels(ctx, tx); err != nil {
			return err
		}
	}
	if err := db.InsertRows(ctx, tx, "INSERT INTO notification (person, event) VALUES ", x.notices); err != nil {
		return err
	}
	if err := db.InsertRows(ctx, tx, "INSERT INTO notification_delivery (event, channel, person, state, digest, due) VALUES ", x.deliveries); err != nil {
		return err
	}
	var w db.Where
	w.In("id", idsOf(events))
	args := append(w.Args(), tx.Now.UnixMicro())
	_, err := tx.Exec(ctx, "UPDATE notification_event SET whom = NULL, spread_at = $"+strconv.Itoa(len(args))+" WHERE "+w.SQL(), args...)
	return err
}

func idsOf(events []event) (ids []string) {
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	return ids
}

// pair is an event for a person.
type pair struct {
	event  event
	person string
}

// spreading gathers what one transaction writes.
type spreading struct {
	s     *Service
	now   time.Time
	usual manners
	units map[string][]string // who acts for a unit
	pairs []pair
	group []event // those that name units, for robots

	notices, deliveries [][]any
}

// take finds whom an event is for.
func (x *spreading) take(ctx context.Context, tx *db.Tx, e event) error {
	persons := map[string]bool{}
	for _, p := range e.whom.Persons {
		persons[p] = true
	}
	for _, u := range e.whom.Units {
		who, known := x.units[u]
		if !known {
			var err error
			if who, err = x.s.Handlers(ctx, tx, u, x.now); err != nil {
				return err
			}
			x.units[u] = who
		}
		for _, p := range who {
			persons[p] = true
		}
	}
	if e.whom.Place != "" {
		at, err := residents(ctx, tx, e.whom.Place)
		if err != nil {
			return err
		}
		for _, p := range at {
			persons[p] = true
		}
	}
	delete(persons, e.whom.By)
	for _, p := range slices.Sorted(maps.Keys(persons)) {
		x.pairs = append(x.pairs, pair{e, p})
		x.notices = append(x.notices, []any{p, e.ID})
	}
	if len(e.whom.Units) > 0 {
		x.group = append(x.group, e)
	}
	return nil
}

// channels finds on which channels each pair goes out, and when.
func (x *spreading) channels(ctx context.Context, tx *db.Tx) error {
	ways, robots, err := x.s.open(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range x.group {
		for _, u := range e.whom.Units {
			for _, channel := range robots[u] {
				x.deliveries = append(x.deliveries, []any{e.ID, channel, "", waiting, false, x.now.UnixMicro()})
			}
		}
	}
	if len(ways) == 0 {
		return nil
	}
	persons := map[string]bool{}
	for _, p := range x.pairs {
		persons[p.person] = true
	}
	all := slices.Sorted(maps.Keys(persons))
	chosen, err := choicesOf(ctx, tx, all)
	if err != nil {
		return err
	}
	set, err := mannersOf(ctx, tx, all, x.usual)
	if err != nil {
		return err
	}
	for _, p := range x.pairs {
		for _, c := range ways {
			w := chosen.way(p.person, p.event.Kind, c)
			m := set[p.person]
			if w == Never || c == Mail && !m.mail {
				continue
			}
			x.deliveries = append(x.deliveries, []any{p.event.ID, string(c), p.person, waiting, w == Digest, m.Due(x.now, w == Digest).UnixMicro()})
		}
	}
	return nil
}

// parsed reads whom an event is for.
func (e *event) parsed(whom string) error { return json.Unmarshal([]byte(whom), &e.whom) }
