package app

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/file"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
)

// A wish that was sorted as the catalogue says is not answered without the photo that its entry asks for: the form says so beside
// the photos, keeps what was typed, and nothing has changed; with a photo it is answered. What was sorted otherwise, or by an
// entry that asks for something else, is answered without one.
func TestAnAnswerBringsThePhotoThatTheCatalogueAsksFor(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		entry := func(topic string, evidence ...dispatch.Evidence) {
			t.Helper()
			_, err := s.Dispatch.Save(ctx, s.actors["cen"], dispatch.Entry{Place: access.Community, Topic: topic, Colour: wish.Yellow, Unit: s.orgs[access.Office], Evidence: evidence}, "", "")
			s.must(err)
		}
		entry("repair", dispatch.Photo)
		entry("environment", dispatch.Visit)
		sorted := func(topic wish.Topic, as wish.Classification) wish.Wish {
			t.Helper()
			w, err := s.Wishes.File(ctx, s.actors["sub"], wish.Filing{Topic: topic, Text: "楼道灯坏了半个月，夜里看不见台阶。", Place: access.Building, Visibility: wish.Private})
			s.must(err)
			_, err = s.Wishes.Accept(ctx, s.actors["soc"], w.ID, wish.Acceptance{})
			s.must(err)
			w, err = s.Wishes.Classify(ctx, s.actors["sec"], w.ID, as)
			s.must(err)
			return w
		}
		yellow := wish.Classification{Colour: wish.Yellow, Unit: s.orgs[access.Office], Text: "照目录"}
		keys := 0
		answer := func(who string, w wish.Wish, draft string) shown {
			keys++
			return s.as(who)(http.MethodPost, "/wishes/"+w.ID+"/answer", "text", "换好了，每层都亮。", "draft", draft, "key", "evidence-"+strconv.Itoa(keys))
		}
		state := func(w wish.Wish) wish.State {
			t.Helper()
			now, err := db.Value[string](ctx, s.DB, "SELECT state FROM wish WHERE id = $1", w.ID)
			s.must(err)
			return wish.State(now)
		}
		asks := sorted(wish.Repair, yellow)
		form := s.as("off")(http.MethodGet, "/wishes/"+asks.ID+"?act=answer")
		if photos := form.Text("fieldset:has(#photos)"); !strings.Contains(photos, "没有照片交不上去") || strings.Contains(form.Text("fieldset:has(#photos) legend"), "可不填") {
			t.Errorf("the form asks so: %s", photos)
		}
		p := answer("off", asks, "")
		if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text("main"), "这类事的答复要附照片") || !strings.Contains(p.Text("textarea[name=text]"), "每层都亮") {
			t.Errorf("without a photo: %d %s", p.Status, p.Text("main"))
		}
		if !strings.Contains(p.Text("fieldset.ll-bad:has(#photos) .ll-error, #e-photos"), "分办目录规定") || !p.Has(".ll-errors a[href='#photos'], a[href='#photos']") {
			t.Errorf("what is missing is not told beside the photos: %s", p.Text("main"))
		}
		if got := state(asks); got != wish.Classified {
			t.Errorf("refused, it is %s", got)
		}
		_ = s.photo()
		if p = answer("off", asks, "stage-"+strconv.Itoa(s.drafts)); p.Status != http.StatusSeeOther || state(asks) != wish.Answered {
			t.Errorf("with a photo: %d, %s: %s", p.Status, state(asks), p.Text("main"))
		}
		kept, err := s.Files.Of(ctx, s.actors["off"], file.Subject{Kind: wishweb.Kind, ID: asks.ID})
		if err != nil || len(kept) != 1 || kept[0].File.Role != file.Answer {
			t.Errorf("%d files came with it, %v", len(kept), err)
		}
		for name, w := range map[string]wish.Wish{
			"an entry that asks for something else": sorted(wish.Environment, yellow),
			"no entry":                              sorted(wish.Elders, yellow),
		} {
			if legend := s.as("off")(http.MethodGet, "/wishes/"+w.ID+"?act=answer").Text("fieldset:has(#photos) legend"); !strings.Contains(legend, "可不填") {
				t.Errorf("%s: %s", name, legend)
			}
			if p := answer("off", w, ""); p.Status != http.StatusSeeOther || state(w) != wish.Answered {
				t.Errorf("%s: %d, %s: %s", name, p.Status, state(w), p.Text("main"))
			}
		}
		departed := sorted(wish.Repair, wish.Classification{Colour: wish.Blue})
		if p := answer("soc", departed, ""); p.Status != http.StatusSeeOther || state(departed) != wish.Answered {
			t.Errorf("sorted otherwise: %d, %s: %s", p.Status, state(departed), p.Text("main"))
		}
	})
}
