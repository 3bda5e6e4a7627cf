package db

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"linli/internal/errs"
)

func openFile(t *testing.T, opt Options) *DB {
	t.Helper()
	d, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "a b%c.db"), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func exec(text string) func(context.Context, *Tx) error {
	return func(ctx context.Context, tx *Tx) error {
		_, err := tx.Exec(ctx, text)
		return err
	}
}

// An acknowledged write survives the process and the machine: the writer syncs at every commit, into a WAL.
func TestTheWriterIsDurable(t *testing.T) {
	t.Parallel()
	d := openFile(t, Options{})
	err := d.Write(t.Context(), func(ctx context.Context, tx *Tx) error {
		sync, err := Value[int64](ctx, tx, "PRAGMA synchronous")
		if err != nil {
			return err
		}
		mode, err := Value[string](ctx, tx, "PRAGMA journal_mode")
		if sync != 2 || mode != "wal" {
			t.Errorf("synchronous %d, journal_mode %s; want 2 and wal", sync, mode)
		}
		temp, err2 := Value[int64](ctx, tx, "PRAGMA temp_store")
		if temp != 2 {
			t.Errorf("temp_store %d; want 2: what a savepoint restores is kept in memory, also after migrations", temp)
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := Value[int64](t.Context(), d, "PRAGMA query_only"); err != nil || n != 1 {
		t.Fatalf("readers must not write: query_only %d, %v", n, err)
	}
}

func TestNoAnswerLeavesBeforeCommitReturned(t *testing.T) {
	t.Parallel()
	var committed atomic.Bool
	hold, reached := make(chan struct{}), make(chan struct{}, 1)
	d := openFile(t, Options{
		beforeCommit: func() error { reached <- struct{}{}; <-hold; return nil },
		afterCommit:  func() { committed.Store(true) },
	})
	answered := make(chan error)
	go func() { answered <- d.Write(context.Background(), exec("CREATE TABLE x (a)")) }()
	<-reached
	select {
	case err := <-answered:
		t.Fatalf("answered %v while COMMIT was held back", err)
	default:
	}
	close(hold)
	if err := <-answered; err != nil || !committed.Load() {
		t.Fatalf("answered %v, committed %v", err, committed.Load())
	}
}

func TestAFailedCommitFailsEveryCallerOfTheBatch(t *testing.T) {
	t.Parallel()
	var fail atomic.Bool
	gate := make(chan struct{})
	d := openFile(t, Options{beforeCommit: func() error {
		if fail.Load() {
			return errs.New(errs.Unavailable, "error.unavailable")
		}
		return nil
	}})
	if err := d.Write(t.Context(), exec("CREATE TABLE x (a)")); err != nil {
		t.Fatal(err)
	}
	fail.Store(true)
	const callers = 8
	var wg sync.WaitGroup
	var failed, ran, after atomic.Int64
	for range callers {
		wg.Go(func() {
			err := d.Write(context.Background(), func(ctx context.Context, tx *Tx) error {
				<-gate // the first call waits, the others queue up behind it
				ran.Add(1)
				tx.AfterCommit(func() { after.Add(1) })
				_, err := tx.Exec(ctx, "INSERT INTO x VALUES (1)")
				return err
			})
			if errs.Is(err, errs.Unavailable) {
				failed.Add(1)
			}
		})
	}
	close(gate)
	wg.Wait()
	if failed.Load() != callers || after.Load() != 0 || ran.Load() != callers {
		t.Fatalf("%d of %d told, ran %d times (once each, never retried), %d AfterCommit", failed.Load(), callers, ran.Load(), after.Load())
	}
	if n, err := Value[int64](t.Context(), d, "SELECT COUNT(*) FROM x"); n != 0 || err != nil {
		t.Fatalf("%d rows, %v", n, err)
	}
}

func TestOneBadCallDoesNotHarmItsBatch(t *testing.T) {
	t.Parallel()
	d := openFile(t, Options{})
	if err := d.Write(t.Context(), exec("CREATE TABLE x (a UNIQUE)")); err != nil {
		t.Fatal(err)
	}
	gate := make(chan struct{})
	var wg sync.WaitGroup
	var good, bad atomic.Int64
	for i := range 40 {
		wg.Go(func() {
			err := d.Write(context.Background(), func(ctx context.Context, tx *Tx) error {
				<-gate
				_, err := tx.Exec(ctx, "INSERT INTO x VALUES ($1)", i%20)
				return err
			})
			switch {
			case err == nil:
				good.Add(1)
			case IsUnique(err):
				bad.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	close(gate)
	wg.Wait()
	if good.Load() != 20 || bad.Load() != 20 {
		t.Fatalf("%d good, %d refused; want 20 and 20", good.Load(), bad.Load())
	}
}

// A big write stands in no savepoint, whoever waits with it: in one, each of its statements would walk over all pages that it has changed.
func TestABigWriteBeginsItsTransaction(t *testing.T) {
	t.Parallel()
	d := openFile(t, Options{})
	gate := make(chan struct{})
	var wg sync.WaitGroup
	var small atomic.Int64
	for i := range 40 {
		run, big := d.Write, i%2 == 0
		if big {
			run = d.WriteMany
		}
		wg.Go(func() {
			err := run(context.Background(), func(ctx context.Context, tx *Tx) error {
				<-gate
				_, err := tx.Exec(ctx, "ROLLBACK TO call")
				switch {
				case big && err == nil:
					t.Error("a big write stands in a savepoint")
				case !big:
					small.Add(1) // in a savepoint, or bare where it was the first
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	close(gate)
	wg.Wait()
	if small.Load() != 20 {
		t.Errorf("%d of 20 small writes ran", small.Load())
	}
}

func TestACancelledCallerIsSkippedBeforeItsTurn(t *testing.T) {
	t.Parallel()
	d := openFile(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := d.Write(ctx, func(context.Context, *Tx) error { t.Error("ran"); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

func TestAFullQueueIsUnavailableAtOnce(t *testing.T) {
	t.Parallel()
	d := openFile(t, Options{})
	hold, running := make(chan struct{}), make(chan struct{})
	go func() {
		_ = d.Write(context.Background(), func(context.Context, *Tx) error { close(running); <-hold; return nil })
	}()
	<-running
	var wg sync.WaitGroup
	for range queueCalls {
		wg.Go(func() { _ = d.Write(context.Background(), func(context.Context, *Tx) error { return nil }) })
	}
	var err error
	for !errs.Is(err, errs.Unavailable) && len(d.calls) <= queueCalls {
		if len(d.calls) == queueCalls {
			err = d.Write(context.Background(), func(context.Context, *Tx) error { return nil })
		}
	}
	var e *errs.Error
	if !errors.As(err, &e) || e.RetryAfter == 0 {
		t.Errorf("got %v, want Unavailable with a time to come back", err)
	}
	close(hold)
	wg.Wait()
}
