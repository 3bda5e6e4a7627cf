package open311web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"linli/internal/account"
	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/exchange/open311"
	"linli/internal/web"
)

// Gate lets programs in by the keys of the standard, which are the access tokens of this house.
type Gate struct {
	Tokens *token.Service
	From   func(*http.Request) string                         // the network address behind a request
	Enter  func(context.Context, actor.Actor) context.Context // says who asks
}

// Ours tells whether a request is one to this interface.
func Ours(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, Prefix+"/") }

// Speak has everything that goes wrong with a request to this interface answered as the specification writes errors, in the
// format of its address, whichever part of the house refuses it.
func Speak(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if Ours(r) {
			web.Faults(r, fail)
		}
		next.ServeHTTP(w, r)
	})
}

// Around answers requests to this interface, whoever comes with a key as its owner narrowed by it, everybody else as a visitor: no
// cookie is read. All other requests go to others. The key is taken out of the address and of what was sent before anything else
// sees them.
func (g Gate) Around(next, others http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !Ours(r) {
			others.ServeHTTP(w, r)
			return
		}
		if err := readable(w, r); err != nil {
			web.Fail(w, r, err)
			return
		}
		secret := key(r)
		if secret == "" {
			next.ServeHTTP(w, r)
			return
		}
		a, duty, err := g.Tokens.Actor(r.Context(), secret)
		switch {
		case errs.Is(err, errs.Unauthenticated):
			err = errs.New(errs.Forbidden, "open311.error.key")
		case err == nil && duty != account.NoDuty: // as for a session: first things first
			err = errs.New(errs.Forbidden, "account.duty."+string(duty))
		}
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		a.From = strings.TrimSpace(g.From(r) + " token:" + a.Token.ID)
		next.ServeHTTP(w, r.WithContext(g.Enter(r.Context(), a)))
	})
}

// readable reads what was sent. Invalid where that is no form, or none of a size that any form here has.
func readable(w http.ResponseWriter, r *http.Request) error {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if r.Method == http.MethodPost && !strings.EqualFold(strings.TrimSpace(kind), "application/x-www-form-urlencoded") {
		return errs.New(errs.Invalid, "open311.error.media")
	}
	if _, err := web.ReadForm(w, r); err != nil {
		return err
	}
	_, err := web.ReadQuery(r)
	return err
}

// keyName is the argument that a key comes in.
const keyName = "api_key"

// key is the key of a request, empty where there is none, and takes it out: the header Authorization (Bearer) first, then what was
// sent, then the address.
func key(r *http.Request) string {
	query := r.URL.Query()
	found := []string{r.PostForm.Get(keyName), query.Get(keyName)}
	if scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		found = append([]string{secret}, found...)
	}
	r.PostForm.Del(keyName)
	r.Form.Del(keyName)
	if query.Has(keyName) {
		query.Del(keyName)
		u := *r.URL
		u.RawQuery = query.Encode()
		r.URL, r.RequestURI = &u, u.RequestURI()
	}
	for _, secret := range found {
		if secret = strings.TrimSpace(secret); secret != "" {
			return secret
		}
	}
	return ""
}

// mayDo is Forbidden where a key has not the scope for something.
func mayDo(a actor.Actor, scope token.Scope) error {
	if !slices.Contains(a.Token.Scopes, string(scope)) {
		return errs.New(errs.Forbidden, "api.error.scope", string(scope))
	}
	return nil
}

// status is how the specification wants a refusal told: 404 for what does not exist, 403 for a key that is missing or does not
// do, 400 for everything else that is the caller's. When to come back, and what is our own fault, keeps its status of HTTP.
func status(of int) int {
	switch of {
	case http.StatusUnauthorized, http.StatusForbidden:
		return http.StatusForbidden
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable:
		return of
	}
	return http.StatusBadRequest
}

// arguments are the names of the specification for the fields of a wish.
var arguments = map[string]string{"text": "description", "place": "address_id", "spot": "address_string", "for_name": "first_name", "for": "first_name", "topic": "service_code"}

// fail answers a failure as the specification writes errors. Nothing that was sent is in it.
func fail(w http.ResponseWriter, r *http.Request, f *web.Fault) {
	code := status(f.Status)
	var list open311.Problems
	for _, x := range f.Errors {
		name := strings.TrimPrefix(x.Location, "body.")
		if ours, ok := arguments[name]; ok {
			name = ours
		}
		list = append(list, open311.Problem{Code: code, Description: open311.Text(name + ": " + x.Message)})
	}
	if len(list) == 0 {
		list = open311.Problems{{Code: code, Description: open311.Text(f.Title)}}
	}
	format := open311.FormatOf(r.URL.Path)
	body, err := open311.Encode(format, list)
	if err != nil {
		http.Error(w, web.RequestID(r.Context()), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", format.Media()+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // whoever has gone away needs nothing
	}
}
