package archive

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"linli/internal/archive/envelope"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/job"
	"linli/internal/seal"
)

// Options of a backup.
type Options struct {
	Release  string               // of linli
	To       *envelope.Recipients // nil: not encrypted
	Contents Contents             // of files
	Progress func(Progress)
}

// Contents are where the bytes of files lie, by the SHA-256 that rows name them with.
type Contents interface {
	Read(hash string) ([]byte, error)
	Put(b []byte) (hash string, err error)
}

// nowhere has no contents: whatever a row names is missing.
type nowhere struct{}

func (nowhere) Read(string) ([]byte, error) { return nil, fs.ErrNotExist }
func (nowhere) Put([]byte) (string, error)  { return "", errs.New(errs.Invalid, "archive.nowhere") }

// Made is a backup that is there.
type Made struct {
	File     string
	Manifest Manifest
	End      End
	Size     int64
	Hash     string   // SHA-256 of the file, in hexadecimal
	Strange  []string // tables that are not linli's, and not in the archive
	Recorded bool     // in the database; not in one of a schema that has no table for it
}

// Backup writes the state of a database at one moment into a new file, while others go on writing. Under its name there is
// the whole archive or nothing. The database is not migrated: an older release's is written as it is. Invalid: the file
// is there already, or the database is of a newer release.
func Backup(ctx context.Context, d *db.DB, file string, opt Options) (made Made, err error) {
	if opt.Progress == nil {
		opt.Progress = func(Progress) {}
	}
	if opt.Contents == nil {
		opt.Contents = nowhere{}
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return made, errors.Join(err, errs.New(errs.Invalid, "archive.exists", file))
	}
	made = Made{File: file, Manifest: Manifest{Format: Format, Release: opt.Release, Engine: d.Engine()}}
	if made.Manifest.Schema, err = known(ctx, d); err != nil {
		return made, err
	}
	ours, err := reference(ctx, made.Manifest.Schema)
	if err != nil {
		return made, err
	}
	out, err := create(file)
	if err != nil {
		return made, err
	}
	defer out.drop()
	copying := func(done, total int64) { opt.Progress(Progress{Step: Copying, Bytes: done, TotalBytes: total}) }
	made.Manifest.At = d.Now()
	err = d.Snapshot(ctx, copying, func(ctx context.Context, tx *sql.Tx) error {
		b := backup{tx: tx, made: &made, ours: ours, progress: opt.Progress, contents: opt.Contents, keys: map[string]bool{}, files: map[string]bool{}}
		return b.write(ctx, out, opt.To)
	})
	if err != nil {
		return made, err
	}
	made.Size, made.Hash = out.size, hex.EncodeToString(out.hash.Sum(nil))
	if err := out.publish(file); err != nil {
		return made, err
	}
	made.Recorded, err = record(ctx, d, made)
	return made, err
}

// known is the version of a database's schema, which this release must know.
func known(ctx context.Context, d *db.DB) (int64, error) {
	tables, err := tablesOf(ctx, d)
	if err != nil {
		return 0, err
	}
	if !slices.Contains(tables, "goose_db_version") {
		return 0, errs.New(errs.Invalid, "archive.no_database")
	}
	version, err := d.Version(ctx)
	if err == nil && version > db.Latest() {
		err = errs.New(errs.Invalid, "archive.database_newer", version, db.Latest())
	}
	return version, err
}

// backup is one that is being written.
type backup struct {
	tx       *sql.Tx
	made     *Made
	ours     map[string]Table
	w        *writer
	progress func(Progress)
	contents Contents
	keys     map[string]bool // of sealed values
	files    map[string]bool // contents that rows name
	rows     Progress        // so far
}

func (b *backup) write(ctx context.Context, out io.Writer, to *envelope.Recipients) (err error) {
	m := &b.made.Manifest
	if err := b.tables(ctx); err != nil {
		return err
	}
	b.rows = Progress{Step: Writing}
	for _, t := range m.Tables {
		n, err := value[int64](ctx, b.tx, "SELECT COUNT(*) FROM "+names([]string{t.Name}))
		if err != nil {
			return err
		}
		b.rows.TotalRows += n
	}
	if b.w, err = newWriter(out, to, m.At); err != nil {
		return err
	}
	end := End{Tables: map[string]Sum{}}
	if end.Manifest, err = b.w.json(manifestName, m); err != nil {
		return err
	}
	for _, t := range m.Tables {
		if end.Tables[t.Name], err = b.table(ctx, t); err != nil {
			return err
		}
	}
	if end.Jobs, err = b.jobs(ctx); err != nil {
		return err
	}
	if end.Files, end.Missing, err = b.copyFiles(ctx); err != nil {
		return err
	}
	end.Keys = slices.Sorted(maps.Keys(b.keys))
	b.made.End = end
	if _, err = b.w.json(endName, end); err != nil {
		return err
	}
	return b.w.close()
}

// tables finds linli's, which must be as the migrations have made them: others could not be restored.
func (b *backup) tables(ctx context.Context) (err error) {
	m := &b.made.Manifest
	m.Tables, err = schema(ctx, b.tx, m.Engine, func(table string) bool {
		_, ok := b.ours[table]
		if !ok && !slices.Contains(b.made.Strange, table) {
			b.made.Strange = append(b.made.Strange, table)
		}
		return ok
	})
	if err != nil {
		return err
	}
	for name, want := range b.ours {
		if !slices.ContainsFunc(m.Tables, want.same) {
			return errs.New(errs.Invalid, "archive.database", name, m.Schema)
		}
	}
	return nil
}

// often is after how many rows somebody is told how far it is.
const often = 5000

func (b *backup) table(ctx context.Context, t Table) (Sum, error) {
	out, named := b.w.lines(rowsDir, t.Name), t.contents()
	b.rows.Table = t.Name
	err := t.lines(ctx, b.tx, func(line []byte, row []any) error {
		for _, i := range named {
			if hash, ok := row[i].(string); ok && hash != "" {
				b.files[hash] = true
			}
		}
		for _, v := range row {
			if text, ok := v.(string); ok {
				if id := seal.KeyOf(text); id != "" {
					b.keys[id] = true
				}
			}
		}
		b.rows.Rows++
		b.rows.Bytes += int64(len(line))
		if b.rows.Rows%often == 0 {
			b.progress(b.rows)
		}
		return out.write(line)
	})
	if err != nil {
		return Sum{}, err
	}
	b.progress(b.rows)
	return out.sum(), out.flush()
}

func (b *backup) jobs(ctx context.Context) (Sum, error) {
	out := b.w.lines(jobsDir)
	err := job.EachWaiting(ctx, b.tx, b.made.Manifest.Engine, func(j job.Waiting) error {
		line, err := json.Marshal(j)
		if err != nil {
			return err
		}
		return out.write(append(line, '\n'))
	})
	if err != nil {
		return Sum{}, fmt.Errorf("archive: jobs: %w", err)
	}
	return out.sum(), out.flush()
}

// copyFiles adds the bytes that rows name, in the order of their names. What has been removed since the rows were read, or
// was not there at all, is named instead.
func (b *backup) copyFiles(ctx context.Context) (sum Sum, missing []string, err error) {
	s := newSumming()
	done := Progress{Step: Filing, TotalRows: int64(len(b.files))}
	for _, hash := range slices.Sorted(maps.Keys(b.files)) {
		if err := ctx.Err(); err != nil {
			return sum, nil, err
		}
		body, err := b.contents.Read(hash)
		if err != nil {
			missing = append(missing, hash)
			continue
		}
		if hashOf(body) != hash {
			return sum, nil, errs.New(errs.Invalid, "archive.file", hash)
		}
		if err := b.w.member(path.Join(filesDir, hash), body); err != nil {
			return sum, nil, err
		}
		s.add([]byte(hash + "\n"))
		done.Rows++
		done.Bytes += int64(len(body))
		b.progress(done)
	}
	return s.sum(), missing, nil
}

// tablesOf are the names of all tables of a database.
func tablesOf(ctx context.Context, d *db.DB) (tables []string, err error) {
	text := "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
	if d.Engine() == db.Postgres {
		text = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
	}
	return db.All(ctx, d, func(r db.Row) (name string, err error) { return name, r.Scan(&name) }, text)
}

// record writes down that a backup was made, where the schema has a place for that.
func record(ctx context.Context, d *db.DB, m Made) (bool, error) {
	tables, err := tablesOf(ctx, d)
	if err != nil || !slices.Contains(tables, "backup") {
		return false, err
	}
	for try := 0; ; try++ {
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO backup (at, archive, size, rows, hash) VALUES ($1, $2, $3, $4, $5)",
				m.Manifest.At.UnixMicro(), filepath.Base(m.File), m.Size, m.End.Rows(), m.Hash)
			return err
		})
		if err == nil || try == 3 || !errs.Is(err, errs.Unavailable) || ctx.Err() != nil {
			return err == nil, err
		}
		time.Sleep(time.Second) // the server's writes come first
	}
}

// History is what is written down of a database's backups; a zero time where there is nothing.
type History struct {
	First, Last time.Time // what the first and the latest backup hold is of these moments
	Rehearsed   time.Time // when one of them was last rehearsed
}

// HistoryOf reads it.
func HistoryOf(ctx context.Context, q db.Querier) (h History, err error) {
	return h, db.Each(ctx, q, func(r db.Row) error { return r.Scan(db.Time(&h.First), db.Time(&h.Last), db.Time(&h.Rehearsed)) },
		"SELECT MIN(at), MAX(at), MAX(rehearsed_at) FROM backup")
}

// Rehearsed writes down that a backup, by the SHA-256 of its file, was restored for a trial and found the same. Invalid: no
// backup of this database is that file.
func Rehearsed(ctx context.Context, d *db.DB, hash string) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE backup SET rehearsed_at = $2 WHERE hash = $1", hash, tx.Now.UnixMicro())
		if err == nil && n == 0 {
			err = errs.New(errs.Invalid, "archive.another")
		}
		return err
	})
}

// Recorded tells whether a backup of this database is a file with that SHA-256.
func Recorded(ctx context.Context, q db.Querier, hash string) (bool, error) {
	return db.Value[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM backup WHERE hash = $1)", hash)
}
