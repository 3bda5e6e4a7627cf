package web_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/internal/errs"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// site is a kit with one route that answers as told.
func site(t *testing.T, log *bytes.Buffer, answer http.HandlerFunc) http.Handler {
	t.Helper()
	words := i18n.Must(web.Words())
	around := func(*http.Request) web.Around {
		return web.Around{SignIn: "/signin", Lookup: "/find", Tel: web.Telephone{Number: "0513-0000 1860"}}
	}
	kit := web.NewKit(words, slog.New(slog.NewJSONHandler(log, nil)), around, true)
	mux := http.NewServeMux()
	kit.Routes(mux)
	mux.HandleFunc("/things/{id}", answer)
	return kit.Handler(mux)
}

func TestInternalErrorsAreSilentToTheVisitorAndLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := site(t, &log, func(w http.ResponseWriter, r *http.Request) {
		web.Fail(w, r, errors.New("disk is full"))
	})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/things/1?name=谈", nil))
	body := w.Body.String()
	if w.Code != http.StatusInternalServerError || strings.Contains(body, "disk") {
		t.Errorf("status %d, body %s", w.Code, body)
	}
	code := w.Header().Get("X-Request-Id")
	if code == "" || !strings.Contains(body, code) {
		t.Errorf("the page does not show the code %q to read out", code)
	}
	if s := log.String(); !strings.Contains(s, "disk is full") || !strings.Contains(s, code) || strings.Contains(s, "谈") || !strings.Contains(s, `"/things/{id}"`) {
		t.Errorf("log: %s", s)
	}
}

func TestNotThereAndNotAllowedAreOnePage(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := site(t, &log, func(w http.ResponseWriter, r *http.Request) {
		web.Fail(w, r, errs.New(errs.NotFound, "thing.hidden", r.PathValue("id")))
	})
	hidden, absent := httptest.NewRecorder(), httptest.NewRecorder()
	h.ServeHTTP(hidden, httptest.NewRequest(http.MethodGet, "/things/1", nil))
	h.ServeHTTP(absent, httptest.NewRequest(http.MethodGet, "/nothing/", nil))
	same := strings.ReplaceAll(strings.ReplaceAll(absent.Body.String(), "/nothing/", "/things/1"), "%2Fnothing%2F", "%2Fthings%2F1")
	if hidden.Code != http.StatusNotFound || absent.Code != http.StatusNotFound || hidden.Body.String() != same {
		t.Errorf("the pages differ: %d, %d", hidden.Code, absent.Code)
	}
}
