// Package calendarweb is the pages of calendar addresses, and the calendars behind them (iCalendar, RFC 5545).
package calendarweb

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/calendar"
	"linli/internal/id"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// Path is where one's addresses are.
const Path = "/account/calendars"

// Handler serves the pages and the calendars.
type Handler struct {
	d     *db.DB
	feeds *calendar.Service
	who   func(*http.Request) actor.Actor
	base  func(*http.Request) string // address of the house
}

// New is the handler over its dependencies.
func New(d *db.DB, feeds *calendar.Service, who func(*http.Request) actor.Actor, base func(*http.Request) string) *Handler {
	return &Handler{d, feeds, who, base}
}

// Routes adds the pages and the calendars.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /account/calendars", h.list)
	mux.HandleFunc("POST /account/calendars", h.make)
	mux.HandleFunc("POST /account/calendars/{id}/revoke", h.revoke)
	mux.HandleFunc("GET /calendar/{secret}", h.own)
	mux.HandleFunc("GET /linli/{code}/calendar.ics", h.public)
}

// page is one's own addresses.
type page struct {
	web.Page
	Form  *web.Form
	Posts []web.Option // what a calendar may be of; the person's own first
	Feeds []line
}

// line is an address that was made.
type line struct{ ID, Of, Made, Used string }

func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	h.show(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	a := h.who(r)
	feeds, err := h.feeds.Of(r.Context(), a)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := page{Page: web.NewPage(w, r, web.T(r.Context(), "calendar.title")), Form: f}
	if p.Here = "/account"; p.Frame == web.Phone {
		p.Bar, p.Back = p.Title, p.Here
	}
	if p.Posts, err = h.choices(r, p.Page, a); err != nil {
		web.Fail(w, r, err)
		return
	}
	for _, x := range feeds {
		l := line{ID: x.ID, Of: p.T("calendar.lost"), Made: p.T("calendar.made", p.L().Date(x.MadeAt)), Used: p.T("calendar.unused")}
		for _, o := range p.Posts {
			if o.Value == x.Post {
				l.Of = o.Label
			}
		}
		if !x.UsedAt.IsZero() {
			l.Used = p.T("calendar.used", p.L().Date(x.UsedAt))
		}
		p.Feeds = append(p.Feeds, l)
	}
	web.Render(w, r, status, feedsPage(p))
}

// choices is what a calendar may be of.
func (h *Handler) choices(r *http.Request, p web.Page, a actor.Actor) ([]web.Option, error) {
	out := []web.Option{{Value: "", Label: p.T("calendar.of.mine")}}
	codes := make([]string, len(a.Posts))
	for i, x := range a.Posts {
		codes[i] = x.Place
	}
	names, err := place.Names(r.Context(), h.d, codes)
	for _, x := range a.Posts {
		out = append(out, web.Option{Value: x.ID, Label: p.T("calendar.of.post", x.Title, names[x.Place])})
	}
	return out, err
}

// madePage is an address, shown once.
type madePage struct {
	web.Page
	URL string
	QR  web.QR
}

// make is POST /account/calendars. The answer is the address itself: it is stored nowhere but as a hash.
func (h *Handler) make(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var secret string
	if err == nil {
		secret, err = h.feeds.Make(r.Context(), h.who(r), f.Value("post"), string(web.L(r.Context()).Lang()), f.Value("key"))
	}
	p := madePage{URL: h.base(r) + "/calendar/" + url.PathEscape(secret) + ".ics"}
	if err == nil {
		p.QR, err = web.EncodeQR(p.URL)
	}
	if err != nil {
		if f != nil && f.Take(err) {
			h.show(w, r, f, http.StatusUnprocessableEntity)
			return
		}
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "calendar.made.title"))
	if p.Here = "/account"; p.Frame == web.Phone {
		p.Bar, p.Back = p.Title, Path
	}
	w.Header().Set("Cache-Control", "no-store")
	web.Render(w, r, http.StatusOK, made(p))
}

func (h *Handler) revoke(w http.ResponseWriter, r *http.Request) {
	if err := h.feeds.Revoke(r.Context(), h.who(r), r.PathValue("id")); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Path, web.Flash{Key: "calendar.revoked"})
}

// own is GET /calendar/{secret}.ics.
func (h *Handler) own(w http.ResponseWriter, r *http.Request) {
	secret, ok := strings.CutSuffix(r.PathValue("secret"), suffix)
	if !ok {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	c, err := h.feeds.Read(r.Context(), secret)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	l := web.L(r.Context()).In(i18n.Lang(c.Lang))
	h.send(w, r, write{base: h.base(r), l: l, title: l.T("calendar.name")}.text(c))
}

// public is GET /linli/{code}/calendar.ics: the teas at a place.
func (h *Handler) public(w http.ResponseWriter, r *http.Request) {
	at, teas, names, err := h.feeds.Teas(r.Context(), r.PathValue("code"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	l := web.L(r.Context())
	w.Header().Set("Vary", "Accept-Language, Cookie")
	h.send(w, r, write{base: h.base(r), l: l, title: l.T("calendar.name.of", at.Short())}.text(calendar.Contents{Teas: teas, Where: names}))
}

const suffix = ".ics"

// send answers with a calendar.
func (h *Handler) send(w http.ResponseWriter, r *http.Request, text string) {
	w.Header().Set("Content-Disposition", `inline; filename="linli.ics"`)
	web.Tagged(w, r, "text/calendar", time.Time{}, []byte(text))
}
