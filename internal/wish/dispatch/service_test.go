package dispatch_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/errs"
	"linli/internal/sheet"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
)

// An entry is changed, and changed again from a day to come: each moment has one answer, also those that are past.
func TestTheCatalogueIsDated(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		first := w.save(w.centre, dispatch.Entry{Place: district, Topic: "repair", Colour: wish.Yellow})
		at := w.clock.Now()
		w.clock.Add(time.Hour)
		second := w.save(w.centre, dispatch.Entry{Place: district, Topic: "repair", Colour: wish.Blue})
		later := w.clock.Now().AddDate(0, 0, 7)
		third := w.save(w.centre, dispatch.Entry{Place: district, Topic: "repair", Colour: wish.Yellow, From: later})
		for name, c := range map[string]struct {
			at   time.Time
			want string
		}{
			"before": {at.Add(-time.Hour), ""}, "then": {at, first.ID}, "now": {w.clock.Now(), second.ID},
			"the moment before": {later.Add(-time.Microsecond), second.ID}, "from the day": {later, third.ID},
		} {
			e, _, err := w.s.AsOf(ctx, w.centre, garden, "repair", c.at)
			if err != nil || e.ID != c.want {
				t.Errorf("%s: %+v, %v", name, e, err)
			}
		}
		if same := w.save(w.centre, dispatch.Entry{Place: district, Topic: "repair", Colour: wish.Yellow, From: later.AddDate(0, 0, 1)}); same.ID != third.ID {
			t.Error("nothing differs, and there is another entry")
		}
		_, err := w.s.Save(ctx, w.centre, dispatch.Entry{Place: district, Topic: "repair", Colour: wish.Blue}, third.ID, "")
		if fields := errs.FieldsOf(err); len(fields) != 1 || fields[0].Key != "dispatch.error.planned" {
			t.Errorf("before a planned one: %v", err)
		}
		if _, err := w.s.Save(ctx, w.centre, dispatch.Entry{Place: district, Topic: "repair", Colour: wish.Blue}, second.ID, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("over one that was not seen: %v", err)
		}
		w.must(w.s.End(ctx, w.centre, third.ID, w.clock.Now(), "end"))
		w.must(w.s.End(ctx, w.centre, third.ID, w.clock.Now().Add(time.Hour), "end")) // sent twice
		if e, err := w.s.See(ctx, w.centre, third.ID); err != nil || !e.Void() {
			t.Errorf("taken back before it began: %+v, %v", e, err)
		}
		if err := w.s.End(ctx, w.centre, third.ID, w.clock.Now(), ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("ended twice: %v", err)
		}
		if all, err := w.s.History(ctx, w.centre, first.ID); err != nil || len(all) != 3 {
			t.Errorf("%d entries, %v", len(all), err)
		}
	})
}

func TestWhatAnEntryMayNotSay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			by   string
			in   dispatch.Entry
			want string
		}{
			"no colour":                {"centre", dispatch.Entry{Place: district}, "wish.error.colour"},
			"a topic that is not":      {"centre", dispatch.Entry{Place: district, Topic: "nowhere", Colour: wish.Blue}, "wish.error.topic"},
			"a place that is not":      {"centre", dispatch.Entry{Place: "320613099", Colour: wish.Blue}, "dispatch.error.place"},
			"red without a group":      {"centre", dispatch.Entry{Place: district, Colour: wish.Red}, "dispatch.error.unit_red"},
			"a unit of another level":  {"centre", dispatch.Entry{Place: street, Colour: wish.Blue, Unit: w.office.ID}, "wish.error.unit"},
			"a unit of a deeper place": {"centre", dispatch.Entry{Place: district, Colour: wish.Yellow, Unit: w.office.ID}, "wish.error.unit"},
			"a clock that is longer":   {"centre", dispatch.Entry{Place: district, Colour: wish.Blue, Clock: "6wd"}, "dispatch.error.clock"},
			"a clock that is none":     {"centre", dispatch.Entry{Place: district, Colour: wish.Blue, Clock: "soon"}, "dispatch.error.clock"},
			"unknown evidence":         {"centre", dispatch.Entry{Place: district, Colour: wish.Blue, Evidence: []dispatch.Evidence{"stamp"}}, "dispatch.error.evidence"},
			"a superior of the street": {"bai", dispatch.Entry{Place: street, Colour: wish.Red, Unit: w.group.ID}, "dispatch.error.unit_above"},
		} {
			a := w.centre
			if c.by == "bai" {
				a = w.bai
			}
			_, err := w.s.Save(t.Context(), a, c.in, "", "")
			if fields := errs.FieldsOf(err); len(fields) != 1 || fields[0].Key != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		for _, clock := range []string{"5wd", "24h", "4wh"} {
			w.clock.Add(time.Second)
			w.save(w.bai, dispatch.Entry{Place: community, Colour: wish.Blue, Clock: clock})
		}
		if _, err := w.s.Save(t.Context(), w.bai, dispatch.Entry{Place: district, Colour: wish.Blue}, "", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the street's leader in the district: %v", err)
		}
		if _, err := w.s.Save(t.Context(), w.secretary, dispatch.Entry{Place: community, Colour: wish.Blue}, "", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the secretary: %v", err)
		}
	})
}

// 32 who change one entry at once: one does, the others learn of it, and no moment has two answers.
func TestOneOfManyChangesAnEntry(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		e := w.save(w.centre, dispatch.Entry{Place: street, Topic: "repair", Colour: wish.Yellow})
		w.clock.Add(time.Minute)
		var wg sync.WaitGroup
		var mu sync.Mutex
		done, told := 0, 0
		for range 32 {
			wg.Go(func() {
				_, err := w.s.Save(t.Context(), w.bai, dispatch.Entry{Place: street, Topic: "repair", Colour: wish.Blue}, e.ID, "")
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					done++
				case errs.Is(err, errs.Conflict):
					told++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all, err := w.s.History(t.Context(), w.centre, e.ID)
		if err != nil || done != 1 || told != 31 || len(all) != 2 || !all[1].To.Equal(all[0].From) || !all[0].To.IsZero() {
			t.Errorf("%d done, %d told, %+v, %v", done, told, all, err)
		}
	})
}

// A wish is sorted as the catalogue says: its clock is the shorter one, and it keeps by which entry. Departed from is kept too, with
// the rule's clock.
func TestAWishKeepsWhyItWasSortedSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		e := w.save(w.bai, dispatch.Entry{Place: street, Topic: "repair", Colour: wish.Yellow, Unit: w.office.ID, Clock: "3wd", Evidence: []dispatch.Evidence{dispatch.Photo}})
		lift, err := w.topics.Save(ctx, w.centre, topicBelow("repair", "电梯"))
		w.must(err)
		kept := w.accepted(wish.Topic(lift.Code))
		p, ok, err := w.s.Propose(ctx, kept)
		if err != nil || !ok || p.Entry.ID != e.ID || p.Unit != w.office.ID {
			t.Fatalf("%+v, %v, %v", p, ok, err)
		}
		kept, err = w.wishes.Classify(ctx, w.secretary, kept.ID, wish.Classification{Colour: wish.Yellow, Unit: w.office.ID, Text: "要街道办"})
		w.must(err)
		if kept.DueSpan != "3wd" || !kept.AnswerDue.Equal(kept.Due) {
			t.Errorf("its clock is %s until %s, the answer's until %s", kept.DueSpan, kept.Due, kept.AnswerDue)
		}
		r, by, ok, err := w.s.Why(ctx, kept.ID)
		if err != nil || !ok || !r.Followed || by.ID != e.ID || !slices.Equal(by.Evidence, e.Evidence) {
			t.Errorf("%+v, %+v, %v, %v", r, by, ok, err)
		}
		departed := w.accepted(wish.Repair)
		departed, err = w.wishes.Classify(ctx, w.secretary, departed.ID, wish.Classification{Colour: wish.Blue})
		w.must(err)
		if r, _, ok, err := w.s.Why(ctx, departed.ID); err != nil || !ok || r.Followed || r.Colour != wish.Yellow || r.Unit != w.office.ID || departed.DueSpan != "5wd" {
			t.Errorf("departed from: %+v, %v, %v, %s", r, ok, err, departed.DueSpan)
		}
		none := w.accepted(wish.Elders)
		_, err = w.wishes.Classify(ctx, w.secretary, none.ID, wish.Classification{Colour: wish.Blue})
		w.must(err)
		if _, _, ok, err := w.s.Why(ctx, none.ID); ok || err != nil {
			t.Errorf("of a topic without an entry: %v, %v", ok, err)
		}
	})
}

// What the preview says would happen is what happens: the same wishes, filed again after the entry was saved, are proposed so.
func TestThePreviewTellsWhatComes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.save(w.bai, dispatch.Entry{Place: community, Topic: "traffic", Colour: wish.Yellow, Unit: w.office.ID})
		for i, kind := range []wish.Topic{wish.Repair, wish.Repair, wish.Repair, wish.Traffic, wish.Elders} {
			x := w.accepted(kind)
			in := wish.Classification{Colour: wish.Blue}
			if i == 0 {
				in = wish.Classification{Colour: wish.Yellow, Unit: w.office.ID, Text: "要街道办"}
			}
			_, err := w.wishes.Classify(ctx, w.secretary, x.ID, in)
			w.must(err)
		}
		broad := dispatch.Entry{Place: street, Colour: wish.Yellow, Unit: w.office.ID}
		v, err := w.s.Preview(ctx, w.bai, broad)
		if err != nil || v.Read != 5 || v.Decided != 4 || v.Same != 1 || len(v.Moves) != 1 || v.Moves[0].N != 3 || v.Moves[0].Colour != wish.Blue || len(v.Rows) != 3 || v.Capped {
			t.Fatalf("%+v, %v", v, err)
		}
		if all, err := w.s.List(ctx, w.bai, dispatch.Filter{Place: street}); err != nil || len(all.Entries) != 1 {
			t.Errorf("the preview has written: %+v, %v", all, err)
		}
		w.save(w.bai, broad)
		p, ok, err := w.s.Propose(ctx, w.accepted(wish.Repair))
		if err != nil || !ok || p.Unit != v.Rows[0].To || p.Unit != w.office.ID {
			t.Errorf("%+v, %v, %v", p, ok, err)
		}
		if _, err := w.s.Preview(ctx, w.secretary, broad); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who may not: %v", err)
		}
	})
}

// A file is shown first and then done; what goes out comes in as nothing new; each bad line says why.
func TestACatalogueAsAFile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.save(w.bai, dispatch.Entry{Place: street, Topic: "repair", Colour: wish.Yellow})
		w.clock.Add(time.Minute)
		table, err := sheet.Read([]byte(strings.Join([]string{
			"地方编码,事项编号,颜色,责任单位,时限,佐证,从",
			"320613007000,设施维修,黄,社会事务办,3个工作日,照片、现场走访,",
			"320613007,traffic,黄,,24小时,,2027/1/1",
			"320613007005,全部,蓝,本社区,,,",
			"320613,repair,蓝,,,,", "320613007,没有的,蓝,,,,", "320613007,elders,紫,,,,", "320613007,elders,黄,没有的单位,,,", "320613007,elders,蓝,,9个工作日,,",
			"320613007,elders,蓝,,,印章,", "320613007,elders,蓝,,,,哪天", "320613007,traffic,蓝,,,,",
		}, "\n")))
		w.must(err)
		plan, err := w.s.Plan(ctx, w.bai, table)
		w.must(err)
		var why []string
		for _, r := range plan.Refused {
			why = append(why, strings.TrimPrefix(r.Key, "dispatch.error."))
		}
		want := []string{"reach", "wish.error.topic", "wish.error.colour", "wish.error.unit", "clock_cell", "evidence", "from", "twice"}
		if len(plan.Added) != 2 || len(plan.Changed) != 1 || !slices.Equal(why, want) {
			t.Fatalf("%d added, %d changed, left out: %v", len(plan.Added), len(plan.Changed), why)
		}
		w.must(w.s.TakeOver(ctx, w.bai, table, plan.Digest(), "file"))
		w.must(w.s.TakeOver(ctx, w.bai, table, plan.Digest(), "file")) // sent twice
		if again, err := w.s.Plan(ctx, w.bai, table); err != nil || again.Any() || again.Same != 3 {
			t.Errorf("twice: %+v, %v", again, err)
		}
		if err := w.s.TakeOver(ctx, w.bai, table, plan.Digest(), "other"); !errs.Is(err, errs.Conflict) {
			t.Errorf("what was shown of another moment: %v", err)
		}
		all, err := w.s.List(ctx, w.bai, dispatch.Filter{Place: street})
		w.must(err)
		tree, err := w.topics.Tree(ctx, w.d)
		w.must(err)
		head, lines := dispatch.Table(all.Entries, tree, nil, map[string]string{w.office.ID: "社会事务办"}, w.clock.Now())
		back := sheet.Sheet{Head: head}
		for i, l := range lines {
			back.Lines = append(back.Lines, sheet.Line{N: i + 2, Cells: l})
		}
		if round, err := w.s.Plan(ctx, w.bai, back); err != nil || round.Any() || len(round.Refused) > 0 || round.Same != 3 {
			t.Errorf("what goes out comes in as something else: %+v, %v", round, err)
		}
		if _, err := w.s.Plan(ctx, w.secretary, table); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who may not: %v", err)
		}
	})
}

// Who takes out what holds at a street, also what is set above and what begins later, and reads it in as it is, changes nothing; a line of
// the level above that says something else is refused.
func TestWhatGoesOutComesInUnchanged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.save(w.centre, dispatch.Entry{Place: district, Topic: "repair", Colour: wish.Red, Unit: w.group.ID, Clock: "24h", Evidence: []dispatch.Evidence{dispatch.Visit, dispatch.Record}})
		w.save(w.bai, dispatch.Entry{Place: street, Topic: "repair", Colour: wish.Yellow, Unit: w.office.ID, Clock: "3wd"})
		w.clock.Add(time.Minute)
		w.save(w.bai, dispatch.Entry{Place: street, Topic: "repair", Colour: wish.Blue, From: monday.AddDate(0, 0, 30)})
		w.save(w.bai, dispatch.Entry{Place: community, Colour: wish.Blue})
		tree, err := w.topics.Tree(ctx, w.d)
		w.must(err)
		f := dispatch.Filter{Place: street, Limit: 3}
		n, err := w.s.Count(ctx, w.bai, f)
		w.must(err)
		back := sheet.Sheet{}
		for i := 2; ; {
			page, err := w.s.List(ctx, w.bai, f)
			w.must(err)
			head, lines := dispatch.Table(page.Entries, tree, nil, map[string]string{w.office.ID: "社会事务办", w.group.ID: "区交通工作组"}, w.clock.Now())
			for _, l := range lines {
				back.Lines = append(back.Lines, sheet.Line{N: i, Cells: l})
				i++
			}
			if back.Head, f.After = head, page.Next; page.Next == "" {
				break
			}
		}
		if n != 4 || len(back.Lines) != n {
			t.Fatalf("%d counted, %d out", n, len(back.Lines))
		}
		if round, err := w.s.Plan(ctx, w.bai, back); err != nil || round.Any() || len(round.Refused) > 0 || round.Same != 4 {
			t.Errorf("what goes out comes in as something else: %+v, %v", round, err)
		}
		back.Lines[0].Cells[4] = "蓝"
		if round, err := w.s.Plan(ctx, w.bai, back); err != nil || len(round.Refused) != 1 || round.Refused[0].Key != "dispatch.error.reach" {
			t.Errorf("another colour for the district: %+v, %v", round, err)
		}
	})
}

func topicBelow(parent, zh string) topic.Change { return topic.Change{Parent: parent, Zh: zh} }
