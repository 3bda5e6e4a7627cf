package app

import (
	"context"
	"net"
	"net/http"
	"time"

	"linli/internal/errs"
	"linli/internal/throttle"
	"linli/internal/web"
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
func hold(from func(*http.Request) string) func(http.Handler) http.Handler {
	t := throttle.New(maxAddresses)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if t.Take(from(r), burst, burstWindow, time.Now()) > 0 {
				// Long enough that who asks again at that moment is not held again at once.
				web.Fail(w, r, &errs.Error{Kind: errs.Limited, RetryAfter: 10 * time.Second})
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// answerWithin is how long a request may take: a database that has stopped answering must not hold visitors, and what waits
// behind them, for as long as their browsers have patience.
const answerWithin = 15 * time.Second

// within ends what a request waits for after some time.
func within(limit time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// Address is the network address of a connection, without its port.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
