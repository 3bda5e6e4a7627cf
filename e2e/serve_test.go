package e2e_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/dbtest"
)

// The server by itself: HTTPS with a certificate, a second address that leads there, a third for Prometheus; and the doctor
// looks at it meanwhile.
func TestServeHTTPS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	cert, private := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	must(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(private, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	dsn, plain, metrics := dbtest.SQLite(t), free(t), free(t)
	p := start(t, dsn, "--tls-cert", cert, "--tls-key", private, "--redirect-listen", plain, "--metrics-listen", metrics)

	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // it is the test's own
	get := func(url string) (*http.Response, string) {
		t.Helper()
		res, err := client.Get(url)
		must(t, err)
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		must(t, err)
		return res, string(body)
	}
	if res, body := get(p.site + "/readyz"); !strings.HasPrefix(p.site, "https://") || body != "ready\n" || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s: %q %v", p.site, body, res.Header)
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if res, _ := get("http://" + plain + "/wishes?x=1"); res.StatusCode != http.StatusPermanentRedirect || !strings.HasPrefix(res.Header.Get("Location"), "https://") {
		t.Errorf("by HTTP: %d %s", res.StatusCode, res.Header.Get("Location"))
	}
	if _, body := get("http://" + metrics + "/metrics"); !strings.Contains(body, `linli_request_seconds_count{class="2xx",route="GET /readyz"} 1`) {
		t.Error("metrics do not know of what was asked")
	}
	said, _, status := run(t, "", "doctor", "--db", dsn, "--listen", "127.0.0.1:443", "--base-url", "https://localhost", "--tls-cert", cert, "--tls-key", private)
	if status != 2 || !strings.Contains(said, "不到七天了") || !strings.Contains(said, "能读能写") {
		t.Errorf("the doctor ends with %d: %s", status, said)
	}
	if status := p.stop(); status != 0 {
		t.Errorf("it ends with %d:\n%s", status, p.said.String())
	}
}

// free is an address of this machine at which nobody listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
