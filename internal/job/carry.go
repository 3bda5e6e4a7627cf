package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"linli/internal/db"
)

// Waiting is a job that is still to be done, as it moves from one database to another.
type Waiting struct {
	Kind        string          `json:"kind"`
	Args        json.RawMessage `json:"args"`
	At          time.Time       `json:"at"` // not before
	Priority    int             `json:"priority"`
	Attempt     int             `json:"attempt"` // how often it was tried and failed
	MaxAttempts int             `json:"max_attempts"`
}

// What waits, or was cut off while it ran: that try does not count. Periodic jobs come again by themselves.
const (
	waitingSQLite = `SELECT kind, json(args), CAST(1000000 * unixepoch(scheduled_at, 'subsec') AS INTEGER), priority,
			CASE WHEN state = 'running' AND attempt > 0 THEN attempt - 1 ELSE attempt END, max_attempts
		FROM river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
			AND COALESCE(json_extract(metadata, '$.periodic'), 0) = 0 ORDER BY id`
	waitingPostgres = `SELECT kind, args::text, CAST(EXTRACT(EPOCH FROM scheduled_at) * 1000000 AS BIGINT), priority,
			CASE WHEN state = 'running' AND attempt > 0 THEN attempt - 1 ELSE attempt END, max_attempts
		FROM river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
			AND COALESCE(metadata->>'periodic', 'false') = 'false' ORDER BY id`
)

// EachWaiting calls fn for every job that a database still has to do, in the order in which they came.
func EachWaiting(ctx context.Context, tx *sql.Tx, engine db.Engine, fn func(Waiting) error) error {
	text := waitingSQLite
	if engine == db.Postgres {
		text = waitingPostgres
	}
	rows, err := tx.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var w Waiting
		var args string
		if err := rows.Scan(&w.Kind, &args, db.Time(&w.At), &w.Priority, &w.Attempt, &w.MaxAttempts); err != nil {
			return err
		}
		w.Args, w.At = json.RawMessage(args), w.At.Truncate(time.Millisecond) // finer than that SQLite does not tell
		if err := fn(w); err != nil {
			return err
		}
	}
	return rows.Err()
}

// carried are the arguments of a job whose kind is only known by name here.
type carried struct {
	kind string
	args json.RawMessage
}

func (c carried) Kind() string                 { return c.kind }
func (c carried) MarshalJSON() ([]byte, error) { return c.args, nil }

// Carrier is what adds jobs that waited in another database to a transaction of d, with the tries that they have behind them.
func Carrier(d *db.DB) (func(ctx context.Context, tx *sql.Tx, w Waiting) error, error) {
	client, err := river.NewClient(driver(d), &river.Config{})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *sql.Tx, w Waiting) error {
		opt := &river.InsertOpts{MaxAttempts: w.MaxAttempts, Priority: w.Priority, ScheduledAt: w.At}
		res, err := client.InsertTx(ctx, tx, carried{w.Kind, w.Args}, opt)
		if err != nil {
			return fmt.Errorf("job: %s cannot be carried over: %w", w.Kind, err)
		}
		_, err = tx.ExecContext(ctx, "UPDATE river_job SET attempt = $2 WHERE id = $1", res.Job.ID, w.Attempt)
		return err
	}, nil
}
