package webtest

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Doc is one page of HTML.
type Doc struct {
	t    testing.TB
	root *html.Node
}

// Parse reads a page.
func Parse(t testing.TB, r io.Reader) *Doc {
	t.Helper()
	root, err := html.Parse(r)
	if err != nil {
		t.Fatalf("not HTML: %v", err)
	}
	return &Doc{t: t, root: root}
}

// All is every element that a selector finds, in order.
func (d *Doc) All(selector string) []*html.Node {
	d.t.Helper()
	s, err := cascadia.ParseGroup(selector)
	if err != nil {
		d.t.Fatalf("selector %q: %v", selector, err)
	}
	return cascadia.QueryAll(d.root, s)
}

// Count is how many elements a selector finds.
func (d *Doc) Count(selector string) int {
	d.t.Helper()
	return len(d.All(selector))
}

// Has tells whether a selector finds anything.
func (d *Doc) Has(selector string) bool {
	d.t.Helper()
	return d.Count(selector) > 0
}

// Text is the text of the first element that a selector finds, with blanks folded; it fails when there is none.
func (d *Doc) Text(selector string) string {
	d.t.Helper()
	all := d.All(selector)
	if len(all) == 0 {
		d.t.Fatalf("nothing is %q in\n%s", selector, d)
	}
	return Text(all[0])
}

// Texts is the text of every element that a selector finds.
func (d *Doc) Texts(selector string) []string {
	d.t.Helper()
	var texts []string
	for _, n := range d.All(selector) {
		texts = append(texts, Text(n))
	}
	return texts
}

// Attr is an attribute of the first element that a selector finds; it fails when there is no such element.
func (d *Doc) Attr(selector, name string) string {
	d.t.Helper()
	all := d.All(selector)
	if len(all) == 0 {
		d.t.Fatalf("nothing is %q in\n%s", selector, d)
	}
	return Attr(all[0], name)
}

// String is the page without its sprite.
func (d *Doc) String() string {
	var b strings.Builder
	if err := html.Render(&b, d.root); err != nil {
		return err.Error()
	}
	s := b.String()
	if from, to := strings.Index(s, `<svg class="ll-sprite"`), strings.Index(s, "</svg>"); from >= 0 && to > from {
		s = s[:from] + s[to+len("</svg>"):]
	}
	return s
}

// Text is what an element says, with blanks folded.
func Text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.Data == "br" || d.Data == "p" || d.Data == "li" || d.Data == "div":
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Attr is an attribute of an element; empty when it has none.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// Sound checks what holds for every page whatever it shows, and reports each breach: one h1, a title, a language;
// nothing inline; every id once; every input labelled; every reference to an id
// answered, which includes that every drawing is in the sprite.
func (d *Doc) Sound() {
	d.t.Helper()
	if n := d.Count("h1"); n != 1 {
		d.t.Errorf("%d h1, want 1: %q", n, d.Texts("h1"))
	}
	if d.Attr("html", "lang") == "" || d.Text("title") == "" || !d.Has("main#main") {
		d.t.Error("no language, no title or no main")
	}
	ids := d.ids()
	for _, n := range d.All("*") {
		d.nothingInline(n)
		d.answered(n, ids)
	}
	for _, n := range d.All("input:not([type=hidden]), select, textarea") {
		if !d.labelled(n) {
			d.t.Errorf("no label: %s", Attributes(n))
		}
	}
}

func (d *Doc) ids() map[string]bool {
	d.t.Helper()
	ids := map[string]bool{}
	for _, n := range d.All("[id]") {
		id := Attr(n, "id")
		if ids[id] {
			d.t.Errorf("id %q is there twice", id)
		}
		ids[id] = true
	}
	return ids
}

func (d *Doc) nothingInline(n *html.Node) {
	d.t.Helper()
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "javascript:") {
			d.t.Errorf("inline %s on %s", a.Key, Attributes(n))
		}
	}
	if n.Data == "style" || n.Data == "script" && !has(n, "src") {
		d.t.Errorf("inline %s", n.Data)
	}
}

// answered checks that what an element refers to is on the page.
func (d *Doc) answered(n *html.Node, ids map[string]bool) {
	d.t.Helper()
	for _, name := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls"} {
		for _, id := range strings.Fields(Attr(n, name)) {
			if !ids[id] {
				d.t.Errorf("%s=%q leads nowhere: %s", name, id, Attributes(n))
			}
		}
	}
	if href := Attr(n, "href"); strings.HasPrefix(href, "#") && len(href) > 1 && !ids[href[1:]] {
		d.t.Errorf("href=%q leads nowhere", href)
	}
}

func (d *Doc) labelled(n *html.Node) bool {
	if Attr(n, "aria-label") != "" || Attr(n, "aria-labelledby") != "" {
		return true
	}
	for p := range n.Ancestors() {
		if p.Data == "label" {
			return true
		}
	}
	id := Attr(n, "id")
	return id != "" && d.Has(`label[for="`+id+`"]`)
}

// Attributes is the tag of an element with all that stands in it.
func Attributes(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		b.WriteString(" " + a.Key + `="` + a.Val + `"`)
	}
	return b.String() + ">"
}
