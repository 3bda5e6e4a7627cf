package gallery_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"linli/internal/web"
	"linli/internal/web/gallery"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

// looks are all ways to look at a page.
func looks() []web.Prefs {
	var all []web.Prefs
	for _, lang := range i18n.Langs() {
		for _, elder := range []bool{false, true} {
			for _, theme := range []web.Theme{web.Light, web.Dark} {
				all = append(all, web.Prefs{Lang: lang, Elder: elder, Theme: theme})
			}
		}
	}
	return all
}

func cookies(p web.Prefs) string {
	elder := "0"
	if p.Elder {
		elder = "1"
	}
	return "lang=" + string(p.Lang) + "; elder=" + elder + "; theme=" + string(p.Theme)
}

func paths() []string {
	var all []string
	for _, s := range gallery.Sheets() {
		all = append(all, "/sheets/"+s.Name)
	}
	for _, k := range gallery.Kinds() {
		all = append(all, "/errors/"+k.String())
	}
	return all
}

func get(t *testing.T, h http.Handler, path, cookie string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Cookie", cookie)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Every page is sound in every look, and nobody ever reads a translation key.
func TestEveryPageInEveryLook(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := gallery.Handler(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})))
	keys := gallery.Catalogue().Keys()
	for _, path := range paths() {
		for _, look := range looks() {
			w := get(t, h, path, cookies(look))
			doc := webtest.Parse(t, w.Body)
			doc.Sound()
			if got := doc.Attr("html", "lang") + " " + doc.Attr("html", "data-mode") + " " + doc.Attr("html", "data-bs-theme"); got != string(look.Lang)+" "+look.Mode()+" "+string(look.Theme) {
				t.Errorf("%s: html says %s, want %v", path, got, look)
			}
			text := doc.Text("body")
			for _, k := range keys {
				if strings.Contains(text, k) {
					t.Errorf("%s shows the key %s", path, k)
				}
			}
			if t.Failed() {
				t.Fatalf("%s in %v:\n%s", path, look, doc)
			}
		}
	}
}

// In English nothing of the kit is left in Chinese; names, places and quotation may be.
func TestEnglishPagesSpeakEnglish(t *testing.T) {
	t.Parallel()
	h := gallery.Handler(slog.New(slog.DiscardHandler))
	names := strings.NewReplacer("谈桂芬", "", "谈*", "", "谈", "", "季小舟", "", "季", "", "苏见山", "", "穆青禾", "", "中文", "", "崇川区", "",
		"钟秀街道", "", "中心村社区", "", "花半里", "", "秀水苑 5幢", "", "秀水苑", "", "和畅里", "", "椅子", "", "7幢南面那条小路", "")
	for _, path := range paths() {
		doc := webtest.Parse(t, get(t, h, path, "lang=en").Body)
		for _, text := range append(doc.Texts("title, body"), labels(doc)...) {
			if rest := names.Replace(text); strings.ContainsFunc(rest, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
				t.Errorf("%s: Chinese in %q", path, rest)
			}
		}
	}
}

func labels(doc *webtest.Doc) []string {
	var all []string
	for _, n := range doc.All("[aria-label], [placeholder], [data-busy]") {
		all = append(all, webtest.Attr(n, "aria-label")+webtest.Attr(n, "placeholder")+webtest.Attr(n, "data-busy"))
	}
	return all
}

// What a component promises, by selector.
func TestComponents(t *testing.T) {
	t.Parallel()
	h := gallery.Handler(slog.New(slog.DiscardHandler))
	for _, c := range []struct {
		name, path, selector string
		want                 string // text of the first, or empty when being there is all
	}{
		{"a colour is shape, word and level", "/sheets/home", ".ll-mark.ll-yellow:has(use[href='#s-yellow'])", "黄 街道办"},
		{"in a tight place the level goes", "/sheets/wish", ".ll-mark.ll-blue:has(use[href='#s-blue'])", "蓝"},
		{"a late clock is ink and a count", "/sheets/inbox", ".ll-clock-late:has(use[href='#i-alert-circle'])", "超 2 个工作日"},
		{"a paused clock says until when", "/sheets/inbox", ".ll-clock-hold", "停到 6月1日"},
		{"urgency has its word", "/sheets/inbox", ".ll-urgent-top", "特急"},
		{"a number's short part is in lists", "/sheets/inbox", "td .ll-no b", "2026-000127"},
		{"a full number has its place part apart", "/sheets/own", ".ll-no", "320613007005-2026-000123"},
		{"the current step is marked", "/sheets/own", ".ll-steps [aria-current=step]", "办理，现在在这一步"},
		{"a step that is done says so", "/sheets/own", ".ll-steps .done", "收到，已完成"},
		{"an entry for staff is set apart", "/sheets/wish", ".ll-timeline .ll-tl-staff .ll-see", "仅工作人员"},
		{"own words are quoted", "/sheets/own", ".ll-quote", "花园里没有坐的地方，老人走一圈中间没处歇。能不能装几张椅子？"},
		{"a masked person", "/sheets/wish", ".ll-panel .ll-person p", "谈* · 74 岁 138****0123"},
		{"the box says how much is missing", "/sheets/file", ".ll-errors[role=alert][tabindex='-1'] h2", "还差 2 处，填好就能交"},
		{"and leads to the first choice", "/sheets/file", ".ll-errors a[href='#kind']", "请选一类，拿不准就选“其他”"},
		{"a wrong field says what to do", "/sheets/file", "#e-text", "请说说是什么事，至少 5 个字"},
		{"and is marked for those who listen", "/sheets/file", "textarea[aria-invalid=true][aria-describedby='h-text e-text']", "椅子"},
		{"what was typed stays", "/sheets/file", "input#spot[value='7幢南面那条小路']", ""},
		{"what was chosen stays", "/sheets/file", "input[name=see][value=public][checked]", ""},
		{"optional is written", "/sheets/file", "label[for=spot]", "再说细一点（可不填）"},
		{"a menu keeps what was chosen", "/sheets/acts", "#why option[value=call][selected]", "回电话核实情况"},
		{"a conflict says who and when", "/sheets/acts", ".ll-errors h2", "季小舟 2 分钟前改过这件"},
		{"the pager gives the range", "/sheets/inbox", ".ll-pager .ll-meta", "第 26–50 件，共 64 件"},
		{"the current view is marked", "/sheets/inbox", ".ll-views a[aria-current=page]", "我的 27"},
		{"the side counts what waits", "/sheets/inbox", ".ll-side a .visually-hidden", "27 件"},
		{"the path of places", "/sheets/inbox", ".ll-crumbs [aria-current=location]", "中心村社区，换一个地方"},
		{"a form's bar leads back", "/sheets/file", ".ll-top a.btn", "返回"},
		{"a telephone can be called", "/sheets/home", "a.ll-tel[href='tel:051300001860'] strong", "0513-0000 1860"},
		{"staff's paper stays inside", "/sheets/wish", ".ll-print", "中心村社区 · 心愿办理单 320613007005-2026-000123 · 打印：季小舟，2026年5月14日，星期四 10:06 · 供内部办理，不得外传"},
		{"the demonstration says who one is", "/sheets/home", ".ll-demo p", "演示：您现在是 谈桂芬 · 换人"},
		{"the board's cards can be found by the keys", "/sheets/board", "[data-board] [data-column] [data-card] [data-sort='2']", "黄 街道办"},
		{"a share has two digits", "/sheets/figures", ".ll-fig", "91.50%"},
		{"its interval is said too", "/sheets/figures", ".ll-range[aria-label='可信范围 87.90–94.00%，竖线是目标 90%'] .ci[x1='39.50%'][x2='70.00%']", ""},
		{"its aim is a line", "/sheets/figures", ".ll-range .aim[x1='50.00%'][x2='50.00%']", ""},
		{"too little is no share", "/sheets/figures", ".ll-stat:nth-child(2):not(:has(svg)) .ll-fig", "9 件，太少不算率"},
		{"a bar has its sum on top", "/sheets/figures", ".ll-chart .tot", "40"},
		{"what is not sorted is dashed", "/sheets/figures", ".ll-chart rect.n", ""},
		{"the legend has shapes", "/sheets/figures", ".ll-legend span:has(use[href='#s-yellow'])", "黄"},
		{"the chart is a table too", "/sheets/figures", "details .ll-table tbody tr:nth-child(2) td:last-child a", "51"},
		{"the code behind # has its field", "/sheets/acts", "input[data-from-hash]", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := webtest.Parse(t, get(t, h, c.path, "lang=zh-CN").Body)
			if !doc.Has(c.selector) {
				t.Fatalf("nothing is %s in\n%s", c.selector, doc)
			}
			if got := doc.Text(c.selector); c.want != "" && got != c.want {
				t.Errorf("%s says %q, want %q", c.selector, got, c.want)
			}
		})
	}
}

// Never lead the answer: the three ratings are alike and none is chosen.
func TestNoRatingIsChosen(t *testing.T) {
	t.Parallel()
	h := gallery.Handler(slog.New(slog.DiscardHandler))
	doc := webtest.Parse(t, get(t, h, "/sheets/rate", "").Body)
	if n := doc.Count("input[name=satisfied]"); n != 3 || doc.Has("input[checked]") {
		t.Errorf("%d ratings, one chosen: %v", n, doc.Has("input[checked]"))
	}
}

// An htmx request gets the fragment, the title and nothing else.
func TestFragment(t *testing.T) {
	t.Parallel()
	h := gallery.Handler(slog.New(slog.DiscardHandler))
	r := httptest.NewRequest(http.MethodGet, "/sheets/inbox", nil)
	r.Header.Set("HX-Request", "true")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body := w.Body.String()
	if !strings.HasPrefix(strings.TrimSpace(body), `<section class="ll-panel" id="list">`) || strings.Contains(body, "<html") || !strings.Contains(body, "<title>待办 · 邻里+</title>") {
		t.Errorf("the fragment is\n%s", body)
	}
}

// A line after a redirect is shown once.
func TestFlashIsShownOnce(t *testing.T) {
	t.Parallel()
	h := gallery.Handler(slog.New(slog.DiscardHandler))
	r := httptest.NewRequest(http.MethodPost, "/done", strings.NewReader(url.Values{}.Encode()))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sheets/home" {
		t.Fatalf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge > 60 {
		t.Errorf("cookie %v", cookie)
	}
	page := get(t, h, "/sheets/home", cookie.Name+"="+cookie.Value)
	if got := webtest.Parse(t, page.Body).Text(".ll-toast[role=status]"); got != "交好了，编号 2026-000147。 看这件心愿" {
		t.Errorf("the line says %q", got)
	}
	if gone := page.Result().Cookies(); len(gone) != 1 || gone[0].MaxAge >= 0 {
		t.Errorf("the cookie stays: %v", gone)
	}
}
