package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
)

// unfinished is the table that marks a PostgreSQL database while it is being restored.
const unfinished = "linli_unfinished_restore"

// Where SQLite's file grows until it is whole.
const growing = ".restoring"

// sidecars are what SQLite keeps beside a file.
var sidecars = []string{"", "-wal", "-shm", "-journal"}

// Open opens a database as db.Open does. Conflict when a restoration into it has begun and was not ended: it holds nothing
// yet that may be served.
func Open(ctx context.Context, dsn string, opt db.Options) (*db.DB, error) {
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok { // before there is an empty file of that name
		if _, err := os.Lstat(file + growing); !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(err, errs.New(errs.Conflict, "archive.unfinished", file+growing))
		}
	}
	d, err := db.Open(ctx, dsn, opt)
	if err != nil || d.Engine() == db.SQLite {
		return d, err
	}
	tables, err := tablesOf(ctx, d)
	if err == nil && slices.Contains(tables, unfinished) {
		err = errs.New(errs.Conflict, "archive.unfinished", unfinished)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// place is where an archive is restored to.
type place struct {
	d      *db.DB
	file   string // SQLite: the name that the file gets at the end
	closed bool
}

// target opens an empty database, and marks it as being restored.
func target(ctx context.Context, dsn string) (*place, error) {
	file, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok {
		return targetPostgres(ctx, dsn)
	}
	for _, s := range sidecars {
		if _, err := os.Lstat(file + s); !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(err, errs.New(errs.Invalid, "archive.not_empty", file+s))
		}
	}
	if err := removeGrowing(file); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(file+growing, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, "sqlite:"+file+growing, db.Options{})
	return &place{d: d, file: file}, err
}

func removeGrowing(file string) error {
	for _, s := range sidecars {
		if err := os.Remove(file + growing + s); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func targetPostgres(ctx context.Context, dsn string) (*place, error) {
	d, err := db.Open(ctx, dsn, db.Options{})
	if err != nil {
		return nil, err
	}
	tables, err := tablesOf(ctx, d)
	switch {
	case err != nil:
	case slices.Contains(tables, unfinished): // begun by us, on what was empty
	case len(tables) > 0:
		err = errs.New(errs.Invalid, "archive.not_empty", content(ctx, d, tables))
	default:
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "CREATE TABLE "+unfinished+" (begun_at BIGINT NOT NULL)")
			return err
		})
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return &place{d: d}, nil
}

// content names what is in a database that ought to be empty.
func content(ctx context.Context, d *db.DB, tables []string) string {
	var out []string
	for _, t := range tables {
		n, err := db.Value[int64](ctx, d, "SELECT COUNT(*) FROM "+names([]string{t}))
		if err == nil && n > 0 {
			out = append(out, fmt.Sprintf("%s (%d)", t, n))
		}
	}
	if len(out) == 0 {
		out = tables
	}
	if len(out) > 8 {
		out = append(out[:8], "…")
	}
	return strings.Join(out, ", ")
}

// finish makes the target what it is to be.
func (p *place) finish() error {
	if p.file == "" {
		return p.d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "DROP TABLE "+unfinished)
			return err
		})
	}
	p.closed = true
	if err := p.d.Close(); err != nil { // the last connection folds the log into the file
		return err
	}
	f, err := os.OpenFile(p.file+growing, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(p.file+growing, p.file); err != nil {
		return err
	}
	return syncDir(p.file)
}

// leave closes the database. What is not finished stays marked.
func (p *place) leave() error {
	if p.closed {
		return nil
	}
	return p.d.Close()
}
