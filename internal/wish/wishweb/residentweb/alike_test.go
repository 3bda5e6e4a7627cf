package residentweb_test

import (
	"net/http"
	"strings"
	"testing"

	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

const darkStairs = "7幢楼道的灯坏了，夜里看不见台阶，请来修"

// While somebody writes, the open wish of a neighbour about the same matter is offered: one press joins it, and what is typed
// is on the page all the while, with scripts or without, and in elder mode before it is sent.
func TestTheSameWishOfANeighbourIsOffered(t *testing.T) {
	t.Parallel()
	w := newHood(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Classified)
	private := w.Bring(w.Filed("tan", wish.Private), wish.Classified)
	luo := w.As("who=luo")
	empty := luo.Get("/wishes/new")
	if empty.Attr("[data-alike]", "hx-post") != "/wishes/alike" || empty.Has("[data-alike] li") || !empty.Has("form#join[method=post]") {
		t.Fatal("the form asks for nothing, or has asked already")
	}
	part := luo.Swap(http.MethodPost, "/wishes/alike", "text", darkStairs, "place", wishwebtest.Garden)
	if part.Status != http.StatusOK || part.Count("li") != 1 || part.Attr("li a", "href") != "/wishes/"+x.ID || part.Attr("li a", "target") != "_blank" || part.Has("html > body main") {
		t.Fatalf("offered: %d %s", part.Status, part.Body)
	}
	if strings.Contains(part.Body, private.ID) || !strings.Contains(part.Text("li p"), "花半里") {
		t.Errorf("offered: %s", part.Text("li"))
	}
	asked := luo.Post("/wishes/new", typing("do", "alike")...)
	if asked.Status != http.StatusOK || asked.Count("[data-alike] li") != 1 || !strings.Contains(asked.Text("textarea"), "看不见台阶") || len(w.mine("luo")) != 0 {
		t.Errorf("without scripts: %d, %d filed, %q", asked.Status, len(w.mine("luo")), asked.Text("textarea"))
	}
	elder := w.As("who=luo; elder=1").Post("/wishes/new", typing("do", "next", "step", "see")...)
	if elder.Attr("main .ll-suggest button", "formaction") != "/wishes/"+x.ID+"/follow" || !elder.Has("form#join") {
		t.Errorf("elder mode, before it is sent: %s", elder.Text("main"))
	}
	button := "[data-alike] button[form=join]"
	if p := luo.Post(asked.Attr(button, "formaction"), "key", asked.Attr(button, "value")); p.Status != http.StatusSeeOther || p.To != "/wishes/"+x.ID {
		t.Fatalf("joined: %d", p.Status)
	}
	if again := luo.Swap(http.MethodPost, "/wishes/alike", "text", darkStairs, "place", wishwebtest.Garden); again.Count("li") != 1 {
		t.Errorf("joined already: %s", again.Text("body"))
	}
	for who, cookie := range map[string]string{"a visitor": "", "its submitter": "who=tan"} {
		p := w.As(cookie).Swap(http.MethodPost, "/wishes/alike", "text", darkStairs, "place", wishwebtest.Garden)
		if p.Count("li") != 1 || p.Has("button") || strings.Contains(p.Body, private.ID) {
			t.Errorf("%s: %s", who, p.Body)
		}
	}
	for name, pairs := range map[string][]string{
		"something else": {"text", "想办一个老年食堂", "place", wishwebtest.Garden}, "no place yet": {"text", darkStairs}, "nothing": nil,
		"a place that is none": {"text", darkStairs, "place", "999999999999"},
	} {
		if p := luo.Swap(http.MethodPost, "/wishes/alike", pairs...); p.Status != http.StatusOK || p.Has("section") {
			t.Errorf("%s: %d %s", name, p.Status, p.Body)
		}
	}
}

// What has been answered is not offered as open: who has the same again, asks anew.
func TestAnAnsweredWishIsNotOffered(t *testing.T) {
	t.Parallel()
	for state, offered := range map[wish.State]bool{wish.InProgress: true, wish.Answered: false} {
		w := newHood(t)
		w.Bring(w.Filed("tan", wish.Public), state)
		for _, cookie := range []string{"who=luo", "", "who=tan"} {
			if got := w.As(cookie).Swap(http.MethodPost, "/wishes/alike", "text", darkStairs, "place", wishwebtest.Garden); got.Has("li") != offered {
				t.Errorf("%q, %s: %s", cookie, state, got.Body)
			}
		}
	}
}

// typing is the form with the text, before it is sent.
func typing(more ...string) []string {
	return append([]string{"text", darkStairs, "place", wishwebtest.Garden, "visibility", "public", "key", id.New()}, more...)
}
