package tlog

import (
	"context"
	"encoding/hex"
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

// Erase erases the content of entries in the log that are older than e.Until, in chunks, each with an act of its own, and
// tells how many. It is for the system's retention alone; entries that wait to be taken in are left for the next time.
// Forbidden for anybody else, Invalid without a reason.
func Erase(ctx context.Context, d *db.DB, a actor.Actor, e Erasure) (n int, err error) {
	defer errs.Wrap(&err, "tlog.Erase")
	if !a.System {
		return 0, errs.New(errs.Forbidden, "error.forbidden")
	}
	if e.Reason == "" || e.Until.IsZero() {
		return 0, errs.New(errs.Invalid, "error.fields", 1)
	}
	for after := int64(0); ; {
		var done int
		var last int64
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			done, last, err = eraseTx(ctx, tx, a, e, after)
			return err
		})
		n += done
		if err != nil || done < eraseRows {
			return n, err
		}
		after = last
	}
}

// eraseTx erases a chunk of entries with ids above after.
func eraseTx(ctx context.Context, tx *db.Tx, a actor.Actor, e Erasure, after int64) (n int, last int64, err error) {
	if err := tx.Lock(ctx, "journal", "erase"); err != nil {
		return 0, 0, err
	}
	rows, err := db.All(ctx, tx, scanEntry, "SELECT "+columns+` FROM journal
		WHERE id > $1 AND at < $2 AND pos IS NOT NULL AND erased_at IS NULL AND act <> $3 ORDER BY id LIMIT $4`,
		after, e.Until.UnixMicro(), ActErase, eraseRows)
	if err != nil || len(rows) == 0 {
		return 0, 0, err
	}
	s, err := readState(ctx, tx)
	if err != nil {
		return 0, 0, err
	}
	for _, row := range rows {
		hash, err := row.payload(s.hasher)
		if err != nil {
			return 0, 0, err // somebody else was at it: verification says what
		}
		if _, err := tx.Exec(ctx, `UPDATE journal SET erased_at = $2, payload_hash = $3, salt = NULL, origin = NULL, before = NULL, after = NULL, key = NULL
			WHERE id = $1`, row.ID, tx.Now.UnixMicro(), hex.EncodeToString(hash)); err != nil {
			return 0, 0, err
		}
	}
	return len(rows), rows[len(rows)-1].ID, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: ActErase, Kind: "journal", Subject: s.origin, After: erasure{len(rows), e.Until, e.Reason},
	})
}
