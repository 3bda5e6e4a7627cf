package wish_test

import (
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/escalate"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// unagreed is a wish that was returned as often as may be: who has it is to be ruled.
func (w *world) unagreed(c wish.Colour) wish.Wish {
	w.t.Helper()
	ctx, sides := w.t.Context(), side.New(w.wishes)
	unit, by, giver := w.office.ID, w.officer, w.secretary
	if c == wish.Red {
		unit, by = w.group.ID, w.red
	}
	x := w.wishAt(wish.InProgress, c)
	for i := range 2 {
		if i > 0 {
			_, err := sides.Hand(ctx, giver, x.ID, side.Handing{Unit: unit})
			w.must(err)
		}
		var err error
		x, err = sides.Return(ctx, by, x.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
		w.must(err)
	}
	if x.RulingDue.IsZero() {
		w.t.Fatal("nothing is to be ruled")
	}
	return x
}

// Returned twice, the level above has two working days to rule who has it, and is reminded once when a fifth of that is left; when it
// has not, it has it itself.
func TestWhoDoesNotRuleHasIt(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s := t.Context(), w.watched()
		district := w.org(org.District, "320613", "崇川区")
		x := w.unagreed(wish.Yellow)
		due, cal := x.Due, workday.Shipped()
		w.runs(s, 0, "at the beginning")
		whole := cal.Worked(w.clock.Now(), x.RulingDue)
		w.clock.Set(x.RulingDue.Add(-whole/5 - time.Minute))
		w.runs(s, 0, "with more than a fifth left")
		w.clock.Set(x.RulingDue.Add(-whole / 5))
		w.runs(s, 1, "with a fifth left")
		w.runs(s, 0, "once more")
		if w.told(x.ID, wish.RulingSoon) != 1 || w.told(x.ID, wish.Warn) != 0 {
			t.Error("who rules was not reminded once of the ruling")
		}
		w.clock.Set(x.RulingDue.Add(-time.Minute))
		w.runs(s, 0, "while it may be ruled")
		w.clock.Set(x.RulingDue)
		w.runs(s, 1, "when that is over")
		got, err := w.now(ctx, x.ID)
		w.must(err)
		if got.Unit != district.ID || got.Colour != wish.Red || got.First != w.office.ID || !got.RulingDue.IsZero() || !got.Due.Equal(due) {
			t.Errorf("it stands so: %+v", got)
		}
		moves, err := escalate.MovesOf(ctx, w.d, x.ID)
		if err != nil || len(moves) != 1 || moves[0].Ground != escalate.Unruled || moves[0].From != w.office.ID {
			t.Errorf("%+v, %v", moves, err)
		}
		if n, err := db.Value[int](ctx, w.d, "SELECT SUM(raised) FROM unit_figure WHERE unit = $1", w.office.ID); err != nil || n != 1 {
			t.Errorf("%d moves are counted of the unit that refused, %v", n, err)
		}
		w.runs(s, 0, "at once again")
		if w.told(x.ID, wish.RulingLate) != 0 {
			t.Error("the district was told of what has moved up")
		}
	})
}

// A red wish has no level above: when its ruling is late the district is told once, and supervision lists it until somebody rules.
func TestALateRulingOfARedWish(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s := t.Context(), w.watched()
		district := w.org(org.District, "320613", "崇川区")
		centre, _ := w.hired("宗远舟", district, actor.CommandCentre, "指挥长")
		x, other := w.unagreed(wish.Red), w.unagreed(wish.Red)
		listed := func() (ids []string) {
			page, err := s.List(ctx, centre, "320613", escalate.Rulings, "")
			w.must(err)
			if page.Counts[escalate.Rulings] != len(page.Wishes) {
				t.Errorf("%d counted, %d listed", page.Counts[escalate.Rulings], len(page.Wishes))
			}
			for _, y := range page.Wishes {
				ids = append(ids, y.ID)
			}
			return ids
		}
		w.clock.Set(x.RulingDue.Add(-time.Minute))
		w.runs(s, 2, "shortly before") // both rulers are reminded
		if ids := listed(); len(ids) != 0 {
			t.Errorf("listed before they are late: %v", ids)
		}
		_, err := side.New(w.wishes).Rule(ctx, centre, other.ID, side.Ruling{Lead: w.group.ID, Text: "还是交通组", Keep: side.Nowhere})
		w.must(err)
		w.clock.Set(x.RulingDue)
		w.runs(s, 1, "when it is late")
		w.runs(s, 0, "once more")
		w.clock.Add(24 * time.Hour)
		w.runs(s, 0, "a day later")
		if w.told(x.ID, wish.RulingSoon) != 1 || w.told(x.ID, wish.RulingLate) != 1 || w.told(other.ID, wish.RulingLate) != 0 {
			t.Error("the district was not told once of the one that is late")
		}
		got, err := w.now(ctx, x.ID)
		w.must(err)
		if got.Unit != x.Unit || got.Colour != wish.Red || !got.RulingDue.Equal(x.RulingDue) {
			t.Errorf("it stands so: %+v", got)
		}
		if ids := listed(); len(ids) != 1 || ids[0] != x.ID {
			t.Errorf("listed: %v", ids)
		}
		_, err = side.New(w.wishes).Rule(ctx, centre, x.ID, side.Ruling{Lead: w.group.ID, Text: "还是交通组", Keep: side.Nowhere})
		w.must(err)
		if ids := listed(); len(ids) != 0 {
			t.Errorf("listed when it is ruled: %v", ids)
		}
	})
}

// Two processes of sixteen workers each that look after ten rulings at the same time remind and tell once of each.
func TestTwoProcessesTellOnceOfARuling(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		s := w.watched()
		w.org(org.District, "320613", "崇川区")
		var ids []string
		var due time.Time
		for range 10 {
			x := w.unagreed(wish.Red)
			ids, due = append(ids, x.ID), x.RulingDue
		}
		for _, at := range []time.Time{due.Add(-time.Minute), due} {
			w.clock.Set(at)
			w.runsAtOnce(s)
		}
		for _, wishID := range ids {
			if soon, late := w.told(wishID, wish.RulingSoon), w.told(wishID, wish.RulingLate); soon != 1 || late != 1 {
				t.Errorf("reminded %d times, told %d times", soon, late)
			}
		}
	})
}
