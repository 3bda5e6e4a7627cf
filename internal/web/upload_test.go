package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/internal/errs"
	"linli/internal/web"
)

// line is a connection that remembers by when a body had to go on.
type line struct {
	*httptest.ResponseRecorder
	until time.Time
}

func (l *line) SetReadDeadline(t time.Time) error { l.until = t; return nil }

// A body with files has a minute and then a second for each kilobyte that has come, and half an hour at most: a photo of 4 MB
// arrives over GPRS, and who sends nothing is let go.
func TestHowLongABodyWithFilesMayTake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kilobytes int
		want      time.Duration
	}{{0, time.Minute}, {60, 2 * time.Minute}, {600, 11 * time.Minute}, {4 << 10, 30 * time.Minute}} {
		l := &line{ResponseRecorder: httptest.NewRecorder()}
		r := httptest.NewRequest(http.MethodPost, "/", io.LimitReader(endless{}, int64(c.kilobytes)<<10))
		began := time.Now()
		web.Patient(l, r)
		web.Patient(l, r) // asked for twice it is the same patience
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			t.Fatal(err)
		}
		if got := l.until.Sub(began).Round(5 * time.Second); got != c.want {
			t.Errorf("after %d kB: %v, want %v", c.kilobytes, got, c.want)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// A form that nobody has read when something fails is kept all the same, files or not; what a secret stands in is not.
func TestWhatNobodyHasReadIsKept(t *testing.T) {
	t.Parallel()
	h := site(io.Discard, func(w http.ResponseWriter, r *http.Request) { web.Fail(w, r, unavailable()) })
	const parts = "--x\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.jpg\"\r\n\r\n%\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n三号楼的灯\r\n--x--\r\n"
	r := httptest.NewRequest(http.MethodPost, "/things/1", strings.NewReader(strings.Replace(parts, "%", strings.Repeat("p", 1<<20), 1)))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if w := ask(h, r); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `name="text" value="三号楼的灯"`) || strings.Contains(w.Body.String(), "pppp") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	r = httptest.NewRequest(http.MethodPost, "/things/1", strings.NewReader(strings.Replace(parts, `"text"`, `"password"`, 1)))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if w := ask(h, r); strings.Contains(w.Body.String(), "三号楼的灯") {
		t.Errorf("a secret comes back: %s", w.Body)
	}
}

// What fails because the request's time is up is answered with a whole page, as what it is: the house is slow, nobody has done
// anything wrong. Nobody is asked for that page.
func TestWhoseTimeIsUpGetsAPage(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"a use case": func(w http.ResponseWriter, r *http.Request) { web.Fail(w, r, r.Context().Err()) },
		"a page":     func(w http.ResponseWriter, r *http.Request) { web.Render(w, r, 200, web.ErrorPage(web.Problem{})) },
	} {
		h := site(io.Discard, func(w http.ResponseWriter, r *http.Request) {
			ctx, end := context.WithCancelCause(r.Context())
			end(context.DeadlineExceeded)
			answer(w, r.WithContext(ctx))
		})
		for _, path := range []string{"/things/1", "/api/v1/things/1"} {
			w := ask(h, post(path, "text="+url.QueryEscape("三号楼的灯")))
			if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || path == "/things/1" && !strings.Contains(w.Body.String(), "三号楼的灯") {
				t.Errorf("%s, %s: %d %v\n%s", name, path, w.Code, w.Header(), w.Body)
			}
		}
	}
}

func unavailable() error { return errs.New(errs.Unavailable, "error.internal") }
