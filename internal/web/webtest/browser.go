package webtest

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed axe/axe.min.js
var axe string

// patience is how long one step in the browser may take; the machine may be busy with other tests.
const patience = 60 * time.Second

// Keys that Press understands beside printable characters.
const (
	Tab    = kb.Tab
	Enter  = kb.Enter
	Up     = kb.ArrowUp
	Down   = kb.ArrowDown
	Left   = kb.ArrowLeft
	Right  = kb.ArrowRight
	Escape = kb.Escape
)

// Browser is a running Chromium without a window.
type Browser struct {
	ctx context.Context
}

// Start runs a browser until the test ends. Without Chromium the test is skipped, saying so; where CI is set it fails.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := find()
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no chromium: install Debian's package chromium")
		}
		t.Skip("no chromium on this machine: install Debian's package chromium to run the browser tests")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("accept-lang", "zh-CN"),
		chromedp.Flag("force-prefers-reduced-motion", true), // no colour is measured on its way to another
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() { cancel(); stop() })
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return &Browser{ctx: ctx}
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Page is one page with cookies of its own: somebody at a device of their own.
type Page struct {
	t     testing.TB
	ctx   context.Context
	width int64

	mu       sync.Mutex
	messages []string
}

// Page opens an empty page of a width in CSS pixels: 360 is a phone, 1280 a desk.
func (b *Browser) Page(t testing.TB, width int) *Page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &Page{t: t, ctx: ctx, width: int64(width)}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(p.width, 800)); err != nil { // the first step owns the page: no deadline
		t.Fatal(err)
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == "error" {
				p.mu.Lock()
				p.messages = append(p.messages, m.Text)
				p.mu.Unlock()
			}
		}
	}()
	return p
}

func (p *Page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("at %s: %v", p.where(), err)
	}
}

func run[T any](p *Page, a chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		p.t.Fatalf("at %s: %v", p.where(), err)
	}
	return v
}

func (p *Page) where() string {
	ctx, cancel := context.WithTimeout(p.ctx, time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "an unknown page"
	}
	return at
}

// NoScript switches scripts off from the next page on, as in a browser that has none.
func (p *Page) NoScript() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		p.t.Fatal(err)
	}
}

// Open goes to an address and waits until it is loaded.
func (p *Page) Open(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
}

// Click presses the first element that a selector finds, and stays.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// Go presses the first element that a selector finds and waits for the page it leads to; it is the status of the
// answer.
func (p *Page) Go(selector string) int {
	p.t.Helper()
	p.do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
	return p.lead(selector, chromedp.Click(chromedp.CSS(selector)))
}

// PressGo sends keys and waits for the page they lead to; it is the status of the answer.
func (p *Page) PressGo(keys string) int {
	p.t.Helper()
	return p.lead("the keys "+strconv.Quote(keys), chromedp.KeyEvent(keys))
}

// lead waits for the page that a step leads to: asking the old one while it goes away would be a race.
func (p *Page) lead(what string, step chromedp.Action[chromedp.Void]) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, step)
	if err != nil {
		p.t.Fatalf("%s at %s: %v", what, p.where(), err)
	}
	if answer == nil {
		return 0
	}
	return int(answer.Status)
}

// Type writes into the first field that a selector finds, instead of what is in it.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	s := chromedp.CSS(selector)
	p.do(chromedp.Focus(s))
	Eval[bool](p, "document.activeElement.select(), true") // chromedp.Clear fails on an empty textarea
	p.do(chromedp.SendKeys(s, text))
}

// Choose picks the option with a value in a menu.
func (p *Page) Choose(selector, value string) {
	p.t.Helper()
	p.do(chromedp.SetValue(chromedp.CSS(selector), value))
}

// Attach chooses files for a file input, as a person does in the dialogue of the system.
func (p *Page) Attach(selector string, paths ...string) {
	p.t.Helper()
	p.do(chromedp.SetUploadFiles(chromedp.CSS(selector), paths))
}

// Press sends keys to whatever has the focus.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// Wait waits until a selector finds something that can be seen.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Text is what the first element that a selector finds says, with blanks folded.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return strings.Join(strings.Fields(run(p, chromedp.Text(chromedp.CSS(selector)))), " ")
}

// URL is where the page is.
func (p *Page) URL() string {
	p.t.Helper()
	return run(p, chromedp.Location())
}

// HTML is the page as it is now, for selectors.
func (p *Page) HTML() *Doc {
	p.t.Helper()
	return Parse(p.t, strings.NewReader(Eval[string](p, "document.documentElement.outerHTML")))
}

// Eval is the value of an expression in the page.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	return run(p, chromedp.Evaluate[T](expression))
}

// Resize makes the window of a page wider or narrower, as a hand does.
func (p *Page) Resize(width int) {
	p.t.Helper()
	p.width = int64(width)
	p.do(chromedp.EmulateViewport(p.width, 800))
}

// Sideways is by how many pixels the page is wider than its window: nothing may scroll sideways.
func (p *Page) Sideways() int {
	p.t.Helper()
	return Eval[int](p, "document.documentElement.scrollWidth - document.documentElement.clientWidth")
}

// Paper shows the page as it prints; what is left to see is what is on the paper.
func (p *Page) Paper() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		p.t.Fatal(err)
	}
}

// Seen tells whether the first element that a selector finds takes up room on the page.
func (p *Page) Seen(selector string) bool {
	p.t.Helper()
	return Eval[bool](p, "(document.querySelector("+strconv.Quote(selector)+")?.getClientRects().length || 0) > 0")
}

// Complaints are the errors that the page wrote to the console since the last call: exceptions, and what the content
// security policy refused. That a question of a form was given up because somebody went on to another page is none: htmx
// notes it in two lines.
func (p *Page) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.messages
	p.messages = nil
	gone := func(said string) bool { return strings.HasPrefix(said, "htmx:sendAbort") }
	if slices.ContainsFunc(m, gone) {
		m = slices.DeleteFunc(m, func(said string) bool { return gone(said) || strings.HasPrefix(said, "htmx:afterRequest") })
	}
	return m
}

// full makes the window as high as the page: a target under a sticky bar would count as too small. What is as high as a part
// of the window grows with it, so that the page is measured twice.
func (p *Page) full() func() {
	p.t.Helper()
	for range 2 {
		height := Eval[int64](p, "Math.max(800, document.documentElement.scrollHeight)")
		p.do(chromedp.EmulateViewport(p.width, height))
	}
	return func() { p.do(chromedp.EmulateViewport(p.width, 800)) }
}

// Axe is every violation of WCAG 2.2 A and AA that axe-core finds on the page: rule, element and why.
func (p *Page) Axe() []string {
	p.t.Helper()
	return p.axe(`['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']`)
}

// AxeDark is what Axe finds when the page turns dark, and stays so: of the rules, those that look at colours.
func (p *Page) AxeDark() []string {
	p.t.Helper()
	Eval[bool](p, "document.documentElement.dataset.bsTheme = 'dark', true")
	return p.axe(`{type: 'rule', values: ['color-contrast', 'link-in-text-block']}`)
}

// AxeSizes is what Axe finds of how large things are and whether one can get to them: what another size of print can change.
func (p *Page) AxeSizes() []string {
	p.t.Helper()
	return p.axe(`{type: 'rule', values: ['target-size', 'scrollable-region-focusable', 'meta-viewport']}`)
}

// axe runs rules without fetching the style sheets again, which none of them reads.
func (p *Page) axe(rules string) []string {
	p.t.Helper()
	defer p.full()()
	if !Eval[bool](p, "typeof axe === 'object'") {
		Eval[bool](p, axe+"; true")
	}
	check := `axe.run(document, {runOnly: ` + rules + `, resultTypes: ['violations'], preload: false})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ' ' + n.target.join(' ') + ': ' + n.failureSummary.replace(/\s+/g, ' '))))`
	return run(p, chromedp.Evaluate[[]string](check, chromedp.EvalAwaitPromise))
}

// Shot writes a picture of the whole page to a file, making its folder.
func (p *Page) Shot(path string) {
	p.t.Helper()
	defer p.full()()
	picture := run(p, chromedp.FullScreenshot(100))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// ShotTo writes a picture when the variable LINLI_SHOTS names a folder: to look at pages while working on them.
func (p *Page) ShotTo(name string) {
	p.t.Helper()
	if dir := os.Getenv("LINLI_SHOTS"); dir != "" {
		p.Shot(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, p.width)))
	}
}

// Cookies sets cookies for a site: “lang=en; elder=1”, as a browser would send them.
func (p *Page) Cookies(site, cookies string) {
	p.t.Helper()
	for pair := range strings.SplitSeq(cookies, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		_, err := chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: site})
		if err != nil {
			p.t.Fatal(err)
		}
	}
}
