package suggest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/wish"
)

// shownKey is under which a request carries what was shown.
type shownKey struct{}

// Token says which models a form has shown suggestions of, to be sent back with it.
func (o Offer) Token() string {
	ids := make([]string, len(o.All))
	for i, x := range o.All {
		ids[i] = x.Model
	}
	return strings.Join(ids, " ")
}

// Shown puts what a form has shown into the context of its act: the same suggestions, made again by the models that its token
// names. An act without them, or after these models have been replaced, is not counted.
func (s *Service) Shown(ctx context.Context, a actor.Actor, w wish.Wish, colour wish.Colour, token string) (context.Context, error) {
	ids := strings.Fields(token)
	if len(ids) == 0 {
		return ctx, nil
	}
	o, err := s.For(ctx, a, w, colour)
	if err != nil {
		return ctx, err
	}
	o.All = slices.DeleteFunc(o.All, func(x Suggestion) bool { return !slices.Contains(ids, x.Model) })
	return context.WithValue(ctx, shownKey{}, o), nil
}

// DecidedTx writes down what was suggested and what was decided, where an act on a wish decides what its form has suggested.
func DecidedTx(ctx context.Context, tx *db.Tx, e wish.Changed) error {
	o, ok := ctx.Value(shownKey{}).(Offer)
	if !ok || e.Act != wish.Accept && e.Act != wish.Classify {
		return nil
	}
	chosen := map[Field]string{Topic: string(e.Wish.Topic)}
	if e.Act == wish.Classify {
		chosen = map[Field]string{Colour: string(e.Wish.Colour), Unit: e.Wish.Unit}
	}
	district, month := e.Wish.Community[:districtWidth], metric.MonthOf(tx.Now)
	l := counts{}
	for _, x := range o.All {
		value, ok := chosen[x.Field]
		if !ok {
			continue
		}
		n, err := tx.Exec(ctx, `INSERT INTO wish_suggestion (wish, field, district, month, model, offered, chosen) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (wish, field) DO NOTHING`, e.Wish.ID, string(x.Field), district, int(month), x.Model, x.Value, value)
		if err != nil {
			return err
		}
		if n == 1 {
			l.add(countKey{district, month, x.Field}, 1, map[bool]int{true: 1}[x.Value == value])
		}
	}
	if len(l) > 0 {
		tx.AtCommit(l)
	}
	return nil
}

// Share is how many suggestions were shown where somebody decided, and how many of these decisions were the same.
type Share struct{ Offered, Accepted int }

// Rate is the share that was accepted.
func (s Share) Rate() metric.Rate { return metric.Of(s.Accepted, s.Offered) }

type countKey struct {
	district string
	month    metric.Month
	field    Field
}

// counts are additions to suggest_figure.
type counts map[countKey]Share

func (c counts) add(k countKey, offered, accepted int) {
	x := c[k]
	x.Offered += offered
	x.Accepted += accepted
	c[k] = x
}

// Add adds other counts, for db.Sums.
func (c counts) Add(more db.Sums) bool {
	x, ok := more.(counts)
	for k, v := range x {
		c.add(k, v.Offered, v.Accepted)
	}
	return ok
}

// Write adds the counts up, for db.Sums; in one order, so that nobody waits in a circle.
func (c counts) Write(ctx context.Context, tx *db.Tx) (err error) {
	defer errs.Wrap(&err, "suggest.Write")
	keys := slices.SortedFunc(maps.Keys(c), func(a, b countKey) int {
		return cmp.Or(cmp.Compare(a.district, b.district), cmp.Compare(a.month, b.month), cmp.Compare(a.field, b.field))
	})
	for _, k := range keys {
		_, err := tx.Exec(ctx, `INSERT INTO suggest_figure (district, month, field, offered, accepted) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (district, month, field) DO UPDATE SET offered = suggest_figure.offered + excluded.offered, accepted = suggest_figure.accepted + excluded.accepted`,
			k.district, int(k.month), string(k.field), c[k].Offered, c[k].Accepted)
		if err != nil {
			return err
		}
	}
	return nil
}

// Month is the shares of a month, by field.
type Month struct {
	metric.Month
	Fields map[Field]Share
}

// months are the last twelve, the oldest first.
func months(ctx context.Context, q db.Querier, codes []string, last metric.Month) ([]Month, error) {
	out := make([]Month, 12)
	for i := range out {
		out[i] = Month{last - 11 + metric.Month(i), map[Field]Share{}}
	}
	var w db.Where
	w.In("district", codes)
	w.And("month >= ? AND month <= ?", int(last)-11, int(last))
	return out, db.Each(ctx, q, func(r db.Row) error {
		var m int
		var f Field
		var s Share
		err := r.Scan(&m, &f, &s.Offered, &s.Accepted)
		if err == nil {
			out[m-int(last)+11].Fields[f] = s
		}
		return err
	}, "SELECT month, field, SUM(offered), SUM(accepted) FROM suggest_figure WHERE "+w.SQL()+" GROUP BY month, field", w.Args()...)
}
