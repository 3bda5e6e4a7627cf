package tokenweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"linli/internal/account"
	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/web/api"
)

// Bearer lets programs in by access tokens, as RFC 6750 2.1 has it.
type Bearer struct {
	Tokens *token.Service
	Also   []string                                           // prefixes of other interfaces for programs than the JSON interface
	From   func(*http.Request) string                         // the network address behind a request
	Enter  func(context.Context, actor.Actor) context.Context // says who asks
	Failed func(http.ResponseWriter, *http.Request, error)    // answers what went wrong otherwise
}

// Around answers requests to the JSON interface that carry an access token: no cookie of theirs is read. All others go to
// sessions, also those with another kind of authorization, which may be a proxy's in front of the house. In the journal the token
// stands beside the address, in the column for where an act came from.
func (b Bearer) Around(next, sessions http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret, ok := b.bearer(r)
		if !ok {
			sessions.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Vary", "Authorization")
		a, duty, err := b.Tokens.Actor(r.Context(), secret)
		switch {
		case errs.Is(err, errs.Unauthenticated):
			api.Invalid(w, r, err)
			return
		case err == nil && duty != account.NoDuty: // as for a session: first things first
			err = errs.New(errs.Forbidden, "account.duty."+string(duty))
		}
		if err != nil {
			b.Failed(w, r, err)
			return
		}
		a.From = strings.TrimSpace(b.From(r) + " token:" + a.Token.ID)
		next.ServeHTTP(w, r.WithContext(b.Enter(r.Context(), a)))
	})
}

// bearer is the secret that a request to the interface carries, and whether it carries one.
func (b Bearer) bearer(r *http.Request) (secret string, ok bool) {
	scheme, secret, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || !b.takes(r.URL.Path) {
		return "", false
	}
	return strings.TrimSpace(secret), true
}

// takes tells whether a path is one of an interface that takes access tokens so.
func (b Bearer) takes(path string) bool {
	return slices.ContainsFunc(append([]string{api.Prefix}, b.Also...), func(prefix string) bool { return strings.HasPrefix(path, prefix+"/") })
}
