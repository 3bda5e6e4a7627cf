package e2e_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/dbtest"
	"linli/internal/web/webtest"
	"linli/internal/workday"
)

// The clocks that the journey below shows, each counted by hand on the calendar of the State Council's notice of 2025-11-04
// (domain.md B18):
//
//	01-01 Thu … 01-03 Sat free, 01-04 Sun works
//	02-14 Sat works, 02-15 Sun … 02-23 Mon free, 02-28 Sat works
//	04-04 Sat … 04-06 Mon free
//
// A clock of working days begins on the day after its act and ends at 17:30 of the last day.
var clocks = []struct {
	what, from string
	days       int
	due, why   string
}{
	{"accepted within", "01-02 10:00", 1, "01-04 17:30", "filed on a free Friday: Saturday 3 is free too, Sunday 4 works"},
	{"sorted within", "01-04 09:30", 2, "01-06 17:30", "from a working Sunday: 5, 6"},
	{"blue answered within", "01-05 09:00", 5, "01-12 17:30", "6, 7, 8, 9, and over a weekend without work 12"},
	{"silence", "01-08 10:00", 1, "01-09 17:30", "Friday"},
	{"judged within", "02-11 16:00", 7, "02-27 17:30", "12, 13, Saturday 14 works; 15 … 23 are free; 24, 25, 26, 27"},
	{"red answered again within", "02-13 20:00", 30, "04-02 17:30", "Saturday 14 (1); 24 … 27, Saturday 28 (6); March 2 … 6, 9 … 13, 16 … 20, 23 … 27 (26); 30, 31, April 1, 2 (30)"},
	{"judged within", "04-02 16:00", 7, "04-14 17:30", "3; 4 … 6 are free; 7, 8, 9, 10; 13, 14"},
}

// in2026 is a moment in China, written 02-13 17:30.
func in2026(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+text, workday.Zone)
	must(t, err)
	return at
}

// The calendar that linli ships agrees with the counting by hand.
func TestTheClocksOfTheJourney(t *testing.T) {
	t.Parallel()
	for _, c := range clocks {
		if due, provisional := workday.Shipped().Due(in2026(t, c.from), workday.Span{N: c.days, Unit: workday.Workday}); !due.Equal(in2026(t, c.due)) || provisional {
			t.Errorf("%s %d working days from %s: %s (%s), by hand %s", c.what, c.days, c.from, due, c.why, c.due)
		}
	}
}

// A red wish from January to April 2026 (domain.md 3.7, scenario 4), by the pages alone: the community cannot, the street
// cannot, the district's group is silent and has it, a month goes by without a word, more time, an answer before the Spring
// Festival that does not satisfy, a pause over it, another answer, and a judgement. Each date on the pages is that of the
// table above, or explained where it is read.
func TestARedWishAcrossTheSpringFestival(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for engine, dsnOf := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "spring.db") },
		"postgres": dbtest.Postgres,
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newSpring(t, b, dsnOf(t))
			w.filedAtNewYear()
			w.notForTheCommunity()
			w.silentGroup()
			w.moreTime()
			w.monthWithoutAWord()
			w.answeredBeforeTheFestival()
			w.pausedOverTheFestival()
			w.endsInApril()
		})
	}
}

// filedAtNewYear: 谈桂芬 signs in by telephone on a free Friday and makes her wish; 季小舟 accepts it on a Sunday that works.
func (w *spring) filedAtNewYear() {
	w.clock.Set(in2026(w.t, "01-02 10:00"))
	v := w.tan
	v.open("/sign-in")
	v.Type("#phone", phone)
	v.press("account.code.send")
	v.Type("#code", (&fresh{district: w.district, box: w.box}).code(w.t, phone))
	v.press("account.sign_in.go")
	v.press("wish.act.file")
	v.tick("topic", "traffic")
	v.Type("#text", "学校门口的红绿灯绿灯太短，老人孩子过不完马路。")
	v.tick("visibility", "public")
	v.press("file.send")
	words := v.HTML().Texts(".ll-q strong")
	if len(words) != 2 {
		w.t.Fatalf("not a receipt: %s", v.HTML().Text("main"))
	}
	w.number, w.path = words[0], strings.TrimSuffix(strings.TrimPrefix(v.URL(), w.site), "/receipt")
	v.press("receipt.see")
	v.reads("dd", "1月4日前告诉您收没收下")
	v.reads(".ll-clock", "1月4日 下午 5:30") // one working day is left, two days from now

	v = w.at("01-04 09:30", "季小舟")
	v.reads(".ll-clock", "今天 17:30")
	w.did(v, "accept")
	v = w.at("01-04 10:00", "谈桂芬")
	v.reads("dd", "1月6日前告诉您归谁办")
	v.reads(".ll-clock", "还有 2 个工作日")
}

// notForTheCommunity: 闻立溪 sorts it into blue, sees that the community cannot, and asks the street, which takes it. The clock
// of blue runs on.
func (w *spring) notForTheCommunity() {
	v := w.at("01-05 09:00", "闻立溪")
	v.reads(".ll-clock", "明天 17:30")
	if status := v.Go(`a[href*="classify?to=blue"]`); status != 200 {
		w.t.Fatalf("blue leads to %d", status)
	}
	v.press("desk.classify.do.blue")
	v = w.at("01-05 09:30", "谈桂芬")
	v.reads("dd", "1月12日前答复您")
	v.reads(".ll-clock", "还有 5 个工作日")

	v = w.at("01-07 09:00", "闻立溪")
	v.reads(".ll-clock", "1月12日前答复，还有 3 个工作日") // 8, 9, 12
	w.did(v, "recolour", "to", "社会事务办", "text", "要和交警商量，社区办不了。")
	v = w.at("01-07 14:00", "苏见山")
	v.reads("dd", "申请转黄，由社会事务办来办")
	v.reads("dd", "中心村社区") // responsible until the street has accepted
	w.did(v, "receive")
	v = w.at("01-07 16:00", "谈桂芬")
	v.reads(".ll-timeline", "转黄，由社会事务办来办")
	v.reads("dd", "1月12日前答复您")
	v.reads(".ll-clock", "还有 3 个工作日")
	for _, words := range []string{"要和交警商量"} {
		if strings.Contains(v.HTML().Text("main"), words) {
			w.t.Errorf("the submitter reads what staff write to each other: %q", words)
		}
	}
}

// silentGroup: the street cannot either. 柏时雨 names the superior group on Thursday; it has not answered by Friday at 17:30,
// which counts as yes, and not a minute sooner.
func (w *spring) silentGroup() {
	v := w.at("01-08 10:00", "柏时雨")
	w.did(v, "recolour", "to", "区交通工作组", "text", "信号灯归区里管，街道办不了。")
	for _, c := range []struct {
		at   string
		want int
	}{{"01-09 17:29", 0}, {"01-09 17:30", 1}} {
		w.clock.Set(in2026(w.t, c.at))
		if n, err := w.app.Asks.TakeSilent(w.t.Context()); n != c.want || err != nil {
			w.t.Errorf("at %s silence takes %d wishes, want %d: %v", c.at, n, c.want, err)
		}
	}
	v = w.at("01-09 18:00", "谈桂芬")
	v.reads(".ll-timeline", "转红，由区交通工作组来办")
	v.reads("dd", "1月12日前答复您") // the date of blue still
	v.reads(".ll-clock", "1月12日 下午 5:30")
	v.reads(".ll-mark", "红")
}

// moreTime: 谷雨生 asks on the last day, 言慎之 gives it, and both dates are shown to everybody.
func (w *spring) moreTime() {
	v := w.at("01-12 09:00", "谷雨生")
	v.reads(".ll-clock", "今天 17:30")
	w.did(v, "take_up")
	v = w.at("01-12 09:30", "谷雨生")
	w.did(v, "extend", "day", "2026-02-28", "text", "方案要评审，设备要招标。")
	v = w.at("01-12 10:00", "言慎之")
	v.reads("main strong, dd", "申请延到2月28日")
	w.did(v, "approve")
	for _, who := range []string{"谈桂芬", "谷雨生"} {
		v = w.at("01-12 10:30", who)
		v.reads(".ll-timeline", "延到2月28日，原定1月12日")
		v.reads(".ll-timeline", "方案要评审，设备要招标。")
		// To a Saturday that works. January 13 … 16, 19 … 23, 26 … 30 are 14; February 2 … 6, 9 … 13 and Saturday 14 are 11;
		// 24 … 27 and Saturday 28 are 5.
		v.reads(".ll-clock", "还有 30 个工作日")
	}
	v.reads("dd", "1 次，原定1月12日")
}

// monthWithoutAWord: on 9 February a month has gone since it became red, and the levels above see it; a note of the day after
// ends that.
func (w *spring) monthWithoutAWord() {
	missing := w.tan.say("desk.fact.note.missing")
	for _, who := range []string{"言慎之", "时守正"} {
		if v := w.at("02-09 17:29", who); strings.Contains(v.HTML().Text("main"), missing) {
			w.t.Errorf("%s reads that a note is missing before the month has gone", who)
		}
		v := w.at("02-09 17:31", who)
		v.reads("dd", missing)
		v.reads(".ll-clock", "2月28日前答复，还有 10 个工作日") // 10 … 13, Saturday 14, 24 … 27, Saturday 28
	}
	v := w.at("02-10 14:00", "谷雨生")
	w.did(v, "note", "text", "方案评审过了，明天装。", "audience", "public")
	v = w.at("02-10 15:00", "时守正")
	if strings.Contains(v.HTML().Text("main"), missing) {
		w.t.Error("after the note it is still missing")
	}
	w.at("02-10 16:00", "谈桂芬").reads(".ll-timeline", "方案评审过了，明天装。")
}

// answeredBeforeTheFestival: the answer comes on Wednesday 11 February; 谈桂芬 is not satisfied and has it taken up again on
// Friday evening.
func (w *spring) answeredBeforeTheFestival() {
	v := w.at("02-11 16:00", "谷雨生")
	w.did(v, "answer", "text", "信号灯换好了，绿灯从十五秒改到二十秒。")
	v = w.at("02-13 19:00", "谈桂芬")
	v.reads(".ll-ask", "2月27日前评都行")
	v.reads("dd", "2月27日前评都行")
	v.reads(".ll-clock", "还有 5 个工作日") // Saturday 14, 24 … 27
	v.tick("solved", "no")
	v.tick("rating", "unsatisfied")
	v.Type("main textarea", "老人走到一半就变灯。")
	v.press("rate.send")
	v.reads(".ll-toast", w.tan.say("rate.done.unsatisfied"))
	v = w.at("02-13 20:00", "谈桂芬")
	v.press("wish.act.reopen")
	v.Type("[name=text]", "还差十秒，老人走不完。")
	v.press("reopen.send")
	v.fine()
	v = w.at("02-13 20:30", "谈桂芬")
	v.reads("dd", "区交通工作组") // the first time it stays where it was answered
	v.reads("dd", "4月2日前答复您")
	v.reads(".ll-clock", "还有 30 个工作日")
}

// pausedOverTheFestival: on the Saturday that works the group asks for a pause until the first day after the festival. One
// working day lies in it, the 24th, on which the clock goes on by itself: the date moves from Thursday 2 to Friday 3 April,
// and 29 working days are left on the 24th as on the 14th.
func (w *spring) pausedOverTheFestival() {
	v := w.at("02-14 10:00", "谷雨生")
	v.reads(".ll-clock", "4月2日前答复，还有 29 个工作日")
	w.did(v, "suspend", "day", "2026-02-24", "text", "施工队回家过年，节后接着调。")
	v = w.at("02-14 10:30", "言慎之")
	v.reads("main strong, dd", "申请停到2月24日")
	w.did(v, "approve")
	v = w.at("02-18 10:00", "谈桂芬") // the second day of the year of the horse
	v.reads(".ll-timeline", "停到2月24日，期限改为4月3日")
	v.reads(".ll-timeline", "施工队回家过年，节后接着调。")
	v.reads(".ll-clock", "停到2月24日")
	v = w.at("02-24 00:00", "谷雨生")
	v.reads(".ll-clock", "4月3日前答复，还有 29 个工作日")
	// Saturday 28 works: before it 25 days remain after the 27th, after it 24.
	w.at("02-27 09:00", "谈桂芬").reads(".ll-clock", "还有 26 个工作日")
	w.at("02-28 09:00", "谈桂芬").reads(".ll-clock", "还有 25 个工作日")
	v = w.at("03-20 10:00", "谷雨生")
	w.did(v, "note", "text", "配时重新算过，下周调。", "audience", "submitter")
}

// endsInApril: the second answer may be judged over Qingming, and is, on its last free day.
func (w *spring) endsInApril() {
	v := w.at("04-02 16:00", "谷雨生")
	v.reads(".ll-clock", "明天 17:30")
	w.did(v, "answer", "text", "绿灯加到三十五秒，中间有安全岛。")
	v = w.at("04-06 09:00", "谈桂芬")
	v.reads("dd", "4月14日前评都行")
	v.reads(".ll-clock", "还有 6 个工作日") // 7 … 10, 13, 14
	v.tick("solved", "yes")
	v.tick("rating", "satisfied")
	v.press("rate.send")
	v.reads(".ll-toast", v.say("rate.done.satisfied"))
	v = w.at("04-07 09:00", "时守正")
	v.reads("dd", v.say("wish.state.closed.solved"))
	v.reads("dd", "1 次")
	v.reads(".ll-clock", "4月6日办成")
	for _, words := range []string{"信号灯换好了", "绿灯加到三十五秒", "老人走到一半就变灯", "还差十秒"} {
		v.reads(".ll-timeline", words)
	}
}
