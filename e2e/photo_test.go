package e2e_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"linli/internal/file"
	"linli/internal/id"
	"linli/internal/web/webtest"
	"linli/internal/wish"
)

// pictures counts the photos that the devices have taken.
var pictures struct {
	sync.Mutex
	n int
}

// photo is a picture as a telephone takes it, higher than wide; its content depends on n.
func photo(n int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 480, 640))
	state := uint32(n) + 1
	for i := range img.Pix {
		if i%64 == 0 {
			state = state*1664525 + 1013904223
		}
		img.Pix[i] = uint8(state >> 24)
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

// sound is a WAV of three seconds.
func sound() []byte {
	b := append([]byte("RIFF\xe4]\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\xc0]\x00\x00"), make([]byte, 24000)...)
	return b
}

// picture is the path of a new photo on the device; no two are the same.
func (v *device) picture() string {
	v.t.Helper()
	name := filepath.Join(v.t.TempDir(), "photo.jpg")
	pictures.Lock()
	pictures.n++
	n := pictures.n
	pictures.Unlock()
	must(v.t, os.WriteFile(name, photo(n), 0o600))
	return name
}

// recording is the path of a recording on the device.
func (v *device) recording() string {
	v.t.Helper()
	name := filepath.Join(v.t.TempDir(), "recording.wav")
	must(v.t, os.WriteFile(name, sound(), 0o600))
	return name
}

// pictured is a wish with a photo and a voice note, and the pages of these.
type pictured struct{ path, photo, voice string }

func (w *town) pictured() pictured {
	w.t.Helper()
	ctx, tan, draft := context.Background(), w.who("谈桂芬"), file.FormDraft(id.New())
	p, err := w.app.Files.Stage(ctx, tan, draft, file.Upload{Kind: file.Photo, Body: bytes.NewReader(photo(-1))})
	w.must(err)
	v, err := w.app.Files.Stage(ctx, tan, draft, file.Upload{Kind: file.Voice, Body: bytes.NewReader(sound())})
	w.must(err)
	x, err := w.app.Wishes.File(ctx, tan, wish.Filing{Topic: wish.Repair, Text: need, Place: building, Visibility: wish.Public, Draft: string(draft)})
	w.must(err)
	return pictured{"/wishes/" + x.ID, "/files/" + p.ID + "/page", "/files/" + v.ID + "/page"}
}

// cover makes the copy for neighbours.
func (w *town) cover(x pictured) {
	w.t.Helper()
	_, err := w.app.Files.Blur(context.Background(), w.who("季小舟"), strings.Split(x.photo, "/")[2], []int{17, 18, 29}, "")
	w.must(err)
}

// fetched is what somebody gets of a path: the status and the bytes.
func (w *town) fetched(who, path string) (int, []byte) {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodGet, w.site+path, nil)
	w.must(err)
	if who != atTheDoor {
		cookie, err := w.app.Sessions.Open(context.Background(), w.accounts[who])
		w.must(err)
		r.AddCookie(&http.Cookie{Name: "linli", Value: cookie})
	}
	res, err := http.DefaultClient.Do(r)
	w.must(err)
	b, err := io.ReadAll(res.Body)
	w.must(err)
	w.must(res.Body.Close())
	return res.StatusCode, b
}

// TestPhotos: 谈桂芬 makes a wish with a photo on her telephone, 季小舟 sees it, covers a part of it and answers with another
// photo; neighbours see nothing until the covered one is released, and then that alone. With and without scripts.
func TestPhotos(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, bare := range map[string]bool{"with scripts": false, "without scripts": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDistrict(t, b, nil)
			w := &walked{t: t, d: d, tan: d.device(t, look{width: 360, noScript: bare}), staff: d.device(t, look{width: 1280, noScript: bare})}
			w.fileWithPhoto()
			town := d.town(t)
			original := strings.TrimSuffix(w.tan.HTML().Attr(".ll-timeline .ll-thumbs img", "src"), "/thumb")
			w.accept()
			town.shown(w.path)
			w.sortBlue()
			w.answerWithPhoto()
			luo := d.device(t, look{width: 360, noScript: bare})
			luo.become("骆文竹")
			seen := func() []string {
				luo.open(w.path)
				luo.fine()
				var out []string
				for _, x := range luo.HTML().All(".ll-timeline .ll-thumbs img") {
					out = append(out, strings.TrimSuffix(webtest.Attr(x, "src"), "/thumb"))
				}
				return out
			}
			if got := seen(); len(got) != 0 {
				t.Fatalf("before anything is released the neighbour sees %v", got)
			}
			w.coverAndRelease(original)
			got := seen()
			if len(got) != 1 || got[0] == original {
				t.Fatalf("the neighbour sees %v, the original is %s", got, original)
			}
			status, covered := town.fetched("骆文竹", got[0])
			_, whole := town.fetched("季小舟", original)
			if status != http.StatusOK || bytes.Equal(covered, whole) {
				t.Errorf("the neighbour gets %d and %d bytes, the original has %d", status, len(covered), len(whole))
			}
			for _, who := range []string{"骆文竹", atTheDoor} {
				if status, _ := town.fetched(who, original); status != http.StatusNotFound {
					t.Errorf("%q gets the original: %d", who, status)
				}
			}
		})
	}
}

func (w *walked) fileWithPhoto() {
	w.t.Helper()
	v := w.tan
	v.become("谈桂芬")
	v.press("wish.act.file")
	v.tick("topic", "repair")
	v.Type("#text", need)
	v.Attach("#photos", v.picture())
	v.refused(422, "file.send") // who may see it is not chosen: the photo stays
	if got := v.HTML().Count(".ll-thumbs img"); got != 1 {
		w.t.Fatalf("after an error the form has %d photos", got)
	}
	v.fine()
	v.tick("visibility", "public")
	v.press("file.send")
	w.receipt(v)
	v.press("receipt.see")
	v.fine()
	if !webtest.Eval[bool](v.Page, `[...document.querySelectorAll('.ll-thumbs img')].length === 1`) {
		w.t.Fatal("the wish has no photo")
	}
}

func (w *walked) answerWithPhoto() {
	w.t.Helper()
	v := w.staff
	v.become("季小舟")
	v.open(w.path + "?act=answer")
	v.Attach("#photos", v.picture())
	v.press("attach.do")
	v.fine()
	v.Type("textarea[name=text]", "台阶补好了，今天验收。")
	v.press("desk.answer.do")
	v.shows(".ll-toast", v.say("desk.done.answer", w.said()))
	w.tan.open(w.path)
	if got := w.tan.HTML().Count(".ll-timeline .ll-thumbs img"); got != 2 {
		w.t.Errorf("the submitter sees %d photos, want her own and that of the answer", got)
	}
}

// coverAndRelease ticks cells of the photo, looks at what comes of it, and shows it to neighbours.
func (w *walked) coverAndRelease(original string) {
	w.t.Helper()
	v := w.staff
	v.open(w.path)
	if status := v.Go(`.ll-thumbs a[href="` + original + `/page"]`); status != 200 {
		w.t.Fatalf("the photo's page: %d", status)
	}
	v.Click(`input[name=cell][value="29"]`)
	v.Click(`input[name=cell][value="30"]`)
	v.press("attach.blur.do")
	v.fine()
	v.shows(".ll-toast", v.say("attach.done.blur"))
	for _, cell := range []string{"29", "30"} {
		if !v.HTML().Has(`input[name=cell][value="` + cell + `"][checked]`) {
			w.t.Errorf("cell %s is not covered", cell)
		}
	}
	v.press("attach.release.covered")
	v.shows(".ll-toast", v.say("attach.done.release"))
	v.fine()
}
