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
					look1(t, pages[width], server.URL, path, look)
				}
			})
		}
	}
}

func look1(t *testing.T, p *webtest.Page, site, path string, look web.Prefs) {
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
