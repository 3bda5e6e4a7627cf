package wish_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/escalate"
	"linli/internal/wish/redue"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

func freshRules(w *world) *rule.Store { return rule.NewStore(w.d, w.heard) }

// Whatever people do in whatever order, side acts and all: a wish's moments never run backwards, a due date lies after its
// beginning and moves only by an act that may move it, and only the way that act does; exactly one unit is responsible
// while the wish is open; who judges is never staff; and no number comes twice.
func TestNoSequenceOfActsBreaksAClockOrRepeatsANumber(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		centre, _ := w.hired("宗远舟", w.org(org.District, "320613", "崇川区"), actor.CommandCentre, "指挥长")
		crew, _ := w.hired("汤秋白", w.waterworks, actor.Handler, "调度")
		everybody := []actor.Actor{actor.Job("test"), w.tan, w.wu, w.worker, w.secretary, w.officer, w.leader, w.red, w.neighbour, centre, crew}
		numbers, acts := map[string]bool{}, map[wish.Act]int{}
		w.heard.after = escalate.New(w.d, w.rules, w.wishes).ChangedTx
		rapid.Check(t, func(rt *rapid.T) {
			ctx := context.Background()
			start := rapid.SampledFrom([]wish.State{wish.Submitted, wish.Classified, wish.InProgress}).Draw(rt, "start")
			x := w.wishAt(start, rapid.SampledFrom(wish.Colours()).Draw(rt, "colour"))
			if numbers[x.Number] {
				rt.Fatalf("%s was given before", x.Number)
			}
			numbers[x.Number] = true
			main := w.wishAt(wish.Classified, wish.Yellow)
			numbers[main.Number] = true
			for range rapid.IntRange(1, 20).Draw(rt, "acts") {
				longest := rapid.SampledFrom([]time.Duration{20 * time.Hour, 20 * time.Hour, 20 * time.Hour, 200 * time.Hour}).Draw(rt, "longest")
				w.clock.Add(time.Duration(rapid.Int64Range(0, int64(longest)).Draw(rt, "pause")))
				act, a := w.somebody(rt, x, everybody)
				next, err := w.anything(ctx, rt, act, a, x, main.Number)
				if err == nil {
					next, err = w.now(ctx, next.ID)
				}
				switch errs.KindOf(err) {
				case errs.Conflict, errs.Forbidden, errs.Invalid, errs.NotFound, errs.Unauthenticated:
					if err != nil {
						continue
					}
				}
				if err != nil {
					rt.Fatalf("%s: %v", act, err)
				}
				lawful(rt, act, x, next)
				if next.Rev != x.Rev {
					acts[act]++
				}
				x = next
			}
		})
		if acts[wish.Return] == 0 || acts[wish.Escalate]+acts[wish.Warn]+acts[wish.Report] == 0 {
			t.Errorf("nothing was returned or moved up: the law was not tried there: %v", acts)
		}
	})
}

// somebody wants to do something: mostly what somebody may, seldom what ends it, now and then anything.
func (w *world) somebody(rt *rapid.T, x wish.Wish, everybody []actor.Actor) (wish.Act, actor.Actor) {
	type deed struct {
		act wish.Act
		by  actor.Actor
	}
	x.At = w.clock.Now()
	var can, ends []deed
	for _, act := range wish.Acts() {
		for _, a := range everybody {
			switch {
			case !wish.Can(a, act, x):
			case slices.Contains([]wish.Act{wish.Withdraw, wish.Reject, wish.Merge, wish.Archive, wish.Supplement}, act):
				ends = append(ends, deed{act, a})
			default:
				can = append(can, deed{act, a})
			}
		}
	}
	wild := rapid.IntRange(0, 19).Draw(rt, "wild")
	if wild == 0 || len(can)+len(ends) == 0 {
		return rapid.SampledFrom(wish.Acts()).Draw(rt, "act"), rapid.SampledFrom(everybody).Draw(rt, "who")
	}
	if wild == 1 && len(ends) > 0 || len(can) == 0 {
		can = ends
	}
	// Each act as likely as the others, however many may do it.
	acts := []wish.Act{}
	for _, d := range can {
		if !slices.Contains(acts, d.act) {
			acts = append(acts, d.act)
		}
	}
	act := rapid.SampledFrom(acts).Draw(rt, "act")
	return act, rapid.SampledFrom(slices.DeleteFunc(can, func(d deed) bool { return d.act != act })).Draw(rt, "who").by
}

// now is a wish as it stands, all of it.
func (w *world) now(ctx context.Context, wishID string) (wish.Wish, error) {
	seen, err := w.wishes.See(ctx, actor.Job("test"), wishID)
	return seen.Wish, err
}

// anything does an act by somebody, or tries to.
func (w *world) anything(ctx context.Context, rt *rapid.T, act wish.Act, a actor.Actor, x wish.Wish, main string) (wish.Wish, error) {
	switch act {
	case wish.Accept:
		return w.wishes.Accept(ctx, a, x.ID, wish.Acceptance{Urgency: wish.Urgent})
	case wish.Reject:
		return w.wishes.Reject(ctx, a, x.ID, wish.Rejection{Text: "不归这里", Advice: "找那里"})
	case wish.Classify:
		c := rapid.SampledFrom(wish.Colours()).Draw(rt, "colour")
		return w.wishes.Classify(ctx, a, x.ID, wish.Classification{Colour: c, Unit: w.unitOf(c), Text: "为什么"})
	case wish.TakeUp:
		return w.wishes.TakeUp(ctx, a, x.ID, "")
	case wish.Note:
		audience := rapid.SampledFrom([]wish.Audience{wish.ForPublic, wish.ForStaff}).Draw(rt, "audience")
		return w.wishes.Note(ctx, a, x.ID, wish.Progress{Text: "进展", Audience: audience})
	case wish.Answer:
		return w.wishes.Answer(ctx, a, x.ID, wish.Reply{Text: "办好了"})
	case wish.Withdraw:
		return w.wishes.Withdraw(ctx, a, x.ID, "")
	case wish.Supplement:
		return w.wishes.Supplement(ctx, a, x.ID, "还有", "")
	case wish.Evaluate:
		return w.wishes.Evaluate(ctx, a, x.ID, wish.Evaluation{Solved: yes(), Rating: wish.Basically})
	case wish.Warn, wish.Report, wish.RulingSoon, wish.RulingLate, wish.Escalate:
		_, err := escalate.New(w.d, w.rules, w.wishes).Run(ctx)
		return x, err
	case wish.Lower:
		return escalate.New(w.d, w.rules, w.wishes).Lower(ctx, a, x.ID, "社区办得了", "")
	case wish.Expire:
		_, err := w.wishes.CloseWindows(ctx)
		return x, err
	case wish.Archive:
		_, err := w.wishes.ArchiveOld(ctx)
		return x, err
	}
	return w.beside(ctx, rt, act, a, x, main)
}

// unitOf is a unit that a colour may be handed to.
func (w *world) unitOf(c wish.Colour) string {
	return map[wish.Colour]string{wish.Blue: w.committee.ID, wish.Yellow: w.office.ID, wish.Red: w.group.ID}[c]
}

// beside does a side act.
func (w *world) beside(ctx context.Context, rt *rapid.T, act wish.Act, a actor.Actor, x wish.Wish, main string) (wish.Wish, error) {
	sides, asks := side.New(w.wishes), ask.New(w.d, w.wishes)
	later := workday.DateOf(w.clock.Now()) + workday.Date(rapid.IntRange(0, 60).Draw(rt, "days"))
	unit := rapid.SampledFrom([]string{w.committee.ID, w.office.ID, w.group.ID, w.waterworks.ID}).Draw(rt, "unit")
	switch act {
	case wish.Hand:
		return sides.Hand(ctx, a, x.ID, side.Handing{Unit: unit})
	case wish.Return:
		return sides.Return(ctx, a, x.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
	case wish.Ruling:
		return sides.Rule(ctx, a, x.ID, side.Ruling{Lead: unit, Text: "就这么定"})
	case wish.Joint:
		return sides.Join(ctx, a, x.ID, side.Share{Unit: unit, Text: "帮一把", Day: later}, "")
	case wish.TaskDone:
		tasks, err := side.TasksOf(ctx, w.d, x.ID)
		if err != nil || len(tasks) == 0 {
			return x, err
		}
		return sides.Finish(ctx, a, x.ID, tasks[0].ID, "好了", "")
	case wish.Reopen:
		return sides.Reopen(ctx, a, x.ID, "还没好", "")
	case wish.Extend:
		return asks.Extend(ctx, a, x.ID, ask.Wanted{Day: later, Text: "材料没到"})
	case wish.Suspend:
		return asks.Suspend(ctx, a, x.ID, ask.Wanted{Day: later, Text: "等开春"})
	case wish.Recolour:
		c := rapid.SampledFrom(wish.Colours()).Draw(rt, "colour")
		return asks.Recolour(ctx, a, x.ID, ask.Turn{Colour: c, Unit: w.unitOf(c), Text: "办不了"})
	case wish.Approve:
		return asks.Approve(ctx, a, x.ID, ask.Word{})
	case wish.Receive:
		if a.System {
			_, err := asks.TakeSilent(ctx)
			return x, err
		}
		return asks.Receive(ctx, a, x.ID, ask.Word{})
	case wish.Refuse:
		return asks.Refuse(ctx, a, x.ID, ask.Word{Text: "不行"})
	case wish.Resume:
		return asks.Resume(ctx, a, x.ID, ask.Word{Text: "提前办"})
	case wish.Merge:
		return asks.Merge(ctx, a, x.ID, ask.Merging{Number: main, Text: "同一件事"})
	case wish.Unmerge:
		return asks.Unmerge(ctx, a, x.ID, ask.Word{Text: "不是一件事"})
	}
	return x, nil
}

func lawful(t *rapid.T, act wish.Act, old, x wish.Wish) {
	began := x.ClassifiedAt
	if !x.AnswerFrom.IsZero() {
		began = x.AnswerFrom
	}
	moments := []time.Time{x.FiledAt, x.AcceptedAt, x.ClassifiedAt, x.TakenAt, x.AnsweredAt, x.ClosedAt}
	if x.Reopened > 0 {
		moments = []time.Time{x.FiledAt, x.AcceptedAt, x.ClassifiedAt, x.AnswerFrom, x.AnsweredAt, x.ClosedAt}
	}
	last := time.Time{}
	for i, m := range moments {
		if !m.IsZero() && m.Before(last) {
			t.Fatalf("%s: moment %d lies before the one before it: %v", act, i, moments)
		}
		if !m.IsZero() {
			last = m
		}
	}
	for i, pair := range [][2]time.Time{{x.FiledAt, x.AcceptDue}, {x.AcceptedAt, x.ClassifyDue}, {began, x.AnswerDue}, {x.AnsweredAt, x.EvaluateDue}} {
		if !pair[1].IsZero() && !pair[1].After(pair[0]) {
			t.Fatalf("%s: clock %d is due before it began: %v", act, i, pair)
		}
	}
	for i, pair := range [][2]time.Time{
		{old.FiledAt, x.FiledAt},
		{old.AcceptedAt, x.AcceptedAt},
		{old.ClassifiedAt, x.ClassifiedAt},
		{old.AcceptDue, x.AcceptDue},
		{old.ClassifyDue, x.ClassifyDue},
	} {
		if !pair[0].IsZero() && !pair[0].Equal(pair[1]) {
			t.Fatalf("%s: clock %d was set again: %v, then %v", act, i, pair[0], pair[1])
		}
	}
	answers(t, act, old, x)
	moves(t, act, old, x)
	if x.Unit == "" || x.Open() == x.Due.IsZero() {
		t.Fatalf("%s: an open wish has a unit and a running clock, an ended one none: %+v", act, x)
	}
	if !x.Open() != (x.State == wish.Closed || x.State == wish.Rejected || x.State == wish.Withdrawn || x.State == wish.Merged || x.State == wish.Archived) {
		t.Fatalf("%s: %s and closed at %s", act, x.State, x.ClosedAt)
	}
	if x.Rating != old.Rating && act != wish.Evaluate && act != wish.Reopen {
		t.Fatalf("%s set the judgement from %q to %q", act, old.Rating, x.Rating)
	}
}

// moves: moved up or down a level no clock has moved, and the unit that had it first stays named until it has it again. What nobody
// has sorted has no clock of its answer yet: moved up it gets one.
func moves(t *rapid.T, act wish.Act, old, x wish.Wish) {
	sorted := act != wish.Lower && old.Colour == wish.Unsorted && x.Colour == wish.Yellow && x.Due.Equal(x.AnswerDue) && x.ClassifiedAt.After(old.Due)
	if !sorted && slices.Contains([]wish.Act{wish.Warn, wish.Report, wish.RulingSoon, wish.RulingLate, wish.Escalate, wish.Lower}, act) && x.Open() && !x.Due.Equal(old.Due) {
		t.Fatalf("%s moved the date from %s to %s", act, old.Due, x.Due)
	}
	switch {
	case x.First == old.First:
	case old.First == "" && x.First == old.Unit && x.Colour != old.Colour && x.Unit != old.Unit:
	case x.First == "" && act == wish.Lower && x.Unit == old.First:
	default:
		t.Fatalf("%s: first was %q and is %q; it stood at %s and stands at %s", act, old.First, x.First, old.Unit, x.Unit)
	}
}

// answers: the clock of the answer is moved by who may, in the way in which they may, and by nobody else.
func answers(t *rapid.T, act wish.Act, old, x wish.Wish) {
	was, is := old.AnswerDue, x.AnswerDue
	switch {
	case was.IsZero(), is.Equal(was), act == wish.Reopen:
		return
	case act == wish.Approve && !is.After(was):
		t.Fatalf("approved time is less: %s, then %s", was, is)
	case act == wish.Resume && is.After(was):
		t.Fatalf("a pause that ended early gave more: %s, then %s", was, is)
	case act != wish.Approve && act != wish.Resume:
		t.Fatalf("%s moved the date of the answer from %s to %s", act, was, is)
	}
}

// A date beyond the last imported year is provisional, and computed again when its notice comes.
func TestAnImportedCalendarMovesProvisionalDates(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.clock.Set(time.Date(2026, 12, 28, 2, 0, 0, 0, time.UTC)) // a Monday; no notice for 2027 yet
		x := w.wishAt(wish.Classified, wish.Blue)
		if !x.DueProvisional || !x.Due.Equal(time.Date(2027, 1, 4, 9, 30, 0, 0, time.UTC)) {
			t.Fatalf("due %v, provisional %v", x.Due, x.DueProvisional)
		}
		notice := "date,notice_year,kind\n2027-01-01,2027,off\n2027-01-04,2027,off\n"
		if _, err := w.rules.ImportCalendar(ctx, w.worker, strings.NewReader(notice)); !errs.Is(err, errs.Forbidden) {
			t.Fatalf("a social worker imports a calendar: %v", err)
		}
		_, err := w.rules.ImportCalendar(ctx, actor.Job("import"), bytes.NewReader([]byte(notice)))
		w.must(err)
		n, err := redue.New(w.d, w.rules).Redue(ctx)
		w.must(err)
		seen, err := w.wishes.See(ctx, w.tan, x.ID)
		w.must(err)
		if n != 1 || seen.Wish.DueProvisional || !seen.Wish.Due.Equal(time.Date(2027, 1, 6, 9, 30, 0, 0, time.UTC)) || seen.Wish.Due != seen.Wish.AnswerDue {
			t.Fatalf("%d moved; due %v, provisional %v", n, seen.Wish.Due, seen.Wish.DueProvisional)
		}
		if n, err := redue.New(w.d, w.rules).Redue(ctx); n != 0 || err != nil {
			t.Fatalf("the second run moved %d, %v", n, err)
		}
		if fmt.Sprint(w.heard.names[len(w.heard.names)-1]) != "rule.calendar_imported" {
			t.Fatalf("%v", w.heard.names)
		}
	})
}

func TestOldWishesAreArchivedAYearAfterTheirEnd(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.wishAt(wish.Answered, wish.Blue)
		x, err := w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: yes(), Rating: wish.Satisfied})
		w.must(err)
		w.clock.Set(x.ClosedAt.AddDate(1, 0, 0))
		if n, err := w.wishes.ArchiveOld(ctx); n != 0 || err != nil {
			t.Fatalf("on the day: %d, %v", n, err)
		}
		w.clock.Add(time.Hour)
		if n, err := w.wishes.ArchiveOld(ctx); n != 1 || err != nil {
			t.Fatalf("archived %d, %v", n, err)
		}
	})
}
