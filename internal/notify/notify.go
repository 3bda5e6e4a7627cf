// Package notify is how a message leaves the house for somebody's telephone. Which way that goes is the installation's to
// choose: a webhook to the district's own gateway, or, in the demonstration, the terminal. What is sent is asked for by a
// job of the transaction that decided it, so that it is tried again until it has gone out or is of no more use.
package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"linli/internal/seal"
)

// Message is one message to a telephone.
type Message struct {
	ID      string     // the same at every try: the gateway may leave out what it has sent
	Kind    string     // SignInCode, Notice
	To      seal.Value // 13812345678
	Code    seal.Value // what a template of the gateway puts in
	Minutes int        // how long it may be used
	Text    string     // a notice, in the language of who gets it
}

// The kinds of messages.
const (
	SignInCode = "sign_in_code" // Code, Minutes
	Notice     = "notice"       // Text: what package notice tells somebody
)

// Line is the message as it is read, in both languages: who has no account yet has chosen none.
func (m Message) Line() string {
	if m.Kind == Notice {
		return m.Text
	}
	return fmt.Sprintf("【邻里+】验证码 %s，%d 分钟内有效，请不要告诉别人。Your code, valid for %d minutes.", m.Code.Reveal(), m.Minutes, m.Minutes)
}

// Sender sends a message, or says why not; then it is tried again. It must say neither number nor code in its error.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Terminal writes messages where the operator of a demonstration sees them.
type Terminal struct{ Out io.Writer }

// Send writes one line.
func (t Terminal) Send(_ context.Context, m Message) error {
	_, err := fmt.Fprintf(t.Out, "→ %s  %s\n", m.To.Reveal(), m.Line())
	return err
}

// Webhook posts messages as JSON to a gateway:
//
//	{"id": "…", "kind": "sign_in_code", "to": "138…", "code": "…", "minutes": 5, "text": "…"}
//	{"id": "…", "kind": "notice", "to": "138…", "text": "…"}
//
// X-Linli-Timestamp is the time in seconds, X-Linli-Signature sha256= and the HMAC-SHA-256 (RFC 2104) of timestamp, full stop
// and body under the shared secret, in hexadecimal: the gateway refuses what is older than some minutes. Any status of 2xx
// means taken over.
type Webhook struct {
	url    string
	secret []byte
	client *http.Client
	now    func() time.Time
}

// timeout is how long a gateway may take for one message.
const timeout = 10 * time.Second

// leastSecret is how many bytes a shared secret has at least.
const leastSecret = 16

// NewWebhook is a webhook to an address (https, or http on this machine), with the secret that a file holds, which only its
// owner may read.
func NewWebhook(address, secretFile string) (*Webhook, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !here(u.Hostname())) {
		return nil, errors.New("the webhook's address begins with https://, or with http://127.0.0.1 for a gateway on this machine")
	}
	secret, err := Secret(secretFile)
	if err != nil {
		return nil, err
	}
	if len(secret) < leastSecret {
		return nil, fmt.Errorf("the secret in %s has %d bytes, want %d or more", secretFile, len(secret), leastSecret)
	}
	// A gateway that leads elsewhere must not be given numbers and codes there.
	client := &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Webhook{url: address, secret: []byte(secret), client: client, now: time.Now}, nil
}

func here(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// Secret is the first line of a file that only its owner may read.
func Secret(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("the secret in %s can be read by others (%v); run: chmod 600 %s", file, info.Mode().Perm(), file)
	}
	body, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(body), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "", fmt.Errorf("the secret in %s is empty", file)
	}
	return line, nil
}

// posted is a message as it goes out.
type posted struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	To      string `json:"to"`
	Code    string `json:"code,omitempty"`
	Minutes int    `json:"minutes,omitempty"`
	Text    string `json:"text"`
}

// Send posts a message. Its errors name neither number nor code, nor what the gateway has answered, which may repeat them.
func (h *Webhook) Send(ctx context.Context, m Message) error {
	body, err := json.Marshal(posted{m.ID, m.Kind, m.To.Reveal(), m.Code.Reveal(), m.Minutes, m.Line()})
	if err != nil {
		return errors.New("notify: the message cannot be written")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("notify: the webhook's address cannot be asked")
	}
	at := strconv.FormatInt(h.now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Linli-Timestamp", at)
	req.Header.Set("X-Linli-Signature", "sha256="+sign(h.secret, at, body))
	answer, err := h.client.Do(req)
	if err != nil {
		return fmt.Errorf("notify: the gateway does not answer: %w", why(err))
	}
	defer func() { _ = answer.Body.Close() }() // read only
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("notify: the gateway answers %d", answer.StatusCode)
	}
	return nil
}

// Reach tells whether the gateway answers. It is asked without a message and without a signature (HEAD), so that nothing can
// go out; any answer will do, but that of a proxy which has nothing behind it (502, 503, 504).
func (h *Webhook) Reach(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, h.url, nil)
	if err != nil {
		return errors.New("notify: the webhook's address cannot be asked")
	}
	answer, err := h.client.Do(req)
	if err != nil {
		return why(err)
	}
	_ = answer.Body.Close() // it has none
	switch answer.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Errorf("HTTP %d", answer.StatusCode)
	}
	return nil
}

// why is an error without the address, which may hold a password.
func why(err error) error {
	var at *url.Error
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

func sign(secret []byte, at string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	_, _ = m.Write([]byte(at + ".")) // a hash takes everything
	_, _ = m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}
