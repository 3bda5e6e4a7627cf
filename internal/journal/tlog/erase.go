package tlog

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
)

// ActErase is the act under which an erasure stands in the journal. What it says is never erased itself.
const ActErase = "journal.erase"

// Erasure says what is no longer to be kept: the content (address, before, after, key) of acts before a moment. Who did
// what to which thing, and when, stays.
type Erasure struct {
	Until  time.Time
	Reason string // the rule or decision behind it
}

// erasure is what an act of erasure says after it.
type erasure struct {
	Entries int       `json:"entries"`
	Until   time.Time `json:"until"`
	Reason  string    `json:"reason"`
}

// eraseRows is how many entries one write erases.
const eraseRows = 200

// ErrAltered says that entries are left whose content somebody has been at.
var ErrAltered = errors.New("tlog: an altered entry is not erased")

// expired are entries that are to be erased, the oldest first, behind a moment and a number: the index journal_due holds nothing
// else, so that a day on which nothing is due costs nothing. A moment that is no whole number is nobody's (scanEntry).
const expired = "SELECT " + columns + ` FROM journal WHERE pos IS NOT NULL AND erased_at IS NULL AND act <> '` + ActErase + `'
	AND at < $1 AND (at, id) > ($2, $3) AND at = CAST(at AS BIGINT) ORDER BY at, id LIMIT $4`

// Erase erases the content of entries in the log that are older than e.Until, in chunks, each with an act of its own, and
// tells how many. It is for the system's retention alone; entries that wait to be taken in are left for the next time.
// What is to be erased is found and hashed before a write begins. An entry that somebody has been at is left as it is, for
// verification to name, and is ErrAltered when everything else is done. Forbidden for anybody else, Invalid without a reason.
func Erase(ctx context.Context, d *db.DB, a actor.Actor, e Erasure) (n int, err error) {
	defer errs.Wrap(&err, "tlog.Erase")
	if !a.System {
		return 0, errs.New(errs.Forbidden, "error.forbidden")
	}
	if e.Reason == "" || e.Until.IsZero() {
		return 0, errs.New(errs.Invalid, "error.fields", 1)
	}
	var left error
	for at, id := int64(math.MinInt64), int64(0); ; {
		rows, err := db.All(ctx, d, scanEntry, expired, e.Until.UnixMicro(), at, id, eraseRows)
		if err != nil {
			return n, err
		}
		if len(rows) == 0 {
			return n, left
		}
		last := rows[len(rows)-1]
		at, id = last.At, last.ID
		s, err := readState(ctx, d)
		if err != nil {
			return n, err
		}
		c := erasing{state: s, why: e}
		for _, row := range rows {
			hash, err := row.payload(s.hasher)
			if err != nil || row.Odd != "" {
				left = fmt.Errorf("%w: position %d", ErrAltered, row.Pos)
				continue
			}
			c.ids, c.hashes = append(c.ids, row.ID), append(c.hashes, hex.EncodeToString(hash))
		}
		done, err := c.write(ctx, d, a)
		if n += done; err != nil {
			return n, err
		}
	}
}

// erasing is a chunk of entries with the hashes of what is erased of them.
type erasing struct {
	state  state
	why    Erasure
	ids    []int64
	hashes []string
}

// write erases those that nobody has erased meanwhile, and writes down how many.
func (c *erasing) write(ctx context.Context, d *db.DB, a actor.Actor) (n int, err error) {
	if len(c.ids) == 0 {
		return 0, nil
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		if err := tx.Lock(ctx, "journal", "erase"); err != nil {
			return err
		}
		for i, id := range c.ids {
			done, err := tx.Exec(ctx, `UPDATE journal SET erased_at = $2, payload_hash = $3, salt = NULL, origin = NULL, before = NULL, after = NULL, key = NULL
				WHERE id = $1 AND pos IS NOT NULL AND erased_at IS NULL`, id, tx.Now.UnixMicro(), c.hashes[i])
			if err != nil {
				return err
			}
			n += int(done)
		}
		if n == 0 {
			return nil
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: ActErase, Kind: "journal", Subject: c.state.origin, After: erasure{n, c.why.Until, c.why.Reason},
		})
	})
	if err != nil {
		n = 0
	}
	return n, err
}
