package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// readers is how many connections read from SQLite at once: one for each core of a small machine and one more, for when a long
// answer holds one. Each forgets its pages after every commit, so more of them only read more.
const readers = 3

// openSQLite: busy_timeout comes first so that the other pragmas wait; synchronous FULL is affordable because writes
// are committed in groups; temp_store MEMORY keeps the pages that a savepoint would restore out of temporary files, where
// each was two system calls more for the one writer. The log goes into the file every 8,000 pages, 32 MiB, instead of SQLite's
// 1,000: a page that many wishes change is then written there once for them all.
func openSQLite(ctx context.Context, file string, opt Options) (*DB, error) {
	if opt.ReadOnly {
		r, err := openReaders(ctx, file, url.Values{"_pragma": {"busy_timeout(5000)"}, "mode": {"ro"}})
		if err != nil {
			return nil, err
		}
		return &DB{engine: SQLite, opt: opt, file: file, write: r, read: r}, nil
	}
	// A new file is its owner's alone, whatever the umask; SQLite gives the log beside it the same rights.
	if f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		_ = f.Close() // an empty file is an empty database; what is wrong with the folder SQLite says below
	}
	common := url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}}
	w, err := sql.Open("sqlite", sqliteDSN(file, common, url.Values{"_txlock": {"immediate"}, "_pragma": {"cache_size(-65536)", "temp_store(MEMORY)", "wal_autocheckpoint(8000)"}}))
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	if err := w.PingContext(ctx); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("db: cannot open %s: %w", file, err)
	}
	r, err := openReaders(ctx, file, common)
	if err != nil {
		_ = w.Close()
		return nil, err
	}
	d := &DB{engine: SQLite, opt: opt, file: file, write: w, read: r, calls: make(chan *call, queueCalls), done: make(chan struct{})}
	d.writeStmts.db, d.readStmts.db = w, r
	go d.writer()
	return d, nil
}

// patience is how long a new connection to PostgreSQL may take, unless the address says otherwise (connect_timeout): a
// machine that is gone must not hold a visitor for minutes.
const patience = 3 * time.Second

func sqliteDSN(file string, common, extra url.Values) string {
	v := url.Values{}
	for _, part := range []url.Values{common, extra} {
		for k, vs := range part {
			v[k] = append(v[k], vs...)
		}
	}
	return fileURI(file, v)
}

// openReaders is the pool of those who only read. Nothing is mapped: a reader that finds that something was committed gives its
// map back, and taking all pages into a new one cost a third of the processor time of a lifecycle.
func openReaders(ctx context.Context, file string, common url.Values) (*sql.DB, error) {
	r, err := sql.Open("sqlite", sqliteDSN(file, common, url.Values{"_pragma": {"query_only(1)", "cache_size(-16384)"}}))
	if err != nil {
		return nil, err
	}
	if err := r.PingContext(ctx); err != nil {
		_ = r.Close()
		return nil, fmt.Errorf("db: cannot open %s: %w", file, err)
	}
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	return r, nil
}

func openPostgres(ctx context.Context, dsn string, opt Options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("db: the postgres address cannot be read") // the parser's text may hold the password
	}
	cfg.MaxConns = int32(opt.MaxConns) //nolint:gosec // a handful
	if cfg.ConnConfig.ConnectTimeout == 0 || !strings.Contains(dsn, "connect_timeout") {
		cfg.ConnConfig.ConnectTimeout = patience
	}
	if opt.ReadOnly {
		cfg.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("db: cannot reach PostgreSQL: %w", err)
	}
	s := stdlib.OpenDBFromPool(pool)
	s.SetMaxIdleConns(0) // the pool keeps them
	d := &DB{engine: Postgres, opt: opt, write: s, read: s, pool: pool}
	collate, err := Value[string](ctx, d, "SELECT datcollate FROM pg_database WHERE datname = current_database()")
	if err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("db: cannot reach PostgreSQL: %w", err)
	}
	switch collate {
	case "C", "C.UTF-8", "C.utf8", "POSIX":
	default:
		_ = d.Close()
		return nil, fmt.Errorf("db: the database sorts by %s; create it with TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'", collate)
	}
	return d, nil
}
