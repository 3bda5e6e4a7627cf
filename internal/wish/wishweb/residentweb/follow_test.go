package residentweb_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

func TestMeToo(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Classified)
	at := "/wishes/" + x.ID
	visitor := w.As("").Get(at)
	if visitor.Has("main form") || visitor.Attr("main .btn-strong", "href") != "/sign-in?back=%2Fwishes%2F"+x.ID || visitor.Text("main .btn-strong") != "我也一样" {
		t.Errorf("a visitor: %s", visitor.Text("main"))
	}
	luo := w.As("who=luo")
	p := luo.Get(at)
	if p.Text("main .btn-primary") != "我也一样" {
		t.Fatalf("a neighbour: %s", p.Text("main"))
	}
	if p := luo.Press(p, at+"/follow", ""); p.Status != http.StatusSeeOther || p.To != at {
		t.Fatalf("pressed: %d", p.Status)
	}
	p = luo.Get(at)
	if p.Has("main .btn-primary") || !strings.Contains(p.Text("main"), "您也一样") || !p.Has(`form[action$="/unfollow"]`) || !strings.Contains(p.Text("main"), "几个人也一样") {
		t.Errorf("pressed: %s", p.Text("main"))
	}
	if p := luo.Post(at+"/follow", "key", "again"); p.Status != http.StatusSeeOther {
		t.Errorf("once more: %d", p.Status)
	}
	// A count below five is words, never a number.
	for i := range 6 {
		w.Live(fmt.Sprint("n", i), "邻居", wishwebtest.Garden, "")
		if i == 3 {
			if got := w.As("").Get(at).Text("main .btn-strong"); got != "我也一样（已有几个人）" {
				t.Errorf("four: %s", got)
			}
		}
		w.Must(w.Follow.Join(t.Context(), w.Actors[fmt.Sprint("n", i)], x.ID, ""))
	}
	if got := w.As("").Get(at).Text("main .btn-strong"); got != "我也一样（已有 7 人）" {
		t.Errorf("seven: %s", got)
	}
	if p := luo.Press(luo.Get(at), at+"/unfollow", ""); p.Status != http.StatusSeeOther {
		t.Errorf("taken back: %d", p.Status)
	}
	if p := luo.Get(at); p.Text("main .btn-primary") != "我也一样（已有 6 人）" {
		t.Errorf("taken back: %s", p.Text("main"))
	}
	for who, want := range map[string]int{"": http.StatusUnauthorized, "who=tan": http.StatusForbidden, "who=wu": http.StatusForbidden, "who=ji": http.StatusForbidden} {
		if p := w.As(who).Post(at+"/follow", "key", "k"+strings.TrimPrefix(who, "who=")); p.Status != want {
			t.Errorf("%q: %d, want %d", who, p.Status, want)
		}
	}
	if p := w.As("who=tan").Get(at); strings.Contains(p.Text("main"), "我也一样") {
		t.Error("the submitter is asked whether it is so")
	}
}

func TestWhatIsFollowed(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	luo := w.As("who=luo")
	if p := luo.Get("/wishes"); p.Has("#followed") {
		t.Error("nothing is followed")
	}
	for _, who := range []string{"luo", "gu"} {
		if who == "gu" {
			w.Live("gu", "谷雨", wishwebtest.Garden, "13800000777")
		}
		w.Must(w.Follow.Join(t.Context(), w.Actors[who], x.ID, ""))
	}
	p := luo.Get("/wishes")
	if p.Text("#followed") != "跟着看的" || p.Attr(`section[aria-labelledby=followed] a`, "href") != "/wishes/"+x.ID || p.Has(`form[action="/wishes/messages"]`) {
		t.Errorf("without a telephone: %s", p.Text("main"))
	}
	gu := w.As("who=gu")
	p = gu.Get("/wishes")
	if p.Text(`form[action="/wishes/messages"] button`) != "不用发短信" {
		t.Fatalf("with a telephone: %s", p.Text("main"))
	}
	if p := gu.Press(p, "/wishes/messages", "messages=no"); p.Status != http.StatusSeeOther {
		t.Fatalf("refused: %d", p.Status)
	}
	if p = gu.Get("/wishes"); p.Text(`form[action="/wishes/messages"] button`) != "发短信告诉我" {
		t.Errorf("refused: %s", p.Text("main"))
	}
	w.Clock.Add(time.Minute)
	_, err := w.Wishes.Answer(t.Context(), w.Actors["su"], x.ID, wish.Reply{Text: "换好了。"})
	w.Must(err)
	w.Must(w.Follow.Tell(t.Context(), x.ID))
	slices.Sort(w.Sent.All)
	want := []string{w.Actors["gu"].Person, w.Actors["luo"].Person}
	if slices.Sort(want); !slices.Equal(w.Sent.All, want) {
		t.Errorf("told: %v, want %v", w.Sent.All, want)
	}
	gu.Press(p, "/wishes/messages", "messages=yes")
	if p := gu.Get("/wishes"); p.Text(`form[action="/wishes/messages"] button`) != "不用发短信" {
		t.Errorf("wanted again: %s", p.Text("main"))
	}
	if p := w.As("").Post("/wishes/messages", "messages", "no"); p.Status != http.StatusUnauthorized {
		t.Errorf("a visitor: %d", p.Status)
	}
}

// The look-up by number: from the home page; what is wrong, one digit short, or not public is one answer.
func TestLookingUpWhatIsNotPublic(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	public := w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	private := w.Bring(w.Filed("tan", wish.Private), wish.Accepted)
	unread := w.Filed("tan", wish.Public)
	home := w.As("").Get("/")
	if home.Attr(`main form[role=search]`, "action") != "/lookup" || !home.Has(`main form[role=search] input[name=number]`) {
		t.Fatalf("the way from the home page: %s", home.Text("main"))
	}
	form := w.As("").Get("/lookup?number=" + public.Number)
	if form.Attr("input[name=number]", "value") != public.Number {
		t.Fatalf("what was typed is filled in: %s", form.Text("main"))
	}
	if p := w.As("").Press(form, "/lookup", ""); p.Status != http.StatusSeeOther || p.To != "/wishes/"+public.ID {
		t.Errorf("a public one: %d %s", p.Status, p.To)
	}
	nobody := w.As("").Get("/lookup?q=320613007005-2026-999999")
	for name, number := range map[string]string{
		"private": private.Number, "not accepted": unread.Number, "one digit wrong": public.Number[:len(public.Number)-1] + "9", "one digit short": public.Number[:len(public.Number)-1], "of nowhere": "320613007009-2026-000001",
	} {
		p := w.As("").Get("/lookup?q=" + number)
		same := strings.ReplaceAll(p.Body, number, "320613007005-2026-999999")
		if p.Status != http.StatusNotFound || p.Text("main") != nobody.Text("main") || len(same) != len(nobody.Body) {
			t.Errorf("%s: %d, %d bytes of %d", name, p.Status, len(same), len(nobody.Body))
		}
	}
	short := w.As("").Get("/lookup?q=" + public.Number[:len(public.Number)-7])
	if short.Status != http.StatusNotFound || short.Text(".ll-errors") != nobody.Text(".ll-errors") {
		t.Errorf("far too short: %d %s", short.Status, short.Text("main"))
	}
}
