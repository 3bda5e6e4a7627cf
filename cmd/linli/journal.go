package main

import (
	"context"
	"io"
	"os"

	"linli/internal/app/console"
)

type journalCmd struct {
	Checkpoint journalCheckpointCmd `cmd:"" help:"Take in what is new, sign the log and print the checkpoint: keep it where nobody who can write to the database can write, and give it to verify later."`
	Export     journalExportCmd     `cmd:"" help:"Write the log to a file that verify reads: a JSON value a line."`
}

type journalCheckpointCmd struct {
	store
	Keys string `env:"LINLI_KEYS" help:"The keys as serve has them. Empty: beside an SQLite file, as FILE.keys." placeholder:"SOURCE"`
}

// Run prints a signed checkpoint.
func (c *journalCheckpointCmd) Run(ctx context.Context, o out) error {
	return told(console.WriteCheckpoint(ctx, c.DB, c.Keys, o))
}

type journalExportCmd struct {
	store
	File string `arg:"" help:"A new file; compressed when its name ends in .gz."`
}

// Run exports the log.
func (c *journalExportCmd) Run(ctx context.Context, o out) error {
	return told(console.ExportJournal(ctx, c.DB, c.File, progress(), terminal(o)))
}

type verifyCmd struct {
	store
	Export     string `help:"A file of linli journal export instead of a database." placeholder:"FILE"`
	Checkpoint string `help:"A checkpoint kept elsewhere. Without one it can only be proved that the database agrees with itself." placeholder:"FILE"`
}

// Run verifies; the exit status says whether everything agrees.
func (c *verifyCmd) Run(ctx context.Context, o out) error {
	agrees, err := console.Verify(ctx, console.Verification{DSN: c.DB, Export: c.Export, Checkpoint: c.Checkpoint, Progress: progress()}, terminal(o))
	switch {
	case err != nil:
		return exit{2, told(err)}
	case !agrees:
		return exit{1, nil}
	}
	return nil
}

// progress is where a command shows how far it is: a terminal, or nowhere.
func progress() io.Writer {
	info, err := os.Stderr.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return io.Discard
	}
	return os.Stderr
}
