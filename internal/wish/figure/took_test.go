package figure_test

import (
	"context"
	"slices"
	"strconv"
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

// For any wishes: the list behind every number of a distribution has exactly the wishes that one finds day by day, each once, the last
// ended first, and says of each how many working days it took.
func TestTimesAreWhatOneCounts(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		now := w.clock.Now()
		rapid.Check(t, func(rt *rapid.T) {
			all := make([]wish.Wish, rapid.IntRange(0, 120).Draw(rt, "wishes"))
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
			m := metric.MonthOf(now) - metric.Month(rapid.IntRange(0, 4).Draw(rt, "months ago"))
			w.timesAre(rt, all, rapid.SampledFrom([]string{theDistrict, farStreet, theCommunity, garden}).Draw(rt, "code"), m, rapid.SampledFrom(figure.Lapses()).Draw(rt, "what"))
		})
	})
}

// fatal is a test, or a round of one.
type fatal interface{ Fatalf(string, ...any) }

// timesAre compares the distributions of a place, and the lists behind them, with the wishes.
func (w *world) timesAre(t fatal, all []wish.Wish, code string, m metric.Month, of ...figure.Lapse) {
	v := w.place(w.commander, code, m.String())
	for _, x := range of {
		h := x.Of(v.Whole.Counts)
		for i := -1; i < len(h.From); i++ {
			day, n := "", h.All()
			if i >= 0 {
				day, n = strconv.Itoa(h.From[i]), h.N[i]
			}
			want := tookDays(all, x.Key, code, m, h.From, i)
			got := w.walkTimes(t, code, x.Key, day, m)
			if len(want) != n || len(got) != n {
				t.Fatalf("%s from %q at %s in %v: the number is %d, found wish by wish %d, in the list %d", x.Key, day, code, m, n, len(want), len(got))
			}
			for id, days := range want {
				if got[id] != days {
					t.Fatalf("%s of %s: %d working days, counted day by day %d", x.Key, id, got[id], days)
				}
			}
		}
	}
}

// tookDays is how many working days each wish of a span took, counted day by day; span -1: any.
func tookDays(all []wish.Wish, key, code string, m metric.Month, from metric.Spans, span int) map[string]int {
	out, cal := map[string]int{}, workday.Shipped()
	for _, w := range all {
		until := w.AcceptedAt
		if key == "done" {
			until = w.AnsweredAt
		}
		if w.ClosedAt.IsZero() || metric.MonthOf(w.ClosedAt) != m || until.IsZero() || !actor.Covers(code, w.Place) {
			continue
		}
		days := 0
		for d := workday.DateOf(w.FiledAt) + 1; d <= workday.DateOf(until); d++ {
			if cal.IsWorkday(d.At(0)) {
				days++
			}
		}
		if span < 0 || days >= from[span] && (span == len(from)-1 || days < from[span+1]) {
			out[w.ID] = days
		}
	}
	return out
}

// walkTimes is the wishes of a list with their days, page by page; each stands there once, the last ended first.
func (w *world) walkTimes(t fatal, code, key, day string, m metric.Month) map[string]int {
	out := map[string]int{}
	var before []wish.Wish
	for cursor := ""; ; {
		l, err := w.figures.Timed(w.t.Context(), w.commander, code, key, day, m, cursor)
		w.must(err)
		for i, x := range l.Wishes {
			if _, twice := out[x.ID]; twice {
				t.Fatalf("%s stands twice in the list of %s from %q", x.ID, key, day)
			}
			out[x.ID] = l.Days[i]
		}
		before = append(before, l.Wishes...)
		if cursor = l.Next; cursor == "" {
			if len(before) != l.Total || !slices.IsSortedFunc(before, func(x, y wish.Wish) int { return y.ClosedAt.Compare(x.ClosedAt) }) {
				t.Fatalf("%s from %q: %d wishes, it says %d; or the last does not come first", key, day, len(before), l.Total)
			}
			return out
		}
	}
}

// Many wishes of which few are slow: a page of the slow ones is found however many are quick, and every page of the quick ones.
func TestTimesOfMany(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		var all []wish.Wish
		end := w.clock.Now()
		places := []string{garden, court, nextDoor, farCommunity}
		for i := range 600 {
			filed := end.AddDate(0, 0, -20)
			if i%97 == 0 { // these are slow
				filed = end.AddDate(0, 0, -170)
			}
			at := places[i%len(places)]
			all = append(all, wish.Wish{
				ID: id.At(filed), Number: number.Format(at[:12], 2026, i+1), Community: at[:12], Place: at, Channel: wish.App, Topic: wish.Other, Title: "心愿", Text: "心愿",
				Visibility: wish.Private, State: wish.Closed, Urgency: wish.Normal, Unit: "unit", FiledAt: filed, AcceptDue: filed, AcceptedAt: filed, ClassifiedAt: filed, Colour: wish.Blue,
				AnswerDue: end, AnsweredAt: end.AddDate(0, 0, -19), ClosedAt: end.AddDate(0, 0, -8).Add(time.Duration(i/3) * time.Second),
			})
		}
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return wish.InsertManyTx(ctx, tx, all, func(wish.Wish) []wish.Entry { return nil })
		}))
		_, err := w.figures.Recount(t.Context())
		w.must(err)
		m := metric.MonthOf(end.AddDate(0, 0, -8))
		rapid.Check(t, func(rt *rapid.T) {
			w.timesAre(rt, all, rapid.SampledFrom([]string{theDistrict, theStreet, theCommunity}).Draw(rt, "code"), m)
		})
	})
}

// Who does not oversee a place finds no list of times there; a key or a day that is none is not there; a cursor that is none is refused.
func TestWhoSeesTimes(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		m := metric.MonthOf(w.clock.Now())
		for name, c := range map[string]struct {
			a                      actor.Actor
			code, key, day, cursor string
			want                   errs.Kind
		}{
			"a visitor":                    {actor.Visitor("192.0.2.1"), theCommunity, "done", "", "", errs.NotFound},
			"a resident":                   {w.tan, theCommunity, "done", "", "", errs.NotFound},
			"a secretary next door":        {w.secretary, nextDoor, "done", "0", "", errs.NotFound},
			"a secretary above":            {w.secretary, theStreet, "done", "0", "", errs.NotFound},
			"a distribution that is none":  {w.secretary, theCommunity, "nothing", "0", "", errs.NotFound},
			"a day with which none begins": {w.secretary, theCommunity, "done", "5", "", errs.NotFound},
			"a day that is no number":      {w.secretary, theCommunity, "heard", "x", "", errs.NotFound},
			"a secretary":                  {w.secretary, theCommunity, "done", "4", "", 0},
			"an auditor, of the district":  {w.auditor, theDistrict, "heard", "", "", 0},
			"a street leader, of a 邻里":     {w.leader, garden, "heard", "6", "", 0},
		} {
			_, err := w.figures.Timed(t.Context(), c.a, c.code, c.key, c.day, m, c.cursor)
			if c.want == 0 && err != nil || c.want != 0 && !errs.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.judged(w.answered(w.sorted(w.filed(garden), wish.Blue)), true, wish.Satisfied)
		for _, cursor := range []string{"x", db.Cursor("a", "b"), db.Cursor("1")} {
			if _, err := w.figures.Timed(t.Context(), w.secretary, theCommunity, "done", "", m, cursor); !errs.Is(err, errs.Invalid) {
				t.Errorf("a cursor that is none: %v", err)
			}
		}
	})
}
