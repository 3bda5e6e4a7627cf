package archive

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"

	"linli/internal/archive/envelope"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/job"
)

// RestoreOptions are what a restoration needs beside the archive and the target.
type RestoreOptions struct {
	Key      *envelope.Key // nil: the archive is not encrypted
	Contents Contents      // where files go; nil: an archive with files is refused
	Size     int64         // of the archive, for the progress; 0: not known
	Progress func(Progress)
}

// Restored is what was brought back and proved to be the same.
type Restored struct {
	Manifest Manifest
	End      End
}

// Restore reads an archive into an empty database: a file that is not there yet (sqlite:FILE) or a PostgreSQL database
// without tables. The schema is first brought to the archive's version, then everything is loaded in one transaction and
// read back from the database; only what is the same there as in the archive is committed. Then the schema is brought to
// this release. Until then the target is not a database that Finished lets pass; the same call begins it anew.
//
// Invalid: the archive is damaged, encrypted to another key, of a newer release or none, or the target is not empty.
// Nothing has been restored then.
func Restore(ctx context.Context, src io.Reader, dsn string, opt RestoreOptions) (res Restored, err error) {
	if opt.Progress == nil {
		opt.Progress = func(Progress) {}
	}
	counted := &counting{r: src}
	r, err := open(counted, opt.Key)
	if err != nil {
		return res, err
	}
	if r.Schema > db.Latest() || r.Schema < 1 {
		return res, errs.New(errs.Invalid, "archive.newer", r.Release, r.Schema, db.Latest())
	}
	t, err := target(ctx, dsn)
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, t.leave()) }()
	l := &loading{reader: r, d: t.d, opt: opt, read: counted}
	if opt.Contents == nil {
		l.opt.Contents = nowhere{}
	}
	if res, err = l.run(ctx); err != nil {
		return res, err
	}
	return res, t.finish()
}

// counting counts what was read.
type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// loading is a restoration that is under way.
type loading struct {
	*reader
	d      *db.DB
	opt    RestoreOptions
	read   *counting
	rows   int64
	schema map[string]Table // of the target
}

func (l *loading) run(ctx context.Context) (res Restored, err error) {
	if _, err := l.d.MigrateTo(ctx, l.Schema); err != nil {
		return res, err
	}
	if at, err := l.d.Version(ctx); err != nil || at != l.Schema {
		return res, errors.Join(err, errs.New(errs.Invalid, "archive.target_version", at, l.Schema))
	}
	if err := job.Migrate(ctx, l.d); err != nil {
		return res, err
	}
	if err := withTx(ctx, l.d, func(conn *sql.Conn, tx *sql.Tx) error {
		res.End, err = l.load(ctx, conn, tx)
		return err
	}); err != nil {
		return res, err
	}
	res.Manifest = l.Manifest
	l.opt.Progress(Progress{Step: Migrating})
	_, err = l.d.Migrate(ctx)
	return res, err
}

// load fills the tables, proves that they hold what the archive holds, and adds the jobs.
func (l *loading) load(ctx context.Context, conn *sql.Conn, tx *sql.Tx) (e End, err error) {
	tables, err := schema(ctx, tx, l.d.Engine(), nil)
	if err != nil {
		return e, err
	}
	if err := l.same(tables); err != nil {
		return e, err
	}
	fill, err := filler(ctx, l.d, conn, tx, tables)
	if err != nil {
		return e, err
	}
	sums := map[string]Sum{}
	for _, t := range l.Tables {
		if sums[t.Name], err = l.table(ctx, fill, t); err != nil {
			return e, err
		}
	}
	jobs, err := l.jobs(ctx, tx)
	if err != nil {
		return e, err
	}
	files, err := l.files(ctx)
	if err != nil {
		return e, err
	}
	if e, err = l.end(sums, jobs, files); err != nil {
		return e, err
	}
	if err := fill.end(ctx); err != nil {
		return e, err
	}
	return e, l.verify(ctx, tx, e)
}

// same refuses an archive whose tables are not those of its version of the schema.
func (l *loading) same(tables []Table) error {
	l.schema = map[string]Table{}
	for _, t := range tables {
		l.schema[t.Name] = t
	}
	seen := map[string]bool{}
	for _, t := range l.Tables {
		have, ok := l.schema[t.Name]
		if !ok || seen[t.Name] || !t.same(have) {
			return errs.New(errs.Invalid, "archive.schema", t.Name, l.Schema)
		}
		seen[t.Name] = true
	}
	return nil
}

func (l *loading) table(ctx context.Context, fill filling, t Table) (Sum, error) {
	var row []any
	rows := 0
	add, end, err := fill.table(ctx, l.schema[t.Name])
	if err != nil {
		return Sum{}, err
	}
	sum, err := l.lines(func(line []byte) error {
		row = make([]any, len(t.Columns)) // kept until it is sent
		if err := parseRow(line, t.Columns, row); err != nil {
			return err
		}
		if rows++; rows%often == 0 {
			l.tell(t.Name, int64(rows))
		}
		return add(row)
	}, rowsDir, t.Name)
	if err = errors.Join(err, end(err)); err != nil {
		return sum, fmt.Errorf("archive: table %s: %w", t.Name, err)
	}
	l.rows += sum.Rows
	l.tell(t.Name, 0)
	return sum, nil
}

func (l *loading) tell(table string, more int64) {
	l.opt.Progress(Progress{Step: Loading, Table: table, Rows: l.rows + more, Bytes: l.read.n, TotalBytes: l.opt.Size})
}

func (l *loading) jobs(ctx context.Context, tx *sql.Tx) (Sum, error) {
	carry, err := job.Carrier(l.d)
	if err != nil {
		return Sum{}, err
	}
	return l.lines(func(line []byte) error {
		var j job.Waiting
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&j); err != nil {
			return errors.Join(errRow, err)
		}
		return carry(ctx, tx, j)
	}, jobsDir)
}

func (l *loading) files(ctx context.Context) (Sum, error) {
	done := Progress{Step: Filing, TotalBytes: l.opt.Size}
	return l.reader.files(func(hash string, body []byte) error {
		done.Rows++
		done.Bytes = l.read.n
		l.opt.Progress(done)
		if _, err := l.opt.Contents.Put(body); err != nil {
			return err
		}
		return ctx.Err()
	})
}

// verify reads everything back, as a backup reads it, and compares.
func (l *loading) verify(ctx context.Context, tx *sql.Tx, e End) error {
	done := Progress{Step: Verifying, TotalRows: e.Rows()}
	named := map[string]bool{}
	for _, t := range l.Tables {
		s, at := newSumming(), t.contents()
		done.Table = t.Name
		err := t.lines(ctx, tx, func(line []byte, row []any) error {
			s.add(line)
			for _, i := range at {
				if hash, ok := row[i].(string); ok && hash != "" {
					named[hash] = true
				}
			}
			if done.Rows++; done.Rows%often == 0 {
				l.opt.Progress(done)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if s.sum() != e.Tables[t.Name] {
			return errs.New(errs.Conflict, "archive.differs", t.Name)
		}
	}
	l.opt.Progress(done)
	return l.verifyFiles(named, e.Missing)
}

// verifyFiles reads every content that a row names, but those that the archive says were missing.
func (l *loading) verifyFiles(named map[string]bool, missing []string) error {
	for hash := range named {
		if slices.Contains(missing, hash) {
			continue
		}
		body, err := l.opt.Contents.Read(hash)
		if err != nil || hashOf(body) != hash {
			return errs.Because(errs.Conflict, err, "archive.differs", path.Join(filesDir, hash))
		}
	}
	return nil
}
