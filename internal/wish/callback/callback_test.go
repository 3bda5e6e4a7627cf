package callback_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/holding"
	"linli/internal/workday"
)

func TestWordsByTelephoneCloseTheWishAndAreNoOwnJudgement(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.answered(w.tan, false)
		for name, c := range map[string]struct {
			in   callback.Words
			want string
		}{
			"nothing chosen":         {callback.Words{Text: "好"}, "solved rating"},
			"a rating of one's own":  {said(true, "great", "好"), "rating"},
			"unsatisfied, no reason": {said(false, wish.Unsatisfied, " "), "text"},
			"no end of words":        {said(true, wish.Satisfied, strings.Repeat("好", wish.MaxText+1)), "text"},
		} {
			_, err := w.calls.Record(ctx, w.call, x.ID, c.in)
			var got []string
			for _, f := range errs.FieldsOf(err) {
				got = append(got, f.Name)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		in := said(true, wish.Basically, "椅子装好了，就是少了一点")
		in.Key = "key"
		got, err := w.calls.Record(ctx, w.call, x.ID, in)
		w.must(err)
		if got.State != wish.Closed || got.Solved != nil || got.Rating != "" || !*got.CalledSolved || got.CalledRating != wish.Basically || got.Open() || !got.Due.IsZero() {
			t.Fatalf("recorded: %+v", got)
		}
		again, err := w.calls.Record(ctx, w.call, x.ID, in)
		if err != nil || again.State != wish.Closed || len(w.callsOf(x.ID)) != 1 {
			t.Errorf("the same request again: %v", err)
		}
		yes := true
		_, err = w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied})
		wantKind(t, err, errs.Conflict, "an own judgement after it")
		behalf, err := db.Value[string](ctx, w.d, "SELECT on_behalf_of FROM journal WHERE act = 'wish.call_back' AND subject = $1", x.ID)
		if err != nil || behalf != w.tan.Person {
			t.Errorf("the journal says it was for %q, %v", behalf, err)
		}
		for who, view := range map[string]struct {
			a     actor.Actor
			text  string
			phone string
		}{"submitter": {w.tan, in.Text, "138****0123"}, "desk": {w.worker, in.Text, "138****0123"}, "neighbour": {w.luo, "", ""}} {
			seen, err := w.wishes.See(ctx, view.a, x.ID)
			w.must(err)
			if e := seen.Entries[0]; e.Act != "call_back" || e.Text != view.text || e.Detail.Phone != view.phone || e.Who != "辛言 · 回访员" || e.Detail.Rating != wish.Basically {
				t.Errorf("the %s reads %+v", who, e)
			}
		}
	})
}

func (w *world) callsOf(wishID string) []callback.Call {
	w.t.Helper()
	calls, err := callback.CallsOf(w.t.Context(), w.d, wishID)
	w.must(err)
	return calls
}

func TestTheOwnJudgementWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, no := t.Context(), false
		x := w.answered(w.tan, false)
		_, err := w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: &no, Rating: wish.Unsatisfied, Text: "还差两张"})
		w.must(err)
		_, err = w.calls.Record(ctx, w.call, x.ID, said(true, wish.Satisfied, "好"))
		wantKind(t, err, errs.Conflict, "a call after the own judgement")
		_, err = w.calls.Miss(ctx, w.call, x.ID, callback.Busy, "")
		wantKind(t, err, errs.Conflict, "a try after the own judgement")
		seen, err := w.wishes.See(ctx, w.tan, x.ID)
		if err != nil || seen.Wish.Rating != wish.Unsatisfied || seen.Wish.CalledRating != "" || len(w.callsOf(x.ID)) != 0 {
			t.Errorf("%+v, %v", seen.Wish, err)
		}
	})
}

func TestWhoCallsAndWhoIsCalled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, good := w.answered(w.tan, false), said(true, wish.Satisfied, "好")
		for who, c := range map[string]struct {
			a    actor.Actor
			want errs.Kind
		}{
			"who answered": {w.officer, errs.Forbidden}, "the desk": {w.worker, errs.Forbidden}, "the submitter": {w.tan, errs.Forbidden},
			"a visitor": {actor.Visitor("192.0.2.1"), errs.Unauthenticated},
		} {
			_, err := w.calls.Record(ctx, c.a, x.ID, good)
			wantKind(t, err, c.want, who)
			_, err = w.calls.Miss(ctx, c.a, x.ID, callback.Busy, "")
			wantKind(t, err, c.want, who+", a try")
		}
		_, err := w.calls.Miss(ctx, w.call, x.ID, callback.Reached, "")
		wantKind(t, err, errs.Invalid, "a try that reached somebody")
		mute := w.answered(w.luo, false)
		_, err = w.calls.Record(ctx, w.call, mute.ID, good)
		wantKind(t, err, errs.Conflict, "a call without a telephone")
		nameless := w.answered(w.luo, true)
		_, err = w.calls.Record(ctx, w.call, nameless.ID, good)
		wantKind(t, err, errs.Forbidden, "a call to nobody")
		_, err = w.calls.Record(ctx, w.call, "nothing", good)
		wantKind(t, err, errs.NotFound, "no such wish")
	})
}

// Who stands in for the one who answered, or answered in the post of another, does not call; neither does the other.
func TestWhoStandsInForTheAnswererDoesNotCall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		colleague := w.hired("周敏", w.office, actor.StreetOfficer, "科员")
		today := workday.DateOf(w.clock.Now())
		_, err := w.orgs.NameStandIn(ctx, w.officer, org.StandIn{Post: w.officer.Posts[0].ID, Person: colleague.Person, First: today, Last: today}, "")
		w.must(err)
		colleague = w.again(colleague)
		x := w.answered(w.tan, false)
		yes := true
		_, err = w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: &yes, Rating: wish.Unsatisfied, Text: "再看看"})
		w.must(err)
		_, err = w.sides.Reopen(ctx, w.tan, x.ID, "少两张", "")
		w.must(err)
		under := colleague
		under.Posts = colleague.Posts[1:] // only the post stood in for
		got, err := w.wishes.Answer(ctx, under, x.ID, wish.Reply{Text: "补上了"})
		w.must(err)
		if got.Answerer != colleague.Person || got.AnsweredFor != w.officer.Person {
			t.Errorf("answered by %q for %q", got.Answerer, got.AnsweredFor)
		}
		seen, err := w.wishes.See(ctx, w.tan, x.ID)
		if err != nil || seen.Entries[0].Who != "周敏 代 苏见山 · 科员" {
			t.Errorf("signed %q, %v", seen.Entries[0].Who, err)
		}
		holder, err := db.Value[string](ctx, w.d, "SELECT stands_for FROM journal WHERE act = 'wish.answer' AND subject = $1 ORDER BY id DESC LIMIT 1", x.ID)
		if err != nil || holder != w.officer.Person {
			t.Errorf("the journal names %q, %v", holder, err)
		}
		calls := w.call.Posts[0]
		for name, a := range map[string]actor.Actor{
			"who answered":          {Account: "a", Person: colleague.Person, Posts: []actor.Post{calls}},
			"in whose post":         {Account: "a", Person: w.officer.Person, Posts: []actor.Post{calls}},
			"who stands in for one": {Account: "a", Person: w.luo.Person, Posts: []actor.Post{{ID: calls.ID, Org: calls.Org, Place: calls.Place, Role: calls.Role, For: w.officer.Person}}},
		} {
			_, err := w.calls.Record(ctx, a, x.ID, said(true, wish.Satisfied, "好"))
			wantKind(t, err, errs.Forbidden, name)
			w.at(15, 9, 0)
			if got := w.listed(a); len(got) != 0 {
				t.Errorf("%s has it on the list", name)
			}
			w.clock.Set(monday)
		}
	})
}

// Two tries on one day are one; the day is that of China; after the third the submitter was not reached.
func TestTriesOnThreeDays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.answered(w.tan, false) // Monday the 11th; the window ends on Wednesday the 20th
		for _, c := range []struct {
			day, hour, minute int
			how               callback.Outcome
			days              int
			unreached         bool
		}{
			{15, 9, 0, callback.NoAnswer, 1, false},
			{15, 23, 59, callback.Busy, 1, false},
			{16, 0, 1, callback.WrongNumber, 2, false}, // still the 15th in UTC
			{16, 18, 0, callback.Refused, 2, false},
			{18, 9, 0, callback.NoAnswer, 3, true},
		} {
			w.at(c.day, c.hour, c.minute)
			if !slices.Equal(w.listed(w.call), []string{x.ID}) {
				t.Fatalf("on the %dth it is not on the list", c.day)
			}
			got, err := w.calls.Miss(ctx, w.call, x.ID, c.how, "")
			w.must(err)
			seen, err := w.wishes.See(ctx, w.tan, x.ID)
			w.must(err)
			if e := seen.Entries[0]; e.Detail.Nth != c.days || e.Detail.Outcome != string(c.how) || got.State != wish.Answered || got.UnreachedAt.IsZero() == c.unreached || seen.Wish.UnreachedAt.IsZero() == c.unreached {
				t.Errorf("%d %02d:%02d: %d days, unreached %v", c.day, c.hour, c.minute, e.Detail.Nth, got.UnreachedAt)
			}
		}
		if len(w.listed(w.call)) != 0 || len(w.callsOf(x.ID)) != 5 {
			t.Error("not reached, it is still on the list, or a try is lost")
		}
		_, err := w.calls.Miss(ctx, w.call, x.ID, callback.NoAnswer, "")
		wantKind(t, err, errs.Conflict, "a try more")
		w.at(20, 17, 31)
		n, err := w.wishes.CloseWindows(ctx)
		w.must(err)
		seen, err := w.wishes.See(ctx, w.call, x.ID)
		if err != nil || n != 1 || seen.Wish.State != wish.Closed || seen.Wish.Solved != nil || seen.Wish.CalledRating != "" || seen.Wish.UnreachedAt.IsZero() {
			t.Errorf("closed %d: %+v, %v", n, seen.Wish, err)
		}
		_, err = w.calls.Record(ctx, w.call, x.ID, said(true, wish.Satisfied, "好"))
		wantKind(t, err, errs.Conflict, "words after the window")
	})
}

// Until the window ends a submitter who was not reached may judge, or ring back.
func TestWhoWasNotReachedMayStillSpeak(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, yes := t.Context(), true
		own, back := w.answered(w.tan, false), w.answered(w.tan, false)
		for _, day := range []int{14, 15, 18} {
			w.at(day, 10, 0)
			for _, x := range []wish.Wish{own, back} {
				_, err := w.calls.Miss(ctx, w.call, x.ID, callback.NoAnswer, "")
				w.must(err)
			}
		}
		got, err := w.wishes.Evaluate(ctx, w.tan, own.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied})
		if err != nil || got.Rating != wish.Satisfied || got.State != wish.Closed {
			t.Errorf("judged: %+v, %v", got, err)
		}
		got, err = w.calls.Record(ctx, w.call, back.ID, said(true, wish.Satisfied, "回电话说很好"))
		if err != nil || got.CalledRating != wish.Satisfied || !got.UnreachedAt.IsZero() {
			t.Errorf("rang back: %+v, %v", got, err)
		}
		if seen, err := w.wishes.See(ctx, w.call, back.ID); err != nil || !seen.Wish.UnreachedAt.IsZero() {
			t.Errorf("it still counts as not reached: %v", err)
		}
	})
}

// Only after the submitter was not satisfied by telephone, and in the submitter's name.
func TestReopenedByTelephone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, content := w.answered(w.tan, false), w.answered(w.tan, false)
		_, err := w.sides.Reopen(ctx, w.call, x.ID, "还差两张", "")
		wantKind(t, err, errs.Forbidden, "before a call")
		_, err = w.calls.Record(ctx, w.call, content.ID, said(true, wish.Satisfied, "好"))
		w.must(err)
		_, err = w.sides.Reopen(ctx, w.call, content.ID, "还差两张", "")
		wantKind(t, err, errs.Forbidden, "of who was satisfied")
		w.at(14, 9, 0)
		_, err = w.calls.Miss(ctx, w.call, x.ID, callback.Busy, "")
		w.must(err)
		_, err = w.calls.Record(ctx, w.call, x.ID, said(false, wish.Unsatisfied, "还差两张"))
		w.must(err)
		got, err := w.sides.Reopen(ctx, w.call, x.ID, "谈阿姨说还差两张，请补上", "")
		w.must(err)
		if got.State != wish.InProgress || got.Reopened != 1 || got.CalledRating != "" || got.CalledSolved != nil || got.Unit != w.office.ID {
			t.Errorf("reopened: %+v", got)
		}
		behalf, err := db.Value[string](ctx, w.d, "SELECT on_behalf_of FROM journal WHERE act = 'wish.reopen' AND subject = $1", x.ID)
		if err != nil || behalf != w.tan.Person {
			t.Errorf("the journal says it was for %q, %v", behalf, err)
		}
		kept, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM wish_reopening WHERE wish = $1 AND rating IS NULL AND solved IS NULL", x.ID)
		if err != nil || kept != 1 {
			t.Errorf("the words by telephone stand as an own judgement: %d, %v", kept, err)
		}
		// The new answer is asked about anew.
		w.reply(x.ID)
		w.at(20, 9, 0)
		if got := w.listed(w.call); !slices.Equal(got, []string{x.ID}) {
			t.Fatalf("to be called: %v", got)
		}
		_, err = w.calls.Miss(ctx, w.call, x.ID, callback.NoAnswer, "")
		w.must(err)
		seen, err := w.wishes.See(ctx, w.tan, x.ID)
		if err != nil || seen.Entries[0].Detail.Nth != 1 {
			t.Errorf("the first try of the new answer is the day %d", seen.Entries[0].Detail.Nth)
		}
	})
}

// Submitter and officer at once, and tries beside them: one judgement stands, everybody else is told.
func TestThirtyTwoAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		x, yes := w.answered(w.tan, false), true
		w.at(15, 9, 0)
		var wg sync.WaitGroup
		results := make([]error, 32)
		for i := range results {
			wg.Go(func() {
				switch i % 3 {
				case 0:
					_, results[i] = w.wishes.Evaluate(t.Context(), w.tan, x.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied})
				case 1:
					_, results[i] = w.calls.Record(t.Context(), w.call, x.ID, said(false, wish.Unsatisfied, "不行"))
				default:
					_, results[i] = w.calls.Miss(t.Context(), w.call, x.ID, callback.NoAnswer, "")
				}
			})
		}
		wg.Wait()
		judged, tried := 0, 0
		for i, err := range results {
			switch {
			case err != nil && !errs.Is(err, errs.Conflict):
				t.Error(err)
			case err == nil && i%3 == 2:
				tried++
			case err == nil:
				judged++
			}
		}
		seen, err := w.wishes.See(t.Context(), w.tan, x.ID)
		w.must(err)
		own, called := seen.Wish.Rating != "", seen.Wish.CalledRating != ""
		calls := w.callsOf(x.ID)
		if judged != 1 || own == called || seen.Wish.State != wish.Closed || len(calls) != tried+map[bool]int{true: 1}[called] {
			t.Errorf("%d judged, own %v, called %v; %d tries, %d calls", judged, own, called, tried, len(calls))
		}
	})
}

// Whatever happens in whatever order: an own judgement was made by the submitter, words by telephone stand in a call of this
// answer, never both; and who counts as not reached was tried on three days.
func TestAJudgementIsNeverSetByStaff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		rapid.Check(t, func(rt *rapid.T) {
			ctx := context.Background()
			x := w.answered(w.tan, false)
			for range rapid.IntRange(1, 9).Draw(rt, "acts") {
				w.clock.Add(time.Duration(rapid.IntRange(0, 50).Draw(rt, "hours")) * time.Hour)
				a := rapid.SampledFrom([]actor.Actor{w.tan, w.call, w.officer, w.worker}).Draw(rt, "who")
				var err error
				switch rapid.IntRange(0, 5).Draw(rt, "act") {
				case 0:
					yes := rapid.Bool().Draw(rt, "solved")
					_, err = w.wishes.Evaluate(ctx, a, x.ID, wish.Evaluation{Solved: &yes, Rating: rapid.SampledFrom(wish.Ratings()).Draw(rt, "rating"), Text: "话"})
				case 1:
					_, err = w.calls.Record(ctx, a, x.ID, said(rapid.Bool().Draw(rt, "said"), rapid.SampledFrom(wish.Ratings()).Draw(rt, "rated"), "话"))
				case 2, 3:
					_, err = w.calls.Miss(ctx, a, x.ID, rapid.SampledFrom(callback.Misses()).Draw(rt, "how"), "")
				case 4:
					_, err = w.sides.Reopen(ctx, a, x.ID, "再看看", "")
					if err == nil {
						_, err = w.wishes.Answer(ctx, w.officer, x.ID, wish.Reply{Text: "又办了"})
					}
				case 5:
					_, err = w.wishes.CloseWindows(ctx)
				}
				if err != nil && !slices.Contains([]errs.Kind{errs.Conflict, errs.Forbidden, errs.Invalid, errs.NotFound}, errs.KindOf(err)) {
					rt.Fatal(err)
				}
				w.lawful(rt, x.ID)
			}
		})
	})
}

func (w *world) lawful(rt *rapid.T, wishID string) {
	ctx := context.Background()
	seen, err := w.wishes.See(ctx, actor.Job("test"), wishID)
	if err != nil {
		rt.Fatal(err)
	}
	x := seen.Wish
	staff, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM wish_evaluation WHERE wish = $1 AND (person IS NULL OR person <> $2)", x.ID, w.tan.Person)
	if err != nil || staff != 0 {
		rt.Fatalf("%d judgements by others than the submitter, %v", staff, err)
	}
	said, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM wish_call WHERE wish = $1 AND round = $2 AND outcome = 'reached'", x.ID, x.Reopened)
	if err != nil || said > 1 || (said == 1) != (x.CalledRating != "") {
		rt.Fatalf("%d calls reached the submitter of %+v, %v", said, x, err)
	}
	if (x.Solved == nil) != (x.Rating == "") || (x.CalledSolved == nil) != (x.CalledRating == "") || x.Rating != "" && x.CalledRating != "" {
		rt.Fatalf("two judgements, or half of one: %+v", x)
	}
	if (x.Rating != "" || x.CalledRating != "") && x.State != wish.Closed {
		rt.Fatalf("judged and not closed: %+v", x)
	}
	days, err := db.Value[int](ctx, w.d, "SELECT COUNT(DISTINCT day) FROM wish_call WHERE wish = $1 AND round = $2 AND outcome <> 'reached'", x.ID, x.Reopened)
	if err != nil || x.UnreachedAt.IsZero() != (days < 3 || x.CalledRating != "") {
		rt.Fatalf("tried on %d days, not reached since %v, %v", days, x.UnreachedAt, err)
	}
}

// Once a wish is made anonymous, nothing of who was called, what was said and under which number is left; that and when it was
// called, and the rating, stay. Before that the submitter's own copy has it all.
func TestCallsAreForgottenWithTheirWish(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.answered(w.tan, false)
		w.at(14, 9, 0)
		_, err := w.calls.Miss(ctx, w.call, x.ID, callback.Busy, "")
		w.must(err)
		_, err = w.calls.Record(ctx, w.call, x.ID, said(true, wish.Satisfied, "门口亮堂多了"))
		w.must(err)
		room := holding.Room{Files: func(context.Context, *db.Tx, string) (int, error) { return 0, nil }}
		held, err := room.Held(ctx, w.d, w.tan.Person, true)
		w.must(err)
		copied, err := json.Marshal(held)
		if err != nil || !strings.Contains(string(copied), "门口亮堂多了") || !strings.Contains(string(copied), `"outcome":"busy"`) {
			t.Errorf("the own copy: %s, %v", copied, err)
		}
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := room.EraseTx(ctx, tx, w.tan.Person, true)
			return err
		}))
		calls := w.callsOf(x.ID)
		if len(calls) != 2 || calls[0].Text != "" || calls[0].Phone+calls[1].Phone != "" || calls[0].Rating != wish.Satisfied || calls[1].Outcome != callback.Busy {
			t.Errorf("left are %+v", calls)
		}
		for _, text := range []string{"138****0123", "门口亮堂多了"} {
			n, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM wish_event WHERE wish = $1 AND (text LIKE $2 OR detail LIKE $2)", x.ID, "%"+text+"%")
			if err != nil || n != 0 {
				t.Errorf("%d entries still say %s, %v", n, text, err)
			}
		}
	})
}
