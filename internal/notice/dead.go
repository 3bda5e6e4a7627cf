package notice

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
)

// Down is a channel that is on and takes nothing.
type Down struct {
	Kind    Channel
	Host    string    // empty: the gateway that the server was started with
	Since   time.Time // the first failure in a row
	Why     string
	Waiting int
}

// DownOf are those of an installation, for whoever looks at it from outside: the doctor. No key is needed.
func DownOf(ctx context.Context, q db.Querier) (out []Down, err error) {
	defer errs.Wrap(&err, "notice.DownOf")
	rows, err := db.All(ctx, q, scanChannel, "SELECT "+channelColumns+" FROM notification_channel WHERE enabled AND failures >= $1 ORDER BY id", deadAfter)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	counts, err := countsOf(ctx, q)
	for _, c := range rows {
		out = append(out, Down{c.kind, c.config.Host, c.since, c.why, counts[c.id].waiting})
	}
	return out, err
}
