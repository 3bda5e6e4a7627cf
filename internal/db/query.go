package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"linli/internal/errs"
)

// Querier reads: a DB (one statement), a snapshot (Read) or a Tx.
type Querier interface {
	query(ctx context.Context, text string, args []any) (*sql.Rows, error)
}

// Row is one row being scanned, columns in the order of the SELECT.
type Row interface{ Scan(dest ...any) error }

// All collects the rows of a SELECT (or of a statement with RETURNING, on a Tx).
func All[T any](ctx context.Context, q Querier, scan func(Row) (T, error), text string, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, q, func(r Row) error {
		v, err := scan(r)
		if err == nil {
			out = append(out, v)
		}
		return err
	}, text, args...)
	return out, err
}

// Each calls fn for every row, keeping none.
func Each(ctx context.Context, q Querier, fn func(Row) error, text string, args ...any) error {
	rows, err := q.query(ctx, text, args)
	if err != nil {
		return unavailable(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return unavailable(rows.Err())
}

// One scans the first row; NoRows when there is none.
func One[T any](ctx context.Context, q Querier, scan func(Row) (T, error), text string, args ...any) (T, error) {
	var zero T
	rows, err := q.query(ctx, text, args)
	if err != nil {
		return zero, unavailable(err)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return zero, unavailable(err)
		}
		return zero, NoRows
	}
	v, err := scan(rows)
	if err != nil {
		return zero, err
	}
	return v, unavailable(rows.Close())
}

// Value is the single column of the first row; NoRows when there is none.
func Value[T any](ctx context.Context, q Querier, text string, args ...any) (T, error) {
	return One(ctx, q, func(r Row) (v T, err error) { return v, r.Scan(&v) }, text, args...)
}

// Micros is how a time is stored; the zero time is NULL.
func Micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// timeScanner reads BIGINT microseconds into a time.Time; NULL becomes the zero time.
type timeScanner struct{ t *time.Time }

func (s timeScanner) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*s.t = time.Time{}
	case int64:
		*s.t = time.UnixMicro(v).UTC()
	default:
		return errors.New("db: a time column is BIGINT microseconds")
	}
	return nil
}

// Time scans a time column into t.
func Time(t *time.Time) sql.Scanner { return timeScanner{t} }

// textScanner reads TEXT into a string; NULL becomes "".
type textScanner struct{ s *string }

func (x textScanner) Scan(src any) error {
	var n sql.NullString
	err := n.Scan(src)
	*x.s = n.String
	return err
}

// Text scans a nullable TEXT column into s; NULL becomes "".
func Text(s *string) sql.Scanner { return textScanner{s} }

// Null stores an empty string as NULL.
func Null[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}

// Flag is a column for yes, no, and NULL for what nobody has said.
func Flag(b *bool) any {
	if b == nil {
		return nil
	}
	return *b
}

// Cursor packs the keys of a list's last row into an opaque token for a URL.
func Cursor(keys ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(keys, "\x1f")))
}

// Keys unpacks a Cursor of n keys. Invalid when it was not made by Cursor.
func Keys(cursor string, n int) ([]string, error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	keys := strings.Split(string(b), "\x1f")
	if err != nil || len(keys) != n || !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 { // PostgreSQL takes no other text
		return nil, errs.New(errs.Invalid, "error.cursor")
	}
	return keys, nil
}

// Taken makes a Conflict with a key of a broken UNIQUE or PRIMARY KEY constraint: two have numbered a row at the same time. Any
// other error stays as it is.
func Taken(err error, key string) error {
	if IsUnique(err) {
		return errs.New(errs.Conflict, key)
	}
	return err
}

// IsUnique tells whether err is a broken UNIQUE or PRIMARY KEY constraint.
func IsUnique(err error) bool {
	var se *sqlite.Error
	if errors.As(err, &se) {
		return se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || se.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	var pe *pgconn.PgError
	return errors.As(err, &pe) && pe.Code == "23505"
}

// stmtCache keeps prepared statements on SQLite, where preparing costs as much as running. PostgreSQL's driver caches
// by itself, and preparing through database/sql would make it prepare at every call: there the cache stays nil.
type stmtCache struct {
	db *sql.DB
	mu sync.RWMutex
	m  map[string]*sql.Stmt
}

// stmtLimit bounds the cache: lists with filters have many texts, each of them rarely used.
const stmtLimit = 512

// known is the statement of a text if it is prepared already; worth tells whether it is to be prepared when there is a
// connection for that.
func (c *stmtCache) known(text string) (s *sql.Stmt, worth bool) {
	if c.db == nil {
		return nil, false
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	s = c.m[text]
	return s, s == nil && len(c.m) < stmtLimit
}

// of is the prepared statement of a text, or nil when the text is to be sent as it is.
func (c *stmtCache) of(ctx context.Context, text string) (*sql.Stmt, error) {
	if c.db == nil {
		return nil, nil
	}
	c.mu.RLock()
	s, full := c.m[text], len(c.m) >= stmtLimit
	c.mu.RUnlock()
	if s != nil || full {
		return s, nil
	}
	s, err := c.db.PrepareContext(ctx, inOrder(text))
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.m[text]; old != nil {
		_ = s.Close() // another goroutine was first; its statement serves
		return old, nil
	}
	if c.m == nil {
		c.m = map[string]*sql.Stmt{}
	}
	c.m[text] = s
	return s, nil
}

// inOrder is a statement with plain placeholders where its own are $1, $2, … in this order and each once; any other as it is.
// SQLite's driver asks for the name of each parameter, and SQLite looks through all names for it: of a row with fifty columns
// that took longer than finding its page.
func inOrder(text string) string {
	var b strings.Builder
	quote, n := byte(0), 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '?':
			return text
		case c == '$':
			end := i + 1
			for end < len(text) && text[end] >= '0' && text[end] <= '9' {
				end++
			}
			if n++; text[i+1:end] != strconv.Itoa(n) {
				return text
			}
			b.WriteByte('?')
			i = end - 1
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
