package gallery_test

import (
	"log/slog"
	"net/http/httptest"
	"testing"

	"linli/internal/web"
	"linli/internal/web/gallery"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

// Every page passes WCAG 2.2 AA in four modes at the width it is made for, never scrolls sideways (also at 320), and
// loads nothing that the policy refuses. Set LINLI_SHOTS to a folder to see them.
func TestInTheBrowser(t *testing.T) {
	b := webtest.Start(t)
	server := httptest.NewServer(gallery.Handler(slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)
	widths := map[string]int{}
	for _, s := range gallery.Sheets() {
		widths["/sheets/"+s.Name] = s.Width
	}
	for _, elder := range []bool{false, true} {
		for _, theme := range []web.Theme{web.Light, web.Dark} {
			look := web.Prefs{Lang: i18n.Chinese, Elder: elder, Theme: theme}
			t.Run(look.Mode()+" "+string(theme), func(t *testing.T) {
				t.Parallel()
				pages := map[int]*webtest.Page{}
				for _, path := range paths() {
					width := widths[path]
					if width == 0 {
						width = 360
					}
					if pages[width] == nil {
						pages[width] = b.Page(t, width)
						pages[width].Open(server.URL + "/sheets/home")
						pages[width].Cookies(server.URL, cookies(look))
					}
					inspect(t, pages[width], server.URL, path, look)
				}
			})
		}
	}
}

func inspect(t *testing.T, p *webtest.Page, site, path string, look web.Prefs) {
	t.Helper()
	p.Complaints()
	p.Open(site + path)
	if got := webtest.Eval[string](p, "document.documentElement.dataset.mode"); got != look.Mode() {
		t.Fatalf("%s is in mode %q", path, got)
	}
	for _, v := range p.Axe() {
		t.Errorf("%s: %s", path, v)
	}
	if n := p.Sideways(); n > 0 {
		t.Errorf("%s scrolls sideways by %d px", path, n)
	}
	p.ShotTo(path[1:] + "-" + look.Mode() + "-" + string(look.Theme))
}

// At 320 px, which is also a desk at 400 %, nothing scrolls sideways, in both languages, also in elder mode.
func TestReflow(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	server := httptest.NewServer(gallery.Handler(slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)
	for _, lang := range i18n.Langs() {
		for _, elder := range []bool{false, true} {
			look := web.Prefs{Lang: lang, Elder: elder, Theme: web.Light}
			p := b.Page(t, 320)
			p.Open(server.URL + "/sheets/home")
			p.Cookies(server.URL, cookies(look))
			for _, path := range paths() {
				p.Open(server.URL + path)
				if n := p.Sideways(); n > 0 {
					t.Errorf("%s in %s, %s: %d px too wide", path, lang, look.Mode(), n)
				}
				p.ShotTo(path[1:] + "-" + look.Mode() + "-" + string(lang))
			}
		}
	}
}

// On paper: the head with the number, no bars, no forms, no switches.
func TestPaper(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	server := httptest.NewServer(gallery.Handler(slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)
	p := b.Page(t, 1280)
	p.Open(server.URL + "/sheets/wish")
	if p.Seen(".ll-print") || !p.Seen(".ll-side") {
		t.Error("on the screen the head of the paper shows, or the navigation does not")
	}
	p.Paper()
	for selector, want := range map[string]bool{
		".ll-print": true, "h1": true, ".ll-mark": true, ".ll-timeline": true,
		".ll-side": false, ".ll-deskbar": false, ".ll-demo": false, ".ll-foot": false, ".btn": false, ".ll-views": false,
	} {
		if got := p.Seen(selector); got != want {
			t.Errorf("%s on paper: %v", selector, got)
		}
	}
	p.ShotTo("paper")
}
