package app_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
)

// Who has one line has one allowance, however many IPv6 addresses the line has: each limit that goes by address counts them
// as the one that they are, and an IPv4 address written as IPv6 as itself. The journal keeps the whole address.
func TestALineIsOneSender(t *testing.T) {
	t.Parallel()
	a, err := app.New(t.Context(), app.Config{DSN: dbtest.SQLite(t), Keys: app.Throwaway, Passwords: cheap(), ProxyHeader: "X-Real-IP", Sender: &outbox{}})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	settled(t, a)
	must(t, a.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE rule SET value = '5' WHERE key = 'wish.anonymous.hourly'")
		if err == nil {
			_, err = tx.Exec(ctx, "UPDATE rule SET value = '50' WHERE key = 'file.hourly'")
		}
		return err
	}))
	n := 0
	for name, c := range map[string]struct {
		path  string
		asks  int
		grant int // at most; some come back while the test runs
		body  func() (kind string, form io.Reader)
	}{
		"codes":    {"/sign-in/phone", 40, 30, func() (string, io.Reader) { return fields("phone", fmt.Sprintf("139001%05d", n)) }},
		"look-ups": {"/lookup", 40, 31, func() (string, io.Reader) { return fields("number", fmt.Sprintf("2026-%06d", n), "code", "ABCDEF") }},
		"wishes without a name": {"/wishes/new", 10, 5, func() (string, io.Reader) {
			return fields("do", "send", "topic", "repair", "text", inTheWay, "place", hamlet, "visibility", "public", "anonymous", "1", "key", id.New())
		}},
		"photos": {"/wishes/new", 60, 51, func() (string, io.Reader) { return withPhoto(t, "do", "attach", "draft", id.New()) }},
	} {
		for family, address := range map[string]func(i int) string{
			"IPv6":        func(i int) string { return fmt.Sprintf("2001:db8:%x:1::%x", len(name), i+1) },
			"IPv4 in two": func(i int) string { return []string{"", "::ffff:"}[i%2] + fmt.Sprintf("192.0.2.%d", len(name)) },
		} {
			granted := 0
			for i := range c.asks {
				n++
				kind, body := c.body()
				if w := knock(a, c.path, address(i), kind, body); w.Code != http.StatusTooManyRequests {
					granted++
				}
			}
			if granted > c.grant || granted < c.grant-1 {
				t.Errorf("%s, %s: %d of %d are granted, want %d", name, family, granted, c.asks, c.grant)
			}
		}
	}
	if got, err := db.Value[int](t.Context(), a.DB, "SELECT COUNT(DISTINCT origin) FROM journal WHERE act = 'account.code' AND origin LIKE '2001:db8:5:1::%'"); err != nil || got != 30 {
		t.Errorf("the journal knows %d addresses, %v", got, err)
	}
}

// The coarse guards: how many requests in a while, how many at the same time.
func TestALineIsOneVisitor(t *testing.T) {
	t.Parallel()
	a, err := app.New(t.Context(), app.Config{DSN: dbtest.SQLite(t), ProxyHeader: "X-Real-IP"})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	held := 0
	for i := range 1000 {
		if w := knock(a, "/healthz", fmt.Sprintf("2001:db8:9:1::%x", i), "", nil); w.Code == http.StatusTooManyRequests {
			held++
		}
	}
	if held == 0 {
		t.Error("a thousand requests from one line, and none is held back")
	}
	const most = 64 // limit.concurrent
	gates := make([]*io.PipeWriter, 0, most)
	for i := range most {
		r, w := io.Pipe()
		gates = append(gates, w)
		go knock(a, "/wishes/new", fmt.Sprintf("2001:db8:8:1::%x", i+100), "application/x-www-form-urlencoded", r)
	}
	defer func() {
		for _, g := range gates {
			_ = g.Close()
		}
	}()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if w := knock(a, "/sign-in", "2001:db8:8:1::1", "", nil); w.Code == http.StatusTooManyRequests {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d are answered at the same time, and one more is let in", most)
		}
	}
}

// knock is a request that a proxy on this machine passes on for an address; without a body it only reads.
func knock(a *app.App, path, address, kind string, body io.Reader) *httptest.ResponseRecorder {
	method := http.MethodPost
	if body == nil {
		method = http.MethodGet
	}
	r := httptest.NewRequest(method, path, body)
	r.RemoteAddr = "127.0.0.1:4000"
	r.Header.Set("X-Real-IP", address)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	return w
}

// fields is a form as browsers send it.
func fields(pairs ...string) (kind string, body io.Reader) {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return "application/x-www-form-urlencoded", strings.NewReader(v.Encode())
}

// withPhoto is a form that carries a photo.
func withPhoto(t *testing.T, pairs ...string) (kind string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	m := multipart.NewWriter(body)
	for i := 0; i < len(pairs); i += 2 {
		must(t, m.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := m.CreateFormFile("photos", "lamp.png")
	must(t, err)
	_, err = part.Write(lamp(t))
	must(t, err)
	must(t, m.Close())
	return m.FormDataContentType(), body
}

// lamp is a photo.
func lamp(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 48))))
	return b.Bytes()
}
