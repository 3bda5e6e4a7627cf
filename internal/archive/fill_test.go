package archive

import (
	"database/sql"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linli/internal/db"
	"linli/internal/dbtest"
)

// Every odd value of every type is on each engine what it was before.
func TestEveryTypeOnBothEngines(t *testing.T) {
	t.Parallel()
	rows := [][]any{
		{int64(math.MinInt64), nil, nil, nil, nil},
		{int64(0), "", false, 0.0, []byte{}},
		{int64(1), "𠮷\n👵🏻\u2028", true, math.SmallestNonzeroFloat64, []byte{0, 255}},
		{int64(math.MaxInt64), " null", true, -math.MaxFloat64, []byte("text")},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		bytes := map[db.Engine]string{db.SQLite: "BLOB", db.Postgres: "BYTEA"}[d.Engine()]
		ctx := t.Context()
		if _, err := d.SQL().ExecContext(ctx, "CREATE TABLE odd (i BIGINT PRIMARY KEY, t TEXT, y BOOLEAN, f DOUBLE PRECISION, b "+bytes+")"); err != nil {
			t.Fatal(err)
		}
		err := withTx(ctx, d, func(conn *sql.Conn, tx *sql.Tx) error {
			tables, err := schema(ctx, tx, d.Engine(), nil)
			if err != nil {
				return err
			}
			for _, table := range tables {
				if table.Name == "odd" {
					passOn(t, d, conn, tx, table, rows)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// passOn fills a table and reads it back.
func passOn(t *testing.T, d *db.DB, conn *sql.Conn, tx *sql.Tx, table Table, rows [][]any) {
	t.Helper()
	ctx := t.Context()
	if diff := cmp.Diff(everyType, table.Columns); diff != "" {
		t.Fatal(diff)
	}
	fill, err := filler(ctx, d, conn, tx, []Table{table})
	if err != nil {
		t.Fatal(err)
	}
	add, end, err := fill.table(ctx, table)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := add(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := end(nil); err != nil {
		t.Fatal(err)
	}
	var got [][]any
	err = table.lines(ctx, tx, func(line []byte, _ []any) error {
		row := make([]any, len(everyType))
		got = append(got, row)
		return parseRow(line[:len(line)-1], everyType, row)
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Fatal(diff)
	}
}
