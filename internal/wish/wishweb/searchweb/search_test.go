package searchweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linli/internal/person"
	"linli/internal/search"
	"linli/internal/wish"
	"linli/internal/wish/seek"
	"linli/internal/wish/wishweb/wishwebtest"
)

// written is the neighbourhood with everything in the index.
func written(w *wishwebtest.Hood) {
	w.T.Helper()
	_, err := search.NewIndex(w.DB, slog.New(slog.DiscardHandler), seek.Sources()...).CatchUp(context.Background())
	w.Must(err)
}

func of(typed string) string { return "/search?" + url.Values{"q": {typed}}.Encode() }

// Each reader finds what that reader may see: a private wish its submitter, who acts for her, and the community, nobody else.
func TestWhoFindsAPrivateWish(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	x := w.Filed("tan", wish.Private)
	written(w)
	for who, finds := range map[string]bool{"tan": true, "wu": true, "ji": true, "wen": true, "luo": false, "su": false, "xin": false, "": false} {
		page := w.As("who=" + who).Get(of("台阶"))
		if page.Status != http.StatusOK || page.Has("a[href='/wishes/"+x.ID+"']") != finds {
			t.Errorf("%q: %d, %s", who, page.Status, page.Text("main"))
		}
		if !finds && !strings.Contains(page.Text("main"), "没有查到，换个词试试") {
			t.Errorf("%q is not told that there is nothing: %s", who, page.Text("main"))
		}
	}
	page := w.As("who=ji").Get(of("台阶"))
	if page.Text(".ll-row mark") != "台阶" {
		t.Errorf("the hit is not marked: %s", page.Text(".ll-row"))
	}
}

// What neighbours read is what they find by: the title, not the text behind it.
func TestNeighboursFindByWhatTheyRead(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.Accepted)
	written(w)
	luo := w.As("who=luo")
	if !luo.Get(of("路灯")).Has(".ll-empty") || !luo.Get(of("台阶")).Has(".ll-empty") {
		t.Error("a neighbour finds by words of the text")
	}
	if page := luo.Get(of("道灯")); !page.Has("a[href='/wishes/" + x.ID + "']") {
		t.Errorf("the title does not find it: %s", page.Text("main"))
	}
}

// The community's desk finds people by name, initials and telephone; their wishes are one step away. Nobody else is told
// that there is such a person, and the number stands neither in an address nor on the page.
func TestPeopleAtTheDesk(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	x := w.Filed("tan", wish.Private)
	phone := "13912345678"
	tan := w.Actors["tan"].Person
	w.Must(w.People.SetContact(t.Context(), w.Actors["ji"], tan, person.ContactChange{Phone: &phone}))
	written(w)
	link := "/search?by=" + tan
	for _, typed := range []string{"桂芬", "tgf", "gf"} {
		if page := w.As("who=ji").Get(of(typed)); !page.Has("a[href='" + link + "']") {
			t.Errorf("%q: %s", typed, page.Text("main"))
		}
		for _, who := range []string{"su", "luo", "xin", ""} {
			if page := w.As("who=" + who).Get(of(typed)); page.Has("a[href='"+link+"']") || strings.Contains(page.Text("main"), "谈桂芬") {
				t.Errorf("%s finds %q", who, typed)
			}
		}
	}
	ji := w.As("who=ji")
	answer := ji.Post("/search", "q", phone)
	if answer.Status != http.StatusOK || answer.To != "" || !answer.Has("a[href='"+link+"']") || strings.Contains(answer.Body, phone) {
		t.Errorf("by telephone: %d %s %s", answer.Status, answer.To, answer.Text("main"))
	}
	for _, typed := range []string{phone + " 谈桂芬", "电话" + phone, "１３９ 1234 5678", "身份证320602195203041234", "320602195203041234"} { // the last with a wrong digit
		if got := ji.Post("/search", "q", typed); got.Status != http.StatusOK || got.To != "" || strings.Contains(got.Body, "1234") {
			t.Errorf("a number among words leads to %q", got.To)
		}
	}
	if got := ji.Post("/search", "q", "谈桂芬 "+phone); !got.Has("a[href='" + link + "']") {
		t.Errorf("by a telephone among words: %s", got.Text("main"))
	}
	for _, code := range []string{wishwebtest.Community, wishwebtest.Garden, wishwebtest.Garden + "007"} {
		if got := ji.Post("/search", "q", code); got.Status != http.StatusSeeOther {
			t.Errorf("the code of a place is taken for somebody's number: %s", code)
		}
	}
	if answer := w.As("who=su").Post("/search", "q", phone); answer.Has(".ll-row") {
		t.Errorf("the street finds by telephone: %s", answer.Text("main"))
	}
	if page := ji.Get(of(phone)); page.Has(".ll-row") || strings.Contains(page.Body, phone) || !strings.Contains(page.Text("main"), "号码不能写在网址里") {
		t.Errorf("a number in the address: %s", page.Text("main"))
	}
	if page := ji.Get(link); page.Text("h1") != "谈桂芬的心愿" || !page.Has("a[href='/wishes/"+x.ID+"']") {
		t.Errorf("her wishes: %s", page.Text("main"))
	}
	for _, who := range []string{"su", "luo", "tan", ""} {
		if page := w.As("who=" + who).Get(link); page.Status != http.StatusNotFound {
			t.Errorf("%s opens her wishes: %d", who, page.Status)
		}
	}
}

// Words lead to their address; what cannot be looked for stays in the box with the reason.
func TestTheBox(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	written(w)
	visitor := w.As("")
	if got := visitor.Post("/search", "q", " 路灯 "); got.Status != http.StatusSeeOther || got.To != of("路灯") {
		t.Errorf("%d %s", got.Status, got.To)
	}
	long := strings.Repeat("路灯", 30)
	if page := visitor.Get(of(long)); page.Status != http.StatusUnprocessableEntity || page.Attr("main #q", "value") != long || !strings.Contains(page.Text(".ll-error"), "最多写 40 个字") {
		t.Errorf("too long: %d %s", page.Status, page.Text("main"))
	}
	for _, path := range []string{"/search", of("，。"), of("") + "&kind=nothing"} {
		if page := visitor.Get(path); page.Status != http.StatusOK || !strings.Contains(page.Text(".ll-empty"), "写几个字，搜一搜") {
			t.Errorf("%s: %d %s", path, page.Status, page.Text("main"))
		}
	}
	if page := visitor.Get(of("路灯") + "&kind=wish&after=nonsense"); page.Status != http.StatusUnprocessableEntity && page.Status != http.StatusBadRequest {
		t.Errorf("a cursor that is none: %d", page.Status)
	}
}

// Places and organisations are for everybody; many wishes come page by page.
func TestPlacesAndPages(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	for range 30 {
		w.Filed("tan", wish.Private)
	}
	written(w)
	page := w.As("").Get(of("花半"))
	if !page.Has("a[href='/linli/" + wishwebtest.Garden + "']") {
		t.Errorf("%s", page.Text("main"))
	}
	if page := w.As("who=ji").Get(of("hbl")); !page.Has("a[href='/wishes?place=" + wishwebtest.Garden + "']") {
		t.Errorf("%s", page.Text("main"))
	}
	tan := w.As("who=tan")
	page = tan.Get(of("灯"))
	more := page.Attr("a[href*='kind=wish'].ll-link", "href")
	if n := len(page.All(".ll-row")); n != 10 || more == "" {
		t.Fatalf("%d rows, %q", n, more)
	}
	page = tan.Get(more)
	next := page.Attr("a[rel=next]", "href")
	if n := len(page.All(".ll-row")); n != 25 || next == "" || page.Has("a[rel=prev]") {
		t.Fatalf("%d rows, %q", n, next)
	}
	page = tan.Get(next)
	if n := len(page.All(".ll-row")); n != 5 || page.Has("a[rel=next]") || !page.Has("a[rel=prev]") {
		t.Fatalf("%d rows on the second page", n)
	}
}
