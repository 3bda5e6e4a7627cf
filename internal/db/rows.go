package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Placeholders is "($from,…)" for n values.
func Placeholders(from, n int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	b.WriteByte(')')
	return b.String()
}

// maxValues is how many values one statement binds: SQLite finds each by its number in a list, from the beginning.
const maxValues = 180

// InsertRows inserts rows of equal length, as many at a time as SQLite binds well. head is `INSERT INTO … VALUES `.
func InsertRows(ctx context.Context, tx *Tx, head string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	width := len(rows[0])
	at := max(1, maxValues/width)
	text := valuesText(head, at, width)
	for ; len(rows) > 0; rows = rows[min(at, len(rows)):] {
		if len(rows) < at {
			text = valuesText(head, len(rows), width)
		}
		if _, err := tx.Exec(ctx, text, slices.Concat(rows[:min(at, len(rows))]...)...); err != nil {
			return err
		}
	}
	return nil
}

// valuesText is an INSERT of n rows.
func valuesText(head string, n, width int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = Placeholders(i*width+1, width)
	}
	return head + strings.Join(rows, ",")
}
