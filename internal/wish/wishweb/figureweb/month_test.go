package figureweb_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"linli/internal/web/webtest"
	"linli/internal/wish/wishweb/wishwebtest"
)

// nextMonth is newTown some weeks later: what ended in May is the last month that is over.
func nextMonth(t testing.TB) *wishwebtest.Hood {
	t.Helper()
	w := newTown(t)
	w.Clock.Add(31 * 24 * time.Hour)
	return w
}

// Every number on the pages about one month leads to a list with exactly as many wishes.
func TestEveryNumberOfAMonthHasItsList(t *testing.T) {
	t.Parallel()
	w := nextMonth(t)
	for _, c := range []struct {
		who, path string
		least     int
	}{
		{"wen", "/figures/rates", 2},
		{"bai", "/figures/rates?period=2026-05", 2},
		{"wen", "/figures/topics", 1},
		{"wen", "/figures/topics?place=" + wishwebtest.Garden, 1},
		{"shi", "/figures/topics?period=2026-05", 1},
		{"wen", "/figures/times", 4},
		{"wen", "/figures/times?place=" + wishwebtest.Garden, 4},
		{"shi", "/figures/times", 4},
		{"shi", "/figures/bulletin", 14},
	} {
		visit := w.As("who=" + c.who)
		page := visit.Get(c.path)
		page.Sound()
		if page.Status != http.StatusOK {
			t.Fatalf("%s as %s: %d", c.path, c.who, page.Status)
		}
		if n := followed(t, visit, page, "main td a"); n < c.least {
			t.Errorf("%s as %s: only %d numbers have a list", c.path, c.who, n)
		}
	}
	visit := w.As("who=bai")
	unit := visit.Get(visit.Get("/figures/rates").Attr("#units-table tbody th a", "href"))
	unit.Sound()
	if n := followed(t, visit, unit, ".ll-counts a"); n < 7 {
		t.Errorf("only %d numbers of a unit have a list", n)
	}
}

// followed opens the list behind each number and compares.
func followed(t *testing.T, visit wishwebtest.Visit, page wishwebtest.Answer, selector string) (n int) {
	t.Helper()
	seen := map[string]bool{}
	for _, a := range page.All(selector) {
		href, text := webtest.Attr(a, "href"), webtest.Text(a)
		want, err := strconv.Atoi(firstNumber.FindString(text))
		if err != nil {
			t.Fatalf("a link without a number: %q", text)
		}
		if n++; seen[href] {
			continue
		}
		seen[href] = true
		if got := rows(t, visit, href); got != want {
			t.Errorf("%q leads to %s with %d wishes", text, href, got)
		}
	}
	return n
}

// The page of units says who is ranked and why not, what a score is made of, and that there is nothing in a month without wishes.
func TestRatesOfUnits(t *testing.T) {
	t.Parallel()
	w := nextMonth(t)
	page := w.As("who=bai").Get("/figures/rates")
	if got := page.Texts("#units-table tbody tr:first-child td"); got[0] != "1" || got[1] != "78.68" || !strings.HasPrefix(got[3], "77.27% （17/22） 56.56–89.88%") {
		t.Errorf("the unit: %q", got)
	}
	if got := page.Text("main"); !strings.Contains(got, "响应率 × 30 ＋ 解决率 × 35 ＋ 满意率 × 35") || !strings.Contains(got, "不列红榜和黑榜") {
		t.Errorf("what it is made of: %q", got)
	}
	if got := page.Texts(".ll-views [aria-current]"); !slices.Equal(got, []string{"三率排名"}) || !page.Has("script[src*='charts']") || !page.Has("[data-chart][data-table=units-table]") {
		t.Errorf("tabs or charts: %q", got)
	}
	if w.As("who=wen").Get("/inbox").Has("script[src*='charts']") {
		t.Error("the inbox loads what draws charts")
	}
	few := w.As("who=wen").Get("/figures/rates?period=2026-06")
	few.Sound()
	if got := few.Texts("#units-table tbody td:nth-child(2)"); len(got) > 0 && slices.ContainsFunc(got, func(s string) bool { return s != "不排名" }) {
		t.Errorf("ranked with too little behind it: %q", got)
	}
	for _, path := range []string{"/figures/rates", "/figures/topics", "/figures/times", "/figures/bulletin"} {
		for _, month := range []string{"2025-01", "2001-01", "2099-12"} {
			empty := w.As("who=wen").Get(path + "?period=" + month)
			empty.Sound()
			if empty.Status != http.StatusOK || strings.Contains(empty.Text("main"), "figure.") {
				t.Errorf("%s in %s: %d", path, month, empty.Status)
			}
		}
		if got := w.As("who=wen; lang=en").Get(path).Text("main"); strings.Contains(got, "figure.") {
			t.Errorf("%s in English: %q", path, got)
		}
	}
}

// What took how long, with the span in which the half and nine of ten lie; too few have none.
func TestTimes(t *testing.T) {
	t.Parallel()
	w := nextMonth(t)
	page := w.As("who=wen").Get("/figures/times")
	if got := page.Texts("#heard-table tbody tr:first-child > *"); !slices.Equal(got, []string{"当天", "22", "100.00%", "100.00%"}) {
		t.Errorf("accepted: %q", got)
	}
	if got := page.Text("[aria-labelledby=done]"); !strings.Contains(got, "一半的件用时不超过“0–1 天”这一档") || !strings.Contains(got, "九成的件") || !strings.Contains(got, "最慢的在“0–1 天”这一档，22 件") {
		t.Errorf("answered: %q", got)
	}
	for _, a := range page.All("[aria-labelledby=done] .ll-panel-body a") { // half, nine in ten, the slowest: the wishes of that span
		list := w.As("who=wen").Get(webtest.Attr(a, "href"))
		list.Sound()
		if list.Text("h1") != "多久办好：0–1 天" || list.Text(".ll-total") != "共 22 件" || !slices.Contains([]string{"0 个工作日", "1 个工作日"}, list.Text("tr.ll-hit td:last-child")) {
			t.Errorf("%s: %s, %s, %q", webtest.Text(a), list.Text("h1"), list.Text(".ll-total"), list.Text("tr.ll-hit td:last-child"))
		}
	}
	if got := page.Texts("#done-table tfoot td"); got[0] != "22" {
		t.Errorf("all answered: %q", got)
	}
	if got := w.As("who=wen").Get("/figures/times?period=2025-03").Text("[aria-labelledby=done]"); !strings.Contains(got, "0 件，太少不算率") || strings.Contains(got, "一半") {
		t.Errorf("a month without wishes: %q", got)
	}
}

// The bulletin is there to be read and, the same, as a workbook whose numbers are numbers.
func TestBulletin(t *testing.T) {
	t.Parallel()
	w := nextMonth(t)
	page := w.As("who=shi").Get("/figures/bulletin")
	if got := page.Texts("h2"); !slices.Equal(got, []string{"受理和办结", "各单位办理", "大家提得多的事", "多久收下", "多久办好"}) {
		t.Errorf("its parts: %q", got)
	}
	answer := w.As("who=shi").Fetch(page.Attr("main a[download]", "href"))
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	w.Must(err)
	if answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Content-Disposition"), `filename="linli-320613-2026-05.xlsx"`) {
		t.Fatalf("%d %v", answer.StatusCode, answer.Header)
	}
	x, err := excelize.OpenReader(bytes.NewReader(body))
	w.Must(err)
	defer x.Close()
	if got := x.GetSheetList(); !slices.Equal(got, []string{"受理和办结", "各单位办理", "红榜和黑榜", "大家提得多的事", "多久收下", "多久办好", "说明"}) {
		t.Fatalf("sheets: %q", got)
	}
	for id, sheet := range map[string]string{"received": "受理和办结", "topics": "大家提得多的事", "heard": "多久收下", "done": "多久办好"} {
		read, err := x.GetRows(sheet)
		w.Must(err)
		shown := page.All("#" + id + "-table tr")
		if len(read) != len(shown) {
			t.Errorf("%s has %d lines, the page %d", sheet, len(read), len(shown))
		}
		sum, said := read[len(read)-1], page.Texts("#"+id+"-table tfoot > tr > *")
		if sum[0] != said[0] || sum[1] != said[1] {
			t.Errorf("%s adds up to %q, the page to %q", sheet, sum, said)
		}
	}
	for cell, want := range map[string]excelize.CellType{"B2": excelize.CellTypeUnset, "A2": excelize.CellTypeInlineString} {
		if kind, err := x.GetCellType("受理和办结", cell); err != nil || kind != want {
			t.Errorf("%s is of kind %v, want %v, %v", cell, kind, want, err)
		}
	}
	units, err := x.GetRows("各单位办理")
	w.Must(err)
	if head := strings.Join(units[0], " "); !strings.Contains(head, "派件量 按期办结 超期办结 现在在办") || !strings.Contains(head, "满意率 (%)") || !strings.HasSuffix(head, "重办 退回") {
		t.Errorf("columns of units: %s", head)
	}
	about, err := x.GetRows("说明")
	w.Must(err)
	if got := about[0][0] + about[1][0]; !strings.Contains(got, "崇川区月报 2026年5月") || !strings.Contains(got, "导出：时守正") {
		t.Errorf("about: %q", got)
	}
}

// What one may not see is not there: other places, a place in which no unit stands, units and topics that there are not.
func TestOthersSeeNoMonth(t *testing.T) {
	t.Parallel()
	w := nextMonth(t)
	visit := w.As("who=bai")
	unit := visit.Get("/figures/rates").Attr("#units-table tbody th a", "href")
	for _, c := range []struct {
		who, path string
		status    int
	}{
		{"", "/figures/rates", http.StatusUnauthorized},
		{"", "/figures/bulletin.xlsx", http.StatusUnauthorized},
		{"tan", "/figures/rates", http.StatusNotFound},
		{"su", "/figures/topics", http.StatusNotFound},
		{"su", "/figures/times", http.StatusNotFound},
		{"su", unit, http.StatusNotFound},
		{"bai", unit, http.StatusOK},
		{"wen", unit, http.StatusNotFound},
		{"wen", "/figures/rates?place=" + wishwebtest.Street, http.StatusNotFound},
		{"wen", "/figures/bulletin?place=" + wishwebtest.Street, http.StatusNotFound},
		{"wen", "/figures/bulletin.xlsx?place=" + wishwebtest.Closed, http.StatusNotFound},
		{"wen", "/figures/rates?place=" + wishwebtest.Garden, http.StatusNotFound},
		{"wen", "/figures/bulletin?place=" + wishwebtest.Garden, http.StatusNotFound},
		{"wen", "/figures/times?place=" + wishwebtest.Garden, http.StatusOK},
		{"wen", "/figures/times?place=" + wishwebtest.Building, http.StatusNotFound},
		{"tan", "/figures/times/list?of=done", http.StatusNotFound},
		{"wen", "/figures/times/list?of=done&place=" + wishwebtest.Street, http.StatusNotFound},
		{"wen", "/figures/times/list?of=nothing", http.StatusNotFound},
		{"wen", "/figures/times/list?of=done&days=5", http.StatusNotFound},
		{"wen", "/figures/times/list?of=done&after=x", http.StatusUnprocessableEntity},
		{"wen", "/figures/topics?topic=nothing", http.StatusNotFound},
		{"wen", "/figures/topics/list?topic=nothing", http.StatusNotFound},
		{"wen", "/figures/topics/list?topic=repair&after=x", http.StatusUnprocessableEntity},
		{"wen", "/figures/rates/unit?unit=nobody", http.StatusNotFound},
		{"bai", strings.Replace(unit, "/unit?", "/list?of=nothing&", 1), http.StatusNotFound},
		{"bai", strings.Replace(unit, "/unit?", "/list?of=judged&after=x&", 1), http.StatusUnprocessableEntity},
	} {
		if page := w.As("who=" + c.who).Get(c.path); page.Status != c.status {
			t.Errorf("%s as %q: %d, want %d", c.path, c.who, page.Status, c.status)
		}
	}
}
