package app

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"linli/internal/account"
	"linli/internal/id"
	"linli/internal/web/webtest"
)

// browser is somebody of the demonstration at a browser without scripts.
type browser struct {
	t      *testing.T
	a      *App
	cookie string
}

func (a *App) browse(t *testing.T, name, more string) browser {
	t.Helper()
	b := browser{t, a, more}
	if name != "" {
		token, err := a.Sessions.Open(t.Context(), a.accounts[name])
		if err != nil {
			t.Fatal(err)
		}
		b.cookie = "linli=" + token + more
	}
	return b
}

func (b browser) do(method, path string, form url.Values) (*httptest.ResponseRecorder, *webtest.Doc) {
	b.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Cookie", b.cookie)
	rec := httptest.NewRecorder()
	b.a.Handler().ServeHTTP(rec, r)
	if !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") {
		return rec, nil
	}
	return rec, webtest.Parse(b.t, bytes.NewReader(rec.Body.Bytes()))
}

func (b browser) get(path string, status int) *webtest.Doc {
	b.t.Helper()
	rec, doc := b.do(http.MethodGet, path, nil)
	if rec.Code != status {
		b.t.Fatalf("%s: %d, want %d", path, rec.Code, status)
	}
	if status == http.StatusOK {
		doc.Sound()
	}
	return doc
}

func (b browser) post(path string, status int, pairs ...string) (*httptest.ResponseRecorder, *webtest.Doc) {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	rec, doc := b.do(http.MethodPost, path, form)
	if rec.Code != status {
		b.t.Fatalf("POST %s: %d, want %d: %s", path, rec.Code, status, rec.Body)
	}
	return rec, doc
}

func newDemo(t *testing.T) *App {
	t.Helper()
	a, err := NewDemo(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "demo.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// From the notice to the decision: every page says what it must, in both languages and large print, to those who may.
func TestThePagesOfPeoplesRights(t *testing.T) {
	t.Parallel()
	a := newDemo(t)
	visitor, tan, wu, wen, ji := a.browse(t, "", ""), a.browse(t, "谈桂芬", ""), a.browse(t, "邬晓蕾", ""), a.browse(t, "闻立溪", ""), a.browse(t, "季小舟", "")
	auditor := a.browse(t, "瞿明允", "")

	for cookie, word := range map[string]string{"": "怎么用您的信息", "; lang=en": "How your data is used", "; elder=1": "怎么用您的信息"} {
		doc := a.browse(t, "", strings.TrimPrefix(cookie, "; ")).get("/privacy", http.StatusOK)
		if doc.Text(".ll-notice h1") != word || doc.Count(".ll-notice h2") < 6 || !doc.Has(".ll-notice .ll-note") || doc.Count("tbody tr") != 2 {
			t.Errorf("%q: %q with %d headings", cookie, doc.Text("h1"), doc.Count(".ll-notice h2"))
		}
		for _, path := range []string{"/account/data", "/account/data/copy", "/account/data/correct", "/account/data/erase"} {
			a.browse(t, "邬晓蕾", cookie).get(path, http.StatusOK)
		}
		for _, path := range []string{"/requests", "/requests?view=ended", "/requests/register"} {
			a.browse(t, "闻立溪", cookie).get(path, http.StatusOK)
		}
		for _, path := range []string{"/retention", "/exports"} {
			a.browse(t, "瞿明允", cookie).get(path, http.StatusOK)
		}
	}
	visitor.get("/privacy/1", http.StatusOK)
	visitor.get("/privacy/99", http.StatusNotFound)
	visitor.get("/account/data", http.StatusUnauthorized)
	tan.get("/requests", http.StatusNotFound)
	tan.get("/retention", http.StatusNotFound)
	ji.get("/exports", http.StatusNotFound)
	if doc := tan.get("/wishes/new", http.StatusOK); !doc.Has(`form a[href="/privacy"]`) {
		t.Error("the form that collects does not lead to the notice")
	}
	if doc := tan.get("/wishes", http.StatusOK); !doc.Has(`footer a[href="/privacy"]`) || !doc.Has(`footer a[href="/account/data"]`) {
		t.Error("the foot does not lead to the notice and to one's own data")
	}

	doc := tan.get("/account/data", http.StatusOK)
	if held := strings.Join(doc.Texts("section[aria-labelledby=held] strong"), " "); !strings.Contains(held, "姓名和住处 电话、证件号等联系方式") || !strings.Contains(held, "心愿") {
		t.Errorf("held: %s", held)
	}
	if strings.Contains(doc.Text("main"), "138") {
		t.Error("the page shows a telephone")
	}
	tan.post("/account/data/consent", http.StatusSeeOther, "purpose", "address", "do", "give")
	if doc = tan.get("/account/data", http.StatusOK); !doc.Has(`button[value=end]`) {
		t.Error("a consent that was given cannot be taken back")
	}
	tan.post("/account/data/consent", http.StatusSeeOther, "purpose", "address", "do", "end")

	if _, doc = tan.post("/account/data/correct", http.StatusUnprocessableEntity, "text", "", "key", id.New()); !doc.Has("textarea[aria-invalid]") {
		t.Error("an empty correction is not marked")
	}
	tan.post("/account/data/correct", http.StatusSeeOther, "text", "我的电话换了", "key", id.New())
	if _, doc = tan.post("/account/data/correct", http.StatusConflict, "text", "再提一次这句话", "key", id.New()); doc.Text("textarea") != "再提一次这句话" || !doc.Has(".ll-note") {
		t.Error("a second request while one is open loses what was typed, or does not show the first")
	}
	for _, about := range []string{"", a.personOf(t, "谈桂芬")} {
		_, doc = wu.post("/account/data/erase", http.StatusUnprocessableEntity, "for", about, "text", "我要搬走了", "key", id.New())
		if !doc.Has("#e-sure") || doc.Text("textarea") != "我要搬走了" || about != "" && doc.Attr("input[name=for][checked]", "value") != about {
			t.Error("a deletion without its tick is not marked, or the form lost what was typed")
		}
	}
	if n := wen.get("/requests", http.StatusOK).Count("tbody tr"); n != 1 {
		t.Errorf("%d requests wait after a deletion that was not meant", n)
	}
	erase := []string{"for", a.personOf(t, "谈桂芬"), "sure", "1", "text", "再说一次"}
	wu.post("/account/data/erase", http.StatusSeeOther, append(erase, "key", id.New())...)
	if _, doc = wu.post("/account/data/erase", http.StatusConflict, append(erase, "key", id.New())...); !doc.Has(`.ll-note a[href^="/requests/"]`) || doc.Text("textarea") != "再说一次" {
		t.Error("a second deletion while one is open does not show the first, or loses what was typed")
	}

	doc = wen.get("/requests", http.StatusOK)
	if n := doc.Count("tbody tr"); n != 2 {
		t.Fatalf("%d requests wait", n)
	}
	path := doc.Attr("tbody a", "href")
	if doc = wen.get(path, http.StatusOK); doc.Text(".ll-quote") != "我的电话换了" {
		t.Errorf("the desk reads %q", doc.Text(".ll-quote"))
	}
	if doc = ji.get(path, http.StatusOK); doc.Has("main form") {
		t.Error("a social worker gets the form")
	}
	if doc = auditor.get(path, http.StatusOK); doc.Has(".ll-quote") || doc.Has("main form") {
		t.Error("an auditor reads the words, or decides")
	}
	wen.post(path+"/grant", http.StatusUnprocessableEntity, "text", "", "key", id.New())
	ji.post(path+"/grant", http.StatusForbidden, "text", "改好了。", "key", id.New())
	wen.post(path+"/grant", http.StatusSeeOther, "text", "改好了。", "key", id.New())
	wen.post(path+"/refuse", http.StatusConflict, "text", "晚了一步", "key", id.New())

	if _, doc = ji.post("/requests/register", http.StatusOK, "do", "find", "q", "谈桂芬", "key", id.New()); !doc.Has(`input[name=person]`) {
		t.Error("the desk does not find her")
	}
	ji.post("/requests/register", http.StatusConflict, "person", a.personOf(t, "谈桂芬"), "kind", "erase", "key", id.New())
	ji.post("/requests/register", http.StatusSeeOther, "person", a.personOf(t, "骆文竹"), "kind", "correct", "text", "楼栋写错了", "key", id.New())
}

func (a *App) personOf(t *testing.T, name string) string {
	t.Helper()
	acc, err := account.ByID(t.Context(), a.DB, a.accounts[name])
	if err != nil {
		t.Fatal(err)
	}
	return acc.Person
}

// The copy is one file with a number, whole and in clear, after a confirmation, and nothing of it is left on the server.
func TestTheCopyIsAFile(t *testing.T) {
	t.Parallel()
	a := newDemo(t)
	tan := a.browse(t, "谈桂芬", "")
	if _, doc := tan.post("/account/data/copy", http.StatusUnprocessableEntity, "key", id.New()); !doc.Has("#e-sure") {
		t.Error("a copy without a confirmation")
	}
	key := id.New()
	rec, _ := tan.post("/account/data/copy", http.StatusOK, "key", key, "sure", "1")
	if again, _ := tan.post("/account/data/copy", http.StatusOK, "key", key, "sure", "1"); !bytes.Equal(again.Body.Bytes(), rec.Body.Bytes()) {
		t.Error("fetched again it is another file")
	}
	next := id.New()
	second, _ := tan.post("/account/data/copy", http.StatusOK, "key", next, "sure", "1")
	if again, _ := tan.post("/account/data/copy", http.StatusOK, "key", next, "sure", "1"); !bytes.Equal(again.Body.Bytes(), second.Body.Bytes()) {
		t.Error("the second, fetched again, is another file")
	}
	if again, _ := tan.post("/account/data/copy", http.StatusOK, "key", key, "sure", "1"); !bytes.Equal(again.Body.Bytes(), rec.Body.Bytes()) {
		t.Error("the first, fetched after the second, is another file")
	}
	if name := rec.Header().Get("Content-Disposition"); name != `attachment; filename="linli-000001.zip"` || rec.Header().Get("Cache-Control") != "no-store" {
		t.Error(name)
	}
	z, err := zip.NewReader(bytes.NewReader(rec.Body.Bytes()), int64(rec.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(body)
	}
	if !strings.Contains(files["README.txt"], "导出编号 1 · 谈桂芬") || !strings.Contains(files["README.txt"], "Export number 1") {
		t.Errorf("no stamp: %s", files["README.txt"])
	}
	if !strings.Contains(files["data.json"], `"telephone": "138`) || !strings.Contains(files["data.json"], `"number": 1`) || !strings.Contains(files["data.json"], "谈桂芬") {
		t.Errorf("not whole: %s", files["data.json"])
	}
	photos := 0
	for name, body := range files {
		if strings.HasPrefix(name, "files/") && strings.HasSuffix(name, "-photo.jpeg") && strings.HasPrefix(body, "\xff\xd8") {
			photos++
		}
	}
	if photos == 0 {
		t.Errorf("the copy holds no photo; it holds %v", slices.Sorted(maps.Keys(files)))
	}
	if doc := a.browse(t, "瞿明允", "").get("/exports", http.StatusOK); doc.Count("tbody tr") != 2 || !strings.Contains(doc.Text("tbody"), "谈*") {
		t.Errorf("the list of exports: %q", doc.Text("tbody"))
	}
	if n, err := a.Privacy.Sweep(t.Context()); err != nil || n != 0 {
		t.Errorf("a run on the first day of the demonstration erases %d, %v", n, err)
	}
	if doc := a.browse(t, "瞿明允", "").get("/retention", http.StatusOK); doc.Count("section.ll-panel li") < 6 {
		t.Errorf("the report: %q", doc.Text("main"))
	}
	// Periods are words in the reader's language, and our own rules' sources are said in it.
	for cookie, want := range map[string][]string{"": {"36个月", "《个人信息保护法》第十九条"}, "; lang=en": {"36 months", "PIPL art. 19"}} {
		said := a.browse(t, "瞿明允", cookie).get("/retention", http.StatusOK).Text("main")
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("%q is not said in %q", w, said)
			}
		}
		if regexp.MustCompile(`\d(mo|wd|wh)\b`).MatchString(said) || cookie == "" && strings.Contains(said, "PIPL") {
			t.Errorf("a value or a source is not in words: %q", said)
		}
	}
}
