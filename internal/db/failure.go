package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"linli/internal/errs"
)

// What the machine may refuse, as translation keys: each is Unavailable, and each passes by itself when its cause does.
const (
	DiskFull = "error.disk_full"
	ReadOnly = "error.read_only"
	down     = "error.unavailable" // gone, busy, starting, or a disk that fails
)

// comeBack is when to try again what the machine has refused.
const comeBack = 5 * time.Second

// unavailable gives the failures of the machine their kind and their words: a full disk, a read-only or busy file, a lost
// connection, a time that ran out. Everything else keeps its own.
func unavailable(err error) error {
	if err == nil || errs.Is(err, errs.Unavailable) {
		return err
	}
	if key := refusal(err); key != "" {
		return refused(err, key)
	}
	return err
}

func refused(cause error, key string) error {
	e := errs.Because(errs.Unavailable, cause, key)
	e.RetryAfter = comeBack
	return e
}

// lost is unavailable for the failure of a whole transaction, whatever its cause is.
func lost(err error) error {
	if errs.Is(err, errs.Unavailable) {
		return err
	}
	key := refusal(err)
	if key == "" {
		key = down
	}
	return refused(err, key)
}

// refusal is the translation key of what the machine refuses; empty for an error that is somebody else's.
func refusal(err error) string {
	var se *sqlite.Error
	if errors.As(err, &se) {
		switch se.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return DiskFull
		case sqlite3.SQLITE_READONLY:
			return ReadOnly
		case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM:
			return down
		}
		return ""
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		switch {
		case pe.Code == "53100":
			return DiskFull
		case pe.Code == "25006":
			return ReadOnly
		case pe.Code[:2] == "08", pe.Code[:2] == "53", pe.Code[:2] == "57", pe.Code[:2] == "58": // connection, resources, operator, system
			return down
		}
		return ""
	}
	if disconnected(err) || errors.Is(err, context.DeadlineExceeded) || pgconn.Timeout(err) {
		return down
	}
	return ""
}

// disconnected tells whether the connection to PostgreSQL is gone, or never came about.
func disconnected(err error) bool {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code[:2] == "08" || pe.Code == "57P01" || pe.Code == "57P02" || pe.Code == "57P03"
	}
	var ce *pgconn.ConnectError
	var ne net.Error
	return errors.As(err, &ce) || errors.As(err, &ne) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err)
}

// trouble remembers why the last write failed, as long as none has succeeded since.
type trouble struct {
	key atomic.Pointer[string]
	at  atomic.Int64 // unix nanoseconds
}

// remembered is how long a failure counts when nobody has tried again since.
const remembered = time.Minute

func (t *trouble) note(err error) {
	if err == nil {
		t.key.Store(nil)
		return
	}
	var e *errs.Error
	if errors.As(err, &e) && e.Kind == errs.Unavailable && refusal(err) != "" {
		t.at.Store(time.Now().UnixNano())
		t.key.Store(&e.Key)
	}
}

// Trouble is why writing fails at present (DiskFull, ReadOnly or another key of Unavailable), as writes of the last minute
// found out or, on PostgreSQL, as the server says; empty when nothing is known against it.
func (d *DB) Trouble(ctx context.Context) (string, error) {
	if d.engine == Postgres {
		off, err := Value[string](ctx, d, "SELECT current_setting('transaction_read_only')")
		if err != nil || off == "on" {
			return ReadOnly, err
		}
	}
	key := d.trouble.key.Load()
	if key == nil || time.Since(time.Unix(0, d.trouble.at.Load())) > remembered {
		return "", nil
	}
	return *key, nil
}
