package tlog

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

// What can be wrong with a log, so that nothing can be said about its entries.
var (
	errNoLog     = errs.New(errs.Conflict, "journal.error.no_log")
	errNodes     = errs.New(errs.Conflict, "journal.error.nodes")
	errNote      = errs.New(errs.Invalid, "journal.error.note")
	errSignature = errs.New(errs.Invalid, "journal.error.signature")
	errFork      = errs.New(errs.Conflict, "journal.error.fork")
	errUnsigned  = errs.New(errs.Conflict, "journal.error.no_key")
)

// errMoved says that another process has taken the entries meanwhile.
var errMoved = errors.New("tlog: the entries were taken by another process")

// How the sequencer works: it looks once a second, takes entries in batches, and rests as long as a batch took, so that
// not even a backlog of millions keeps the writers waiting.
const (
	idle      = time.Second
	batchRows = 2 * tileWidth
	failed    = 10 * time.Second
	busyPause = 50 * time.Millisecond
)

// Log is the log of one database. Several processes may have one each on the same database: an entry is taken once.
type Log struct {
	d    *db.DB
	keys *seal.Ring
	log  *slog.Logger

	end  context.CancelFunc
	done chan struct{}
}

// New is the log of a database. Without keys, or without a sign key among them, entries are taken in and nothing is
// signed.
func New(d *db.DB, keys *seal.Ring, log *slog.Logger) *Log { return &Log{d: d, keys: keys, log: log} }

// Start begins to take entries into the log, until Stop.
func (l *Log) Start(ctx context.Context) {
	ctx, l.end = context.WithCancel(context.WithoutCancel(ctx))
	l.done = make(chan struct{})
	go l.run(ctx)
}

func (l *Log) run(ctx context.Context) {
	defer close(l.done)
	for pause := idle; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		began := time.Now()
		_, more, err := l.batch(ctx)
		switch {
		case err != nil && ctx.Err() == nil && !busy(err):
			l.log.Error("the journal's log does not go on", "error", err)
			pause = failed
		case more:
			pause = time.Since(began)
		default:
			pause = idle
		}
	}
}

// Close ends taking entries in, at once. It does nothing when that has not begun.
func (l *Log) Close() {
	if l.end == nil {
		return
	}
	l.end()
	<-l.done
	l.end = nil
}

// Stop takes in what is left and signs it, until ctx ends. What then remains is taken at the next start, and a line in the
// program's log says how much that is.
func (l *Log) Stop(ctx context.Context) error {
	if l.end == nil {
		return nil
	}
	l.Close()
	if _, err := l.CatchUp(ctx); err != nil {
		if ctx.Err() == nil {
			return err
		}
		n, _ := db.Value[int64](context.WithoutCancel(ctx), l.d, countWaiting) // only for the line
		l.log.Warn("journal: the time to stop is over; entries wait for the next start", "entries", n)
		return nil
	}
	return l.Sign(ctx)
}

// CatchUp takes in every entry that waits now and tells how many it took.
func (l *Log) CatchUp(ctx context.Context) (taken int, err error) {
	defer errs.Wrap(&err, "tlog.CatchUp")
	for {
		n, more, err := l.batch(ctx)
		taken += n
		switch {
		case busy(err):
			time.Sleep(busyPause)
		case err != nil:
			return taken, err
		case !more:
			return taken, nil
		}
		if err := ctx.Err(); err != nil {
			return taken, err
		}
	}
}

// busy tells whether to try again at once: the queue of writers was full, or another process took the same entries.
func busy(err error) bool {
	var e *errs.Error
	return errors.Is(err, errMoved) || errors.As(err, &e) && e.Kind == errs.Unavailable && e.RetryAfter > 0
}

// state is the head of a log.
type state struct {
	origin string
	hasher hasher
	size   uint64
}

// readState reads the head; errNoLog before the first entry was taken.
func readState(ctx context.Context, q db.Querier) (s state, err error) {
	type row struct{ origin, hash, size any }
	r, err := db.One(ctx, q, func(x db.Row) (r row, err error) { return r, x.Scan(&r.origin, &r.hash, &r.size) },
		"SELECT origin, hash, size FROM journal_log WHERE one = 1")
	if errors.Is(err, db.NoRows) {
		return s, errNoLog
	}
	if err != nil {
		return s, err
	}
	origin, ok := r.origin.(string)
	hash, ok2 := r.hash.(string)
	size, ok3 := r.size.(int64) // on SQLite it may be anything
	if !ok || !ok2 || !ok3 || size < 0 {
		return s, errNodes
	}
	s.origin, s.size = origin, uint64(size)
	s.hasher, err = hasherOf(hash)
	return s, err
}

// begin makes the log, with the hash function of the keys' suite and a name that no other log has.
func (l *Log) begin(ctx context.Context) (state, error) {
	hash := hashFor(seal.SM)
	if l.keys != nil {
		if s, ok := l.keys.Signer(); ok {
			hash = hashFor(s.Suite())
		}
	}
	err := l.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO journal_log (one, origin, hash, size) VALUES (1, $1, $2, 0) ON CONFLICT (one) DO NOTHING",
			"linli-journal/"+strings.ToLower(rand.Text()[:12]), hash)
		return err
	})
	if err != nil {
		return state{}, err
	}
	return readState(ctx, l.d)
}

// waiting are rows without a position, in the order of their ids. There is no mark up to which all are taken: on
// PostgreSQL a row with a lower id may be committed later.
const (
	waits        = " FROM journal WHERE pos IS NULL AND aside IS NULL"
	waiting      = "SELECT " + columns + waits + " ORDER BY id LIMIT $1"
	countWaiting = "SELECT COUNT(*)" + waits
)

// batch takes at most batchRows entries in; more says that others may wait. Everything that can be computed is before the
// write begins: an entry's hash does not depend on its position. A row that linli does not write is set aside, so that
// whoever puts it in does not keep the others waiting.
func (l *Log) batch(ctx context.Context) (taken int, more bool, err error) {
	rows, err := db.All(ctx, l.d, scanEntry, waiting, batchRows)
	if err != nil || len(rows) == 0 {
		return 0, false, err
	}
	more = len(rows) == batchRows
	s, err := readState(ctx, l.d)
	if errors.Is(err, errNoLog) {
		s, err = l.begin(ctx)
	}
	if err != nil {
		return 0, false, err
	}
	t := taking{hasher: s.hasher}
	for i := range rows {
		if err := t.add(&rows[i]); err != nil {
			return 0, false, err
		}
	}
	if err := l.d.Write(ctx, t.writeTx); err != nil {
		return 0, false, err
	}
	if n := int64(len(t.strange)) + t.strays; n > 0 {
		first, column := int64(0), "pos"
		if len(t.strange) > 0 {
			first, column = t.strange[0].ID, t.strange[0].strange()
		}
		l.log.Error("journal: rows that linli does not write are set aside, and not in the log; linli verify names them", "rows", n, "first", first, "column", column)
	}
	return len(t.rows), more, nil
}
