package escalate

import (
	"context"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
)

// chunk is how many wishes are read at a time.
const chunk = 200

// mark is where a reading goes on: behind a wish in the order of the dates.
type mark struct {
	due int64
	id  string
}

// row is a wish with the moment from which what it waits for is counted: when it was last moved up or down; of a ruling, when it was
// asked for.
type row struct {
	wish.Wish
	since time.Time
}

// read reads the next chunk of wishes of a condition, by date, behind a mark, since they were last moved.
func read(ctx context.Context, q db.Querier, after mark, cond string, args ...any) ([]row, error) {
	return readSince(ctx, q, "moved_at", after, cond, args...)
}

func readSince(ctx context.Context, q db.Querier, since string, after mark, cond string, args ...any) ([]row, error) {
	n := len(args)
	return db.All(ctx, q, func(r db.Row) (x row, err error) {
		x.Wish, err = wish.Scan(also{r, db.Time(&x.since)})
		return x, err
	}, "SELECT "+wish.Columns+", "+since+" FROM wish LEFT JOIN wish_watch ON wish_watch.wish = id WHERE closed_at IS NULL AND "+cond+
		" AND (due, id) > ($"+strconv.Itoa(n+1)+", $"+strconv.Itoa(n+2)+") ORDER BY due, id LIMIT "+strconv.Itoa(chunk), append(args, after.due, after.id)...)
}

// unwarned are open wishes of a community with a date before a moment of which nobody was reminded yet, and that are not paused.
func unwarned(ctx context.Context, q db.Querier, code string, now, until time.Time, after mark) ([]row, error) {
	return read(ctx, q, after, "community = $1 AND state <> 'answered' AND due < $2 AND due > $3 AND COALESCE(warned_due, 0) <> due AND (paused_until IS NULL OR paused_until <= $3)",
		code, until.UnixMicro(), now.UnixMicro())
}

// untold are open wishes of a community past a date of which the level above was not told yet.
func untold(ctx context.Context, q db.Querier, code string, now time.Time, after mark) ([]row, error) {
	return read(ctx, q, after, "community = $1 AND state <> 'answered' AND due <= $2 AND COALESCE(told_due, 0) <> due", code, now.UnixMicro())
}

// overdue are wishes of a community past their date, and where they are, since a moment, that can be moved up: in hand below the highest
// level, or not sorted yet.
func overdue(ctx context.Context, q db.Querier, code string, since time.Time, after mark) ([]row, error) {
	return read(ctx, q, after, "community = $1 AND state IN ('submitted', 'accepted', 'classified', 'in_progress') AND colour IN ('', 'blue', 'yellow') AND due <= $2 AND COALESCE(moved_at, 0) <= $2",
		code, since.UnixMicro())
}

// also scans one column more than the columns of a wish.
type also struct {
	db.Row
	to any
}

// Scan reads them all.
func (a also) Scan(to ...any) error { return a.Row.Scan(append(to, a.to)...) }

// ripe are wishes that were taken up again or handed on too often, and that nobody is to rule on.
func ripe(ctx context.Context, q db.Querier, after mark) ([]row, error) {
	return read(ctx, q, after, "ripe = TRUE AND state IN ('classified', 'in_progress') AND colour IN ('blue', 'yellow') AND ruling_due IS NULL")
}

// unruled are wishes of a community on which somebody was to rule before now.
func unruled(ctx context.Context, q db.Querier, code string, now time.Time, after mark) ([]row, error) {
	return read(ctx, q, after, "community = $1 AND colour IN ('blue', 'yellow') AND "+ruledLate+"$2", code, now.UnixMicro())
}

// toRule is a wish on which somebody is to rule, and ruledLate one whose ruling is late.
const (
	toRule    = "ruling_due IS NOT NULL AND closed_at IS NULL AND state IN ('classified', 'in_progress')"
	ruledLate = toRule + " AND ruling_due <= "
)

// unwarnedRulings are wishes of a community on which somebody is to rule later than now and was not reminded of it yet. A ruling is
// asked for by the last return, or by the refusal of another colour: nothing can be returned or asked for while it is awaited.
func unwarnedRulings(ctx context.Context, q db.Querier, code string, now time.Time, after mark) ([]row, error) {
	return readSince(ctx, q, "COALESCE((SELECT MAX(e.at) FROM wish_event e WHERE e.wish = wish.id AND e.act IN ('return', 'refuse')), filed_at)", after,
		"community = $1 AND ruling_due > $2 AND COALESCE(warned_ruling, 0) <> ruling_due AND "+toRule, code, now.UnixMicro())
}

// untoldRulings are wishes of a community at the highest level whose ruling is late, of which the district was not told yet: those below
// move up instead.
func untoldRulings(ctx context.Context, q db.Querier, code string, now time.Time, after mark) ([]row, error) {
	return read(ctx, q, after, "community = $1 AND colour = 'red' AND COALESCE(told_ruling, 0) <> ruling_due AND "+ruledLate+"$2", code, now.UnixMicro())
}

// unripen forgets wishes that cannot be moved up: they have been answered, or stand at the highest level.
func unripen(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE wish_watch SET ripe = FALSE WHERE ripe = TRUE AND NOT EXISTS (SELECT 1 FROM wish w
		WHERE w.id = wish_watch.wish AND w.state IN ('classified', 'in_progress') AND w.colour IN ('blue', 'yellow'))`)
	return err
}

// markTx writes down that somebody was told of a due date. Conflict when that was done before.
func markTx(ctx context.Context, tx *db.Tx, column, wishID string, due time.Time) error {
	n, err := tx.Exec(ctx, "INSERT INTO wish_watch (wish, "+column+") VALUES ($1, $2) ON CONFLICT (wish) DO UPDATE SET "+column+" = $2 WHERE wish_watch."+column+" <> $2",
		wishID, due.UnixMicro())
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "wish.conflict")
	}
	return err
}

// addTx counts a redo or a transfer; from least on the wish is ripe.
func addTx(ctx context.Context, tx *db.Tx, column, wishID string, least int) error {
	_, err := tx.Exec(ctx, "INSERT INTO wish_watch (wish, "+column+", ripe) VALUES ($1, 1, $2) ON CONFLICT (wish) DO UPDATE SET "+column+" = wish_watch."+column+
		" + 1, ripe = (wish_watch.ripe OR wish_watch."+column+" + 1 >= $3)", wishID, least <= 1, least)
	return err
}

// movedTx writes down where a wish was moved, up or down. What led to it is counted from the beginning again, but for redos where only
// a redo has moved it.
func movedTx(ctx context.Context, tx *db.Tx, e wish.Changed, why string) error {
	_, err := tx.Exec(ctx, `INSERT INTO wish_move (wish, nth, ground, from_unit, from_colour, to_unit, to_colour, due, post, at)
		VALUES ($1, (SELECT COALESCE(MAX(nth), 0) + 1 FROM wish_move WHERE wish = $1), $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Wish.ID, why, from(e), string(e.Old.Colour), e.Wish.Unit, string(e.Wish.Colour), db.Micros(e.Wish.Due), db.Null(e.Post), tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	reset := "moved_at = $2, redos = 0, transfers = 0, ripe = FALSE"
	if why == Reopened {
		reset = "moved_at = $2"
	}
	_, err = tx.Exec(ctx, "INSERT INTO wish_watch (wish, moved_at) VALUES ($1, $2) ON CONFLICT (wish) DO UPDATE SET "+reset, e.Wish.ID, tx.Now.UnixMicro())
	return err
}

// from is the unit from which a wish is moved: where it stood, or who is named as its first one by this, where that only kept it.
func from(e wish.Changed) string {
	if e.Old.First == "" && e.Wish.First != "" {
		return e.Wish.First
	}
	return e.Old.Unit
}

// forgetTx lets a unit to which a wish has come with its date be reminded of it, though another was.
func forgetTx(ctx context.Context, tx *db.Tx, wishID string) error {
	_, err := tx.Exec(ctx, "UPDATE wish_watch SET warned_due = 0 WHERE wish = $1 AND warned_due <> 0", wishID)
	return err
}

// Move is a time at which a wish was moved up a level, or down again.
type Move struct {
	Ground   string // why it was moved up; empty: it was moved down
	From, To string // organisations
	Was, Is  wish.Colour
	At       time.Time
}

// MovesOf are the moves of a wish, the first first. The caller has decided that the reader may see it as staff do.
func MovesOf(ctx context.Context, q db.Querier, wishID string) (_ []Move, err error) {
	defer errs.Wrap(&err, "escalate.MovesOf")
	return db.All(ctx, q, func(r db.Row) (m Move, err error) {
		return m, r.Scan(&m.Ground, &m.From, &m.Was, &m.To, &m.Is, db.Time(&m.At))
	}, "SELECT ground, from_unit, from_colour, to_unit, to_colour, at FROM wish_move WHERE wish = $1 ORDER BY nth", wishID)
}

// watch is what speaks for moving a wish up.
type watch struct{ redos, transfers int }

func watchOf(ctx context.Context, q db.Querier, wishID string) (x watch, err error) {
	found, err := db.All(ctx, q, func(r db.Row) (x watch, err error) { return x, r.Scan(&x.redos, &x.transfers) },
		"SELECT redos, transfers FROM wish_watch WHERE wish = $1", wishID)
	if len(found) > 0 {
		x = found[0]
	}
	return x, err
}

// ArrivedTx writes down of wishes that have come past their date from elsewhere that this is known: nobody is told of each, and how
// long they are past it is counted from now where that would move them up. The date itself stays.
func ArrivedTx(ctx context.Context, tx *db.Tx, wishes []wish.Wish) (err error) {
	defer errs.Wrap(&err, "escalate.ArrivedTx")
	for _, w := range wishes {
		if !wish.Working(w.State) || w.Due.After(tx.Now) {
			continue
		}
		_, err := tx.Exec(ctx, "INSERT INTO wish_watch (wish, told_due, moved_at) VALUES ($1, $2, $3) ON CONFLICT (wish) DO UPDATE SET told_due = $2, moved_at = $3",
			w.ID, w.Due.UnixMicro(), tx.Now.UnixMicro())
		if err != nil {
			return err
		}
	}
	return nil
}
