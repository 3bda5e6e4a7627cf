package deskweb_test

import (
	"net/http"
	"strings"
	"testing"

	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

func photos(ns ...int) (out []wishwebtest.Part) {
	for _, n := range ns {
		out = append(out, wishwebtest.Part{Field: "photos", Name: "a.jpg", Body: wishwebtest.Picture(n)})
	}
	return out
}

// The answer has photos as the wish has: they stay while the text is missing, and the submitter sees them.
func TestAnAnswerWithAPhoto(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	v, path := w.As("who=su"), "/wishes/"+x.ID
	a := v.Get(path + "?act=answer")
	if a.Attr(`form:has(textarea[name=text])`, "enctype") != "multipart/form-data" || !a.Has("#photos") {
		t.Fatalf("the form: %s", a.Text("main"))
	}
	action := path + "/answer"
	a = v.Upload(a, action, "do=attach", photos(1))
	a.Sound()
	if a.Status != http.StatusOK || a.Count(".ll-thumbs img") != 1 {
		t.Fatalf("added: %d, %d", a.Status, a.Count(".ll-thumbs img"))
	}
	a = v.Upload(a, action, "", []wishwebtest.Part{{Field: "photos", Name: "a.pdf", Body: []byte("%PDF-1.4")}}, "text", "换好了")
	if a.Status != http.StatusUnprocessableEntity || a.Text("textarea[name=text]") != "换好了" || a.Count(".ll-thumbs img") != 1 || !strings.Contains(a.Text(".ll-error"), "PDF") {
		t.Fatalf("a PDF: %d, %q", a.Status, a.Text(".ll-error"))
	}
	if b := v.Upload(a, action, "", nil, "text", ""); b.Status != http.StatusUnprocessableEntity || b.Count(".ll-thumbs img") != 1 {
		t.Errorf("without text: %d, %d photos", b.Status, b.Count(".ll-thumbs img"))
	}
	if b := w.As("who=luo").Upload(a, action, "do=attach", photos(2)); b.Status != http.StatusForbidden {
		t.Errorf("a neighbour adds to the answer: %d", b.Status)
	}
	done := v.Upload(a, action, "", photos(2), "text", "换好了，每层都亮。")
	if done.Status != http.StatusSeeOther {
		t.Fatalf("answered: %d %s", done.Status, done.Text("main"))
	}
	for who, n := range map[string]int{"who=tan": 2, "who=ji": 2, "who=luo": 0, "": 0} {
		page := w.As(who).Get(path)
		if got := page.Count(".ll-timeline .ll-thumbs img"); got != n || n > 0 && page.Attr(".ll-thumbs img", "alt") != "照片 1，答复的人" {
			t.Errorf("%q sees %d photos, want %d", who, got, n)
		}
	}
}

// The desk registers a wish with a photo for somebody.
func TestARegisteredWishWithAPhoto(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	v := w.As("who=ji")
	a := v.Upload(v.Get("/wishes/register"), "/wishes/register", "do=attach", photos(1), "for_name", "谈桂芬", "text", "楼道灯坏了半个月")
	a.Sound()
	if a.Status != http.StatusOK || a.Count(".ll-thumbs img") != 1 || a.Attr("#for_name", "value") != "谈桂芬" {
		t.Fatalf("%d: %s", a.Status, a.Text("main"))
	}
	done := v.Upload(a, "/wishes/register", "", nil, "for", w.Actors["tan"].Person, "topic", "repair", "place", wishwebtest.Building, "visibility", "public")
	if done.Status != http.StatusSeeOther {
		t.Fatalf("registered: %d %s", done.Status, done.Text(".ll-errors"))
	}
	page := w.As("who=tan").Get("/wishes")
	if link := page.Attr(`main a[href^="/wishes/0"]`, "href"); w.As("who=tan").Get(link).Count(".ll-thumbs img") != 1 {
		t.Errorf("the submitter does not see the photo at %s", link)
	}
}

// Neighbours see a photo only when somebody has covered what is to be covered and has released it.
func TestCoverAndRelease(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	tan, ji, luo := w.As("who=tan"), w.As("who=ji"), w.As("who=luo")
	done := tan.Upload(tan.Get("/wishes/new"), "/wishes/new", "do=send", photos(1), "text", "楼道灯坏了半个月", "topic", "repair", "visibility", "public")
	path := strings.TrimSuffix(done.To, "/receipt")
	w.Bring(wish.Wish{ID: strings.TrimPrefix(path, "/wishes/")}, wish.Accepted)
	seen := func() int { return luo.Get(path).Count(".ll-timeline .ll-thumbs img") }
	link := ji.Get(path).Attr(".ll-thumbs a", "href")
	if text := ji.Get(path).Text(".ll-thumbs"); seen() != 0 || !strings.Contains(text, "邻居看不到") {
		t.Fatalf("before: neighbours see %d, the desk reads %q", seen(), text)
	}
	a := ji.Get(link)
	a.Sound()
	if a.Count(`input[name=cell]`) != 12*8 || !a.Has(`button[value=release]`) {
		t.Fatalf("the page: %s", a.Text("main"))
	}
	if b := ji.Press(a, link, "do=blur"); b.Status != http.StatusUnprocessableEntity || !strings.Contains(b.Text(".ll-error"), "至少点一个格子") {
		t.Errorf("nothing ticked: %d", b.Status)
	}
	if b := ji.Press(a, link, "do=blur", "cell", "14"); b.Status != http.StatusSeeOther || b.To != link {
		t.Fatalf("covered: %d", b.Status)
	}
	a = ji.Get(link)
	a.Sound()
	if seen() != 0 || !a.Has(`input[name=cell][value="14"][checked]`) || a.Count(".ll-photo") != 1 {
		t.Fatalf("covered, not released: neighbours see %d; %s", seen(), a.Text("main"))
	}
	stale := a
	ji.Press(a, link, "do=blur", "cell", "15")
	if b := ji.Press(stale, link, "do=release"); b.Status != http.StatusConflict || seen() != 0 {
		t.Errorf("a copy that was replaced is released: %d", b.Status)
	}
	if b := ji.Press(ji.Get(link), link, "do=release"); b.Status != http.StatusSeeOther {
		t.Fatalf("released: %d", b.Status)
	}
	page := luo.Get(path)
	public := page.Attr(".ll-thumbs img", "src")
	if seen() != 1 || !strings.Contains(ji.Get(path).Text(".ll-thumbs"), "邻居看得到") {
		t.Fatalf("released: neighbours see %d", seen())
	}
	released := luo.Fetch(public)
	if released.StatusCode != http.StatusOK || released.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("the released copy: %d, %v", released.StatusCode, released.Header)
	}
	original := strings.TrimSuffix(link, "/page")
	for _, p := range []string{original, original + "/thumb", link} {
		if res := luo.Fetch(p); res.StatusCode != http.StatusNotFound {
			t.Errorf("a neighbour at %s: %d", p, res.StatusCode)
		}
	}
	big := luo.Get(page.Attr(".ll-thumbs a", "href"))
	big.Sound()
	if big.Status != http.StatusOK || big.Has("main form") {
		t.Errorf("large, for a neighbour: %s", big.Text("main"))
	}
	ji.Press(ji.Get(link), link, "do=withhold")
	for _, head := range [][]string{nil, {"If-None-Match", released.Header.Get("ETag")}, {"Range", "bytes=0-9"}} {
		if res := luo.Fetch(public, head...); res.StatusCode != http.StatusNotFound || seen() != 0 {
			t.Errorf("withheld, asked with %v: %d, %d", head, res.StatusCode, seen())
		}
	}
	if b := ji.Press(ji.Get(link), link, "do=remove", "reason", "和这件事无关"); b.Status != http.StatusSeeOther || b.To != path || tan.Get(path).Has(".ll-thumbs") {
		t.Errorf("removed: %d to %s", b.Status, b.To)
	}
}

// A voice note is heard by staff, and written down beside it.
func TestAVoiceNoteIsWrittenDown(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	tan, ji := w.As("who=tan"), w.As("who=ji")
	voice := []wishwebtest.Part{{Field: "voice", Name: "a", Body: wishwebtest.Recording(4)}}
	done := tan.Upload(tan.Get("/wishes/new"), "/wishes/new", "do=send", voice, "text", "都在录音里说了", "topic", "repair", "visibility", "public")
	path := strings.TrimSuffix(done.To, "/receipt")
	link := ji.Get(path).Attr(`.ll-timeline a[href^="/files/"]`, "href")
	a := ji.Get(link)
	a.Sound()
	if a.Count("audio[controls]") != 1 || !a.Has("#said") {
		t.Fatalf("the page: %s", a.Text("main"))
	}
	if b := ji.Press(a, link, "do=said", "said", "三楼的灯不亮"); b.Status != http.StatusSeeOther || ji.Get(link).Text("#said") != "三楼的灯不亮" {
		t.Fatalf("written down: %d", b.Status)
	}
	if b := ji.Press(a, link, "do=said", "said", strings.Repeat("长", 2001)); b.Status != http.StatusConflict && b.Status != http.StatusUnprocessableEntity {
		t.Errorf("too long: %d", b.Status)
	}
	page := tan.Get(path)
	if page.Count("audio[controls]") != 1 || !strings.Contains(page.Text(".ll-timeline"), "录音里说：三楼的灯不亮") {
		t.Errorf("the submitter reads %s", page.Text(".ll-timeline"))
	}
	if b := tan.Get(link); b.Has("#said") || !strings.Contains(b.Text("main"), "三楼的灯不亮") {
		t.Errorf("the submitter's page: %s", b.Text("main"))
	}
}
