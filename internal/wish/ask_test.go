package wish_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// sharper knows who decides for the levels above.
type sharper struct {
	*world
	asks   *ask.Service
	sides  *side.Service
	centre actor.Actor
}

func eachAsking(t *testing.T, fn func(t *testing.T, w sharper)) {
	t.Helper()
	eachWorld(t, func(t *testing.T, w *world) {
		centre, _ := w.hired("宗远舟", w.org(org.District, "320613", "崇川区"), actor.CommandCentre, "指挥长")
		fn(t, sharper{w, ask.New(w.d, w.wishes), side.New(w.wishes), centre})
	})
}

// field is the one field that an error names.
func field(err error) string {
	if f := errs.FieldsOf(err); len(f) == 1 {
		return f[0].Name
	}
	return ""
}

// More time is asked for before the deadline, once, and given by the level above: both dates are told.
func TestMoreTime(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Yellow)
		due := workday.DateOf(x.Due)
		for name, c := range map[string]struct {
			in    ask.Wanted
			field string
		}{
			"without a reason": {ask.Wanted{Day: due + 3}, "text"},
			"no later":         {ask.Wanted{Day: due, Text: "材料没到"}, "day"},
			"no day at all":    {ask.Wanted{Text: "材料没到"}, "day"},
		} {
			if _, err := w.asks.Extend(ctx, w.officer, x.ID, c.in); field(err) != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		got, err := w.asks.Extend(ctx, w.officer, x.ID, ask.Wanted{Day: due + 7, Text: "材料没到"})
		w.must(err)
		if !got.Due.Equal(x.Due) || got.Asked.For != wish.ForTime {
			t.Errorf("asking alone changes %+v", got)
		}
		if _, err := w.asks.Suspend(ctx, w.officer, x.ID, ask.Wanted{Day: due, Text: "再停一停"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("two things asked for at once: %v", err)
		}
		for _, a := range []actor.Actor{w.officer, w.leader, w.secretary} {
			if _, err := w.asks.Approve(ctx, a, x.ID, ask.Word{}); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s approves: %v", a.Name, err)
			}
		}
		if !w.deskOf(w.centre, x.ID) || w.deskOf(w.leader, x.ID) {
			t.Error("what the district decides stands on the wrong desk")
		}
		w.clock.Add(time.Hour)
		got, err = w.asks.Approve(ctx, w.centre, x.ID, ask.Word{})
		w.must(err)
		if want := workday.Shipped().Closing(due + 7); !got.Due.Equal(want) || !got.AnswerDue.Equal(want) || got.Extended != 1 || got.Asked.For != "" {
			t.Errorf("extended it stands so: %+v, want %s", got, want)
		}
		seen, err := w.wishes.See(ctx, w.tan, x.ID)
		w.must(err)
		if e := seen.Entries[0]; e.Act != string(wish.Approve) || e.Text != "材料没到" || !e.Detail.WasTime().Equal(x.Due) || !e.Detail.DueTime().Equal(got.Due) {
			t.Errorf("the submitter reads %+v", e)
		}
		if _, err := w.asks.Extend(ctx, w.officer, x.ID, ask.Wanted{Day: due + 20, Text: "还是没到"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("extended a second time: %v", err)
		}
		w.clock.Set(got.Due.Add(time.Hour))
		if s, err := w.wishes.See(ctx, w.officer, x.ID); err != nil || s.May(wish.Extend) || s.May(wish.Suspend) {
			t.Errorf("after the deadline: %v, %v", s.Can, err)
		}
	})
}

// A refusal leaves everything as it was; what was asked for lapses when the wish leaves the unit.
func TestWhatIsAskedForMayBeRefusedOrLapse(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Yellow)
		day := workday.DateOf(x.Due) + 7
		_, err := w.asks.Extend(ctx, w.officer, x.ID, ask.Wanted{Day: day, Text: "材料没到"})
		w.must(err)
		if _, err := w.asks.Refuse(ctx, w.centre, x.ID, ask.Word{}); field(err) != "text" {
			t.Errorf("refused without a word: %v", err)
		}
		got, err := w.asks.Refuse(ctx, w.centre, x.ID, ask.Word{Text: "按期办"})
		w.must(err)
		if !got.Due.Equal(x.Due) || got.Asked.For != "" || !got.RulingDue.IsZero() {
			t.Errorf("refused it stands so: %+v", got)
		}
		w.clock.Add(time.Minute)
		_, err = w.asks.Extend(ctx, w.officer, x.ID, ask.Wanted{Day: day, Text: "真的没到"})
		w.must(err)
		got, err = w.sides.Return(ctx, w.officer, x.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
		w.must(err)
		if got.Asked.For != "" {
			t.Error("returned, and still asked for")
		}
		asked, err := ask.Of(ctx, w.d, x.ID)
		w.must(err)
		if len(asked) != 2 || asked[0].Outcome != ask.Lapsed || asked[1].Outcome != ask.Refused || asked[1].Word != "按期办" {
			t.Errorf("%+v", asked)
		}
	})
}

// A pause stops the clock from its approval to its day and starts it again by itself: as many working days are left then as
// were left before. Taken up early, the rest of the pause is not given.
func TestAPause(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx, cal := t.Context(), workday.Shipped()
		x := w.wishAt(wish.InProgress, wish.Blue)
		left := cal.Left(w.clock.Now(), x.Due)
		day := workday.DateOf(w.clock.Now()) + 30
		if _, err := w.asks.Suspend(ctx, w.worker, x.ID, ask.Wanted{Day: workday.DateOf(w.clock.Now()), Text: "等雨停"}); field(err) != "day" {
			t.Errorf("until today: %v", err)
		}
		if _, err := w.asks.Suspend(ctx, w.worker, x.ID, ask.Wanted{Year: 2030, Text: "列入计划"}); field(err) != "year" {
			t.Errorf("further than the rule lets: %v", err)
		}
		_, err := w.asks.Suspend(ctx, w.worker, x.ID, ask.Wanted{Day: day, Text: "等雨停"})
		w.must(err)
		if _, err := w.asks.Approve(ctx, w.worker, x.ID, ask.Word{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the community approves its own pause: %v", err)
		}
		got, err := w.asks.Approve(ctx, w.leader, x.ID, ask.Word{})
		w.must(err)
		if !got.Paused(w.clock.Now()) || !got.PausedUntil.Equal(day.At(0)) || cal.Left(day.At(0), got.Due) != left {
			t.Errorf("paused it stands so: %+v; %d working days are left then, %d were", got, cal.Left(day.At(0), got.Due), left)
		}
		if got.Paused(day.At(0)) {
			t.Error("on its day the pause has not ended")
		}
		w.clock.Set(day.At(0).AddDate(0, 0, -20))
		early, err := w.asks.Resume(ctx, w.worker, x.ID, ask.Word{Text: "雨停了，提前办"})
		w.must(err)
		if !early.Due.Before(got.Due) || cal.Left(w.clock.Now(), early.Due) != left || early.Paused(w.clock.Now()) {
			t.Errorf("taken up early it is due %s, %d working days left", early.Due, cal.Left(w.clock.Now(), early.Due))
		}
		if _, err := w.asks.Resume(ctx, w.worker, x.ID, ask.Word{Text: "再来"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("taken up twice: %v", err)
		}
	})
}

// What stands in a year's plan waits until the year has ended; an approval that comes after the deadline is too late.
func TestPlannedForAYear(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Red)
		_, err := w.asks.Suspend(ctx, w.centre, x.ID, ask.Wanted{Year: 2027, Text: "列入明年计划"})
		w.must(err)
		late := w.wishAt(wish.InProgress, wish.Yellow)
		_, err = w.asks.Suspend(ctx, w.officer, late.ID, ask.Wanted{Day: workday.DateOf(late.Due) + 90, Text: "等开春"})
		w.must(err)
		got, err := w.asks.Approve(ctx, w.red, x.ID, ask.Word{})
		w.must(err)
		if want := time.Date(2028, 1, 1, 0, 0, 0, 0, workday.Zone); !got.PausedUntil.Equal(want) || !got.DueProvisional {
			t.Errorf("planned for 2027 it waits until %s, provisional %v", got.PausedUntil, got.DueProvisional)
		}
		w.clock.Set(late.Due.Add(time.Minute))
		if _, err := w.asks.Approve(ctx, w.centre, late.ID, ask.Word{}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a pause begins after the deadline: %v", err)
		}
	})
}

// Another level gets a wish only by accepting it, or by being silent for a working day; until then the old one is
// responsible. The clock runs on.
func TestAnotherColour(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Blue)
		for name, c := range map[string]struct {
			in    ask.Turn
			field string
		}{
			"the same":         {ask.Turn{Colour: wish.Blue, Unit: w.committee.ID, Text: "办不了"}, "colour"},
			"without a reason": {ask.Turn{Colour: wish.Yellow, Unit: w.office.ID}, "text"},
			"a unit not of it": {ask.Turn{Colour: wish.Red, Unit: w.office.ID, Text: "办不了"}, "unit"},
			"red without unit": {ask.Turn{Colour: wish.Red, Text: "办不了"}, "unit"},
		} {
			if _, err := w.asks.Recolour(ctx, w.secretary, x.ID, c.in); field(err) != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.asks.Recolour(ctx, w.worker, x.ID, ask.Turn{Colour: wish.Yellow, Unit: w.office.ID, Text: "办不了"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a social worker changes the colour: %v", err)
		}
		got, err := w.asks.Recolour(ctx, w.secretary, x.ID, ask.Turn{Colour: wish.Yellow, Unit: w.office.ID, Text: "要动用街道的钱"})
		w.must(err)
		if got.Colour != wish.Blue || got.Unit != w.committee.ID || !w.deskOf(w.officer, x.ID) {
			t.Errorf("asking alone changes %+v", got)
		}
		if n, err := w.asks.TakeSilent(ctx); n != 0 || err != nil {
			t.Errorf("silent after no time: %d, %v", n, err)
		}
		w.clock.Set(time.Date(2026, 5, 12, 17, 31, 0, 0, workday.Zone))
		if n, err := w.asks.TakeSilent(ctx); n != 1 || err != nil {
			t.Errorf("silent for a working day: %d, %v", n, err)
		}
		got, err = w.now(ctx, x.ID)
		w.must(err)
		if got.Colour != wish.Yellow || got.Unit != w.office.ID || got.State != wish.Classified || got.Sender != w.committee.ID || !got.Due.Equal(x.Due) {
			t.Errorf("accepted by silence it stands so: %+v", got)
		}
		if n, err := w.asks.TakeSilent(ctx); n != 0 || err != nil {
			t.Errorf("a second time: %d, %v", n, err)
		}
	})
}

// A refused colour is ruled by the level above both, which may give the wish to either.
func TestARefusedColourIsRuled(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		for _, lead := range []string{w.office.ID, w.committee.ID} {
			x := w.wishAt(wish.InProgress, wish.Blue)
			_, err := w.asks.Recolour(ctx, w.secretary, x.ID, ask.Turn{Colour: wish.Yellow, Unit: w.office.ID, Text: "要动用街道的钱"})
			w.must(err)
			got, err := w.asks.Refuse(ctx, w.officer, x.ID, ask.Word{Text: "社区自己办得了"})
			w.must(err)
			if got.RulingDue.IsZero() || got.Unit != w.committee.ID || got.Colour != wish.Blue || got.State != wish.InProgress {
				t.Fatalf("refused it stands so: %+v", got)
			}
			if _, err := w.sides.Rule(ctx, w.leader, x.ID, side.Ruling{Lead: lead, Text: "就这么定"}); !errs.Is(err, errs.Forbidden) {
				t.Errorf("the street rules in its own matter: %v", err)
			}
			if !w.deskOf(w.centre, x.ID) {
				t.Error("it is not on the desk of who rules")
			}
			got, err = w.sides.Rule(ctx, w.centre, x.ID, side.Ruling{Lead: lead, Text: "就这么定"})
			w.must(err)
			want := map[string]wish.Colour{w.office.ID: wish.Yellow, w.committee.ID: wish.Blue}[lead]
			if got.Unit != lead || got.Colour != want || got.Asked != (wish.Asked{}) || !got.RulingDue.IsZero() || !got.Due.Equal(x.Due) {
				t.Errorf("ruled it stands so: %+v", got)
			}
		}
	})
}

// A wish that is the same as another becomes part of it: the earlier date stays. Within thirty days it can be undone, and
// both are as they were.
func TestTwoWishesAreOne(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Blue)
		main := w.wishAt(wish.InProgress, wish.Yellow)
		other := w.wishAt(wish.Answered, wish.Blue)
		for name, number := range map[string]string{"none": "", "itself": x.Number, "an answered one": other.Number, "nobody's": "2026-999999", "no number": "abc"} {
			if _, err := w.asks.Merge(ctx, w.worker, x.ID, ask.Merging{Number: number, Text: "同一件事"}); field(err) != "number" {
				t.Errorf("into %s: %v", name, err)
			}
		}
		if _, err := w.asks.Merge(ctx, w.officer, x.ID, ask.Merging{Number: main.Number, Text: "同一件事"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the office of the street merges: %v", err)
		}
		got, err := w.asks.Merge(ctx, w.worker, x.ID, ask.Merging{Number: wish.Wish{Number: main.Number}.ShortNumber(), Text: "同一件事"})
		w.must(err)
		if got.State != wish.Merged || got.Main != main.ID || got.Open() || !got.Due.IsZero() || got.Solved != nil {
			t.Errorf("merged it stands so: %+v", got)
		}
		now, err := w.now(ctx, main.ID)
		w.must(err)
		if !now.Due.Equal(x.Due) || !now.AnswerDue.Equal(x.Due) {
			t.Errorf("the main wish is due %s, the earlier date is %s", now.Due, x.Due)
		}
		if _, err := w.asks.Merge(ctx, w.worker, main.ID, ask.Merging{Number: x.Number, Text: "倒过来"}); field(err) != "number" {
			t.Errorf("round in a circle: %v", err)
		}
		w.clock.Add(time.Hour)
		got, err = w.asks.Unmerge(ctx, w.worker, x.ID, ask.Word{Text: "不是一件事"})
		w.must(err)
		if got.State != x.State || got.Main != "" || !got.Due.Equal(x.Due) || got.Unit != x.Unit || got.Post != x.Post || !got.Open() {
			t.Errorf("undone it stands so: %+v", got)
		}
		if now, err = w.now(ctx, main.ID); err != nil || !now.Due.Equal(main.Due) {
			t.Errorf("the main wish is due %s, was %s: %v", now.Due, main.Due, err)
		}
		_, err = w.asks.Merge(ctx, w.worker, x.ID, ask.Merging{Number: main.Number, Text: "还是一件事"})
		w.must(err)
		w.clock.Add(31 * 24 * time.Hour)
		if _, err := w.asks.Unmerge(ctx, w.worker, x.ID, ask.Word{Text: "太晚了"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("undone after a month: %v", err)
		}
	})
}

// The earlier date stays before a wish is sorted, too, and goes back with the wish.
func TestTheEarlierDateStaysInEveryClock(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		for _, s := range []wish.State{wish.Submitted, wish.Accepted, wish.Classified} {
			first := w.wishAt(s, wish.Blue)
			w.clock.Add(26 * time.Hour)
			main := w.wishAt(s, wish.Blue)
			if !first.Due.Before(main.Due) {
				t.Fatalf("%s: due %s and %s", s, first.Due, main.Due)
			}
			_, err := w.asks.Merge(ctx, w.worker, first.ID, ask.Merging{Number: main.Number, Text: "同一件事"})
			w.must(err)
			got, err := w.now(ctx, main.ID)
			w.must(err)
			if !got.Due.Equal(first.Due) {
				t.Errorf("%s: the main wish is due %s, want the earlier %s", s, got.Due, first.Due)
			}
			_, err = w.asks.Unmerge(ctx, w.worker, first.ID, ask.Word{Text: "不是一件事"})
			w.must(err)
			got, err = w.now(ctx, main.ID)
			w.must(err)
			if !got.Due.Equal(main.Due) {
				t.Errorf("%s: undone, the main wish is due %s, want its own %s", s, got.Due, main.Due)
			}
		}
	})
}

// Nobody's private wish tells others what was answered: a wish becomes part of a private one only of the same submitter.
func TestAPrivateWishTakesInOnlyItsSubmittersOwn(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		in := filing()
		in.Visibility = wish.Private
		private, err := w.wishes.File(ctx, w.tan, in)
		w.must(err)
		theirs, err := w.wishes.File(ctx, w.neighbour, filing())
		w.must(err)
		own, err := w.wishes.File(ctx, w.tan, filing())
		w.must(err)
		if _, err := w.asks.Merge(ctx, w.worker, theirs.ID, ask.Merging{Number: private.Number, Text: "同一件事"}); field(err) != "number" {
			t.Errorf("a neighbour's: %v", err)
		}
		if _, err := w.asks.Merge(ctx, w.worker, own.ID, ask.Merging{Number: private.Number, Text: "同一件事"}); err != nil {
			t.Errorf("the submitter's own: %v", err)
		}
	})
}

// Of 32 who decide at once one is heard, and the others are told so; of 32 merges in both directions one holds.
func TestDecisionsAtOnce(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Yellow)
		_, err := w.asks.Extend(ctx, w.officer, x.ID, ask.Wanted{Day: workday.DateOf(x.Due) + 7, Text: "材料没到"})
		w.must(err)
		y := w.wishAt(wish.InProgress, wish.Blue)
		errsOf := func(do func(i int) error) (fine int) {
			var all sync.WaitGroup
			got := make([]error, 32)
			for i := range got {
				all.Go(func() { got[i] = do(i) })
			}
			all.Wait()
			for _, err := range got {
				switch {
				case err == nil:
					fine++
				case !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Forbidden) && field(err) != "number":
					t.Errorf("a loser is told %v", err)
				}
			}
			return fine
		}
		if n := errsOf(func(i int) error {
			if i%2 == 0 {
				_, err := w.asks.Approve(ctx, w.centre, x.ID, ask.Word{})
				return err
			}
			_, err := w.asks.Refuse(ctx, w.centre, x.ID, ask.Word{Text: "不行"})
			return err
		}); n != 1 {
			t.Errorf("%d decisions", n)
		}
		if n := errsOf(func(i int) error {
			one, two := x, y
			if i%2 == 0 {
				one, two = y, x
			}
			_, err := w.asks.Merge(ctx, w.worker, one.ID, ask.Merging{Number: two.Number, Text: "同一件事"})
			return err
		}); n != 1 {
			t.Errorf("%d merges", n)
		}
		states := []wish.State{}
		for _, id := range []string{x.ID, y.ID} {
			now, err := w.now(ctx, id)
			w.must(err)
			states = append(states, now.State)
		}
		slices.Sort(states)
		if !slices.Equal(states, []wish.State{wish.InProgress, wish.Merged}) {
			t.Errorf("afterwards they are %v", states)
		}
	})
}

// A wish that becomes red has a month until somebody must have written to the submitter, however long ago it was sorted:
// whether the group accepts it or a ruling gives it.
func TestTheMonthOfNotesBeginsWithRed(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		ctx := t.Context()
		for name, turn := range map[string]func(id string) (wish.Wish, error){
			"accepted": func(id string) (wish.Wish, error) { return w.asks.Receive(ctx, w.red, id, ask.Word{}) },
			"ruled": func(id string) (wish.Wish, error) {
				if _, err := w.asks.Refuse(ctx, w.red, id, ask.Word{Text: "不归我们"}); err != nil {
					return wish.Wish{}, err
				}
				return w.sides.Rule(ctx, w.centre, id, side.Ruling{Lead: w.group.ID, Text: "按职责定"})
			},
		} {
			x := w.wishAt(wish.InProgress, wish.Yellow)
			w.clock.Add(40 * 24 * time.Hour)
			_, err := w.asks.Recolour(ctx, w.leader, x.ID, ask.Turn{Colour: wish.Red, Unit: w.group.ID, Text: "街道也办不了"})
			w.must(err)
			x, err = turn(x.ID)
			w.must(err)
			now := w.clock.Now()
			if x.Colour != wish.Red || x.Unnoted(now.AddDate(0, -1, 0)) {
				t.Errorf("%s: red since now, and a month is gone: %+v", name, x)
			}
			if later := now.Add(time.Hour); !x.Unnoted(later) {
				t.Errorf("%s: a month later nothing is missing", name)
			}
		}
	})
}
