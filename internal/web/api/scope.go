package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/web"
)

// Scoped keeps an operation to those tokens that have a scope, and says so in the document; who is who asks. Callers without a
// token are not asked for one: what they may is the feature's to say. A token without the scope is told which one it lacks
// (RFC 6750 3.1, insufficient_scope) before anything of the request is read.
func Scoped(op huma.Operation, scope string, who func(context.Context) actor.Actor) huma.Operation {
	op.Security = []map[string][]string{{"token": {scope}}, {"session": {}}, {}}
	op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		if t := who(ctx.Context()).Token; t.ID == "" || slices.Contains(t.Scopes, scope) {
			next(ctx)
			return
		}
		r, w := humago.Unwrap(ctx)
		w.Header().Set("WWW-Authenticate", web.Challenge+`, error="insufficient_scope", scope="`+scope+`"`)
		web.Fail(w, r, errs.New(errs.Forbidden, "api.error.scope", scope))
	})
	return op
}

// Insists is the scope that a token needs for an operation; empty when any will do.
func Insists(op *huma.Operation) string {
	for _, one := range op.Security {
		if scopes := one["token"]; len(scopes) > 0 {
			return scopes[0]
		}
	}
	return ""
}

// Invalid answers a request with a token that opens nothing (RFC 6750 3.1, invalid_token).
func Invalid(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Set("WWW-Authenticate", web.Challenge+`, error="invalid_token"`)
	web.Fail(w, r, err)
}
