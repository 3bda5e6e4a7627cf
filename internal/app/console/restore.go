package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linli/internal/app"
	"linli/internal/archive"
	"linli/internal/archive/envelope"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

// RestoreOrder is a restoration that somebody wants.
type RestoreOrder struct {
	Archive string
	Key     string // file of the private key; empty: the archive is not encrypted
	Keys    string // source of the keys of sealed fields; empty: where the target would have them
	Files   string // folder for photos and voice notes; empty: as serve has it
	// Checkpoint is a file with a checkpoint of the journal's log that was kept elsewhere; empty: there is none.
	Checkpoint string
	Of         string // a rehearsal: database of the installation that has made the archive; empty: it is not reached from here
	Terminal   Terminal
	Meter      *archive.Meter
}

// Restore brings an archive into an empty database of either engine, proves that it is the same, and says what is in it
// and what is still needed.
func Restore(ctx context.Context, dsn string, o RestoreOrder) error {
	began := time.Now()
	res, err := o.load(ctx, dsn)
	if err != nil {
		return err
	}
	d, err := archive.Open(ctx, dsn, db.Options{})
	if err != nil {
		return err
	}
	err = note(ctx, d, "backup.restored", res.End.Manifest.Hash, map[string]any{"of": res.Manifest.At, "rows": res.End.Rows(), "engine": res.Manifest.Engine})
	if err = errors.Join(err, d.Close()); err != nil {
		return err
	}
	if o.Keys == "" {
		o.Keys, _ = app.KeysFor(dsn) // PostgreSQL has none of its own: then they are named in the report
	}
	t := o.Terminal
	return errors.Join(o.report(res, time.Since(began)), t.line(t.T("backup.restored.next")), o.verify(ctx, dsn))
}

// verify proves the journal of what was restored, as linli verify does.
func (o RestoreOrder) verify(ctx context.Context, dsn string) error {
	progress := io.Discard
	if o.Meter.Live {
		progress = o.Meter.Out
	}
	agrees, err := Verify(ctx, Verification{DSN: dsn, Checkpoint: o.Checkpoint, Progress: progress}, o.Terminal)
	var e *errs.Error
	if errors.As(err, &e) && e.Key == "journal.error.no_log" {
		return o.Terminal.line(o.Terminal.T("backup.no_log"))
	}
	if err == nil && !agrees {
		err = errs.New(errs.Conflict, "backup.journal")
	}
	return err
}

func (o RestoreOrder) load(ctx context.Context, dsn string) (res archive.Restored, err error) {
	opt := archive.RestoreOptions{Contents: contentsOf(dsn, o.Files), Progress: o.Meter.Show}
	if o.Key != "" {
		if opt.Key, err = envelope.Load(o.Key); err != nil {
			return res, err
		}
	}
	f, err := os.Open(o.Archive)
	if err != nil {
		return res, err
	}
	defer func() { _ = f.Close() }() // read only
	info, err := f.Stat()
	if err != nil {
		return res, err
	}
	opt.Size = info.Size()
	defer o.Meter.End()
	return archive.Restore(ctx, f, dsn, opt)
}

// report says what was restored and how old it is, and which keys it needs.
func (o RestoreOrder) report(r archive.Restored, took time.Duration) error {
	return errors.Join(o.tell(r, took), o.needs(r.End.Keys))
}

// tell says what was restored and how old it is.
func (o RestoreOrder) tell(r archive.Restored, took time.Duration) error {
	t, m, e := o.Terminal, r.Manifest, r.End
	err := errors.Join(
		t.line(t.T("backup.of", m.At.UTC().Format(time.RFC3339), age(t, time.Since(m.At)), m.Release, m.Schema, string(m.Engine))),
		t.line(t.T("backup.restored", e.Rows(), len(e.Tables), e.Jobs.Rows, e.Files.Rows, took.Round(100*time.Millisecond))))
	if n := len(e.Missing); n > 0 {
		err = errors.Join(err, t.line(t.T("backup.missing", n, strings.Join(e.Missing, "\n  "))))
	}
	return err
}

// needs says which keys of sealed fields are needed, and whether they are there.
func (o RestoreOrder) needs(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	t := o.Terminal
	ring, err := seal.Load(o.Keys)
	if err != nil {
		return t.line(t.T("backup.keys.none", strings.Join(ids, ", ")))
	}
	if missing := ring.Missing(ids); len(missing) > 0 {
		return t.line(t.T("backup.keys.missing", strings.Join(missing, ", ")))
	}
	return t.line(t.T("backup.keys.there", strings.Join(ids, ", ")))
}

// open opens everything that is sealed in a temporary database with the keys that were named: it is brought to keys that
// nobody keeps, which shows each value that does not open. Without keys it says that this was not rehearsed.
func (o RestoreOrder) open(ctx context.Context, dsn string, ids []string) error {
	t, needed := o.Terminal, strings.Join(ids, ", ")
	switch {
	case len(ids) == 0:
		return nil
	case o.Keys == "":
		return t.line(t.T("backup.keys.unrehearsed", needed))
	}
	ring, err := seal.Rehearsal(o.Keys)
	if err != nil {
		return errs.New(errs.Conflict, "backup.keys.unread", needed, Say(err, t.English))
	}
	if missing := ring.Missing(ids); len(missing) > 0 {
		return errs.New(errs.Conflict, "backup.keys.lost", strings.Join(missing, ", "))
	}
	a, err := app.New(ctx, app.Config{DSN: dsn, Ring: ring})
	if err != nil {
		return err
	}
	n, err := a.Reseal(ctx)
	if err != nil {
		err = errs.New(errs.Conflict, "backup.keys.shut", err.Error())
	} else {
		err = t.line(t.T("backup.keys.opened", n, needed))
	}
	return errors.Join(err, a.Close())
}

// age is how long ago something was, in the largest unit that fits.
func age(t Terminal, d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return t.T("backup.age.days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return t.T("backup.age.hours", int(d/time.Hour))
	}
	return t.T("backup.age.minutes", int(d/time.Minute))
}

// Rehearse restores an archive into a place of its own, which is removed afterwards: a temporary file, or, when server is
// a PostgreSQL address, a new database on that server, whose others are not touched. It then starts this release on it, and
// opens what is sealed with the keys that were named. It fails when anything is not the same as in the archive, or does not
// open. Where o.Of names the installation that has made the archive, the rehearsal is written down there.
func Rehearse(ctx context.Context, server string, o RestoreOrder) (err error) {
	done, err := o.writtenDown(ctx)
	if err != nil {
		return err
	}
	dsn, remove, err := archive.Temporary(ctx, server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	if server != "" { // photos and voice notes lie in a folder; beside a temporary file they have one
		if o.Files, err = os.MkdirTemp("", "linli-rehearsal-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(o.Files)) }()
	}
	began := time.Now()
	res, err := o.load(ctx, dsn)
	if err != nil {
		return err
	}
	took, t := time.Since(began), o.Terminal
	if err := with(ctx, dsn, func(*app.App) error { return nil }); err != nil {
		return err
	}
	if err := o.verify(ctx, dsn); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(res.End.Tables)) {
		if s := res.End.Tables[name]; s.Rows > 0 {
			if err := t.line(t.T("backup.table", name, s.Rows)); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(o.tell(res, took), o.open(ctx, dsn, res.End.Keys)); err != nil {
		return err
	}
	return errors.Join(t.line(t.T("backup.rehearsed", age(t, time.Since(res.Manifest.At)))), done(ctx))
}

// writtenDown is what writes a rehearsal down where the archive was made; nothing where no installation is named. It
// refuses an archive that was made elsewhere before anything is restored.
func (o RestoreOrder) writtenDown(ctx context.Context) (done func(context.Context) error, err error) {
	if o.Of == "" {
		return func(context.Context) error { return nil }, nil
	}
	hash, err := hashOf(o.Archive)
	if err != nil {
		return nil, err
	}
	d, err := existing(ctx, o.Of)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	its, err := archive.Recorded(ctx, d, hash)
	if err == nil && !its {
		err = errs.New(errs.Invalid, "archive.another")
	}
	return func(ctx context.Context) (err error) {
		d, err := existing(ctx, o.Of)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, d.Close()) }()
		if err := archive.Rehearsed(ctx, d, hash); err != nil {
			return err
		}
		return errors.Join(note(ctx, d, "backup.rehearsed", hash, map[string]any{"file": filepath.Base(o.Archive)}), o.Terminal.line(o.Terminal.T("backup.rehearsal_recorded")))
	}, err
}

// hashOf is the SHA-256 of a file, in hexadecimal.
func hashOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), errors.Join(err, f.Close())
}
