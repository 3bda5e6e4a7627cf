// Package throttle holds back what comes too often from one key: an address, a number.
package throttle

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Throttle counts by key in this process. It is bounded: when it is full, keys that have recovered are forgotten, and if
// none has, nobody new is let in until some have. It is safe for concurrent use.
type Throttle struct {
	max int

	mu sync.Mutex
	m  map[string]*rate.Limiter
}

// New is a Throttle that remembers at most max keys.
func New(maxKeys int) *Throttle { return &Throttle{max: maxKeys, m: map[string]*rate.Limiter{}} }

// Take uses up one of the times that a key has in a window; they come back evenly. When there is none left it takes
// nothing and returns how long to wait, otherwise 0. times is at least 1.
func (t *Throttle) Take(key string, times int, window time.Duration, now time.Time) time.Duration {
	_, wait := t.Count(key, times, window, now)
	return wait
}

// Count is Take that also tells how many times are left.
func (t *Throttle) Count(key string, times int, window time.Duration, now time.Time) (left int, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.m[key]
	if l == nil || l.Burst() != times {
		if l == nil && len(t.m) >= t.max && !t.sweep(now) {
			return 0, time.Minute
		}
		l = rate.NewLimiter(rate.Every(window/time.Duration(times)), times)
		t.m[key] = l
	}
	x := l.ReserveN(now, 1)
	if wait := x.DelayFrom(now); wait > 0 {
		x.CancelAt(now)
		return 0, wait
	}
	return int(l.TokensAt(now)), 0
}

// TakeFrom is Take for a network address: whoever has several counts once (Origin).
func (t *Throttle) TakeFrom(address string, times int, window time.Duration, now time.Time) time.Duration {
	return t.Take(Origin(address), times, window, now)
}

// sweep forgets what has recovered completely, and tells whether there is room now.
func (t *Throttle) sweep(now time.Time) bool {
	for key, l := range t.m {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(t.m, key)
		}
	}
	return len(t.m) < t.max
}
