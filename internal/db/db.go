// Package db is the one door to the database, SQLite or PostgreSQL, with one SQL text for both: `$1` placeholders,
// RETURNING, ON CONFLICT. It lends Querier, Tx and NoRows to the rest of the house, so that no feature imports
// database/sql.
//
// Times are BIGINT microseconds UTC (Micros, Time), money BIGINT fen, ids TEXT. Strings order by byte on both engines.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"linli/internal/errs"
)

// Engine names the database behind a DB.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// NoRows is what One and Value return when nothing matched.
var NoRows = sql.ErrNoRows

// Options are what Open needs beside the DSN. The zero value is right in production.
type Options struct {
	Now      func() time.Time // the clock of every transaction; time.Now when nil
	MaxConns int              // PostgreSQL connections, 16 when zero
	ReadOnly bool             // every write fails, and a file that is not there is not made

	beforeCommit func() error // tests: fails or delays a commit
	afterCommit  func()       // tests: runs between COMMIT and the answers
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine Engine
	opt    Options
	file   string  // SQLite only
	write  *sql.DB // SQLite: exactly one connection, shared with the job runner
	read   *sql.DB
	pool   *pgxpool.Pool // PostgreSQL only

	writeStmts, readStmts stmtCache

	mu     sync.RWMutex // guards closed against sends on calls
	closed bool
	calls  chan *call
	done   chan struct{} // closed when the writer goroutine has ended
}

// Open opens `sqlite:FILE` or `postgres://…`. It does not migrate.
func Open(ctx context.Context, dsn string, opt Options) (*DB, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.MaxConns == 0 {
		opt.MaxConns = 16
	}
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"), opt)
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return openPostgres(ctx, dsn, opt)
	}
	return nil, fmt.Errorf("db: %q is neither sqlite:FILE nor postgres://…", redact(dsn))
}

// redact keeps the scheme only: a DSN may carry a password.
func redact(dsn string) string {
	if scheme, _, ok := strings.Cut(dsn, ":"); ok {
		return scheme + ":…"
	}
	return "…"
}

// Engine tells which engine is behind.
func (d *DB) Engine() Engine { return d.engine }

// Now is the database's clock, to the microsecond. Inside a transaction use Tx.Now.
func (d *DB) Now() time.Time { return d.opt.Now().UTC().Truncate(time.Microsecond) }

// SQL is the write pool, for the migrator, the job runner and the restorer of archives only.
func (d *DB) SQL() *sql.DB { return d.write }

// Pool is the PostgreSQL pool, for the job runner's listener only; nil on SQLite.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if _, err := Value[int64](ctx, d, "SELECT 1"); err != nil {
		return errs.Because(errs.Unavailable, err, "error.unavailable")
	}
	return nil
}

// Close lets running writes finish, then closes. Writes that come later are Unavailable.
func (d *DB) Close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	if d.calls != nil {
		close(d.calls)
	}
	d.mu.Unlock()
	if d.done != nil {
		<-d.done
	}
	err := d.read.Close()
	if d.write != d.read {
		err = errors.Join(err, d.write.Close())
	}
	if d.pool != nil {
		d.pool.Close()
	}
	return err
}

// Read runs fn on one snapshot, for pages whose statements must agree. A single statement goes through the DB itself. fn
// must ask the snapshot only.
func (d *DB) Read(ctx context.Context, fn func(ctx context.Context, q Querier) error) error {
	alone(ctx)
	opt := &sql.TxOptions{ReadOnly: true}
	if d.engine == Postgres {
		opt.Isolation = sql.LevelRepeatableRead
	}
	stx, err := d.read.BeginTx(ctx, opt)
	if err != nil {
		return unavailable(err)
	}
	s := &snapshot{d: d, tx: stx}
	defer func() {
		_ = stx.Rollback() // nothing was written; the error of ending a read helps nobody
		for _, text := range s.fresh {
			// A text that cannot be prepared has failed in fn already.
			_, _ = d.readStmts.of(context.WithoutCancel(ctx), text)
		}
	}()
	return fn(context.WithValue(ctx, holding{}, true), s)
}

// holding marks the context of a write or a snapshot, which holds a connection of a bounded pool.
type holding struct{}

// alone panics where somebody who holds a connection asks for a second one: under load all of them would wait for each
// other for ever, so it is found at once, in any test that gets there.
func alone(ctx context.Context) {
	if ctx.Value(holding{}) != nil {
		panic("db: a query beside a running write or snapshot; ask the transaction")
	}
}

// snapshot is a Querier over one read transaction.
type snapshot struct {
	d     *DB
	tx    *sql.Tx
	fresh []string // SQLite: texts that were not prepared yet; Read prepares them when it has given its connection back
}

// query never prepares by itself: that takes a connection of the pool, and reads that hold all of them would wait for each
// other for ever.
func (s *snapshot) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	stmt, worth := s.d.readStmts.known(text)
	if stmt != nil {
		return s.tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
	}
	if worth {
		s.fresh = append(s.fresh, text)
	}
	return s.tx.QueryContext(ctx, text, args...)
}

func (d *DB) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	alone(ctx)
	stmt, err := d.readStmts.of(ctx, text)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return d.read.QueryContext(ctx, text, args...)
	}
	return stmt.QueryContext(ctx, args...)
}
