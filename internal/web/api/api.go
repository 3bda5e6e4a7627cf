// Package api is the kit of the JSON interface: one huma API below /api/v1, its OpenAPI 3.1 document, and failures as
// problem documents in the caller's language that never repeat what was sent.
//
// A feature registers its operations with Register in a file api.go beside its pages. What is checked here is the shape
// of a request (types, names, choices); what a feature demands is said by the feature, in the same words as on its
// pages.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"linli/internal/web"
)

// Prefix stands before every path of the interface.
const Prefix = "/api/v1"

// maxBody bounds the body of a request: a text of 2,000 characters fits several times.
const maxBody = 64 << 10

// bodyTime is how long it may take to arrive, as for a form of a page.
const bodyTime = time.Minute

const schemas = "#/components/schemas/"

// SessionCookie is the name of the session cookie, as the document tells callers and as client sends it. Where an
// installation is reached by HTTPS, browsers are made to guard it: __Host- stands before the name.
const SessionCookie = "linli"

// New is the JSON interface on a mux. The document is made at its first request, when every feature has registered.
func New(mux *http.ServeMux) huma.API {
	cfg := huma.DefaultConfig("Linli 邻里+", "1")
	cfg.Info.Description = "What residents raise and communities solve. Times are RFC 3339 in UTC, place codes are trimmed GB/T 2260 style codes " +
		"(an ancestor is a prefix), lists are pages behind a cursor. A write may carry an Idempotency-Key: sent again by the same caller it acts " +
		"once and is answered as the first time. Failures are problem documents (RFC 9457) that never repeat what was sent."
	cfg.Components.Schemas = huma.NewMapRegistry(schemas, name)
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "An access token that a member of staff has made on the page /account/tokens: Authorization: Bearer linli_…. " +
			"It can what its owner can under one post, of that what its scopes name, at its place, until its day. What an operation needs stands beside it"},
		"session": {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "The session of somebody who has signed in; by HTTPS the name is __Host-" + SessionCookie},
	}
	cfg.Security = []map[string][]string{{"token": {}}, {"session": {}}, {}}
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "", "", "" // the document is served below; no page from elsewhere
	cfg.CreateHooks = nil                                       // no $schema in answers
	cfg.RejectUnknownQueryParameters = true
	cfg.Transformers = []huma.Transformer{toFault}
	a := humago.New(mux, cfg)
	a.UseMiddleware(func(ctx huma.Context, next func(huma.Context)) {
		ctx.SetHeader("Cache-Control", "no-store")
		next(ctx)
	})
	serve(mux, a)
	return a
}

// name drops what only tells apart inside the program: apiWish is Wish.
func name(t reflect.Type, hint string) string {
	return strings.TrimPrefix(huma.DefaultSchemaNamer(t, hint), "Api")
}

func serve(mux *http.ServeMux, a huma.API) {
	document := sync.OnceValues(func() ([]byte, error) { return Document(a) })
	mux.HandleFunc("GET "+Prefix+"/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		body, err := document()
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // whoever has gone away needs nothing
	})
}

// Document is the OpenAPI 3.1 document of everything registered, the same bytes at every call.
func Document(a huma.API) ([]byte, error) {
	raw, err := json.Marshal(a.OpenAPI())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// Failures every operation may answer with, beside those it names itself.
var always = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}

// Register adds an operation. What fn returns as an error is answered as a problem document; failures are the statuses
// it may answer with beside 401 and 403, which a token may meet everywhere, 422, 429, 500 and 503.
func Register[I, O any](a huma.API, op huma.Operation, failures []int, fn func(context.Context, *I) (*O, error)) {
	op.Path = Prefix + op.Path
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = maxBody
	}
	if op.BodyReadTimeout == 0 {
		op.BodyReadTimeout = bodyTime
	}
	if op.Responses == nil { // else it says itself what it answers with, where that is no JSON
		op.Responses = map[string]*huma.Response{}
		if op.Method == http.MethodGet {
			tagged(&op)
		}
	}
	schema := a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[web.Fault](), true, "")
	for _, code := range append(append([]int{}, failures...), always...) {
		op.Responses[strconv.Itoa(code)] = &huma.Response{
			Description: http.StatusText(code),
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
		}
	}
	huma.Register(a, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, web.FaultOf(ctx, err)
		}
		return out, nil
	})
	all := a.OpenAPI().Components.Schemas.Map()
	delete(all, "ErrorModel") // huma's own failures never leave this package
	delete(all, "ErrorDetail")
}
