package door

import (
	"net/http"
	"time"
)

// piece is how much of an answer goes out under one deadline: in a minute the slowest telephone network takes it ten times.
const piece = 32 << 10

// paced lets an answer take as long as its reader goes on reading: the server's WriteTimeout holds for each piece of it, not
// for all. A reader who takes nothing for that long is let go as before.
func paced(next http.Handler, s *http.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&flowing{ResponseWriter: w, line: http.NewResponseController(w), within: s.WriteTimeout}, r)
	})
}

// flowing is an answer that goes out.
type flowing struct {
	http.ResponseWriter
	line   *http.ResponseController
	within time.Duration
	until  time.Time
}

func (f *flowing) Write(p []byte) (n int, err error) {
	for len(p) > piece && err == nil {
		var some int
		some, err = f.one(p[:piece])
		n, p = n+some, p[some:]
	}
	if err != nil {
		return n, err
	}
	some, err := f.one(p)
	return n + some, err
}

// one moves the deadline on when a quarter of it is over: setting it costs more than a small page. Reading gets the same: the
// server listens meanwhile whether the visitor is still there, and takes a deadline that passes for a visitor who is not.
func (f *flowing) one(p []byte) (int, error) {
	if until := time.Now().Add(f.within); f.within > 0 && until.Sub(f.until) > f.within/4 {
		f.until = until
		_, _ = f.line.SetWriteDeadline(until), f.line.SetReadDeadline(until) // a recorder in a test has none
	}
	return f.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (f *flowing) Unwrap() http.ResponseWriter { return f.ResponseWriter }
