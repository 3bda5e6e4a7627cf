package app

import (
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"linli/internal/errs"
	"linli/internal/web"
)

// limiter holds back an address that sends far more than a person or an office does. It is a coarse guard; sign-in and
// the look-up by number have their own, narrower ones.
type limiter struct {
	every rate.Limit
	burst int
	from  func(*http.Request) string
	mu    sync.Mutex
	m     map[string]*visitor
	swept time.Time
}

type visitor struct {
	l    *rate.Limiter
	seen time.Time
}

func newLimiter(perSecond float64, burst int, from func(*http.Request) string) *limiter {
	return &limiter{every: rate.Limit(perSecond), burst: burst, from: from, m: map[string]*visitor{}}
}

// of is the limiter of an address. Addresses that were silent for some minutes are forgotten.
func (l *limiter) of(addr string, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > time.Minute {
		for k, v := range l.m {
			if now.Sub(v.seen) > 5*time.Minute {
				delete(l.m, k)
			}
		}
		l.swept = now
	}
	v := l.m[addr]
	if v == nil {
		v = &visitor{l: rate.NewLimiter(l.every, l.burst)}
		l.m[addr] = v
	}
	v.seen = now
	return v.l
}

func (l *limiter) handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.of(l.from(r), time.Now()).Allow() {
			web.Fail(w, r, &errs.Error{Kind: errs.Limited, RetryAfter: 10 * time.Second})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Address is the network address of a connection, without its port.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
