package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"modernc.org/sqlite"
)

// copyPages is how many pages are copied between two looks at the context, and two reports.
const copyPages = 2048

// Snapshot runs fn on one state of the whole database for as long as fn wants, while others write. On PostgreSQL that is a
// read-only transaction. On SQLite a reader that stays would keep the log from being folded into the file, so the file is
// copied first, beside itself, to FILE.snapshot; fn reads the copy, which is then removed. copying hears how many bytes
// of the copy are done. What a killed process has left is removed by the next; two at once are refused.
func (d *DB) Snapshot(ctx context.Context, copying func(done, total int64), fn func(ctx context.Context, tx *sql.Tx) error) error {
	if d.engine == Postgres {
		return readTx(ctx, d.read, sql.LevelRepeatableRead, fn)
	}
	name := d.file + ".snapshot"
	release, err := onlyOne(d.file)
	if err != nil {
		return err
	}
	defer release()
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("db: what an earlier copy left cannot be removed: %w", err)
	}
	defer func() { _ = os.Remove(name) }() // what stays is removed by the next
	if err := d.copyTo(ctx, name, copying); err != nil {
		return fmt.Errorf("db: the database cannot be copied to %s: %w", name, err)
	}
	// Immutable: no locks, and no log of its own beside it.
	c, err := sql.Open("sqlite", fileURI(name, url.Values{"mode": {"ro"}, "immutable": {"1"}}))
	if err != nil {
		return err
	}
	return errors.Join(readTx(ctx, c, sql.LevelDefault, fn), c.Close())
}

func readTx(ctx context.Context, pool *sql.DB, level sql.IsolationLevel, fn func(ctx context.Context, tx *sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: level})
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	// PostgreSQL takes the state of the first statement.
	if _, err := tx.ExecContext(ctx, "SELECT 1"); err != nil {
		return unavailable(err)
	}
	return fn(context.WithValue(ctx, holding{}, true), tx)
}

// copyTo copies the pages that one read transaction sees.
func (d *DB) copyTo(ctx context.Context, name string, copying func(done, total int64)) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // nobody else reads it, not even while it grows
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // goes back to the pool
	// With a transaction of its own the copy is not begun again whenever somebody writes.
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var pageSize int64
	if err := tx.QueryRowContext(ctx, "SELECT page_size FROM pragma_page_size, (SELECT COUNT(*) FROM sqlite_schema)").Scan(&pageSize); err != nil {
		return err
	}
	return conn.Raw(func(c any) error {
		b, err := c.(interface {
			NewBackup(dst string) (*sqlite.Backup, error)
		}).NewBackup(fileURI(name, url.Values{"_pragma": {"journal_mode(OFF)", "synchronous(OFF)"}}))
		if err != nil {
			return err
		}
		return errors.Join(steps(ctx, b, pageSize, copying), b.Finish())
	})
}

func steps(ctx context.Context, b *sqlite.Backup, pageSize int64, copying func(done, total int64)) error {
	for {
		more, err := b.Step(copyPages)
		if err != nil {
			return err
		}
		total := int64(b.PageCount())
		copying((total-int64(b.Remaining()))*pageSize, total*pageSize)
		if !more {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// fileURI is a SQLite file as its driver wants it.
func fileURI(file string, v url.Values) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: v.Encode()}).String()
}
