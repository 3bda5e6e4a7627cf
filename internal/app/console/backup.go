package console

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"linli/internal/app"
	"linli/internal/archive"
	"linli/internal/archive/envelope"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/file/content"
	"linli/internal/journal"
	"linli/internal/seal"
)

// BackupOrder is a backup that somebody wants.
type BackupOrder struct {
	To         string   // a file that is not there yet, or a folder, in which the file gets a name by its time
	Recipients []string // public keys that open it
	Open       bool     // without any
	Keep       int      // in a folder: so many archives stay, the youngest; 0: all
	Files      string   // folder of photos and voice notes; empty: as serve has it
	Release    string
	Terminal   Terminal
	Meter      *archive.Meter
}

// BackupKey makes a key pair: the private key in a new file, the recipient returned.
func BackupKey(path, suite string) (recipient string, err error) {
	return envelope.Create(path, seal.Suite(suite))
}

// Backup writes one archive of a running or resting installation, writes that down in its database and journal, and says
// what is in it.
func Backup(ctx context.Context, dsn string, o BackupOrder) (err error) {
	opt := archive.Options{Release: o.Release, Contents: contentsOf(dsn, o.Files), Progress: o.Meter.Show}
	switch {
	case len(o.Recipients) > 0 && o.Open:
		return errs.New(errs.Invalid, "backup.both")
	case len(o.Recipients) > 0:
		if opt.To, err = envelope.ParseRecipients(o.Recipients); err != nil {
			return err
		}
	case !o.Open:
		return errs.New(errs.Invalid, "backup.no_recipient")
	}
	d, err := existing(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	file, folder := o.To, false
	if info, err := os.Stat(o.To); err == nil && info.IsDir() {
		file, folder = archive.NameIn(o.To, d.Now()), true
	}
	made, err := archive.Backup(ctx, d, file, opt)
	o.Meter.End()
	if err != nil {
		return err
	}
	if made.Recorded {
		entry := map[string]any{"file": filepath.Base(made.File), "size": made.Size, "rows": made.End.Rows(), "sha256": made.Hash, "encrypted": opt.To != nil}
		if err := note(ctx, d, "backup.made", made.Hash, entry); err != nil {
			return err
		}
	}
	if err := o.report(made); err != nil || !folder || o.Keep == 0 {
		return err
	}
	dropped, err := archive.Thin(o.To, o.Keep)
	for _, name := range dropped {
		err = errors.Join(err, o.Terminal.line(o.Terminal.T("backup.dropped", name)))
	}
	return err
}

// existing opens a database that is there: SQLite would make a file that is not.
func existing(ctx context.Context, dsn string) (*db.DB, error) {
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, errs.New(errs.Invalid, "archive.no_database")
		}
	}
	return archive.Open(ctx, dsn, db.Options{})
}

// contentsOf are the contents of files as an archive takes and gives them; nil where there are none.
func contentsOf(dsn, configured string) archive.Contents {
	if dir := app.FilesFor(dsn, configured); dir != "" {
		return content.New(dir)
	}
	return nil
}

// note writes an act of whoever sits at the machine into the journal.
func note(ctx context.Context, d *db.DB, act, subject string, after any) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return journal.WriteTx(ctx, tx, self(), journal.Entry{Act: act, Kind: "backup", Subject: subject, After: after})
	})
}

func (o BackupOrder) report(m archive.Made) error {
	t := o.Terminal
	lines := []string{t.T("backup.made", m.File, archive.Mebibytes(m.Size), m.End.Rows(), len(m.End.Tables), m.End.Jobs.Rows, m.End.Files.Rows)}
	if o.Open {
		lines = append(lines, t.T("backup.open"))
	}
	if n := len(m.End.Missing); n > 0 {
		lines = append(lines, t.T("backup.missing", n, strings.Join(m.End.Missing, "\n  ")))
	}
	if len(m.End.Keys) > 0 {
		lines = append(lines, t.T("backup.keys", strings.Join(m.End.Keys, ", ")))
	}
	if len(m.Strange) > 0 {
		lines = append(lines, t.T("backup.strange", strings.Join(m.Strange, ", ")))
	}
	if !m.Recorded {
		lines = append(lines, t.T("backup.unrecorded"))
	}
	for _, l := range lines {
		if err := t.line(l); err != nil {
			return err
		}
	}
	return nil
}
