package job

import (
	"context"
	"time"

	"linli/internal/db"
)

// Count is how many jobs of a kind are in a state: available, running, retryable, scheduled, discarded …
type Count struct {
	Kind, State string
	N           int64
	Oldest      time.Time // when the first of them was to be worked
	Last        time.Time // when the last of them was ended; zero in a state that is no end
}

// Counts are the jobs that the table still has, by kind and state. Ended ones are kept for a day, discarded ones for a week.
func Counts(ctx context.Context, d *db.DB) ([]Count, error) {
	text := "SELECT kind, state, COUNT(*), MIN(CAST(unixepoch(scheduled_at) AS BIGINT)), MAX(CAST(unixepoch(finalized_at) AS BIGINT)) FROM river_job GROUP BY kind, state"
	if d.Engine() == db.Postgres {
		text = "SELECT kind, CAST(state AS TEXT), COUNT(*), MIN(CAST(EXTRACT(EPOCH FROM scheduled_at) AS BIGINT)), MAX(CAST(EXTRACT(EPOCH FROM finalized_at) AS BIGINT)) FROM river_job GROUP BY kind, state"
	}
	return db.All(ctx, d, func(r db.Row) (c Count, err error) {
		var oldest, last *int64
		if err := r.Scan(&c.Kind, &c.State, &c.N, &oldest, &last); err != nil {
			return c, err
		}
		if oldest != nil {
			c.Oldest = time.Unix(*oldest, 0).UTC()
		}
		if last != nil {
			c.Last = time.Unix(*last, 0).UTC()
		}
		return c, nil
	}, text)
}
