package wish_test

import (
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

// local is a moment of 2026 in China, as the table writes it: 02-13 17:30. Empty: none.
func local(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+text, workday.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// festive is one step of the golden table: when somebody acts, and when the clock that then runs ends.
type festive struct {
	at   string // moment in China
	what string
	do   func() (wish.Wish, error)
	due  string // end of the running clock
	left int    // working days left, today not counted
	unit string // who is responsible then
}

// A red wish across New Year, the Spring Festival and Qingming of 2026 (domain.md 3.7, scenario 4). The dates were counted
// by hand on the calendar of the State Council's notice of 2025-11-04 (B18):
//
//	01-01 Thu … 01-03 Sat free, 01-04 Sun works
//	02-14 Sat works, 02-15 Sun … 02-23 Mon free, 02-28 Sat works
//	04-04 Sat … 04-06 Mon free
//
// A clock of working days begins on the day after its act, also when that is a working Saturday, and ends at 17:30.
func TestRedAcrossTheSpringFestival(t *testing.T) {
	t.Parallel()
	eachWorldSince(t, time.Date(2025, 12, 1, 1, 0, 0, 0, time.UTC), func(t *testing.T, w *world) {
		ctx, asks, sides := t.Context(), ask.New(w.d, w.wishes), side.New(w.wishes)
		crew, _ := w.hired("谷雨生", w.group, actor.Handler, "承办人")
		centre, _ := w.hired("宗远舟", w.org(org.District, "320613", "崇川区"), actor.CommandCentre, "指挥长")
		no, yes := false, true
		var x wish.Wish
		silence := func(want int) func() (wish.Wish, error) {
			return func() (wish.Wish, error) {
				if n, err := asks.TakeSilent(ctx); n != want || err != nil {
					t.Errorf("silence takes %d wishes, want %d: %v", n, want, err)
				}
				s, err := w.wishes.See(ctx, centre, x.ID)
				return s.Wish, err
			}
		}
		look := silence(0)
		for _, step := range []festive{
			// Filed on a free Friday: 3 is free, Sunday the 4th works.
			{"01-02 10:00", "file", func() (wish.Wish, error) { return w.wishes.File(ctx, w.tan, filing()) }, "01-04 17:30", 1, "中心村社区"},
			// Two working days from a working Sunday: 5, 6.
			{"01-04 09:30", "accept", func() (wish.Wish, error) { return w.wishes.Accept(ctx, w.worker, x.ID, wish.Acceptance{}) }, "01-06 17:30", 2, "中心村社区"},
			// Blue, five working days: 6, 7, 8, 9, and over the weekend 12.
			{"01-05 09:00", "sort", func() (wish.Wish, error) {
				return w.wishes.Classify(ctx, w.secretary, x.ID, wish.Classification{Colour: wish.Blue})
			}, "01-12 17:30", 5, "中心村社区"},
			// Another colour moves no date: 8, 9, 12 are left.
			{"01-07 09:00", "ask the street", func() (wish.Wish, error) {
				return asks.Recolour(ctx, w.secretary, x.ID, ask.Turn{Colour: wish.Yellow, Unit: w.office.ID, Text: "要改路口，社区办不了"})
			}, "01-12 17:30", 3, "中心村社区"},
			{"01-07 15:00", "the street takes it", func() (wish.Wish, error) { return asks.Receive(ctx, w.officer, x.ID, ask.Word{}) }, "01-12 17:30", 3, "社会事务办"},
			{"01-08 10:00", "ask the group", func() (wish.Wish, error) {
				return asks.Recolour(ctx, w.leader, x.ID, ask.Turn{Colour: wish.Red, Unit: w.group.ID, Text: "要动信号灯，街道也办不了"})
			}, "01-12 17:30", 2, "社会事务办"},
			// One working day of silence from Thursday the 8th ends on Friday at 17:30, not before.
			{"01-09 17:29", "not silent long enough", look, "01-12 17:30", 1, "社会事务办"},
			{"01-09 17:30", "silent: accepted", silence(1), "01-12 17:30", 1, "区交通工作组"},
			{"01-12 09:00", "take up", func() (wish.Wish, error) { return w.wishes.TakeUp(ctx, crew, x.ID, "") }, "01-12 17:30", 0, "区交通工作组"},
			{"01-12 09:30", "ask for time", func() (wish.Wish, error) {
				return asks.Extend(ctx, crew, x.ID, ask.Wanted{Day: workday.DateOf(local(t, "02-28 12:00")), Text: "要等方案评审"})
			}, "01-12 17:30", 0, "区交通工作组"},
			// To Saturday 02-28, which works. Left: 13-16, 19-23, 26-30 are 14; 02-02…06, 09…13 and Sat 14 are 11; 24…27
			// and Sat 28 are 5.
			{"01-12 10:00", "time is given", func() (wish.Wish, error) { return asks.Approve(ctx, w.red, x.ID, ask.Word{}) }, "02-28 17:30", 30, "区交通工作组"},
			// A month after it became red on 01-09 at 17:30. Left: 10…13, Sat 14 are 5, and 5.
			{"02-09 17:30", "a month, not yet over", look, "02-28 17:30", 10, "区交通工作组"},
			{"02-09 17:31", "no note for a month", look, "02-28 17:30", 10, "区交通工作组"},
			{"02-10 14:00", "note", func() (wish.Wish, error) {
				return w.wishes.Note(ctx, crew, x.ID, wish.Progress{Text: "方案过了", Audience: wish.ForSubmitter})
			}, "02-28 17:30", 9, "区交通工作组"},
			// Seven working days to judge: 12, 13, Sat 14; then nothing until 24, 25, 26, 27.
			{"02-11 16:00", "answer", func() (wish.Wish, error) {
				return w.wishes.Answer(ctx, crew, x.ID, wish.Reply{Text: "信号灯装好了"})
			}, "02-27 17:30", 7, "区交通工作组"},
			{"02-13 19:00", "unsatisfied", func() (wish.Wish, error) {
				return w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: &no, Rating: wish.Unsatisfied, Text: "绿灯太短"})
			}, "", 0, "区交通工作组"},
			// Red, thirty working days: Sat 14; 24…27, Sat 28 (6); 03-02…06, 09…13, 16…20, 23…27 (26); 30, 31, 04-01, 02.
			{"02-13 20:00", "taken up again", func() (wish.Wish, error) { return sides.Reopen(ctx, w.tan, x.ID, "老人走到一半就变灯", "") }, "04-02 17:30", 30, "区交通工作组"},
			{"02-14 10:00", "ask for a pause", func() (wish.Wish, error) {
				return asks.Suspend(ctx, crew, x.ID, ask.Wanted{Day: workday.DateOf(local(t, "02-24 12:00")), Text: "施工队放假"})
			}, "04-02 17:30", 29, "区交通工作组"},
			// From Sat 14 to Tue 24 there is one working day, the 24th: the date moves from Thu 04-02 to Fri 04-03, and 29
			// are left when the pause ends as when it began.
			{"02-14 10:30", "paused", func() (wish.Wish, error) { return asks.Approve(ctx, w.red, x.ID, ask.Word{}) }, "04-03 17:30", 30, "区交通工作组"},
			{"02-24 00:00", "it goes on by itself", look, "04-03 17:30", 29, "区交通工作组"},
			{"03-20 10:00", "note", func() (wish.Wish, error) {
				return w.wishes.Note(ctx, crew, x.ID, wish.Progress{Text: "绿灯加了十秒", Audience: wish.ForSubmitter})
			}, "04-03 17:30", 10, "区交通工作组"},
			// Seven working days over Qingming: 3; 7, 8, 9, 10; 13, 14.
			{"04-02 16:00", "answer again", func() (wish.Wish, error) {
				return w.wishes.Answer(ctx, crew, x.ID, wish.Reply{Text: "绿灯加长到三十五秒"})
			}, "04-14 17:30", 7, "区交通工作组"},
			{"04-06 09:00", "satisfied", func() (wish.Wish, error) {
				return w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied})
			}, "", 0, "区交通工作组"},
		} {
			w.clock.Set(local(t, step.at))
			got, err := step.do()
			if err != nil {
				t.Fatalf("%s %s: %v, %+v", step.at, step.what, err, errs.FieldsOf(err))
			}
			x = got
			owner, err := org.ByID(ctx, w.d, x.Unit)
			w.must(err)
			left := 0
			if !x.Due.IsZero() {
				left = workday.Shipped().Left(w.clock.Now(), x.Due)
			}
			if !x.Due.Equal(local(t, step.due)) || left != step.left || owner.Name != step.unit {
				t.Errorf("%s %s: %s has it, due %s, %d working days left; want %s, %s, %d", step.at, step.what, owner.Name, x.Due.In(workday.Zone), left, step.unit, step.due, step.left)
			}
			// A month without a word counts from when it became red or the last note, whichever is later.
			if missing := x.Unnoted(w.clock.Now().In(workday.Zone).AddDate(0, -1, 0)); missing != (step.what == "no note for a month") {
				t.Errorf("%s %s: a note is missing: %v", step.at, step.what, missing)
			}
			if paused := x.Paused(w.clock.Now()); paused != (step.what == "paused") {
				t.Errorf("%s %s: paused: %v", step.at, step.what, paused)
			}
		}
		if x.State != wish.Closed || x.Reopened != 1 || x.Solved == nil || !*x.Solved {
			t.Errorf("in the end: %+v", x)
		}
	})
}
