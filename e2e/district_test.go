package e2e_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/internal/app"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

// district is the demonstration behind a listener of its own: what one test changes no other sees.
type district struct {
	site    string
	app     *app.App
	browser *webtest.Browser
	words   *i18n.Catalogue
}

func newDistrict(t *testing.T, b *webtest.Browser, log *slog.Logger) *district {
	t.Helper()
	a, err := app.NewDemo(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "demo.db"), log)
	must(t, err)
	return serve(t, a, b)
}

// serve puts a house behind a listener until the test ends.
func serve(t *testing.T, a *app.App, b *webtest.Browser) *district {
	t.Helper()
	return serveBy(t, a, b, a.Handler())
}

// serveBy is serve with something around the house's handler.
func serveBy(t *testing.T, a *app.App, b *webtest.Browser, h http.Handler) *district {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		server.Close()
		must(t, a.Close())
	})
	return &district{
		site: server.URL, app: a, browser: b, words: i18n.Must(app.Tables()...),
	}
}

// look is the device in somebody's hands, and how they like their pages.
type look struct {
	width    int
	lang     i18n.Lang
	elder    bool
	theme    web.Theme
	noScript bool
}

func (k look) cookies() string {
	elder := "0"
	if k.elder {
		elder = "1"
	}
	return "lang=" + string(k.lang) + "; elder=" + elder + "; theme=" + string(k.theme)
}

// device is one browser with cookies of its own. Pages are used by the words that stand on them, in its language.
type device struct {
	*webtest.Page
	t    *testing.T
	d    *district
	l    i18n.Localizer
	look look
}

func (d *district) device(t *testing.T, k look) *device {
	t.Helper()
	if k.lang == "" {
		k.lang = i18n.Chinese
	}
	if k.theme == "" {
		k.theme = web.Light
	}
	v := &device{Page: d.browser.Page(t, k.width), t: t, d: d, l: d.words.For(k.lang), look: k}
	if k.noScript {
		v.NoScript()
	}
	v.Cookies(d.site, k.cookies())
	return v
}

// open goes to a path, by typing it.
func (v *device) open(path string) {
	v.t.Helper()
	v.Open(v.d.site + path)
}

// say is a sentence of the pages in the language of the device.
func (v *device) say(key string, args ...any) string { return v.l.T(key, args...) }

// named is a selector for the one thing to press that says these words to the eye; first what is in the page's own
// part, then what stands around it, and a button before a link: a tab may be called as what it opens.
func (v *device) named(words string) string {
	v.t.Helper()
	n := webtest.Eval[int](v.Page, `((words) => {
		const said = (x) => {
			const c = x.cloneNode(true)
			c.querySelectorAll('.visually-hidden, [aria-hidden=true]').forEach(y => y.remove())
			return c.textContent.trim().replace(/\s+/g, ' ')
		}
		document.querySelectorAll('[data-pressed]').forEach(x => x.removeAttribute('data-pressed'))
		const all = [...document.querySelectorAll('a[href], button')].filter(x => x.getClientRects().length > 0 && said(x) === words)
		const inside = all.filter(x => x.closest('main'))
		const near = inside.length > 0 ? inside : all
		const buttons = near.filter(x => x.matches('button'))
		const found = buttons.length > 0 ? buttons : near
		if (found.length > 0) found[0].setAttribute('data-pressed', '')
		return found.length
	})(`+strconv.Quote(words)+`)`)
	if n != 1 {
		v.t.Fatalf("%d things say %q at %s:\n%s", n, words, v.URL(), v.HTML().Text("body"))
	}
	return "[data-pressed]"
}

// press presses what says the words of a key and waits for the page it leads to, which must be there.
func (v *device) press(key string, args ...any) {
	v.t.Helper()
	if status := v.Go(v.named(v.say(key, args...))); status != 200 {
		v.t.Fatalf("%s leads to %d at %s:\n%s", v.say(key, args...), status, v.URL(), v.HTML().Text("body"))
	}
}

// refused presses what says the words of a key; the answer must be a refusal with this status.
func (v *device) refused(status int, key string, args ...any) {
	v.t.Helper()
	if got := v.Go(v.named(v.say(key, args...))); got != status {
		v.t.Fatalf("%s leads to %d, want %d", v.say(key, args...), got, status)
	}
	for _, said := range v.Complaints() {
		if !strings.Contains(said, strconv.Itoa(status)) { // Chromium notes the status of every refusal
			v.t.Errorf("the browser complains at %s: %q", v.URL(), said)
		}
	}
}

// tick chooses one answer of a group by its row, as a finger does.
func (v *device) tick(name, value string) {
	v.t.Helper()
	v.Click(`label:has(input[name="` + name + `"][value="` + value + `"])`)
	if !webtest.Eval[bool](v.Page, `document.querySelector('input[name="`+name+`"][value="`+value+`"]').checked`) {
		v.t.Fatalf("%s=%s is not chosen", name, value)
	}
}

// until waits for something that a script of the page brings about.
func (v *device) until(what, expression string) {
	v.t.Helper()
	for end := time.Now().Add(time.Minute); !webtest.Eval[bool](v.Page, expression); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			v.t.Fatalf("never: %s, at %s:\n%s", what, v.URL(), v.HTML().Text("body"))
		}
	}
}

// become chooses somebody on the first page of the demonstration.
func (v *device) become(name string) {
	v.t.Helper()
	v.open("/choose")
	for _, row := range v.HTML().All(".ll-pick li") {
		if !strings.Contains(webtest.Text(row), name+" ") {
			continue
		}
		for x := range row.Descendants() {
			if webtest.Attr(x, "name") != "account" {
				continue
			}
			if status := v.Go(`form:has(input[value="` + webtest.Attr(x, "value") + `"]) button`); status != 200 {
				v.t.Fatalf("as %s: %d", name, status)
			}
			v.shows(".ll-demo", v.say("web.demo.you")+" "+name)
			return
		}
	}
	v.t.Fatalf("nobody is called %s", name)
}

// shows checks that something on the page says words.
func (v *device) shows(selector, words string) {
	v.t.Helper()
	for _, text := range v.HTML().Texts(selector) {
		if strings.Contains(text, words) {
			return
		}
	}
	v.t.Fatalf("no %s says %q at %s:\n%s", selector, words, v.URL(), v.HTML().Text("body"))
}

// fine checks that the browser had nothing to complain of, and that nothing scrolls sideways.
func (v *device) fine() {
	v.t.Helper()
	if got := v.Complaints(); len(got) > 0 {
		v.t.Errorf("the browser complains at %s: %q", v.URL(), got)
	}
	if n := v.Sideways(); n > 0 {
		v.t.Errorf("%s scrolls sideways by %d px", v.URL(), n)
	}
}
