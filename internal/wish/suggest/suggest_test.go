package suggest_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/suggest"
)

const elders = "我妈一个人住，助餐点太远，走不动，希望有人送饭"

// From too few wishes nothing is learnt, and the page says so; from enough, all three fields, judged by what ended last.
func TestLearntFromEndedWishes(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(w *world) {
		w.told(monday.AddDate(0, -2, 0), 99, 1)
		w.learnt(0)
		v := w.sight()
		if len(v.Models) != 0 || v.Run.State != suggest.Few || v.Wishes != 99 || v.Enough != 100 {
			t.Fatalf("of too few: %+v", v)
		}
		x := w.filed(elders)
		if o, err := w.suggest.For(t.Context(), w.worker, x, wish.Unsorted); err != nil || len(o.All) != 0 {
			t.Errorf("without a model: %+v, %v", o, err)
		}
		w.told(monday.AddDate(0, -1, 0), 101, 2)
		w.learnt(1)
		w.learnt(0) // nothing has ended since
		v = w.sight()
		if v.Run.State != suggest.Same || v.Wishes != v.Enough {
			t.Errorf("the second time: %+v", v.Run)
		}
		for _, f := range suggest.Fields() {
			m, ok := v.Used(f)
			if !ok || m.Held != 41 || m.Examples+m.Held != 200 || m.Score.Accuracy < 9500 || m.Base.Accuracy >= m.Score.Accuracy || m.Rival != nil {
				t.Errorf("%s: %v %+v", f, ok, m)
			}
		}
		o, err := w.suggest.For(t.Context(), w.worker, w.seen(w.worker, x), wish.Unsorted)
		topic, _ := o.Of(suggest.Topic)
		colour, _ := o.Of(suggest.Colour)
		unit, _ := o.Of(suggest.Unit)
		if err != nil || topic.Value != string(wish.Elders) || colour.Value != string(wish.Yellow) || unit.Value != w.care || unit.Name != "社会事务办" {
			t.Fatalf("%+v, %v", o, err)
		}
		for _, s := range o.All {
			if s.Sure < 50 || s.Sure > 100 || len(s.Words) == 0 || len(s.Words) > 5 {
				t.Errorf("%+v", s)
			}
			for _, word := range s.Words {
				if !strings.Contains(x.Text, word) && !strings.Contains(x.Title, word) {
					t.Errorf("%q is no part of the wish", word)
				}
			}
		}
		if !slices.ContainsFunc(topic.Words, func(s string) bool { return strings.Contains(s, "助餐") }) {
			t.Errorf("the words that decided: %q", topic.Words)
		}
		// Of a level that has no choice of units none is suggested; of what says nothing, nothing.
		if o, err := w.suggest.For(t.Context(), w.worker, x, wish.Blue); err != nil || len(o.All) != 2 {
			t.Errorf("blue: %+v, %v", o, err)
		}
		if o, err := w.suggest.For(t.Context(), w.worker, w.filed("嗯嗯嗯嗯嗯嗯"), wish.Unsorted); err != nil || len(o.All) != 0 {
			t.Errorf("of nothing: %+v, %v", o, err)
		}
	})
}

// A new model takes the place of the one in use only where it is better on wishes that neither has seen; of the others the
// latest five are kept.
func TestTheBetterModelIsUsed(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(w *world) {
		w.told(monday.AddDate(0, -6, 0), 120, 1)
		w.learnt(1)
		first, _ := w.sight().Used(suggest.Topic)
		for i := range 7 {
			w.told(monday.AddDate(0, -4, 7*i), 40, uint64(i+2))
			w.learnt(1)
		}
		v := w.sight()
		used, refused := map[suggest.Field]int{}, map[suggest.Field]int{}
		for _, m := range v.Models {
			switch m.State {
			case suggest.Used:
				used[m.Field]++
			case suggest.Refused, suggest.Former:
				refused[m.Field]++
			}
			if m.State == suggest.Used && m.Rival != nil && m.Score.Accuracy < m.Rival.Accuracy || m.State == suggest.Refused && m.Rival == nil {
				t.Errorf("%+v", m)
			}
			if m.ID != first.ID && m.Rival == nil && m.MadeAt.After(first.MadeAt) {
				t.Errorf("not compared with the one in use: %+v", m)
			}
		}
		for _, f := range suggest.Fields() {
			if used[f] != 1 || refused[f] == 0 || refused[f] > 5 {
				t.Errorf("%s: %d in use, %d kept", f, used[f], refused[f])
			}
		}
	})
}

// What fewer than five people wrote is in no model: a name that one has written a hundred times decides nothing and is in no stored
// weights.
func TestNobodysTextCanBeReadOutOfAModel(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(w *world) {
		w.told(monday.AddDate(0, -1, 0), 150, 1)
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE wish SET text = text || '尉迟槐序13812345678' WHERE submitter IN ($1, $2, $3, $4)",
				w.people[0].Person, w.people[1].Person, w.people[2].Person, w.people[3].Person)
			return err
		}))
		w.learnt(1)
		rows, err := db.All(t.Context(), w.d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, "SELECT id FROM suggest_model WHERE state = 'used'")
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d models, %v", len(rows), err)
		}
		for _, model := range rows {
			for _, f := range w.suggest.Runs(t, model) {
				if strings.ContainsAny(f, "尉迟槐序") || strings.ContainsAny(f, "123456789") {
					t.Errorf("a model has %q", f)
				}
			}
		}
	})
}

// What was shown and what was decided is kept with the act, counted once, and the counts are what the rows are.
func TestWhatWasDecidedIsKept(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		w.told(monday.AddDate(0, -1, 0), 150, 1)
		w.learnt(1)
		decide := func(text string, shown bool, topic wish.Topic, colour wish.Colour, unit string) {
			x := w.filed(text)
			o, err := w.suggest.For(ctx, w.worker, x, wish.Unsorted)
			w.must(err)
			token := ""
			if shown {
				token = o.Token()
			}
			with, err := w.suggest.Shown(ctx, w.worker, w.seen(w.worker, x), wish.Unsorted, token)
			w.must(err)
			_, err = w.wishes.Accept(with, w.worker, x.ID, wish.Acceptance{Topic: topic})
			w.must(err)
			with, err = w.suggest.Shown(ctx, w.secretary, w.seen(w.secretary, x), colour, token)
			w.must(err)
			_, err = w.wishes.Classify(with, w.secretary, x.ID, wish.Classification{Colour: colour, Unit: unit, Text: "社区办不了"})
			w.must(err)
		}
		decide(elders, true, wish.Elders, wish.Yellow, w.care)    // as suggested
		decide(elders, true, wish.Traffic, wish.Yellow, w.roads)  // another topic and unit
		decide(elders, true, wish.Elders, wish.Blue, "")          // another colour, where there is no choice of units
		decide(elders, false, wish.Elders, wish.Yellow, w.care)   // nothing was shown
		decide("嗯嗯嗯嗯嗯嗯", true, wish.Repair, wish.Yellow, w.roads) // nothing was suggested
		v := w.sight()
		got := v.Months[11].Fields
		want := map[suggest.Field]suggest.Share{suggest.Topic: {3, 2}, suggest.Colour: {3, 2}, suggest.Unit: {2, 1}}
		for f, s := range want {
			if got[f] != s {
				t.Errorf("%s: %+v, want %+v", f, got[f], s)
			}
		}
		recounted, err := db.Value[int](ctx, w.d, `SELECT COUNT(*) FROM suggest_figure f WHERE offered <> (SELECT COUNT(*) FROM wish_suggestion s
			WHERE s.district = f.district AND s.month = f.month AND s.field = f.field) OR accepted <> (SELECT COUNT(*) FROM wish_suggestion s
			WHERE s.district = f.district AND s.month = f.month AND s.field = f.field AND s.offered = s.chosen)`)
		if err != nil || recounted != 0 {
			t.Errorf("%d counts are not what the rows are, %v", recounted, err)
		}
		// A refused act keeps nothing; a token of models that are not in use counts nothing.
		x := w.filed(elders)
		with, err := w.suggest.Shown(ctx, w.worker, x, wish.Unsorted, "another")
		w.must(err)
		_, err = w.wishes.Accept(with, w.worker, x.ID, wish.Acceptance{Topic: wish.Elders})
		w.must(err)
		if again := w.sight().Months[11].Fields[suggest.Topic]; again != want[suggest.Topic] {
			t.Errorf("after a foreign token: %+v", again)
		}
	})
}

// A server that starts again learns nothing that it has looked at today, though wishes have ended since; a day later it does.
func TestARestartLearnsNothing(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(w *world) {
		due := func(when string, want int) {
			t.Helper()
			if n, err := w.suggest.LearnDue(t.Context()); err != nil || n != want {
				t.Errorf("%s: %d districts have learnt, want %d: %v", when, n, want, err)
			}
		}
		w.told(monday.AddDate(0, -1, 0), 150, 1)
		due("never before", 1)
		w.told(monday.AddDate(0, 0, -1), 30, 200)
		w.clock.Add(19 * time.Hour)
		due("the same day", 0)
		w.clock.Add(2 * time.Hour)
		due("a day later", 1)
	})
}

// Thirty-two ask at once: one training begins. It is done once, however often the job comes; a stopped one leaves everything as it is.
func TestATrainingIsDoneOnceAndCanBeStopped(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		w.told(monday.AddDate(0, -1, 0), 150, 1)
		var wg sync.WaitGroup
		var began, busy atomic.Int64
		for range 32 {
			wg.Go(func() {
				switch err := w.suggest.Train(ctx, w.commander, theDistrict, ""); {
				case err == nil:
					began.Add(1)
				case errs.Is(err, errs.Conflict):
					busy.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if began.Load() != 1 || busy.Load() != 31 || len(w.asked) != 1 {
			t.Fatalf("%d began, %d were told to wait, %d jobs", began.Load(), busy.Load(), len(w.asked))
		}
		if n, err := w.suggest.LearnAll(ctx); n != 0 || err != nil {
			t.Errorf("beside one that runs: %d, %v", n, err)
		}
		w.must(w.suggest.Cancel(ctx, w.admin, theDistrict))
		w.must(w.suggest.Learn(ctx, theDistrict, w.asked[0]))
		if v := w.sight(); len(v.Models) != 0 || v.Run.State != suggest.Cancelled || v.Running {
			t.Errorf("after it was stopped: %+v", v)
		}
		if err := w.suggest.Cancel(ctx, w.admin, theDistrict); !errs.Is(err, errs.Conflict) {
			t.Errorf("stopped twice: %v", err)
		}
		w.must(w.suggest.Train(ctx, w.admin, theDistrict, ""))
		other := w.service()
		for _, s := range []*suggest.Service{w.suggest, other} { // two processes, and the job of one comes twice
			wg.Go(func() {
				for range 2 {
					if err := s.Learn(ctx, theDistrict, w.asked[1]); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if v := w.sight(); len(v.Models) != 3 || v.Run.State != suggest.Done || v.Run.Percent != 100 {
			t.Errorf("%d models, %+v", len(v.Models), v.Run)
		}
		for range 2 { // sent twice
			w.must(w.suggest.Train(ctx, w.admin, theDistrict, "once"))
		}
		if len(w.asked) != 3 {
			t.Errorf("%d jobs", len(w.asked))
		}
		if err := w.suggest.Train(ctx, w.admin, theDistrict, "anew"); !errs.Is(err, errs.Conflict) {
			t.Errorf("another request beside it: %v", err)
		}
		w.must(w.suggest.Cancel(ctx, w.admin, theDistrict))
		// One that tells nothing for two minutes is dead, and another may begin.
		w.must(w.suggest.Train(ctx, w.admin, theDistrict, ""))
		w.clock.Add(3 * time.Minute)
		if w.sight().Running {
			t.Error("it is said to run")
		}
		w.must(w.suggest.Train(ctx, w.admin, theDistrict, ""))
	})
}

// Who may see, train and be shown: every role, wherever its post stands.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	x := wish.Wish{Community: theCommunity, Place: garden}
	for _, role := range actor.Roles() {
		for _, at := range []string{theCommunity, theStreet, theDistrict, "320612", "320613003004"} {
			a := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "p", Org: "o", Place: at, Role: role}}}
			whole := at == theDistrict
			_, see := suggest.MaySee(a, theDistrict)
			_, train := suggest.MayTrain(a, theDistrict)
			_, use := suggest.MayUse(a, x)
			wantTrain := whole && (role == actor.SystemAdmin || role == actor.CommandCentre)
			wantUse := wish.AtDesk(role) && strings.HasPrefix(theCommunity, at)
			if see != (wantTrain || whole && role == actor.Auditor) || train != wantTrain || use != wantUse {
				t.Errorf("%s at %s: sees %v, trains %v, is shown %v", role, at, see, train, use)
			}
			if home := suggest.Home(a); (home == theDistrict) != see || home != "" && home != at {
				t.Errorf("%s at %s is at home in %q", role, at, home)
			}
		}
	}
}

// What one may not see is not there; what one may only look at says so.
func TestRefused(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		auditor := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "p", Org: "o", Place: theDistrict, Role: actor.Auditor}}}
		_, err := w.suggest.See(ctx, w.worker, theDistrict)
		for name, got := range map[string]error{
			"see": err, "train": w.suggest.Train(ctx, w.leader, theDistrict, ""), "cancel": w.suggest.Cancel(ctx, w.tan, theDistrict),
			"a street": w.suggest.Train(ctx, w.commander, theStreet, ""),
		} {
			if !errs.Is(got, errs.NotFound) {
				t.Errorf("%s: %v", name, got)
			}
		}
		if err := w.suggest.Train(ctx, auditor, theDistrict, ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an auditor trains: %v", err)
		}
		if len(w.asked) != 0 {
			t.Error("a refused training was queued")
		}
		w.told(monday.AddDate(0, -1, 0), 150, 1)
		w.learnt(1)
		x := w.filed(elders)
		for _, a := range []actor.Actor{w.tan, w.leader, w.admin, {}} {
			if o, err := w.suggest.For(ctx, a, x, wish.Unsorted); err != nil || len(o.All) != 0 {
				t.Errorf("%s is shown %+v, %v", a.Name, o, err)
			}
		}
	})
}

// TestATopicThatHasEnded: it is not suggested any more, but what it was merged into is; and the next model learns that.
func TestATopicThatHasEnded(t *testing.T) {
	t.Parallel()
	for name, merged := range map[string]string{"into none": "", "into another": string(wish.Other)} {
		t.Run(name, func(t *testing.T) {
			eachWorld(t, func(w *world) {
				w.told(monday.AddDate(0, -1, 0), 200, 1)
				w.learnt(1)
				x := w.seen(w.worker, w.filed(elders))
				w.clock.Add(time.Hour)
				w.must(topic.New(w.d).End(w.Context(), w.commander, string(wish.Elders), merged, ""))
				w.clock.Add(time.Hour)
				for seed, learnt := range []string{"before it ended", "since"} {
					o, err := w.service().For(w.Context(), w.worker, x, wish.Unsorted)
					if got, ok := o.Of(suggest.Topic); err != nil || got.Value == string(wish.Elders) || merged != "" && got.Value != merged || merged == "" && ok && learnt == "before it ended" {
						t.Errorf("learnt %s: %+v, %v", learnt, got, err)
					}
					w.told(w.clock.Now().Add(-5*time.Hour), 3, uint64(seed+2))
					w.suggest = w.service()
					w.learnt(1)
				}
			})
		})
	}
}
