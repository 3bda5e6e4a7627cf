package door_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"linli/internal/app/door"
)

// large is more than the buffers between two ends of a connection hold, so that its reader sets the pace.
const large = 24 << 20

// serves starts the server of linli serve with limits that a test can wait for.
func serves(t *testing.T, h http.Handler, c *door.Certificate, within time.Duration) string {
	t.Helper()
	srv := door.NewServer(h, c, slog.New(slog.DiscardHandler))
	srv.ReadTimeout, srv.WriteTimeout = within, within
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if c != nil {
			_ = srv.ServeTLS(l, "", "")
			return
		}
		_ = srv.Serve(l)
	}()
	t.Cleanup(func() { _ = srv.Close() })
	return l.Addr().String()
}

// sends answers with so much, in one call or in many, and says how its sending and its context ended.
func sends(once bool, ended chan<- error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		some := make([]byte, 64<<10)
		if once {
			some = make([]byte, large)
		}
		var err error
		for sent := 0; sent < large && err == nil; sent += len(some) {
			_, err = w.Write(some)
		}
		ended <- errors.Join(err, context.Cause(r.Context()))
	})
}

// Who takes a file slowly gets all of it, however much longer than the server's limit that takes: by HTTP and by HTTP/2, in
// one piece and in many, and the work of the request does not run out meanwhile.
func TestASlowReaderGetsAllOfIt(t *testing.T) {
	t.Parallel()
	const within = time.Second
	dir := t.TempDir()
	issue(t, dir, "one.example.cn")
	cert, err := door.OpenCertificate(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		cert *door.Certificate
		once bool
	}{"many": {nil, false}, "one": {nil, true}, "HTTP/2, many": {cert, false}, "HTTP/2, one": {cert, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ended := make(chan error, 1)
			addr := serves(t, door.Within(within/3)(sends(c.once, ended)), c.cert, within)
			url := "http://" + addr
			if c.cert != nil {
				url = "https://" + addr
			}
			tr := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // the certificate is the test's
			t.Cleanup(tr.CloseIdleConnections)
			res, err := (&http.Client{Transport: tr}).Get(url)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if want := 1 + min(1, len(url)-len("http://"+addr)); res.ProtoMajor != want {
				t.Fatalf("HTTP/%d", res.ProtoMajor)
			}
			began, got := time.Now(), 0
			b := make([]byte, 128<<10)
			for {
				n, err := io.ReadFull(res.Body, b)
				got += n
				if err != nil {
					break
				}
				time.Sleep(20 * time.Millisecond) // at most 6 MB a second
			}
			if took := time.Since(began); got != large || took < 2*within {
				t.Errorf("%d of %d bytes after %v", got, large, took)
			}
			if err := <-ended; err != nil {
				t.Errorf("sending: %v", err)
			}
		})
	}
}

// Who takes nothing any more is let go.
func TestADeadReaderIsLetGo(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	addr := serves(t, sends(false, ended), nil, 300*time.Millisecond)
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReaderSize(c, 16).ReadByte(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("all went out to somebody who took nothing")
		}
	case <-time.After(10 * time.Second):
		t.Error("the server still waits for who takes nothing")
	}
}

// The clock counts work: what is asked after the limit of it is cut off, though the body took longer than that to arrive, and
// the cause says that it was not the visitor.
func TestTheClockStandsWhileABodyArrives(t *testing.T) {
	t.Parallel()
	const limit = 300 * time.Millisecond
	type seen struct{ arrived, worked error }
	out := make(chan seen, 1)
	addr := serves(t, door.Within(limit)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // its end is what counts
		arrived := context.Cause(r.Context())
		<-r.Context().Done()
		out <- seen{arrived, context.Cause(r.Context())}
	})), nil, 10*limit)
	r, w := io.Pipe()
	go func() {
		for range 4 {
			time.Sleep(limit / 2)
			_, _ = io.WriteString(w, "x")
		}
		_ = w.Close()
	}()
	res, err := http.Post("http://"+addr, "text/plain", r)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if got := <-out; got.arrived != nil || !errors.Is(got.worked, context.DeadlineExceeded) {
		t.Errorf("%+v", got)
	}
}
