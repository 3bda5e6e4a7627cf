package app

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// rehearsal begins the names of databases that rehearsals make.
const rehearsal = "linli_rehearsal_"

// temporary is an empty place for a restoration and what removes it.
func temporary(ctx context.Context, server string) (dsn string, remove func() error, err error) {
	if server == "" {
		dir, err := os.MkdirTemp("", "linli-rehearsal-")
		return "sqlite:" + filepath.Join(dir, "rehearsal.db"), func() error { return os.RemoveAll(dir) }, err
	}
	at, err := url.Parse(server)
	if err != nil || !strings.HasPrefix(at.Scheme, "postgres") {
		return "", nil, errors.New("a rehearsal is held in a temporary file, or on a server: --server postgres://…") // the text may hold a password
	}
	name := rehearsal + strconv.FormatInt(time.Now().UnixNano(), 36)
	if err := on(ctx, server, sweep, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		return "", nil, err
	}
	at.Path = "/" + name
	return at.String(), func() error {
		return on(context.WithoutCancel(ctx), server, nil, "DROP DATABASE "+name+" WITH (FORCE)")
	}, nil
}

// on runs a statement on a server, after something else.
func on(ctx context.Context, server string, first func(context.Context, *sql.DB) error, text string) error {
	d, err := sql.Open("pgx", server)
	if err != nil {
		return errors.New("the postgres address cannot be read")
	}
	if first != nil {
		err = first(ctx, d)
	}
	if err == nil {
		_, err = d.ExecContext(ctx, text)
	}
	return errors.Join(err, d.Close())
}

// sweep removes what rehearsals that were killed have left: databases of theirs that nobody is connected to.
func sweep(ctx context.Context, d *sql.DB) error {
	rows, err := d.QueryContext(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1)
		AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = pg_database.datname)`, rehearsal)
	if err != nil {
		return err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := d.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name); err != nil {
			return err
		}
	}
	return nil
}
