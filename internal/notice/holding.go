package notice

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/notice/address"
	"linli/internal/notice/quiet"
	"linli/internal/retain"
)

// toldOf is a notice in somebody's own copy: what and when, not its words, which stand with the matter.
type toldOf struct {
	Kind  Kind      `json:"kind"`
	About string    `json:"about"`
	At    time.Time `json:"at"`
	Read  bool      `json:"read"`
}

// wanted is how somebody wants to be told, in the own copy.
type wanted struct {
	Mail    string       `json:"mail,omitempty"`
	Quiet   *quiet.Hours `json:"quiet_minutes,omitempty"`
	Hour    *int         `json:"digest_hour,omitempty"`
	Choices []Choice     `json:"choices,omitempty"`
}

// copyMost is how many notices stand in a copy: the newest.
const copyMost = 10_000

// Held is the notices of a person, and how that person wants to be told.
func (s *Service) Held(ctx context.Context, q db.Querier, personID string, whole bool) (out []retain.Held, err error) {
	defer errs.Wrap(&err, "notice.Held")
	n, err := db.Value[int](ctx, q, "SELECT COUNT(*) FROM notification WHERE person = $1", personID)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		h := retain.Held{Entity: "notification", N: n}
		first, err := db.All(ctx, q, func(r db.Row) (t time.Time, err error) { return t, r.Scan(db.Time(&t)) },
			"SELECT e.at FROM notification n JOIN notification_event e ON e.id = n.event WHERE n.person = $1 ORDER BY n.event LIMIT 1", personID)
		if err != nil {
			return nil, err
		}
		if len(first) > 0 {
			h.Since = first[0]
		}
		if whole {
			all, err := listed(ctx, q, personID, "g", copyMost)
			if err != nil {
				return nil, err
			}
			var copied []toldOf
			for _, x := range all {
				copied = append(copied, toldOf{x.Kind, x.About.Kind + "/" + x.About.ID, x.At, x.read})
			}
			h.Copy = copied
		}
		out = append(out, h)
	}
	set, err := s.heldSetting(ctx, q, personID, whole)
	return append(out, set...), err
}

func (s *Service) heldSetting(ctx context.Context, q db.Querier, personID string, whole bool) ([]retain.Held, error) {
	rows, err := settingsOf(ctx, q, []string{personID})
	if err != nil {
		return nil, err
	}
	chosen, err := choicesOf(ctx, q, []string{personID})
	x, has := rows[personID]
	if err != nil || !has && len(chosen) == 0 {
		return nil, err
	}
	h := retain.Held{Entity: "notification_setting", N: 1}
	if whole {
		w := wanted{Mail: s.opened(x.mail, address.MailField(personID)).Reveal()}
		if x.quietly {
			w.Quiet = &quiet.Hours{From: x.from, To: x.to}
		}
		if x.hourly {
			w.Hour = &x.hour
		}
		for _, k := range Kinds() {
			for _, c := range Personal() {
				if way, ok := chosen[[3]string{personID, string(k), string(c)}]; ok {
					w.Choices = append(w.Choices, Choice{k, c, way})
				}
			}
		}
		h.Copy = w
	}
	return []retain.Held{h}, nil
}

// Needed: a notice needs nobody.
func (s *Service) Needed(context.Context, db.Querier, []string, time.Time) (map[string]bool, error) {
	return nil, nil
}

// EraseTx erases the notices of a person, what is on its way, and how that person wants to be told. What waits to be spread
// forgets the person too.
func (s *Service) EraseTx(ctx context.Context, tx *db.Tx, personID string, _ bool) (_ []retain.Outcome, err error) {
	defer errs.Wrap(&err, "notice.EraseTx")
	if err := s.unnameTx(ctx, tx, personID); err != nil {
		return nil, err
	}
	var out []retain.Outcome
	for _, t := range []struct{ table, entity string }{
		{"notification_delivery", ""}, {"notification", "notification"}, {"notification_choice", ""}, {"notification_setting", "notification_setting"},
	} {
		n, err := tx.Exec(ctx, "DELETE FROM "+t.table+" WHERE person = $1", personID)
		if err != nil {
			return nil, err
		}
		if n > 0 && t.entity != "" {
			out = append(out, retain.Outcome{Entity: t.entity, Erased: int(n)})
		}
	}
	return out, nil
}

// unnameTx takes a person out of what waits to be spread.
func (s *Service) unnameTx(ctx context.Context, tx *db.Tx, personID string) error {
	if err := tx.Lock(ctx, "notice", "spread"); err != nil {
		return err
	}
	events, err := db.All(ctx, tx, scanEvent, "SELECT "+eventColumns+" FROM notification_event e WHERE e.spread_at IS NULL AND e.whom LIKE $1", "%"+personID+"%")
	if err != nil {
		return err
	}
	for _, e := range events {
		w := e.whom
		w.Persons = slices.DeleteFunc(w.Persons, func(p string) bool { return p == personID })
		if w.By == personID {
			w.By = ""
		}
		text, err := json.Marshal(w)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE notification_event SET whom = $2 WHERE id = $1", e.ID, string(text)); err != nil {
			return err
		}
	}
	return nil
}

// Expiry is how notices end by themselves, each with its rows for people and channels.
func (s *Service) Expiry() retain.Expiry {
	return retain.Expiry{
		Entity: "notification",
		Find: func(ctx context.Context, q db.Querier, before time.Time, after string, limit int) ([]string, error) {
			return db.All(ctx, q, scanID, "SELECT id FROM notification_event WHERE at < $1 AND spread_at IS NOT NULL AND id > $2 ORDER BY id LIMIT $3", before.UnixMicro(), after, limit)
		},
		EraseTx: func(ctx context.Context, tx *db.Tx, ids []string, _ time.Time) (int, error) {
			for _, t := range []struct{ table, column string }{{"notification_delivery", "event"}, {"notification", "event"}, {"notification_event", "id"}} {
				var w db.Where
				w.In(t.column, ids)
				if _, err := tx.Exec(ctx, "DELETE FROM "+t.table+" WHERE "+w.SQL(), w.Args()...); err != nil {
					return 0, err
				}
			}
			return len(ids), nil
		},
	}
}
