package job_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/job"
)

type greetArgs struct {
	Name string `json:"name"`
}

func (greetArgs) Kind() string { return "test.greet" }

type tickArgs struct{}

func (tickArgs) Kind() string { return "test.tick" }

func runner(t *testing.T, d *db.DB) *job.Runner {
	t.Helper()
	r, err := job.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func start(t *testing.T, r *job.Runner) {
	t.Helper()
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := r.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

// eventually waits for something that another goroutine does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 400 {
		if ok() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("waited in vain: %s", what)
}

// A job is a row of its transaction: rolled back with it, worked once after its commit.
func TestAJobIsWorkedOnceAndOnlyAfterTheCommit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := runner(t, d)
		var greeted atomic.Int64
		job.Handle(r, func(_ context.Context, a greetArgs) error {
			if a.Name != "committed" {
				t.Errorf("greeted %q", a.Name)
			}
			greeted.Add(1)
			return nil
		})
		boom := errors.New("boom")
		insert := func(name string, fail error) error {
			return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if err := r.InsertTx(ctx, tx, greetArgs{Name: name}); err != nil {
					return err
				}
				return fail
			})
		}
		if err := insert("rolled back", boom); !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if err := insert("committed", nil); err != nil { // before the runner starts: it waits in the database
			t.Fatal(err)
		}
		start(t, r)
		eventually(t, "the committed job", func() bool { return greeted.Load() == 1 })
		time.Sleep(300 * time.Millisecond)
		if greeted.Load() != 1 {
			t.Fatalf("worked %d times", greeted.Load())
		}
	})
}

func TestAFailedJobIsTriedAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := runner(t, d)
		var tries atomic.Int64
		job.Handle(r, func(context.Context, greetArgs) error {
			if tries.Add(1) == 1 {
				return errors.New("not yet")
			}
			return nil
		})
		start(t, r)
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return r.InsertTx(ctx, tx, greetArgs{}) }); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the second try", func() bool { return tries.Load() == 2 })
	})
}

func TestAPeriodicJobRunsAtStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := runner(t, d)
		var ticks atomic.Int64
		job.Handle(r, func(context.Context, tickArgs) error { ticks.Add(1); return nil })
		r.Every(time.Hour, tickArgs{})
		start(t, r)
		eventually(t, "the first tick", func() bool { return ticks.Load() == 1 })
	})
}

func TestMigratingTwiceDoesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := job.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if done, err := d.Migrate(t.Context()); err != nil || len(done) != 0 {
			t.Fatalf("applied %v, %v", done, err)
		}
	})
}
