// Package client speaks the JSON interface of a linli server (/api/v1) for Go programs. It stands alone: nothing but the
// standard library.
//
// A Client is safe for concurrent use and retries nothing by itself. A write that carries a Key may be sent again after
// a lost connection: it acts once and is answered as the first time. What the server refuses is a *Problem.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The cookie of somebody who has signed in: by HTTP, and as browsers guard it by HTTPS.
const (
	sessionCookie = "linli"
	secureCookie  = "__Host-linli"
)

// maxAnswer bounds what is read of one answer.
const maxAnswer = 16 << 20

// Options of a client. The zero value is an anonymous caller.
type Options struct {
	HTTP     *http.Client // http.DefaultClient when nil
	Session  string       // value of the session cookie; empty: nobody has signed in
	Language string       // of the sentences in problems: zh-CN or en; empty: the server's own
}

// Client calls one server as one caller.
type Client struct {
	base string
	opt  Options
}

// New is a client of the server at base, such as https://linli.example.
func New(base string, opt Options) *Client {
	if opt.HTTP == nil {
		opt.HTTP = http.DefaultClient
	}
	return &Client{base: strings.TrimSuffix(base, "/") + "/api/v1", opt: opt}
}

// Problem is what the server refused, as RFC 9457 has it. It never holds what was sent.
type Problem struct {
	Status     int           `json:"status"`
	Title      string        `json:"title"`    // what happened, for people
	Detail     string        `json:"detail"`   // what is wrong, in one line
	Kind       Kind          `json:"kind"`     // what it means, for programs; empty when no linli server has answered
	Instance   string        `json:"instance"` // code of the request, to be quoted when asking for help
	Fields     []Field       `json:"errors"`   // what is wrong with each input
	RetryAfter time.Duration `json:"-"`        // when to come back; zero when the server does not say
}

// Field is what is wrong with one input.
type Field struct {
	Location string `json:"location"` // body.text, query.limit
	Message  string `json:"message"`
}

// Kind is what a problem means.
type Kind string

// The kinds.
const (
	Invalid         Kind = "invalid"
	NotFound        Kind = "not_found" // not there, or not for this caller
	Forbidden       Kind = "forbidden"
	Unauthenticated Kind = "unauthenticated"
	Conflict        Kind = "conflict" // somebody was there before
	Limited         Kind = "limited"
	Unavailable     Kind = "unavailable" // the same again later
	Internal        Kind = "internal"
)

// Error is the status, what happened and where.
func (p *Problem) Error() string {
	s := fmt.Sprintf("linli: %d %s", p.Status, p.Title)
	for _, f := range p.Fields {
		s += "; " + f.Location + ": " + f.Message
	}
	return s
}

// Is tells whether err is a problem of a kind.
func Is(err error, k Kind) bool {
	var p *Problem
	return errors.As(err, &p) && p.Kind == k
}

// get reads path with a query into out.
func (c *Client) get(ctx context.Context, path string, query url.Values, out any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.call(ctx, http.MethodGet, path, "", nil, out)
}

// post sends in (nothing when nil) to path and reads the answer into out.
func (c *Client) post(ctx context.Context, path, key string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	return c.call(ctx, http.MethodPost, path, key, body, out)
}

// send sends bytes as they are to path and reads the answer into out.
func (c *Client) send(ctx context.Context, path string, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	c.dress(req, "", false)
	req.Header.Set("Content-Type", "application/octet-stream")
	return c.do(req, out)
}

func (c *Client) call(ctx context.Context, method, path, key string, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	c.dress(req, key, len(body) > 0)
	return c.do(req, out)
}

// do sends a request and reads the answer into out.
func (c *Client) do(req *http.Request, out any) error {
	res, err := c.opt.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer := io.LimitReader(res.Body, maxAnswer)
	if res.StatusCode >= http.StatusMultipleChoices {
		return problem(res, answer)
	}
	if err := json.NewDecoder(answer).Decode(out); err != nil {
		return fmt.Errorf("linli: the answer cannot be read: %w", err)
	}
	_, _ = io.Copy(io.Discard, answer) // the end of the body, so that the connection can be used again
	return nil
}

func (c *Client) dress(req *http.Request, key string, body bool) {
	h := req.Header
	h.Set("Accept", "application/json")
	if body {
		h.Set("Content-Type", "application/json")
	}
	if key != "" {
		h.Set("Idempotency-Key", key)
	}
	if c.opt.Language != "" {
		h.Set("Accept-Language", c.opt.Language)
	}
	if c.opt.Session != "" {
		req.AddCookie(&http.Cookie{Name: sessionCookie, Value: c.opt.Session})
		if req.URL.Scheme == "https" { // how the server is reached does not tell how it was told it is
			req.AddCookie(&http.Cookie{Name: secureCookie, Value: c.opt.Session})
		}
	}
}

// problem reads a refusal; what something between here and the server has answered keeps its status.
func problem(res *http.Response, answer io.Reader) error {
	p := &Problem{}
	raw, err := io.ReadAll(answer)
	if err != nil {
		return err
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/problem+json") {
		if err := json.Unmarshal(raw, p); err != nil {
			return fmt.Errorf("linli: the problem cannot be read: %w", err)
		}
	} else {
		p.Title = http.StatusText(res.StatusCode)
	}
	p.Status = res.StatusCode
	if s, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
		p.RetryAfter = time.Duration(s) * time.Second
	}
	return p
}
