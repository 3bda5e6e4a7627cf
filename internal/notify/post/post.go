// Package post sends one signed message to another program, as the Standard Webhooks specification 1.0.0 has it: the headers
// webhook-id, webhook-timestamp and webhook-signature, an HMAC-SHA256 of id.timestamp.body. It takes one message at a time; the
// caller keeps count, waits and tries again. Of an answer only its status is kept, and what goes wrong is told in a few words of our
// own (way.Failure): an address is a secret, and an answer may repeat it.
package post

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"linli/internal/notify/way"
	"linli/internal/seal"
)

// Patience is how long one try may take, from the first byte to the last. The specification recommends 15 to 30 seconds.
const Patience = 15 * time.Second

// answerMost is how much of an answer is read, and dropped.
const answerMost = 64 << 10

// Message is what is sent. ID is the same at every try and has no full stop, At is the time of this try.
type Message struct {
	ID   string
	Body []byte // JSON
	At   time.Time
}

// Answer is what came of a try.
type Answer struct {
	Status int           // zero: there was none
	Said   string        // HTTP 503, timeout: as way.Reason reads it
	Wait   time.Duration // before when the other side does not want to be asked again; zero: it has not said
}

// Taken tells whether the message was taken: 2xx, and an answer that came whole.
func (a Answer) Taken() bool { return a.Status/100 == 2 && a.Said == "" }

// Gone tells whether the other side wants nothing any more.
func (a Answer) Gone() bool { return a.Status == http.StatusGone }

// Sender sends. The zero value is none: New.
type Sender struct{ client *http.Client }

// New is a sender. Redirects are not followed: whoever is led elsewhere must be told the new address by a person.
func New() *Sender {
	return &Sender{&http.Client{
		Timeout:       Patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// NewSecret is a secret as the specification writes one: whsec_ and 32 random bytes in base64.
func NewSecret() seal.Value {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // it never fails: crypto/rand ends the program instead
	return seal.Of("whsec_" + base64.StdEncoding.EncodeToString(raw))
}

// Sign is the value of webhook-signature: a signature by each secret. Its errors hold no secret.
func Sign(secrets []seal.Value, m Message) (string, error) {
	out := make([]string, 0, len(secrets))
	for _, s := range secrets {
		w, err := standard.NewWebhook(s.Reveal())
		if err != nil || s.IsZero() {
			return "", errors.New("post: a secret is not whsec_ and base64")
		}
		signed, err := w.Sign(m.ID, m.At, m.Body)
		if err != nil {
			return "", errors.New("post: not signed")
		}
		out = append(out, signed)
	}
	return strings.Join(out, " "), nil
}

// Send posts a message to an address, signed by each of the secrets.
func (s *Sender) Send(ctx context.Context, address seal.Value, secrets []seal.Value, m Message) Answer {
	u, err := way.Allowed(address)
	if err != nil {
		return Answer{Said: "no address"}
	}
	signature, err := Sign(secrets, m)
	if err != nil {
		return Answer{Said: "settings"}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(m.Body))
	if err != nil {
		return Answer{Said: "no address"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "linli-webhook")
	req.Header.Set(standard.HeaderWebhookID, m.ID)
	req.Header.Set(standard.HeaderWebhookTimestamp, strconv.FormatInt(m.At.Unix(), 10))
	req.Header.Set(standard.HeaderWebhookSignature, signature)
	res, err := s.client.Do(req)
	if err != nil {
		return Answer{Said: way.Lost(err).Error()}
	}
	defer func() { _ = res.Body.Close() }() // read only
	out := Answer{Status: res.StatusCode, Wait: wait(res.Header.Get("Retry-After"), m.At)}
	if out.Status/100 != 2 {
		out.Said = fmt.Sprintf("HTTP %d", out.Status)
		return out
	}
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, answerMost)); err != nil {
		out.Said = way.Lost(err).Error() // it broke off: whether the message was taken is not known
	}
	return out
}

// wait reads Retry-After (RFC 9110 10.2.3): seconds, or a date. What is neither, or lies behind, is no time.
func wait(header string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(strings.TrimSpace(header), 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return max(0, at.Sub(now))
}
