package figure_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/figure/appraisal"
	"linli/internal/wish/figure/hot"
	"linli/internal/wish/figure/tally"
	"linli/internal/workday"
)

// appraised are the figures of months over the world's services.
type appraised struct {
	*world
	units  *appraisal.Service
	topics *hot.Service
	tree   *topic.Service
}

func (w *world) months() appraised {
	tree := topic.New(w.d)
	return appraised{w, appraisal.New(w.d, w.rules, w.figures), hot.New(w.d, tree, w.figures), tree}
}

// handled is a random wish with a unit, a topic, and what happened with it beside the straight way.
func (w *world) handled(t *rapid.T, n int, now time.Time) wish.Wish {
	x := random(t, n, now)
	units := []string{w.office, w.worker.Posts[0].Org, "somebody else"}
	x.Unit = rapid.SampledFrom(units).Draw(t, "unit")
	if rapid.IntRange(0, 4).Draw(t, "moved up") == 0 {
		x.First = rapid.SampledFrom(units).Draw(t, "first unit")
	}
	x.Topic = rapid.SampledFrom([]wish.Topic{wish.Repair, wish.Traffic, "", "lights", "stairs"}).Draw(t, "topic")
	if !x.ClassifiedAt.IsZero() && rapid.Bool().Draw(t, "taken up") {
		x.TakenAt = x.ClassifiedAt.Add(time.Duration(rapid.IntRange(1, 6*24).Draw(t, "hours until taken up")) * time.Hour)
	}
	x.Reopened = rapid.IntRange(0, 2).Draw(t, "redone")
	if !x.AnsweredAt.IsZero() && rapid.Bool().Draw(t, "not reached") { // who was not reached may judge yet
		x.UnreachedAt = x.AnsweredAt.Add(time.Hour)
	}
	return x
}

// results counts in the plainest way what became of the wishes of a unit at a place in a month.
func results(all []wish.Wish, unit, code string, m metric.Month) (n [tally.Results]int) {
	cal := workday.Shipped()
	days := func(from, until time.Time) (n int) {
		for d := workday.DateOf(from) + 1; d <= workday.DateOf(until); d++ {
			if cal.IsWorkday(d.At(0)) {
				n++
			}
		}
		return n
	}
	for _, w := range all {
		mine := w.First == unit || w.First == "" && w.Unit == unit
		if !mine || !actor.Covers(code, w.Place) || w.ClosedAt.IsZero() || metric.MonthOf(w.ClosedAt) != m || w.ClassifiedAt.IsZero() {
			continue
		}
		answered := !w.AnsweredAt.IsZero()
		first := w.TakenAt
		if first.IsZero() {
			first = w.AnsweredAt
		}
		if first.IsZero() && days(w.ClassifiedAt, w.ClosedAt) <= 1 {
			continue
		}
		add := func(what int, yes bool) {
			if yes {
				n[what]++
			}
		}
		said := func(r wish.Rating) bool { return w.Rating == r || w.CalledRating == r }
		judged := w.Rating != "" || w.CalledRating != ""
		add(tally.Dispatched, true)
		add(tally.TakenInTime, !first.IsZero() && days(w.ClassifiedAt, first) <= 1)
		add(tally.Answered, answered)
		add(tally.AnsweredInTime, answered && !w.AnsweredAt.After(w.AnswerDue))
		add(tally.Judged, judged)
		add(tally.Solved, w.Solved != nil && *w.Solved || w.CalledSolved != nil && *w.CalledSolved)
		add(tally.Satisfied, said(wish.Satisfied))
		add(tally.Basically, said(wish.Basically))
		add(tally.Unreached, answered && !judged && !w.UnreachedAt.IsZero())
		add(tally.Redone, w.Reopened > 0)
		add(tally.Late, answered && w.AnsweredAt.After(w.AnswerDue) || !answered && w.ClosedAt.After(w.AnswerDue))
	}
	return n
}

// For any wishes: what is counted of units and topics is what one counts wish by wish, and every list holds as many as its number.
func TestMonthsAreWhatOneCounts(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		x, now := w.months(), w.clock.Now()
		for _, in := range []topic.Change{{Parent: "repair", Zh: "路灯"}, {Parent: "repair", Zh: "台阶"}} {
			_, err := x.tree.Save(t.Context(), w.commander, in)
			w.must(err)
		}
		below := x.belowRepair()
		rapid.Check(t, func(rt *rapid.T) {
			all := make([]wish.Wish, rapid.IntRange(0, 60).Draw(rt, "wishes"))
			for i := range all {
				all[i] = w.handled(rt, i+1, now)
				if n := slices.Index([]wish.Topic{"lights", "stairs"}, all[i].Topic); n >= 0 {
					all[i].Topic = below[n]
				}
			}
			w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, "DELETE FROM wish"); err != nil {
					return err
				}
				return wish.InsertManyTx(ctx, tx, all, func(wish.Wish) []wish.Entry { return nil })
			}))
			_, err := w.figures.Recount(t.Context())
			w.must(err)
			m := metric.MonthOf(now) - metric.Month(rapid.IntRange(0, 3).Draw(rt, "months ago"))
			code := rapid.SampledFrom([]string{theDistrict, theStreet, theCommunity}).Draw(rt, "code")
			x.unitsAre(rt, all, code, m, now)
			code = rapid.SampledFrom([]string{theDistrict, theStreet, theCommunity, garden, court}).Draw(rt, "place")
			x.topicsAre(rt, all, code, m, below)
		})
	})
}

// belowRepair are the codes of the topics below 设施维修.
func (x appraised) belowRepair() (out []wish.Topic) {
	x.t.Helper()
	tree, err := x.tree.Tree(x.t.Context(), x.d)
	x.must(err)
	for _, b := range tree.Below("repair", x.clock.Now()) {
		out = append(out, wish.Topic(b.Code))
	}
	if len(out) != 2 {
		x.t.Fatalf("below repair: %q", out)
	}
	return out
}

// unitsAre compares an appraisal with the wishes.
func (x appraised) unitsAre(t *rapid.T, all []wish.Wish, code string, m metric.Month, now time.Time) {
	v, err := x.units.Month(x.t.Context(), x.commander, code, m)
	x.must(err)
	for _, unit := range []string{x.office, x.worker.Posts[0].Org} {
		if code == theCommunity && unit == x.office {
			continue // it stands above
		}
		want := results(all, unit, code, m)
		i := slices.IndexFunc(v.Units, func(u appraisal.Unit) bool { return u.ID == unit })
		var got appraisal.Unit
		if i >= 0 {
			got = v.Units[i]
		}
		if got.N != want {
			t.Fatalf("%s in %v at %s: %v, counted wish by wish %v", got.Name, m, code, got.N, want)
		}
		var open, late int
		for _, w := range all {
			if (w.First == unit || w.First == "" && w.Unit == unit) && actor.Covers(code, w.Place) && w.ClosedAt.IsZero() && w.State != wish.Answered {
				open++
				if w.Due.Before(now) {
					late++
				}
			}
		}
		if got.Open != open || got.Late != late {
			t.Fatalf("in hand of %s at %s: %+v, counted wish by wish %d and %d", got.Name, code, got.Now, open, late)
		}
		if listed, n := x.walkUnit(code, unit, appraisal.Unsatisfied, m), want[tally.Judged]-want[tally.Satisfied]-want[tally.Basically]; listed != n || got.Unsatisfied() != n {
			t.Fatalf("dissatisfied with %s in %v at %s: %d in the list, the number is %d, counted wish by wish %d", got.Name, m, code, listed, got.Unsatisfied(), n)
		}
		for what, n := range want {
			if listed := x.walkUnit(code, unit, tally.Units.Column(what), m); listed != n {
				t.Fatalf("%s of %s in %v at %s: %d in the list, the number is %d", tally.Units.Column(what), got.Name, m, code, listed, n)
			}
		}
	}
}

// walkUnit is how many different wishes the list behind a number has, page by page.
func (x appraised) walkUnit(code, unit, key string, m metric.Month) int {
	seen := map[string]bool{}
	for cursor := ""; ; {
		l, err := x.units.List(x.t.Context(), x.commander, code, unit, key, m, cursor)
		x.must(err)
		for _, w := range l.Wishes {
			seen[w.ID] = true
		}
		if cursor = l.Next; cursor == "" {
			return len(seen)
		}
	}
}

// topicsAre compares the topics of a month with the wishes, at the top and below one that was opened.
func (x appraised) topicsAre(t *rapid.T, all []wish.Wish, code string, m metric.Month, below []wish.Topic) {
	count := func(m metric.Month, of ...wish.Topic) (n int) {
		for _, w := range all {
			if actor.Covers(code, w.Place) && metric.MonthOf(w.FiledAt) == m && slices.Contains(of, w.Topic) {
				n++
			}
		}
		return n
	}
	for under, rows := range map[string]map[string][]wish.Topic{
		"":       {"repair": append([]wish.Topic{wish.Repair}, below...), "traffic": {wish.Traffic}, "other": {wish.Other}, "": {""}},
		"repair": {"repair": {wish.Repair}, string(below[0]): {below[0]}, string(below[1]): {below[1]}},
	} {
		v, err := x.topics.Month(x.t.Context(), x.commander, code, under, m)
		x.must(err)
		sum := 0
		for _, r := range v.Topics {
			if n, before := count(m, rows[r.Code]...), count(m-1, rows[r.Code]...); r.N != n || r.Before != before {
				t.Fatalf("%q under %q in %v at %s: %d and %d, counted wish by wish %d and %d", r.Code, under, m, code, r.N, r.Before, n, before)
			}
			sum += r.N
			if listed, total := x.walkTopic(code, r, m); listed != r.N || total != r.N {
				t.Fatalf("%q under %q in %v at %s: %d in the list, which says %d; the number is %d", r.Code, under, m, code, listed, total, r.N)
			}
		}
		if sum != v.All.N {
			t.Fatalf("the topics under %q are %d together, their sum says %d", under, sum, v.All.N)
		}
		for topic, of := range rows {
			if n := count(m, of...); n > 0 && !slices.ContainsFunc(v.Topics, func(r hot.Topic) bool { return r.Code == topic }) {
				t.Fatalf("%d wishes about %q are missing under %q", n, topic, under)
			}
		}
	}
}

func (x appraised) walkTopic(code string, r hot.Topic, m metric.Month) (n, total int) {
	for cursor := ""; ; {
		l, err := x.topics.List(x.t.Context(), x.commander, code, r.Code, r.Itself, m, cursor)
		x.must(err)
		n, total = n+len(l.Wishes), l.Total
		if cursor = l.Next; cursor == "" {
			return n, total
		}
	}
}

// Each month is scored with the weights of its own last day: 30/35/35 until May, 10/45/45 from June.
func TestWeightsOfTheMonth(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		x := w.months()
		june := workday.DateOf(time.Date(2026, 6, 30, 12, 0, 0, 0, workday.Zone))
		for key, value := range map[string]string{"response": "10", "solved": "45", "satisfied": "45"} {
			_, _, err := w.rules.Set(t.Context(), actor.Job("test"), rule.Change{Key: "metric.score." + key, Value: value, From: june, Source: "the district"})
			w.must(err)
		}
		for _, month := range []int{5, 6} {
			w.clock.Set(time.Date(2026, time.Month(month), 11, 9, 0, 0, 0, workday.Zone))
			for i := range 10 { // eight solved, two of ten only mostly; all taken up in time
				wishes := w.answered(w.sorted(w.filed(garden), wish.Blue))
				w.judged(wishes, i < 8, []wish.Rating{wish.Satisfied, wish.Basically}[i/8])
			}
		}
		w.clock.Set(time.Date(2026, 7, 2, 9, 0, 0, 0, workday.Zone))
		committee := w.worker.Posts[0].Org
		for month, want := range map[int]metric.Share{ // R = 100, S = 80, M = (8 + 0.8·2)/10 = 96
			5: (30*10000 + 35*8000 + 35*9600) / 100,
			6: (10*10000 + 45*8000 + 45*9600) / 100,
		} {
			v, err := x.units.Month(t.Context(), w.commander, theDistrict, metric.Month(12*2026+month-1))
			w.must(err)
			if len(v.Units) != 1 || v.Units[0].ID != committee || !v.Units[0].Ranked || v.Units[0].Score != want {
				t.Errorf("month %d: %+v, want %v", month, v.Units, want)
			}
			_, way, err := x.units.Way(t.Context(), w.commander, theDistrict, committee, metric.Month(12*2026+6))
			w.must(err)
			if got := way[7-month]; got.Unit.Score != want || got.Month.Number() != month {
				t.Errorf("on its way, %v: %v, want %v", got.Month, got.Unit.Score, want)
			}
		}
	})
}

// What happens beside the straight way is counted with the act: another topic, another unit, moved up, not reached, merged, taken back.
func TestMonthsFollowEveryAct(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, x := t.Context(), w.months()
		about := func() string {
			v, err := x.topics.Month(ctx, w.commander, theDistrict, "", metric.MonthOf(monday))
			w.must(err)
			var out []string
			for _, r := range v.Topics {
				out = append(out, r.Code+strings.Repeat("|", r.N))
			}
			return strings.Join(out, " ")
		}
		a, b := w.filed(garden), w.filed(garden)
		if got := about(); got != "repair||" {
			t.Errorf("filed: %s", got)
		}
		a, err := w.wishes.Accept(ctx, w.worker, a.ID, wish.Acceptance{Topic: wish.Traffic})
		w.must(err)
		w.right("another topic")
		if got := about(); got != "repair| traffic|" {
			t.Errorf("accepted as another: %s", got)
		}
		asks := ask.New(w.d, w.wishes)
		merge := func() {
			_, err := asks.Merge(ctx, w.worker, b.ID, ask.Merging{Number: a.Number, Text: "是一回事"})
			w.must(err)
			w.right("a merge")
		}
		merge()
		_, err = asks.Unmerge(ctx, w.worker, b.ID, ask.Word{Text: "不是一回事"})
		w.must(err)
		w.right("an undone merge")
		if v := w.place(w.secretary, theCommunity, ""); v.Whole.Filed() != 2 || v.Whole.Receive != 1 {
			t.Errorf("it is open again: %+v", v.Whole)
		}
		merge()
		if got := about(); got != "repair| traffic|" {
			t.Errorf("merged, it is still one that was filed: %s", got)
		}
		a, err = w.wishes.Classify(ctx, w.secretary, a.ID, wish.Classification{Colour: wish.Yellow, Unit: w.office, Text: "要街道办"})
		w.must(err)
		_, err = w.wishes.Withdraw(ctx, w.tan, a.ID, "")
		w.must(err)
		w.right("taken back at once")
		v, err := x.units.Month(ctx, w.commander, theDistrict, metric.MonthOf(w.clock.Now()))
		w.must(err)
		if len(v.Units) != 0 {
			t.Errorf("taken back before it was to be taken up, it counts for nobody: %+v", v.Units)
		}
		late := w.sorted(w.filed(garden), wish.Yellow)
		w.clock.Add(20 * 24 * time.Hour)
		_, err = w.wishes.Withdraw(ctx, w.tan, late.ID, "")
		w.must(err)
		w.right("taken back when nobody had taken it up")
		v, err = x.units.Month(ctx, w.commander, theDistrict, metric.MonthOf(w.clock.Now()))
		w.must(err)
		if len(v.Units) != 1 || v.Units[0].ID != w.office || v.Units[0].N[tally.Dispatched] != 1 || v.Units[0].N[tally.TakenInTime] != 0 || v.Units[0].Ranked {
			t.Errorf("nobody took it up: %+v", v.Units)
		}
	})
}

// The least number of cases is dated, too: from June on it is five, so that a unit with six ratings is ranked in June and not in May.
func TestLeastOfTheMonth(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		x := w.months()
		june := workday.DateOf(time.Date(2026, 6, 1, 0, 0, 0, 0, workday.Zone))
		_, _, err := w.rules.Set(t.Context(), actor.Job("test"), rule.Change{Key: "metric.least", Value: "5", From: june, Source: "the district"})
		w.must(err)
		for _, month := range []time.Month{5, 6} {
			w.clock.Set(time.Date(2026, month, 11, 9, 0, 0, 0, workday.Zone))
			for range 6 {
				w.judged(w.answered(w.sorted(w.filed(garden), wish.Blue)), true, wish.Satisfied)
			}
		}
		w.clock.Set(time.Date(2026, 7, 2, 9, 0, 0, 0, workday.Zone))
		for month, ranked := range map[int]bool{5: false, 6: true} {
			v, err := x.units.Month(t.Context(), w.commander, theDistrict, metric.Month(12*2026+month-1))
			w.must(err)
			if len(v.Units) != 1 || v.Units[0].N[tally.Judged] != 6 || v.Units[0].Ranked != ranked {
				t.Errorf("month %d, from %d ratings on: %+v", month, v.Rules.Least, v.Units)
			}
		}
	})
}

// Who does not oversee a place finds nothing there: no appraisal, no unit, no list, no topics; and a 邻里 has no units.
func TestWhoSeesMonths(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		x, m := w.months(), metric.MonthOf(w.clock.Now())
		w.judged(w.answered(w.sorted(w.filed(garden), wish.Blue)), true, wish.Satisfied)
		committee := w.worker.Posts[0].Org
		for name, c := range map[string]struct {
			a    actor.Actor
			code string
			ok   bool
		}{
			"a visitor":                        {actor.Visitor("192.0.2.1"), theCommunity, false},
			"a resident":                       {w.tan, theCommunity, false},
			"an officer of the street":         {w.officer, theStreet, false},
			"a secretary at home":              {w.secretary, theCommunity, true},
			"a secretary next door":            {w.secretary, nextDoor, false},
			"a secretary above":                {w.secretary, theStreet, false},
			"a street leader":                  {w.leader, theStreet, true},
			"a street leader elsewhere":        {w.leader, farStreet, false},
			"the command centre":               {w.commander, theDistrict, true},
			"an auditor":                       {w.auditor, theDistrict, true},
			"the command centre, in a 邻里":      {w.commander, garden, false},
			"the command centre, at no place":  {w.commander, "", false},
			"the command centre, in a buiding": {w.commander, garden + "001", false},
		} {
			_, err := x.units.Month(t.Context(), c.a, c.code, m)
			_, _, wayErr := x.units.Way(t.Context(), c.a, c.code, committee, m)
			_, listErr := x.units.List(t.Context(), c.a, c.code, committee, "judged", m, "")
			_, topicErr := x.topics.Month(t.Context(), c.a, c.code, "", m)
			_, aboutErr := x.topics.List(t.Context(), c.a, c.code, "repair", false, m, "")
			if c.code == garden {
				topicErr, aboutErr = err, err // a 邻里 has topics
			}
			for i, err := range []error{err, wayErr, listErr, topicErr, aboutErr} {
				if c.ok && err != nil || !c.ok && !errs.Is(err, errs.NotFound) {
					t.Errorf("%s, question %d: %v", name, i, err)
				}
			}
		}
		for name, err := range map[string]error{
			"a unit of another place": func() error {
				_, err := x.units.List(t.Context(), w.secretary, theCommunity, w.office, "judged", m, "")
				return err
			}(),
			"a number that is none": func() error {
				_, err := x.units.List(t.Context(), w.leader, theStreet, w.office, "nothing", m, "")
				return err
			}(),
			"a unit that is none":  func() error { _, _, err := x.units.Way(t.Context(), w.leader, theStreet, "nobody", m); return err }(),
			"a topic that is none": func() error { _, err := x.topics.Month(t.Context(), w.leader, theStreet, "nothing", m); return err }(),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
