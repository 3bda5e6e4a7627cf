package door

import (
	"fmt"
	"net/http"
	"time"

	"linli/internal/throttle"
)

// Quota counts requests of programs, each key by itself, and says in every answer how many are left: the fields RateLimit-Policy
// and RateLimit as draft-ietf-httpapi-ratelimit-headers-10 (September 2025) has them. It is safe for concurrent use.
type Quota struct{ t *throttle.Throttle }

// NewQuota is a Quota that remembers at most some keys.
func NewQuota(maxKeys int) *Quota { return &Quota{throttle.New(maxKeys)} }

// quotaWindow is the window of every quota: requests come back evenly within it.
const quotaWindow = time.Minute

// Take uses up one of the requests that a key has in a minute under a named policy and writes into h what is left. When none is left
// it returns how long to wait, otherwise 0. In RateLimit, r is how many are left, and t in how many seconds there is one more.
func (q *Quota) Take(h http.Header, policy, key string, each int, now time.Time) (wait time.Duration) {
	left, wait := q.t.Count(policy+" "+key, each, quotaWindow, now)
	more := max(wait, quotaWindow/time.Duration(each))
	h.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", policy, each, int(quotaWindow/time.Second)))
	h.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", policy, left, int((more+time.Second-1)/time.Second)))
	return wait
}
