package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"linli/internal/errs"
)

// Tx is a running write. Now is its only clock. It is used by one goroutine and dead when its function returns.
type Tx struct {
	Now   time.Time
	d     *DB
	tx    *sql.Tx
	fresh []string // SQLite: texts that were not prepared yet; the writer prepares them between batches
	after []func()
	sums  []Sums

	broken error // the machine refused a statement: the transaction may be gone already, nothing may run outside it
}

// SQL is the transaction as the job runner wants it. Features use Exec, One and All.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// Engine tells which engine is behind, for the few statements that only one of them knows.
func (t *Tx) Engine() Engine { return t.d.engine }

// AfterCommit runs fn once the commit is durable, on the caller's goroutine. It never runs when the write fails.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// Exec runs a statement and tells how many rows it touched.
func (t *Tx) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	if t.broken != nil {
		return 0, t.broken
	}
	var res sql.Result
	stmt, err := t.prepared(ctx, text)
	if err != nil {
		return 0, err
	}
	if stmt != nil {
		res, err = stmt.ExecContext(ctx, args...)
	} else {
		res, err = t.tx.ExecContext(ctx, text, args...)
	}
	if err != nil {
		return 0, t.refused(err)
	}
	n, err := res.RowsAffected()
	return n, unavailable(err)
}

// refused keeps what the machine refuses: SQLite may have rolled back everything by itself (a full disk), and what would
// run after that would run, and stay, alone.
func (t *Tx) refused(err error) error {
	err = unavailable(err)
	if errs.Is(err, errs.Unavailable) {
		t.broken = err
	}
	return err
}

func (t *Tx) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	stmt, err := t.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	var rows *sql.Rows
	if stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
	} else {
		rows, err = t.tx.QueryContext(ctx, text, args...)
	}
	if err != nil {
		return nil, t.refused(err)
	}
	return rows, nil
}

// prepared never prepares by itself: the one connection is ours at this moment, and the pool has no second.
func (t *Tx) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	s, worth := t.d.writeStmts.known(text)
	if s != nil {
		return t.tx.StmtContext(ctx, s), nil
	}
	if worth {
		t.fresh = append(t.fresh, text)
	}
	return nil, nil
}

// Lock takes the advisory lock of one thing until the transaction ends: a rule over more than the row being updated
// takes it first. On SQLite writes are serial and nothing is to be done.
func (t *Tx) Lock(ctx context.Context, kind, id string) error {
	if t.d.engine == SQLite {
		return nil
	}
	_, err := t.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", kind+":"+id)
	return err
}

// Write runs fn in a transaction and returns after COMMIT did. fn must use the context it is given, may run twice on
// PostgreSQL (a lost connection, a deadlock) and must do nothing but database work; anything else goes to AfterCommit.
// Errors of fn come back as they are. Unavailable: the queue is full, the disk is, or the connection is gone.
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return d.run(ctx, fn, false)
}

// WriteMany is Write for hundreds of rows and more. On SQLite it is the first of its transaction, which needs no savepoint: in one,
// every page that is changed is kept to be restored, and each statement walks over all that are kept.
func (d *DB) WriteMany(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return d.run(ctx, fn, true)
}

// run is a write; first: it is to be the first of its transaction.
func (d *DB) run(ctx context.Context, fn func(ctx context.Context, tx *Tx) error, first bool) error {
	if ctx.Value(holding{}) != nil {
		panic("db: Write inside Write or Read")
	}
	if d.engine == SQLite {
		return d.enqueue(ctx, &call{ctx: ctx, fn: fn, first: first, done: make(chan struct{})})
	}
	return d.writePostgres(ctx, fn)
}

// call is one waiting Write.
type call struct {
	ctx   context.Context
	fn    func(ctx context.Context, tx *Tx) error
	first bool // it is to be the first of its transaction
	after []func()
	sums  []Sums
	err   error
	panic any
	turn  atomic.Bool // its caller waits no longer, or it runs: whichever is first
	done  chan struct{}
}

// Limits of a batch: whichever comes first.
const (
	batchCalls = 256
	batchTime  = 5 * time.Millisecond
	queueCalls = 4 * batchCalls
)

// enqueue lets the writer run a call. A statement of one caller must never be interrupted inside the shared transaction: SQLite would
// roll back all of it. So the caller's cancellation counts only until its turn comes.
func (d *DB) enqueue(ctx context.Context, c *call) error {
	d.mu.RLock()
	if d.closed || d.calls == nil {
		d.mu.RUnlock()
		return refused(errors.New("db: closed"), down)
	}
	select {
	case d.calls <- c:
		d.mu.RUnlock()
	default:
		d.mu.RUnlock()
		return &errs.Error{Kind: errs.Unavailable, Key: "error.busy", RetryAfter: time.Second}
	}
	select {
	case <-c.done:
	case <-ctx.Done():
		if c.turn.CompareAndSwap(false, true) {
			err := lost(context.Cause(ctx)) // it will not run: somebody holds the file, and others wait before it
			d.trouble.note(err)
			return err
		}
		<-c.done
	}
	d.trouble.note(c.err)
	if c.panic != nil {
		panic(c.panic)
	}
	if c.err != nil {
		return c.err
	}
	for _, f := range c.after {
		f()
	}
	return nil
}

// writer is the only goroutine that writes to SQLite, apart from the job runner between its batches.
func (d *DB) writer() {
	defer close(d.done)
	var held *call // was taken out of the queue, but is to begin a transaction
	for {
		c := held
		if c == nil {
			c = <-d.calls
		}
		if c == nil {
			return // closed, and nothing waits
		}
		var fresh []string
		fresh, held = d.batch(c)
		for _, text := range fresh {
			// A text that cannot be prepared has failed in its batch already, where its caller was told.
			_, _ = d.writeStmts.of(context.Background(), text)
		}
	}
}

// batch runs the waiting calls in one transaction, commits once and only then answers. The first runs bare: when it fails, the
// transaction ends with it. Each of the others has its savepoint. Held is a call that is to be the first of the next.
func (d *DB) batch(first *call) (fresh []string, held *call) {
	ctx := context.Background()
	var ran []*call
	answer := func(err error) {
		for _, c := range ran {
			if err != nil {
				c.err, c.after = err, nil
			}
			close(c.done)
		}
	}
	stx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		ran = append(ran, first)
		answer(unavailable(err))
		return nil, nil
	}
	began := time.Now()
	for c := first; c != nil; c, held = d.next(len(ran), began) {
		ran = append(ran, c)
		f, ok := d.step(ctx, stx, c, c == first)
		fresh = append(fresh, f...)
		if !ok {
			_ = stx.Rollback() // broken, where SQLite has thrown the transaction away, or all of it was the first
			answer(ended(c, first))
			return fresh, nil
		}
	}
	f, err := d.sumUp(ctx, stx, ran)
	fresh = append(fresh, f...)
	if err != nil {
		_ = stx.Rollback()
		answer(unavailable(err))
		return fresh, held
	}
	answer(d.commit(stx, len(ran)))
	return fresh, held
}

// ended is what all of a batch are told that a call has ended; the first had nobody beside it, and has its own error.
func ended(c, first *call) error {
	if c == first {
		return nil
	}
	return lost(c.err)
}

// commit ends the transaction of so many calls; when it fails nothing of them is there, as far as can be known.
func (d *DB) commit(stx *sql.Tx, calls int) error {
	if d.opt.beforeCommit != nil {
		if err := d.opt.beforeCommit(); err != nil {
			_ = stx.Rollback()
			return unavailable(err)
		}
	}
	began := time.Now()
	if err := stx.Commit(); err != nil {
		_ = stx.Rollback()
		return lost(err)
	}
	d.opt.Committed(calls, time.Since(began))
	if d.opt.afterCommit != nil {
		d.opt.afterCommit()
	}
	return nil
}

// next is the next waiting call if this batch may still take one; held is one that it may not.
func (d *DB) next(n int, began time.Time) (c, held *call) {
	if n >= batchCalls || time.Since(began) > batchTime {
		return nil, nil
	}
	select {
	case c = <-d.calls: // nil when the queue was closed and is empty
		if c != nil && c.first {
			return nil, c
		}
		return c, nil
	default:
		return nil, nil
	}
}

// step runs one call, in a savepoint or bare; false when the whole transaction is lost.
func (d *DB) step(ctx context.Context, stx *sql.Tx, c *call, bare bool) (fresh []string, ok bool) {
	if err := c.ctx.Err(); err != nil {
		c.err = lost(err)
		return nil, true
	}
	if !c.turn.CompareAndSwap(false, true) {
		return nil, true
	}
	t := &Tx{Now: d.Now(), d: d, tx: stx}
	if bare {
		runCall(c, t)
		return t.fresh, c.err == nil
	}
	if _, err := t.Exec(ctx, "SAVEPOINT call"); err != nil {
		c.err = err
		return t.fresh, false
	}
	runCall(c, t)
	if c.err == nil {
		if _, err := t.Exec(ctx, "RELEASE call"); err != nil {
			c.err = err
			return t.fresh, false
		}
		return t.fresh, true
	}
	t.broken = nil // whatever became of it in the call
	if _, err := t.Exec(ctx, "ROLLBACK TO call"); err != nil {
		return t.fresh, false
	}
	_, err := t.Exec(ctx, "RELEASE call")
	return t.fresh, err == nil
}

// runCall runs the caller's function, whose panic it carries to the caller's goroutine. What the machine refused to it is its error,
// whatever it made of that itself.
func runCall(c *call, t *Tx) {
	defer func() {
		if p := recover(); p != nil {
			c.panic = fmt.Sprintf("%v\n%s", p, debug.Stack())
			c.err = errors.New("db: the write panicked")
		}
	}()
	c.err = c.fn(context.WithValue(context.WithoutCancel(c.ctx), holding{}, true), t)
	if t.broken != nil {
		c.err = t.broken
	}
	if c.err == nil {
		c.after, c.sums = t.after, t.sums
	}
}

// retries bounds how often a PostgreSQL write is tried again: deadlocks and lost connections pass.
const retries = 4

func (d *DB) writePostgres(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	for try := 0; ; try++ {
		after, err := d.onePostgres(ctx, fn)
		if err == nil {
			d.trouble.note(nil)
			for _, f := range after {
				f()
			}
			return nil
		}
		renewed := d.renewed(ctx, err)
		var unknown *commitError
		if try >= retries || errors.As(err, &unknown) || !renewed && !transient(err) || ctx.Err() != nil {
			err = unavailable(err)
			d.trouble.note(err)
			return err
		}
		time.Sleep(time.Duration(try+1) * 5 * time.Millisecond)
	}
}

func (d *DB) onePostgres(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) ([]func(), error) {
	stx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	t := &Tx{Now: d.Now(), d: d, tx: stx}
	defer func() { _ = stx.Rollback() }() // after a commit this does nothing
	if err := fn(context.WithValue(ctx, holding{}, true), t); err != nil {
		return nil, err
	}
	if err := t.sumUp(ctx, t.sums); err != nil {
		return nil, err
	}
	if d.opt.beforeCommit != nil {
		if err := d.opt.beforeCommit(); err != nil {
			return nil, err
		}
	}
	began := time.Now()
	if err := stx.Commit(); err != nil {
		return nil, lost(&commitError{err})
	}
	d.opt.Committed(1, time.Since(began))
	if d.opt.afterCommit != nil {
		d.opt.afterCommit()
	}
	return t.after, nil
}

// commitError is a failure of COMMIT itself: whether it took place is not known, so nothing is tried again.
type commitError struct{ err error }

func (e *commitError) Error() string { return "commit: " + e.err.Error() }
func (e *commitError) Unwrap() error { return e.err }

// transient tells whether the same write may succeed on another try: serialization, deadlock, a lost connection.
func transient(err error) bool {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code == "40001" || pe.Code == "40P01" || pe.Code[:2] == "57" || pe.Code[:2] == "08"
	}
	return pgconn.SafeToRetry(err)
}
