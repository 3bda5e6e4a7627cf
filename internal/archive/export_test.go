package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"linli/internal/db"
	"linli/internal/job"
)

// Schema is what an archive of a database would carry.
func Schema(ctx context.Context, d *db.DB) ([]Table, error) { return schema(ctx, d.SQL(), d.Engine()) }

// Dump is every row and every job that waits, as an archive writes them.
func Dump(ctx context.Context, d *db.DB) (string, error) {
	var b strings.Builder
	err := d.Snapshot(ctx, func(int64, int64) {}, func(ctx context.Context, tx *sql.Tx) error {
		tables, err := schema(ctx, tx, d.Engine())
		if err != nil {
			return err
		}
		for _, t := range tables {
			if t.Name == "backup" {
				continue // of the machine, not of the state
			}
			fmt.Fprintln(&b, t.Name)
			if err := t.lines(ctx, tx, func(line []byte, _ []any) error { b.Write(line); return nil }); err != nil {
				return err
			}
		}
		return job.EachWaiting(ctx, tx, d.Engine(), func(w job.Waiting) error {
			line, err := json.Marshal(w)
			b.Write(line)
			return err
		})
	})
	return b.String(), err
}
