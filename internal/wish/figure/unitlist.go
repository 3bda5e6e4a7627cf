package figure

import (
	"context"
	"slices"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/wish/figure/tally"
)

// Case is one thing that a number of a unit counts: a return, a move up, or an open wish past its date.
type Case struct {
	Wish    wish.Wish
	At      time.Time // of the return or the move; zero of a wish past its date
	Ground  string    // of the return or the move
	Outcome string    // of a return that was ruled on: upheld, overruled
}

// Cases is a stretch of the list behind a number of a unit. Next is a cursor, empty at the end.
type Cases struct {
	Place place.Place
	Unit  org.Org
	Total int
	Cases []Case
	Next  string
}

// caseTables are where the cases of a number stand: the table, its unit, and what else must hold.
var caseTables = map[string]struct{ table, unit, outcome, where string }{
	"given":     {"wish_return", "x.unit", "COALESCE(x.outcome, '')", ""},
	"upheld":    {"wish_return", "x.unit", "x.outcome", " AND x.outcome = 'upheld'"},
	"overruled": {"wish_return", "x.unit", "x.outcome", " AND x.outcome = 'overruled'"},
	"raised":    {"wish_move", "x.from_unit", "''", " AND x.ground <> ''"},
}

// UnitCases is the list behind a number of a unit, the newest first: as many as the number says. NotFound as Units, for a unit that does
// not stand there, and for a key that is no number.
func (s *Service) UnitCases(ctx context.Context, a actor.Actor, code, unit, key string, p metric.Period, cursor string) (out Cases, err error) {
	defer errs.Wrap(&err, "figure.UnitCases")
	at, codes, err := s.Scope(ctx, a, code)
	if err != nil {
		return out, err
	}
	all, err := org.Below(ctx, s.d, codes)
	if err != nil {
		return out, err
	}
	i := slices.IndexFunc(all, func(o org.Org) bool { return o.ID == unit })
	if i < 0 || !slices.Contains(UnitKeys(), key) {
		return out, notFound()
	}
	out.Place, out.Unit = at, all[i]
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		if key == "late" || key == "open" {
			return out.now(ctx, q, key, codes, s.d.Now(), cursor)
		}
		return out.read(ctx, q, key, p, cursor)
	})
	for i, x := range out.Cases {
		out.Cases[i].Wish = wish.Redact(a, x.Wish)
	}
	return out, err
}

// read reads a stretch of returns or moves.
func (c *Cases) read(ctx context.Context, q db.Querier, key string, p metric.Period, cursor string) (err error) {
	t := caseTables[key]
	from, until := p.Range()
	var w db.Where
	w.And(t.unit+" = ? AND x.at >= ? AND x.at < ?"+t.where, c.Unit.ID, from.UnixMicro(), until.UnixMicro())
	if c.Total, err = db.Value[int](ctx, q, "SELECT COUNT(*) FROM "+t.table+" x WHERE "+w.SQL(), w.Args()...); err != nil {
		return err
	}
	if err := beyond(&w, cursor, "(x.at < ? OR x.at = ? AND x.wish < ?)"); err != nil {
		return err
	}
	c.Cases, err = db.All(ctx, q, func(r db.Row) (x Case, err error) {
		x.Wish, err = wish.Scan(andCase{r, &x})
		return x, err
	}, "SELECT "+wish.Columns+", happened, why, outcome FROM (SELECT x.wish AS of, x.at AS happened, x.ground AS why, "+t.outcome+" AS outcome FROM "+t.table+" x WHERE "+
		w.SQL()+" ORDER BY x.at DESC, x.wish DESC LIMIT "+strconv.Itoa(Pageful+1)+") c JOIN wish ON id = of ORDER BY happened DESC, of DESC", w.Args()...)
	c.cut(func(x Case) []string { return []string{strconv.FormatInt(x.At.UnixMicro(), 10), x.Wish.ID} })
	return err
}

// now reads a stretch of what is in hand, or past its date, the latest date first.
func (c *Cases) now(ctx context.Context, q db.Querier, key string, codes []string, now time.Time, cursor string) (err error) {
	var w db.Where
	w.And(isOpen + " AND due > 0 AND state <> 'answered'")
	if key == "late" {
		w.And("due < ?", now.UnixMicro())
	}
	w.And(tally.Answers, c.Unit.ID)
	in(&w, codes)
	if c.Total, err = db.Value[int](ctx, q, "SELECT COUNT(*) FROM wish WHERE "+w.SQL(), w.Args()...); err != nil {
		return err
	}
	if err := beyond(&w, cursor, "(due < ? OR due = ? AND id < ?)"); err != nil {
		return err
	}
	c.Cases, err = db.All(ctx, q, func(r db.Row) (x Case, err error) {
		x.Wish, err = wish.Scan(r)
		return x, err
	}, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL()+" ORDER BY due DESC, id DESC LIMIT "+strconv.Itoa(Pageful+1), w.Args()...)
	c.cut(func(x Case) []string { return []string{strconv.FormatInt(x.Wish.Due.UnixMicro(), 10), x.Wish.ID} })
	return err
}

// beyond narrows to what comes after a cursor of a moment and a wish.
func beyond(w *db.Where, cursor, cond string) error {
	if cursor == "" {
		return nil
	}
	keys, err := db.Keys(cursor, 2)
	if err != nil {
		return err
	}
	at, err := strconv.ParseInt(keys[0], 10, 64)
	if err != nil {
		return notFound()
	}
	w.And(cond, at, at, keys[1])
	return nil
}

// cut keeps one page and the cursor to the next.
func (c *Cases) cut(key func(Case) []string) {
	if len(c.Cases) > Pageful {
		c.Cases = c.Cases[:Pageful]
		c.Next = db.Cursor(key(c.Cases[Pageful-1])...)
	}
}

// andCase scans the columns of a case after those of its wish.
type andCase struct {
	db.Row
	x *Case
}

// Scan reads them all.
func (a andCase) Scan(to ...any) error {
	return a.Row.Scan(append(to, db.Time(&a.x.At), &a.x.Ground, &a.x.Outcome)...)
}
