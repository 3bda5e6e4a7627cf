package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"linli/internal/errs"
	"linli/internal/web"
)

// toFault turns the kit's own failures, a request of the wrong shape, into problem documents. What was sent stands in
// them and goes no further.
func toFault(ctx huma.Context, _ string, v any) (any, error) {
	if m, ok := v.(*huma.ErrorModel); ok {
		return faultOf(ctx, m), nil
	}
	return v, nil
}

func faultOf(ctx huma.Context, m *huma.ErrorModel) *web.Fault {
	c := ctx.Context()
	switch m.Status {
	case http.StatusRequestEntityTooLarge:
		return of(ctx, m.Status, "error.too_large")
	case http.StatusUnsupportedMediaType:
		return of(ctx, m.Status, "api.error.media")
	case http.StatusRequestTimeout:
		return of(ctx, m.Status, "api.error.slow")
	case http.StatusBadRequest:
		return of(ctx, m.Status, "api.error.json")
	case http.StatusUnprocessableEntity:
	default: // the body could not be read, mostly because the caller went away
		return web.FaultOf(c, errs.Because(errs.Internal, errors.New(m.Detail), ""))
	}
	f := web.FaultOf(c, errs.New(errs.Invalid, "error.fields", len(m.Errors)))
	for _, d := range m.Errors {
		f.Errors = append(f.Errors, field(ctx, d))
	}
	f.Join()
	return f
}

func of(ctx huma.Context, status int, key string) *web.Fault {
	f := web.FaultOf(ctx.Context(), errs.New(errs.Invalid, key))
	f.Status = status
	return f
}

// field says what is wrong with one entry. The name of an entry that is not known came from outside, so only where it
// stood is said.
func field(ctx huma.Context, d *huma.ErrorDetail) web.FaultField {
	say := func(location, key string, args ...any) web.FaultField {
		return web.FaultField{Location: location, Message: web.T(ctx.Context(), key, args...)}
	}
	switch d.Message {
	case validation.MsgUnexpectedProperty:
		return say(before(d.Location), "api.error.unknown")
	case "unknown query parameter":
		return say("query", "api.error.unknown")
	case validation.MsgExpectedBoolean:
		return say(d.Location, "api.error.boolean")
	case validation.MsgExpectedString:
		return say(d.Location, "api.error.string")
	case validation.MsgExpectedObject:
		return say(d.Location, "api.error.object")
	case validation.MsgExpectedInteger, "invalid integer":
		return say(d.Location, "api.error.integer")
	}
	if missing, ok := between(d.Message, validation.MsgExpectedRequiredProperty); ok {
		return say(d.Location+"."+missing, "api.error.missing")
	}
	if choices, ok := between(d.Message, validation.MsgExpectedOneOf); ok {
		return say(d.Location, "api.error.choice", choices)
	}
	if strings.HasPrefix(d.Message, "required ") {
		return say(d.Location, "api.error.missing")
	}
	return say(d.Location, "api.error.shape")
}

// before is a location without its last step.
func before(location string) string {
	if i := strings.LastIndexByte(location, '.'); i >= 0 {
		return location[:i]
	}
	return location
}

// between is what a message has in the place of a pattern's %s. It comes from the schema, never from the request.
func between(message, pattern string) (string, bool) {
	head, tail, _ := strings.Cut(pattern, "%s")
	if !strings.HasPrefix(message, head) || !strings.HasSuffix(message, tail) || len(message) < len(head)+len(tail) {
		return "", false
	}
	return message[len(head) : len(message)-len(tail)], true
}
