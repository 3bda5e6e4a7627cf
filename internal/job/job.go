// Package job runs durable work after a commit, and periodic work, with River on both engines. A job is a row of the
// transaction that asked for it: rolled back together, run once the commit is there, tried again until it is done.
package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"linli/internal/db"
	"linli/internal/id"
)

// Args are the arguments of one kind of job; they are stored as JSON. Kind is its name and never changes once released.
type Args = river.JobArgs

// Runner works jobs. Register with Handle and Every, then Start.
type Runner struct {
	d       *db.DB
	log     *slog.Logger
	workers *river.Workers
	cron    []*river.PeriodicJob
	watch   func(kind string, took time.Duration, err error)
	insert  *river.Client[*sql.Tx] // only adds jobs; there before and without Start
	client  *river.Client[*sql.Tx] // works them; nil until Start

	id    string // of this process among those that work jobs
	end   context.CancelFunc
	ended chan struct{}
}

// New is a runner on the database's own write pool: on SQLite a second connection would wait for seconds under load.
func New(d *db.DB, log *slog.Logger) (*Runner, error) {
	insert, err := river.NewClient(driver(d), &river.Config{Logger: log})
	if err != nil {
		return nil, err
	}
	return &Runner{d: d, log: log, workers: river.NewWorkers(), insert: insert, id: id.New(), watch: func(string, time.Duration, error) {}}, nil
}

// Watch has fn told of every job that was worked. Call it before Start.
func (r *Runner) Watch(fn func(kind string, took time.Duration, err error)) { r.watch = fn }

func driver(d *db.DB) riverdriver.Driver[*sql.Tx] {
	if d.Engine() == db.SQLite {
		return riversqlite.New(d.SQL())
	}
	return riverdatabasesql.NewWithPgxListener(d.SQL(), d.Pool())
}

// Migrate makes River's own tables; it does nothing when they are there.
func Migrate(ctx context.Context, d *db.DB) error {
	m, err := rivermigrate.New(driver(d), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("job: migrate: %w", err)
	}
	return nil
}

// worker adapts a function to River.
type worker[A Args] struct {
	river.WorkerDefaults[A]
	r  *Runner
	fn func(ctx context.Context, args A) error
}

// Work works a job. A panic counts as a failure and is left to River.
func (w *worker[A]) Work(ctx context.Context, j *river.Job[A]) error {
	began, failed := time.Now(), errors.New("job: panicked")
	defer func() { w.r.watch(j.Args.Kind(), time.Since(began), failed) }()
	failed = w.fn(ctx, j.Args)
	return failed
}

// Timeout lets long work end by itself: each is cancelled by shutdown, none by a clock.
func (w *worker[A]) Timeout(*river.Job[A]) time.Duration { return -1 }

// Handle registers the function that works one kind. It may run more than once for a job that failed half-way, so it
// must be safe to repeat.
func Handle[A Args](r *Runner, fn func(ctx context.Context, args A) error) {
	river.AddWorker(r.workers, &worker[A]{r: r, fn: fn})
}

// Every inserts a job at each interval, once for the period however many processes run, and once at start.
func (r *Runner) Every(interval time.Duration, args Args) {
	r.cron = append(r.cron, river.NewPeriodicJob(river.PeriodicInterval(interval), func() (Args, *river.InsertOpts) {
		return args, &river.InsertOpts{MaxAttempts: 3, UniqueOpts: river.UniqueOpts{
			ByState: []rivertype.JobState{
				rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
			},
		}}
	}, &river.PeriodicJobOpts{RunOnStart: true}))
}

// Start begins to work. The context only bounds the start; Stop ends the work.
func (r *Runner) Start(ctx context.Context) error {
	client, err := river.NewClient(driver(r.d), &river.Config{
		ID:                r.id,
		Logger:            r.log,
		Workers:           r.workers,
		PeriodicJobs:      r.cron,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		FetchPollInterval: time.Second,
		FetchCooldown:     100 * time.Millisecond,
	})
	if err != nil {
		return err
	}
	r.client = client
	if _, err := r.takeOver(ctx); err != nil { // before the first job: what is at work has a process that is known
		return err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	live, end := context.WithCancel(context.WithoutCancel(ctx))
	r.end, r.ended = end, make(chan struct{})
	go r.live(live)
	return nil
}

// Stop lets running jobs finish until ctx ends, then cancels them; what was cut off runs again at the next start.
func (r *Runner) Stop(ctx context.Context) error {
	if r.end == nil {
		return nil
	}
	defer r.leave(context.WithoutCancel(ctx))
	if err := r.client.Stop(ctx); err != nil {
		cancelCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		return r.client.StopAndCancel(cancelCtx)
	}
	return nil
}

// InsertTx adds a job to the transaction.
func (r *Runner) InsertTx(ctx context.Context, tx *db.Tx, args Args) error {
	_, err := r.insert.InsertTx(ctx, tx.SQL(), args, nil)
	return err
}
