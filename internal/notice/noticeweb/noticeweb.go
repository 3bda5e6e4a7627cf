// Package noticeweb is the pages of notices: one's own, how one wants to be told, and, for who looks after the house, the channels
// and the words.
package noticeweb

import (
	"net/http"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// Deps is what the pages need.
type Deps struct {
	DB      *db.DB
	Notices *notice.Service
	Who     func(*http.Request) actor.Actor
	Base    string                                  // address of the house, for previews
	Page    func(about chain.Subject) (path string) // of what a notice is about

	// Beside is a line about what else leaves the house, and its page; empty: there is nothing to say.
	Beside func(r *http.Request, a actor.Actor) (line, url string, err error)
}

// Where the pages are.
const (
	Path     = "/notices"
	Settings = "/account/notices"
	Channels = "/admin/channels"
	Texts    = "/admin/templates"
)

// Handler serves them.
type Handler struct{ Deps }

// New is the handler over its dependencies.
func New(d Deps) *Handler { return &Handler{d} }

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /notices", h.list)
	mux.HandleFunc("GET /notices/{id}", h.open)
	mux.HandleFunc("POST /notices/read", h.readAll)
	mux.HandleFunc("GET /account/notices", h.settings)
	mux.HandleFunc("POST /account/notices", h.choose)
	mux.HandleFunc("POST /account/notices/mail", h.askMail)
	mux.HandleFunc("POST /account/notices/confirm", h.confirmMail)
	mux.HandleFunc("POST /account/notices/forget", h.dropMail)
	mux.HandleFunc("GET /admin/channels", h.channels)
	mux.HandleFunc("GET /admin/channels/new", h.newRobot)
	mux.HandleFunc("POST /admin/channels", h.addRobot)
	mux.HandleFunc("GET /admin/channels/{channel}", h.channel)
	mux.HandleFunc("POST /admin/channels/{channel}", h.setUp)
	mux.HandleFunc("POST /admin/channels/{channel}/{what}", h.act)
	mux.HandleFunc("GET /admin/templates", h.templates)
	mux.HandleFunc("GET /admin/templates/{kind}", h.template)
	mux.HandleFunc("POST /admin/templates/{kind}", h.write)
}

// Nav is what of these pages stands in the navigation of who looks after the house.
func Nav(a actor.Actor) []web.NavItem {
	if _, ok := notice.MayConfigure(a); !ok {
		return nil
	}
	return []web.NavItem{
		{Key: "notice.channels", URL: Channels, Icon: web.IconBell},
		{Key: "notice.templates", URL: Texts, Icon: web.IconFileText},
	}
}

// Bell is the entry in the bar of whoever has signed in; a number that cannot be read is left out.
func (h *Handler) Bell(r *http.Request, a actor.Actor) web.NavItem {
	n, err := h.Notices.Unread(r.Context(), a.Person)
	if err != nil {
		n = 0
	}
	return web.NavItem{Key: "notice.title", URL: Path, Icon: web.IconBell, Count: n}
}

// lang is the reader's language.
func lang(r *http.Request) text.Lang {
	if web.L(r.Context()).Lang() == i18n.English {
		return text.English
	}
	return text.Chinese
}

// listPage is one's own notices.
type listPage struct {
	web.Page
	Lines  []line
	Unread int
	First  bool // the newest
	Pager  web.Pager
}

// line is one of them.
type line struct {
	URL, Text, Kind, When string
	Read                  bool
}

// list is GET /notices?after=.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	ctx, a := r.Context(), h.Who(r)
	page, err := h.Notices.List(ctx, a, lang(r), r.URL.Query().Get("after"))
	var n int
	if err == nil {
		n, err = h.Notices.Unread(ctx, a.Person)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := listPage{Page: web.NewPage(w, r, web.T(ctx, "notice.title")), Unread: n, First: r.URL.Query().Get("after") == ""}
	p.Here = Path
	for _, l := range page.Lines {
		x := line{Text: l.Text, Kind: p.T("notice.kind." + string(l.Kind)), When: when(p.Page, l.At), Read: l.Read}
		if l.Text != "" {
			x.URL = Path + "/" + l.ID
		}
		p.Lines = append(p.Lines, x)
	}
	if page.Next != "" {
		p.Pager.Next = Path + "?after=" + page.Next
	}
	if !p.First {
		p.Pager.Prev = Path
	}
	web.Render(w, r, http.StatusOK, sheet(p))
}

// when is a moment as people say it: how long ago, or the day.
func when(p web.Page, at time.Time) string {
	if p.Now.Sub(at) < 12*time.Hour {
		return p.L().Ago(at)
	}
	return p.L().DateTime(at)
}

// open is GET /notices/{id}: what it is about, and it counts as read.
func (h *Handler) open(w http.ResponseWriter, r *http.Request) {
	about, err := h.Notices.Open(r.Context(), h.Who(r), r.PathValue("id"))
	to := ""
	if err == nil {
		if to = h.Page(about); to == "" {
			err = errs.New(errs.NotFound, "error.not_found")
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// readAll is POST /notices/read.
func (h *Handler) readAll(w http.ResponseWriter, r *http.Request) {
	h.done(w, r, h.Notices.ReadAll(r.Context(), h.Who(r)), Path, "notice.read.done")
}

// done goes on after an act, or fails.
func (h *Handler) done(w http.ResponseWriter, r *http.Request, err error, to, said string, args ...string) {
	if err != nil {
		web.Offer(r, web.Telephone{}, to)
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, to, web.Flash{Key: said, Args: args})
}
