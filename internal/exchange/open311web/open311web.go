// Package open311web is the way in for programs that speak Open311 GeoReport v2: services, their definitions, requests and tokens
// below one address, in XML and JSON. What is read without a key is what neighbours read on the pages; a key is an access token of
// this house.
package open311web

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/open311"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/list"
	"linli/internal/wish/publish"
)

// Prefix stands before every path of the interface.
const Prefix = "/open311/v2"

// Deps is what the interface is over.
type Deps struct {
	DB       *db.DB
	Wishes   *wish.Service
	Lists    *list.Lists
	Publish  *publish.Service
	Topics   *topic.Service
	Dispatch *dispatch.Service
	People   *person.Service
	Who      func(*http.Request) actor.Actor
	Base     func(*http.Request) string // address of the house
}

// Handler serves the interface.
type Handler struct{ Deps }

// New is the handler over its dependencies.
func New(d Deps) *Handler { return &Handler{d} }

// Routes adds the methods of the specification.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /open311/v2/discovery.xml", h.discovery)
	mux.HandleFunc("GET /open311/v2/discovery.json", h.discovery)
	mux.HandleFunc("GET /open311/v2/services.xml", h.services)
	mux.HandleFunc("GET /open311/v2/services.json", h.services)
	mux.HandleFunc("GET /open311/v2/services/{service}", h.definition)
	mux.HandleFunc("GET /open311/v2/requests.xml", h.requests)
	mux.HandleFunc("GET /open311/v2/requests.json", h.requests)
	mux.HandleFunc("POST /open311/v2/requests.xml", h.submit)
	mux.HandleFunc("POST /open311/v2/requests.json", h.submit)
	mux.HandleFunc("GET /open311/v2/requests/{request}", h.request)
	mux.HandleFunc("GET /open311/v2/tokens/{ticket}", h.token)
}

// answer sends a document that was read, with its tag.
func answer(w http.ResponseWriter, r *http.Request, document any) {
	f := open311.FormatOf(r.URL.Path)
	body, err := open311.Encode(f, document)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	w.Header().Set("Vary", "Accept-Language, Authorization, Cookie")
	web.Tagged(w, r, f.Media(), time.Time{}, body)
}

// wrong is what is wrong with one argument, as an error of a kind.
func wrong(kind errs.Kind, name, key string, args ...any) error {
	return &errs.Error{Kind: kind, Fields: []errs.Field{{Name: name, Key: key, Args: args}}}
}

// jurisdiction is for where a request asks.
type jurisdiction struct {
	place string // code; empty: all that this installation serves
}

// jurisdiction is the one that a request names: a place by its code, or this installation by its host. An installation is one
// jurisdiction, so the argument may be left out. NotFound for any other.
func (h *Handler) jurisdiction(r *http.Request) (j jurisdiction, err error) {
	id := strings.TrimSpace(r.URL.Query().Get("jurisdiction_id"))
	if id == "" {
		id = strings.TrimSpace(r.PostForm.Get("jurisdiction_id"))
	}
	if id == "" || strings.EqualFold(id, h.host(r)) {
		return j, nil
	}
	code, err := place.Parse(id)
	if err == nil {
		var p place.Place
		p, err = place.Resolve(r.Context(), h.DB, code)
		j.place = p.Code
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.NotFound) {
		err = wrong(errs.NotFound, "jurisdiction_id", "open311.error.jurisdiction")
	}
	return j, err
}

// host is the name of this installation's host, without www: what the specification suggests as the id of a jurisdiction.
func (h *Handler) host(r *http.Request) string {
	u, err := url.Parse(h.Base(r))
	if err != nil {
		return ""
	}
	name := u.Host
	if host, _, err := net.SplitHostPort(name); err == nil {
		name = host
	}
	return strings.TrimPrefix(name, "www.")
}

// discovery is GET discovery: where the interface is, and how one gets a key.
func (h *Handler) discovery(w http.ResponseWriter, r *http.Request) {
	tree, err := h.Topics.Tree(r.Context(), h.DB)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	t, at, base := web.L(r.Context()), open311.Changeset(tree.Changed(h.DB.Now())), h.Base(r)
	answer(w, r, open311.Discovery{
		Changeset: at, Contact: open311.Text(t.T("open311.contact", base+"/api")), KeyService: open311.Text(t.T("open311.keys", base+"/account/tokens")),
		Endpoints: open311.Endpoints{{
			Specification: open311.Specification, URL: open311.Text(base + Prefix), Changeset: at, Type: "production",
			Formats: open311.Formats{open311.Text(open311.XML.Media()), open311.Text(open311.JSON.Media())},
		}},
	})
}

// services is GET services: the topics in use, each behind the one above it.
func (h *Handler) services(w http.ResponseWriter, r *http.Request) {
	j, err := h.jurisdiction(r)
	var tree *topic.Tree
	if err == nil {
		tree, err = h.Topics.Tree(r.Context(), h.DB)
	}
	var asks func([]string) []dispatch.Evidence
	if err == nil {
		asks, err = h.evidence(r.Context(), j)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	var out open311.Services
	now, lang := h.DB.Now(), string(web.L(r.Context()).Lang())
	for _, x := range tree.All(now) {
		path := tree.Path(x.Code, now)
		s := open311.Service{
			Code: open311.Text(x.Code), Name: open311.Text(x.Name(lang)), Description: open311.Text(tree.Full(x.Code, lang, now)),
			Metadata: len(asks(path)) > 0, Type: open311.Realtime, Keywords: open311.Text(keywords(tree, path)),
		}
		if x.Parent != "" {
			s.Group = open311.Text(tree.Name(x.Parent, lang))
		}
		out = append(out, s)
	}
	answer(w, r, out)
}

// keywords are the names of a topic and of those above it, in both languages.
func keywords(tree *topic.Tree, path []string) string {
	var out []string
	for _, code := range path {
		for _, lang := range []string{"zh", "en"} {
			// A comma parts keywords, so none stands in one.
			if name := strings.Join(strings.FieldsFunc(tree.Name(code, lang), func(c rune) bool { return c == ',' }), " "); !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return strings.Join(out, ", ")
}

// evidence is what answers must bring, as the dispatch catalogue has it where the request asks: at the jurisdiction's place, and
// without one at the one place above all others. Where there are several of these nothing is said that would not hold everywhere.
func (h *Handler) evidence(ctx context.Context, j jurisdiction) (func([]string) []dispatch.Evidence, error) {
	if j.place == "" {
		top, err := place.Children(ctx, h.DB, "")
		if err != nil {
			return nil, err
		}
		if len(top) == 1 {
			j.place = top[0].Code
		}
	}
	return h.Dispatch.Evidence(ctx, j.place)
}

// definition is GET services/CODE: what the answer to such a request must bring. Nothing of it is to be filled in.
func (h *Handler) definition(w http.ResponseWriter, r *http.Request) {
	code, _, err := named(r.PathValue("service"), "service_code")
	var j jurisdiction
	if err == nil {
		j, err = h.jurisdiction(r)
	}
	var tree *topic.Tree
	if err == nil {
		tree, err = h.open(r.Context(), code)
	}
	var asks func([]string) []dispatch.Evidence
	if err == nil {
		asks, err = h.evidence(r.Context(), j)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	out := open311.Definition{Code: open311.Text(code)}
	for i, x := range asks(tree.Path(code, h.DB.Now())) {
		out.Attributes = append(out.Attributes, open311.Attribute{
			Code: open311.Text("answer_" + x), Datatype: "string", Order: i + 1, Description: open311.Text(web.T(r.Context(), "open311.evidence."+string(x))),
		})
	}
	answer(w, r, out)
}

// named is what an address names, without its format. NotFound where it is none.
func named(file, argument string) (string, open311.Format, error) {
	name, f, ok := open311.Cut(file)
	if !ok {
		return "", f, wrong(errs.NotFound, argument, "open311.error.format")
	}
	return name, f, nil
}

// open is the tree of topics, where one is in use: what has ended is offered no more. NotFound.
func (h *Handler) open(ctx context.Context, code string) (*topic.Tree, error) {
	tree, err := h.Topics.Tree(ctx, h.DB)
	if err != nil {
		return nil, err
	}
	if ok, err := h.Topics.Usable(ctx, h.DB, code, "", h.DB.Now()); err != nil || !ok || code == "" {
		if err == nil {
			err = wrong(errs.NotFound, "service_code", "open311.error.service")
		}
		return nil, err
	}
	return tree, nil
}
