package tlog

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
)

// Backlog is how far the log is behind the journal, for whoever watches over it.
type Backlog struct {
	Oldest  time.Time // when the oldest act was done that is not in the log yet; zero: all are in it
	Strange int64     // rows that linli does not write, which were set aside: verification names them
}

// Behind looks how far the log is behind. It costs two looks into indexes.
func Behind(ctx context.Context, q db.Querier) (b Backlog, err error) {
	defer errs.Wrap(&err, "tlog.Behind")
	first, err := db.All(ctx, q, scanEntry, waiting, 1)
	if err != nil {
		return b, err
	}
	if len(first) > 0 {
		b.Oldest = time.UnixMicro(first[0].At).UTC()
	}
	b.Strange, err = db.Value[int64](ctx, q, "SELECT COUNT(*) FROM journal WHERE aside IS NOT NULL")
	return b, err
}
