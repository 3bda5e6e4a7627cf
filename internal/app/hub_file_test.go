package app

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/file"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/wish"
)

// A caller's photo comes after its order, once; an answer's goes out as a reference that the token of the hub opens; and a hub that wants
// nothing any more is paused, of which who administers is told.
func TestPhotosOfTheHubAndItsPause(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		c := opens(t)
		j := s.joins(c.URL)
		var b bytes.Buffer
		s.must(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 80, 60)), nil))
		send := func(number, kind, body string) int {
			return s.by(j.token, http.MethodPost, "/hub/v1/orders/"+number+"/files?hub=nt12345&kind="+kind, body).Code
		}
		j.result(j.order("F1"))
		j.result(j.order("F2", "type", "999999"))
		for name, x := range map[string][2]int{
			"a photo": {send("F1", "photo", b.String()), 200}, "of an order that waits": {send("F2", "photo", b.String()), 409}, "of none": {send("F9", "photo", b.String()), 404},
			"what is none": {send("F1", "photo", "hello"), 422}, "another kind": {send("F1", "film", b.String()), 422},
		} {
			if x[0] != x[1] {
				t.Errorf("%s: %d", name, x[0])
			}
		}
		if got := send("F1", "photo", b.String()); got != 200 {
			t.Errorf("again: %d", got)
		}
		w := j.wishOf("F1")
		sub := file.Subject{Kind: "wish", ID: w.ID}
		if all, err := file.Given(t.Context(), s.DB, sub); err != nil || len(all) != 1 || all[0].Role != file.Request {
			t.Errorf("%+v %v", all, err)
		}
		for _, act := range []string{"accept", "classify"} {
			if p := s.as("sec")(http.MethodPost, "/wishes/"+w.ID+"/"+act, "colour", "blue", "unit", w.Unit, "key", act); p.Status != http.StatusSeeOther {
				t.Fatal(p.Status)
			}
		}
		if _, err := s.Wishes.Answer(t.Context(), s.actors["sec"], w.ID, wish.Reply{Text: "换好了，请看照片", Draft: string(s.photo())}); err != nil {
			t.Fatal(err)
		}
		s.sendOut()
		told := c.of("F1")
		last := told[len(told)-1].Data
		if len(last.Files) != 1 || last.Act != "answer" {
			t.Fatalf("%+v", last)
		}
		if rec := s.by(j.token, http.MethodGet, last.Files[0].URL, ""); rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "image/jpeg" {
			t.Errorf("its photo: %d %s", rec.Code, rec.Header())
		}
		c.will("410")
		j.result(j.order("F3"))
		s.sendOut()
		if p := s.as("adm")(http.MethodGet, j.path); !strings.Contains(p.Text("main"), "410") || !p.Has(`form[action="`+j.path+`/resume"]`) {
			t.Errorf("%s", p.Text("main"))
		}
		_, err := s.Notices.Work(t.Context())
		s.must(err)
		page, err := s.Notices.List(t.Context(), s.actors["adm"], text.Chinese, "")
		s.must(err)
		n := 0
		for _, l := range page.Lines {
			if l.Kind == notice.HookPaused && strings.Contains(fmt.Sprint(l), "市热线") {
				n++
			}
		}
		if n != 1 {
			t.Errorf("told %d times", n)
		}
		if p := s.as("adm")(http.MethodPost, j.path+"/resume"); p.Status != http.StatusSeeOther {
			t.Error(p.Status)
		}
		s.sendOut()
		if len(c.of("F3")) != 1 {
			t.Error("what waited did not come")
		}
		sealed := 0
		s.must(db.Each(t.Context(), s.DB, func(r db.Row) error { sealed++; return nil }, "SELECT 1 FROM hub_order WHERE body IS NOT NULL"))
		if sealed != 1 {
			t.Errorf("%d orders wait, sealed", sealed)
		}
	})
}
