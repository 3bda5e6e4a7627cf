package list

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
)

// Whole is a list from one end to the other, as a copy takes it along: of a desk's inbox, or without a desk of all that the actor
// sees as staff; narrowed as its address says, and to some of its rows where those were ticked.
type Whole struct {
	Desk   Desk // empty: All
	Filter Filter
	IDs    []string // empty: every row
}

// wholeChunk is how many rows are read in one snapshot: no long reader holds the store.
const wholeChunk = 500

// where is the condition of a whole list. Unauthenticated, NotFound as Inbox.
func (l *Lists) where(a actor.Actor, of Whole) (w db.Where, err error) {
	if err := staffOnly(a); err != nil {
		return w, err
	}
	if of.Desk != "" {
		l.desk(&w, a, of.Desk, l.d.Now())
	} else {
		var any db.Alternatives
		wish.AsStaff(&any, a)
		any.SplitInto(&w)
	}
	if len(of.IDs) > 0 {
		w.In("id", of.IDs)
	}
	return w, nil
}

// Size is how many rows a whole list has.
func (l *Lists) Size(ctx context.Context, a actor.Actor, of Whole) (n int, err error) {
	defer errs.Wrap(&err, "list.Size")
	w, err := l.where(a, of)
	if err != nil {
		return 0, err
	}
	if of.Filter.codes, err = l.known.Codes(ctx, of.Filter.Place); err != nil {
		return 0, err
	}
	narrow(&w, a, of.Filter)
	return countWhere(ctx, l.d, w)
}

// Each hands every row of a whole list on, newest first, some at a time, as the actor may see them. By the time at which a wish was
// made no row comes twice or stays out, whatever is done to wishes meanwhile.
func (l *Lists) Each(ctx context.Context, a actor.Actor, of Whole, hand func([]wish.Wish) error) (err error) {
	defer errs.Wrap(&err, "list.Each")
	f := of.Filter
	f.After, f.Before, f.Limit = "", "", wholeChunk
	for {
		w, err := l.where(a, of)
		if err != nil {
			return err
		}
		p, err := l.page(ctx, a, &w, f, newest())
		if err != nil {
			return err
		}
		if len(p.Wishes) > 0 {
			if err := hand(p.Wishes); err != nil {
				return err
			}
		}
		if p.Next == "" {
			return nil
		}
		f.After = p.Next
	}
}

// rows reads so many in an order. Of a list by id each alternative of its condition is read for itself, in one snapshot: each finds its
// own index, where all of them at once make a database look at every wish.
func (l *Lists) rows(ctx context.Context, w db.Where, o order, dir string, n int) (out []wish.Wish, err error) {
	tail := " ORDER BY " + strings.ReplaceAll(o.columns, ",", dir+",") + dir + " LIMIT " + strconv.Itoa(n)
	read := func(ctx context.Context, q db.Querier, w db.Where) error {
		some, err := db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL()+tail, w.Args()...)
		out = append(out, some...)
		return err
	}
	pieces := w.Pieces()
	if o.columns != "id" || len(pieces) == 1 {
		return out, read(ctx, l.d, w)
	}
	err = l.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		out = nil
		for _, piece := range pieces {
			if err := read(ctx, q, piece); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(out, func(x, y wish.Wish) int {
		if dir == " DESC" {
			x, y = y, x
		}
		return strings.Compare(x.ID, y.ID)
	})
	return out[:min(n, len(out))], err
}
