package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"linli/internal/errs"
	"linli/internal/web/i18n"
)

// Kit is what stands around every page: words, assets, and the frame of whoever asks.
type Kit struct {
	words  *i18n.Catalogue
	log    *slog.Logger
	around func(*http.Request) Around
	secure bool
	assets assets
	keep   func(*http.Request, map[string]string) error
	watch  func(route string, status int, took time.Duration)
	now    func() time.Time
}

// Clock has pages speak of dates as seen from now, which is the clock of what they tell; time.Now when it is not called.
func (k *Kit) Clock(now func() time.Time) { k.now = now }

// Watch has fn told of every request that was answered: its route is a pattern, never a path.
func (k *Kit) Watch(fn func(route string, status int, took time.Duration)) { k.watch = fn }

// Keep has what a viewer chooses about language and looks kept elsewhere too, by the names and values of POST /prefs.
func (k *Kit) Keep(keep func(r *http.Request, chosen map[string]string) error) { k.keep = keep }

// NewKit makes the kit. words must contain Words() and the tables of every feature; around fills the frame for whoever
// asks and must neither fail nor panic (on trouble it leaves things out); secure is true when visitors come by HTTPS.
func NewKit(words *i18n.Catalogue, log *slog.Logger, around func(*http.Request) Around, secure bool) *Kit {
	return &Kit{words: words, log: log, around: around, secure: secure, assets: packAssets(), now: time.Now}
}

// Routes adds what the kit itself answers: its assets, the switches of language and appearance, and, for every path
// that nobody else answers, the page that says so.
func (k *Kit) Routes(mux *http.ServeMux) {
	mux.Handle("GET "+assetPath+"{name}", k.assets)
	mux.HandleFunc("POST /prefs", k.setPrefs)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if allowed := methods(mux, r); allowed != "" {
			w.Header().Set("Allow", allowed)
			failAs(w, r, http.StatusMethodNotAllowed, errs.New(errs.NotFound, ""))
			return
		}
		Fail(w, r, errs.New(errs.NotFound, ""))
	})
}

// methods are those by which somebody answers the path of a request, as the header Allow lists them (RFC 9110 10.2.1);
// empty when nobody does.
func methods(mux *http.ServeMux, r *http.Request) string {
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		ask := r.Clone(r.Context())
		ask.Method = m
		if _, pattern := mux.Handler(ask); pattern != "/" && pattern != "" {
			allowed = append(allowed, m)
		}
	}
	return strings.Join(allowed, ", ")
}

// Handler wraps the routes in what every answer needs, from outside in: a request id, the access log, recovery from
// panics, security headers, then between (limits, sessions) in the order given, and cross-origin protection, whose refusal
// knows who is refused. Assets are nobody's and stand outside of between: the page that says that the database is gone has
// its looks.
func (k *Kit) Handler(mux *http.ServeMux, between ...func(http.Handler) http.Handler) http.Handler {
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { stateOf(r.Context()).route = r.Pattern }()
		mux.ServeHTTP(w, r)
	})
	bare := h
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Fail(w, r, errs.New(errs.Forbidden, "error.elsewhere"))
	}))
	h = guard.Handler(h)
	for i := len(between) - 1; i >= 0; i-- {
		h = between[i](h)
	}
	whole := h
	h = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, assetPath) {
			bare.ServeHTTP(w, r)
			return
		}
		whole.ServeHTTP(w, r)
	})
	return k.outermost(h)
}

// state is what one request carries through the kit.
type state struct {
	kit    *Kit
	prefs  Prefs
	words  i18n.Localizer
	id     string
	route  string
	around *Around
	title  string
	say    string
	tel    Telephone
	back   string
	faults func(http.ResponseWriter, *http.Request, *Fault)
}

type stateKey struct{}

// stateOf never fails: without the middleware (a mail, a test of one component) everything is Chinese and plain.
func stateOf(ctx context.Context) *state {
	if s, ok := ctx.Value(stateKey{}).(*state); ok {
		return s
	}
	return &state{prefs: Prefs{Lang: i18n.Chinese, Theme: Auto}}
}

// Speak is a context whose components speak with l and look as p says. The middleware does it for requests; tests and
// letters do it by themselves.
func Speak(ctx context.Context, l i18n.Localizer, p Prefs) context.Context {
	s := *stateOf(ctx)
	s.words, s.prefs = l, p
	return context.WithValue(ctx, stateKey{}, &s)
}

// L is the language of the page being made.
func L(ctx context.Context) i18n.Localizer { return stateOf(ctx).words }

// T is the sentence behind a key in the language of the page being made.
func T(ctx context.Context, key string, args ...any) string {
	return stateOf(ctx).words.T(key, args...)
}

// RequestID is the short code of this request in the log and on error pages; empty outside a request.
func RequestID(ctx context.Context) string { return stateOf(ctx).id }

func (k *Kit) outermost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		prefs := PrefsOf(r)
		s := &state{kit: k, prefs: prefs, words: k.words.At(prefs.Lang, k.now()), id: rand.Text()[:8]}
		r = r.WithContext(context.WithValue(r.Context(), stateKey{}, s))
		rec := &recorder{ResponseWriter: w}
		secureHeaders(rec.Header(), k.secure)
		rec.Header().Set("X-Request-Id", s.id)
		defer func() {
			k.access(r, s, rec, time.Since(began))
		}()
		defer k.recover(rec, r)
		next.ServeHTTP(rec, r)
	})
}

// recover turns a panic into the page that says it is our fault. What panicked is logged with its stack, never what
// was typed.
func (k *Kit) recover(rec *recorder, r *http.Request) {
	what := recover()
	if what == nil {
		return
	}
	if what == http.ErrAbortHandler {
		panic(what)
	}
	k.log.ErrorContext(r.Context(), "panic", "id", RequestID(r.Context()), "what", what, "stack", string(debug.Stack()))
	if rec.status != 0 {
		panic(http.ErrAbortHandler) // half a page is out: the connection must break, or it would look whole
	}
	fail(rec, r, errs.New(errs.Internal, ""))
}

// access logs one line without address, query or form: who asked is in the journal, where it belongs.
func (k *Kit) access(r *http.Request, s *state, rec *recorder, took time.Duration) {
	if k.watch != nil {
		k.watch(s.route, rec.code(), took)
	}
	level := slog.LevelInfo
	if strings.HasPrefix(r.URL.Path, assetPath) {
		level = slog.LevelDebug
	}
	k.log.LogAttrs(r.Context(), level, "request",
		slog.String("id", s.id), slog.String("method", r.Method), slog.String("route", s.route),
		slog.Int("status", rec.code()), slog.Int64("bytes", rec.bytes), slog.Duration("took", took))
}

// policy lets pages load only what this server sends. Tabler's arrows and ticks are data: pictures.
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func secureHeaders(h http.Header, secure bool) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// LetLocate lets the page that is being answered ask where its device is; the browser asks the person first.
func LetLocate(w http.ResponseWriter) {
	w.Header().Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=(), usb=()")
}

// recorder remembers what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 && status >= 200 {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

func (rec *recorder) Write(b []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(b)
	rec.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

func (rec *recorder) code() int {
	if rec.status == 0 {
		return http.StatusOK
	}
	return rec.status
}
