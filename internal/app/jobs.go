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
	expireFilesArgs  struct{}
	sweepFilesArgs   struct{}
	dropArgs         struct {
		Content string `json:"content"` // SHA-256
	}
	signArgs   struct{}
	recodeArgs struct {
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
func (expireFilesArgs) Kind() string { return "file.expire" }

// Kind is the job's name.
func (sweepFilesArgs) Kind() string { return "file.sweep" }

// Kind is the job's name.
func (dropArgs) Kind() string { return "file.drop" }

// Kind is the job's name.
func (resealArgs) Kind() string { return "seal.reseal" }

// Kind is the job's name.
func (signArgs) Kind() string { return "journal.sign" }

// Kind is the job's name.
func (recodeArgs) Kind() string { return "place.recode" }

// register tells the runner what it works, and when.
func (a *App) register() {
	r, w, log := a.jobs, a.Wishes, a.cfg.Log
	job.Handle(r, counted[closeWindowsArgs](log, w.CloseWindows))
	job.Handle(r, counted[archiveArgs](log, w.ArchiveOld))
	job.Handle(r, counted[redueArgs](log, w.Redue))
	job.Handle(r, a.recoder.work(log))
	job.Handle(r, counted[purgeArgs](log, a.Accounts.Sessions().Purge))
	job.Handle(r, counted[resealArgs](log, a.People.Reseal))
	job.Handle(r, counted[expireFilesArgs](log, a.Files.Expire))
	job.Handle(r, counted[sweepFilesArgs](log, a.Files.Sweep))
	job.Handle(r, func(ctx context.Context, x dropArgs) error { return a.Files.Drop(ctx, x.Content) })
	job.Handle(r, func(ctx context.Context, _ signArgs) error { return a.journal.Sign(ctx) })
	r.Every(time.Minute, closeWindowsArgs{})
	r.Every(time.Hour, archiveArgs{})
	r.Every(time.Hour, purgeArgs{})
	r.Every(10*time.Minute, resealArgs{})
	r.Every(time.Hour, expireFilesArgs{})
	r.Every(6*time.Hour, sweepFilesArgs{})
	r.Every(time.Hour, signArgs{}) // a checkpoint an hour, when something is new
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
