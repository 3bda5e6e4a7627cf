package console

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/journal"
	"linli/internal/journal/tlog"
)

// WriteCheckpoint takes in what is new in the journal, signs its log with the keys of a source (empty: KeysFor) and writes
// the checkpoint to out, to be kept elsewhere.
func WriteCheckpoint(ctx context.Context, dsn, keys string, out io.Writer) (err error) {
	if keys == "" {
		if keys, err = app.KeysFor(dsn); err != nil {
			return err
		}
	}
	a, err := app.New(ctx, app.Config{DSN: dsn, Keys: keys, Existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if _, err := a.Journal.CatchUp(ctx); err != nil {
		return err
	}
	note, err := a.Journal.Checkpoint(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, note)
	return err
}

// ExportJournal writes the journal's log to a new file that only its owner can read; compressed when the name ends in .gz.
// That it was exported is the last entry in it. Nothing stays of a file that did not become whole.
func ExportJournal(ctx context.Context, dsn, path string, progress io.Writer, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) (err error) {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		n, number, err := exportJournal(ctx, a, f, strings.HasSuffix(path, ".gz"), steps(progress, t, "journal.step.export"))
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			return errors.Join(err, os.Remove(path))
		}
		return t.line(t.T("journal.exported", int64(n), path) + " " + t.T("journal.exported.number", number)) //nolint:gosec // rows of a table
	})
}

func exportJournal(ctx context.Context, a *app.App, w io.Writer, zip bool, step func(done, total uint64)) (n uint64, number int64, err error) {
	var stamp export.Stamp
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		acts, err := db.Value[int](ctx, tx, "SELECT COUNT(*) FROM journal WHERE aside IS NULL")
		if err != nil {
			return err
		}
		if stamp, err = export.NumberTx(ctx, tx, self(), export.Export{Kind: "journal", Purpose: "audit", Records: acts + 2}); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, self(), journal.Entry{Act: "journal.export", Kind: "journal", Subject: "log", After: map[string]any{"export": stamp.Number}})
	})
	if err != nil {
		return 0, 0, err
	}
	said, err := json.Marshal(stamp)
	if err != nil {
		return 0, 0, err
	}
	if _, err := a.Journal.CatchUp(ctx); err != nil {
		return 0, 0, err
	}
	if !zip {
		n, err = tlog.Export(ctx, a.DB, w, said, step)
		return n, stamp.Number, err
	}
	z := gzip.NewWriter(w)
	n, err = tlog.Export(ctx, a.DB, z, said, step)
	return n, stamp.Number, errors.Join(err, z.Close())
}

// steps shows how far something is, in one line that is written again and again.
func steps(w io.Writer, t Terminal, key string) func(done, total uint64) {
	return func(done, total uint64) {
		end := ""
		if done == total {
			end = "\n"
		}
		fmt.Fprintf(w, "\r%-40s%s", t.T(key, done, total), end) //nolint:errcheck // only to be looked at
	}
}

// Verification says which log is verified, and with what.
type Verification struct {
	DSN        string    // a database, or
	Export     string    // a file that ExportJournal has written
	Checkpoint string    // a file with a checkpoint kept elsewhere; empty: there is none
	Progress   io.Writer // how far it is
}

// Verify verifies a log and says what it found. It needs no secret, and changes nothing. An error says that it could not
// be checked, or not all of it.
func Verify(ctx context.Context, in Verification, t Terminal) (agrees bool, err error) {
	opt := tlog.Options{Progress: steps(in.Progress, t, "journal.step.verify")}
	if in.Checkpoint != "" {
		if opt.Kept, err = readCheckpoint(in.Checkpoint); err != nil {
			return false, err
		}
	}
	src, done, err := openLog(ctx, in)
	if err != nil {
		return false, err
	}
	rep, err := tlog.Verify(ctx, src, opt)
	if err := errors.Join(err, done()); err != nil {
		if ctx.Err() != nil {
			err = errs.Because(errs.Unavailable, err, "journal.error.stopped")
		}
		return false, err
	}
	if err := tellVerified(rep, opt.Kept, t); err != nil {
		return false, err
	}
	if rep.First == nil && rep.Doubt != nil {
		return false, errs.New(errs.Conflict, rep.Doubt.Key, rep.Doubt.Args...)
	}
	return rep.First == nil, nil
}

func readCheckpoint(path string) (*tlog.Checkpoint, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c, err := tlog.ParseCheckpoint(string(body))
	return &c, err
}

// openLog opens what is to be verified; done closes it.
func openLog(ctx context.Context, in Verification) (src tlog.Source, done func() error, err error) {
	if in.Export == "" {
		if err := app.There(in.DSN); err != nil {
			return nil, nil, err
		}
		d, err := db.Open(ctx, in.DSN, db.Options{ReadOnly: true})
		if err != nil {
			return nil, nil, err
		}
		return tlog.FromDB(d), d.Close, nil
	}
	f, err := os.Open(in.Export)
	if err != nil {
		return nil, nil, err
	}
	if src, err = tlog.FromExport(f); err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return src, f.Close, nil
}

// tellVerified says what a verification found, a sentence a line.
func tellVerified(rep tlog.Report, kept *tlog.Checkpoint, t Terminal) error {
	var lines []string
	if rep.Origin != "" {
		lines = append(lines, t.T("journal.verified.log", rep.Origin, int64(rep.Size), rep.Hash)) //nolint:gosec // rows of a table
	}
	var stamp export.Stamp
	if rep.Stamp != nil && json.Unmarshal(rep.Stamp, &stamp) == nil && stamp.Number > 0 {
		lines = append(lines, t.T("journal.verified.export", stamp.Number, moment(stamp.At), stamp.By, stamp.Purpose, stamp.Records))
	}
	switch {
	case rep.First != nil:
		lines = append(lines, t.T("journal.verified.not", t.T(rep.First.Key, rep.First.Args...)))
	case rep.Doubt == nil:
		lines = append(lines, agreement(rep, kept, t)...)
	}
	return t.line(strings.Join(lines, "\n"))
}

// moment is a moment as it is written for other programs, too.
func moment(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// agreement says how far it reaches that everything agrees.
func agreement(rep tlog.Report, kept *tlog.Checkpoint, t Terminal) []string {
	lines := []string{t.T("journal.verified.agrees")}
	if rep.Erased > 0 {
		lines = append(lines, t.T("journal.verified.erased", rep.Erased))
	}
	if rep.Checkpoints > 0 {
		lines = append(lines, t.T("journal.verified.signed", rep.Checkpoints, rep.Signed, strings.Join(rep.Keys, " ")))
	} else {
		lines = append(lines, t.T("journal.verified.unsigned"))
	}
	if rep.Unproved > 0 {
		lines = append(lines, t.T("journal.verified.unproved", rep.Unproved))
	}
	if kept != nil {
		return append(lines, t.T("journal.verified.kept", kept.Size, moment(kept.At), kept.KeyID()))
	}
	return append(lines, t.T("journal.verified.alone"))
}
