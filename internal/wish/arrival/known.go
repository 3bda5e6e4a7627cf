package arrival

import (
	"context"
	"maps"
	"slices"

	"linli/internal/db"
	"linli/internal/wish"
	"linli/internal/wish/holding"
	"linli/internal/wish/number"
)

// there is a wish that a file names again.
type there struct {
	wish.Wish
	said string // what the line said that brought it
	own  bool   // it was raised here
	gone bool   // its words are not kept any more
	cut  bool   // it is anonymous, and nobody can tell any more which it is
}

// known are the wishes that are here, by what they are called: in another system, or by their own number.
func known(ctx context.Context, q db.Querier, keys []key) (map[key]there, error) {
	out := map[key]there{}
	bySource := map[string][]string{}
	for _, k := range keys {
		bySource[k.source] = append(bySource[k.source], k.outside)
		if _, ok := number.Parse(k.outside, ""); ok && (k.source == "" || k.source == Own) {
			bySource[Own] = append(bySource[Own], k.outside)
		}
	}
	for from, names := range bySource {
		if from == Own {
			if err := ours(ctx, q, names, out); err != nil {
				return nil, err
			}
			continue
		}
		if err := theirs(ctx, q, from, names, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// theirs adds wishes that are here by what they are called in another system, and those that were, before they became anonymous.
func theirs(ctx context.Context, q db.Querier, from string, names []string, out map[key]there) error {
	marks := map[string]string{}
	for _, name := range names {
		marks[holding.Mark(from, name)] = name
	}
	var w db.Where
	var any db.Alternatives
	any.InAnd("outside", names, "source = ?", from)
	any.InAnd("outside", slices.Collect(maps.Keys(marks)), "source = ''")
	any.Into(&w)
	ids := map[string][]key{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var name, of, said string
		if err := r.Scan(&name, &of, &said); err != nil {
			return err
		}
		if marked, ok := marks[name]; ok {
			out[key{from, marked}] = there{cut: true}
			return nil
		}
		k := key{from, name}
		out[k] = there{said: said}
		ids[of] = append(ids[of], k)
		return nil
	}, "SELECT outside, wish, said FROM wish_source WHERE "+w.SQL(), w.Args()...)
	if err != nil || len(ids) == 0 {
		return err
	}
	var by db.Where
	by.In("id", slices.Collect(maps.Keys(ids)))
	return found(ctx, q, by, func(x wish.Wish) {
		for _, k := range ids[x.ID] {
			out[k] = there{Wish: x, said: out[k].said, gone: x.Text == holding.Gone}
		}
	})
}

// ours adds wishes that are here by their own numbers.
func ours(ctx context.Context, q db.Querier, numbers []string, out map[key]there) error {
	var by db.Where
	by.In("number", numbers)
	return found(ctx, q, by, func(x wish.Wish) {
		y := there{Wish: x, own: true, gone: x.Text == holding.Gone}
		out[key{Own, x.Number}], out[key{"", x.Number}] = y, y
	})
}

// found reads wishes of a condition.
func found(ctx context.Context, q db.Querier, by db.Where, do func(wish.Wish)) error {
	return db.Each(ctx, q, func(r db.Row) error {
		x, err := wish.Scan(r)
		do(x)
		return err
	}, "SELECT "+wish.Columns+" FROM wish WHERE "+by.SQL(), by.Args()...)
}
