package escalate

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/wish"
)

// Mark is what has been done about the date that a wish has now.
type Mark struct{ Warned, Told bool }

// Marks are the marks of open wishes, by id. The caller has decided that the reader sees them as staff do.
func Marks(ctx context.Context, q db.Querier, wishes []wish.Wish) (_ map[string]Mark, err error) {
	defer errs.Wrap(&err, "escalate.Marks")
	due, ids := map[string]time.Time{}, []string(nil)
	for _, w := range wishes {
		if w.Open() {
			due[w.ID], ids = w.Due, append(ids, w.ID)
		}
	}
	out := map[string]Mark{}
	if len(ids) == 0 {
		return out, nil
	}
	var w db.Where
	w.In("wish", ids)
	return out, db.Each(ctx, q, func(r db.Row) error {
		var id string
		var warned, told time.Time
		err := r.Scan(&id, db.Time(&warned), db.Time(&told))
		out[id] = Mark{Warned: warned.Equal(due[id]), Told: told.Equal(due[id])}
		return err
	}, "SELECT wish, warned_due, told_due FROM wish_watch WHERE "+w.SQL(), w.Args()...)
}

// View is a list of what is looked after.
type View string

// The lists: open wishes that were moved up, open ones past a date of which the level above was told, and those on which somebody was to
// rule before now.
const (
	Up      View = "up"
	Told    View = "told"
	Rulings View = "rulings"
)

// Views are the lists, in the order of the page.
func Views() []View { return []View{Up, Told, Rulings} }

// Pageful is how many rows a list shows.
const Pageful = 25

// Page is a stretch of a list by date, the longest past first. Next is a cursor, empty at the end.
type Page struct {
	Place  place.Place
	Wishes []wish.Wish
	Counts map[View]int
	Next   string
}

// List is a list of a place. NotFound for who does not oversee it.
func (s *Service) List(ctx context.Context, a actor.Actor, code string, v View, cursor string) (out Page, err error) {
	defer errs.Wrap(&err, "escalate.List")
	if _, ok := wish.Oversees(a, code); !ok {
		return out, errs.New(errs.NotFound, "error.not_found")
	}
	if out.Place, err = place.Resolve(ctx, s.d, code); err != nil {
		return out, err
	}
	out.Counts = map[View]int{}
	return out, s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		for _, x := range Views() {
			w := x.where(out.Place.Code, s.d.Now())
			if out.Counts[x], err = db.Value[int](ctx, q, "SELECT COUNT(*) FROM "+x.tables()+" WHERE "+w.SQL(), w.Args()...); err != nil {
				return err
			}
		}
		return out.read(ctx, q, v, v.where(out.Place.Code, s.d.Now()), cursor)
	})
}

func (v View) tables() string {
	if v == Told {
		return "wish_watch JOIN wish ON id = wish_watch.wish"
	}
	return "wish"
}

func (v View) where(code string, now time.Time) (w db.Where) {
	w.And("closed_at IS NULL")
	w.Within("community", []string{code})
	switch v {
	case Told:
		w.And("due = told_due AND due < ? AND state <> 'answered'", now.UnixMicro())
	case Rulings:
		w.And(ruledLate+"?", now.UnixMicro())
	default:
		w.And("first_unit IS NOT NULL")
	}
	return w
}

func (p *Page) read(ctx context.Context, q db.Querier, v View, w db.Where, cursor string) error {
	if cursor != "" {
		keys, err := db.Keys(cursor, 2)
		if err != nil {
			return err
		}
		due, err := strconv.ParseInt(keys[0], 10, 64)
		if err != nil {
			return errs.New(errs.NotFound, "error.not_found")
		}
		w.And("(due > ? OR due = ? AND id > ?)", due, due, keys[1])
	}
	found, err := db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM "+v.tables()+" WHERE "+w.SQL()+" ORDER BY due, id LIMIT "+strconv.Itoa(Pageful+1), w.Args()...)
	if len(found) > Pageful {
		found = found[:Pageful]
		last := found[Pageful-1]
		p.Next = db.Cursor(strconv.FormatInt(last.Due.UnixMicro(), 10), last.ID)
	}
	p.Wishes = found
	return err
}
