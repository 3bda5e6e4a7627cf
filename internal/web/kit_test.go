package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/internal/errs"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

// site is a kit with one route that answers as told.
func site(log io.Writer, answer http.HandlerFunc) http.Handler {
	around := func(*http.Request) web.Around {
		return web.Around{SignIn: "/signin", Lookup: "/find", Tel: web.Telephone{Number: "0513-0000 1860"}}
	}
	kit := web.NewKit(i18n.Must(web.Words()), slog.New(slog.NewJSONHandler(log, nil)), around, true)
	mux := http.NewServeMux()
	kit.Routes(mux)
	mux.HandleFunc("/things/{id}", answer)
	mux.HandleFunc("/api/v1/things/{id}", answer)
	return kit.Handler(mux)
}

func failing(err error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { web.Fail(w, r, err) }
}

func ask(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func post(path, form string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestInternalErrorsAreSilentToTheVisitorAndLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := ask(site(&log, failing(errors.New("disk is full"))), get("/things/1?name=谈"))
	body := w.Body.String()
	if w.Code != http.StatusInternalServerError || strings.Contains(body, "disk") {
		t.Errorf("status %d, body %s", w.Code, body)
	}
	code := w.Header().Get("X-Request-Id")
	if code == "" || !strings.Contains(body, code) {
		t.Errorf("the page does not show the code %q to read out", code)
	}
	if s := log.String(); !strings.Contains(s, "disk is full") || !strings.Contains(s, code) || !strings.Contains(s, `"/things/{id}"`) {
		t.Errorf("log: %s", s)
	}
}

// Nothing that somebody typed or asked for is in the log, whatever happens.
func TestTheLogHoldsNoPersonalData(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"a page":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"an error": failing(errs.New(errs.Internal, "")),
		"a panic":  func(http.ResponseWriter, *http.Request) { panic("nil map") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			r := post("/things/7?q=secretquery", "text=secrettext")
			r.RemoteAddr = "203.0.113.7:1234"
			ask(site(&log, answer), r)
			for _, s := range []string{"secretquery", "secrettext", "203.0.113.7", "/things/7"} {
				if strings.Contains(log.String(), s) {
					t.Errorf("the log holds %q: %s", s, &log)
				}
			}
		})
	}
}

func TestNotThereAndNotAllowedAreOnePage(t *testing.T) {
	t.Parallel()
	h := site(io.Discard, func(w http.ResponseWriter, r *http.Request) {
		web.Fail(w, r, errs.New(errs.NotFound, "thing.hidden", r.PathValue("id")))
	})
	hidden, absent := ask(h, get("/things/1")), ask(h, get("/nothing/"))
	same := strings.ReplaceAll(strings.ReplaceAll(absent.Body.String(), "/nothing/", "/things/1"), "%2Fnothing%2F", "%2Fthings%2F1")
	if hidden.Code != http.StatusNotFound || absent.Code != http.StatusNotFound || hidden.Body.String() != same {
		t.Errorf("the pages differ: %d, %d", hidden.Code, absent.Code)
	}
}

func TestEachKindHasItsStatusAndSentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind   errs.Kind
		status int
		says   string
		offers string // a selector
	}{
		{errs.Unauthenticated, 401, "这一步要先登录", "a[href='/signin?back=%2Fthings%2F1']"},
		{errs.Forbidden, 403, "这一步您可以看，不能办", "a[href='/']"},
		{errs.NotFound, 404, "没有找到这一页", "form[action='/find'] input#q"},
		{errs.Conflict, 409, "别人刚改过这件", "a[href='/things/1']"},
		{errs.Invalid, 422, "这样还交不了", "a[href='/']"},
		{errs.Limited, 429, "点得太快了，请过 2 分钟再试", "a[href='tel:051300001860']"},
		{errs.Internal, 500, "系统出了点问题，不是您的错", "a[href='tel:051300001860']"},
		{errs.Unavailable, 503, "系统出了点问题，不是您的错", "a[href='/things/1']"},
	} {
		t.Run(c.kind.String(), func(t *testing.T) {
			t.Parallel()
			e := errs.New(c.kind, "")
			e.RetryAfter = 90 * time.Second
			w := ask(site(io.Discard, failing(e)), get("/things/1"))
			doc := webtest.Parse(t, w.Body)
			doc.Sound()
			if w.Code != c.status || doc.Text("h1") != c.says || !doc.Has("main "+c.offers) {
				t.Errorf("%d %q\n%s", w.Code, doc.Text("h1"), doc)
			}
			if w.Header().Get("Retry-After") != "90" {
				t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
			}
		})
	}
}

// What somebody wrote is not lost when the answer is “later” or “somebody was there before”; a secret is not kept.
func TestWhatWasTypedIsKept(t *testing.T) {
	t.Parallel()
	text := "花园里没有坐的地方，老人走一圈中间没处歇，能不能装几张椅子？"
	for _, kind := range []errs.Kind{errs.Conflict, errs.Limited, errs.Internal, errs.Unavailable} {
		h := site(io.Discard, failing(errs.New(kind, "")))
		doc := webtest.Parse(t, ask(h, post("/things/1", "text="+text+"&key=42")).Body)
		again := "form[method=post][action='/things/1'] "
		if !doc.Has(again+"button") || doc.Attr(again+"input[name=text]", "value") != text || doc.Attr(again+"input[name=key]", "value") != "42" {
			t.Errorf("%s: not kept\n%s", kind, doc)
		}
		if body := ask(h, post("/things/1", "account=a&password=geheim")).Body.String(); strings.Contains(body, "geheim") {
			t.Errorf("%s: the password comes back", kind)
		}
	}
}

func TestAPanicIsAPage(t *testing.T) {
	t.Parallel()
	w := ask(site(io.Discard, func(http.ResponseWriter, *http.Request) { panic("nil map") }), get("/things/1"))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "nil map") || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A page that broke off must not look whole.
func TestAPanicAfterHalfAPageBreaksTheConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(site(io.Discard, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("a", 1<<16))
		panic("nil map")
	}))
	t.Cleanup(server.Close)
	res, err := http.Get(server.URL + "/things/1")
	if err == nil {
		defer func() { _ = res.Body.Close() }()
		_, err = io.ReadAll(res.Body)
	}
	if err == nil {
		t.Error("the page looks whole")
	}
}

// A frame that breaks with everything else leaves the error page standing.
func TestABrokenFrameLeavesTheErrorPage(t *testing.T) {
	t.Parallel()
	kit := web.NewKit(i18n.Must(web.Words()), slog.New(slog.DiscardHandler), func(*http.Request) web.Around { panic("no database") }, false)
	mux := http.NewServeMux()
	mux.HandleFunc("/", failing(errs.New(errs.Unavailable, "")))
	w := ask(kit.Handler(mux), get("/"))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "不是您的错") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestBelowAPIErrorsAreProblemDocuments(t *testing.T) {
	t.Parallel()
	w := ask(site(io.Discard, failing(errs.New(errs.Conflict, ""))), get("/api/v1/things/1"))
	var problem struct {
		Status      int
		Title, Kind string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil {
		t.Fatal(err)
	}
	if w.Code != 409 || w.Header().Get("Content-Type") != "application/problem+json" || problem.Status != 409 || problem.Kind != "conflict" || problem.Title == "" {
		t.Errorf("%d %s %+v", w.Code, w.Header(), problem)
	}
}

// htmx gets the error as content of the page, with the right status.
func TestErrorsForHTMX(t *testing.T) {
	t.Parallel()
	r := get("/things/1")
	r.Header.Set("HX-Request", "true")
	w := ask(site(io.Discard, failing(errs.New(errs.NotFound, ""))), r)
	if w.Code != 404 || w.Header().Get("HX-Retarget") != "#main" || strings.Contains(w.Body.String(), "<html") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	h := ask(site(io.Discard, failing(errs.New(errs.NotFound, ""))), get("/things/1")).Header()
	for name, want := range map[string]string{
		"Content-Security-Policy":   "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
		"Referrer-Policy":           "same-origin",
		"X-Content-Type-Options":    "nosniff",
		"Permissions-Policy":        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
		"Strict-Transport-Security": "max-age=31536000",
		"Vary":                      "Cookie, Accept-Language, HX-Request",
	} {
		if h.Get(name) != want {
			t.Errorf("%s: %q", name, h.Get(name))
		}
	}
}

// A form on another website cannot act here; the visitor reads why.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, header, value string
		want                int
	}{
		{"another site", "Sec-Fetch-Site", "cross-site", 403},
		{"another host of the same site", "Sec-Fetch-Site", "same-site", 403},
		{"a foreign origin", "Origin", "https://example.net", 403},
		{"this site", "Sec-Fetch-Site", "same-origin", 204},
		{"a program", "", "", 204},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := site(io.Discard, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
			r := post("/things/1", "a=b")
			if c.header != "" {
				r.Header.Set(c.header, c.value)
			}
			w := ask(h, r)
			if w.Code != c.want || c.want == 403 && !strings.Contains(w.Body.String(), "这一步是从别的网站发来的，没有办") {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

// What every page loads is there under its name, may be kept forever, and is sent compressed to who takes it.
func TestAssets(t *testing.T) {
	t.Parallel()
	h := site(io.Discard, failing(errs.New(errs.NotFound, "")))
	doc := webtest.Parse(t, ask(h, get("/things/1")).Body)
	for kind, path := range map[string]string{
		"text/css; charset=utf-8":        doc.Attr("link[rel=stylesheet]", "href"),
		"text/javascript; charset=utf-8": doc.Attr("script[src]", "src"),
	} {
		plain := ask(h, get(path))
		r := get(path)
		r.Header.Set("Accept-Encoding", "br, gzip;q=0.8")
		small := ask(h, r)
		unpacked, err := gzip.NewReader(small.Body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(unpacked)
		if err != nil {
			t.Fatal(err)
		}
		if plain.Code != 200 || plain.Header().Get("Content-Encoding") != "" || !bytes.Equal(text, plain.Body.Bytes()) || len(text) == 0 {
			t.Errorf("%s: %d, %d bytes and %d unpacked", path, plain.Code, plain.Body.Len(), len(text))
		}
		if got := small.Header(); got.Get("Content-Type") != kind || got.Get("Cache-Control") != "public, max-age=31536000, immutable" || got.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %v", path, got)
		}
		r.Header.Set("Accept-Encoding", "gzip;q=0")
		if got := ask(h, r).Header().Get("Content-Encoding"); got != "" {
			t.Errorf("%s: %q though forbidden", path, got)
		}
	}
	for _, path := range []string{"/assets/linli.0000000000.css", "/assets/", "/assets/a/b"} {
		w := ask(h, get(path))
		if w.Code != 404 || w.Header().Get("Cache-Control") != "private, no-cache" || !strings.Contains(w.Body.String(), "没有找到这一页") {
			t.Errorf("%s: %d %v %.80s", path, w.Code, w.Header(), w.Body)
		}
	}
}

// When whatever stands between fails each request, the page that says so still has its looks.
func TestAssetsStandOutside(t *testing.T) {
	t.Parallel()
	kit := web.NewKit(i18n.Must(web.Words()), slog.New(slog.DiscardHandler), func(*http.Request) web.Around { return web.Around{} }, false)
	mux := http.NewServeMux()
	kit.Routes(mux)
	h := kit.Handler(mux, func(http.Handler) http.Handler { return failing(errors.New("the database is gone")) })
	page := ask(h, get("/"))
	if page.Code != 500 {
		t.Errorf("the page: %d", page.Code)
	}
	sheet := webtest.Parse(t, page.Body).Attr("link[rel=stylesheet]", "href")
	if got := ask(h, get(sheet)); got.Code != 200 {
		t.Errorf("%s: %d", sheet, got.Code)
	}
}

// A page tells dates as seen from the clock of what it tells, whatever the machine's says: of another year with the year.
func TestPagesKnowWhichYearItIs(t *testing.T) {
	t.Parallel()
	told := time.Date(2019, 2, 4, 4, 0, 0, 0, time.UTC)
	for year, want := range map[int]string{2019: "2月4日", 2020: "2019年2月4日"} {
		kit := web.NewKit(i18n.Must(web.Words()), slog.New(slog.DiscardHandler), func(*http.Request) web.Around { return web.Around{} }, false)
		kit.Clock(func() time.Time { return told.AddDate(year-2019, 0, 0) })
		mux := http.NewServeMux()
		mux.HandleFunc("GET /day", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(web.L(r.Context()).Date(told))) })
		if got := ask(kit.Handler(mux), get("/day")).Body.String(); got != want {
			t.Errorf("in %d: %q, want %q", year, got, want)
		}
	}
}

// Components outside a request speak what they are told to.
func TestSpeak(t *testing.T) {
	t.Parallel()
	ctx := web.Speak(context.Background(), i18n.Must(web.Words()).For(i18n.English), web.Prefs{Lang: i18n.English})
	var b bytes.Buffer
	if err := web.Mark(web.Yellow).Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if got := webtest.Parse(t, &b).Text(".ll-mark"); got != "Yellow Street" {
		t.Errorf("%q", got)
	}
}
