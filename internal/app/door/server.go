// Package door is what stands between the network and the pages: the HTTP server with its times and sizes, certificates
// that are read again when they change, the way from HTTP to HTTPS, and whose word about a visitor's address counts.
package door

import (
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// What one connection may take. A form is at most 64 kB and goes through the slowest telephone network in a fraction of the
// minute, files have more (web.Patient); who sends a header byte by byte is let go after ten seconds. Each piece of an answer has
// a minute (paced).
const (
	headerWithin = 10 * time.Second
	readWithin   = time.Minute
	writeWithin  = time.Minute
	idleWithin   = 2 * time.Minute
	headerSize   = 32 << 10
)

// NewServer is a server with its limits. With a certificate, serve it with ServeTLS(l, "", "").
func NewServer(h http.Handler, c *Certificate, log *slog.Logger) *http.Server {
	s := &http.Server{
		ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: idleWithin,
		MaxHeaderBytes: headerSize, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), // what strangers do to a port is no event
	}
	s.Handler = paced(h, s)
	if c != nil {
		s.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.For}
	}
	return s
}

// Redirect sends who comes by HTTP to the same page by HTTPS: at the address of the installation when that is known, else at
// the host that was asked for, on the port of the HTTPS listener.
func Redirect(baseURL, listen string) http.Handler {
	host := ""
	if u, err := url.Parse(baseURL); err == nil {
		host = u.Host
	}
	_, port, _ := net.SplitHostPort(listen) // the listener stands already
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := host
		if to == "" {
			to = r.Host
			if name, _, err := net.SplitHostPort(to); err == nil {
				to = name
			}
			to = strings.Trim(to, "[]")
			if port != "" && port != "443" {
				to = net.JoinHostPort(to, port)
			} else if strings.Contains(to, ":") {
				to = "[" + to + "]"
			}
		}
		http.Redirect(w, r, "https://"+to+r.URL.RequestURI(), http.StatusPermanentRedirect)
	})
}
