package notice_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/notice"
	"linli/internal/notice/quiet"
	"linli/internal/notice/text"
	"linli/internal/veil"
	"linli/internal/workday"
)

// Quiet hours put nothing off for a day or more, put nothing into quiet hours, and leave alone what is outside them.
func TestQuietHoursLoseNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := quiet.Hours{From: rapid.IntRange(0, 1439).Draw(t, "from"), To: rapid.IntRange(0, 1439).Draw(t, "to")}
		at := noon.Add(time.Duration(rapid.Int64Range(0, 400*24*3600).Draw(t, "at")) * time.Second)
		got := q.After(at)
		if q.In(got) || got.Before(at) || got.Sub(at) >= 24*time.Hour || !q.In(at) && !got.Equal(at) {
			t.Errorf("%v at %v: %v", q, at.In(workday.Zone), got.In(workday.Zone))
		}
		if quiet := q.In(at); quiet {
			if c := got.In(workday.Zone); c.Hour()*60+c.Minute() != q.To {
				t.Errorf("%v ends at %v", q, c)
			}
		}
		hour := rapid.IntRange(0, 23).Draw(t, "hour")
		due := notice.Due(q, hour, at, notice.Digest)
		if q.In(due) || !due.After(at) || due.Sub(at) >= 48*time.Hour {
			t.Errorf("a digest of %d told at %v is due at %v", hour, at, due)
		}
		if q.From == q.To && due.In(workday.Zone).Hour() != hour {
			t.Errorf("a digest of %d is due at %v", hour, due.In(workday.Zone))
		}
	})
}

func TestQuietHoursByTheClock(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, workday.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	night, noonRest, none := quiet.Hours{From: 21 * 60, To: 8 * 60}, quiet.Hours{From: 12 * 60, To: 14 * 60}, quiet.Hours{From: 60, To: 60}
	for _, c := range []struct {
		q        quiet.Hours
		at, want string
	}{
		{night, "2026-03-02 20:59", "2026-03-02 20:59"},
		{night, "2026-03-02 21:00", "2026-03-03 08:00"},
		{night, "2026-03-02 23:59", "2026-03-03 08:00"},
		{night, "2026-03-03 00:00", "2026-03-03 08:00"},
		{night, "2026-03-03 07:59", "2026-03-03 08:00"},
		{night, "2026-03-03 08:00", "2026-03-03 08:00"},
		{night, "2026-12-31 22:00", "2027-01-01 08:00"},
		{noonRest, "2026-03-02 13:00", "2026-03-02 14:00"},
		{noonRest, "2026-03-02 14:00", "2026-03-02 14:00"},
		{none, "2026-03-02 01:00", "2026-03-02 01:00"},
	} {
		if got := c.q.After(at(c.at)); !got.Equal(at(c.want)) {
			t.Errorf("%v at %s: %s, want %s", c.q, c.at, got.In(workday.Zone), c.want)
		}
	}
}

// Every kind has words in both languages that may be filled, and whose preview has no field left.
func TestShippedTemplates(t *testing.T) {
	t.Parallel()
	for _, k := range notice.Templates() {
		x := notice.Shipped(k)
		if err := x.Check(); err != nil || x.Kind != k {
			t.Errorf("%s: %v", k, errs.FieldsOf(err))
		}
		for _, l := range []text.Lang{text.Chinese, text.English} {
			w := x.Preview(l, "https://linli.example.cn", noon)
			if strings.ContainsAny(w.Line+w.Body, "{}") || !strings.Contains(w.Body, "https://linli.example.cn/") {
				t.Errorf("%s %s: %+v", k, l, w)
			}
			if none := x.Preview(l, "", noon); strings.Contains(none.Body, "//") {
				t.Errorf("%s %s, without an address: %+v", k, l, none)
			}
		}
		if slices.Contains(notice.ForResidents(), k) && k != notice.Tea && !strings.Contains(x.ZH.Line, "{number}") {
			t.Errorf("%s names no number", k)
		}
	}
}

func TestTemplatesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind notice.Kind
		line string
		key  string
	}{
		"empty":                   {notice.Answered, " ", "notice.template.empty"},
		"too long":                {notice.Answered, strings.Repeat("长", 121), "notice.template.long"},
		"two lines":               {notice.Answered, "a\nb", "notice.template.characters"},
		"a telephone":             {notice.Answered, "{phone}", "notice.template.field"},
		"a name":                  {notice.Answered, "{name}", "notice.template.field"},
		"a brace alone":           {notice.Answered, "a { b", "notice.template.field"},
		"a brace that ends":       {notice.Answered, "a } b", "notice.template.field"},
		"a field of another kind": {notice.Tea, "{number}", "notice.template.field"},
	} {
		x := notice.Shipped(c.kind)
		x.ZH.Line = c.line
		fields := errs.FieldsOf(x.Check())
		if len(fields) != 1 || fields[0].Key != c.key || fields[0].Name != "zh_line" {
			t.Errorf("%s: %+v", name, fields)
		}
	}
}

// Whatever a template is, nothing but a field of its kind is put in, and what is no field is refused.
func FuzzTemplate(f *testing.F) {
	for _, k := range notice.Templates() {
		f.Add(notice.Shipped(k).ZH.Body)
		f.Add(notice.Shipped(k).EN.Line)
	}
	for _, s := range []string{"{", "}", "{}", "{number", "number}", "{{number}}", "{number}{title}", "{phone}", "x{\x00}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		x := notice.Shipped(notice.Answered)
		x.ZH = text.Words{Line: typed, Body: typed}
		w := x
		wrong := text.Wrong(notice.Fields(notice.Answered), typed)
		if wrong == "" {
			left := typed
			for _, field := range notice.Fields(notice.Answered) {
				left = strings.ReplaceAll(left, "{"+string(field)+"}", "")
			}
			if strings.ContainsAny(left, "{}") {
				t.Errorf("%q is taken", typed)
			}
			got := w.Preview(text.Chinese, "", noon).Line
			if strings.ContainsAny(got, "{}") {
				t.Errorf("%q becomes %q", typed, got)
			}
		} else if x.Check() == nil {
			t.Errorf("%q is taken, though %q is no field", typed, wrong)
		}
	})
}

// Telephones and identity numbers that somebody has typed into a title or a place never come out, on no channel.
func TestNoPlantedNumberComesOut(t *testing.T) {
	t.Parallel()
	clock := dbtest.At(noon)
	w := newWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{Now: clock.Now}), clock)
	w.withMail()
	w.withSMS()
	unit := w.unit("第一家")
	w.withRobot(notice.WeCom, unit)
	w.reads(tan, "tan@example.cn")
	w.phones[tan], w.handlers[unit] = "13900139009", []string{luo}
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		phone := "13" + rapid.StringMatching(`[0-9]{9}`).Draw(t, "phone")
		number := rapid.StringMatching(`3206[0-9]{2}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{3}[0-9X]`).Draw(t, "id")
		around := rapid.SampledFrom([]string{"", "电话", "打", " ", "：", "，我是", "找谈阿姨 "}).Draw(t, "around")
		title := rapid.SampledFrom([]string{around + phone, around + number, phone + around + number, "长椅" + around + phone + "坏了"}).Draw(t, "title")
		n++
		subject := fresh()
		w.mu.Lock()
		w.facts[subject] = text.Facts{Number: fmt.Sprintf("2026-%06d", n), Title: title, Place: "7幢 " + around + phone, Unit: "社区", Path: "/wishes"}
		w.public[subject] = true
		w.mu.Unlock()
		k := rapid.SampledFrom(notice.Kinds()).Draw(t, "kind")
		w.tell(notice.Notice{Kind: k, Persons: []string{tan}, Units: []string{unit}, Subject: chain.Subject{Kind: "wish", ID: subject}})
		clock.Add(2 * time.Minute)
		w.work()
		out := w.dump()
		for _, l := range w.mail.Letters() {
			out += l.Subject + l.Text
		}
		for _, b := range append(w.phone.got(), w.chat.got()...) {
			var x struct {
				Text any
			}
			if err := json.Unmarshal([]byte(b), &x); err != nil {
				t.Fatal(err)
			}
			out += fmt.Sprint(x.Text)
		}
		p, err := w.s.List(context.Background(), who(tan), text.Chinese, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range p.Lines {
			out += l.Text
		}
		if strings.Contains(out, phone) || strings.Contains(out, number) || strings.Contains(out, "谈阿姨") {
			t.Errorf("%q came out", title)
		}
	})
	if n == 0 || len(w.chat.got()) == 0 || len(w.phone.got()) == 0 || veil.Clear("13800138001") {
		t.Error("nothing was tried")
	}
}

// Whatever happens to channels, clocks and rights, in whatever order: each letter is taken once, waits where that is seen, or was
// dropped because its reader has no right; and once everything is well for a day, nothing waits.
func TestNothingIsLostAndNothingTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		whatever(t, rt)
	})
}

func whatever(outer *testing.T, t *rapid.T) {
	outer.Run("a world", func(test *testing.T) {
		clock := dbtest.At(noon)
		w := newWorld(test, dbtest.Open(test, dbtest.SQLite(test), db.Options{Now: clock.Now}), clock)
		w.withSMS()
		w.phones[tan], w.phones[luo] = "13800138001", "13800138002"
		told, hidden := map[string]int{}, map[string]bool{}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"tell", "tell", "work", "work", "down", "up", "wait", "night", "hide"}).Draw(t, "step") {
			case "tell":
				subject, number := fresh(), fmt.Sprintf("2026-%06d", len(told)+1)
				w.mu.Lock()
				w.facts[subject] = text.Facts{Number: number, Title: "一件事"}
				w.mu.Unlock()
				told[number] = 0
				w.tell(notice.Notice{Kind: notice.Answered, Persons: []string{tan, luo}, Subject: chain.Subject{Kind: "wish", ID: subject}})
				if rapid.IntRange(0, 4).Draw(t, "hidden") == 0 {
					w.hide(luo, subject)
					hidden[number] = true
				}
			case "work":
				w.work()
			case "down":
				w.phone.answers(503)
			case "up":
				w.phone.answers(200)
			case "wait":
				clock.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "minutes")) * time.Minute)
			case "night":
				clock.Set(workday.DateOf(clock.Now()).At(23 * time.Hour))
			}
		}
		v := w.view("sms")
		states := w.states()
		if states["waiting"] != v.Waiting || states["failed"] != 0 {
			t.Errorf("%v, and the page says %+v", states, v)
		}
		w.phone.answers(200)
		for range 4 {
			clock.Add(12 * time.Hour)
			w.work()
		}
		for _, body := range w.phone.got() {
			_, after, _ := strings.Cut(body, "心愿 ")
			told[after[:11]]++
		}
		for number, n := range told {
			if want := map[bool]int{true: 1, false: 2}[hidden[number]]; n != want {
				t.Errorf("%s went out %d times, want %d", number, n, want)
			}
		}
		if s := w.states(); s["waiting"]+s["failed"] != 0 || s["dropped"] != len(hidden) {
			t.Errorf("%v, %d hidden", s, len(hidden))
		}
	})
}
