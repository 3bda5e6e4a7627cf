package door

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// Within ends the context of a request when its work has taken longer than limit; context.Cause is then DeadlineExceeded,
// while for a visitor who has gone away it is Canceled. The clock stands while the visitor sends or takes: over a slow line a
// form arrives in minutes, and a file is taken in minutes, and neither is work. How long that may be is for others to say:
// NewServer and web.Patient.
func Within(limit time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, end := context.WithCancelCause(r.Context())
			defer end(nil)
			c := &clock{left: limit, since: time.Now()}
			c.timer = time.AfterFunc(limit, func() { end(context.DeadlineExceeded) })
			defer c.stand()
			r = r.WithContext(ctx)
			if r.Body != nil && r.Body != http.NoBody {
				r.Body = &arriving{r.Body, c, http.NewResponseController(w)}
			}
			next.ServeHTTP(&taken{w, c}, r)
		})
	}
}

// clock counts the work of one request.
type clock struct {
	mu    sync.Mutex
	timer *time.Timer
	left  time.Duration
	since time.Time // when it was last set going
	waits int       // for what it stands now: reading and writing may overlap
}

func (c *clock) stand() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waits++; c.waits == 1 {
		c.timer.Stop()
		c.left -= time.Since(c.since)
	}
}

func (c *clock) goOn() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waits--; c.waits == 0 {
		c.since = time.Now()
		c.timer.Reset(c.left) // at once when nothing is left
	}
}

// arriving is a body that is still on its way.
type arriving struct {
	io.ReadCloser
	clock *clock
	line  *http.ResponseController
}

// Read takes back the time by which the body had to be there once it is: a connection on which that time runs out while the
// answer is made counts as one that has broken.
func (b *arriving) Read(p []byte) (int, error) {
	b.clock.stand()
	defer b.clock.goOn()
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.line.SetReadDeadline(time.Time{}) // a recorder in a test has none
	}
	return n, err
}

// taken is an answer that the visitor takes.
type taken struct {
	http.ResponseWriter
	clock *clock
}

func (w *taken) Write(p []byte) (int, error) {
	w.clock.stand()
	defer w.clock.goOn()
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *taken) Unwrap() http.ResponseWriter { return w.ResponseWriter }
