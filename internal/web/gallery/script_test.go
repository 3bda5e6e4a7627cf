package gallery_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/web/gallery"
	"linli/internal/web/webtest"
)

// desk is the gallery's server, which remembers what was posted and takes its time to answer.
type desk struct {
	*httptest.Server
	mu     sync.Mutex
	posted []string
}

func newDesk(t *testing.T, takes time.Duration) *desk {
	t.Helper()
	d := &desk{}
	h := gallery.Handler(slog.New(slog.DiscardHandler))
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && (r.URL.Path == "/done" || r.URL.Path == "/sort") {
			d.mu.Lock()
			d.posted = append(d.posted, r.FormValue("to"))
			d.mu.Unlock()
			time.Sleep(takes)
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(d.Close)
	return d
}

func (d *desk) posts() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.posted
}

func TestScript(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)

	t.Run("a form is sent once, and says so when it takes time", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, 2*time.Second)
		p := b.Page(t, 360)
		p.Open(d.URL + "/sheets/rate")
		webtest.Eval[bool](p, `
			const button = document.querySelector('.ll-bar button')
			new MutationObserver(() => sessionStorage.setItem('said', button.textContent)).observe(button, {childList: true})
			button.click()
			button.click()
			true`)
		p.Wait(".ll-toast")
		if got := webtest.Eval[string](p, "sessionStorage.getItem('said') || ''"); got != "正在交…" {
			t.Errorf("the button said %q", got)
		}
		if got := d.posts(); len(got) != 1 {
			t.Errorf("sent %d times", len(got))
		}
	})

	t.Run("the box of errors has the focus", func(t *testing.T) {
		t.Parallel()
		p := b.Page(t, 360)
		p.Open(newDesk(t, 0).URL + "/sheets/file")
		p.Wait(".ll-errors:focus")
	})

	t.Run("the code behind # is filled in", func(t *testing.T) {
		t.Parallel()
		p := b.Page(t, 1280)
		p.Open(newDesk(t, 0).URL + "/sheets/acts#ABC234")
		if got := webtest.Eval[string](p, "document.getElementById('receipt').value"); got != "ABC234" {
			t.Errorf("the field says %q", got)
		}
	})

	t.Run("a filter replaces the list, the title and what is announced", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, 0)
		p := b.Page(t, 1280)
		p.Open(d.URL + "/sheets/inbox")
		webtest.Eval[bool](p, "document.getElementById('list').dataset.old = 'yes', true")
		p.Choose("#colour", "blue")
		p.Click(".ll-filters button")
		p.Wait("#list:not([data-old])")
		if got := p.URL(); !strings.Contains(got, "colour=blue") {
			t.Errorf("the address is %s", got)
		}
		if got := p.HTML().Text("#live"); got != "5 件，按期限排" {
			t.Errorf("announced %q", got)
		}
		if got := p.Complaints(); len(got) > 0 {
			t.Errorf("the browser complains: %q", got)
		}
	})
}

// The board by keyboard: one tab stop a card, arrows, 1 2 3, Enter; only inside the board; and it can be switched off.
func TestBoardKeys(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	d := newDesk(t, 0)
	p := b.Page(t, 1280)
	focused := func() string {
		return webtest.Eval[string](p, "document.activeElement.querySelector?.('.ll-no')?.textContent || ''")
	}
	open := func() {
		p.Open(d.URL + "/sheets/board")
		p.Wait("[data-board-keys]")
	}
	open()
	p.Press("2")
	webtest.Eval[bool](p, "document.querySelector('[data-card]').focus(), true")
	for _, step := range []struct{ name, key, want string }{
		{"the first card", "", "2026-000142"},
		{"→ the next column", webtest.Right, "2026-000127"},
		{"↓ the next card", webtest.Down, "2026-000119"},
		{"↓ at the end stays", webtest.Down, "2026-000119"},
		{"→ at the same height or the last", webtest.Right, "2026-000133"},
		{"← back", webtest.Left, "2026-000127"},
		{"← to the first column", webtest.Left, "2026-000142"},
	} {
		if step.key != "" {
			p.Press(step.key)
		}
		if got := focused(); got != step.want {
			t.Errorf("%s: the focus is on %q, want %q", step.name, got, step.want)
		}
	}
	webtest.Eval[bool](p, "document.getElementById('board').dataset.old = 'yes', true")
	p.Press("2")
	p.Wait("#board:not([data-old])")
	if got := d.posts(); len(got) != 1 || got[0] != "yellow" {
		t.Fatalf("sorted %q", got)
	}
	if got := p.HTML().Text("#live"); got != "交好了，编号 2026-000142。" {
		t.Errorf("announced %q", got)
	}
	p.Wait("[data-card]:focus") // the card that took its place
	if got := focused(); got != "2026-000142" {
		t.Errorf("after sorting the focus is on %q", got)
	}

	open()
	webtest.Eval[bool](p, "document.querySelector('[data-card]').focus(), true")
	p.PressGo(webtest.Enter)
	p.Wait(".ll-timeline")

	open()
	p.Click("[data-keys-off]")
	if got := p.Text("[data-keys-off]"); got != "打开按键" {
		t.Errorf("the button says %q", got)
	}
	webtest.Eval[bool](p, "document.querySelector('[data-card]').focus(), true")
	p.Press("3")
	p.Press(webtest.Right)
	if got, posts := focused(), d.posts(); got != "2026-000142" || len(posts) != 1 {
		t.Errorf("keys act though they are off: focus on %q, posts %q", got, posts)
	}
}

// Without scripts the switches work, nothing that needs a script shows, and pages say the same.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	d := newDesk(t, 0)
	p := b.Page(t, 1280)
	p.NoScript()
	p.Open(d.URL + "/sheets/board")
	if status := p.Go(".ll-deskbar [name=elder]"); status != http.StatusOK || !p.HTML().Has("html[data-mode=elder]") || !strings.HasSuffix(p.URL(), "/sheets/board") {
		t.Errorf("elder mode: %d at %s", status, p.URL())
	}
	p.Go(".ll-deskbar [name=lang]")
	p.Go(".ll-foot [value=dark]")
	doc := p.HTML()
	if doc.Attr("html", "lang") != "en" || doc.Attr("html", "data-bs-theme") != "dark" || !doc.Has("[data-board-keys][hidden]") {
		t.Errorf("%s", doc)
	}
	if status := p.Go("[data-sort='3']"); status != http.StatusOK || p.Text(".ll-toast span") != "Sent. Number 2026-000147." {
		t.Errorf("sorting: %d", status)
	}
	if got := d.posts(); len(got) != 1 || got[0] != "red" {
		t.Errorf("sorted %q", got)
	}
}

// The rules find what is wrong: a check that never complains proves nothing.
func TestAxeComplains(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<!doctype html><title>x</title><body><img src="x.png"><p style="color:#ccc">grey</p><a href="/" style="display:inline-block;width:10px;height:10px"></a>`))
	}))
	t.Cleanup(server.Close)
	p := b.Page(t, 360)
	p.Open(server.URL)
	all := strings.Join(p.Axe(), "\n")
	for _, rule := range []string{"html-has-lang", "image-alt", "color-contrast", "link-name"} {
		if !strings.Contains(all, rule) {
			t.Errorf("%s is not found in\n%s", rule, all)
		}
	}
}
