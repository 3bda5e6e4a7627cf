package figure

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/wish"
)

// UnitMeasure is something that is counted of a unit by month.
type UnitMeasure uint8

// What is counted of a unit: its returns (退回), by the month in which each was given, and what rulings have made of them; wishes that
// were moved up a level from it (提级), by the month of that. A return that somebody settled without a ruling is neither upheld nor
// overruled.
const (
	Given        UnitMeasure = iota // returns
	Upheld                          // the ruling names another unit
	Overruled                       // the ruling names the unit that had returned it
	Raised                          // wishes moved up from it
	unitMeasures = iota
)

var unitColumns = [unitMeasures]string{"given", "upheld", "overruled", "raised"}

// UnitCounts is how many there are of each.
type UnitCounts [unitMeasures]int

// unitKey is a row of unit_figure.
type unitKey struct {
	unit  string
	month metric.Month
}

// unitLedger is counts by row.
type unitLedger map[unitKey]UnitCounts

func (l unitLedger) add(unit string, month metric.Month, m UnitMeasure, n int) {
	c := l[unitKey{unit, month}]
	c[m] += n
	l[unitKey{unit, month}] = c
}

// UnitsTx counts what an act says of units: a return, what a ruling makes of returns, a wish that moves up.
func UnitsTx(ctx context.Context, tx *db.Tx, e wish.Changed) (err error) {
	defer errs.Wrap(&err, "figure.UnitsTx")
	l := unitLedger{}
	switch {
	case e.Act == wish.Return:
		l.add(e.Old.Unit, metric.MonthOf(tx.Now), Given, 1)
	case e.Act == wish.Ruling:
		err = db.Each(ctx, tx, func(r db.Row) error {
			var unit, outcome string
			var at time.Time
			if err := r.Scan(&unit, db.Time(&at), &outcome); err != nil {
				return err
			}
			l.add(unit, metric.MonthOf(at), outcomes[outcome], 1)
			return nil
		}, "SELECT unit, at, outcome FROM wish_return WHERE wish = $1 AND ruled_at = $2", e.Wish.ID, tx.Now.UnixMicro())
	case movedUp(e):
		from := e.Old.Unit
		if e.Old.First == "" && e.Wish.First != "" { // named by this: who got it back had only kept it (side.Raise)
			from = e.Wish.First
		}
		l.add(from, metric.MonthOf(tx.Now), Raised, 1)
	}
	if len(l) > 0 {
		tx.AtCommit(l)
	}
	return err
}

// outcomes are the measures of what a ruling makes of a return.
var outcomes = map[string]UnitMeasure{"upheld": Upheld, "overruled": Overruled}

// movedUp tells whether an act has moved a wish up a level: as often as a row of wish_move says so.
func movedUp(e wish.Changed) bool {
	return e.Act == wish.Escalate || e.Act == wish.Reopen && e.Wish.Colour != e.Old.Colour
}

// Add adds other counts, for db.Sums.
func (l unitLedger) Add(more db.Sums) bool {
	x, ok := more.(unitLedger)
	for k, c := range x {
		for m, n := range c {
			l.add(k.unit, k.month, UnitMeasure(m), n) //nolint:gosec // four
		}
	}
	return ok
}

// Write adds the counts up, for db.Sums; the rows in the same order for everybody, so that nobody waits in a circle.
func (l unitLedger) Write(ctx context.Context, tx *db.Tx) (err error) {
	defer errs.Wrap(&err, "figure.Write")
	rows := make([]unitKey, 0, len(l))
	for k, c := range l {
		if c != (UnitCounts{}) {
			rows = append(rows, k)
		}
	}
	slices.SortFunc(rows, func(x, y unitKey) int { return cmp.Or(cmp.Compare(x.unit, y.unit), cmp.Compare(x.month, y.month)) })
	for _, k := range rows {
		c := l[k]
		if _, err := tx.Exec(ctx, `INSERT INTO unit_figure (unit, month, given, upheld, overruled, raised) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (unit, month) DO UPDATE SET given = unit_figure.given + $3, upheld = unit_figure.upheld + $4,
			overruled = unit_figure.overruled + $5, raised = unit_figure.raised + $6`, k.unit, int(k.month), c[Given], c[Upheld], c[Overruled], c[Raised]); err != nil {
			return err
		}
	}
	return nil
}

// unitsOff is what the counts of units lack, in one snapshot. There are as few returns and moves as quarrels.
func unitsOff(ctx context.Context, q db.Querier) (unitLedger, error) {
	off := unitLedger{}
	for _, x := range []struct {
		of  UnitMeasure
		sql string
	}{
		{Given, "SELECT unit, at FROM wish_return"},
		{Upheld, "SELECT unit, at FROM wish_return WHERE outcome = 'upheld'"},
		{Overruled, "SELECT unit, at FROM wish_return WHERE outcome = 'overruled'"},
		{Raised, "SELECT from_unit, at FROM wish_move WHERE ground <> ''"},
	} {
		err := db.Each(ctx, q, func(r db.Row) error {
			var unit string
			var at time.Time
			err := r.Scan(&unit, db.Time(&at))
			off.add(unit, metric.MonthOf(at), x.of, 1)
			return err
		}, x.sql)
		if err != nil {
			return nil, err
		}
	}
	return off, db.Each(ctx, q, func(r db.Row) error {
		var k unitKey
		var had UnitCounts
		err := r.Scan(&k.unit, &k.month, &had[Given], &had[Upheld], &had[Overruled], &had[Raised])
		for m, n := range had {
			off.add(k.unit, k.month, UnitMeasure(m), -n) //nolint:gosec // four
		}
		return err
	}, "SELECT unit, month, given, upheld, overruled, raised FROM unit_figure")
}

// recountUnits puts the counts of units right and tells how many were wrong.
func (s *Service) recountUnits(ctx context.Context, run int64) (wrong int, err error) {
	var off unitLedger
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
		off, err = unitsOff(ctx, q)
		return err
	})
	for _, c := range off {
		for _, n := range c {
			if n != 0 {
				wrong++
			}
		}
	}
	if err != nil || wrong == 0 {
		return 0, err
	}
	return wrong, s.write(ctx, run, off.Write)
}

// Now is what a unit has in hand at this moment, or had first before it was moved up: open and not answered, and of that past its date.
type Now struct{ Open, Late int }

// Unit is a unit with its counts.
type Unit struct {
	ID, Name string
	UnitCounts
	Now
}

// Of is a number by the key of its list.
func (u Unit) Of(key string) int {
	if i := slices.Index(unitColumns[:], key); i >= 0 {
		return u.UnitCounts[i]
	}
	if key == "open" {
		return u.Open
	}
	return u.Late
}

// UnitKeys are the numbers of a unit that have a list, in the order of their columns.
func UnitKeys() []string { return append(unitColumns[:], "open", "late") }

// Units are the figures of the units that stand at a place or below it, for a period: those with any, by returns given. NotFound as
// Place.
func (s *Service) Units(ctx context.Context, a actor.Actor, code string, p metric.Period) (at place.Place, out []Unit, err error) {
	defer errs.Wrap(&err, "figure.Units")
	at, codes, err := s.Scope(ctx, a, code)
	if err != nil {
		return at, nil, err
	}
	var has map[string]Now
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
		if out, err = unitSums(ctx, q, codes, p); err == nil {
			has, err = InHand(ctx, q, codes, s.d.Now())
		}
		return err
	})
	if err != nil {
		return at, nil, err
	}
	for i, u := range out {
		out[i].Now = has[u.ID]
	}
	out = slices.DeleteFunc(out, func(u Unit) bool { return u.Now == Now{} && u.UnitCounts == UnitCounts{} })
	slices.SortStableFunc(out, func(x, y Unit) int {
		return cmp.Or(cmp.Compare(y.UnitCounts[Given], x.UnitCounts[Given]), cmp.Compare(y.Late, x.Late), strings.Compare(x.Name, y.Name))
	})
	return at, out, nil
}

// Returned is how many returns each unit that stands at a place or below it gave in a period, by its id. NotFound as Place.
func (s *Service) Returned(ctx context.Context, a actor.Actor, code string, p metric.Period) (given map[string]int, err error) {
	defer errs.Wrap(&err, "figure.Returned")
	_, codes, err := s.Scope(ctx, a, code)
	if err != nil {
		return nil, err
	}
	units, err := unitSums(ctx, s.d, codes, p)
	given = map[string]int{}
	for _, u := range units {
		given[u.ID] = u.UnitCounts[Given]
	}
	return given, err
}

// unitSums are the units of places with what was counted of them.
func unitSums(ctx context.Context, q db.Querier, codes []string, p metric.Period) ([]Unit, error) {
	all, err := org.Below(ctx, q, codes)
	if err != nil {
		return nil, err
	}
	sums := map[string]UnitCounts{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var unit string
		var c UnitCounts
		err := r.Scan(&unit, &c[Given], &c[Upheld], &c[Overruled], &c[Raised])
		sums[unit] = c
		return err
	}, "SELECT unit, SUM(given), SUM(upheld), SUM(overruled), SUM(raised) FROM unit_figure WHERE month >= $1 AND month <= $2 GROUP BY unit", int(p.First), int(p.Last))
	out := make([]Unit, len(all))
	for i, o := range all {
		out[i] = Unit{ID: o.ID, Name: o.Short(), UnitCounts: sums[o.ID]}
	}
	return out, err
}

// InHand is what units have in hand of the wishes of places. Most of it stands in an index; few wishes were moved up.
func InHand(ctx context.Context, q db.Querier, codes []string, now time.Time) (out map[string]Now, err error) {
	defer errs.Wrap(&err, "figure.InHand")
	out = map[string]Now{}
	add := func(unit string, open, late int) { out[unit] = Now{out[unit].Open + open, out[unit].Late + late} }
	late, at := "SUM(CASE WHEN due < $1 THEN 1 ELSE 0 END)", now.UnixMicro()
	var all, raised db.Where
	all.And(isOpen+" AND due > 0 AND state <> 'answered' AND ? > 0", at)
	in(&all, codes)
	raised.And(isOpen+" AND first_unit IS NOT NULL AND state <> 'answered' AND ? > 0", at)
	in(&raised, codes)
	err = db.Each(ctx, q, func(r db.Row) error {
		var unit string
		var n, over int
		err := r.Scan(&unit, &n, &over)
		add(unit, n, over)
		return err
	}, "SELECT unit, COUNT(*), "+late+" FROM wish WHERE "+all.SQL()+" GROUP BY unit", all.Args()...)
	if err != nil {
		return nil, err
	}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var first, unit string
		var n, over int
		err := r.Scan(&first, &unit, &n, &over)
		add(unit, -n, -over)
		add(first, n, over)
		return err
	}, "SELECT first_unit, unit, COUNT(*), "+late+" FROM wish WHERE "+raised.SQL()+" GROUP BY first_unit, unit", raised.Args()...)
}
