package hook

import (
	"context"
	"errors"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/outbox"
)

const columns = "id, name, host, kinds, place, post, made_at"

func scan(r db.Row) (x Subscription, err error) {
	var kinds string
	err = r.Scan(&x.ID, &x.Name, &x.Host, &kinds, &x.Place, &x.Post, db.Time(&x.MadeAt))
	x.Kinds = strings.Fields(kinds)
	return x, err
}

func insertTx(ctx context.Context, tx *db.Tx, x Subscription) error {
	_, err := tx.Exec(ctx, "INSERT INTO webhook ("+columns+") VALUES ($1, $2, $3, $4, $5, $6, $7)", x.ID, x.Name, x.Host, strings.Join(x.Kinds, " "), x.Place, x.Post, x.MadeAt.UnixMicro())
	return err
}

// byID is a subscription. NotFound.
func byID(ctx context.Context, q db.Querier, subscriptionID string) (Subscription, error) {
	x, err := db.One(ctx, q, scan, "SELECT "+columns+" FROM webhook WHERE id = $1", subscriptionID)
	if errors.Is(err, db.NoRows) {
		err = missing()
	}
	return x, err
}

// within are the subscriptions of some places, the newest first.
func within(ctx context.Context, q db.Querier, places []string) ([]Subscription, error) {
	var w db.Where
	w.Within("place", places)
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM webhook WHERE "+w.SQL()+" ORDER BY id DESC", w.Args()...)
}

// listening are those that have not ended, with the place as it was chosen.
func listening(ctx context.Context, q db.Querier) ([]listener, error) {
	return db.All(ctx, q, func(r db.Row) (l listener, err error) {
		var kinds, place string
		err = r.Scan(&l.id, &kinds, &place)
		l.kinds, l.codes = strings.Fields(kinds), []string{place}
		return l, err
	}, "SELECT w.id, w.kinds, w.place FROM webhook w JOIN outbox_target t ON t.id = w.id WHERE t.state <> 'ended' ORDER BY w.id")
}

// Trouble is a subscription that is paused, takes nothing, or has messages that were given up.
type Trouble struct {
	outbox.Trouble
	Name string
}

// Troubles are those of an installation, for whoever looks at it from outside: no key is needed.
func Troubles(ctx context.Context, q db.Querier) (out []Trouble, err error) {
	defer errs.Wrap(&err, "hook.Troubles")
	all, err := outbox.Troubles(ctx, q, Class)
	for _, t := range all {
		x, err := byID(ctx, q, t.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, Trouble{t, x.Name})
	}
	return out, err
}
