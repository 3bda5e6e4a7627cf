package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// Operation is one operation of the interface, where it is reached.
type Operation struct {
	*huma.Operation
	Scope string // that a token needs
}

// Operations is every operation, by path, reading before writing.
func Operations(a huma.API) (out []Operation) {
	for _, path := range slices.Sorted(maps.Keys(a.OpenAPI().Paths)) {
		item := a.OpenAPI().Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil {
				out = append(out, Operation{op, Insists(op)})
			}
		}
	}
	return out
}

// Illustrate puts an example beside every body that is JSON, made from its schema: what a property says of itself, else the word
// that words has for its name. Failures have the document of their status.
func Illustrate(a huma.API, words map[string]any) {
	r := a.OpenAPI().Components.Schemas
	for _, op := range Operations(a) {
		if op.RequestBody != nil {
			if m := op.RequestBody.Content["application/json"]; m != nil {
				m.Example = illustrated{r, words}.of(m.Schema, "")
			}
		}
		for code, answer := range op.Responses {
			if m := answer.Content["application/json"]; m != nil {
				m.Example = illustrated{r, words}.of(m.Schema, "")
			}
			if m := answer.Content["application/problem+json"]; m != nil {
				m.Example = failure(code)
			}
		}
	}
}

// kinds are what failures mean, by status.
var kinds = map[string]string{
	"401": "unauthenticated", "403": "forbidden", "404": "not_found", "409": "conflict", "422": "invalid", "429": "limited", "500": "internal", "503": "unavailable",
}

// failure is an example of a problem document.
func failure(code string) map[string]any {
	status, _ := strconv.Atoi(code) // the keys of responses are statuses
	out := map[string]any{"status": status, "title": http.StatusText(status), "kind": kinds[code], "instance": "K7QMX2AB"}
	if status == http.StatusUnprocessableEntity {
		out["detail"] = "请再写几个字"
		out["errors"] = []any{map[string]any{"location": "body.text", "message": "请再写几个字"}}
	}
	return out
}

// illustrated makes examples of schemas.
type illustrated struct {
	known huma.Registry
	words map[string]any // by the name of a property
}

func (x illustrated) of(s *huma.Schema, name string) any {
	if s.Ref != "" {
		s = x.known.SchemaFromRef(s.Ref)
	}
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case huma.TypeObject:
		out := map[string]any{}
		for key, p := range s.Properties {
			out[key] = x.of(p, key)
		}
		return out
	case huma.TypeArray:
		return []any{x.of(s.Items, name)}
	}
	if word, ok := x.words[name]; ok {
		return word
	}
	return plainExample(s)
}

// plainExample is a value of a simple type, within its bounds.
func plainExample(s *huma.Schema) any {
	switch s.Type {
	case huma.TypeBoolean:
		return true
	case huma.TypeInteger, huma.TypeNumber:
		if s.Minimum != nil {
			return int(*s.Minimum)
		}
		return 1
	}
	switch s.Format {
	case "uuid":
		return "0192f3a0-1c2d-7000-8000-0123456789ab"
	case "date-time":
		return "2026-03-02T01:30:00Z"
	case "date":
		return "2026-03-09"
	}
	return "…"
}
