// Package way is the ways on which a text leaves the house for one address or one group: mail (SMTP, RFC 5321), a gateway for
// text messages, the robots of 企业微信 and 钉钉. Each is made from its settings and takes one letter at a time; the caller keeps
// count, waits and tries again. What goes wrong is told in a few words of our own (Failure): what a server answers may repeat
// an address, and the address of a webhook is a secret.
package way

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"linli/internal/seal"
)

// Letter is a text on its way.
type Letter struct {
	ID      string     // the same at every try: whoever takes it may leave out what is there already
	To      seal.Value // mail address or telephone; none for a robot, which knows its group
	Subject string     // one line
	Text    string
	Code    seal.Value // of a one-time code, which stands in Text too; none else
	Minutes int        // how long that may be used
}

// Way takes letters. Its errors are Failures.
type Way interface {
	Deliver(ctx context.Context, l Letter) error
}

// Failure is why a letter was not taken, without anything that must not be told.
type Failure struct {
	Refused bool   // this letter or its address is refused, and the way itself is well
	Why     string // timeout, HTTP 503, SMTP 535, errcode 93000
}

// Error is the reason.
func (f Failure) Error() string { return f.Why }

// trouble is a failure of the way itself.
func trouble(format string, args ...any) error { return Failure{Why: fmt.Sprintf(format, args...)} }

// refused is a failure of this letter.
func refused(format string, args ...any) error {
	return Failure{Refused: true, Why: fmt.Sprintf(format, args...)}
}

// Lost is a Failure to reach somebody, in words that hold no address.
func Lost(err error) error {
	var dns *net.DNSError
	var op *net.OpError
	var out interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return trouble("stopped")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &out) && out.Timeout():
		return trouble("timeout")
	case errors.As(err, &dns):
		return trouble("no such host")
	case errors.As(err, &op):
		return trouble("no connection (%s)", op.Op)
	}
	return trouble("no connection")
}

// patience is how long a letter may take.
const patience = 10 * time.Second

// poster posts JSON to an address that is a secret.
type poster struct {
	address string
	client  *http.Client
}

// Allowed is an address to which something may be posted: https, or http on this machine, and no name or password in it. ErrAddress.
func Allowed(address seal.Value) (*url.URL, error) {
	u, err := url.Parse(address.Reveal())
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !here(u.Hostname())) {
		return nil, ErrAddress
	}
	return u, nil
}

// newPoster checks an address.
func newPoster(address seal.Value) (poster, error) {
	u, err := Allowed(address)
	if err != nil {
		return poster{}, err
	}
	// One that leads elsewhere must not be given telephones there.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return poster{u.String(), &http.Client{Timeout: patience, CheckRedirect: stay}}, nil
}

// ErrAddress says that an address is none that is taken.
var ErrAddress = errors.New("way: an address begins with https://, or with http:// on this machine")

// here tells whether a host is this machine.
func here(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// Host is the host of an address, for whoever looks after it; the rest of it is a secret.
func Host(address seal.Value) string {
	u, err := url.Parse(address.Reveal())
	if err != nil {
		return ""
	}
	return u.Host
}

// answerMost is how much of an answer is read.
const answerMost = 64 << 10

// post sends a body with headers of name and value, and gives status and answer.
func (p poster) post(ctx context.Context, query url.Values, body []byte, headers ...string) (int, []byte, error) {
	u, err := url.Parse(p.address)
	if err != nil {
		return 0, nil, trouble("no address")
	}
	q := u.Query()
	for k, v := range query {
		q[k] = v
	}
	u.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return 0, nil, trouble("no address")
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := p.client.Do(req)
	if err != nil {
		return 0, nil, Lost(err)
	}
	defer func() { _ = res.Body.Close() }() // read only
	answer, err := io.ReadAll(io.LimitReader(res.Body, answerMost))
	if err != nil {
		return 0, nil, Lost(err)
	}
	return res.StatusCode, answer, nil
}

// status is the failure that an HTTP status means; nil for 2xx. What the letter may be refused for is 400, 413, 422.
func status(code int) error {
	switch {
	case code/100 == 2:
		return nil
	case code == http.StatusBadRequest, code == http.StatusRequestEntityTooLarge, code == http.StatusUnprocessableEntity:
		return refused("HTTP %d", code)
	}
	return trouble("HTTP %d", code)
}

// quoted is a text as it stands inside the quotation marks of a JSON string.
func quoted(s string) (string, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	return string(b[1 : len(b)-1]), nil
}
