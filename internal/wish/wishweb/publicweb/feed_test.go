package publicweb_test

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"linli/internal/wish"
	"linli/internal/wish/publish"
	"linli/internal/wish/side"
	"linli/internal/wish/wishweb/wishwebtest"
)

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// element is any element of XML: what RFC 4287 asks for is looked up in it, not in the types that wrote it.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

const atom = "http://www.w3.org/2005/Atom"

func (e element) all(name string) (out []element) {
	for _, c := range e.Children {
		if c.XMLName.Space == atom && c.XMLName.Local == name {
			out = append(out, c)
		}
	}
	return out
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) link(rel string) string {
	for _, l := range e.all("link") {
		if l.attr("rel") == rel {
			return l.attr("href")
		}
	}
	return ""
}

// ask asks for a feed with headers.
func ask(w *wishwebtest.Hood, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.Pages.ServeHTTP(rec, r)
	return rec
}

// tagURI is RFC 4151, 2.1, for a host name.
var tagURI = regexp.MustCompile(`^tag:[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*,[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?:[A-Za-z0-9/_.~-]+$`)

// read checks a feed against RFC 4287 and gives its root.
func read(t *testing.T, rec *httptest.ResponseRecorder) element {
	t.Helper()
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Fatalf("%d %s", rec.Code, rec.Header().Get("Content-Type"))
	}
	var feed element
	if err := xml.Unmarshal(rec.Body.Bytes(), &feed); err != nil || feed.XMLName != (xml.Name{Space: atom, Local: "feed"}) {
		t.Fatalf("%v: %v\n%s", feed.XMLName, err, rec.Body)
	}
	if feed.attr("lang") == "" {
		t.Error("the feed says no language")
	}
	seen := map[string]bool{}
	for i, e := range append([]element{feed}, feed.all("entry")...) {
		for _, name := range []string{"id", "title", "updated"} { // 4.1.1, 4.1.2: exactly one
			if n := e.all(name); len(n) != 1 || strings.TrimSpace(n[0].Text) == "" {
				t.Fatalf("element %d has %d of %s", i, len(n), name)
			}
		}
		id := e.all("id")[0].Text
		if !tagURI.MatchString(id) || seen[id] {
			t.Errorf("id %q; seen before: %v", id, seen[id])
		}
		seen[id] = true
		for _, name := range []string{"updated", "published"} { // 3.3
			for _, x := range e.all(name) {
				if _, err := time.Parse(time.RFC3339, x.Text); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		for _, l := range e.all("link") { // 4.2.7, and absolute here
			if u, err := url.Parse(l.attr("href")); err != nil || !u.IsAbs() || l.attr("type") == "" {
				t.Errorf("link %v", l.Attrs)
			}
		}
		if i > 0 && (len(e.all("content")) != 1 || e.all("content")[0].attr("type") != "text" || e.link("alternate") == "") {
			t.Errorf("entry %d has no words or leads nowhere", i)
		}
	}
	if len(feed.all("author")) != 1 || len(feed.all("author")[0].all("name")) != 1 {
		t.Error("nobody is the author (4.1.1)")
	}
	if feed.link("self") == "" || feed.link("alternate") == "" {
		t.Error("the feed names neither itself nor its page")
	}
	return feed
}

// answered is a public wish, answered.
func answered(w *wishwebtest.Hood) wish.Wish {
	return w.Bring(w.Filed("tan", wish.Public), wish.Answered)
}

func TestTheFeedOfAnswers(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	path := hood + "/feed.atom"
	empty := read(t, ask(w, "GET", path))
	if len(empty.all("entry")) != 0 {
		t.Fatal("nothing was answered")
	}
	first := answered(w)
	w.Bring(w.Filed("tan", wish.Private), wish.Answered)
	w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	w.Clock.Add(time.Hour)
	second := answered(w)
	feed := read(t, ask(w, "GET", path))
	entries := feed.all("entry")
	if len(entries) != 2 || !strings.HasSuffix(entries[0].link("alternate"), "/wishes/"+second.ID) || !strings.HasSuffix(entries[1].link("alternate"), "/wishes/"+first.ID) {
		t.Fatalf("%d entries, the latest first", len(entries))
	}
	e := entries[0]
	if e.all("title")[0].Text != second.Title || e.all("content")[0].Text != "5月12日换了 6 个声控灯，每层都亮了。" || e.all("author")[0].all("name")[0].Text != "钟秀街道 社会事务办" {
		t.Errorf("%+v", e)
	}
	if feed.all("updated")[0].Text != e.all("updated")[0].Text || feed.link("alternate") != "https://linli.example"+hood || feed.link("self") != "https://linli.example"+path {
		t.Errorf("the feed: %s, %s", feed.all("updated")[0].Text, feed.link("self"))
	}
	again := read(t, ask(w, "GET", path))
	if again.all("entry")[0].all("id")[0].Text != e.all("id")[0].Text || again.all("id")[0].Text != empty.all("id")[0].Text {
		t.Error("ids never change")
	}
}

func TestAFeedIsFetchedOnlyWhenItHasChanged(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	x := answered(w)
	path := hood + "/feed.atom"
	rec := ask(w, "GET", path)
	etag, modified := rec.Header().Get("ETag"), rec.Header().Get("Last-Modified")
	if etag == "" || modified == "" {
		t.Fatalf("ETag %q, Last-Modified %q", etag, modified)
	}
	for _, c := range []struct {
		headers []string
		want    int
	}{
		{[]string{"If-None-Match", etag}, 304},
		{[]string{"If-None-Match", "W/" + etag}, 304},
		{[]string{"If-None-Match", `"other"`}, 200},
		{[]string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, 200}, // RFC 9110, 13.1.3
		{[]string{"If-Modified-Since", modified}, 304},
		{[]string{"If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"}, 200},
	} {
		rec := ask(w, "GET", path, c.headers...)
		if rec.Code != c.want || c.want == 304 && rec.Body.Len() > 0 {
			t.Errorf("%v: %d with %d bytes, want %d", c.headers, rec.Code, rec.Body.Len(), c.want)
		}
	}
	if head := ask(w, "HEAD", path); head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("ETag") != etag {
		t.Errorf("HEAD: %d, %d bytes", head.Code, head.Body.Len())
	}
	// What a moderator takes down is a change too.
	w.Clock.Add(time.Hour)
	_, parts, err := w.Public.See(t.Context(), w.Actors["ji"], x.ID)
	w.Must(err)
	last := parts[len(parts)-1]
	w.Must(w.Public.Withhold(t.Context(), w.Actors["ji"], x.ID, publish.Decision{Part: last.ID, Seen: last.Rev}))
	rec = ask(w, "GET", path, "If-Modified-Since", modified)
	if feed := read(t, rec); len(feed.all("entry")) != 0 || rec.Header().Get("ETag") == etag {
		t.Errorf("%d entries after it was taken down", len(feed.all("entry")))
	}
}

func TestTheFeedHoldsOnlyWhatIsPublished(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	ctx := t.Context()
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	_, err := w.Wishes.Answer(ctx, w.Actors["su"], x.ID, wish.Reply{Text: "请打 13800000123 找谈阿姨。"})
	w.Must(err)
	if feed := read(t, ask(w, "GET", hood+"/feed.atom")); len(feed.all("entry")) != 0 {
		t.Fatal("an answer that waits is in the feed")
	}
	w.Clock.Add(2 * time.Hour)
	_, parts, err := w.Public.See(ctx, w.Actors["ji"], x.ID)
	w.Must(err)
	last := parts[len(parts)-1]
	w.Must(w.Public.Publish(ctx, w.Actors["ji"], x.ID, publish.Decision{Part: last.ID, Seen: last.Rev, Text: last.Proposed()}))
	rec := ask(w, "GET", community+"/feed.atom")
	entries := read(t, rec).all("entry")
	if len(entries) != 1 || entries[0].all("content")[0].Text != "请打 *** 找*阿姨。" || strings.Contains(rec.Body.String(), "13800000123") {
		t.Fatalf("%s", rec.Body)
	}
	e := entries[0]
	if e.all("updated")[0].Text <= e.all("published")[0].Text {
		t.Errorf("published at %s, and changed at %s: it was looked at later", e.all("published")[0].Text, e.all("updated")[0].Text)
	}
	_, err = side.New(w.Wishes).Reopen(ctx, w.Actors["tan"], x.ID, "还是不亮", "")
	w.Must(err)
	if feed := read(t, ask(w, "GET", community+"/feed.atom")); len(feed.all("entry")) != 0 {
		t.Error("what is taken up again has no answer")
	}
	w.Clock.Add(time.Hour)
	_, err = w.Wishes.Answer(ctx, w.Actors["su"], x.ID, wish.Reply{Text: "又换了一盏。"})
	w.Must(err)
	anew := read(t, ask(w, "GET", community+"/feed.atom")).all("entry")
	if len(anew) != 1 || anew[0].all("id")[0].Text == e.all("id")[0].Text || anew[0].all("content")[0].Text != "又换了一盏。" {
		t.Errorf("answered anew: %+v", anew)
	}
}

func TestPagesOfAFeed(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	for range 33 {
		answered(w)
	}
	one := read(t, ask(w, "GET", hood+"/feed.atom"))
	next, err := url.Parse(one.link("next"))
	w.Must(err)
	two := read(t, ask(w, "GET", next.RequestURI()))
	if len(one.all("entry")) != 30 || len(two.all("entry")) != 3 || two.link("next") != "" {
		t.Errorf("%d and %d entries", len(one.all("entry")), len(two.all("entry")))
	}
	seen := map[string]bool{}
	for _, e := range append(one.all("entry"), two.all("entry")...) {
		seen[e.all("id")[0].Text] = true
	}
	if len(seen) != 33 {
		t.Errorf("%d different entries", len(seen))
	}
	if bad := ask(w, "GET", hood+"/feed.atom?after=nonsense"); bad.Code != http.StatusUnprocessableEntity {
		t.Errorf("a cursor that is none: %d", bad.Code)
	}
}
