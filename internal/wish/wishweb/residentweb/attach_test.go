package residentweb_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

func photos(ns ...int) (out []wishwebtest.Part) {
	for _, n := range ns {
		out = append(out, wishwebtest.Part{Field: "photos", Name: "IMG_0001.HEIC.exe", Body: wishwebtest.Picture(n)})
	}
	return out
}

// A resident adds photos and a voice note; they stay while other things are wrong, one is taken out, the rest goes along.
func TestPhotosStayWithTheFormAndGoWithTheWish(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	v := w.As("who=tan")
	a := v.Get("/wishes/new")
	if a.Attr(`main form:has(#text)`, "enctype") != "multipart/form-data" || a.Attr("#photos", "accept") != "image/jpeg,image/png" || a.Attr("#voice", "accept") != "audio/*" {
		t.Fatalf("the form: %s", a)
	}
	a = v.Upload(a, "/wishes/new", "do=send", append(photos(1, 2), wishwebtest.Part{Field: "voice", Name: "x", Body: wishwebtest.Recording(7)}), "text", "短")
	a.Sound()
	if a.Status != http.StatusUnprocessableEntity || a.Count(".ll-thumbs img") != 2 || a.Text("#text") != "短" || !strings.Contains(a.Body, "录音 7 秒") {
		t.Fatalf("%d, %d thumbnails: %s", a.Status, a.Count(".ll-thumbs img"), a)
	}
	if src := a.Attr(".ll-thumbs img", "src"); !strings.HasPrefix(src, "data:image/jpeg;base64,") || a.Attr(".ll-thumbs img", "alt") != "照片 1" {
		t.Errorf("the thumbnail: %.40s", src)
	}
	a = v.Upload(a, "/wishes/new", "do=attach", photos(2, 3), "text", "楼道灯坏了半个月了")
	if a.Status != http.StatusOK || a.Count(".ll-thumbs img") != 3 {
		t.Fatalf("one is sent a second time and one is new: %d, %d", a.Status, a.Count(".ll-thumbs img"))
	}
	first := a.Attr(".ll-thumbs button", "value")
	a = v.Press(a, "/wishes/new", "drop="+first)
	if a.Status != http.StatusOK || a.Count(".ll-thumbs img") != 2 || a.Text("#text") != "楼道灯坏了半个月了" {
		t.Fatalf("taken out: %d, %d", a.Status, a.Count(".ll-thumbs img"))
	}
	send := func() wishwebtest.Answer {
		return v.Upload(a, "/wishes/new", "do=send", nil, "topic", "repair", "visibility", "public")
	}
	done, again := send(), send()
	if done.Status != http.StatusSeeOther || again.To != done.To || len(w.mine("tan")) != 1 {
		t.Fatalf("sent: %d to %s, again to %s: %s", done.Status, done.To, again.To, done)
	}
	page := v.Get("/wishes/" + w.mine("tan")[0].ID)
	page.Sound()
	if page.Count(".ll-timeline .ll-thumbs img") != 2 || page.Attr(".ll-thumbs img", "alt") != "照片 1，提出人" || page.Count(".ll-timeline audio") != 1 {
		t.Errorf("the wish shows %s", page.Text(".ll-timeline"))
	}
	for _, path := range []string{page.Attr(".ll-thumbs img", "src"), page.Attr("audio", "src")} {
		if res := v.Fetch(path); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
		for name, who := range map[string]string{"a neighbour": "who=luo", "a visitor": ""} {
			if res := w.As(who).Fetch(path); res.StatusCode != http.StatusNotFound {
				t.Errorf("%s gets %s: %d", name, path, res.StatusCode)
			}
		}
		if res := w.As("who=ji").Fetch(path); res.StatusCode != http.StatusOK {
			t.Errorf("the desk gets %s: %d", path, res.StatusCode)
		}
	}
}

func TestWhatIsWrongWithAPhotoIsSaidAndNothingIsLost(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	for who, elder := range map[string]string{"who=tan": "", "who=tan; elder=1": "files"} {
		v := w.As(who)
		a := v.Get("/wishes/new")
		if elder != "" {
			a = v.Press(v.Press(a, "/wishes/new", "do=next"), "/wishes/new", "do=next", "text", "楼道灯坏了")
			if !a.Has("#photos") {
				t.Fatalf("the screen of photos: %s", a)
			}
		}
		for name, c := range map[string]struct {
			part wishwebtest.Part
			say  string
		}{
			"HEIC":      {wishwebtest.Part{Field: "photos", Name: "IMG.jpg", Body: []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")}, "兼容性最佳"},
			"too large": {wishwebtest.Part{Field: "photos", Name: "a.jpg", Body: make([]byte, wishwebtest.FileLimits.PhotoBytes+1)}, "照片太大，请选 1 MB 以内的"},
			"no photo":  {wishwebtest.Part{Field: "photos", Name: "a.jpg", Body: []byte("<script>alert(1)</script>")}, "只收 JPEG 和 PNG"},
			"no voice":  {wishwebtest.Part{Field: "voice", Name: "a.mp3", Body: []byte("x")}, "这不是录音"},
			"too long":  {wishwebtest.Part{Field: "voice", Name: "a.wav", Body: wishwebtest.Recording(70)}, "请在 60 秒以内说完"},
		} {
			b := v.Upload(a, "/wishes/new", "do=attach", append(photos(5), c.part), "text", "楼道灯坏了")
			b.Sound()
			if b.Status != http.StatusUnprocessableEntity || !strings.Contains(b.Text(".ll-error"), c.say) || b.Count(".ll-thumbs img") != 1 || !b.Has(`.ll-errors a[href="#`+c.part.Field+`"]`) {
				t.Errorf("%s, %s: %d %q, %d photos", who, name, b.Status, b.Text(".ll-error"), b.Count(".ll-thumbs img"))
			}
			if !strings.Contains(b.Body, "楼道灯坏了") {
				t.Errorf("%s, %s: what was typed is lost", who, name)
			}
		}
	}
	// More than a form takes altogether: a page says so, and nothing is kept.
	v := w.As("who=luo")
	huge := v.Upload(v.Get("/wishes/new"), "/wishes/new", "do=send", []wishwebtest.Part{{Field: "photos", Name: "a", Body: make([]byte, 6<<20)}})
	if huge.Status != http.StatusUnprocessableEntity {
		t.Errorf("six MB: %d", huge.Status)
	}
}

// A visitor without an account adds a photo to a wish without a name, and finds it with number and code.
func TestAVisitorsPhoto(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	v := w.As("visit=a")
	a := v.Upload(v.Get("/wishes/new"), "/wishes/new", "do=attach", photos(1), "text", "花园的灯不亮")
	if a.Count(".ll-thumbs img") != 1 {
		t.Fatalf("%d: %s", a.Status, a)
	}
	done := v.Upload(a, "/wishes/new", "do=send", nil, "topic", "repair", "visibility", "private", "place", wishwebtest.Garden)
	page := v.Get(strings.TrimSuffix(done.To, "/receipt"))
	if done.Status != http.StatusSeeOther || page.Count(".ll-thumbs img") != 1 {
		t.Fatalf("%d to %s; %s", done.Status, done.To, page)
	}
	path := page.Attr(".ll-thumbs img", "src")
	if res := v.Fetch(path); res.StatusCode != http.StatusOK {
		t.Errorf("with the receipt: %d", res.StatusCode)
	}
	if res := w.As("visit=b").Fetch(path); res.StatusCode != http.StatusNotFound {
		t.Errorf("another visitor: %d", res.StatusCode)
	}
}

// The bytes come with the type that was found in them, sealed off from the site, in parts where a part is asked for, and
// what may not be seen looks like what is not there.
func TestHowBytesAreSent(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	v := w.As("who=tan")
	done := v.Upload(v.Get("/wishes/new"), "/wishes/new", "do=send", append(photos(1), wishwebtest.Part{Field: "voice", Name: "evil.html", Body: wishwebtest.Recording(3)}),
		"text", "楼道灯坏了半个月", "topic", "repair", "visibility", "public")
	page := v.Get(strings.TrimSuffix(done.To, "/receipt"))
	photo, sound := strings.TrimSuffix(page.Attr(".ll-thumbs img", "src"), "/thumb"), page.Attr("audio", "src")
	for path, media := range map[string]string{photo: "image/jpeg", photo + "/thumb": "image/jpeg", sound: "audio/wav"} {
		res := v.Fetch(path)
		h := res.Header
		if h.Get("Content-Type") != media || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "private, no-store" ||
			!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || !strings.HasPrefix(h.Get("Content-Disposition"), "inline; filename=") || strings.Contains(h.Get("Content-Disposition"), "evil") {
			t.Errorf("%s: %v", path, h)
		}
	}
	part := v.Fetch(sound, "Range", "bytes=0-1")
	b, err := io.ReadAll(part.Body)
	if err = errors.Join(err, part.Body.Close()); err != nil || part.StatusCode != http.StatusPartialContent || string(b) != "RI" {
		t.Errorf("a part: %d %q, %v", part.StatusCode, b, err)
	}
	if res := v.Fetch(photo, "If-None-Match", v.Fetch(photo).Header.Get("ETag")); res.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged: %d", res.StatusCode)
	}
	hidden, missing := w.As("who=luo").Get(photo), w.As("who=luo").Get("/files/0190c0de-0000-7000-8000-000000000001")
	same := strings.ReplaceAll(hidden.Body, photo, "/files/0190c0de-0000-7000-8000-000000000001") // the way back to where one is
	if hidden.Status != http.StatusNotFound || same != missing.Body || len(hidden.Body) != len(missing.Body) {
		t.Errorf("hidden %d of %d bytes, missing %d of %d", hidden.Status, len(hidden.Body), missing.Status, len(missing.Body))
	}
	for _, path := range []string{"/files/..%2f..%2fhood.go", "/files/x", "/files/" + strings.Repeat("0", 64)} {
		if res := v.Fetch(path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// The submitter deletes an own photo as long as nobody has taken the wish up.
func TestTheSubmitterTakesAPhotoBack(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	v := w.As("who=tan")
	for _, taken := range []bool{false, true} {
		done := v.Upload(v.Get("/wishes/new"), "/wishes/new", "do=send", photos(1), "text", "楼道灯坏了半个月", "topic", "repair", "visibility", "public")
		own := strings.TrimSuffix(done.To, "/receipt")
		link := v.Get(own).Attr(".ll-thumbs a", "href")
		if taken {
			w.Bring(wish.Wish{ID: strings.TrimPrefix(own, "/wishes/")}, wish.Accepted)
		}
		a := v.Get(link)
		a.Sound()
		if a.Status != http.StatusOK || a.Has(`button[value=remove]`) == taken || a.Has(`button[value=blur]`) {
			t.Errorf("taken up %t: %s", taken, a)
		}
		if b := v.Post(link, "do", "remove"); (b.Status == http.StatusSeeOther) == taken || taken && b.Status != http.StatusForbidden {
			t.Errorf("taken up %t: %d", taken, b.Status)
		}
		if n := v.Get(own).Count(".ll-thumbs img"); (n == 1) != taken {
			t.Errorf("taken up %t: %d photos are left", taken, n)
		}
	}
}

// An upload that breaks in the middle leaves nothing, neither in the folder of files nor among what is temporary.
func TestAConnectionCutInTheMiddleLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	server := serve(t, w.Pages)
	body := "--b\r\nContent-Disposition: form-data; name=\"draft\"\r\n\r\nk\r\n--b\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.jpg\"\r\n\r\n" + string(wishwebtest.Picture(1))
	cutOff(t, server, "who=tan", "multipart/form-data; boundary=b", body, 2*len(body))
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "upload-*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	left := 0
	_ = filepath.WalkDir(w.Folder, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left++
		}
		return nil
	})
	staged, err := w.Files.Staged(t.Context(), "k")
	if err != nil || left > 0 || len(staged) > 0 {
		t.Errorf("%d files, %d rows, %v", left, len(staged), err)
	}
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// cutOff sends the beginning of a request and hangs up; it returns when the server has noticed.
func cutOff(t *testing.T, address, cookie, kind, body string, announced int) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(c, "POST /wishes/new HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", address, cookie, kind, announced, body)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(c) // the server's word on it, if it has one
	if strings.HasPrefix(string(answer), "HTTP/1.1 200") || strings.HasPrefix(string(answer), "HTTP/1.1 303") {
		t.Errorf("half a form is taken: %.60s", answer)
	}
	_ = c.Close()
}
