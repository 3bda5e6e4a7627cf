// Package fileweb is what files look like to a browser: their bytes, and the page on which a photo is looked at, covered
// and released, and a voice note is heard and written down.
package fileweb

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/file/photo"
	"linli/internal/id"
	"linli/internal/web"
)

// Subject is what the page of a file says of the record that it belongs to.
type Subject struct{ Title, URL string }

// Handler serves files.
type Handler struct {
	files   *file.Service
	who     func(*http.Request) actor.Actor
	subject func(context.Context, actor.Actor, file.Subject) (Subject, error)
}

// New is the handler over its dependencies.
func New(files *file.Service, who func(*http.Request) actor.Actor, subject func(context.Context, actor.Actor, file.Subject) (Subject, error)) *Handler {
	return &Handler{files, who, subject}
}

// Routes adds the bytes of files and their page.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /files/{id}", func(w http.ResponseWriter, r *http.Request) { h.send(w, r, false) })
	mux.HandleFunc("GET /files/{id}/thumb", func(w http.ResponseWriter, r *http.Request) { h.send(w, r, true) })
	mux.HandleFunc("GET /files/{id}/page", h.page)
	mux.HandleFunc("POST /files/{id}/page", h.act)
}

// send answers with bytes to who may see them. Their type is ours, from what was found in them; nothing that asks for them
// may run anything in them, and what is not public stays in no cache. A part may be asked for: telephones play no other way.
func (h *Handler) send(w http.ResponseWriter, r *http.Request, thumb bool) {
	f, body, err := h.files.Open(r.Context(), h.who(r), r.PathValue("id"), thumb)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	defer func() { _ = body.Close() }() // it was only read
	head := w.Header()
	head.Set("Content-Type", f.Media)
	head.Set("Content-Disposition", `inline; filename="`+fileName(f)+`"`)
	head.Set("Content-Security-Policy", "default-src 'none'; media-src 'self'; sandbox")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("ETag", `"`+f.Content+`"`)
	head.Set("Cache-Control", "private, no-store")
	if f.Released() {
		head.Set("Cache-Control", "private, no-cache") // asked again each time: it may be withheld by then
	}
	http.ServeContent(w, r, "", time.Time{}, body)
}

// fileName is how a browser may call a file that is kept.
func fileName(f file.File) string {
	ext := map[string]string{
		"image/jpeg": "jpg", "image/png": "png", "audio/mp4": "m4a", "audio/3gpp": "3gp", "audio/amr": "amr",
		"audio/mpeg": "mp3", "audio/wav": "wav", "audio/ogg": "ogg", "audio/webm": "webm",
	}[f.Media]
	return string(f.Kind) + "-" + f.ID[:8] + "." + ext
}

// filePage is one file with what may be done to it.
type filePage struct {
	web.Page
	Seen    file.Seen
	Subject Subject
	Form    *web.Form
	Grid    photo.Mask // over the photo, with the cells that are covered
	Clash   string
}

// page is GET /files/{id}/page.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) {
	h.show(w, r, web.NewForm("key", id.New()), "", http.StatusOK)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *web.Form, clash string, status int) {
	ctx, a := r.Context(), h.who(r)
	x, err := h.files.See(ctx, a, r.PathValue("id"))
	p := filePage{Seen: x, Form: f, Clash: clash}
	if err == nil {
		p.Subject, err = h.subject(ctx, a, x.File.Subject)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Grid = photo.Grid(x.File.Width, x.File.Height)
	if p.Grid = p.Grid.With(x.Public.Mask.Cells); f.Values("cell") != nil {
		p.Grid = p.Grid.With(cells(f))
	}
	if x.File.Kind == file.Voice && f.Values("said") == nil {
		f.Set("said", x.File.Said)
	}
	p.Page = web.NewPage(w, r, web.T(ctx, "attach.page."+string(x.File.Kind)))
	web.Render(w, r, status, sheet(p))
}

// cells are those ticked.
func cells(f *web.Form) (out []int) {
	for _, v := range f.Values("cell") {
		if c, err := strconv.Atoi(v); err == nil {
			out = append(out, c)
		}
	}
	return out
}

// act is POST /files/{id}/page: what the pressed button says.
func (h *Handler) act(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	fileID := r.PathValue("id")
	done, to, err := h.do(r, fileID, f)
	switch e := (*errs.Error)(nil); {
	case err == nil:
		web.Redirect(w, r, to, web.Flash{Key: "attach.done." + done})
	case errs.Is(err, errs.Conflict) && errors.As(err, &e) && strings.HasPrefix(e.Key, "attach."):
		f.Set("key", id.New())
		h.show(w, r, f, web.T(r.Context(), e.Key), http.StatusConflict)
	case f.Take(err):
		h.show(w, r, f, "", http.StatusUnprocessableEntity)
	default:
		web.Fail(w, r, err)
	}
}

// do does what a button says; to is where one goes on.
func (h *Handler) do(r *http.Request, fileID string, f *web.Form) (done, to string, err error) {
	ctx, a, key := r.Context(), h.who(r), f.Value("key")
	to = "/files/" + fileID + "/page"
	switch done = f.Value("do"); done {
	case "blur":
		_, err = h.files.Blur(ctx, a, fileID, cells(f), key)
	case "release":
		err = h.files.Release(ctx, a, fileID, f.Value("copy"), key)
	case "withhold":
		err = h.files.Withhold(ctx, a, fileID, key)
	case "said":
		err = h.files.WriteDown(ctx, a, fileID, f.Value("said"), key)
	case "remove":
		var gone file.File
		gone, err = h.files.Remove(ctx, a, fileID, f.Value("reason"), key)
		if s, seeErr := h.subject(ctx, a, gone.Subject); err == nil && seeErr == nil {
			to = s.URL
		}
	default:
		err = errs.New(errs.Invalid, "error.unreadable")
	}
	return done, to, err
}
