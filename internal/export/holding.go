package export

import (
	"context"
	"sort"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
)

// Room is the register as a room that holds something of people: which copies of somebody's data went out, and who took them.
type Room struct{}

// copied is a line of the register in the own copy of the person whose data it was.
type copied struct {
	Number  int64     `json:"number"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Purpose string    `json:"purpose"`
	Records int       `json:"records"`
}

// Held are the exports of a person's data.
func (Room) Held(ctx context.Context, q db.Querier, personID string, whole bool) (_ []retain.Held, err error) {
	defer errs.Wrap(&err, "export.Held")
	list, err := db.All(ctx, q, func(r db.Row) (x copied, err error) {
		return x, r.Scan(&x.Number, db.Time(&x.At), &x.Kind, &x.Purpose, &x.Records)
	}, "SELECT number, at, kind, purpose, records FROM export WHERE subject = $1 AND subject <> '' ORDER BY number", personID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	h := retain.Held{Entity: "export", N: len(list), Since: list[0].At}
	if whole {
		h.Copy = list
	}
	return []retain.Held{h}, nil
}

// Before is what was held of somebody, of every room, as far as the register goes, when a number was given: a copy does not tell
// of itself, nor, fetched again, of what came after it. held is not changed.
func Before(held []retain.Held, number int64) (out []retain.Held) {
	for _, h := range held {
		if list, ours := h.Copy.([]copied); ours {
			list = list[:sort.Search(len(list), func(i int) bool { return list[i].Number >= number })]
			if h.N, h.Copy = len(list), list; h.N == 0 {
				continue
			}
		}
		out = append(out, h)
	}
	return out
}

// Needed is nobody.
func (Room) Needed(context.Context, db.Querier, []string, time.Time) (map[string]bool, error) {
	return nil, nil
}

// EraseTx erases nothing: that somebody's data went out stays for its period.
func (r Room) EraseTx(ctx context.Context, tx *db.Tx, personID string, _ bool) ([]retain.Outcome, error) {
	held, err := r.Held(ctx, tx, personID, false)
	if err != nil || len(held) == 0 {
		return nil, err
	}
	return []retain.Outcome{{Entity: "export", Kept: held[0].N, Why: "proof"}}, nil
}

// told are the exports that still say of whom and by whom they were, or at which door.
const told = "(subject <> '' OR filter <> '' OR account IS NOT NULL OR person IS NOT NULL OR LENGTH(place) > 15)"

// Expiry is how people go from the register. What stays is that there was a number, when, of what kind, for what, how many
// records, under which post; of a building its 邻里.
func (Room) Expiry() retain.Expiry {
	return retain.Expiry{
		Entity: "export",
		Find: func(ctx context.Context, q db.Querier, before time.Time, _ string, limit int) ([]string, error) {
			// What has been erased is no longer found: the list begins anew.
			return db.All(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
				"SELECT CAST(number AS TEXT) FROM export WHERE at < $1 AND "+told+" ORDER BY number LIMIT $2", before.UnixMicro(), limit)
		},
		EraseTx: func(ctx context.Context, tx *db.Tx, ids []string, before time.Time) (int, error) {
			var w db.Where
			w.In("CAST(number AS TEXT)", ids)
			w.And("at < ? AND "+told, before.UnixMicro())
			n, err := tx.Exec(ctx, `UPDATE export SET subject = '', filter = '', account = NULL, person = NULL, place = SUBSTR(place, 1, 15)
				WHERE `+w.SQL(), w.Args()...)
			return int(n), err
		},
	}
}
