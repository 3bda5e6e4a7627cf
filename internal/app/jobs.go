package app

import (
	"context"
	"log/slog"
	"time"

	"linli/internal/job"
)

// The jobs' arguments. A kind never changes once released: rows of it may be waiting.
type (
	closeWindowsArgs struct{}
	archiveArgs      struct{}
	redueArgs        struct{}
	purgeArgs        struct{}
	resealArgs       struct{}
	sweepArgs        struct{}
	signArgs         struct{}
	recodeArgs       struct {
		Edition int64 `json:"edition"`
	}
)

// Kind is the job's name.
func (closeWindowsArgs) Kind() string { return "wish.close_windows" }

// Kind is the job's name.
func (archiveArgs) Kind() string { return "wish.archive" }

// Kind is the job's name.
func (redueArgs) Kind() string { return "wish.redue" }

// Kind is the job's name.
func (purgeArgs) Kind() string { return "account.purge_sessions" }

// Kind is the job's name.
func (resealArgs) Kind() string { return "seal.reseal" }

// Kind is the job's name.
func (sweepArgs) Kind() string { return "retention.sweep" }

// Kind is the job's name.
func (signArgs) Kind() string { return "journal.sign" }

// Kind is the job's name.
func (recodeArgs) Kind() string { return "place.recode" }

// register tells the runner what it works, and when.
func (a *App) register() {
	r, w, log := a.jobs, a.Wishes, a.cfg.Log
	job.Handle(r, counted[closeWindowsArgs](log, w.CloseWindows))
	job.Handle(r, counted[archiveArgs](log, w.ArchiveOld))
	job.Handle(r, counted[redueArgs](log, both(w.Redue, a.Privacy.Redue)))
	job.Handle(r, a.recoder.work(log))
	job.Handle(r, counted[purgeArgs](log, a.Accounts.Sessions().Purge))
	job.Handle(r, counted[resealArgs](log, both(a.People.Reseal, a.Privacy.Reseal)))
	job.Handle(r, counted[sweepArgs](log, a.Privacy.Sweep))
	job.Handle(r, func(ctx context.Context, _ signArgs) error { return a.journal.Sign(ctx) })
	r.Every(time.Minute, closeWindowsArgs{})
	r.Every(time.Hour, archiveArgs{})
	r.Every(time.Hour, purgeArgs{})
	r.Every(10*time.Minute, resealArgs{})
	r.Every(24*time.Hour, sweepArgs{})
	r.Every(time.Hour, signArgs{}) // a checkpoint an hour, when something is new
}

// both does one after the other.
func both(one, other func(context.Context) (int, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		n, err := one(ctx)
		if err != nil {
			return n, err
		}
		m, err := other(ctx)
		return n + m, err
	}
}

// counted runs a use case of the system and logs how much it did, when it did something.
func counted[A job.Args](log *slog.Logger, do func(context.Context) (int, error)) func(context.Context, A) error {
	return func(ctx context.Context, args A) error {
		n, err := do(ctx)
		if n > 0 {
			log.Info("job", "kind", args.Kind(), "done", n)
		}
		return err
	}
}
