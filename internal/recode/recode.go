// Package recode is how rows follow a place that has got another code: districts merge, a community changes streets. A
// Change is one place's old and new code; each room that keeps rows at places has a verb Recode that takes one, and a verb
// Standing that says where it has rows. The order of the rooms stands in app/recode.go; the codes come from the tree
// (place.Recodings).
//
// What is open follows. What has ended keeps its code, like numbers and the journal: lists by place and the scopes of
// posts know former codes (place.Formers).
package recode

import (
	"context"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/workday"
)

// Change is a place that has ended, and the place that its code means today.
type Change struct {
	Old string // trimmed
	New string // of the same level; empty: nothing has replaced it, so nothing can follow by itself
	Day workday.Date

	Below map[string]string // of a community: what the codes of its 邻里 and buildings mean today
}

// Widths of a community's code and of what each level below it adds.
const (
	communityWidth = 12
	ownWidth       = 3
)

// Range is the codes that follow, [from, until) in byte order: of a community everything below it too; of a higher place
// only what stands at its own code, because each place below it has a successor of its own.
func (c Change) Range() (from, until string) { return c.Old, beyond(c.Old) }

// beyond is the least bound above the codes that go together with one: those of its community, or a higher place's own.
func beyond(code string) string {
	if len(code) < communityWidth {
		return code + "0"
	}
	_, until := db.Subtree(code[:communityWidth])
	return until
}

// To is where something belongs now that stood at a code of the range: at the same 邻里 or building under its new code,
// or, where that is no more, at the nearest place above.
func (c Change) To(code string) string {
	for ; len(code) > len(c.Old); code = code[:len(code)-ownWidth] {
		if now := c.Below[code]; now != "" {
			return now
		}
	}
	return c.New
}

// Standing are the codes of an indexed column, one of each community or higher place. least is `SELECT MIN(column) …
// column >= $1`: the cost is that of the communities, not of the rows.
func Standing(ctx context.Context, q db.Querier, least string) (codes []string, err error) {
	for bound := "0"; ; {
		code, err := db.One(ctx, q, func(r db.Row) (code string, err error) { return code, r.Scan(db.Text(&code)) }, least, bound)
		if err != nil || code == "" {
			return codes, err
		}
		codes, bound = append(codes, code), beyond(code)
	}
}

// tries bounds how often a write is tried again that met somebody else's.
const tries = 5

// Move moves the rows of a room. distinct lists the codes in the range ($1 and $2) at which rows stand; move moves some of
// those at one code to another, inside a write, and tells how many. Each write is short, so that others get their turn in
// between. A cancelled context ends the move: what has followed stays, and the next run does the rest.
func (c Change) Move(
	ctx context.Context, d *db.DB, distinct string, move func(ctx context.Context, tx *db.Tx, old, now string) (int, error),
) (n int, err error) {
	if c.New == "" {
		return 0, nil
	}
	from, until := c.Range()
	codes, err := db.All(ctx, d, func(r db.Row) (code string, err error) { return code, r.Scan(&code) }, distinct, from, until)
	if err != nil {
		return 0, err
	}
	for _, old := range codes {
		for failed, moved := 0, 1; moved > 0; n += moved {
			if err := ctx.Err(); err != nil {
				return n, err
			}
			err := Write(ctx, d, func(ctx context.Context, tx *db.Tx) (err error) {
				moved, err = move(ctx, tx, old, c.To(old))
				return err
			})
			if errs.Is(err, errs.Conflict) && failed < tries {
				failed, moved, n = failed+1, 1, n-1 // nothing was written: once more
				continue
			}
			if err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// chunk is how many rows one write of Rows moves.
const chunk = 100

// Rows is Move with one statement: update moves at most $3 rows from the code $1 to $2. Each chunk is journalled as an act
// on the place.
func (c Change) Rows(ctx context.Context, d *db.DB, act, distinct, update string) (int, error) {
	return c.Move(ctx, d, distinct, func(ctx context.Context, tx *db.Tx, old, now string) (int, error) {
		n, err := tx.Exec(ctx, update, old, now, chunk)
		if err != nil || n == 0 {
			return 0, err
		}
		return int(n), JournalTx(ctx, tx, journal.Entry{Act: act, Kind: "place", Subject: now}, old, now, int(n))
	})
}

// JournalTx writes down that something has followed, n rows of it.
func JournalTx(ctx context.Context, tx *db.Tx, e journal.Entry, old, now string, n int) error {
	e.Place, e.Before, e.After = now, map[string]string{"place": old}, map[string]any{"place": now, "rows": n}
	return journal.WriteTx(ctx, tx, actor.Job("recode"), e)
}

// Limits of waiting while the queue of writers is full: a job has time.
const (
	busyPause = 50 * time.Millisecond
	busyTries = 200
)

// Write writes, and waits while the queue of writers is full: then nothing ran.
func Write(ctx context.Context, d *db.DB, fn func(ctx context.Context, tx *db.Tx) error) error {
	for try := 0; ; try++ {
		err := d.Write(ctx, fn)
		var e *errs.Error
		if try == busyTries || ctx.Err() != nil || !errors.As(err, &e) || e.Kind != errs.Unavailable || e.RetryAfter == 0 {
			return err
		}
		time.Sleep(busyPause)
	}
}
