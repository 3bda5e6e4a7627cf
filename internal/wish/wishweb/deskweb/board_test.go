package deskweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

// toSort is a community's board: cards to sort, and seven blue ones of which one is late.
func toSort(w *desk) map[int]string {
	tales := []tale{
		{n: 142, title: "充电桩不够，晚上抢位置", state: wish.Accepted, topic: wish.Traffic, due: shanghai(11, 17, 30)},
		{n: 143, title: "北门想装个扶手", state: wish.Accepted, urgency: wish.Urgent, due: shanghai(12, 17, 30)},
		{n: 144, title: "不知道归谁管", state: wish.Accepted, topic: wish.Other, due: shanghai(13, 17, 30)},
		{n: 119, title: "等街道接的", state: wish.Classified, colour: wish.Yellow, unit: "su", topic: wish.Traffic, due: shanghai(29, 17, 30)},
		{n: 118, title: "街道在办的", state: wish.InProgress, colour: wish.Yellow, unit: "su", post: "su", topic: wish.Traffic, due: shanghai(29, 17, 30)},
		{n: 117, title: "已经答复的", state: wish.Answered, colour: wish.Red, unit: "yan", post: "yan", topic: wish.Traffic, due: shanghai(29, 17, 30)},
		{n: 5, title: "城北的", place: hoodFar, unit: "huo", state: wish.Accepted, due: shanghai(11, 17, 30)},
	}
	for n := 1; n <= 7; n++ {
		tales = append(tales, tale{n: 200 + n, title: "蓝色的", state: wish.InProgress, colour: wish.Blue, post: "ji", topic: wish.Traffic, due: shanghai(7+2*n, 17, 30)})
	}
	return w.tell(tales...)
}

func TestBoard(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	toSort(w)
	doc := w.As("who=wen").Get("/board")
	doc.Sound()
	for name, want := range map[string][]string{
		"h1":                             {"分色看板"},
		".ll-col h2":                     {"等分色", "蓝 社区办", "黄 街道办", "红 上级办"},
		".ll-col-head .ll-count":         {"3", "7", "2", "0"},
		".ll-col-head + .ll-col-sub":     {"哪一级能办成，就分给哪一级", "5 个工作日答复，超期 1 件", "15 个工作日答复，街道接了才算", "30 个工作日首次答复"},
		".ll-col:nth-child(1) .ll-no":    {"2026-000142", "2026-000143", "2026-000144"},
		".ll-col:nth-child(1) .ll-clock": {"今天 17:30", "明天 17:30", "5月13日，2 天"},
		".ll-col:nth-child(1) p.ll-line": {"近三个月同类 10 件：蓝 7，黄 2，红 1"},
		".ll-col:nth-child(2) .ll-no":    {"2026-000201", "2026-000202", "2026-000203", "2026-000204", "2026-000205"},
		".ll-col-blue > a":               {"还有 2 件"},
		".ll-col-yellow .ll-clock":       {"5月29日，14 天", "等街道接"},
		".ll-col-red > .ll-col-sub":      {"30 个工作日首次答复", "现在没有"},
		"[data-sort='2']":                {"黄 街道办", "黄 街道办", "黄 街道办"},
	} {
		if got := doc.Texts(name); !sameSet(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if n := doc.Count("[data-board] [data-column]"); n != 4 || doc.Has(".ll-card form[action='/board/']") {
		t.Errorf("%d columns", n)
	}
	rest := w.As("who=wen").Get(doc.Attr(".ll-col-blue > a", "href"))
	if got := rest.Count(".ll-hit"); got != 7 {
		t.Errorf("the whole column shows %d, its head says 7", got)
	}
	keys := map[string]bool{}
	for _, n := range doc.All(".ll-sort [name=key]") {
		keys[n.Attr[2].Val] = true
	}
	if len(keys) != 3 {
		t.Errorf("%d idempotency keys for 3 cards", len(keys))
	}
}

// sameSet compares without order where several columns are read at once.
func sameSet(got, want []string) bool {
	got, want = slices.Clone(got), slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	return slices.Equal(got, want)
}

func TestOnlyWhoSortsSeesTheBoard(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	ids := toSort(w)
	for who, want := range map[string]int{"wen": 200, "mu": 200, "ji": 403, "su": 403, "bai": 403, "qu": 403, "zhu": 403, "root": 404, "tan": 404} {
		got := w.As("who=" + who).Get("/board")
		if got.Status != want {
			t.Errorf("%s: %d, want %d", who, got.Status, want)
		}
		if want == http.StatusForbidden && got.Text("h1") != "分色由社区书记或副书记来办。心愿您可以看，分色不能办" {
			t.Errorf("%s reads %q", who, got.Text("h1"))
		}
		if nav := w.As("who=" + who).Get("/inbox").Has(".ll-side a[href='/board']"); nav != (want == http.StatusOK) {
			t.Errorf("%s: the board in the navigation: %v", who, nav)
		}
		post := w.As("who="+who).Post("/board/"+ids[144], "to", "blue", "key", "")
		if ok := post.Status == http.StatusSeeOther; want != http.StatusOK && ok {
			t.Errorf("%s sorts: %d", who, post.Status)
		}
	}
	if got := w.As("who=wen").Get("/board?place=" + hoodFar); got.Status != http.StatusOK || strings.Contains(got.Body, "城北的") {
		t.Errorf("another community's board: %d", got.Status)
	}
	if got := w.As("who=wen").Post("/board/"+ids[5], "to", "blue"); got.Status != http.StatusNotFound && got.Status != http.StatusForbidden {
		t.Errorf("another community's card: %d", got.Status)
	}
}

func TestSortingACard(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	ids := toSort(w)
	wen, key := w.As("who=wen"), id.New()
	for i := range 2 { // the second press of the button finds it done
		if got := wen.Post("/board/"+ids[142], "to", "blue", "key", key, "at", "0"); got.Status != http.StatusSeeOther || got.To != "/board?place="+wishwebtest.Community {
			t.Errorf("time %d: %d %s", i+1, got.Status, got.To)
		}
	}
	for to, want := range map[string]string{"yellow": "/classify?from=board&to=yellow", "red": "/classify?from=board&to=red"} {
		if got := wen.Post("/board/"+ids[143], "to", to, "key", id.New()); got.To != "/wishes/"+ids[143]+want {
			t.Errorf("%s leads to %s", to, got.To)
		}
	}
	page := wen.Get("/wishes/" + ids[143] + "/classify?from=board&to=yellow")
	if done := wen.Press(page, "/wishes/"+ids[143]+"/classify", "", "unit", w.Office, "text", "要街道出钱。"); done.Status != http.StatusSeeOther || done.To != "/board?place="+wishwebtest.Community {
		t.Errorf("back to the board: %d %s %s", done.Status, done.To, done.Text("main"))
	}
	if got := wen.Post("/board/"+ids[143], "to", "blue", "key", id.New()); got.Status != http.StatusConflict || got.Text("h1") != "这一步您已经办过了，不用再办" {
		t.Errorf("sorted already: %d %q", got.Status, got.Text("h1"))
	}
	if got := wen.Post("/board/"+ids[144], "to", "green", "key", id.New()); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("no such colour: %d", got.Status)
	}
}

// With scripts the board is swapped, what was done is announced, and the keyboard stays where it was: on the card that
// now stands in that place, at last on the heading.
func TestSortingWithScripts(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	ids := toSort(w)
	wen := w.As("who=wen")
	for _, c := range []struct {
		n         int
		at, focus string
	}{{143, "1", "2026-000144"}, {144, "1", "2026-000142"}, {142, "0", "等分色"}} {
		part := wen.Swap(http.MethodPost, "/board/"+ids[c.n], "to", "blue", "key", id.New(), "at", c.at)
		want := "000" + string(rune('0'+c.n/100)) + string(rune('0'+c.n/10%10)) + string(rune('0'+c.n%10)) + " 已分到蓝"
		if part.Status != http.StatusOK || part.Has("header") || part.Text("#live") != want || part.Count("[autofocus]") != 1 {
			t.Fatalf("%d: %d %s", c.n, part.Status, part)
		}
		if got := part.Text("[autofocus] .ll-no, h2[autofocus]"); got != c.focus {
			t.Errorf("after %d the focus is on %q, want %q", c.n, got, c.focus)
		}
	}
}

func TestBoardInEnglish(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	toSort(w)
	doc := w.As("who=wen; lang=en; elder=1").Get("/board")
	doc.Sound()
	if got := doc.Texts(".ll-col-head + .ll-col-sub"); !slices.Equal(got, []string{
		"To the level that can solve it", "Answer within 5 working days, 1 overdue", "Answer within 15 working days, once the street has taken it up", "First answer within 30 working days",
	}) {
		t.Errorf("%q", got)
	}
	if got := doc.Text("p.ll-line"); got != "10 of this kind in three months: Blue 7, Yellow 2, Red 1" {
		t.Error(got)
	}
}
