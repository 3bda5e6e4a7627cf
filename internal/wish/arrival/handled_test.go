package arrival_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/event"
	"linli/internal/intake"
	"linli/internal/metric"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/callback"
	"linli/internal/wish/escalate"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/appraisal"
	"linli/internal/wish/list"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

const moreHeads = "来源,工单编号,诉求时间,所属社区,诉求内容,联系人,联系电话,工单状态,结案时间,三色,承办部门,办结时限,签收时间,是否解决,满意情况,回访时间"

// firms are the units of the street that get wishes of the community.
type firms struct{ committee, property, street, office, group org.Org }

func (w *world) firms() firms {
	w.t.Helper()
	committee, err := org.CommunityOf(w.t.Context(), w.d, community)
	w.must(err)
	street, err := org.StreetOrgs(w.t.Context(), w.d, street)
	w.must(err)
	w.org(org.Bureau, "320613", "区数据局")
	w.org(org.PropertyFirm, beside, "校西物业")
	return firms{
		committee, w.org(org.PropertyFirm, community, "花半里物业服务有限公司"), street[0],
		w.org(org.StreetOffice, "320613007", "社会事务办"), w.org(org.SuperiorGroup, "320613", "区供水专班"),
	}
}

// by are the wishes by the last digits of what they are called elsewhere.
func (w *world) by() map[string]wish.Wish {
	w.t.Helper()
	all, out := w.wishes(), map[string]wish.Wish{}
	ids := make([]string, len(all))
	for i, x := range all {
		ids[i] = x.ID
	}
	from, err := arrival.Sources(w.t.Context(), w.d, ids)
	w.must(err)
	for _, x := range all {
		out[from[x.ID].Number] = x
	}
	return out
}

// more is a line of moreHeads: its number, and what its state, end, colour, unit, deadline, taking up, judgement and call say.
func more(number string, cells ...string) string {
	return strings.Join(append([]string{"12345", number, "2026-05-06 10:00", "中心村社区", "楼道灯坏了三天没人修", "陈女士", "13800000001"}, append(cells, make([]string, 9-len(cells))...)...), ",")
}

func (w *world) recounted() {
	w.t.Helper()
	if wrong, err := figure.New(w.d, w.rules).Recount(w.t.Context()); err != nil || wrong != 0 {
		w.t.Errorf("the counts differ in %d rows from a recount, %v", wrong, err)
	}
}

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// An open order with a unit arrives in the hands of that unit, sorted by its level, with its deadline or the clock of its colour.
func TestSortedOrdersArriveAtTheirUnits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		f := w.firms()
		r := w.imported(w.centre, "wishes", moreHeads,
			more("1", "待办", "", "黄", "社会事务办", "2026-05-20"),
			more("2", "待办", "", "", "花半里物业服务有限公司"),
			more("3", "办理中", "", "红", "区供水专班", "2026-06-01 12:00"),
			more("4", "待办", "", "", "钟秀街道、社会事务办、花半里物业", "2026/5/22", "2026-05-07 09:30"),
			more("5", "待办", "", "", "中心村居委会", "2026-05-06"),
			more("6", "待办", "", "", "", "2026-05-19"),
		)
		if r.In != 6 || r.Refused+r.Late != 0 {
			t.Fatalf("%+v: %v", r, w.lines(r, intake.Refused))
		}
		all, filed := w.by(), at("2026-05-06 10:00")
		book, err := w.rules.Book(t.Context())
		w.must(err)
		clock, _ := book.Calendar().Due(filed, book.Span("wish.clock.answer.blue", community, monday))
		for number, want := range map[string]wish.Wish{
			"1": {State: wish.Classified, Colour: wish.Yellow, Unit: f.office.ID, Sender: f.committee.ID, Due: at("2026-05-20 17:30"), ClassifiedAt: monday, AcceptedAt: monday},
			"2": {State: wish.Classified, Colour: wish.Blue, Unit: f.property.ID, Sender: f.committee.ID, Due: clock, ClassifiedAt: monday, AcceptedAt: monday},
			"3": {State: wish.InProgress, Colour: wish.Red, Unit: f.group.ID, Sender: f.committee.ID, Due: at("2026-06-01 12:00"), ClassifiedAt: monday, AcceptedAt: monday, NotedAt: monday},
			"4": {State: wish.InProgress, Colour: wish.Yellow, Unit: f.street.ID, Sender: f.committee.ID, Due: at("2026-05-22 17:30"), ClassifiedAt: filed, AcceptedAt: at("2026-05-07 09:30"), TakenAt: at("2026-05-07 09:30")},
			"5": {State: wish.Classified, Colour: wish.Blue, Unit: f.committee.ID, Due: at("2026-05-06 17:30"), ClassifiedAt: monday, AcceptedAt: monday},
		} {
			x := all[number]
			got := wish.Wish{State: x.State, Colour: x.Colour, Unit: x.Unit, Sender: x.Sender, Due: x.Due, ClassifiedAt: x.ClassifiedAt, AcceptedAt: x.AcceptedAt, TakenAt: x.TakenAt, NotedAt: x.NotedAt}
			for _, at := range []*time.Time{&got.Due, &got.ClassifiedAt, &got.AcceptedAt, &got.TakenAt, &got.NotedAt, &want.Due} {
				if *at = at.UTC(); at.IsZero() {
					*at = time.Time{}
				}
			}
			if !slices.Equal([]any{got.State, got.Colour, got.Unit, got.Sender, got.Due, got.ClassifiedAt, got.AcceptedAt, got.TakenAt, got.NotedAt},
				[]any{want.State, want.Colour, want.Unit, want.Sender, want.Due, want.ClassifiedAt, want.AcceptedAt, want.TakenAt, want.NotedAt}) {
				t.Errorf("%s:\n got %+v\nwant %+v", number, got, want)
			}
			if c := x.Clock(); !c.Started.Equal(filed) || !c.Due.Equal(x.AnswerDue) || x.Open() == false {
				t.Errorf("%s: its clock runs from %v to %v", number, c.Started, c.Due)
			}
		}
		if x := all["6"]; x.State != wish.Submitted || x.Unit != f.committee.ID || !x.AnswerDue.Equal(at("2026-05-19 17:30")) || !x.Due.Before(at("2026-05-13 00:00")) {
			t.Errorf("one with a deadline and without a unit: %+v", x)
		}
		tasks, err := side.TasksOf(t.Context(), w.d, all["4"].ID)
		if err != nil || len(tasks) != 2 || !tasks[0].DoneAt.IsZero() || !slices.Equal(all["4"].Beside, []string{f.office.ID, f.property.ID}) {
			t.Errorf("who helps has %+v, %v", tasks, err)
		}
		w.told(map[string]int{f.office.ID: 1, f.property.ID: 1, f.group.ID: 1, f.street.ID: 1, f.committee.ID: 2})
		w.inbox(f.property, all["2"], all["4"])
		w.recounted()
	})
}

// told checks how many wishes each unit is told of.
func (w *world) told(want map[string]int) {
	w.t.Helper()
	got := map[string]int{}
	w.must(db.Each(w.t.Context(), w.d, func(r db.Row) error {
		var unit string
		var n int
		err := r.Scan(&unit, &n)
		got[unit] = n
		return err
	}, "SELECT unit, SUM(wishes) FROM wish_arrival GROUP BY unit"))
	if !maps.Equal(got, want) {
		w.t.Errorf("units are told of %v, want %v", got, want)
	}
}

// inbox checks what a unit's officer finds in the inbox: what the unit has, and what it helps with.
func (w *world) inbox(of org.Org, want ...wish.Wish) {
	w.t.Helper()
	page, err := list.New(w.d).Inbox(w.t.Context(), w.hired("苏见山", of, actor.Handler), list.DeskMine, list.Filter{})
	w.must(err)
	var got, numbers []string
	for _, x := range page.Wishes {
		got = append(got, x.Number)
	}
	for _, x := range want {
		numbers = append(numbers, x.Number)
	}
	slices.Sort(got)
	slices.Sort(numbers)
	if !slices.Equal(got, numbers) {
		w.t.Errorf("the inbox has %v, want %v", got, numbers)
	}
}

// What cannot be is refused with the column and the reason.
func TestWhatOfTheHandlingIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.firms()
		w.org(org.Unit, street, "自来水站")
		w.org(org.Unit, "320613", "自来水站")
		done := []string{"办结", "2026-05-08"}
		cases := []struct {
			who   actor.Actor
			cells []string
			want  string
		}{
			{w.centre, []string{"待办", "", "黄", "没有的单位"}, "unit:intake.wishes.unit"},
			{w.centre, []string{"待办", "", "", "校西物业"}, "unit:intake.wishes.unit_place"},
			{w.centre, []string{"待办", "", "", "区数据局"}, "unit:intake.wishes.unit_place"},
			{w.centre, []string{"待办", "", "", "自来水站"}, "unit:intake.wishes.units"},
			{w.centre, []string{"待办", "", "蓝", "社会事务办"}, "unit:intake.wishes.unit_level"},
			{w.centre, []string{"待办", "", "黄"}, "colour:intake.wishes.open_colour"},
			{w.centre, []string{"待办", "", "", "", "2026-05-05"}, "due:intake.wishes.due_early"},
			{w.centre, []string{"待办", "", "", "", "下周"}, "due:intake.error.time"},
			{w.centre, []string{"待办", "", "", "", "", "2026-05-05"}, "taken:intake.wishes.taken_early"},
			{w.centre, []string{"待办", "", "", "", "", "", "解决", "满意"}, "solved:intake.wishes.open_judged"},
			{w.centre, []string{"", "", "", "", "", "", "", "满意"}, "rating:intake.wishes.open_judged"},
			{w.centre, append(slices.Clone(done), "", "", "", "", "", "满意"), "solved:intake.wishes.judged_both"},
			{w.centre, append(slices.Clone(done), "", "", "", "", "解决", "未评价"), "rating:intake.wishes.judged_both"},
			{w.centre, append(slices.Clone(done), "", "", "", "", "大概", "还行"), "solved:intake.wishes.solved；rating:intake.wishes.rating"},
			{w.centre, append(slices.Clone(done), "", "", "", "", "解决", "满意", "2026-05-01"), "called:intake.wishes.called_early"},
			{w.centre, append(slices.Clone(done), "", "", "", "", "解决", "满意", "2027-05-01"), "called:intake.error.future"},
			{w.centre, []string{"办结", ""}, "ended:intake.wishes.no_end"},
			{w.centre, []string{"办结", "2026-05-05"}, "ended:intake.wishes.backwards"},
			{w.ji, []string{"待办", "", "", "社会事务办"}, "unit:intake.wishes.may_sort"},
			{w.ji, []string{"待办", "", "", "中心村社区、花半里物业"}, "unit:intake.wishes.may_sort"},
			{w.ji, append(slices.Clone(done), "", "", "", "", "解决", "满意"), "rating:intake.wishes.may_judge"},
			{w.wen, append(slices.Clone(done), "", "", "", "", "解决", "满意"), "rating:intake.wishes.may_judge"},
			{w.wen, []string{"待办", "", "", "社会事务办"}, ""},
			{w.ji, []string{"待办", "", "", "中心村社区", "2026-05-20"}, ""},
			{w.ji, append(slices.Clone(done), "", "社会事务办"), ""},
			{w.centre, append(slices.Clone(done), "黄", "花半里物业", "", "", "解决", "满意"), ""}, // it was handled so, whosever level that is
			{w.centre, append(slices.Clone(done), "", "", "", "", "未评价", "-", "2026-05-09"), ""},
		}
		for _, c := range cases {
			r := w.read(c.who, moreHeads, more("9", c.cells...))
			if r.State != intake.Planned {
				t.Fatalf("%v: %+v", c.cells, r)
			}
			got := ""
			for _, l := range w.lines(r, intake.Refused) {
				for i, f := range l.Bad {
					if i > 0 {
						got += "；"
					}
					got += f.Name + ":" + f.Key
				}
			}
			if got != c.want || (got == "") != (r.Added == 1) {
				t.Errorf("%s, %v: %q, want %q", c.who.Name, c.cells, got, c.want)
			}
		}
	})
}

// What was judged in a call-back elsewhere counts as called back: in the rates of its month, of its place and of its unit, and
// nobody calls again. What was not judged counts as before.
func TestJudgedOrdersCount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		f := w.firms()
		caller := w.hired("辛言", w.org(org.Bureau, "320613", "区回访中心"), actor.CallBackOfficer)
		r := w.imported(w.centre, "wishes", moreHeads,
			more("1", "已办结", "2026-05-08 15:00", "", "社会事务办", "2026-05-20", "2026-05-06 11:00", "解决", "满意", "2026-05-09 10:00"),
			more("2", "已办结", "2026-05-08 15:00", "", "社会事务办", "2026-05-07", "", "未解决", "不满意"),
			more("3", "已办结", "2026-05-08 15:00", "", "", "", "", "是", "基本满意"),
			more("4", "已办结", "2026-05-08 15:00", "", "社会事务办"),
		)
		if r.In != 4 {
			t.Fatalf("%+v: %v", r, w.lines(r, intake.Refused))
		}
		x := w.by()["1"]
		if x.State != wish.Closed || x.CalledSolved == nil || !*x.CalledSolved || x.CalledRating != wish.Satisfied || x.Rating != "" || !x.ClosedAt.Equal(at("2026-05-08 15:00")) {
			t.Errorf("%+v", x)
		}
		calls, err := callback.CallsOf(t.Context(), w.d, x.ID)
		if err != nil || len(calls) != 1 || calls[0].Outcome != callback.Reached || !calls[0].At.Equal(at("2026-05-09 10:00")) || calls[0].Rating != wish.Satisfied {
			t.Errorf("its call: %+v, %v", calls, err)
		}
		wishes := wish.New(w.d, w.rules, counting{})
		due, err := callback.New(w.d, wishes, list.New(w.d), w.rules, w.people).List(t.Context(), caller, list.Filter{})
		if err != nil || due.Total != 0 {
			t.Errorf("%d are to be called, %v", due.Total, err)
		}
		figures, period := figure.New(w.d, w.rules), metric.Period{Kind: metric.OneMonth, First: metric.MonthOf(monday), Last: metric.MonthOf(monday)}
		v, err := figures.Place(t.Context(), w.leader, community, period)
		w.must(err)
		if s, m := v.Whole.Solved(), v.Whole.Satisfied(80); s.N != 3 || s.Num != 2 || m.N != 3 || v.Whole.Counts[figure.Silent] != 0 || v.Whole.Filed() != 4 {
			t.Errorf("solved %+v, satisfied %+v, %+v", s, m, v.Whole.Counts)
		}
		if p := v.Whole.Response(); p.N != 1 || p.Num != 1 {
			t.Errorf("one was received by a time that is known, in time: %+v", p)
		}
		month, err := appraisal.New(w.d, w.rules, figures).Month(t.Context(), w.leader, street, period.First)
		w.must(err)
		i := slices.IndexFunc(month.Units, func(u appraisal.Unit) bool { return u.ID == f.office.ID })
		if i < 0 || len(month.Units) != 1 {
			t.Fatalf("%+v", month.Units)
		}
		u := month.Units[i]
		if s, m, on := u.Solved(), u.Satisfied(80), u.OnTime(); s.N != 2 || s.Num != 1 || m.N != 2 || on.N != 2 || on.Num != 1 || u.Response().N != 2 {
			t.Errorf("the unit: solved %+v, satisfied %+v, on time %+v, response %+v", s, m, on, u.Response())
		}
		w.recounted()
	})
}

// loop is the wishes with what watches over them.
type loop struct {
	counting
	watch func() *escalate.Service
}

func (l loop) Emit(ctx context.Context, tx *db.Tx, e event.Event) error {
	if e, ok := e.(wish.Changed); ok {
		figure.ChangedTx(tx, e.Book, e.Old, e.Wish)
		return errors.Join(figure.UnitsTx(ctx, tx, e), l.watch().ChangedTx(ctx, tx, e))
	}
	return l.counting.Emit(ctx, tx, e)
}

// Orders that came long past their date do not move anything on the first night: they stand as overdue, by their true date, and
// are moved up when they have been here past it for as long as the rule says.
func TestPastDatesDoNotFallOnTheFirstNight(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		f := w.firms()
		var watch *escalate.Service
		watch = escalate.New(w.d, w.rules, wish.New(w.d, w.rules, loop{watch: func() *escalate.Service { return watch }}))
		lines := []string{moreHeads}
		for n := range 40 {
			lines = append(lines, strings.Replace(more("P"+string(rune('A'+n)), "待办", "", "", "社会事务办", "2026-05-07"), "2026-05-06 10:00", "2026-03-06 10:00", 1))
		}
		if r := w.imported(w.centre, "wishes", lines...); r.In != 40 {
			t.Fatalf("%+v", r)
		}
		if n, err := watch.Run(t.Context()); n != 0 || err != nil {
			t.Errorf("on the first night %d things are done, %v", n, err)
		}
		has, err := figure.InHand(t.Context(), w.d, []string{community}, w.d.Now())
		if err != nil || has[f.office.ID] != (figure.Now{Open: 40, Late: 40}) {
			t.Errorf("the unit has %+v, %v", has[f.office.ID], err)
		}
		told, err := watch.List(t.Context(), w.leader, street, escalate.Told, "")
		if err != nil || told.Counts[escalate.Told] != 40 {
			t.Errorf("the street sees %d past their date, %v", told.Counts[escalate.Told], err)
		}
		book, err := w.rules.Book(t.Context())
		w.must(err)
		most := book.Int("wish.raise.late", community, monday)
		for day, moved := 1, 0; moved == 0; day++ {
			w.clock.Set(monday.AddDate(0, 0, day))
			moved, err = watch.Run(t.Context())
			w.must(err)
			if late := book.Calendar().Workdays(monday, w.d.Now()); (moved == 40) != (late >= most) || late > most {
				t.Fatalf("on working day %d of %d, %d are moved up", late, most, moved)
			}
		}
		w.recounted()
	})
}
