package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"linli/internal/app/outgoing"
	"linli/internal/job"
)

// The jobs' arguments. A kind never changes once released: rows of it may be waiting.
type (
	closeWindowsArgs struct{}
	silentArgs       struct{}
	archiveArgs      struct{}
	redueArgs        struct{}
	purgeArgs        struct{}
	resealArgs       struct{}
	purgeCodesArgs   struct{}
	sendCodeArgs     struct {
		ID string `json:"id"`
	}
	examineArgs struct{}
	tellArgs    struct {
		Wish string `json:"wish"`
	}
	expireFilesArgs struct{}
	sweepFilesArgs  struct{}
	dropArgs        struct {
		Content string `json:"content"` // SHA-256
	}
	sweepArgs  struct{}
	signArgs   struct{}
	recodeArgs struct {
		Edition int64 `json:"edition"`
	}
	escalateArgs struct{}
	recountArgs  struct{}
	intakeArgs   struct {
		Run string `json:"run"`
	}
	resumeArgs struct{}
	learnArgs  struct{}
	noticeArgs struct{}
	trainArgs  struct {
		District string `json:"district"`
		Run      int64  `json:"run"`
	}
)

// Kind is the job's name.
func (closeWindowsArgs) Kind() string { return "wish.close_windows" }

// Kind is the job's name.
func (silentArgs) Kind() string { return "wish.take_silent" }

// Kind is the job's name.
func (archiveArgs) Kind() string { return "wish.archive" }

// Kind is the job's name.
func (redueArgs) Kind() string { return "wish.redue" }

// Kind is the job's name.
func (purgeArgs) Kind() string { return "account.purge_sessions" }

// Kind is the job's name.
func (examineArgs) Kind() string { return "wish.examine" }

// Kind is the job's name.
func (tellArgs) Kind() string { return "wish.tell" }

// Kind is the job's name.
func (expireFilesArgs) Kind() string { return "file.expire" }

// Kind is the job's name.
func (sweepFilesArgs) Kind() string { return "file.sweep" }

// Kind is the job's name.
func (dropArgs) Kind() string { return "file.drop" }

// Kind is the job's name.
func (resealArgs) Kind() string { return "seal.reseal" }

// Kind is the job's name.
func (purgeCodesArgs) Kind() string { return "account.purge_codes" }

// Kind is the job's name.
func (sendCodeArgs) Kind() string { return "account.send_code" }

// Kind is the job's name.
func (sweepArgs) Kind() string { return "retention.sweep" }

// Kind is the job's name.
func (signArgs) Kind() string { return "journal.sign" }

// Kind is the job's name.
func (recodeArgs) Kind() string { return "place.recode" }

// Kind is the job's name.
func (escalateArgs) Kind() string { return "wish.escalate" }

// Kind is the job's name.
func (intakeArgs) Kind() string { return "intake.work" }

// Kind is the job's name.
func (resumeArgs) Kind() string { return "intake.resume" }

// Kind is the job's name.
func (recountArgs) Kind() string { return "wish.recount" }

// Kind is the job's name.
func (learnArgs) Kind() string { return "suggest.learn" }

// Kind is the job's name.
func (trainArgs) Kind() string { return "suggest.train" }

// Kind is the job's name.
func (noticeArgs) Kind() string { return "notice.work" }

// register tells the runner what it works, and when.
func (a *App) register() {
	r, w, log := a.jobs, a.Wishes, a.cfg.Log
	job.Handle(r, counted[closeWindowsArgs](log, w.CloseWindows))
	job.Handle(r, counted[silentArgs](log, a.Asks.TakeSilent))
	job.Handle(r, counted[archiveArgs](log, w.ArchiveOld))
	job.Handle(r, counted[examineArgs](log, a.Publish.Examine))
	job.Handle(r, func(ctx context.Context, x tellArgs) error { return a.Follows.Tell(ctx, x.Wish) })
	job.Handle(r, counted[redueArgs](log, inTurn(a.Redue.Redue, a.Privacy.Redue)))
	job.Handle(r, a.recoder.work(log))
	job.Handle(r, counted[purgeArgs](log, a.Accounts.Purge))
	job.Handle(r, counted[resealArgs](log, a.Reseal))
	job.Handle(r, counted[sweepArgs](log, a.Privacy.Sweep))
	job.Handle(r, counted[escalateArgs](log, a.Escalate.Run))
	job.Handle(r, counted[recountArgs](log, a.Figures.RecountDue))
	job.Handle(r, counted[learnArgs](log, a.Suggest.LearnDue))
	job.Handle(r, func(ctx context.Context, x trainArgs) error { return a.Suggest.Learn(ctx, x.District, x.Run) })
	job.Handle(r, counted[noticeArgs](log, a.Notices.Work))
	job.Handle(r, counted[outgoing.Args](log, a.Outgoing.Work))
	job.Handle(r, func(ctx context.Context, x intakeArgs) error { return a.Intake.Work(ctx, x.Run) })
	job.Handle(r, counted[resumeArgs](log, a.Intake.Resume))
	job.Handle(r, counted[purgeCodesArgs](log, a.Codes.Purge))
	job.Handle(r, func(ctx context.Context, args sendCodeArgs) error { return a.Codes.Send(ctx, args.ID) })
	job.Handle(r, func(ctx context.Context, _ signArgs) error { return a.Journal.Sign(ctx) })
	job.Handle(r, counted[expireFilesArgs](log, a.Files.Expire))
	job.Handle(r, counted[sweepFilesArgs](log, a.Files.Sweep))
	job.Handle(r, func(ctx context.Context, x dropArgs) error { return a.Files.Drop(ctx, x.Content) })
	for _, p := range periodic() {
		r.Every(p.every, p.args)
	}
}

// regular is work that comes again and again.
type regular struct {
	every time.Duration
	args  job.Args
}

// periodic is all of it: what runs, and what the doctor looks for.
func periodic() []regular {
	return []regular{
		{time.Minute, closeWindowsArgs{}},
		{time.Minute, silentArgs{}},
		{time.Minute, noticeArgs{}},
		{time.Minute, outgoing.Args{}},
		{20 * time.Second, resumeArgs{}},
		{5 * time.Minute, purgeCodesArgs{}},
		{10 * time.Minute, escalateArgs{}},
		{time.Hour, archiveArgs{}},
		{time.Hour, examineArgs{}}, // at the start too: what was public before there was a rule
		{time.Hour, purgeArgs{}},
		{10 * time.Minute, resealArgs{}},
		{time.Hour, expireFilesArgs{}},
		{6 * time.Hour, sweepFilesArgs{}},
		{24 * time.Hour, sweepArgs{}},
		{24 * time.Hour, recountArgs{}},
		{24 * time.Hour, learnArgs{}},
		{time.Hour, signArgs{}}, // a checkpoint an hour, when something is new
	}
}

// inTurn runs use cases one after the other and tells how much they did together. One that fails does not keep the others
// from their work; the error says of each.
func inTurn(rooms ...func(context.Context) (int, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (n int, err error) {
		for _, room := range rooms {
			some, failed := room(ctx)
			n += some
			err = errors.Join(err, failed)
			if ctx.Err() != nil {
				break
			}
		}
		return n, err
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
