package deskweb_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"linli/internal/web/webtest"
	"linli/internal/wish"
)

// serve puts the pages behind a real server.
func (w *desk) serve(t *testing.T) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.Pages.ServeHTTP(rw, r) }))
	t.Cleanup(srv.Close)
	return srv
}

// The board by keyboard: 1 sorts at once, is spoken, and the next card has the focus; 2 asks for the unit; switched off,
// nothing happens.
func TestSortingByKeyboard(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	w := newDesk(t)
	ids := toSort(w)
	srv := w.serve(t)
	p := b.Page(t, 1280)
	p.Cookies(srv.URL, "who=wen; lang=zh-CN")
	p.Open(srv.URL + "/board")
	p.Wait("[data-board-keys]")
	focused := func() string {
		return webtest.Eval[string](p, "(document.activeElement.querySelector('.ll-no') || document.activeElement).textContent.trim()")
	}
	p.Press("1") // the focus is not in the board: the key means nothing
	webtest.Eval[bool](p, "document.querySelector('[data-card]').focus(), true")
	p.Click("[data-keys-off]")
	webtest.Eval[bool](p, "document.querySelector('[data-card]').focus(), true")
	p.Press("1")
	p.Click("[data-keys-off]")
	webtest.Eval[bool](p, "document.querySelector('[data-card]').focus(), true")
	p.Press(webtest.Down)
	p.Press("1")
	p.Wait("#live:not(:empty)")
	if got := p.HTML().Text("#live"); got != "000143 已分到蓝" {
		t.Errorf("spoken %q", got)
	}
	if got := focused(); got != "2026-000144" {
		t.Errorf("the focus is on %q", got)
	}
	if got := p.HTML().Texts(".ll-col:first-child .ll-no"); len(got) != 2 {
		t.Errorf("still to sort: %q", got)
	}
	p.Press(webtest.Up)
	if status := p.PressGo("2"); status != http.StatusOK || p.URL() != srv.URL+"/wishes/"+ids[142]+"/classify?from=board&to=yellow" {
		t.Errorf("yellow: %d at %s", status, p.URL())
	}
	if got := p.Complaints(); len(got) > 0 {
		t.Errorf("the browser complains: %q", got)
	}
}

// The inbox by keyboard: j and k go from row to row, x ticks and the count is spoken, / leads to the search, Enter opens;
// outside the list, and switched off, nothing happens.
func TestListByKeyboard(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	w := newDesk(t)
	busy(w)
	srv := w.serve(t)
	p := b.Page(t, 1280)
	p.Cookies(srv.URL, "who=ji; lang=zh-CN")
	p.Open(srv.URL + "/inbox?view=all")
	p.Wait("[data-tick-all]:not([hidden])")
	first := func() { webtest.Eval[bool](p, "document.querySelector('[data-row] a').focus(), true") }
	ticked := func() int {
		return webtest.Eval[int](p, "document.querySelectorAll('[data-row] :checked').length")
	}
	row := func() int {
		return webtest.Eval[int](p, "[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement.closest('[data-row]'))")
	}
	p.Press("x") // the focus is not in the list
	first()
	p.Click("[data-keys-off]")
	first()
	p.Press("x")
	if n := ticked(); n != 0 {
		t.Errorf("%d ticked outside the list or with keys switched off", n)
	}
	p.Click("[data-keys-off]")
	first()
	for _, key := range []string{"j", webtest.Down, "k", "x", "j", "x"} {
		p.Press(key)
	}
	if got := row(); got != 2 || ticked() != 2 || p.HTML().Text("#live") != "已选 2 件" {
		t.Errorf("at row %d, %d ticked, said %q", got, ticked(), p.HTML().Text("#live"))
	}
	p.Click("[data-tick-all] input")
	if n, all := ticked(), p.HTML().Count("[data-row]"); n != all || n < 3 {
		t.Errorf("%d of %d ticked", n, all)
	}
	first()
	p.Press("/")
	if !webtest.Eval[bool](p, "document.activeElement.matches('[type=search]')") {
		t.Error("the search has not got the focus")
	}
	if got := p.Complaints(); len(got) > 0 {
		t.Errorf("the browser complains: %q", got)
	}
}

// A filter swaps the list, the address and what is announced.
func TestFilterSwapsTheList(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	w := newDesk(t)
	busy(w)
	srv := w.serve(t)
	p := b.Page(t, 1280)
	p.Cookies(srv.URL, "who=ji; lang=zh-CN")
	p.Open(srv.URL + "/inbox?view=all")
	p.Choose("#colour", "blue")
	p.Click(".ll-filters button")
	p.Wait("#live:not(:empty)")
	if got := p.HTML().Text("#live"); got != "3 件，按期限排" {
		t.Errorf("announced %q", got)
	}
	if got := p.HTML().Count(".ll-hit"); got != 3 || p.URL() != srv.URL+"/inbox?view=all&place=&colour=blue&state=&urgency=&wait=" {
		t.Errorf("%d rows at %s", got, p.URL())
	}
	if got := p.Complaints(); len(got) > 0 {
		t.Errorf("the browser complains: %q", got)
	}
}

// Every page of the desk in four modes, at the desk and on the phone: nothing against WCAG 2.2 AA, nothing sideways.
func TestDeskPagesAreAccessible(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	w := newDesk(t)
	ids := busy(w)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	srv := w.serve(t)
	pages := []struct{ who, path string }{
		{"ji", "/inbox?view=all"},
		{"wen", "/board"},
		{"ji", "/wishes"},
		{"ji", "/wishes?q=999"},
		{"su", "/wishes/" + x.ID + "?act=note"},
		{"wen", "/wishes/" + ids[142] + "/classify?to=red"},
		{"ji", "/wishes/" + ids[143]},
		{"ji", "/wishes/register"},
	}
	for _, mode := range []struct {
		cookies string
		width   int
	}{{"theme=light", 1280}, {"theme=dark; lang=en", 360}, {"theme=light; elder=1", 360}, {"theme=dark; elder=1; lang=en", 1280}} {
		p := b.Page(t, mode.width)
		for _, page := range pages {
			p.Cookies(srv.URL, "who="+page.who+"; "+mode.cookies)
			p.Open(srv.URL + page.path)
			for _, bad := range p.Axe() {
				t.Errorf("%s (%s, %d): %s", page.path, mode.cookies, mode.width, bad)
			}
			if n := p.Sideways(); n > 0 {
				t.Errorf("%s (%s, %d) is %d px too wide", page.path, mode.cookies, mode.width, n)
			}
		}
	}
}
