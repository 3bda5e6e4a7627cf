package figure_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/tally"
	"linli/internal/wish/holding"
	"linli/internal/wish/relocate"
)

// Every act that changes what is counted changes the counts with it: the whole loop, turned away, taken back, silent,
// reopened, archived, made anonymous.
func TestCountsFollowEveryAct(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		rejected, withdrawn, silent, again := w.filed(garden), w.filed(court), w.filed(theCommunity), w.filed(garden)
		w.right("filing")
		_, err := w.wishes.Reject(ctx, w.worker, rejected.ID, wish.Rejection{Text: "这是物业的事。", Advice: "请找物业。"})
		w.must(err)
		w.right("reject")
		w.sorted(withdrawn, wish.Blue)
		_, err = w.wishes.Withdraw(ctx, w.tan, withdrawn.ID, "")
		w.must(err)
		w.right("withdraw")
		w.answered(w.sorted(silent, wish.Yellow))
		w.clock.Set(monday.AddDate(0, 1, 0))
		_, err = w.wishes.CloseWindows(ctx)
		w.must(err)
		w.right("the end of a window")
		again = w.judged(w.answered(w.sorted(again, wish.Blue)), false, wish.Unsatisfied)
		w.right("evaluate")
		again, err = w.sides.Reopen(ctx, w.tan, again.ID, "还是没有装", "")
		w.must(err)
		w.right("reopen")
		w.clock.Add(40 * 24 * time.Hour)
		again = w.judged(w.answered(again), true, wish.Basically)
		w.right("a second judgement")
		v := w.place(w.secretary, theCommunity, "")
		if got := v.Whole; got.Filed() != 4 || got.Counts[figure.Judged] != 1 || got.Counts[figure.Basically] != 1 || got.Counts[figure.Silent] != 1 ||
			got.OnTime() != metric.Of(1, 2) || got.Response() != metric.Of(2, 3) {
			t.Errorf("%+v", got)
		}
		w.clock.Set(monday.AddDate(1, 6, 0))
		n, err := w.wishes.ArchiveOld(ctx)
		if err != nil || n != 4 {
			t.Fatalf("%d archived, %v", n, err)
		}
		w.right("archiving")
		before := w.place(w.secretary, theCommunity, "2026").Whole
		room := holding.Room{Files: func(context.Context, *db.Tx, string) (int, error) { return 0, nil }}
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := room.EraseTx(ctx, tx, w.tan.Person, true)
			return err
		}))
		w.right("making anonymous")
		if after := w.place(w.secretary, theCommunity, "2026").Whole; after != before || after.Filed() != 4 {
			t.Errorf("the year has become %+v, it was %+v", after, before)
		}
		_ = again
	})
}

// place reads the figures of a place as somebody.
func (w *world) place(a actor.Actor, code, period string) figure.View {
	w.t.Helper()
	v, err := w.figures.Place(w.t.Context(), a, code, metric.ParsePeriod(period, w.clock.Now()))
	w.must(err)
	return v
}

// Many act in one 邻里 at the same time, while others recount: every count is right at the end.
func TestManyAtATime(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				x, err := w.wishes.File(t.Context(), w.tan, wish.Filing{Topic: wish.Repair, Text: fmt.Sprintf("第 %d 件：楼道灯坏了", i), Place: garden, Visibility: wish.Public})
				if err == nil {
					_, err = w.wishes.Accept(t.Context(), w.worker, x.ID, wish.Acceptance{})
				}
				if err == nil {
					_, err = w.wishes.Classify(t.Context(), w.secretary, x.ID, wish.Classification{Colour: wish.Blue})
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		for range 4 {
			wg.Go(func() {
				if _, err := w.figures.Recount(t.Context()); err != nil && !errs.Is(err, errs.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		w.right("32 at a time")
		if got := w.place(w.secretary, garden, "").Whole; got.Counts[figure.Blue] != 32 || got.Filed() != 32 || got.Counts[figure.ReceivedInTime] != 32 {
			t.Errorf("%+v", got)
		}
	})
}

// What somebody has changed by hand is found and put right, and told; nothing else is touched.
func TestRecountPutsRight(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.sorted(w.filed(garden), wish.Blue)
		want := w.place(w.secretary, theCommunity, "")
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, text := range []string{
				"UPDATE wish_figure SET blue = blue + 3 WHERE width = 15",
				"INSERT INTO wish_figure (width, month, place, silent) VALUES (12, 24300, '" + farCommunity + "', 2)",
			} {
				if _, err := tx.Exec(ctx, text); err != nil {
					return err
				}
			}
			return nil
		}))
		if got := w.place(w.secretary, garden, "").Whole.Filed(); got != 4 {
			t.Fatalf("spoiled to %d", got)
		}
		wrong, err := w.figures.Recount(t.Context())
		if err != nil || wrong != 2 {
			t.Fatalf("%d were wrong, %v", wrong, err)
		}
		last, err := figure.Last(t.Context(), w.d)
		if err != nil || last.Wrong != 2 || !last.At.Equal(w.clock.Now()) {
			t.Errorf("%+v, %v", last, err)
		}
		if got := w.place(w.secretary, theCommunity, ""); got.Whole != want.Whole {
			t.Errorf("%+v, want %+v", got.Whole, want.Whole)
		}
		w.right("a recount")
	})
}

// An installation that had wishes before it counted says so until the first recount has ended.
func TestFromBefore(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.judged(w.answered(w.sorted(w.filed(garden), wish.Blue)), true, wish.Satisfied)
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, text := range []string{"UPDATE wish_recount SET counted_at = NULL", "DELETE FROM wish_figure", "DELETE FROM unit_result", "DELETE FROM topic_figure"} {
				if _, err := tx.Exec(ctx, text); err != nil {
					return err
				}
			}
			return nil
		}))
		x, m := w.months(), metric.MonthOf(w.clock.Now())
		if v, err := x.units.Month(t.Context(), w.secretary, theCommunity, m); err != nil || v.Counted || len(v.Units) != 0 {
			t.Errorf("units before: %+v, %v", v, err)
		}
		if v := w.place(w.secretary, theCommunity, ""); v.Counted || v.Whole.Filed() != 0 {
			t.Errorf("before: %+v", v)
		}
		if n, err := w.figures.Recount(t.Context()); err != nil || n == 0 {
			t.Fatalf("%d, %v", n, err)
		}
		if v := w.place(w.secretary, theCommunity, ""); !v.Counted || v.Whole.Filed() != 1 {
			t.Errorf("after: %+v", v)
		}
		v, err := x.units.Month(t.Context(), w.secretary, theCommunity, m)
		if err != nil || !v.Counted || len(v.Units) != 1 || v.Units[0].N[tally.Solved] != 1 {
			t.Errorf("units after: %+v, %v", v, err)
		}
		about, err := x.topics.Month(t.Context(), w.secretary, theCommunity, "", m)
		if err != nil || !about.Counted || about.All.N != 1 {
			t.Errorf("topics after: %+v, %v", about, err)
		}
		if n, err := w.figures.Recount(t.Context()); err != nil || n != 0 {
			t.Errorf("counted again %d are wrong, %v", n, err)
		}
	})
}

// A recoded community has the figures of both its codes: open wishes follow and are counted there, ended ones stay and are
// found. Nothing is counted twice, and the lists agree.
func TestRecoding(t *testing.T) {
	t.Parallel()
	const now = "320613007105"
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.judged(w.answered(w.sorted(w.filed(garden), wish.Blue)), true, wish.Satisfied)
		open := w.sorted(w.filed(garden), wish.Yellow)
		w.filed(theCommunity)
		before := w.place(w.secretary, theCommunity, "")
		rep, err := edition.Import(ctx, w.d, actor.Job("test"), strings.NewReader(strings.ReplaceAll(divisions, theCommunity, now)), edition.Options{})
		w.must(err)
		changes, err := place.Recodings(ctx, w.d, rep.Edition)
		w.must(err)
		c, _, err := place.New(w.d).Recode(ctx, changes[0])
		w.must(err)
		_, err = w.orgs.Recode(ctx, c)
		w.must(err)
		n, err := relocate.New(w.d, counter{}).Recode(ctx, c)
		if err != nil || n != 2 {
			t.Fatalf("%d followed, %v", n, err)
		}
		w.figures.Forget()
		w.right("recoding")
		for _, a := range []*actor.Actor{&w.worker, &w.secretary} {
			for i := range a.Posts {
				a.Posts[i].Place = now
			}
			a.Former = map[string][]string{now: {theCommunity}}
		}
		after := w.place(w.secretary, now, "")
		if after.Whole.Sum != before.Whole.Sum || after.Whole.Filed() != 3 || after.Whole.Counts[figure.Judged] != 1 || after.Rest.Filed() != 1 {
			t.Errorf("%+v, it was %+v", after.Whole, before.Whole)
		}
		if got := w.place(w.secretary, now+"001", "").Whole; got.Filed() != 2 || got.Counts[figure.Yellow] != 1 {
			t.Errorf("the 邻里: %+v", got)
		}
		w.lists(w.secretary, now, "")
		w.lists(w.secretary, now+"001", "")
		about, err := w.months().topics.Month(ctx, w.secretary, now, "", metric.MonthOf(monday))
		if err != nil || about.All.N != 3 {
			t.Errorf("topics at the new code: %+v, %v", about, err)
		}
		w.answered(open)
		w.right("an answer at the new code")
	})
}
