package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"linli/internal/errs"
)

// Partial tells whether htmx asks for a part of a page. Going back in history asks for the whole.
func Partial(r *http.Request) bool {
	h := r.Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Boosted") != "true" && h.Get("HX-History-Restore-Request") != "true"
}

// Render answers with a page. An htmx request gets only the named fragments of the same page (templ.Fragment), with the
// page's title and what Say announced; without names it gets the whole page. A page that cannot be made is an error
// page, never half a page.
func Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component, fragments ...any) {
	var b bytes.Buffer
	var err error
	if Partial(r) && len(fragments) > 0 {
		err = renderParts(r.Context(), &b, page, fragments)
	} else {
		err = page.Render(r.Context(), &b)
	}
	if err != nil {
		Fail(w, r, errs.Because(errs.Internal, err, ""))
		return
	}
	send(w, r, status, b.Bytes())
}

func renderParts(ctx context.Context, w io.Writer, page templ.Component, fragments []any) error {
	if err := templ.RenderFragments(ctx, w, page, fragments...); err != nil {
		return err
	}
	s := stateOf(ctx)
	return aside(s.title, s.say).Render(ctx, w)
}

// Say announces one sentence to those who listen instead of looking, together with the next fragment: “12 件，按期限排”.
// The text is already in the reader's language.
func Say(r *http.Request, text string) { stateOf(r.Context()).say = text }

// Offer is what an error page of this request offers: whom to call, if there is a number, and the path to go back to.
func Offer(r *http.Request, tel Telephone, back string) {
	s := stateOf(r.Context())
	s.tel, s.back = tel, SafePath(back)
}

func send(w http.ResponseWriter, r *http.Request, status int, html []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Cookie, Accept-Language, HX-Request")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", caching(r.Context()))
	}
	h.Set("Content-Length", strconv.Itoa(len(html)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(html) // whoever has gone away needs nothing
	}
}

// caching: a page made for a person stays in no cache, so that the next one at a shared machine does not find it.
func caching(ctx context.Context) string {
	if a := stateOf(ctx).around; a != nil && a.Viewer.Name != "" {
		return "no-store"
	}
	return "private, no-cache"
}

// Fail answers with what went wrong: the status of the error's kind and a page that says what happened, what to do and
// how to go on. Internal and Unavailable are logged; their cause never reaches the page. Below /api/ it answers with a
// problem document (RFC 9457) instead.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	err = overdue(r.Context(), err)
	LogFailure(r.Context(), err)
	fail(w, r, err)
}

func fail(w http.ResponseWriter, r *http.Request, err error) {
	var e *errs.Error
	if !errors.As(err, &e) {
		e = errs.New(errs.Internal, "")
	}
	failAs(w, r, Status(e.Kind), e)
}

// soon is when to come back after a failure that passes by itself and does not say when.
const soon = 5 * time.Second

func failAs(w http.ResponseWriter, r *http.Request, status int, e *errs.Error) {
	if e.Kind == errs.Unavailable && e.RetryAfter <= 0 {
		w.Header().Set("Retry-After", seconds(soon))
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", seconds(e.RetryAfter))
	}
	if how := stateOf(r.Context()).faults; how != nil {
		f := faultOf(r.Context(), e)
		f.Status = status
		how(w, r, f)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		failJSON(w, r, status, e)
		return
	}
	problem := problemOf(w, r, e)
	problem.Status = status
	ctx := context.WithoutCancel(r.Context()) // whose time is up still gets the page that says so; it asks nobody
	var b bytes.Buffer
	var rendered error
	if Partial(r) {
		h := w.Header()
		h.Set("HX-Retarget", "#main")
		h.Set("HX-Reswap", "innerHTML")
		rendered = problemBody(problem).Render(ctx, &b)
	} else {
		rendered = ErrorPage(problem).Render(ctx, &b)
	}
	if rendered != nil {
		logOf(r.Context()).ErrorContext(r.Context(), "no error page", "id", RequestID(r.Context()), "error", rendered.Error())
		http.Error(w, RequestID(r.Context()), http.StatusInternalServerError)
		return
	}
	send(w, r, problem.Status, b.Bytes())
}

// Status is the HTTP status of a kind of failure.
func Status(k errs.Kind) int {
	switch k {
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Conflict:
		return http.StatusConflict
	case errs.Limited:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

func failJSON(w http.ResponseWriter, r *http.Request, status int, e *errs.Error) {
	f := faultOf(r.Context(), e)
	f.Status = status
	if status == http.StatusUnauthorized && w.Header().Get("WWW-Authenticate") == "" {
		w.Header().Set("WWW-Authenticate", Challenge)
	}
	w.Header().Set("Content-Type", problemJSON)
	w.WriteHeader(f.Status)
	_ = json.NewEncoder(w).Encode(f) // whoever has gone away needs nothing
}

func sortHidden(all []Hidden) {
	sort.SliceStable(all, func(i, j int) bool { return all[i].Name < all[j].Name })
}
