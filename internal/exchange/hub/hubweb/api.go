package hubweb

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/exchange/hub"
	"linli/internal/exchange/hub/document"
	"linli/internal/file"
	"linli/internal/web"
)

// Prefix stands before every path of the way in.
const Prefix = "/hub/v1"

// maxFile is what a photo or a recording may be at most, in bytes: above what any rule lets it be.
const maxFile = 51 << 20

// Speak has everything that goes wrong with a request of a hub answered by a problem document (RFC 9457), whichever part of the house
// refuses it.
func Speak(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, Prefix+"/") {
			web.Faults(r, fail)
		}
		next.ServeHTTP(w, r)
	})
}

func fail(w http.ResponseWriter, _ *http.Request, f *web.Fault) {
	if f.Status == http.StatusUnauthorized && w.Header().Get("WWW-Authenticate") == "" {
		w.Header().Set("WWW-Authenticate", web.Challenge)
	}
	put(w, f.Status, "application/problem+json", f)
}

// put sends a document.
func put(w http.ResponseWriter, status int, media string, document any) {
	body, err := json.Marshal(document)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // whoever has gone away needs nothing
}

// program is the program that asks. Unauthenticated: it comes without a token.
func (h *Handler) program(r *http.Request) (actor.Actor, error) {
	a := h.Who(r)
	if a.Token.ID == "" {
		return a, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return a, nil
}

// receive is POST /hub/v1/orders.
func (h *Handler) receive(w http.ResponseWriter, r *http.Request) {
	a, err := h.program(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, document.MaxBody))
	if err != nil {
		web.Fail(w, r, tooMuch(err))
		return
	}
	d, err := document.Read(body, h.DB.Now())
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	answer, err := h.Hubs.Receive(r.Context(), a, d)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	put(w, http.StatusOK, "application/json", answer)
}

// tooMuch is what a body that is too large, or did not come whole, is told.
func tooMuch(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errs.New(errs.Invalid, "hub.error.size", large.Limit>>10)
	}
	return errs.New(errs.Invalid, "hub.error.document")
}

// standing is GET /hub/v1/orders/{number}?hub=CODE.
func (h *Handler) standing(w http.ResponseWriter, r *http.Request) {
	a, err := h.program(r)
	var out hub.Standing
	if err == nil {
		out, err = h.Hubs.Standing(r.Context(), a, r.URL.Query().Get("hub"), r.PathValue("number"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	put(w, http.StatusOK, "application/json", out)
}

// stored is what a hub is told of a file.
type stored struct {
	ID    string `json:"id"`
	Media string `json:"media"`
	Size  int64  `json:"size"`
}

// attach is POST /hub/v1/orders/{number}/files?hub=CODE&kind=photo.
func (h *Handler) attach(w http.ResponseWriter, r *http.Request) {
	a, err := h.program(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	kind := file.Kind(r.URL.Query().Get("kind"))
	if kind == "" {
		kind = file.Photo
	}
	if kind != file.Photo && kind != file.Voice {
		web.Fail(w, r, errs.BadFields([]errs.Field{{Name: "kind", Key: "hub.error.file_kind"}}))
		return
	}
	f, err := h.Hubs.Attach(r.Context(), a, r.URL.Query().Get("hub"), r.PathValue("number"), kind, http.MaxBytesReader(w, r.Body, maxFile))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	put(w, http.StatusOK, "application/json", stored{f.ID, f.Media, f.Size})
}
