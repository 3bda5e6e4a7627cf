package registerweb_test

import (
	"net/http"
	"strings"
	"testing"

	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

// Who registers a wish for somebody is shown what the desk has of the same matter, private wishes too, and joins nothing.
func TestTheDeskIsShownWhatItHasAlready(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	private := w.Filed("tan", wish.Private)
	ji, typed := w.As("who=ji"), "7幢楼道灯坏了，夜里看不见"
	part := ji.Swap(http.MethodPost, "/wishes/alike", "text", typed, "place", wishwebtest.Garden)
	if part.Attr("li a", "href") != "/wishes/"+private.ID || part.Has("button") {
		t.Errorf("the desk: %s", part.Body)
	}
	if p := w.As("who=luo").Swap(http.MethodPost, "/wishes/alike", "text", typed, "place", wishwebtest.Garden); p.Has("li") {
		t.Errorf("a neighbour: %s", p.Body)
	}
	page := ji.Post("/wishes/register", "do", "alike", "text", typed, "place", wishwebtest.Garden, "for_name", "古月明", "key", id.New())
	if page.Status != http.StatusOK || page.Count("[data-alike] li") != 1 || !strings.Contains(page.Text("textarea"), "夜里看不见") || page.Attr("#for_name", "value") != "古月明" {
		t.Errorf("asked without scripts: %d %s", page.Status, page.Text("main"))
	}
}
