// Package apidoc shows the documentation of the JSON interface from the program itself: the same OpenAPI document that
// /api/v1/openapi.json gives to programs, as a page for people.
package apidoc

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/web"
	"linli/internal/web/api"
	"linli/internal/web/i18n"
)

// Path is where the page is.
const Path = "/api"

// HookKind is a kind of event and the key of its words.
type HookKind struct{ Name, Says string }

// Hooks is what other programs are sent: the kinds of events, and what a message looks like.
type Hooks struct {
	Kinds           []HookKind
	Example, Schema []byte // JSON
}

// Routes adds the page about an interface whose operations have all registered. Who may make tokens is shown the way to them.
func Routes(mux *http.ServeMux, a huma.API, hooks Hooks, mayMake func(*http.Request) bool) {
	groups := sync.OnceValue(func() []group { return grouped(a) })
	mux.HandleFunc("GET /api", func(w http.ResponseWriter, r *http.Request) {
		p := page{Page: web.NewPage(w, r, web.T(r.Context(), "apidoc.title")), Groups: groups(), MayMake: mayMake(r), Hooks: hooks}
		if p.Frame == web.Phone {
			p.Bar, p.Back = p.Title, "/"
		}
		for _, x := range changes() {
			l := line{x.day, x.zh}
			if p.L().Lang() == i18n.English {
				l.Text = x.en
			}
			p.Changes = append(p.Changes, l)
		}
		web.Render(w, r, http.StatusOK, document(p))
	})
}

type page struct {
	web.Page
	MayMake bool
	Groups  []group
	Hooks   Hooks
	Changes []line
}

type line struct{ Name, Text string }

// group is the operations for which a token needs one scope.
type group struct {
	Scope string
	Ops   []operation
}

// operation is one operation as the page shows it.
type operation struct {
	ID, Method, Path, Summary string
	Params                    []line
	Body                      string // an example
	Status, Answer            string // of success, and an example
	Failures                  string // statuses
}

// grouped is every operation of the document, by scope in the order in which scopes are met first.
func grouped(a huma.API) (out []group) {
	for _, op := range api.Operations(a) {
		i := slices.IndexFunc(out, func(g group) bool { return g.Scope == op.Scope })
		if i < 0 {
			i, out = len(out), append(out, group{Scope: op.Scope})
		}
		out[i].Ops = append(out[i].Ops, operationOf(op.Operation))
	}
	return out
}

func operationOf(op *huma.Operation) operation {
	out := operation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary}
	for _, p := range op.Parameters {
		name := p.Name
		if p.Required {
			name += " *"
		}
		out.Params = append(out.Params, line{name, said(p)})
	}
	if op.RequestBody != nil {
		out.Body = example(op.RequestBody.Content["application/json"])
	}
	for _, code := range slices.Sorted(maps.Keys(op.Responses)) {
		status, _ := strconv.Atoi(code) // the keys of responses are statuses
		if status < http.StatusMultipleChoices {
			out.Status, out.Answer = code, example(op.Responses[code].Content["application/json"])
			continue
		}
		if out.Failures != "" {
			out.Failures += " · "
		}
		out.Failures += code
	}
	return out
}

// said is what a parameter is, with its choices.
func said(p *huma.Param) string {
	out := p.Description
	if p.Schema == nil {
		return out
	}
	for i, x := range p.Schema.Enum {
		between := " | "
		if i == 0 {
			between = ": "
		}
		if s, ok := x.(string); ok {
			out += between + s
		}
	}
	return out
}

// example is the example of a body as it is sent; empty where there is none.
func example(m *huma.MediaType) string {
	if m == nil || m.Example == nil {
		return ""
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m.Example); err != nil {
		return ""
	}
	return b.String()
}
