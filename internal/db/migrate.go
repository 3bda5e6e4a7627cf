package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"linli/internal/migrations"
)

// Migrate brings the schema to this release. On PostgreSQL an advisory lock lets one process do it while others wait.
// It returns the versions it applied, none when there was nothing to do.
func (d *DB) Migrate(ctx context.Context) ([]int64, error) { return d.MigrateTo(ctx, Latest()) }

// MigrateTo is Migrate up to a version of the schema and no further.
func (d *DB) MigrateTo(ctx context.Context, version int64) (done []int64, err error) {
	p, err := d.migrator()
	if err != nil {
		return nil, err
	}
	if d.engine == SQLite { // a statement over a whole table, and the sorting of an index, may be larger than memory
		if _, err := d.write.ExecContext(ctx, "PRAGMA temp_store = FILE"); err != nil {
			return nil, unavailable(err)
		}
		defer func() {
			_, back := d.write.ExecContext(context.WithoutCancel(ctx), "PRAGMA temp_store = MEMORY")
			err = errors.Join(err, unavailable(back))
		}()
	}
	results, err := p.UpTo(ctx, version)
	for _, r := range results {
		done = append(done, r.Source.Version)
	}
	if err != nil {
		return done, fmt.Errorf("db: migration failed and was rolled back: %w", err)
	}
	return done, nil
}

// Version is the version of the database's schema; it must have been migrated at some time.
func (d *DB) Version(ctx context.Context) (int64, error) {
	return Value[int64](ctx, d, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version")
}

// Latest is the version of the schema that this release has.
func Latest() (version int64) {
	for _, dir := range []string{"*.sql", "sqlite/*.sql"} {
		names, _ := fs.Glob(migrations.Files, dir) // the patterns are well formed
		for _, name := range names {
			if n, err := goose.NumericComponent(name); err == nil {
				version = max(version, n)
			}
		}
	}
	return version
}

func (d *DB) migrator() (*goose.Provider, error) {
	files, err := d.migrations()
	if err != nil {
		return nil, err
	}
	opts, dialect := []goose.ProviderOption{goose.WithVerbose(false)}, goose.DialectSQLite3
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, d.write, files, opts...)
}

// Schema is the number of the last migration that the database has, and of the last in this release. 0: it has none.
func (d *DB) Schema(ctx context.Context) (have, want int64) {
	files, err := d.migrations()
	names, err2 := fs.Glob(files, "*.sql")
	if err != nil || err2 != nil {
		return 0, 0 // the files are part of the program; a test makes every one of them
	}
	for _, name := range names {
		if n, err := goose.NumericComponent(name); err == nil {
			want = max(want, n)
		}
	}
	have, err = Value[int64](ctx, d, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied")
	if err != nil {
		return 0, want // no such table yet
	}
	return have, want
}

// migrations joins the common files with those of the engine: one numbered sequence.
func (d *DB) migrations() (fs.FS, error) {
	out := fstest.MapFS{}
	for _, dir := range []string{".", string(d.engine)} {
		names, err := fs.Glob(migrations.Files, map[bool]string{true: "*.sql", false: dir + "/*.sql"}[dir == "."])
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			body, err := fs.ReadFile(migrations.Files, name)
			if err != nil {
				return nil, err
			}
			base := path.Base(name)
			if out[base] != nil {
				return nil, fmt.Errorf("db: migration %s exists twice", base)
			}
			out[base] = &fstest.MapFile{Data: body}
		}
	}
	return out, nil
}
