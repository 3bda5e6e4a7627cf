package list

import (
	"context"
	"maps"
	"slices"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
)

// Some are those of the wishes that the actor sees, each as the actor sees it, in the order of the ids.
func (l *Lists) Some(ctx context.Context, a actor.Actor, ids []string) (_ []wish.Wish, err error) {
	defer errs.Wrap(&err, "list.Some")
	if len(ids) == 0 {
		return nil, nil
	}
	var w db.Where
	wish.Visible(&w, a)
	w.In("id", ids)
	out, err := db.All(ctx, l.d, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL(), w.Args()...)
	for i := range out {
		out[i] = wish.Redact(a, out[i])
	}
	slices.SortFunc(out, func(x, y wish.Wish) int { return slices.Index(ids, x.ID) - slices.Index(ids, y.ID) })
	return out, err
}

// Waited is what is open in a community and has been on no agenda yet.
type Waited struct {
	Topic wish.Topic // the kind of which there is most; the first by its code where several have as many
	N     int        // how many wishes of that kind
	Red   int        // how many red ones, of any kind
}

// Waited counts what waits to be talked about in a community, without telling of any wish.
func (l *Lists) Waited(ctx context.Context, community string) (out Waited, err error) {
	defer errs.Wrap(&err, "list.Waited")
	of := map[wish.Topic]int{}
	err = db.Each(ctx, l.d, func(r db.Row) error {
		var topic wish.Topic
		var n, red int
		err := r.Scan(&topic, &n, &red)
		of[topic], out.Red = n, out.Red+red
		return err
	}, `SELECT topic, COUNT(*), COUNT(CASE WHEN colour = 'red' THEN 1 END) FROM wish WHERE community = $1 AND closed_at IS NULL AND state <> 'answered'
		AND `+chain.WithoutSQL("wish", "wish.id", chain.Heard)+" GROUP BY topic", community)
	for _, topic := range slices.Sorted(maps.Keys(of)) {
		if of[topic] > out.N {
			out.Topic, out.N = topic, of[topic]
		}
	}
	return out, err
}
