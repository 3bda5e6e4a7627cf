package figureweb_test

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/org"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/wishweb/wishwebtest"
)

// newTown is a neighbourhood with a street leader (bai), a command centre (shi) and some months of wishes.
func newTown(t testing.TB) *wishwebtest.Hood {
	t.Helper()
	w := wishwebtest.New(t)
	orgs := org.New(w.DB, wishwebtest.NobodyListens{})
	unit := func(k org.Kind, place, name string) string {
		o, err := orgs.CreateOrg(t.Context(), actor.Job("test"), org.Org{Kind: k, Place: place, Name: name}, "")
		w.Must(err)
		return o.ID
	}
	w.Hire(orgs, "bai", "柏时雨", unit(org.Street, wishwebtest.Street, "钟秀街道"), actor.StreetLeader, "街道副主任")
	w.Hire(orgs, "shi", "时守正", unit(org.District, "320613", "区指挥中心"), actor.CommandCentre, "值班主任")
	ratings := wish.Ratings()
	for i := range 34 {
		x := w.Filed("tan", []wish.Visibility{wish.Public, wish.Private}[i%2])
		switch {
		case i < 2:
			w.Bring(x, []wish.State{wish.Rejected, wish.Withdrawn}[i])
			continue
		case i < 6:
			continue
		case i < 9:
			w.Bring(x, wish.Classified)
			continue
		}
		x = w.Bring(x, wish.Answered)
		if i%8 == 0 {
			continue
		}
		solved := i%5 != 0
		_, err := w.Wishes.Evaluate(t.Context(), w.Actors["tan"], x.ID, wish.Evaluation{Solved: &solved, Rating: ratings[i%3], Text: "说明"})
		w.Must(err)
	}
	w.Clock.Set(wishwebtest.Morning.Add(4 * 24 * time.Hour)) // some are late by now
	return w
}

var firstNumber = regexp.MustCompile(`[0-9]+`)

// Every number on the pages of a community, its street and its district leads to a list with exactly as many wishes.
func TestEveryNumberHasItsList(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for _, c := range []struct {
		who, path string
		least     int // numbers with a list
	}{
		{"wen", "/figures", 20},
		{"wen", "/figures?period=2026-05", 20},
		{"wen", "/figures?place=" + wishwebtest.Garden, 14},
		{"bai", "/figures", 22},
		{"shi", "/figures?period=2026", 22},
	} {
		visit := w.As("who=" + c.who)
		page := visit.Get(c.path)
		page.Sound()
		if page.Status != http.StatusOK {
			t.Fatalf("%s: %d", c.path, page.Status)
		}
		n, seen := 0, map[string]bool{}
		for _, a := range page.All("main a[href*='/figures/list']") {
			href, text := webtest.Attr(a, "href"), webtest.Text(a)
			want, err := strconv.Atoi(firstNumber.FindString(text))
			if err != nil {
				t.Fatalf("%s: a link without a number: %q", c.path, text)
			}
			if n++; seen[href+text] {
				continue
			}
			seen[href+text] = true
			if got := rows(t, visit, href); got != want {
				t.Errorf("%s as %s: %q leads to %s with %d wishes", c.path, c.who, text, href, got)
			}
		}
		if n < c.least {
			t.Errorf("%s as %s: only %d numbers have a list", c.path, c.who, n)
		}
	}
}

// rows counts the wishes of a list, page by page.
func rows(t *testing.T, v wishwebtest.Visit, path string) (n int) {
	t.Helper()
	first := true
	for path != "" {
		page := v.Get(path)
		page.Sound()
		if page.Status != http.StatusOK {
			t.Fatalf("%s: %d", path, page.Status)
		}
		n += page.Count("tr.ll-hit")
		if said := firstNumber.FindString(page.Text(".ll-title .ll-total")); first && said != "0" && page.Count("tr.ll-hit") == 0 {
			t.Errorf("%s says %s and shows none", path, said)
		}
		first, path = false, ""
		if page.Has("a[rel=next]") {
			path = page.Attr("a[rel=next]", "href")
		}
	}
	return n
}

// The page says first what waits, then the rates with what they are made of; with too little behind it there is no rate.
func TestACommunitysPage(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	page := w.As("who=wen").Get("/figures")
	if got := page.Texts(".ll-todo a strong"); !slices.Equal(got, []string{"4", "4", "0", "3"}) {
		t.Errorf("what waits: %q", got)
	}
	if got := page.Texts(".ll-stat h3"); !slices.Equal(got, []string{"响应率", "解决率", "满意率", "按期答复率"}) {
		t.Errorf("rates: %q", got)
	}
	if got := page.Text(".ll-stat:nth-child(3)"); !strings.Contains(got, "评价了的 22 件里") || !strings.Contains(got, "基本满意一件算 0.8 件") {
		t.Errorf("what satisfaction is made of: %q", got)
	}
	if got := page.Attr(".ll-stat:nth-child(2) svg", "aria-label"); !strings.Contains(got, "可信范围") || !strings.Contains(got, "目标 90%") {
		t.Errorf("the interval: %q", got)
	}
	if page.Count(".ll-chart rect.y") != 1 || page.Count("details .ll-table tbody tr") != 12 {
		t.Errorf("the chart: %d yellow, %d rows", page.Count(".ll-chart rect.y"), page.Count("details .ll-table tbody tr"))
	}
	if got := page.Texts(".ll-table-figures tbody th"); !slices.Equal(got, []string{"花半里"}) {
		t.Errorf("below: %q", got)
	}
	if page.Attr(".ll-side a[aria-current]", "href") != "/figures" || !page.Has(".ll-print") || !page.Has("button[data-print]") {
		t.Error("navigation or print head")
	}
	empty := w.As("who=wen").Get("/figures?period=2025")
	if got := empty.Texts(".ll-stat .ll-fig"); len(got) != 4 || !strings.Contains(got[0], "0 件，太少不算率") || empty.Has(".ll-range") {
		t.Errorf("a year without wishes: %q", got)
	}
	if got := empty.Text("#period [selected]"); got != "2025年全年" {
		t.Errorf("the period says %q", got)
	}
	if got := w.As("who=wen; lang=en").Get("/figures").Text("main"); !strings.Contains(got, "Of 22 rated") || strings.Contains(got, "figure.") {
		t.Errorf("in English: %q", got)
	}
}

// The street sees communities, the district streets, each with what waits for it first.
func TestLevels(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for _, c := range []struct {
		who, todo, column, row string
	}{
		{"bai", "件黄色等街道接", "黄等接", "中心村社区"},
		{"shi", "件红色在办", "红在办", "钟秀街道"},
	} {
		page := w.As("who=" + c.who).Get("/figures")
		if got := page.Text(".ll-todo a:first-child"); !strings.Contains(got, c.todo) {
			t.Errorf("%s: first waits %q", c.who, got)
		}
		if got := page.Texts(".ll-table-figures thead th"); got[1] != c.column {
			t.Errorf("%s: columns %q", c.who, got)
		}
		if got := page.Texts(".ll-table-figures tbody th"); got[0] != c.row {
			t.Errorf("%s: rows %q", c.who, got)
		}
		deeper := w.As("who=" + c.who).Get(page.Attr(".ll-table-figures tbody th a", "href"))
		if deeper.Status != http.StatusOK || deeper.Text("h1") != c.row {
			t.Errorf("%s: the first row leads to %d %s", c.who, deeper.Status, deeper.Text("h1"))
		}
	}
	page := w.As("who=bai").Get("/figures")
	if got := page.Text(".ll-todo a:first-child strong"); got != "3" {
		t.Errorf("%s yellow wishes wait for the street", got)
	}
	choice := w.As("who=bai").Get(page.Attr(".ll-deskbar a.ll-place", "href"))
	if got := choice.Attr(".ll-places li:nth-child(2) p > a", "href"); got != "/figures?place="+wishwebtest.Community {
		t.Errorf("another place keeps the page: %s", got)
	}
}

// Only who oversees a place sees its figures; to anybody else they are not there.
func TestOthersSeeNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for _, c := range []struct {
		who, path string
		status    int
	}{
		{"", "/figures", http.StatusUnauthorized},
		{"tan", "/figures", http.StatusNotFound},
		{"su", "/figures", http.StatusNotFound},
		{"su", "/figures/list?of=filed&place=" + wishwebtest.Community, http.StatusNotFound},
		{"su", "/figures/how", http.StatusNotFound},
		{"wen", "/figures?place=" + wishwebtest.Street, http.StatusNotFound},
		{"wen", "/figures?place=" + wishwebtest.Closed, http.StatusNotFound},
		{"wen", "/figures?place=" + wishwebtest.Building, http.StatusNotFound},
		{"wen", "/figures/list?of=nothing", http.StatusNotFound},
		{"shi", "/figures/list?of=sort", http.StatusNotFound},
		{"wen", "/figures/list?of=filed&after=x", http.StatusUnprocessableEntity},
		{"wen", "/figures/how?place=" + wishwebtest.Street, http.StatusNotFound},
		{"wen", "/figures?place=nowhere&period=never", http.StatusNotFound},
		{"wen", "/figures?period=never", http.StatusOK},
		{"wen", "/figures/how", http.StatusOK},
		{"shi", "/figures?place=" + wishwebtest.Closed, http.StatusOK},
	} {
		if page := w.As("who=" + c.who).Get(c.path); page.Status != c.status {
			t.Errorf("%s as %q: %d, want %d", c.path, c.who, page.Status, c.status)
		}
	}
	for who, sees := range map[string]bool{"wen": true, "ji": true, "bai": true, "su": false} {
		if got := w.As("who=" + who).Get("/inbox").Has(".ll-side a[href='/figures']"); got != sees {
			t.Errorf("%s has the entry: %v", who, got)
		}
	}
	how := w.As("who=wen").Get("/figures/how")
	how.Sound()
	if got := how.Text("main"); !strings.Contains(got, "不满 10 件不算率") || !strings.Contains(got, "不评不算满意") {
		t.Errorf("how it is counted: %q", got)
	}
}

// What everybody reads of judgements, in words: no figure that is too small, and no rate of few cases.
func TestJudgedInWords(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	if _, err := figure.New(w.DB, w.Rules).Recount(t.Context()); err != nil {
		t.Fatal(err)
	}
	of := func() string {
		return strings.Join(w.As("").Get("/linli/"+wishwebtest.Garden).Texts("main section"), " ")
	}
	if got := of(); !strings.Contains(got, "前 12 个月还没有人评价") {
		t.Errorf("this month is not over: %s", got)
	}
	w.Clock.Add(31 * 24 * time.Hour)
	if got := of(); !strings.Contains(got, "大家怎么评") || !strings.Contains(got, "前 12 个月大家评价了 22 件，15 件满意或基本满意（68.18%）。") || !strings.Contains(got, "可信范围 47.32–83.64%") {
		t.Errorf("the month after: %s", got)
	}
}
