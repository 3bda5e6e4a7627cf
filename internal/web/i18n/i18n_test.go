package i18n_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/web/i18n"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		table   []i18n.Message
		because string
	}{
		{"a key that is there twice", []i18n.Message{{"a", "甲", "A"}, {"a", "乙", "B"}}, "a: there twice"},
		{"no Chinese", []i18n.Message{{"a", " ", "A"}}, "a: a text is empty"},
		{"no English", []i18n.Message{{"a", "甲", ""}}, "a: a text is empty"},
		{"no key", []i18n.Message{{"", "甲", "A"}}, "no key"},
		{"an argument only in Chinese", []i18n.Message{{"a", "{0} 件", "wishes"}}, "a: the languages differ"},
		{"different arguments", []i18n.Message{{"a", "{0}", "{1}"}}, "a: the languages differ"},
		{"three plural forms", []i18n.Message{{"a", "{0}", "{0}|{0}s|{0}x"}}, "a: more than two"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := i18n.New(c.table); err == nil || !strings.Contains(err.Error(), c.because) {
				t.Errorf("err = %v, want %q", err, c.because)
			}
		})
	}
	if _, err := i18n.New([]i18n.Message{{"a", "甲", "A"}}, []i18n.Message{{"a", "甲", "A"}}); err == nil {
		t.Error("a key in two tables is accepted")
	}
}

func TestT(t *testing.T) {
	t.Parallel()
	c := i18n.Must([]i18n.Message{
		{"wish.count", "{0} 件心愿", "{0} wish|{0} wishes"},
		{"wish.late", "{0}超 {1} 个工作日", "{0}: {1} working day late|{0}: {1} working days late"},
		{"role.secretary", "社区书记", "the community secretary"},
		{"wish.only", "这一步要由{0}来办", "This step is for {0}"},
		{"due", "{0}前答复", "Answer by {0}"},
		{"braces", "{x} {}", "{x} {}"},
	})
	now := time.Date(2026, 5, 14, 2, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		name   string
		key    string
		args   []any
		zh, en string
	}{
		{"one", "wish.count", []any{1}, "1 件心愿", "1 wish"},
		{"none is many", "wish.count", []any{0}, "0 件心愿", "0 wishes"},
		{"many", "wish.count", []any{int64(12)}, "12 件心愿", "12 wishes"},
		{"the first number decides", "wish.late", []any{"2026-000123", 1}, "2026-000123超 1 个工作日", "2026-000123: 1 working day late"},
		{"a key as argument", "wish.only", []any{i18n.Key("role.secretary")}, "这一步要由社区书记来办", "This step is for the community secretary"},
		{"a time as argument", "due", []any{now}, "5月14日前答复", "Answer by 14 May"},
		{"a missing argument stays visible", "due", nil, "{0}前答复", "Answer by {0}"},
		{"other braces stay", "braces", nil, "{x} {}", "{x} {}"},
		{"an unknown key shows itself", "nobody.knows", nil, "nobody.knows", "nobody.knows"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if got := c.At(i18n.Chinese, now).T(x.key, x.args...); got != x.zh {
				t.Errorf("Chinese %q, want %q", got, x.zh)
			}
			if got := c.At(i18n.English, now).T(x.key, x.args...); got != x.en {
				t.Errorf("English %q, want %q", got, x.en)
			}
		})
	}
	if got := (i18n.Localizer{}).T("a"); got != "a" {
		t.Errorf("the zero value says %q", got)
	}
}

// Whatever an argument says, it is said as it is: an argument is never read as a template.
func TestArgumentsAreNotTemplates(t *testing.T) {
	t.Parallel()
	l := i18n.Must([]i18n.Message{{"a", "{0}，{1}", "{0}, {1}"}}).For(i18n.Chinese)
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if got := l.T("a", a, b); got != a+"，"+b {
			t.Fatalf("%q", got)
		}
	})
}

func TestDates(t *testing.T) {
	t.Parallel()
	c := i18n.Must()
	now := time.Date(2026, 5, 14, 2, 6, 0, 0, time.UTC) // 10:06 in China
	zh, en := c.At(i18n.Chinese, now), c.At(i18n.English, now)
	at := func(y int, m time.Month, d, h, min int) time.Time {
		return time.Date(y, m, d, h, min, 0, 0, i18n.Zone())
	}
	for _, x := range []struct{ name, zhGot, zhWant, enGot, enWant string }{
		{"a day of this year", zh.Date(at(2026, 5, 22, 9, 0)), "5月22日", en.Date(at(2026, 5, 22, 9, 0)), "22 May"},
		{"of another year", zh.Date(at(2027, 1, 4, 9, 0)), "2027年1月4日", en.Date(at(2027, 1, 4, 9, 0)), "4 January 2027"},
		{"China's day, not Greenwich's", zh.Date(time.Date(2026, 5, 13, 16, 0, 0, 0, time.UTC)), "5月14日", en.Date(time.Date(2026, 5, 13, 16, 0, 0, 0, time.UTC)), "14 May"},
		{"in full", zh.DateLong(now), "2026年5月14日，星期四", en.DateLong(now), "Thursday 14 May 2026"},
		{"with its weekday", zh.DateWeekday(at(2026, 5, 20, 14, 30)), "5月20日（周三）", en.DateWeekday(at(2026, 5, 20, 14, 30)), "Wednesday 20 May"},
		{"a clock at a desk", zh.Clock(at(2026, 5, 14, 14, 30)), "14:30", en.Clock(at(2026, 5, 14, 14, 30)), "14:30"},
		{"a clock for residents", zh.ClockSpoken(at(2026, 5, 14, 14, 30)), "下午 2:30", en.ClockSpoken(at(2026, 5, 14, 14, 30)), "2:30 pm"},
		{"in the morning", zh.ClockSpoken(at(2026, 5, 14, 8, 30)), "上午 8:30", en.ClockSpoken(at(2026, 5, 14, 8, 30)), "8:30 am"},
		{"at noon", zh.ClockSpoken(at(2026, 5, 14, 12, 5)), "中午 12:05", en.ClockSpoken(at(2026, 5, 14, 12, 5)), "12:05 pm"},
		{"at night", zh.ClockSpoken(at(2026, 5, 14, 0, 5)), "凌晨 12:05", en.ClockSpoken(at(2026, 5, 14, 0, 5)), "12:05 am"},
		{"in the evening", zh.ClockSpoken(at(2026, 5, 14, 19, 0)), "晚上 7:00", en.ClockSpoken(at(2026, 5, 14, 19, 0)), "7:00 pm"},
		{"day and time", zh.DateTime(at(2026, 5, 13, 16, 40)), "5月13日 16:40", en.DateTime(at(2026, 5, 13, 16, 40)), "13 May, 16:40"},
		{"just now", zh.Ago(now.Add(-20 * time.Second)), "刚才", en.Ago(now.Add(-20 * time.Second)), "just now"},
		{"minutes ago", zh.Ago(now.Add(-2 * time.Minute)), "2 分钟前", en.Ago(now.Add(-time.Minute)), "1 minute ago"},
		{"hours ago", zh.Ago(now.Add(-3 * time.Hour)), "3 小时前", en.Ago(now.Add(-3 * time.Hour)), "3 hours ago"},
		{"longer ago is a date", zh.Ago(at(2026, 5, 12, 9, 0)), "5月12日 09:00", en.Ago(at(2026, 5, 12, 9, 0)), "12 May, 09:00"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if x.zhGot != x.zhWant || x.enGot != x.enWant {
				t.Errorf("%q, want %q; %q, want %q", x.zhGot, x.zhWant, x.enGot, x.enWant)
			}
		})
	}
}
