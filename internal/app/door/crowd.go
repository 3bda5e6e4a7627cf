package door

import (
	"net/http"
	"sync"
	"time"
)

// Crowd bounds how many requests of one address are answered at the same time. It is safe for concurrent use.
type Crowd struct {
	mu sync.Mutex
	m  map[string]int
}

// Enter lets a request of an address in, unless as many as the limit are in already; who has entered leaves.
func (c *Crowd) Enter(address string, limit int) (entered bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m[address] >= limit {
		return false
	}
	if c.m == nil {
		c.m = map[string]int{}
	}
	c.m[address]++
	return true
}

// Leave ends a request that has entered.
func (c *Crowd) Leave(address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m[address]--; c.m[address] <= 0 {
		delete(c.m, address)
	}
}

// Hurry gives who was refused some seconds to send the rest of a form, which is kept on the page that says so: without it,
// refusing would cost as much as answering. A writer that has no connection needs none.
func Hurry(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(2 * time.Second))
}
