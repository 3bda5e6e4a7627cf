package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"linli/internal/db"
	"linli/internal/errs"
)

// filling puts rows into the tables of an engine.
type filling interface {
	// table empties a table and takes rows for it: add for each, end once, with the error that ended them early.
	table(ctx context.Context, t Table) (add func(row []any) error, end func(error) error, err error)
	// end makes the foreign keys hold again and counters go on behind the highest.
	end(ctx context.Context) error
}

// withTx runs fn in one transaction on a connection of its own. On SQLite foreign keys are checked at the end instead of at
// every row.
func withTx(ctx context.Context, d *db.DB, fn func(conn *sql.Conn, tx *sql.Tx) error) (err error) {
	conn, err := d.SQL().Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if d.Engine() == db.SQLite {
		if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
			return err
		}
		defer func() {
			_, e := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA foreign_keys = ON")
			err = errors.Join(err, e)
		}()
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	if err := fn(conn, tx); err != nil {
		return err
	}
	return tx.Commit()
}

func filler(ctx context.Context, d *db.DB, conn *sql.Conn, tx *sql.Tx, tables []Table) (filling, error) {
	if d.Engine() == db.SQLite {
		return &fillSQLite{tx, tables}, nil
	}
	f := &fillPostgres{conn: conn, tx: tx, tables: tables}
	return f, f.loosen(ctx)
}

// fillSQLite inserts many rows with a statement.
type fillSQLite struct {
	tx     *sql.Tx
	tables []Table
}

// values is how many values one statement binds: SQLite finds each by its number in a list, from the beginning.
const values = 180

func (f *fillSQLite) table(ctx context.Context, t Table) (add func(row []any) error, end func(error) error, err error) {
	if _, err := f.tx.ExecContext(ctx, "DELETE FROM "+names([]string{t.Name})); err != nil {
		return nil, nil, err
	}
	width := len(t.Columns)
	many := max(1, values/width)
	text := func(n int) string {
		rows := make([]string, n)
		for i := range rows {
			rows[i] = db.Placeholders(i*width+1, width)
		}
		return "INSERT INTO " + names([]string{t.Name}) + " (" + names(t.columnNames()) + ") VALUES " + strings.Join(rows, ", ")
	}
	stmt, err := f.tx.PrepareContext(ctx, text(many))
	if err != nil {
		return nil, nil, err
	}
	var waiting []any
	add = func(row []any) error {
		if waiting = append(waiting, row...); len(waiting) < many*width {
			return nil
		}
		_, err := stmt.ExecContext(ctx, waiting...)
		waiting = waiting[:0]
		return err
	}
	end = func(failed error) error {
		if failed == nil && len(waiting) > 0 {
			_, failed = f.tx.ExecContext(ctx, text(len(waiting)/width), waiting...)
		}
		return errors.Join(failed, stmt.Close())
	}
	return add, end, nil
}

// end only checks: a column that SQLite numbers goes on behind the highest by itself.
func (f *fillSQLite) end(ctx context.Context) error {
	var broken []string
	err := each(ctx, f.tx, func(r db.Row) error {
		var table, parent string
		err := r.Scan(&table, &parent)
		broken = append(broken, table+" → "+parent)
		return err
	}, `SELECT DISTINCT "table", "parent" FROM pragma_foreign_key_check`)
	if err == nil && len(broken) > 0 {
		return errs.New(errs.Invalid, "archive.foreign", strings.Join(broken, ", "))
	}
	return err
}

// fillPostgres copies rows with the protocol's COPY, which takes numbers of GENERATED ALWAYS columns as they are.
type fillPostgres struct {
	conn   *sql.Conn
	tx     *sql.Tx
	tables []Table
	tight  []string // what makes the foreign keys again
}

// loosen takes the foreign keys away, within the transaction, so that the order of tables and rows does not matter.
func (f *fillPostgres) loosen(ctx context.Context) error {
	var loose []string
	err := each(ctx, f.tx, func(r db.Row) error {
		var table, name, def string
		if err := r.Scan(&table, &name, &def); err != nil {
			return err
		}
		table, name = names([]string{table}), names([]string{name})
		loose = append(loose, fmt.Sprintf("ALTER TABLE %s DROP CONSTRAINT %s", table, name))
		f.tight = append(f.tight, fmt.Sprintf("ALTER TABLE %s ADD CONSTRAINT %s %s", table, name, def))
		return nil
	}, `SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
		WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relnamespace = current_schema()::regnamespace`)
	if err != nil {
		return err
	}
	return f.all(ctx, loose)
}

func (f *fillPostgres) all(ctx context.Context, statements []string) error {
	for _, text := range statements {
		if _, err := f.tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (f *fillPostgres) table(ctx context.Context, t Table) (add func(row []any) error, end func(error) error, err error) {
	if _, err := f.tx.ExecContext(ctx, "DELETE FROM "+names([]string{t.Name})); err != nil {
		return nil, nil, err
	}
	c := &copying{rows: make(chan [][]any, 2), copied: make(chan error, 1)}
	c.ctx, c.stop = context.WithCancelCause(ctx)
	go func() {
		c.copied <- f.conn.Raw(func(conn any) error {
			_, err := conn.(*stdlib.Conn).Conn().CopyFrom(c.ctx, pgx.Identifier{t.Name}, t.columnNames(), &copySource{ctx: c.ctx, rows: c.rows})
			if err != nil {
				c.stop(err) // who sends rows need not wait
			}
			return err
		})
	}()
	return c.add, c.end, nil
}

// copying is a COPY that another goroutine runs; rows go there in batches.
type copying struct {
	ctx    context.Context
	stop   context.CancelCauseFunc
	rows   chan [][]any
	copied chan error
	batch  [][]any
}

// copyRows is how many rows are sent at a time.
const copyRows = 256

func (c *copying) add(row []any) error {
	if c.batch = append(c.batch, row); len(c.batch) < copyRows {
		return nil
	}
	return c.send()
}

func (c *copying) send() error {
	select {
	case c.rows <- c.batch:
		c.batch = nil
		return nil
	case <-c.ctx.Done():
		return context.Cause(c.ctx)
	}
}

// errEnded says that no more rows come, because reading them has failed.
var errEnded = errors.New("archive: reading ended early")

func (c *copying) end(failed error) error {
	var sent error
	if failed == nil && len(c.batch) > 0 {
		sent = c.send() // fails with what COPY has failed with
	}
	if failed != nil {
		c.stop(errEnded)
	}
	close(c.rows)
	err := <-c.copied
	c.stop(nil)
	if failed != nil {
		return nil // it is reported by whom it happened to
	}
	return errors.Join(sent, err)
}

// copySource gives the rows that come through a channel to COPY.
type copySource struct {
	ctx   context.Context
	rows  chan [][]any
	batch [][]any
}

// Next waits for a row.
func (s *copySource) Next() bool {
	if len(s.batch) > 1 {
		s.batch = s.batch[1:]
		return true
	}
	select {
	case s.batch = <-s.rows:
	case <-s.ctx.Done():
		s.batch = nil
	}
	return len(s.batch) > 0
}

// Values is the row.
func (s *copySource) Values() ([]any, error) { return s.batch[0], nil }

// Err is why there are no more, if that is no good reason.
func (s *copySource) Err() error { return context.Cause(s.ctx) }

// end makes the foreign keys again, which proves them, and lets numbered columns go on behind the highest.
func (f *fillPostgres) end(ctx context.Context) error {
	if err := f.all(ctx, f.tight); err != nil {
		return errs.Because(errs.Invalid, err, "archive.foreign", err.Error())
	}
	numbered := slices.DeleteFunc(slices.Clone(f.tables), func(t Table) bool { return t.identity == "" })
	for _, t := range numbered {
		table, column := names([]string{t.Name}), names([]string{t.identity})
		if _, err := f.tx.ExecContext(ctx, "SELECT setval(pg_get_serial_sequence($1, $2), COALESCE((SELECT MAX("+column+") FROM "+table+"), 0) + 1, FALSE)", table, t.identity); err != nil {
			return err
		}
	}
	return nil
}
