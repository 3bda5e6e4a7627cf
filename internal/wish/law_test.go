package wish_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/rule"
	"linli/internal/wish"
)

func freshRules(w *world) *rule.Store { return rule.NewStore(w.d, w.heard) }

// Whatever people do in whatever order: a wish's moments never run backwards, a due date lies after its beginning, a
// stage's date never changes once the stage is over, exactly one unit is responsible while the wish is open, and no
// number comes twice.
func TestNoSequenceOfActsBreaksAClockOrRepeatsANumber(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		numbers := map[string]bool{}
		rapid.Check(t, func(rt *rapid.T) {
			ctx := context.Background()
			x, err := w.wishes.File(ctx, w.tan, filing())
			if err != nil {
				rt.Fatal(err)
			}
			if numbers[x.Number] {
				rt.Fatalf("%s was given before", x.Number)
			}
			numbers[x.Number] = true
			for range rapid.IntRange(1, 12).Draw(rt, "acts") {
				w.clock.Add(time.Duration(rapid.Int64Range(0, int64(5*24*time.Hour)).Draw(rt, "pause")))
				next, err := w.anything(ctx, rt, x)
				switch errs.KindOf(err) {
				case errs.Conflict, errs.Forbidden, errs.Invalid, errs.NotFound:
					if err != nil {
						continue
					}
				}
				if err != nil {
					rt.Fatal(err)
				}
				lawful(rt, x, next)
				x = next
			}
		})
	})
}

// anything does some act by somebody.
func (w *world) anything(ctx context.Context, rt *rapid.T, x wish.Wish) (wish.Wish, error) {
	a := rapid.SampledFrom([]actor.Actor{w.tan, w.wu, w.worker, w.secretary, w.officer, w.leader, w.red, w.neighbour}).Draw(rt, "who")
	switch rapid.SampledFrom(wish.Acts()).Draw(rt, "act") {
	case wish.Accept:
		return w.wishes.Accept(ctx, a, x.ID, wish.Acceptance{Urgency: wish.Urgent})
	case wish.Reject:
		return w.wishes.Reject(ctx, a, x.ID, wish.Rejection{Text: "不归这里", Advice: "找那里"})
	case wish.Classify:
		c := rapid.SampledFrom(wish.Colours()).Draw(rt, "colour")
		unit := map[wish.Colour]string{wish.Yellow: w.office.ID, wish.Red: w.group.ID}[c]
		return w.wishes.Classify(ctx, a, x.ID, wish.Classification{Colour: c, Unit: unit, Text: "为什么"})
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
	case wish.Expire:
		if _, err := w.wishes.CloseWindows(ctx); err != nil {
			return x, err
		}
	case wish.Archive:
		if _, err := w.wishes.ArchiveOld(ctx); err != nil {
			return x, err
		}
	}
	seen, err := w.wishes.See(ctx, w.tan, x.ID)
	return seen.Wish, err
}

func lawful(t *rapid.T, old, x wish.Wish) {
	moments := []time.Time{x.FiledAt, x.AcceptedAt, x.ClassifiedAt, x.TakenAt, x.AnsweredAt, x.ClosedAt}
	last := time.Time{}
	for i, m := range moments {
		if !m.IsZero() && m.Before(last) {
			t.Fatalf("moment %d lies before the one before it: %v", i, moments)
		}
		if !m.IsZero() {
			last = m
		}
	}
	for i, pair := range [][2]time.Time{{x.FiledAt, x.AcceptDue}, {x.AcceptedAt, x.ClassifyDue}, {x.ClassifiedAt, x.AnswerDue}, {x.AnsweredAt, x.EvaluateDue}} {
		if !pair[1].IsZero() && !pair[1].After(pair[0]) {
			t.Fatalf("clock %d is due before it began: %v", i, pair)
		}
	}
	for i, pair := range [][2]time.Time{
		{old.FiledAt, x.FiledAt},
		{old.AcceptedAt, x.AcceptedAt},
		{old.ClassifiedAt, x.ClassifiedAt},
		{old.AnsweredAt, x.AnsweredAt},
		{old.AcceptDue, x.AcceptDue},
		{old.ClassifyDue, x.ClassifyDue},
		{old.AnswerDue, x.AnswerDue},
		{old.EvaluateDue, x.EvaluateDue},
	} {
		if !pair[0].IsZero() && !pair[0].Equal(pair[1]) {
			t.Fatalf("clock %d was set again: %v, then %v", i, pair[0], pair[1])
		}
	}
	if x.Unit == "" || x.Open() == x.Due.IsZero() {
		t.Fatalf("an open wish has a unit and a running clock, an ended one none: %+v", x)
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
		n, err := w.wishes.Redue(ctx)
		w.must(err)
		seen, err := w.wishes.See(ctx, w.tan, x.ID)
		w.must(err)
		if n != 1 || seen.Wish.DueProvisional || !seen.Wish.Due.Equal(time.Date(2027, 1, 6, 9, 30, 0, 0, time.UTC)) || seen.Wish.Due != seen.Wish.AnswerDue {
			t.Fatalf("%d moved; due %v, provisional %v", n, seen.Wish.Due, seen.Wish.DueProvisional)
		}
		if n, err := w.wishes.Redue(ctx); n != 0 || err != nil {
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
