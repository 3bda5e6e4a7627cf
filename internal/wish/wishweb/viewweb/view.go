// Package viewweb is the pages of the lists that a member of staff has kept: opened, renamed, dropped.
package viewweb

import (
	"net/http"

	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish/list"
	"linli/internal/wish/view"
	"linli/internal/wish/wishweb"
)

// Handler serves them.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /views", h.list)
	mux.HandleFunc("POST /views", h.save)
	mux.HandleFunc("GET /views/{id}", h.open)
	mux.HandleFunc("POST /views/{id}", h.rename)
	mux.HandleFunc("POST /views/{id}/delete", h.delete)
}

// page is one's own lists.
type page struct {
	web.Page
	Form  *web.Form
	Views []view.View
	Of    string // the one whose form came back; empty with a form: a new one
}

// path is the address of a list with filters.
func path(of, query string) string {
	p := "/wishes"
	if of == view.Inbox {
		p = "/inbox"
	}
	if query != "" {
		p += "?" + query
	}
	return p
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) { h.show(w, r, page{}, http.StatusOK) }

func (h *Handler) show(w http.ResponseWriter, r *http.Request, p page, status int) {
	var err error
	if p.Views, err = h.Views.Of(r.Context(), h.Who(r)); err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "view.title"))
	web.Render(w, r, status, views(p))
}

// save is POST /views: the list on the page under a name.
func (h *Handler) save(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		var v view.View
		v, err = h.Views.Save(r.Context(), h.Who(r), view.View{Name: f.Value("name"), List: f.Value("list"), Query: f.Value("query")})
		if err == nil {
			web.Redirect(w, r, path(v.List, v.Query), web.Flash{Key: "view.saved", Args: []string{v.Name}})
			return
		}
	}
	h.again(w, r, f, "", err)
}

// again shows a form that came back, with what is wrong.
func (h *Handler) again(w http.ResponseWriter, r *http.Request, f *web.Form, of string, err error) {
	if f == nil || !f.Take(err) {
		web.Fail(w, r, err)
		return
	}
	h.show(w, r, page{Form: f, Of: of}, http.StatusUnprocessableEntity)
}

// open is GET /views/{id}: it leads to the list. Where its filters mean nothing any more it leads to the plain list, and
// says so.
func (h *Handler) open(w http.ResponseWriter, r *http.Request) {
	v, err := h.Views.See(r.Context(), h.Who(r), r.PathValue("id"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	sound, err := h.sound(r, v)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if !sound {
		web.Redirect(w, r, path(v.List, ""), web.Flash{Key: "view.stale", Args: []string{v.Name}, Link: "/views", Word: "view.manage"})
		return
	}
	web.Redirect(w, r, path(v.List, v.Query), web.Flash{})
}

// sound tells whether the filters of a kept list still mean something: every value is known, and the place is there.
func (h *Handler) sound(r *http.Request, v view.View) (bool, error) {
	f, sound := list.Read(list.Said(v.Query), h.DB.Now())
	if !sound || f.Place == "" {
		return sound, nil
	}
	_, err := place.Resolve(r.Context(), h.DB, f.Place)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func (h *Handler) rename(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = h.Views.Rename(r.Context(), h.Who(r), r.PathValue("id"), f.Value("name"))
	}
	if err != nil {
		h.again(w, r, f, r.PathValue("id"), err)
		return
	}
	web.Redirect(w, r, "/views", web.Flash{Key: "view.renamed", Args: []string{f.Value("name")}})
}

func (h *Handler) delete(w http.ResponseWriter, r *http.Request) {
	if err := h.Views.Delete(r.Context(), h.Who(r), r.PathValue("id")); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/views", web.Flash{Key: "view.deleted"})
}
