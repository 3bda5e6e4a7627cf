package appraisal

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/tally"
)

// List is a stretch of the wishes behind a number of a unit, the last ended first. Next is a cursor, empty at the end.
type List struct {
	Place  place.Place
	Unit   org.Org
	Total  int
	Wishes []wish.Wish
	Next   string
}

// List is the wishes that a number of a unit counts in a month: as many as the number says, found by the same definition. NotFound as
// Month, for a unit that does not stand there, and for a key that is no number.
func (s *Service) List(ctx context.Context, a actor.Actor, code, unit, key string, m metric.Month, cursor string) (out List, err error) {
	defer errs.Wrap(&err, "appraisal.List")
	at, codes, err := s.scope(ctx, a, code)
	if err != nil {
		return out, err
	}
	_, book, err := s.rulesOf(ctx, at.Code, m)
	if err != nil {
		return out, err
	}
	what, known := numbers(key)
	out.Place = at
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		all, err := org.Below(ctx, q, codes)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o org.Org) bool { return o.ID == unit })
		if i < 0 || !known {
			return errs.New(errs.NotFound, "error.not_found")
		}
		out.Unit = all[i]
		found, err := behind(ctx, q, book, unit, what, m, codes)
		if err != nil {
			return err
		}
		out.Total = len(found)
		return out.page(ctx, q, found, cursor)
	})
	for i, x := range out.Wishes {
		out.Wishes[i] = wish.Redact(a, x)
	}
	return out, err
}

// Unsatisfied is the key of the wishes that were judged neither 满意 nor 基本满意.
const Unsatisfied = "unsatisfied"

// number is what a wish must count as, and what it may not count as.
type number struct {
	as  int
	not []int
}

// numbers is what is counted under a key; false for none.
func numbers(key string) (x number, ok bool) {
	if key == Unsatisfied {
		return number{tally.Judged, []int{tally.Satisfied, tally.Basically}}, true
	}
	x.as, ok = tally.Units.At(key)
	return x, ok
}

// behind is the wishes of a unit that ended in a month and count, the last ended first. The counts say in which communities they stand.
func behind(ctx context.Context, q db.Querier, book *rule.Book, unit string, what number, m metric.Month, codes []string) (out []wish.Wish, err error) {
	rows, err := tally.Units.Read(ctx, q, []metric.Month{m}, codes, unit)
	if err != nil {
		return nil, err
	}
	var in []string
	for _, r := range rows {
		if r.N[what.as] > 0 {
			in = append(in, r.Community)
		}
	}
	if len(in) == 0 {
		return nil, nil
	}
	var w db.Where
	w.In("(community || '')", in) // the index of what has ended is read, which has the community too, not that of a community
	w.And("closed_at >= ? AND closed_at < ?", m.Begins().UnixMicro(), (m + 1).Begins().UnixMicro())
	w.And(tally.Answers, unit)
	all, err := db.All(ctx, q, tally.Scan, "SELECT "+tally.Read+" FROM wish WHERE "+w.SQL(), w.Args()...)
	out = slices.DeleteFunc(all, func(x wish.Wish) bool {
		has := func(what int) bool {
			return tally.Units.Has(book, x, tally.Key{Month: m, Community: x.Community, Of: unit}, what)
		}
		return !has(what.as) || slices.ContainsFunc(what.not, has)
	})
	slices.SortFunc(out, func(x, y wish.Wish) int {
		return cmp.Or(y.ClosedAt.Compare(x.ClosedAt), strings.Compare(y.ID, x.ID))
	})
	return out, err
}

// page reads the wishes of one page.
func (l *List) page(ctx context.Context, q db.Querier, found []wish.Wish, cursor string) (err error) {
	if cursor != "" {
		keys, err := db.Keys(cursor, 2)
		if err != nil {
			return err
		}
		at, err := strconv.ParseInt(keys[0], 10, 64)
		if err != nil {
			return errs.New(errs.NotFound, "error.not_found")
		}
		found = slices.DeleteFunc(found, func(x wish.Wish) bool {
			return cmp.Or(cmp.Compare(x.ClosedAt.UnixMicro(), at), strings.Compare(x.ID, keys[1])) >= 0
		})
	}
	if len(found) > figure.Pageful {
		found = found[:figure.Pageful]
		l.Next = figure.EndedCursor(found[figure.Pageful-1])
	}
	l.Wishes, err = figure.Whole(ctx, q, found)
	return err
}
