package publicweb

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/publish"
	"linli/internal/wish/wishweb"
)

// The feed is Atom (RFC 4287): what was answered in public at a place, the latest first, in pages (RFC 5005, section 3).
// An entry is one answer: a wish that is answered anew gets a new one. Its id is a tag URI (RFC 4151) that never changes.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  atomPerson  `xml:"author"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID        string       `xml:"id"`
		Title     string       `xml:"title"`
		Published string       `xml:"published"`
		Updated   string       `xml:"updated"`
		Author    *atomPerson  `xml:"author,omitempty"`
		Links     []atomLink   `xml:"link"`
		Category  atomCategory `xml:"category"`
		Content   atomText     `xml:"content"`
	}
	atomCategory struct {
		Term  string `xml:"term,attr"`
		Label string `xml:"label,attr"`
	}
	atomText struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

// tagsFrom is the day in the ids of feeds: whoever runs an installation has had its name since then.
var tagsFrom = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// What a feed is served as, and how many answers one page of it has.
const (
	atomType  = "application/atom+xml"
	feedLimit = 30
)

// feed is GET /linli/{code}/feed.atom?after=.
func (h *Handler) feed(w http.ResponseWriter, r *http.Request) {
	x, t, done := h.look(w, r)
	if done {
		return
	}
	f, updated, err := h.atom(r, t, x)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	body, err := xml.Marshal(f)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	body = append([]byte(xml.Header), body...)
	w.Header().Set("Vary", "Accept-Language, Cookie")
	web.Tagged(w, r, atomType, updated, body)
}

// atom is one page of the feed, and when anything in it was changed last.
func (h *Handler) atom(r *http.Request, t *wishweb.Teller, x here) (f atomFeed, updated time.Time, err error) {
	ctx, at, after := r.Context(), h.Base(r), r.URL.Query().Get("after")
	page, err := h.Lists.Answered(ctx, list.Filter{Place: x.Code, After: after, Limit: feedLimit})
	if err != nil {
		return f, updated, err
	}
	if err := t.Learn(ctx, h.DB, page.Wishes, nil); err != nil {
		return f, updated, err
	}
	answers, err := h.Publish.Answers(ctx, page.Wishes)
	if err != nil {
		return f, updated, err
	}
	if updated, err = h.changed(ctx, x); err != nil {
		return f, updated, err
	}
	own := Path + "/" + x.Code
	f = atomFeed{
		Lang: string(t.L.Lang()), ID: tag(at, tagsFrom, "linli/"+x.Code), Title: t.L.T("public.feed.title", x.Short()), Author: atomPerson{x.Committee.Short()},
		Links: []atomLink{{"self", atomType, at + r.URL.RequestURI()}, {"alternate", "text/html", at + own}},
	}
	if page.Next != "" {
		f.Links = append(f.Links, atomLink{"next", atomType, at + own + "/feed.atom?" + url.Values{"after": {page.Next}}.Encode()})
	}
	for _, w := range page.Wishes {
		a, ok := answers[w.ID]
		if !ok {
			continue // it waits for a moderator
		}
		f.Entries = append(f.Entries, entry(at, t, w, a))
		if a.At.After(updated) {
			updated = a.At
		}
	}
	f.Updated = stamp(updated)
	return f, updated, nil
}

// changed is when a moderator has last decided on anything in the place's community: what is taken down changes the feed
// too. Before anything has happened it is the day since which there is such a place.
func (h *Handler) changed(ctx context.Context, x here) (time.Time, error) {
	codes, err := place.Codes(ctx, h.DB, x.Community())
	if err != nil {
		return time.Time{}, err
	}
	last, err := h.Publish.Decided(ctx, codes)
	if begin := x.From.At(0); last.Before(begin) {
		last = begin
	}
	return last, err
}

// entry is one answer.
func entry(at string, t *wishweb.Teller, w wish.Wish, a publish.Answer) atomEntry {
	e := atomEntry{
		ID:    tag(at, w.AnsweredAt, "wish/"+w.ID+"/"+strconv.FormatInt(w.AnsweredAt.UnixMicro(), 10)),
		Title: w.Title, Published: stamp(w.AnsweredAt), Updated: stamp(a.At),
		Links:    []atomLink{{"alternate", "text/html", at + "/wishes/" + w.ID}},
		Category: atomCategory{string(w.Topic), t.Topic(w.Topic)},
		Content:  atomText{"text", clean(a.Text)},
	}
	e.Title = clean(e.Title)
	if unit := t.Org(w.Unit); unit != "" {
		e.Author = &atomPerson{unit}
	}
	return e
}

// stamp is a moment as Atom writes it (RFC 3339).
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// tag is a tag URI: the host of this installation, a day on which it had it, and what is named. A host that the scheme does
// not allow, an address of IPv6, is left to localhost: it is nobody's feed but one's own.
func tag(base string, day time.Time, what string) string {
	host := "localhost"
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		host = strings.ToLower(u.Hostname())
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') }) {
		host = "localhost"
	}
	return "tag:" + host + "," + day.UTC().Format(time.DateOnly) + ":" + what
}

// clean leaves out what XML 1.0 cannot carry; what people type is checked before, so there is nothing in it as a rule.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}
