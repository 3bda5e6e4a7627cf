package e2e_test

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

// sheet is one state of a page: who looks at it, and the way there.
type sheet struct {
	name string
	who  string
	open func(v *device)
	// elder: the state exists only where pages ask one question to a screen.
	elder bool
}

// TestPages opens every page of the product in every state that looks different, as usual and in large print, light and
// dark, at 360 and 1280 px, under all rules of WCAG 2.2 A and AA that axe-core knows, and checks that nothing scrolls
// sideways, there and at 320 px, in both languages on a telephone. What is for a desk, and a telephone's pages in English, turn
// to large print where they stand: they have the same parts, and only what print can change is asked again. A page whose pattern
// no sheet has opened fails the test: a new page cannot be forgotten. With LINLI_SHOTS it leaves pictures.
func TestPages(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	seen := &routes{seen: map[string]bool{}}
	log := slog.New(seen)
	w := newDistrict(t, b, log).town(t)
	f := newFresh(t, b, log)
	broken := newDistrict(t, b, nil)
	broken.fail(t)
	sheets := slices.Concat(residentSheets(w), deskSheets(w), callSheets(w), standSheets(w), searchSheets(w), calendarSheets(), tokenSheets(), hookSheets(), hubSheets(w), catalogueSheets(w), importSheets(w), arbitrationSheets(w), figureSheets(w), errorSheets(w, broken), teaSheets(w), noticeSheets(w), f.sheets())
	t.Run("looks", func(t *testing.T) {
		for _, k := range []look{
			{width: 360, lang: i18n.English},
			{width: 1280},
			{width: 360, elder: true},
		} {
			t.Run(k.name(), func(t *testing.T) {
				t.Parallel()
				inspect(t, w, k, sheets)
			})
		}
	})
	for _, pattern := range patterns(t) {
		if !seen.has(pattern) {
			t.Errorf("no sheet opens %s: add one beside its neighbours", pattern)
		}
	}
}

func (k look) name() string {
	name := "normal-" + strconv.Itoa(k.width)
	if k.elder {
		name = "elder-" + strconv.Itoa(k.width)
	}
	return name
}

// inspect opens sheet after sheet on one device.
func inspect(t *testing.T, w *town, k look, sheets []sheet) {
	v := w.device(t, k)
	for _, s := range sheets {
		if s.elder && !k.elder {
			continue
		}
		w.as(v, s.who)
		s.open(v)
		for _, said := range v.Complaints() {
			if !strings.Contains(said, "responded with a status of") {
				t.Errorf("%s: the browser complains: %s", s.name, said)
			}
		}
		v.narrow(s.name)
		v.compact(s.name)
		v.ShotTo(k.name() + "/" + s.name)
		if v.accessible(s) {
			v.ShotTo(k.name() + "-dark/" + s.name)
		}
		if !k.elder {
			v.large(s)
		}
	}
}

// narrow checks that nothing scrolls sideways; on a phone also not on the narrowest one.
func (v *device) narrow(name string) {
	v.t.Helper()
	widths := []int{v.look.width}
	if v.look.width == 360 {
		widths = []int{320, 360}
	}
	for _, width := range widths {
		v.Resize(width)
		if n := v.Sideways(); n > 0 {
			v.t.Errorf("%s scrolls sideways by %d px at %d", name, n, width)
		}
	}
}

// compact checks that the desk's strip on a phone is as high as its words, however short the page, and that every telephone
// that stands alone is a target for a thumb.
func (v *device) compact(name string) {
	v.t.Helper()
	strip := webtest.Eval[float64](v.Page, `innerWidth < 992 ? (document.querySelector('.ll-side')?.getBoundingClientRect().height ?? 0) : 0`)
	target := 44.0
	if v.look.elder {
		target = 60
	}
	if strip > 2*target {
		v.t.Errorf("%s: the strip is %.0f px high", name, strip)
	}
	least := webtest.Eval[float64](v.Page, `Math.min(999, ...[...document.querySelectorAll('main a[href^="tel:"]')].filter(x => x.getClientRects().length > 0 && !x.closest('p.ll-sub')).map(x => x.getBoundingClientRect().height))`)
	if least < target {
		v.t.Errorf("%s: a telephone is %.0f px high, want %.0f", name, least, target)
	}
}

// accessible asks axe-core about a page, light and dark. It is false where the page was asked about at another width:
// the frame of the phone is one column at any width. In large print, and on a telephone what is for a
// desk, a page has the same colours; in large print what is for a desk has the same parts.
func (v *device) accessible(s sheet) bool {
	v.t.Helper()
	wide := webtest.Eval[bool](v.Page, "document.body.matches('.ll-desk')")
	if v.look.width == 1280 && !wide {
		return false
	}
	if theme := webtest.Eval[string](v.Page, "document.documentElement.dataset.bsTheme"); theme != string(web.Light) {
		v.t.Errorf("%s is %s", s.name, theme)
	}
	ask := v.Axe
	if v.look.elder && wide {
		ask = v.AxeSizes
	}
	for _, found := range ask() {
		v.t.Errorf("%s: %s", s.name, found)
	}
	if v.look.elder && !s.elder || wide && v.look.width == 360 {
		return true
	}
	for _, found := range v.AxeDark() {
		v.t.Errorf("%s, dark: %s", s.name, found)
	}
	return true
}

// large turns a page to large print where it stands. On a telephone nothing may scroll sideways then; at a desk things must be as large
// and as easy to get to as before.
func (v *device) large(s sheet) {
	v.t.Helper()
	if v.look.width == 1280 && !webtest.Eval[bool](v.Page, "document.body.matches('.ll-desk')") {
		return
	}
	webtest.Eval[bool](v.Page, "document.documentElement.dataset.mode = 'elder', true")
	v.look.elder = true
	defer func() { v.look.elder = false }()
	if n := v.Sideways(); n > 0 {
		v.t.Errorf("%s, large, scrolls sideways by %d px at %d", s.name, n, v.look.width)
	}
	v.compact(s.name + ", large")
	v.ShotTo("large-" + v.look.name() + "/" + s.name)
	if v.look.width == 1280 {
		for _, found := range v.AxeSizes() {
			v.t.Errorf("%s, large: %s", s.name, found)
		}
	}
}

// routes is the log's reader that remembers which patterns of the router have answered with a page.
type routes struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (r *routes) Enabled(context.Context, slog.Level) bool { return true }
func (r *routes) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *routes) WithGroup(string) slog.Handler            { return r }

func (r *routes) Handle(_ context.Context, record slog.Record) error {
	route, status := "", int64(0)
	record.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "route":
			route = a.Value.String()
		case "status":
			status = a.Value.Int64()
		}
		return true
	})
	if status == 200 {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.seen[route] = true
	}
	return nil
}

func (r *routes) has(pattern string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen[pattern]
}

// patterns are the pages that the sources register: a router does not tell what it holds.
func patterns(t *testing.T) (all []string) {
	t.Helper()
	literal := regexp.MustCompile(`"(GET /[^"]*)"`)
	noPage := []string{"GET /healthz", "GET /readyz", "GET /metrics", "GET /linli/{code}/feed.atom", "GET /linli/{code}/calendar.ics", "GET /calendar/{secret}", "GET /figures/bulletin.xlsx", "GET /sign-in/provider", "GET /sign-in/provider/back", "GET /dispatch/file/report", "GET /topics/file/report", "GET /import/{table}/template", "GET /import/{table}/{id}/report", "GET /map/areas.json", "GET /wishes/map.json", "GET /views/{id}", "GET /notices/{id}"} // the last lead on, or are files
	err := filepath.WalkDir("../internal", func(path string, x fs.DirEntry, err error) error {
		if err != nil || x.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "gallery") || strings.HasSuffix(filepath.Dir(path), "test") {
			return err
		}
		body, err := os.ReadFile(path)
		for _, m := range literal.FindAllStringSubmatch(string(body), -1) {
			if !slices.Contains(noPage, m[1]) && !strings.HasPrefix(m[1], "GET /open311/") && !strings.HasPrefix(m[1], "GET /hub/v1/") { // documents for programs
				all = append(all, m[1])
			}
		}
		return err
	})
	if err != nil || len(all) < 15 {
		t.Fatalf("found only %d patterns: %v", len(all), err)
	}
	return all
}

// at is a sheet that an address leads to.
func at(path string) func(*device) { return func(v *device) { v.open(path) } }
