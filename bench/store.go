package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"linli/internal/app"
	"linli/internal/db"
)

// schema holds everything on PostgreSQL, so that a database in use is not touched.
const schema = "linli_bench"

// store is the database of a run and the server on it.
type store struct {
	app  *app.App
	file string // SQLite
	dsn  string // PostgreSQL, as it was given
	full int    // wishes that a kept store holds; -1 while it is empty

	files string // folder of photos, which no store keeps

	indexed float64 // seconds in which the index of the search was written
}

// openStore makes a store, or opens a kept one.
func openStore(ctx context.Context, c Config) (*store, error) {
	s := &store{full: -1}
	dsn, err := s.prepare(ctx, c.DSN)
	if err != nil {
		return nil, err
	}
	if s.files, err = os.MkdirTemp("", "linli-bench-"); err != nil {
		return nil, err
	}
	if s.app, err = build(ctx, dsn, s.files); err != nil {
		return nil, errors.Join(err, s.remove(context.WithoutCancel(ctx)))
	}
	if err := s.mark(ctx); err != nil {
		return nil, errors.Join(err, s.close(context.WithoutCancel(ctx), s.full >= 0))
	}
	if s.full >= 0 && s.full != c.Wishes {
		return nil, errors.Join(fmt.Errorf("the kept store was filled with %d wishes, not %d: ask for as many, or remove it", s.full, c.Wishes),
			s.close(context.WithoutCancel(ctx), true))
	}
	return s, nil
}

// prepare finds out whether the database is empty or kept from before, and refuses any other. It returns where the
// server finds it.
func (s *store) prepare(ctx context.Context, dsn string) (string, error) {
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		s.file = file
		return dsn, s.prepareFile(ctx, dsn)
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "", errors.New("the database's address cannot be read")
	}
	s.dsn = dsn
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), s.command(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema)
}

// prepareFile: a file that is not there, or empty, is made; one with tables must be a bench's.
func (s *store) prepareFile(ctx context.Context, dsn string) error {
	info, err := os.Stat(s.file)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, dsn, db.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // only read
	n, err := db.Value[int](ctx, d, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'bench_store'")
	if err == nil && n == 0 {
		err = fmt.Errorf("%s holds something else; name a new file", s.file)
	}
	return err
}

// mark makes the bench's own tables: how many wishes the store was filled with, and rows for the bare commit.
func (s *store) mark(ctx context.Context) error {
	return s.app.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, text := range []string{
			"CREATE TABLE IF NOT EXISTS bench_store (wishes BIGINT NOT NULL)",
			"CREATE TABLE IF NOT EXISTS bench_commit (at BIGINT NOT NULL)",
		} {
			if _, err := tx.Exec(ctx, text); err != nil {
				return err
			}
		}
		n, err := db.Value[int](ctx, tx, "SELECT COALESCE(MAX(wishes), -1) FROM bench_store")
		s.full = n
		return err
	})
}

// filled says that the store holds n wishes.
func (s *store) filled(ctx context.Context, c Config, seconds float64) error {
	n := c.Wishes
	c.say("filled with %d wishes in %.1f s", n, seconds)
	s.full = n
	return s.app.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO bench_store (wishes) VALUES ($1)", n)
		return err
	})
}

// close stops the server and removes the store unless it is kept.
func (s *store) close(ctx context.Context, keep bool) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := errors.Join(s.app.Stop(ctx), s.app.Close())
	if keep {
		return errors.Join(err, os.RemoveAll(s.files))
	}
	return errors.Join(err, s.remove(ctx))
}

func (s *store) remove(ctx context.Context) error {
	err := os.RemoveAll(s.files)
	if s.file == "" {
		return errors.Join(err, s.command(ctx, "DROP SCHEMA IF EXISTS "+schema+" CASCADE"))
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if e := os.Remove(s.file + suffix); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// command runs one statement on PostgreSQL beside the server.
func (s *store) command(ctx context.Context, text string) error {
	d, err := db.Open(ctx, s.dsn, db.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, text)
		return err
	})
	return errors.Join(err, d.Close())
}
