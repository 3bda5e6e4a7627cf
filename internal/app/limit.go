package app

import (
	"net/http"
	"strings"
	"time"

	"linli/internal/app/door"
	"linli/internal/errs"
	"linli/internal/exchange/hub/hubweb"
	"linli/internal/exchange/open311web"
	"linli/internal/throttle"
	"linli/internal/web"
	"linli/internal/web/api"
)

// An office of forty behind one address stays far below this: fifty requests a second, three hundred at once. It is a
// coarse guard against who sends far more than people do; sign-in, the look-up by number and filing without a name have
// their own, narrower ones.
const (
	burst        = 300
	burstWindow  = 6 * time.Second
	maxAddresses = 50_000
)

// hold answers those who come too often from one address.
func (a *App) hold(next http.Handler) http.Handler {
	t := throttle.New(maxAddresses)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if t.TakeFrom(a.visitors.Address(r), burst, burstWindow, time.Now()) > 0 {
			// Long enough that who asks again at that moment is not held again at once.
			a.refuse(w, r, "rate", &errs.Error{Kind: errs.Limited, RetryAfter: 10 * time.Second})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuse answers who is held back by a limit.
func (a *App) refuse(w http.ResponseWriter, r *http.Request, limit string, why *errs.Error) {
	if a.meter != nil {
		a.meter.Refused(limit)
	}
	door.Hurry(w)
	web.Fail(w, r, why)
}

// crowd answers those who want too much at the same time from one address; how much that is says the rule limit.concurrent.
// A supervisor's questions are not counted: they are asked when everything else stands still.
func (a *App) crowd(next http.Handler) http.Handler {
	var c door.Crowd
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		book, err := a.Rules.Book(r.Context())
		if err != nil || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			next.ServeHTTP(w, r)
			return
		}
		from := throttle.Origin(a.visitors.Address(r))
		if !c.Enter(from, book.Int("limit.concurrent", "", a.DB.Now())) {
			a.refuse(w, r, "concurrent", &errs.Error{Kind: errs.Limited, Key: "error.busy", RetryAfter: 5 * time.Second})
			return
		}
		defer c.Leave(from)
		next.ServeHTTP(w, r)
	})
}

// quota answers programs that ask their interfaces more often than the rules limit.api.token and limit.api.address let them.
func (a *App) quota(next http.Handler) http.Handler {
	q := door.NewQuota(maxAddresses)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		book, err := a.Rules.Book(r.Context())
		if err != nil || !strings.HasPrefix(r.URL.Path, api.Prefix+"/") && !open311web.Ours(r) && !strings.HasPrefix(r.URL.Path, hubweb.Prefix+"/") {
			next.ServeHTTP(w, r)
			return
		}
		policy, key := "address", throttle.Origin(a.visitors.Address(r))
		if t := who(r).Token.ID; t != "" {
			policy, key = "token", t
		}
		if wait := q.Take(w.Header(), policy, key, book.Int("limit.api."+policy, "", a.DB.Now()), time.Now()); wait > 0 {
			a.refuse(w, r, "api", &errs.Error{Kind: errs.Limited, RetryAfter: wait})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// answerWithin is how long the work of a request may take: a database that has stopped answering must not hold visitors, and
// what waits behind them, for as long as their browsers have patience.
const answerWithin = 15 * time.Second
