// Package remember keeps values for some seconds, so that what is asked at every request is read now and then.
package remember

import (
	"sync"
	"time"
)

// Cache remembers values by key. It is bounded: when it is full it starts anew. It is safe for concurrent use.
type Cache[V any] struct {
	ttl time.Duration
	max int

	mu    sync.Mutex
	m     map[string]remembered[V]
	epoch uint64 // rises at every drop: what was read before it is not put in after it
}

// New remembers at most limit values, each for ttl.
func New[V any](ttl time.Duration, limit int) *Cache[V] { return &Cache[V]{ttl: ttl, max: limit} }

type remembered[V any] struct {
	v     V
	until time.Time
}

// Get is the value, if it is still remembered, and the epoch for Put.
func (c *Cache[V]) Get(key string, now time.Time) (v V, ok bool, epoch uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.m[key]
	if !ok || !now.Before(e.until) {
		return v, false, c.epoch
	}
	return e.v, true, c.epoch
}

// Put remembers a value that was read after Get said epoch.
func (c *Cache[V]) Put(key string, v V, now time.Time, epoch uint64) {
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

// Drop forgets one value at once.
func (c *Cache[V]) Drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	delete(c.m, key)
}

// Clear forgets everything at once.
func (c *Cache[V]) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	c.m = nil
}
