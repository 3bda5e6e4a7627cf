package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/client"
)

// The interface itself is tested through this client beside the server; here is what only the client does.

func answering(t *testing.T, fn http.HandlerFunc) *client.Client {
	t.Helper()
	srv := httptest.NewServer(fn)
	t.Cleanup(srv.Close)
	return client.New(srv.URL+"/", client.Options{Session: "s3", Language: "en"})
}

func TestWhatARequestCarries(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var body []byte
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body) // an empty body then fails below
		_, _ = io.WriteString(w, `{"wish":{"id":"1"}}`)
	})
	if _, err := c.Accept(t.Context(), "a/b", client.Acceptance{Title: "灯", Key: "k1"}); err != nil {
		t.Fatal(err)
	}
	cookie, err := got.Cookie("linli")
	if err != nil || cookie.Value != "s3" || got.Header.Get("Idempotency-Key") != "k1" || got.Header.Get("Accept-Language") != "en" {
		t.Errorf("%v, %v", got.Header, err)
	}
	if got.URL.EscapedPath() != "/api/v1/wishes/a%2Fb/accept" || string(body) != `{"title":"灯"}` {
		t.Errorf("%s %s", got.URL.EscapedPath(), body)
	}
	if _, err := c.TakeUp(t.Context(), "1", ""); err != nil || len(body) > 0 || got.Header.Get("Content-Type") != "" || got.Header.Get("Idempotency-Key") != "" {
		t.Errorf("an act without input sends %q, %v, %v", body, got.Header, err)
	}
}

func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		media  string
		retry  string
		body   string
		want   client.Problem
	}{
		"a problem": {
			422, "application/problem+json", "", `{"status":422,"title":"one thing","kind":"invalid","errors":[{"location":"body.text","message":"short"}]}`,
			client.Problem{Status: 422, Title: "one thing", Kind: client.Invalid, Fields: []client.Field{{Location: "body.text", Message: "short"}}},
		},
		"overload":                  {503, "application/problem+json", "2", `{"kind":"unavailable"}`, client.Problem{Status: 503, Kind: client.Unavailable, RetryAfter: 2 * time.Second}},
		"something else in between": {502, "text/html", "", "<h1>no</h1>", client.Problem{Status: 502, Title: "Bad Gateway"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cl := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.media)
				if c.retry != "" {
					w.Header().Set("Retry-After", c.retry)
				}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			_, err := cl.See(t.Context(), "x")
			var p *client.Problem
			if !errors.As(err, &p) {
				t.Fatal(err)
			}
			if p.Status != c.want.Status || p.Title != c.want.Title || p.Kind != c.want.Kind || p.RetryAfter != c.want.RetryAfter || len(p.Fields) != len(c.want.Fields) {
				t.Errorf("got %+v", p)
			}
			if !strings.HasPrefix(p.Error(), "linli: ") || client.Is(err, client.Internal) {
				t.Errorf("%v", p)
			}
		})
	}
}

func TestHalfAnAnswerIsAnError(t *testing.T) {
	t.Parallel()
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"wishes":[`) })
	if _, err := c.List(t.Context(), client.Filter{Limit: 3}); err == nil {
		t.Error("no error")
	}
}

func TestTheContextEndsACall(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	c := answering(t, func(http.ResponseWriter, *http.Request) { <-release })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.See(ctx, "x"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
