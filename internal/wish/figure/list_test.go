package figure_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/metric"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

// lists asserts that the list behind every number of a place holds as many wishes as the number says, forwards and back.
func (w *world) lists(a actor.Actor, code, period string) {
	w.t.Helper()
	p := metric.ParsePeriod(period, w.clock.Now())
	v := w.place(a, code, period)
	for _, item := range figure.Items() {
		if !item.At(code) {
			if _, err := w.figures.List(w.t.Context(), a, code, item.Key, p, "", false); !errs.Is(err, errs.NotFound) {
				w.t.Errorf("%s of %s is no number of that page, and has a list: %v", item.Key, code, err)
			}
			continue
		}
		forth := w.walk(a, code, item.Key, p, false)
		if want := item.Of(v.Whole); len(forth) != want {
			w.t.Errorf("%s of %s in %q: %d in the list, the figure is %d", item.Key, code, period, len(forth), want)
		}
		if back := w.walk(a, code, item.Key, p, true); len(forth) > figure.Pageful && !slices.Equal(back, forth[:len(back)]) {
			w.t.Errorf("%s of %s: back it is another list", item.Key, code)
		}
	}
}

// walk is the ids of a list, page by page to its end; back is then the way from the last page to the first, without it.
func (w *world) walk(a actor.Actor, code, key string, p metric.Period, back bool) (ids []string) {
	w.t.Helper()
	var pages []figure.Page
	for cursor := ""; ; {
		one, err := w.figures.List(w.t.Context(), a, code, key, p, cursor, false)
		w.must(err)
		pages = append(pages, one)
		for _, x := range one.Wishes {
			ids = append(ids, x.ID)
		}
		w.inOrder(key, one.Wishes)
		if cursor = one.Next; cursor == "" {
			break
		}
	}
	if !back {
		return ids
	}
	ids = nil
	for cursor := pages[len(pages)-1].Prev; cursor != ""; {
		one, err := w.figures.List(w.t.Context(), a, code, key, p, cursor, true)
		w.must(err)
		var here []string
		for _, x := range one.Wishes {
			here = append(here, x.ID)
		}
		ids, cursor = append(here, ids...), one.Prev
	}
	return ids
}

// inOrder asserts that what is dated comes by its moment, the latest first.
func (w *world) inOrder(key string, page []wish.Wish) {
	w.t.Helper()
	at := func(x wish.Wish) time.Time {
		switch item, _ := figure.Find(key); {
		case !item.Dated():
			return id.Time(x.ID)
		case slices.Contains([]string{"due", "answered_in_time"}, key):
			return x.AnswerDue
		case slices.Contains([]string{"judged", "solved", "satisfied", "basically", "silent"}, key):
			return x.ClosedAt
		default:
			return x.FiledAt
		}
	}
	if !slices.IsSortedFunc(page, func(x, y wish.Wish) int { return at(y).Compare(at(x)) }) {
		w.t.Errorf("%s: the latest does not come first", key)
	}
}

// random is a wish as the loop may have left it, at a place, filed some time before now.
func random(t *rapid.T, n int, now time.Time) wish.Wish {
	at := rapid.SampledFrom([]string{garden, garden + "001", court, theCommunity, nextDoor, nextDoor + "001", farCommunity}).Draw(t, "place")
	day := func(most int, what string) time.Duration {
		return time.Duration(rapid.IntRange(1, most*24*60).Draw(t, what)) * time.Minute
	}
	filed := now.Add(-day(500, "filed"))
	w := wish.Wish{
		ID: id.At(filed), Number: number.Format(at[:12], 2026, n), Community: at[:12], Place: at, Channel: wish.App, Topic: wish.Other, Title: "心愿", Text: "心愿",
		Visibility: wish.Private, State: wish.Submitted, Urgency: wish.Normal, Unit: "unit", FiledAt: filed, AcceptDue: filed.Add(36 * time.Hour), DueSpan: "1wd",
	}
	w.Due = w.AcceptDue
	stages := []func(){
		func() {
			w.State, w.AcceptedAt = wish.Accepted, filed.Add(day(3, "accepted"))
			w.ClassifyDue = w.AcceptedAt.Add(48 * time.Hour)
			w.Due = w.ClassifyDue
		},
		func() {
			w.State, w.Colour = wish.Classified, rapid.SampledFrom(wish.Colours()).Draw(t, "colour")
			w.ClassifiedAt = w.AcceptedAt.Add(time.Hour)
			w.AnswerDue = w.ClassifiedAt.Add(day(40, "due"))
			w.Due = w.AnswerDue
			if rapid.IntRange(0, 5).Draw(t, "ruling") == 0 {
				w.RulingDue = w.ClassifiedAt.Add(48 * time.Hour)
			}
		},
		func() {
			w.State = wish.InProgress
			switch rapid.IntRange(0, 5).Draw(t, "asked") {
			case 0:
				w.Asked = wish.Asked{For: wish.ForTime, By: "somebody", Role: "secretary"}
			case 1:
				w.Asked = wish.Asked{For: wish.ForColour, By: "somebody", Role: "secretary", Unit: "another", Colour: rapid.SampledFrom(wish.Colours()).Draw(t, "other colour")}
				w.RulingDue = time.Time{}
			case 2:
				w.NotedAt = w.ClassifiedAt.Add(day(60, "noted"))
			case 3:
				w.AnswerFrom = w.ClassifiedAt.Add(day(60, "taken up again"))
			case 4:
				w.PausedFrom, w.PausedUntil = w.ClassifiedAt, w.ClassifiedAt.Add(day(60, "paused"))
			}
		},
		func() {
			w.State, w.AnsweredAt, w.RulingDue, w.Asked = wish.Answered, w.ClassifiedAt.Add(day(50, "answered")), time.Time{}, wish.Asked{}
			w.EvaluateDue = w.AnsweredAt.Add(9 * 24 * time.Hour)
			w.Due = w.EvaluateDue
		},
		func() {
			w.State, w.ClosedAt, w.Due = wish.Closed, w.AnsweredAt.Add(day(9, "closed")), time.Time{}
			if rapid.Bool().Draw(t, "judged") {
				solved := rapid.Bool().Draw(t, "solved")
				rating := rapid.SampledFrom(wish.Ratings()).Draw(t, "rating")
				if w.Solved, w.Rating = &solved, rating; rapid.Bool().Draw(t, "by telephone") {
					w.Solved, w.Rating, w.CalledSolved, w.CalledRating = nil, "", &solved, rating
				}
			}
		},
	}
	for _, stage := range stages[:rapid.IntRange(0, len(stages)).Draw(t, "stages")] {
		stage()
	}
	if w.ClosedAt.IsZero() && w.AnsweredAt.IsZero() && rapid.IntRange(0, 6).Draw(t, "withdrawn") == 0 {
		w.State, w.ClosedAt, w.Due, w.RulingDue, w.Asked = wish.Withdrawn, filed.Add(day(60, "closed")), time.Time{}, time.Time{}, wish.Asked{}
	}
	if !w.ClosedAt.IsZero() && rapid.Bool().Draw(t, "archived") {
		w.State = wish.Archived
	}
	return w
}

// naive counts in the plainest way, wish by wish, what the definitions of the package say.
func naive(all []wish.Wish, code string, p metric.Period, now time.Time) (v figure.Part) {
	count := func(m figure.Measure, yes bool) {
		if yes {
			v.Counts[m]++
		}
	}
	for _, w := range all {
		if !actor.Covers(code, w.Place) {
			continue
		}
		open, late := w.ClosedAt.IsZero(), w.ClosedAt.IsZero() && w.State != wish.Answered && w.Due.Before(now)
		working := w.State == wish.Classified || w.State == wish.InProgress
		if p.Has(w.FiledAt) {
			count(map[wish.Colour]figure.Measure{wish.Unsorted: figure.Unsorted, wish.Blue: figure.Blue, wish.Yellow: figure.Yellow, wish.Red: figure.Red}[w.Colour], true)
			received := !w.AcceptedAt.IsZero() && (w.Colour != wish.Unsorted || !open)
			count(figure.Received, received)
			count(figure.ReceivedInTime, received && !w.AcceptedAt.After(w.AcceptDue))
			if w.State == wish.Submitted && late {
				v.LateReceive++
			}
		}
		if p.Has(w.AnswerDue) {
			answered, inTime := !w.AnsweredAt.IsZero(), !w.AnsweredAt.IsZero() && !w.AnsweredAt.After(w.AnswerDue)
			count(figure.Answered, answered && !open)
			count(figure.AnsweredInTime, inTime && !open)
			if answered && open {
				v.Open++
			}
			if inTime && open {
				v.OpenInTime++
			}
			if working && late {
				v.LateAnswer++
			}
		}
		if p.Has(w.ClosedAt) {
			said := func(r wish.Rating) bool { return w.Rating == r || w.CalledRating == r }
			judged := w.Rating != "" || w.CalledRating != ""
			count(figure.Judged, judged)
			count(figure.Solved, w.Solved != nil && *w.Solved || w.CalledSolved != nil && *w.CalledSolved)
			count(figure.Satisfied, said(wish.Satisfied))
			count(figure.Basically, said(wish.Basically))
			count(figure.Silent, !w.AnsweredAt.IsZero() && !judged)
			count(figure.Heard+span(w.FiledAt, w.AcceptedAt, 1, 2, 3, 4, 6), !w.AcceptedAt.IsZero())
			count(figure.Done+span(w.FiledAt, w.AnsweredAt, 2, 4, 6, 11, 16, 21, 31, 61), !w.AnsweredAt.IsZero())
		}
		if open {
			waiting(&v.Waits, w, len(code) >= 12, late, working, now)
		}
	}
	return v
}

// span counts the working days after a day up to another, day by day, and gives the first of the limits that they do not reach.
func span(from, until time.Time, limits ...int) (m figure.Measure) {
	days, cal := 0, workday.Shipped()
	for d := workday.DateOf(from) + 1; d <= workday.DateOf(until); d++ {
		if cal.IsWorkday(d.At(0)) {
			days++
		}
	}
	for _, limit := range limits {
		if days >= limit {
			m++
		}
	}
	return m
}

func waiting(v *figure.Waits, w wish.Wish, community, late, working bool, now time.Time) {
	for _, n := range []struct {
		to  *int
		yes bool
	}{
		{&v.Late, late},
		{&v.YellowLate, late && w.Colour == wish.Yellow},
		{&v.RedLate, late && w.Colour == wish.Red},
		{&v.Receive, community && w.State == wish.Submitted},
		{&v.Sort, community && w.State == wish.Accepted},
		{&v.Judge, community && w.State == wish.Answered},
		{&v.Take, w.Colour == wish.Yellow && w.State == wish.Classified},
		{&v.Red, w.Colour == wish.Red && working},
		{&v.RuleStreet, !w.RulingDue.IsZero() && w.Colour == wish.Blue},
		{&v.RuleAbove, !w.RulingDue.IsZero() && w.Colour != wish.Blue},
		{&v.Unnoted, w.Unnoted(now.In(workday.Zone).AddDate(0, -1, 0))},
		{&v.AskStreet, w.Asked.For == wish.ForTime && w.Colour == wish.Blue || w.Asked.For == wish.ForColour && w.Asked.Colour == wish.Yellow},
		{&v.AskAbove, w.Asked.For == wish.ForTime && w.Colour == wish.Yellow || w.Asked.For == wish.ForColour && w.Asked.Colour == wish.Red},
	} {
		if n.yes {
			*n.to++
		}
	}
}

// For any wishes: the figures of a place are what one counts wish by wish, and the sums of its parts'; every list holds as
// many wishes as its number says.
func TestFiguresAreWhatOneCounts(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		now := w.clock.Now()
		rapid.Check(t, func(rt *rapid.T) {
			all := make([]wish.Wish, rapid.IntRange(0, 60).Draw(rt, "wishes"))
			for i := range all {
				all[i] = random(rt, i+1, now)
			}
			w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, "DELETE FROM wish"); err != nil {
					return err
				}
				return wish.InsertManyTx(ctx, tx, all, func(wish.Wish) []wish.Entry { return nil })
			}))
			_, err := w.figures.Recount(t.Context())
			w.must(err)
			period := rapid.SampledFrom([]string{"", "2026", "2025", "2026-05", "2026-03", "2026-06"}).Draw(rt, "period")
			for _, code := range []string{theDistrict, theStreet, farStreet, theCommunity, nextDoor, garden} {
				v := w.place(w.commander, code, period)
				want := naive(all, code, v.Period, now)
				want.Place, want.Name = v.Whole.Place, v.Whole.Name
				if v.Whole != want {
					rt.Errorf("%s in %q:\n%+v, counted wish by wish\n%+v", code, period, v.Whole, want)
				}
				sum := v.Rest
				for _, p := range v.Parts {
					part := naive(all, p.Place, v.Period, now)
					if p.Sum != part.Sum {
						rt.Errorf("%s below %s in %q:\n%+v, counted wish by wish\n%+v", p.Place, code, period, p.Sum, part.Sum)
					}
					for m, n := range p.Counts {
						sum.Counts[m] += n
					}
				}
				if sum.Counts != v.Whole.Counts {
					rt.Errorf("%s in %q is not the sum of its parts", code, period)
				}
			}
			code := rapid.SampledFrom([]string{theDistrict, theStreet, theCommunity, garden}).Draw(rt, "code")
			before := t.Failed()
			if w.lists(w.commander, code, period); t.Failed() && !before {
				rt.Fatal("a list")
			}
		})
	})
}

// Who oversees a place sees its figures and lists; anybody else, and anybody at a place without figures, finds nothing.
func TestWhoSees(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.filed(garden)
		places := []string{"32", theDistrict, theStreet, theCommunity, garden, garden + "001", nextDoor, farCommunity, ""}
		for name, c := range map[string]struct {
			a    actor.Actor
			sees string // by the places, in their order
		}{
			"visitor":       {actor.Visitor("192.0.2.1"), "---------"},
			"resident":      {w.tan, "---------"},
			"social worker": {w.worker, "---yy----"},
			"secretary":     {w.secretary, "---yy----"},
			"officer":       {w.officer, "---------"},
			"street leader": {w.leader, "--yyy-y--"},
			"commander":     {w.commander, "-yyyy-yy-"},
			"auditor":       {w.auditor, "-yyyy-yy-"},
		} {
			for i, code := range places {
				want := c.sees[i] == 'y'
				if got := figure.MaySee(c.a, code); got != want {
					t.Errorf("%s may see the figures of %q: %v", name, code, got)
				}
				_, err := w.figures.Place(t.Context(), c.a, code, metric.ParsePeriod("", w.clock.Now()))
				_, listErr := w.figures.List(t.Context(), c.a, code, "filed", metric.ParsePeriod("", w.clock.Now()), "", false)
				for _, err := range []error{err, listErr} {
					if want && err != nil || !want && !errs.Is(err, errs.NotFound) {
						t.Errorf("%s asks for %q: %v", name, code, err)
					}
				}
			}
		}
		if home := figure.Home(w.leader) + figure.Home(w.officer); home != theStreet {
			t.Errorf("first they look at %s", home)
		}
	})
}
