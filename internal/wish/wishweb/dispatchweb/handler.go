// Package dispatchweb is the pages of the dispatch catalogue and of the tree of topics: what holds at a place, an entry with
// its history, changing one with a preview on last month's wishes, ending one, both as files; and what the page of a wish
// says from them (advice.go).
package dispatchweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// Where the pages begin.
const (
	Path   = "/dispatch"
	Topics = "/topics"
)

// Handler serves them.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /dispatch", h.list)
	mux.HandleFunc("GET /dispatch/new", h.ask)
	mux.HandleFunc("POST /dispatch", h.save)
	mux.HandleFunc("GET /dispatch/{id}", h.entry)
	mux.HandleFunc("GET /dispatch/{id}/end", h.askEnd)
	mux.HandleFunc("POST /dispatch/{id}/end", h.end)
	mux.HandleFunc("POST /dispatch/table", h.table)
	mux.HandleFunc("GET /topics", h.topics)
	mux.HandleFunc("GET /topics/new", h.askTopic)
	mux.HandleFunc("POST /topics", h.saveTopic)
	mux.HandleFunc("GET /topics/of/{topic}", h.topic)
	mux.HandleFunc("GET /topics/of/{topic}/end", h.askEndTopic)
	mux.HandleFunc("POST /topics/of/{topic}/end", h.endTopic)
	mux.HandleFunc("POST /topics/table", h.topicTable)
	for _, x := range []files{h.entryFiles(), h.topicFiles()} {
		mux.HandleFunc("GET "+x.at+"/file", x.ask)
		mux.HandleFunc("POST "+x.at+"/file", x.read)
		mux.HandleFunc("POST "+x.at+"/file/take", x.take)
		mux.HandleFunc("GET "+x.at+"/file/report", x.report)
	}
}

// Nav is where staff find the catalogue.
func Nav(a actor.Actor) []web.NavItem {
	if !reads(a) {
		return nil
	}
	return []web.NavItem{{Key: "dispatch.title", URL: Path, Icon: web.IconListCheck}}
}

// reads tells whether there is any place whose catalogue the actor reads.
func reads(a actor.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return dispatch.MaySee(a, p.Place) })
}

// teller says things to who reads the catalogue; for anybody else there is no such page.
func (h *Handler) teller(r *http.Request) (*wishweb.Teller, error) {
	t, err := h.Teller(r)
	switch {
	case err != nil:
		return nil, err
	case !t.Reader.SignedIn():
		return nil, errs.New(errs.Unauthenticated, "error.unauthenticated")
	case !reads(t.Reader):
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	return t, nil
}

// at is the place that a page is about: the one that its address or form names, else where the reader edits, else where the
// reader works.
func at(t *wishweb.Teller, typed string) string {
	if code := place.Trim(strings.TrimSpace(typed)); code != "" {
		return code
	}
	if own := dispatch.Edits(t.Reader); len(own) > 0 {
		return own[0]
	}
	return t.Reader.Posts[0].Place
}

// line is an entry in words.
type line struct {
	ID, URL              string
	Topic, Place, Unit   string
	Mark                 web.Colour
	Clock, Evidence      string
	From, To             string
	Above, Planned, Void bool
}

// lines are entries in words, for a page about a place.
func (h *Handler) lines(ctx context.Context, t *wishweb.Teller, code string, entries []dispatch.Entry) ([]line, error) {
	places, units := wishweb.Set{}, wishweb.Set{}
	for _, e := range entries {
		places.Add(e.Place)
		units.Add(e.Unit)
	}
	names, err := place.Names(ctx, h.DB, places.All())
	if err != nil {
		return nil, err
	}
	orgs, err := org.Names(ctx, h.DB, units.All())
	out := make([]line, len(entries))
	for i, e := range entries {
		out[i] = line{
			ID: e.ID, URL: Path + "/" + e.ID, Topic: topicName(t, e.Topic), Place: place.Short(names[e.Place]), Unit: unitName(t, e.Colour, orgs[e.Unit]),
			Mark: web.Colour(e.Colour), Clock: clock(t, e.Clock), Evidence: evidence(t, e.Evidence), From: from(t, e), Above: len(e.Place) < len(code),
			Planned: e.From.After(t.Now), Void: e.Void(),
		}
		if !e.To.IsZero() {
			out[i].To = t.L.Date(e.To)
		}
	}
	return out, err
}

// topicName is a topic with those above it; that of any topic in words.
func topicName(t *wishweb.Teller, code string) string {
	if code == "" {
		return t.L.T("dispatch.any")
	}
	return t.FullTopic(code)
}

// unitName is who is responsible: by name, or as the level says it.
func unitName(t *wishweb.Teller, c wish.Colour, name string) string {
	if name != "" {
		return name
	}
	return t.L.T("dispatch.own." + string(c))
}

// inWords are the arguments of a sentence with spans of time as people say them.
func inWords(t *wishweb.Teller, args []any) []any {
	out := slices.Clone(args)
	for i, x := range out {
		if span, ok := x.(workday.Span); ok {
			out[i] = t.L.T("desk.span."+string(span.Unit), span.N)
		}
	}
	return out
}

// clock is how long an answer may take; empty where the rule says it.
func clock(t *wishweb.Teller, text string) string {
	span, err := workday.ParseSpan(text)
	if err != nil {
		return ""
	}
	return t.L.T("desk.span."+string(span.Unit), span.N)
}

// evidence are kinds in words.
func evidence(t *wishweb.Teller, list []dispatch.Evidence) string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = t.L.T("dispatch.evidence." + string(x))
	}
	return strings.Join(words, t.L.T("dispatch.and"))
}

// from is since when an entry holds, or from when.
func from(t *wishweb.Teller, e dispatch.Entry) string { return t.L.Date(e.From) }
