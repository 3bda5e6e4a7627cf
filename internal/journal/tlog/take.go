package tlog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"linli/internal/db"
)

// takeTx gives rows the next positions and appends their hashes, and writes the salts of those that had none. One process
// does it at a time.
func takeTx(ctx context.Context, tx *db.Tx, h hasher, rows, unsalted []Entry, leaves [][]byte) error {
	if err := tx.Lock(ctx, "journal", "log"); err != nil {
		return err
	}
	if err := saltTx(ctx, tx, unsalted); err != nil {
		return err
	}
	s, err := readState(ctx, tx)
	if err != nil {
		return err
	}
	t, err := readTree(ctx, tx, h, s.size)
	if err != nil {
		return err
	}
	if err := positionTx(ctx, tx, rows, int64(s.size)); err != nil { //nolint:gosec // it came from a BIGINT
		return err
	}
	for _, leaf := range leaves {
		if err := t.append(leaf); err != nil {
			return err
		}
	}
	if err := t.tiles.writeTx(ctx, tx, t.dirty); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE journal_log SET size = $1", int64(t.edge.End())) //nolint:gosec // rows of a table
	return err
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
		n, err := tx.Exec(ctx, "UPDATE journal SET pos = id + $1 WHERE id >= $2 AND id <= $3 AND pos IS NULL",
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
