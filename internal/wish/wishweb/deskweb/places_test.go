package deskweb_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"linli/internal/wish/wishweb/wishwebtest"
)

// The place in the bar leads to a page that offers the places of the desk, level by level, and choosing one narrows the
// list that one was on.
func TestChangingThePlace(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	busy(w)
	bai := w.As("who=bai")
	inbox := bai.Get("/inbox?view=all")
	door := inbox.Attr(".ll-deskbar a.ll-place", "href")
	page := bai.Get(door)
	page.Sound()
	if page.Status != http.StatusOK || page.Text("h1") != "换一个地方" || page.Text("#tree") != "钟秀街道" {
		t.Fatalf("%s: %d %s", door, page.Status, page.Text("main"))
	}
	if got := page.Texts(".ll-places li p > a"); !slices.Equal(got, []string{"城北村社区", "中心村社区"}) {
		t.Errorf("below the street: %q", got)
	}
	if got := page.Texts(".ll-places .ll-num"); !slices.Contains(got, wishwebtest.Community) {
		t.Errorf("staff see codes: %q", got)
	}
	deeper := bai.Get(page.Attr(".ll-places li:nth-child(2) .btn", "href"))
	if got := deeper.Texts(".ll-places li p > a"); !slices.Equal(got, []string{"钟秀街道", "花半里"}) || deeper.Text("#tree") != "中心村社区" {
		t.Errorf("one level down: %q in %q", got, deeper.Text("#tree"))
	}
	chosen := page.Attr(".ll-places li:nth-child(1) p > a", "href")
	if chosen != "/inbox?place="+hoodFar {
		t.Fatalf("choosing leads to %s", chosen)
	}
	there := bai.Get(chosen + "&view=all")
	there.Sound()
	if got := there.Texts(".ll-hit .ll-no"); !slices.Equal(got, []string{"2026-000005"}) || there.Text("#place [selected]") != "城北村社区" {
		t.Errorf("there: %q at %q", got, there.Text("#place [selected]"))
	}
	if tab := there.Attr(".ll-views a:last-child", "href"); !strings.Contains(tab, "place="+hoodFar) {
		t.Errorf("the next tab forgets the place: %s", tab)
	}
	if got := bai.Get("/inbox?place=" + wishwebtest.Garden).Text("#place [selected]"); got != "花半里" {
		t.Errorf("two levels down the filter says %q", got)
	}
}

// Nothing outside of the own desk is offered or found, and its level is not there.
func TestPlacesOfOthers(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	for _, c := range []struct {
		who, path string
		status    int
	}{
		{"ji", "/places", 200},
		{"ji", "/places?at=" + wishwebtest.Garden, 200},
		{"ji", "/places?at=" + wishwebtest.Street, 404},
		{"ji", "/places?at=" + hoodFar, 404},
		{"ji", "/places?at=nonsense", 404},
		{"ji", "/places?at=" + wishwebtest.Community + "999", 404},
		{"bai", "/places?at=" + wishwebtest.Street, 200},
		{"bai", "/places?at=320613", 404},
		{"qu", "/places?at=320613", 200},
		{"zhu", "/places", 200},
		{"root", "/places", 404},
		{"tan", "/places", 404},
		{"", "/places", 401},
	} {
		visitor := strings.TrimSuffix("who="+c.who, "who=")
		got := w.As(visitor).Get(c.path)
		if got.Status != c.status {
			t.Errorf("%q %s: %d, want %d", c.who, c.path, got.Status, c.status)
		}
		got.Sound()
	}
	find := func(who, q string) []string {
		return w.As(who).Get("/places?" + url.Values{"q": {q}, "from": {"/wishes"}}.Encode()).Texts("section:has(#find) .ll-places li p > a")
	}
	if got := find("who=bai", "村"); !sameSet(got, []string{"中心村社区", "城北村社区"}) {
		t.Errorf("the street finds %q", got)
	}
	if got := find("who=ji", "村"); !slices.Equal(got, []string{"中心村社区"}) {
		t.Errorf("a community finds %q", got)
	}
	if got := find("who=ji", hoodFar); len(got) != 0 {
		t.Errorf("by code: %q", got)
	}
	elder := w.As("who=bai; elder=1").Get("/places")
	if elder.Has(".ll-places .ll-num") || !elder.Has(".ll-places") {
		t.Error("large print shows codes")
	}
	if w.As("who=root").Get("/inbox").Has(".ll-deskbar a.ll-place") || w.As("who=tan").Get("/").Has("a.ll-place") {
		t.Error("a place to change where there is none to change to")
	}
}
