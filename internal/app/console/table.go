package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"linli/internal/app"
	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/intake/intakeweb"
)

// TableFlags are the arguments of the command.
type TableFlags struct {
	Kind   string `arg:"" enum:"wishes,people,orgs,places" help:"What the table holds: wishes, people, orgs, places."`
	File   string `arg:"" help:"XLSX, or CSV in UTF-8, UTF-16 or GB 18030." type:"existingfile"`
	Keys   string `env:"LINLI_KEYS" help:"The keys as serve has them. Empty: beside an SQLite file, as FILE.keys." placeholder:"SOURCE"`
	Do     bool   `help:"Import what is shown. Without it nothing is written."`
	Report string `help:"Write a copy of the file with the reason beside each refused line." placeholder:"FILE" type:"path"`
}

// table is a table that is being read in, and where that is told.
type table struct {
	TableFlags
	progress io.Writer
	terminal Terminal
}

// ImportTable reads a table in as the pages do: it is judged and told what it would do, and with Do done. Ctrl-C stops between
// two chunks; what is in stays in and is named, and the same file again brings the rest.
func ImportTable(ctx context.Context, dsn string, flags TableFlags, progress io.Writer, t Terminal) error {
	in := table{flags, progress, t}
	body, err := os.ReadFile(in.File)
	if err != nil {
		return err
	}
	if in.Keys == "" {
		if in.Keys, err = app.KeysFor(dsn); err != nil {
			return err
		}
	}
	if err := app.There(dsn); err != nil {
		return err
	}
	a, err := app.New(ctx, app.Config{DSN: dsn, Existing: true, Keys: in.Keys})
	if err != nil {
		return err
	}
	return errors.Join(in.read(ctx, a, body), a.Close())
}

func (in table) read(ctx context.Context, a *app.App, body []byte) error {
	run, err := a.Intake.Take(ctx, self(), intake.Upload{Kind: in.Kind, Name: in.File, Body: body})
	if err != nil {
		return err
	}
	if run, err = in.work(ctx, a, run); err != nil || run.State != intake.Planned {
		return err
	}
	if err := in.report(ctx, a, run); err != nil {
		return err
	}
	if !in.Do || run.Planned() == 0 {
		return a.Intake.Drop(ctx, self(), run.ID)
	}
	if err := a.Intake.Begin(ctx, self(), run.ID); err != nil {
		return err
	}
	run, err = in.work(ctx, a, run)
	if err == nil && run.Late > 0 {
		err = in.report(ctx, a, run)
	}
	return err
}

// work works a run to its next rest, and tells how it stands there. Cut off, it is stopped, or dropped while nothing is in.
func (in table) work(ctx context.Context, a *app.App, run intake.Run) (intake.Run, error) {
	l := tongue(in.terminal.English)
	worked := a.Intake.WorkAs(ctx, self(), run.ID, func(x intake.Run) { fmt.Fprintf(in.progress, "\r%-60s", intakeweb.Said(l, x)) })
	fmt.Fprintln(in.progress)
	calm := context.WithoutCancel(ctx)
	if ctx.Err() != nil {
		end := a.Intake.Stop
		if run.State == intake.Reading {
			end = a.Intake.Drop
		}
		if err := end(calm, self(), run.ID); err != nil && !errs.Is(err, errs.Conflict) {
			return run, errors.Join(worked, err)
		}
	}
	run, err := a.Intake.See(calm, self(), run.ID)
	if err != nil {
		return run, errors.Join(worked, err)
	}
	said := in.terminal.line(intakeweb.Said(l, run))
	for _, f := range run.WhyNot() {
		said = errors.Join(said, in.terminal.line(intakeweb.Why(l, nil, f)))
	}
	return run, errors.Join(worked, said)
}

// report writes the copy with the reasons, where somebody wants one.
func (in table) report(ctx context.Context, a *app.App, run intake.Run) error {
	if in.Report == "" || run.Refused+run.Late == 0 {
		return nil
	}
	f, err := os.OpenFile(in.Report, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	l, kind := tongue(in.terminal.English), a.Intake.Kinds.Named(run.Kind)
	err = a.Intake.Report(ctx, self(), run, l.T("intake.reason"), func(f errs.Field) string { return intakeweb.Why(l, kind, f) }, func(string) io.Writer { return f })
	return errors.Join(err, f.Close())
}
