package door

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Certificate is a pair of files, read again when they change: who renews a certificate need not restart the server. A new
// pair that is broken, or half written, is not taken; the old one serves on. It is safe for concurrent use.
type Certificate struct {
	cert, key string
	log       *slog.Logger

	mu   sync.Mutex
	now  *tls.Certificate
	mark string // what the files looked like when they were read
	bad  string // what they looked like when they could not be
	seen time.Time
}

// lookEvery is how often the files are looked at while visitors come.
const lookEvery = 2 * time.Second

// OpenCertificate reads a certificate (with its chain) and its private key, both PEM.
func OpenCertificate(cert, key string, log *slog.Logger) (*Certificate, error) {
	c := &Certificate{cert: cert, key: key, log: log}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("the certificate cannot be used: %w", err)
	}
	c.now, c.mark, c.seen = &pair, c.look(), time.Now()
	return c, nil
}

// For is the certificate now, as tls.Config asks for it.
func (c *Certificate) For(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.seen) >= lookEvery {
		c.seen = time.Now()
		c.renew()
	}
	return c.now, nil
}

func (c *Certificate) renew() {
	mark := c.look()
	if mark == c.mark || mark == c.bad {
		return
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		c.bad = mark
		c.log.Error("the new certificate cannot be used, the old one serves on", "error", err.Error())
		return
	}
	c.now, c.mark, c.bad = &pair, mark, ""
	c.log.Info("the certificate was read again", "until", pair.Leaf.NotAfter)
}

// look is what the files look like from outside.
func (c *Certificate) look() string {
	var s string
	for _, name := range []string{c.cert, c.key} {
		info, err := os.Stat(name)
		if err != nil {
			s += "none "
			continue
		}
		s += fmt.Sprint(info.ModTime().UnixNano(), info.Size(), " ")
	}
	return s
}
