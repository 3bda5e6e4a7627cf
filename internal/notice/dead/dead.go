// Package dead tells how the channels of notices stand, above all which take nothing, for whoever looks at an installation from outside: the doctor. No key
// is needed, and nothing of a letter or a secret is read.
package dead

import (
	"context"
	"encoding/json"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/notice"
)

// Channel is one that is on and takes nothing.
type Channel struct {
	Kind    notice.Channel
	Host    string    // empty: the gateway that the server was started with
	Since   time.Time // the first failure in a row
	Why     string
	Waiting int
}

// Of are those of an installation.
func Of(ctx context.Context, q db.Querier) (_ []Channel, err error) {
	defer errs.Wrap(&err, "dead.Of")
	return db.All(ctx, q, func(r db.Row) (c Channel, err error) {
		var config string
		if err := r.Scan(&c.Kind, &config, db.Time(&c.Since), db.Text(&c.Why), &c.Waiting); err != nil {
			return c, err
		}
		var open notice.Config
		err = json.Unmarshal([]byte(config), &open)
		c.Host = open.Host
		return c, err
	}, `SELECT kind, config, down_since, why, (SELECT COUNT(*) FROM notification_delivery d WHERE d.channel = c.id AND d.state = 'waiting')
		FROM notification_channel c WHERE enabled AND failures >= $1 ORDER BY id`, notice.DeadAfter)
}

// Texts is the host of the gateway for text messages that is set up on the page and switched on: one-time codes go there. Empty:
// none is.
func Texts(ctx context.Context, q db.Querier) (_ string, err error) {
	defer errs.Wrap(&err, "dead.Texts")
	configs, err := db.All(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
		"SELECT config FROM notification_channel WHERE id = $1 AND enabled AND secret IS NOT NULL", string(notice.SMS))
	if err != nil || len(configs) == 0 {
		return "", err
	}
	var open notice.Config
	err = json.Unmarshal([]byte(configs[0]), &open)
	return open.Host, err
}
