package wish_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/escalate"
	"linli/internal/wish/figure"
	"linli/internal/wish/number"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// watched is the world with what looks after dates, and with the figures of units, as app joins them.
func (w *world) watched() *escalate.Service {
	s := escalate.New(w.d, w.rules, w.wishes)
	w.heard.after = func(ctx context.Context, tx *db.Tx, e wish.Changed) error {
		if err := s.ChangedTx(ctx, tx, e); err != nil {
			return err
		}
		return figure.UnitsTx(ctx, tx, e)
	}
	return s
}

// told counts the entries of an act in a wish's timeline.
func (w *world) told(wishID string, act wish.Act) (n int) {
	w.t.Helper()
	seen, err := w.wishes.See(context.Background(), actor.Job("test"), wishID)
	w.must(err)
	for _, e := range seen.Entries {
		if e.Act == string(act) {
			n++
		}
	}
	return n
}

// runs runs the job and wants it to do so many things.
func (w *world) runs(s *escalate.Service, want int, when string) {
	w.t.Helper()
	if n, err := s.Run(w.t.Context()); n != want || err != nil {
		w.t.Fatalf("%s: %d done, %v; want %d", when, n, err, want)
	}
}

// A unit is reminded once before the date, the street is told once when it has passed, and five working days later the wish is the
// street's, its date as it was and its first unit named; five more, and it is the district's. Whoever leads there gives it back down.
func TestRemindedToldAndMovedUp(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s := t.Context(), w.watched()
		district := w.org(org.District, "320613", "崇川区")
		centre, _ := w.hired("宗远舟", district, actor.CommandCentre, "指挥长")
		x := w.wishAt(wish.InProgress, wish.Blue)
		due, cal := x.Due, workday.Shipped()
		street := w.streetOf()
		w.runs(s, 0, "at the beginning")
		w.clock.Set(due.Add(-7 * time.Hour))
		w.runs(s, 1, "a day before its date")
		w.runs(s, 0, "once more")
		if marks, err := escalate.Marks(ctx, w.d, []wish.Wish{x}); err != nil || !marks[x.ID].Warned || marks[x.ID].Told {
			t.Errorf("marks before the date: %+v, %v", marks, err)
		}
		w.clock.Set(due.Add(time.Minute))
		w.runs(s, 1, "past its date")
		if w.told(x.ID, wish.Warn) != 1 || w.told(x.ID, wish.Report) != 1 || w.told(x.ID, wish.Escalate) != 0 {
			t.Fatal("it was not reminded and told once each")
		}
		late, _ := cal.Due(due, workday.Span{N: 4, Unit: workday.Workday})
		w.clock.Set(late)
		w.runs(s, 0, "four working days past its date")
		late, _ = cal.Due(due, workday.Span{N: 5, Unit: workday.Workday})
		w.clock.Set(late)
		w.runs(s, 1, "five working days past its date")
		got, err := w.now(ctx, x.ID)
		w.must(err)
		if got.Unit != street || got.Colour != wish.Yellow || got.First != w.committee.ID || got.State != wish.Classified || got.Post != "" || !got.Due.Equal(due) {
			t.Fatalf("moved up it stands so: %+v", got)
		}
		w.runs(s, 0, "at once again")
		if !w.deskOf(w.leader, x.ID) || w.deskOf(w.secretary, x.ID) {
			t.Error("it is not on the street's desk alone")
		}
		if _, err := s.Lower(ctx, w.secretary, x.ID, "我们办得了", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the community takes it back: %v", err)
		}
		if _, err := s.Lower(ctx, w.leader, x.ID, " ", ""); !errs.Is(err, errs.Invalid) {
			t.Errorf("given back without a word: %v", err)
		}
		later, _ := cal.Due(late, workday.Span{N: 5, Unit: workday.Workday})
		w.clock.Set(later)
		w.runs(s, 1, "five more")
		got, err = w.now(ctx, x.ID)
		w.must(err)
		if got.Unit != district.ID || got.Colour != wish.Red || got.First != w.committee.ID || !got.Due.Equal(due) {
			t.Fatalf("moved up twice it stands so: %+v", got)
		}
		got, err = s.Lower(ctx, centre, x.ID, "街道就能定", "")
		w.must(err)
		if got.Unit != street || got.Colour != wish.Yellow || got.First != w.committee.ID {
			t.Fatalf("given back to the street it stands so: %+v", got)
		}
		got, err = s.Lower(ctx, w.leader, x.ID, "社区再办一次", "")
		w.must(err)
		if got.Unit != w.committee.ID || got.Colour != wish.Blue || got.First != "" || !got.Due.Equal(due) {
			t.Fatalf("given back to the community it stands so: %+v", got)
		}
		if _, err := s.Lower(ctx, w.leader, x.ID, "再低一级", ""); !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Forbidden) {
			t.Errorf("given back below its first unit: %v", err)
		}
		moves, err := escalate.MovesOf(ctx, w.d, x.ID)
		w.must(err)
		var grounds []string
		for _, m := range moves {
			grounds = append(grounds, m.Ground)
		}
		if !slices.Equal(grounds, []string{escalate.Overdue, escalate.Overdue, "", ""}) {
			t.Errorf("its history is %q", grounds)
		}
	})
}

// streetOf is the organisation of the street.
func (w *world) streetOf() string {
	w.t.Helper()
	units, err := org.Units(w.t.Context(), w.d, theCommunity, org.Street)
	w.must(err)
	return units[0].ID
}

// What the community has not received, or not sorted, is reminded of and told like anything else, and five working days later it is
// the street's to answer: it counts as received and sorted too late, and the street gives it down as the community's own.
func TestWhatNobodySortsMovesUp(t *testing.T) {
	t.Parallel()
	for _, state := range []wish.State{wish.Submitted, wish.Accepted} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			eachWorld(t, func(t *testing.T, w *world) {
				ctx, s := t.Context(), w.watched()
				x := w.wishAt(state, wish.Unsorted)
				street := w.streetOf()
				late, _ := workday.Shipped().Due(x.Due, workday.Span{N: 5, Unit: workday.Workday})
				w.clock.Set(x.Due.Add(time.Minute))
				w.runs(s, 1, "past its date")
				w.clock.Set(late)
				w.runs(s, 1, "five working days past its date")
				got, err := w.now(ctx, x.ID)
				w.must(err)
				due, _ := workday.Shipped().Due(late, workday.Span{N: 15, Unit: workday.Workday})
				if got.Unit != street || got.Colour != wish.Yellow || got.First != w.committee.ID || got.State != wish.Classified || !got.Due.Equal(due) || !got.AnswerDue.Equal(due) {
					t.Fatalf("moved up it stands so: %+v", got)
				}
				if !got.ClassifiedAt.Equal(late) || state == wish.Submitted && !got.AcceptedAt.Equal(late) || state == wish.Accepted && !got.AcceptedAt.Equal(x.AcceptedAt) {
					t.Errorf("received %v, sorted %v", got.AcceptedAt, got.ClassifiedAt)
				}
				w.runs(s, 0, "at once again")
				got, err = s.Lower(ctx, w.leader, x.ID, "社区自己能办", "")
				w.must(err)
				if got.Unit != w.committee.ID || got.Colour != wish.Blue || got.First != "" || !got.Due.Equal(due) {
					t.Errorf("given down it stands so: %+v", got)
				}
			})
		})
	}
}

// Who is to rule on a refused colour, and has not, has the wish; the unit that keeps it until then is its first one, whoever had returned
// it before.
func TestARefusedColourIsItsUnitsOwn(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s, sides, asks := t.Context(), w.watched(), side.New(w.wishes), ask.New(w.d, w.wishes)
		district := w.org(org.District, "320613", "崇川区")
		other := w.org(org.StreetOffice, theStreet, "城建办")
		x := w.wishAt(wish.InProgress, wish.Yellow)
		_, err := sides.Return(ctx, w.officer, x.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
		w.must(err)
		_, err = sides.Hand(ctx, w.secretary, x.ID, side.Handing{Unit: other.ID})
		w.must(err)
		_, err = asks.Recolour(ctx, w.leader, x.ID, ask.Turn{Colour: wish.Blue, Unit: w.committee.ID, Text: "社区就能办"})
		w.must(err)
		x, err = asks.Refuse(ctx, w.secretary, x.ID, ask.Word{Text: "要街道的人"})
		w.must(err)
		w.clock.Set(x.RulingDue)
		w.runs(s, 1, "when nobody has ruled")
		got, err := w.now(ctx, x.ID)
		w.must(err)
		if got.Unit != district.ID || got.First != other.ID {
			t.Errorf("it stands so: %+v", got)
		}
	})
}

// A unit that gets a wish back is reminded of its date, though whoever had it before was reminded of the same.
func TestANewUnitIsRemindedAgain(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s, sides := t.Context(), w.watched(), side.New(w.wishes)
		other := w.org(org.StreetOffice, theStreet, "城建办")
		x := w.wishAt(wish.InProgress, wish.Yellow)
		w.clock.Set(x.Due.Add(-7 * time.Hour))
		w.runs(s, 1, "near its date")
		w.runs(s, 0, "once more")
		_, err := sides.Hand(ctx, w.leader, x.ID, side.Handing{Unit: other.ID})
		w.must(err)
		if marks, err := escalate.Marks(ctx, w.d, []wish.Wish{x}); err != nil || marks[x.ID].Warned {
			t.Errorf("marks of the new unit's: %+v, %v", marks, err)
		}
		w.runs(s, 1, "at another unit")
		w.runs(s, 0, "once more there")
		if n := w.told(x.ID, wish.Warn); n != 2 {
			t.Errorf("reminded %d times", n)
		}
	})
}

// However many cannot be moved, because nobody stands above, what comes behind them is.
func TestManyLateWishesAllMoveUp(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s := t.Context(), w.watched()
		stuck, last := w.wishAt(wish.InProgress, wish.Yellow), w.wishAt(wish.InProgress, wish.Blue) // there is no district in this world
		const many = 230
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			var more []wish.Wish
			for i := range many {
				x := stuck
				x.ID, x.Number, x.Code = id.At(stuck.FiledAt), number.Format(x.Community, 2026, 5000+i), fmt.Sprint("C", i)
				more = append(more, x)
			}
			return wish.InsertManyTx(ctx, tx, more, func(wish.Wish) []wish.Entry { return nil })
		}))
		late, _ := workday.Shipped().Due(last.Due, workday.Span{N: 30, Unit: workday.Workday})
		w.clock.Set(late)
		w.runs(s, many+2+1, "all are told, one moves")
		got, err := w.now(ctx, last.ID)
		w.must(err)
		if got.Colour != wish.Yellow || got.First != w.committee.ID {
			t.Errorf("it stands behind %d that cannot be moved: %+v", many, got)
		}
	})
}

// Handed on three times it moves up whatever its date; while somebody is to rule who has it, that is awaited; a paused one is left alone,
// and so is one that the rule exempts.
func TestPassedOnThreeTimesItMovesUp(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, s, sides := t.Context(), w.watched(), side.New(w.wishes)
		district := w.org(org.District, "320613", "崇川区")
		other := w.org(org.StreetOffice, theStreet, "城建办")
		x := w.wishAt(wish.InProgress, wish.Yellow)
		due := x.Due
		for i, unit := range []string{other.ID, w.waterworks.ID, other.ID} {
			w.runs(s, 0, fmt.Sprintf("after %d", i))
			_, err := sides.Hand(ctx, w.leader, x.ID, side.Handing{Unit: unit})
			w.must(err)
		}
		w.runs(s, 1, "after three")
		got, err := w.now(ctx, x.ID)
		w.must(err)
		if got.Unit != district.ID || got.Colour != wish.Red || got.First != other.ID || !got.Due.Equal(due) {
			t.Fatalf("it stands so: %+v", got)
		}
		moves, err := escalate.MovesOf(ctx, w.d, x.ID)
		w.must(err)
		if len(moves) != 1 || moves[0].Ground != escalate.Transfers || moves[0].From != other.ID {
			t.Errorf("its history is %+v", moves)
		}

		y := w.wishAt(wish.InProgress, wish.Yellow)
		_, _, err = w.rules.Set(ctx, actor.Job("test"), rule.Change{Key: "wish.return.most", Place: theCommunity, Value: "1", Source: "a test"})
		w.must(err)
		for _, unit := range []string{other.ID, w.waterworks.ID, other.ID} {
			_, err := sides.Hand(ctx, w.leader, y.ID, side.Handing{Unit: unit})
			w.must(err)
		}
		builder, _ := w.hired("方砚农", other, actor.StreetOfficer, "科员")
		_, err = sides.Return(ctx, builder, y.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
		w.must(err)
		w.runs(s, 0, "while it is to be ruled")
	})
}

// runsAtOnce runs it 32 times at once, in two processes, until nothing is left to do.
func (w *world) runsAtOnce(s *escalate.Service) {
	w.t.Helper()
	other := dbtest.Open(w.t, w.dsn, db.Options{Now: w.clock.Now})
	rules := rule.NewStore(other, w.heard)
	services := []*escalate.Service{s, escalate.New(other, rules, wish.New(other, rules, w.heard))}
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			if _, err := services[i%2].Run(context.Background()); err != nil && !errs.Is(err, errs.Conflict) {
				w.t.Error(err)
			}
		})
	}
	wg.Wait()
	w.runs(s, 0, "when all are done")
}

// Two processes of sixteen workers each that look after 20 overdue wishes at the same time do each thing once.
func TestTwoProcessesMoveEachWishOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		s := w.watched()
		w.org(org.District, "320613", "崇川区")
		var ids []string
		for range 20 {
			ids = append(ids, w.wishAt(wish.InProgress, wish.Blue).ID)
		}
		w.clock.Add(15 * 24 * time.Hour)
		w.runsAtOnce(s)
		for _, wishID := range ids {
			if n, m := w.told(wishID, wish.Report), w.told(wishID, wish.Escalate); n != 1 || m != 1 {
				t.Errorf("told %d times and moved up %d times", n, m)
			}
			got, err := w.now(t.Context(), wishID)
			w.must(err)
			if got.Unit != w.streetOf() || got.First != w.committee.ID {
				t.Errorf("it stands so: %+v", got)
			}
		}
		if n := w.raised(); n != 20 {
			t.Errorf("%d moves are counted", n)
		}
	})
}

// raised is how many moves are counted of the community.
func (w *world) raised() int {
	w.t.Helper()
	n, err := db.Value[int](w.t.Context(), w.d, "SELECT COALESCE(SUM(raised), 0) FROM unit_figure WHERE unit = $1", w.committee.ID)
	w.must(err)
	return n
}

// A run that is stopped in the middle leaves whole things behind, and the next run does the rest, each once.
func TestAStoppedRunIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		s := w.watched()
		var ids []string
		for range 6 {
			ids = append(ids, w.wishAt(wish.InProgress, wish.Blue).ID)
		}
		w.clock.Add(15 * 24 * time.Hour)
		follows, n := w.heard.after, 0
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		w.heard.after = func(ctx context.Context, tx *db.Tx, e wish.Changed) error {
			if n++; n == 8 { // six are told, then the second one moves
				stop()
			}
			return follows(ctx, tx, e)
		}
		if _, err := s.Run(ctx); err == nil {
			t.Fatal("it was not stopped")
		}
		w.heard.after = follows
		if _, err := s.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, wishID := range ids {
			if told, moved := w.told(wishID, wish.Report), w.told(wishID, wish.Escalate); told != 1 || moved != 1 {
				t.Errorf("told %d times, moved up %d times", told, moved)
			}
		}
	})
}
