package tlog

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"linli/internal/db"
)

// taking is a batch of rows on its way into the log.
type taking struct {
	hasher   hasher
	rows     []Entry  // in the order of their ids
	leaves   [][]byte // their hashes
	unsalted []Entry  // those of an earlier release, with the salts that they get here
	strange  []Entry  // what linli does not write
	strays   int64    // rows whose positions lay behind the log's end, where nothing may stand
}

// add puts a row where it belongs.
func (t *taking) add(e *Entry) error {
	if e.strange() != "" {
		t.strange = append(t.strange, *e)
		return nil
	}
	if e.Salt == nil {
		salt := rand.Text()
		e.Salt = &salt
		t.unsalted = append(t.unsalted, *e)
	}
	leaf, err := e.leaf(t.hasher)
	t.rows, t.leaves = append(t.rows, *e), append(t.leaves, leaf)
	return err
}

// writeTx gives the rows the next positions and appends their hashes. One process does it at a time.
func (t *taking) writeTx(ctx context.Context, tx *db.Tx) error {
	if err := tx.Lock(ctx, "journal", "log"); err != nil {
		return err
	}
	if err := t.asideTx(ctx, tx); err != nil || len(t.rows) == 0 {
		return err
	}
	if err := saltTx(ctx, tx, t.unsalted); err != nil {
		return err
	}
	s, err := readState(ctx, tx)
	if err != nil {
		return err
	}
	edge, err := readTree(ctx, tx, t.hasher, s.size)
	if err != nil {
		return err
	}
	// A position is only ever given here: what stands behind the end was put there, and would be in the way.
	if t.strays, err = tx.Exec(ctx, "UPDATE journal SET aside = pos, pos = NULL WHERE pos >= $1", int64(s.size)); err != nil { //nolint:gosec // it came from a BIGINT
		return err
	}
	if err := positionTx(ctx, tx, t.rows, int64(s.size)); err != nil { //nolint:gosec // it came from a BIGINT
		return err
	}
	for _, leaf := range t.leaves {
		if err := edge.append(leaf); err != nil {
			return err
		}
	}
	if err := edge.tiles.writeTx(ctx, tx, edge.dirty); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE journal_log SET size = $1 WHERE one = 1", int64(edge.edge.End())) //nolint:gosec // rows of a table
	return err
}

// asideTx sets aside what linli does not write.
func (t *taking) asideTx(ctx context.Context, tx *db.Tx) error {
	for _, e := range t.strange {
		n, err := tx.Exec(ctx, "UPDATE journal SET aside = -1 WHERE id = $1 AND pos IS NULL AND aside IS NULL", e.ID)
		if err != nil {
			return err
		}
		if n != 1 {
			return errMoved
		}
	}
	return nil
}

// positionTx gives rows, which are in the order of their ids, the positions from first on: one statement for each run of
// ids without a gap, which is nearly always one for all of them. A row between two of them that was not seen is never
// touched, though it may have been committed since.
func positionTx(ctx context.Context, tx *db.Tx, rows []Entry, first int64) error {
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && rows[to].ID == rows[to-1].ID+1 {
			to++
		}
		n, err := tx.Exec(ctx, "UPDATE journal SET pos = id + $1 WHERE id >= $2 AND id <= $3 AND pos IS NULL AND aside IS NULL",
			first+int64(from)-rows[from].ID, rows[from].ID, rows[to-1].ID)
		if err != nil {
			return err
		}
		if n != int64(to-from) {
			return errMoved
		}
		from = to
	}
	return nil
}

// saltTx gives rows of an earlier release the salts they got here.
func saltTx(ctx context.Context, tx *db.Tx, rows []Entry) error {
	for part := range slices.Chunk(rows, 90) { // SQLite looks for each parameter from the first on
		values, args := make([]string, len(part)), make([]any, 0, 2*len(part))
		for i, e := range part {
			values[i] = fmt.Sprintf("(CAST($%d AS BIGINT), CAST($%d AS TEXT))", 2*i+1, 2*i+2)
			args = append(args, e.ID, *e.Salt)
		}
		n, err := tx.Exec(ctx, `UPDATE journal SET salt = v.column2 FROM (VALUES `+strings.Join(values, ", ")+`) AS v
			WHERE journal.id = v.column1 AND journal.salt IS NULL AND journal.pos IS NULL`, args...)
		if err != nil {
			return err
		}
		if n != int64(len(part)) {
			return errMoved
		}
	}
	return nil
}
