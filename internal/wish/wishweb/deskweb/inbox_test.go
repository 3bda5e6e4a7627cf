package deskweb_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

// busy is one desk's work on Monday 11 May: late, due today, due later, elsewhere, and to be judged.
func busy(w *desk) map[int]string {
	return w.tell(
		tale{n: 127, title: "夜里广场舞声音太响", state: wish.InProgress, colour: wish.Blue, post: "ji", due: shanghai(7, 17, 30)},
		tale{n: 119, title: "地下车库入口漏水", state: wish.InProgress, colour: wish.Yellow, unit: "zhu", post: "zhu", urgency: wish.Urgent, due: shanghai(8, 17, 30)},
		tale{n: 136, title: "快递柜挡住了无障碍坡道", state: wish.Classified, colour: wish.Blue, urgency: wish.Urgent, due: shanghai(11, 17, 30)},
		tale{n: 142, title: "充电桩不够，晚上抢位置", state: wish.Accepted, topic: wish.Traffic, due: shanghai(11, 17, 30)},
		tale{n: 143, title: "北门想装个扶手", state: wish.Submitted, due: shanghai(12, 17, 30)},
		tale{n: 133, title: "六楼水压低，洗不了澡", state: wish.Classified, colour: wish.Yellow, unit: "su", urgency: wish.Critical, due: shanghai(15, 17, 30)},
		tale{n: 97, title: "公交站离大门太远", state: wish.InProgress, colour: wish.Red, unit: "yan", post: "yan", due: shanghai(29, 17, 30)},
		tale{n: 101, title: "长椅坏了一条腿", state: wish.Answered, colour: wish.Blue, post: "ji", due: shanghai(18, 17, 30)},
		tale{n: 90, title: "楼道灯修好了", state: wish.Closed, colour: wish.Blue},
		tale{n: 91, title: "想要一间棋牌室", state: wish.Submitted, private: true, due: shanghai(12, 17, 30)},
		tale{n: 5, title: "城北的路灯不亮", place: hoodFar + "", unit: "huo", state: wish.Submitted, due: shanghai(12, 17, 30)},
	)
}

func TestInboxStandsByDeadline(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	busy(w)
	doc := w.As("who=ji").Get("/inbox")
	doc.Sound()
	for name, want := range map[string][]string{
		"h1":                        {"待办"},
		".ll-views a":               {"我的 4", "全社区 9", "在别的单位 3", "等居民评价 1"},
		".ll-views a[aria-current]": {"我的 4"},
		".ll-filters label":         {"邻里", "颜色", "到哪一步", "急不急", "等什么"},
		"#place option":             {"全部 1 个", "花半里"},
		".ll-band th":               {"已超期 1 先办这些", "今天到期 1 5月11日 17:30 前", "以后到期 2 按期限排"},
		".ll-hit .ll-no":            {"2026-000127", "2026-000136", "2026-000091", "2026-000143"},
		".ll-hit .ll-urgent":        {"紧急"},
		".ll-hit .ll-clock-late":    {"超 3 个工作日"},
		".ll-hit .ll-clock-soon":    {"今天 17:30", "明天 17:30", "明天 17:30"},
		".ll-hit td:nth-child(7)":   {"中心村社区 季小舟", "中心村社区", "中心村社区", "中心村社区"},
		".ll-pager .ll-meta":        {"第 1–4 件，共 4 件 · 天数都是工作日。"},
		".ll-side a[aria-current]":  {"待办 4 4 件"},
		".ll-deskbar .btn-primary":  {"代居民登记"},
	} {
		if got := doc.Texts(name); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestWhoSeesWhatInTheInbox(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	busy(w)
	for _, c := range []struct {
		who, view string
		tabs      string
		rows      []int
	}{
		{"wen", "", "我的 4|全社区 9|在别的单位 3|等居民评价 1", []int{136, 142, 91, 143}},
		{"ji", "all", "我的 4|全社区 9|在别的单位 3|等居民评价 1", []int{127, 119, 136, 142, 91, 143, 133, 101, 97}},
		{"ji", "else", "我的 4|全社区 9|在别的单位 3|等居民评价 1", []int{119, 133, 97}},
		{"ji", "judgment", "我的 4|全社区 9|在别的单位 3|等居民评价 1", []int{101}},
		{"zhu", "", "我的 1|本单位 1|等居民评价 0", []int{119}},
		{"su", "", "我的 1|本单位 1|等居民评价 0", []int{133}},
		{"yan", "all", "我的 1|本单位 1|等居民评价 0", []int{97}},
		{"bai", "all", "我的 0|全街道 10|等别处 3|等居民评价 1", []int{127, 119, 136, 142, 5, 91, 143, 133, 101, 97}},
		{"qu", "", "全区 10|等别处 3|等居民评价 1", []int{127, 119, 136, 142, 5, 91, 143, 133, 101, 97}},
		{"huo", "", "我的 1|全社区 1|在别的单位 0|等居民评价 0", []int{5}},
	} {
		doc := w.As("who=" + c.who).Get("/inbox?view=" + c.view)
		if got := strings.Join(doc.Texts(".ll-views a"), "|"); got != c.tabs {
			t.Errorf("%s: tabs %s, want %s", c.who, got, c.tabs)
		}
		var want []string
		for _, n := range c.rows {
			want = append(want, fmt.Sprintf("2026-%06d", n))
		}
		if got := doc.Texts(".ll-hit .ll-no"); !slices.Equal(got, want) {
			t.Errorf("%s %s: %q, want %q", c.who, c.view, got, want)
		}
	}
}

func TestNoDeskNoInbox(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	for who, status := range map[string]int{"": http.StatusUnauthorized, "tan": http.StatusNotFound, "root": http.StatusNotFound, "ji": http.StatusOK} {
		for _, path := range []string{"/inbox", "/inbox?view=all"} {
			if got := w.As("who=" + who).Get(path).Status; who != "" && got != status {
				t.Errorf("%s %s: %d, want %d", who, path, got, status)
			}
		}
	}
	if got := w.As("").Get("/inbox").Status; got != http.StatusUnauthorized {
		t.Errorf("a visitor: %d", got)
	}
}

// What is due today ends at midnight in China, not in Greenwich, and what was due a second ago is late.
func TestBandsAtMidnightInChina(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		now  [3]int
		want []string
	}{
		{"an hour before midnight", [3]int{14, 23, 0}, []string{"已超期 1", "今天到期 1", "以后到期 1"}},
		{"at midnight the next day has begun", [3]int{15, 0, 0}, []string{"已超期 2", "今天到期 1"}},
		{"at eight in the morning Greenwich has reached it too", [3]int{15, 8, 0}, []string{"已超期 2", "今天到期 1"}},
		{"the day after everything is late", [3]int{16, 0, 1}, []string{"已超期 3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newDesk(t)
			w.tell(
				tale{n: 1, title: "到期一", state: wish.Submitted, due: shanghai(14, 17, 30)},
				tale{n: 2, title: "到期二", state: wish.Submitted, due: shanghai(14, 23, 59)},
				tale{n: 3, title: "到期三", state: wish.Submitted, due: shanghai(15, 23, 59)},
			)
			w.Clock.Set(shanghai(c.now[0], c.now[1], c.now[2]))
			var got []string
			for _, text := range w.As("who=ji").Get("/inbox").Texts(".ll-band th") {
				got = append(got, strings.Join(strings.Fields(text)[:2], " "))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestInboxFilters(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	busy(w)
	for query, want := range map[string][]string{
		"colour=none":                         {"2026-000142", "2026-000091", "2026-000143"},
		"colour=red":                          {"2026-000097"},
		"state=accepted":                      {"2026-000142"},
		"state=working&colour=blue":           {"2026-000127", "2026-000136"},
		"urgency=critical":                    {"2026-000133"},
		"place=" + wishwebtest.Garden + "001": nil,
		"place=" + wishwebtest.Garden:         {"2026-000127", "2026-000119", "2026-000136", "2026-000142", "2026-000091", "2026-000143", "2026-000133", "2026-000101", "2026-000097"},
		"urgency=urgent&colour=yellow":        {"2026-000119"},
		"place=" + hoodFar + "&state=":        nil,
		"colour=green":                        nil,
		"state=nonsense&urgency=urgent":       nil,
	} {
		doc := w.As("who=ji").Get("/inbox?view=all&" + query)
		if got := doc.Texts(".ll-hit .ll-no"); doc.Status != http.StatusOK || !slices.Equal(got, want) {
			t.Errorf("%s: %d %q, want %q", query, doc.Status, got, want)
		}
		if doc.Sound(); len(want) == 0 && (doc.Text(".ll-empty strong") != "没有查到，换个条件试试" || doc.Attr(".ll-empty a", "href") != "/inbox?view=all") {
			t.Errorf("%s: %s", query, doc.Text("#list"))
		}
	}
	part := w.As("who=ji").Swap(http.MethodGet, "/inbox?view=all&colour=blue")
	if part.Has("header") || !part.Has("#list") || part.Text("#live") != "3 件，按期限排" || part.Attr("#live", "hx-swap-oob") != "innerHTML" {
		t.Errorf("a filter with scripts: %s", part)
	}
}

func TestEmptyInboxes(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	doc := w.As("who=ji").Get("/inbox")
	if got := doc.Text(".ll-empty"); got != "手上没有要办的 看全部在办的" {
		t.Errorf("nothing at all: %q", got)
	}
	w.tell(tale{n: 1, title: "后天到期", state: wish.Submitted, due: shanghai(13, 17, 30)})
	doc = w.As("who=ji").Get("/inbox")
	if got := doc.Text("#list > p"); got != "今天没有到期的。最近一件5月13日到期。" {
		t.Errorf("nothing today: %q", got)
	}
	doc = w.As("who=ji; lang=en").Get("/inbox?view=judgment")
	if got := doc.Text(".ll-empty strong"); got != "Nothing is open" {
		t.Errorf("nothing to judge: %q", got)
	}
}

// Keyset pages: forwards to the end and back again they show every row once, in order, with exact counts.
func TestInboxPages(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	var tales []tale
	var want []string
	for n := 1; n <= 64; n++ {
		tales = append(tales, tale{n: n, title: fmt.Sprintf("第 %d 件", n), state: wish.Submitted, due: shanghai(8+n/10, 17, 30)})
		want = append(want, fmt.Sprintf("2026-%06d", n))
	}
	w.tell(tales...)
	ji := w.As("who=ji")
	var forward, back, counts []string
	path := "/inbox?view=all&state=submitted"
	var doc wishwebtest.Answer
	for path != "" {
		doc = ji.Get(path)
		forward, counts = append(forward, doc.Texts(".ll-hit .ll-no")...), append(counts, doc.Text(".ll-pager .ll-meta"))
		path = href(doc, ".ll-pager [rel=next]")
	}
	if !slices.Equal(forward, want) {
		t.Errorf("forwards %q", forward)
	}
	if got := strings.Join(counts, "|"); got != "第 1–25 件，共 64 件 · 天数都是工作日。|第 26–50 件，共 64 件 · 天数都是工作日。|第 51–64 件，共 64 件 · 天数都是工作日。" {
		t.Error(got)
	}
	if got := doc.Texts(".ll-band th"); !slices.Equal(got, []string{"以后到期 25 按期限排"}) {
		t.Errorf("the last page's band counts the whole list: %q", got)
	}
	for {
		back = append(doc.Texts(".ll-hit .ll-no"), back...)
		path = href(doc, ".ll-pager [rel=prev]")
		if path == "" {
			break
		}
		if doc = ji.Get(path); !strings.Contains(path, "state=submitted") {
			t.Errorf("the way back forgets the filter: %s", path)
		}
	}
	if !slices.Equal(back, want) {
		t.Errorf("backwards %q", back)
	}
	if got := ji.Get("/inbox?after=nonsense").Status; got != http.StatusUnprocessableEntity {
		t.Errorf("a cursor that was not made here: %d", got)
	}
}

// href is where a link leads; empty when there is none.
func href(doc wishwebtest.Answer, selector string) string {
	if !doc.Has(selector) {
		return ""
	}
	return doc.Attr(selector, "href")
}

func TestInboxInEnglish(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	busy(w)
	doc := w.As("who=ji; lang=en; elder=1").Get("/inbox?view=all")
	doc.Sound()
	for name, want := range map[string]string{
		"h1": "Inbox", ".ll-views": "Mine 4 Community 9 With other units 3 To be rated 1", ".ll-pager .ll-meta": "1–9 of 9 · All days are working days.",
		".ll-band th": "Overdue 2 start here", ".ll-clock-late": "3 working days overdue", ".ll-clock-ok": "15 May, 4 days",
	} {
		if got := doc.Text(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestEveryWishOfTheDesk(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	ids := busy(w)
	for _, c := range []struct {
		who, query string
		want       []int
	}{
		{"ji", "", []int{143, 142, 136, 133, 127, 119, 101, 97, 91, 90}},
		{"ji", "state=closed", []int{90}},
		{"ji", "topic=traffic", []int{142}},
		{"ji", "place=320613", []int{143, 142, 136, 133, 127, 119, 101, 97, 91, 90}},
		{"zhu", "", []int{119}},
		{"yan", "", []int{97}},
		{"huo", "", []int{5}},
		{"qu", "place=" + hoodFar, []int{5}},
		{"su", "state=submitted", []int{143, 5}}, // public ones of the street, not the private one
	} {
		doc := w.As("who=" + c.who).Get("/wishes?" + c.query)
		doc.Sound()
		var want []string
		for _, n := range c.want {
			want = append(want, fmt.Sprintf("2026-%06d", n))
		}
		if got := doc.Texts(".ll-hit .ll-no"); !slices.Equal(got, want) {
			t.Errorf("%s %s: %q, want %q", c.who, c.query, got, want)
		}
	}
	ji := w.As("who=ji")
	for q, n := range map[string]int{"142": 142, "000142": 142, "2026-142": 142, "２０２６－０００１４２": 142, wishwebtest.Community + "-2026-000127": 127} {
		if got := ji.Get("/wishes?q=" + q); got.Status != http.StatusSeeOther || got.To != "/wishes/"+ids[n] {
			t.Errorf("%s leads to %d %s", q, got.Status, got.To)
		}
	}
	for _, q := range []string{"999", "长椅", hoodFar + "-2026-000001", "%3Cb%3E"} {
		if doc := ji.Get("/wishes?q=" + q); doc.Status != http.StatusOK || !doc.Has(".ll-empty") || !strings.Contains(doc.Text(".ll-empty"), "320613007005-2026-000123") {
			t.Errorf("%s: %d %s", q, doc.Status, doc.Text("#list"))
		}
	}
}

func TestListPages(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	var tales []tale
	for n := 1; n <= 60; n++ {
		tales = append(tales, tale{n: n, title: "第几件", state: wish.Submitted, due: shanghai(20, 17, 30)})
	}
	w.tell(tales...)
	var got []string
	for path := "/wishes?urgency=normal"; path != ""; {
		doc := w.As("who=ji").Get(path)
		got = append(got, doc.Texts(".ll-hit .ll-no")...)
		path = href(doc, ".ll-pager [rel=next]")
	}
	if len(got) != 60 || got[0] != "2026-000060" || got[59] != "2026-000001" || !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("%d rows: %q", len(got), got)
	}
}
