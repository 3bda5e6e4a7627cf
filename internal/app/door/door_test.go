package door_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/app/door"
)

func TestWhoseWordCounts(t *testing.T) {
	t.Parallel()
	inner := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("127.0.0.0/8")}
	for name, c := range map[string]struct {
		header  string
		proxies []netip.Prefix
		peer    string
		lines   []string
		want    string
	}{
		"nobody in front":                         {"", nil, "203.0.113.9:1", []string{"192.0.2.1"}, "203.0.113.9"},
		"the proxy on this machine":               {"X-Real-IP", nil, "127.0.0.1:1", []string{"192.0.2.1"}, "192.0.2.1"},
		"the same by IPv6":                        {"X-Real-IP", nil, "[::1]:1", []string{"2001:db8::7"}, "2001:db8::7"},
		"a forger who reaches the port":           {"X-Real-IP", nil, "203.0.113.9:1", []string{"192.0.2.1"}, "203.0.113.9"},
		"the named proxy":                         {"X-Real-IP", inner, "10.0.0.5:1", []string{"192.0.2.1"}, "192.0.2.1"},
		"a neighbour of it":                       {"X-Real-IP", inner, "10.0.1.5:1", []string{"192.0.2.1"}, "10.0.1.5"},
		"a list with what the visitor made up":    {"X-Forwarded-For", inner, "10.0.0.5:1", []string{"1.1.1.1, 192.0.2.1"}, "192.0.2.1"},
		"two proxies, one behind the other":       {"X-Forwarded-For", inner, "127.0.0.1:1", []string{"1.1.1.1, 192.0.2.1, 10.0.0.5"}, "192.0.2.1"},
		"a line of the visitor's and the proxy's": {"X-Forwarded-For", inner, "10.0.0.5:1", []string{"1.1.1.1", "192.0.2.1"}, "192.0.2.1"},
		"no address":                              {"X-Real-IP", nil, "127.0.0.1:1", []string{"made up"}, "127.0.0.1"},
		"a proxy that says nothing":               {"X-Real-IP", nil, "127.0.0.1:1", nil, "127.0.0.1"},
		"mapped into IPv6":                        {"X-Real-IP", nil, "127.0.0.1:1", []string{"::ffff:192.0.2.1"}, "192.0.2.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Real-Ip"], r.Header["X-Forwarded-For"] = c.lines, c.lines
		if got := door.NewVisitors(c.header, c.proxies).Address(r); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestFromHTTPToHTTPS(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ base, listen, host, want string }{
		"at the address of the installation": {"https://linli.example.cn", ":443", "made-up.example", "https://linli.example.cn/a?b=c"},
		"at the host asked for":              {"", "0.0.0.0:443", "linli.example.cn:80", "https://linli.example.cn/a?b=c"},
		"on another port":                    {"", ":8443", "linli.example.cn", "https://linli.example.cn:8443/a?b=c"},
		"an IPv6 address":                    {"", ":443", "[2001:db8::7]:80", "https://[2001:db8::7]/a?b=c"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/a?b=c", nil)
		r.Host = c.host
		w := httptest.NewRecorder()
		door.Redirect(c.base, c.listen).ServeHTTP(w, r)
		if got := w.Header().Get("Location"); w.Code != http.StatusPermanentRedirect || got != c.want {
			t.Errorf("%s: %d %s, want %s", name, w.Code, got, c.want)
		}
	}
}

// issue writes a certificate of its own for a name.
func issue(t *testing.T, dir, name string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// heard is a log that a test reads while it is written.
type heard struct {
	mu sync.Mutex
	b  strings.Builder
}

func (h *heard) Write(p []byte) (int, error) { h.mu.Lock(); defer h.mu.Unlock(); return h.b.Write(p) }

func (h *heard) String() string { h.mu.Lock(); defer h.mu.Unlock(); return h.b.String() }

func TestACertificateIsRenewedWhileTheServerRuns(t *testing.T) {
	t.Parallel()
	dir, said := t.TempDir(), &heard{}
	issue(t, dir, "one.example.cn")
	log := slog.New(slog.NewTextHandler(said, nil))
	c, err := door.OpenCertificate(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), log)
	if err != nil {
		t.Fatal(err)
	}
	srv := door.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }), c, log)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = srv.ServeTLS(l, "", "") }()
	t.Cleanup(func() { _ = srv.Close() })
	shown := func(opt *tls.Config) (string, error) {
		opt.InsecureSkipVerify = true //nolint:gosec // the test looks at what is shown
		conn, err := tls.Dial("tcp", l.Addr().String(), opt)
		if err != nil {
			return "", err
		}
		defer func() { _ = conn.Close() }()
		return conn.ConnectionState().PeerCertificates[0].Subject.CommonName, nil
	}
	if got, err := shown(&tls.Config{}); got != "one.example.cn" || err != nil {
		t.Fatalf("%s, %v", got, err)
	}
	if _, err := shown(&tls.Config{MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	if err := os.WriteFile(filepath.Join(dir, "cert.pem"), []byte("half a certif"), 0o600); err != nil {
		t.Fatal(err)
	}
	waits(t, func() bool {
		got, err := shown(&tls.Config{})
		if got != "one.example.cn" || err != nil {
			t.Fatalf("with a broken pair: %s, %v", got, err)
		}
		return strings.Contains(said.String(), "the old one serves on")
	})
	issue(t, dir, "two.example.cn")
	waits(t, func() bool { got, _ := shown(&tls.Config{}); return got == "two.example.cn" })
	if n := strings.Count(said.String(), "the old one serves on"); n > 2 {
		t.Errorf("the same broken pair is told %d times", n)
	}
	issue(t, dir, "three.example.cn")
	if _, err := door.OpenCertificate(filepath.Join(dir, "key.pem"), filepath.Join(dir, "key.pem"), log); err == nil {
		t.Error("a server starts without a certificate")
	}
}

func waits(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !done(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not come about")
		}
	}
}

// However many try at once, never more than the limit of one address are in, and all leave.
func TestACrowd(t *testing.T) {
	t.Parallel()
	var c door.Crowd
	var in, most, turned atomic.Int64
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for range 500 {
				if !c.Enter("192.0.2.1", 4) {
					turned.Add(1)
					continue
				}
				if n := in.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(10 * time.Microsecond)
				in.Add(-1)
				c.Leave("192.0.2.1")
			}
		})
	}
	all.Wait()
	if most.Load() > 4 || turned.Load() == 0 {
		t.Errorf("%d at once, %d turned away", most.Load(), turned.Load())
	}
	for range 4 {
		if !c.Enter("192.0.2.1", 4) {
			t.Error("somebody is still in")
		}
	}
	if c.Enter("192.0.2.1", 4) || !c.Enter("192.0.2.2", 4) {
		t.Error("the limit is not one address's")
	}
}
