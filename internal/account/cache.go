package account

import (
	"sync"
	"time"
)

// cache remembers values for some seconds, so that a page costs no statement to learn who asks. It is bounded: when it is
// full it starts anew. It is safe for concurrent use.
type cache[V any] struct {
	ttl time.Duration
	max int

	mu    sync.Mutex
	m     map[string]remembered[V]
	epoch uint64 // rises at every drop: what was read before it is not put in after it
}

type remembered[V any] struct {
	v     V
	until time.Time
}

// get is the value, if it is still remembered, and the epoch for put.
func (c *cache[V]) get(key string, now time.Time) (v V, ok bool, epoch uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.m[key]
	if !ok || !now.Before(e.until) {
		return v, false, c.epoch
	}
	return e.v, true, c.epoch
}

// put remembers a value that was read after get said epoch.
func (c *cache[V]) put(key string, v V, now time.Time, epoch uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if epoch != c.epoch {
		return
	}
	if c.m == nil || len(c.m) >= c.max {
		c.m = map[string]remembered[V]{}
	}
	c.m[key] = remembered[V]{v, now.Add(c.ttl)}
}

// drop forgets one value at once.
func (c *cache[V]) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	delete(c.m, key)
}

// clear forgets everything at once.
func (c *cache[V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	c.m = nil
}
