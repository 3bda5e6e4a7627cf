package i18n

import (
	"fmt"
	"time"
)

// Zone is China's one time zone. It has had no daylight saving since 1991, so a fixed offset is exact for everything
// that linli dates, and no time zone database is needed.
func Zone() *time.Location { return time.FixedZone("CST", 8*60*60) }

const month = "2 January"

// Date is the day: 5月22日, 22 May; with the year when it is not the current one.
func (l Localizer) Date(t time.Time) string {
	t = t.In(Zone())
	other := t.Year() != l.now.In(Zone()).Year()
	switch {
	case l.lang == English && other:
		return t.Format(month + " 2006")
	case l.lang == English:
		return t.Format(month)
	case other:
		return t.Format("2006年1月2日")
	default:
		return t.Format("1月2日")
	}
}

// DateLong is the day with year and weekday: 2026年5月14日，星期四; Thursday 14 May 2026.
func (l Localizer) DateLong(t time.Time) string {
	t = t.In(Zone())
	if l.lang == English {
		return t.Format("Monday " + month + " 2006")
	}
	return t.Format("2006年1月2日") + "，星期" + weekday(t)
}

// DateWeekday is the day with its weekday in brackets: 5月20日（周三）; Wednesday 20 May.
func (l Localizer) DateWeekday(t time.Time) string {
	t = t.In(Zone())
	if l.lang == English {
		return t.Weekday().String() + " " + l.Date(t)
	}
	return l.Date(t) + "（周" + weekday(t) + "）"
}

// Clock is the time of day as people work with it: 14:30.
func (l Localizer) Clock(t time.Time) string { return t.In(Zone()).Format("15:04") }

// ClockSpoken is the time of day as people say it: 下午 2:30; 2:30 pm. Pages of residents use it.
func (l Localizer) ClockSpoken(t time.Time) string {
	t = t.In(Zone())
	if l.lang == English {
		return t.Format("3:04 pm")
	}
	return partOfDay(t.Hour()) + " " + t.Format("3:04")
}

// DateTime is day and time at a desk: 5月13日 16:40; 13 May, 16:40.
func (l Localizer) DateTime(t time.Time) string {
	if l.lang == English {
		return l.Date(t) + ", " + l.Clock(t)
	}
	return l.Date(t) + " " + l.Clock(t)
}

// Ago is how long ago something happened, as far as that is easier to grasp than a date.
func (l Localizer) Ago(t time.Time) string {
	past := l.now.Sub(t)
	minutes, hours := int(past/time.Minute), int(past/time.Hour)
	switch en := l.lang == English; {
	case past < time.Minute && en:
		return "just now"
	case past < time.Minute:
		return "刚才"
	case past < time.Hour && en:
		return counted(minutes, "minute") + " ago"
	case past < time.Hour:
		return fmt.Sprintf("%d 分钟前", minutes)
	case past < 12*time.Hour && en:
		return counted(hours, "hour") + " ago"
	case past < 12*time.Hour:
		return fmt.Sprintf("%d 小时前", hours)
	default:
		return l.DateTime(t)
	}
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func weekday(t time.Time) string {
	return [...]string{"日", "一", "二", "三", "四", "五", "六"}[t.Weekday()]
}

func partOfDay(hour int) string {
	switch {
	case hour < 6:
		return "凌晨"
	case hour < 12:
		return "上午"
	case hour < 13:
		return "中午"
	case hour < 18:
		return "下午"
	default:
		return "晚上"
	}
}
