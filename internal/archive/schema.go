package archive

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"linli/internal/db"
)

// Table is a table as an archive carries it. Rows stand in the order of Key.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Key     []string `json:"key"`

	identity string // the column that the database numbers by itself, if there is one; the engines differ in it
}

// left are the tables that no archive carries, each with its reason.
var left = map[string]string{
	"goose_db_version": "the version of the schema stands in the manifest",
	"session":          "who has signed out since would be signed in again: everybody signs in anew",
	"account_code":     "a code that was used since would work once more: a new one is asked for",
	"account_link":     "a link that was used since would work once more: a new one is made",
	"job_process":      "processes that worked jobs: none of them works here",
	unfinished:         "it marks a restoration that is under way",
}

// leftPrefixes are families of such tables.
var leftPrefixes = map[string]string{
	"sqlite_": "SQLite's own",
	"search_": "the index of the search is made anew from the records, which a restoration marks as it puts them in",
	"river_":  "the job runner's own: each engine has its form, and jobs that wait are carried beside the tables",
}

// isLeft tells whether an archive goes without a table.
func isLeft(table string) bool {
	for p := range leftPrefixes {
		if strings.HasPrefix(table, p) {
			return true
		}
	}
	return left[table] != ""
}

// contentColumns name bytes that lie outside the database.
var contentColumns = map[string][]string{"file": {"content", "thumb"}}

// contents are the columns of a table that name such bytes, by their places.
func (t Table) contents() (at []int) {
	for i, c := range t.Columns {
		if slices.Contains(contentColumns[t.Name], c.Name) {
			at = append(at, i)
		}
	}
	return at
}

// types is what the engines call the types.
var types = map[string]Type{
	"bigint": Int, "integer": Int, "int": Int, "smallint": Int, "text": Text, "boolean": Bool, "bytea": Bytes, "blob": Bytes,
	"double precision": Float, "real": Float,
}

// The columns of all tables: table, column, the engine's type, whether the engine numbers it, its place in the key from 1.
const (
	schemaSQLite = `SELECT t.name, c.name, LOWER(c.type), 0, c.pk FROM sqlite_schema t, pragma_table_xinfo(t.name) c
		WHERE t.type = 'table' AND c.hidden = 0 ORDER BY t.name, c.cid`
	schemaPostgres = `SELECT c.relname, a.attname, format_type(a.atttypid, NULL), CASE WHEN a.attidentity = '' THEN 0 ELSE 1 END,
			COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)
		FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace
		ORDER BY c.relname, a.attnum`
)

// querier is a *sql.DB, a *sql.Conn or a *sql.Tx.
type querier interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// schema reads the tables that an archive carries, by name; ours tells which those are, all when it is nil. It fails at a
// table that could not be carried exactly.
func schema(ctx context.Context, q querier, engine db.Engine, ours func(table string) bool) (tables []Table, err error) {
	text := schemaSQLite
	if engine == db.Postgres {
		text = schemaPostgres
	}
	keys := map[string][]keyed{}
	err = each(ctx, q, func(r db.Row) error {
		var table, column, kind string
		var numbered, key int
		if err := r.Scan(&table, &column, &kind, &numbered, &key); err != nil || isLeft(table) || ours != nil && !ours(table) {
			return err
		}
		if len(tables) == 0 || tables[len(tables)-1].Name != table {
			tables = append(tables, Table{Name: table})
		}
		t := &tables[len(tables)-1]
		if types[kind] == "" {
			return fmt.Errorf("archive: column %s of table %s is %q, which no archive carries", column, table, kind)
		}
		t.Columns = append(t.Columns, Column{column, types[kind]})
		if numbered == 1 {
			t.identity = column
		}
		if key > 0 {
			keys[table] = append(keys[table], keyed{column, key})
		}
		return nil
	}, text)
	for i := range tables {
		t := &tables[i]
		slices.SortFunc(keys[t.Name], func(a, b keyed) int { return cmp.Compare(a.at, b.at) })
		for _, k := range keys[t.Name] {
			t.Key = append(t.Key, k.column)
		}
		if err == nil && len(t.Key) == 0 {
			err = fmt.Errorf("archive: table %s has no primary key: its rows have no order", t.Name)
		}
	}
	return tables, err
}

// keyed is a column and its place in the key.
type keyed struct {
	column string
	at     int
}

// reference are the tables of a version of the schema, by name, as migrations make them.
func reference(ctx context.Context, version int64) (tables map[string]Table, err error) {
	dir, err := os.MkdirTemp("", "linli-schema-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(dir, "schema.db"), db.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.MigrateTo(ctx, version); err != nil {
		return nil, err
	}
	list, err := schema(ctx, d.SQL(), db.SQLite, nil)
	tables = map[string]Table{}
	for _, t := range list {
		tables[t.Name] = t
	}
	return tables, err
}

// same tells whether a table is another, whatever the engines.
func (t Table) same(o Table) bool {
	return t.Name == o.Name && slices.Equal(t.Columns, o.Columns) && slices.Equal(t.Key, o.Key)
}

// each calls fn for every row.
func each(ctx context.Context, q querier, fn func(db.Row) error, text string, args ...any) error {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// value is the single column of the single row.
func value[T any](ctx context.Context, q querier, text string, args ...any) (v T, err error) {
	found := false
	err = each(ctx, q, func(r db.Row) error { found = true; return r.Scan(&v) }, text, args...)
	if err == nil && !found {
		err = sql.ErrNoRows
	}
	return v, err
}

// names is a list of columns or tables as SQL wants them.
func names(list []string) string {
	quoted := make([]string, len(list))
	for i, n := range list {
		quoted[i] = `"` + strings.ReplaceAll(n, `"`, `""`) + `"`
	}
	return strings.Join(quoted, ", ")
}

func (t Table) columnNames() []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}

// lines calls fn with each row of a table as its line, in the order of the key. A line is good until fn returns.
func (t Table) lines(ctx context.Context, q querier, fn func(line []byte, row []any) error) error {
	row := make([]any, len(t.Columns))
	dest := make([]any, len(row))
	for i := range row {
		dest[i] = &row[i]
	}
	var line []byte
	return each(ctx, q, func(r db.Row) (err error) {
		if err := r.Scan(dest...); err != nil {
			return err
		}
		for i, c := range t.Columns {
			if n, ok := row[i].(int64); ok && c.Type == Bool && n>>1 == 0 { // SQLite's
				row[i] = n == 1
			}
		}
		if line, err = appendRow(line[:0], t.Columns, row); err != nil {
			return fmt.Errorf("archive: table %s: %w", t.Name, err)
		}
		return fn(line, row)
	}, "SELECT "+names(t.columnNames())+" FROM "+names([]string{t.Name})+" ORDER BY "+names(t.Key))
}
