// Package hubweb is a city's hub as its programs and our people meet it: the way in for its orders, the pages of who administers (the hubs,
// how each stands, what its words mean, how good the feed is), and the orders that the command centre has to place.
package hubweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/hub"
	"linli/internal/exchange/outbox"
	"linli/internal/id"
	"linli/internal/notify/way"
	"linli/internal/place"
	"linli/internal/seal"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// Where the pages are.
const (
	Path   = "/admin/hubs"
	Orders = "/hub-orders"
)

// Deps are what the pages need.
type Deps struct {
	DB     *db.DB
	Hubs   *hub.Service
	Topics *topic.Service
	Who    func(*http.Request) actor.Actor
}

// Handler serves the pages and the way in.
type Handler struct{ Deps }

// New is the handler over its dependencies.
func New(d Deps) *Handler { return &Handler{d} }

// Routes adds them.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /hub/v1/orders", h.receive)
	mux.HandleFunc("GET /hub/v1/orders/{number}", h.standing)
	mux.HandleFunc("POST /hub/v1/orders/{number}/files", h.attach)
	mux.HandleFunc("GET /admin/hubs", h.list)
	mux.HandleFunc("POST /admin/hubs", h.make)
	mux.HandleFunc("GET /admin/hubs/new", h.fresh)
	mux.HandleFunc("GET /admin/hubs/{id}", h.one)
	mux.HandleFunc("GET /admin/hubs/{id}/end", h.ask("end"))
	mux.HandleFunc("GET /admin/hubs/{id}/rotate", h.ask("rotate"))
	mux.HandleFunc("POST /admin/hubs/{id}/end", h.act(h.Hubs.End, "end"))
	mux.HandleFunc("POST /admin/hubs/{id}/pause", h.act(h.Hubs.Pause, "pause"))
	mux.HandleFunc("POST /admin/hubs/{id}/resume", h.act(h.Hubs.Resume, "resume"))
	mux.HandleFunc("POST /admin/hubs/{id}/rotate", h.rotate)
	mux.HandleFunc("POST /admin/hubs/{id}/replay", h.replay)
	mux.HandleFunc("GET /admin/hubs/{id}/codes", h.codes)
	mux.HandleFunc("POST /admin/hubs/{id}/codes", h.setCodes)
	mux.HandleFunc("POST /admin/hubs/{id}/codes/{code}/end", h.endCode)
	mux.HandleFunc("GET /admin/hubs/{id}/score", h.score)
	mux.HandleFunc("GET /hub-orders", h.orders)
	mux.HandleFunc("GET /hub-orders/{id}", h.order)
	mux.HandleFunc("POST /hub-orders/{id}", h.place)
}

// Nav is where who administers finds the hubs, and who places their orders those that wait, where there is a hub.
func Nav(ctx context.Context, hubs *hub.Service, a actor.Actor) (out []web.NavItem) {
	if len(hook.Places(a)) > 0 {
		out = append(out, web.NavItem{Key: "hub.title", URL: Path, Icon: web.IconPhone})
	}
	if n, ok, err := hubs.Places(ctx, a); ok && err == nil {
		out = append(out, web.NavItem{Key: "hub.orders", URL: Orders, Icon: web.IconPhone, Count: n})
	}
	return out
}

// line is a hub as a list shows it.
type line struct {
	hub.Hub
	URL, Where, State, Good string
	Icon                    web.Icon
}

// listPage is all of them.
type listPage struct {
	web.Page
	All []line
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	all, err := h.Hubs.List(r.Context(), h.Who(r))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := listPage{Page: web.NewPage(w, r, web.T(r.Context(), "hub.title"))}
	p.Here = Path
	for _, x := range all {
		l, err := h.lineOf(r.Context(), p.Page, x)
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		p.All = append(p.All, l)
	}
	web.Render(w, r, http.StatusOK, listed(p))
}

// lineOf is a hub in words: how it stands, when it took something last.
func (h *Handler) lineOf(ctx context.Context, p web.Page, x hub.Hub) (line, error) {
	names, err := place.Names(ctx, h.DB, []string{x.Place})
	l := line{Hub: x, URL: Path + "/" + x.ID, Where: names[x.Place], Icon: web.IconCircleCheck, State: p.T("hook.state.open"), Good: "–"}
	if t := x.Target.GoodAt; !t.IsZero() {
		l.Good = p.L().DateTime(t)
	}
	switch t := x.Target; {
	case t.State == outbox.Ended:
		l.Icon, l.State = web.IconPlayerPause, p.T("hook.state.ended", p.L().Date(t.StateAt))
	case t.State == outbox.Paused:
		l.Icon, l.State = web.IconAlertCircle, p.T("hook.paused."+t.Why, p.L().DateTime(t.StateAt))
	case t.Failures > 0:
		l.Icon, l.State = web.IconClock, p.T("hook.state.ill", p.L().DateTime(t.DownSince))
	case t.GoodAt.IsZero():
		l.Icon, l.State = web.IconClock, p.T("hook.state.new")
	}
	return l, err
}

// newPage is the form for another.
type newPage struct {
	web.Page
	Form   *web.Form
	Places []web.Option
}

func (h *Handler) fresh(w http.ResponseWriter, r *http.Request) {
	f := web.NewForm("key", id.New())
	f.Set("source", "12345")
	h.show(w, r, f, http.StatusOK)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	a := h.Who(r)
	if len(hook.Places(a)) == 0 {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	p := newPage{Page: web.NewPage(w, r, web.T(r.Context(), "hub.new")), Form: f}
	p.Here, p.Back = Path, Path
	for _, post := range a.Posts {
		if _, ok := hub.MayManage(a, post.Place); !ok || post.Role != actor.SystemAdmin {
			continue
		}
		top, err := place.Resolve(r.Context(), h.DB, post.Place)
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		below, err := place.Children(r.Context(), h.DB, top.Code)
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		for _, x := range append([]place.Place{top}, below...) {
			p.Places = append(p.Places, web.Option{Value: x.Code, Label: x.Name})
		}
	}
	web.Render(w, r, status, form(p))
}

// madePage is a secret, shown once.
type madePage struct {
	web.Page
	Name, Secret, What, Then string
}

func (h *Handler) make(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	x, secret, err := h.Hubs.Make(r.Context(), h.Who(r), hub.Making{
		Name: f.Value("name"), Code: f.Value("code"), Source: f.Value("source"), Address: f.Value("secret_address"), Place: f.Value("place"), Key: f.Value("key"),
	})
	if f.Take(err) {
		h.show(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.once(w, r, x, secret, web.T(r.Context(), "hub.made.what", x.Code))
}

// once shows a secret.
func (h *Handler) once(w http.ResponseWriter, r *http.Request, x hub.Hub, secret seal.Value, what string) {
	p := madePage{Page: web.NewPage(w, r, web.T(r.Context(), "hub.made.title")), Name: x.Name, Secret: secret.Reveal(), What: what, Then: Path + "/" + x.ID + "/codes"}
	p.Here, p.Back = Path, Path+"/"+x.ID
	w.Header().Set("Cache-Control", "no-store")
	web.Render(w, r, http.StatusOK, made(p))
}

// row is something that a hub was told, as a list shows it.
type row struct {
	Seq                          int64
	What, Number, At             string
	State, Said, Tried, Due, URL string
	Tries                        int
	Icon                         web.Icon
	Again                        bool // it may be sent again
}

// rowOf is a row of the outbox in words.
func rowOf(p web.Page, x outbox.Row, url string, open bool) row {
	out := row{
		Seq: x.Seq, What: actWords(p, strings.TrimPrefix(x.Kind, "order.")), Number: hub.NumberOf(x.Data), At: p.L().DateTime(x.At), Tries: x.Tries, URL: url,
		State: p.T("hook.phase." + string(x.State)), Icon: web.IconClock, Again: open && x.State != outbox.Waiting,
	}
	switch x.State {
	case outbox.Delivered:
		out.Icon, out.Tried = web.IconCircleCheck, p.L().DateTime(x.EndedAt)
	case outbox.Dead:
		out.Icon = web.IconAlertCircle
	case outbox.Waiting:
		if x.Tries > 0 {
			out.Due = p.L().DateTime(x.Due)
		}
	}
	if out.Tried == "" && !x.TriedAt.IsZero() {
		out.Tried = p.L().DateTime(x.TriedAt)
	}
	if code, detail := way.Reason(x.Said); x.Said != "" {
		out.Said = p.T("notice.why." + code)
		if detail != "" {
			out.Said = p.T("notice.why.said", i18n.Key("notice.why."+code), detail)
		}
	}
	return out
}

// actWords is an act as the journal calls it.
func actWords(p web.Page, act string) string { return p.T("journal.act.wish." + act) }

// onePage is one hub: how it stands, what it was told, how good the feed is.
type onePage struct {
	web.Page
	Line     line
	Former   string // until when the secret before is good
	Next     string // when it is asked again
	Key      string
	Form     *web.Form // of a replay
	Unmapped int
	Score    scored
	Rows     []row
	Views    []web.View
	Pager    web.Pager
}

func (h *Handler) one(w http.ResponseWriter, r *http.Request) {
	h.look(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) look(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	p, err := h.sheet(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Form = f
	web.Render(w, r, status, sheet(p))
}

// sheet is the page of a hub.
func (h *Handler) sheet(w http.ResponseWriter, r *http.Request) (p onePage, err error) {
	ctx, a := r.Context(), h.Who(r)
	x, err := h.Hubs.See(ctx, a, r.PathValue("id"))
	if err != nil {
		return p, err
	}
	phase, after := outbox.Phase(r.URL.Query().Get("state")), r.URL.Query().Get("after")
	if !slices.Contains([]outbox.Phase{"", outbox.Waiting, outbox.Delivered, outbox.Dead}, phase) {
		phase = ""
	}
	rows, next, err := h.Hubs.Deliveries(ctx, a, x.ID, phase, after)
	if err != nil {
		return p, err
	}
	p = onePage{Page: web.NewPage(w, r, x.Name), Key: id.New()}
	p.Here, p.Back = Path, Path
	if p.Line, err = h.lineOf(ctx, p.Page, x); err != nil {
		return p, err
	}
	p.state(x.Target, h.DB.Now())
	for _, y := range rows {
		p.Rows = append(p.Rows, rowOf(p.Page, y, p.Line.URL, x.Target.State != outbox.Ended))
	}
	p.views(x, phase, next, after)
	unmapped, err := h.Hubs.Unmapped(ctx, a, x.ID)
	if err != nil {
		return p, err
	}
	p.Unmapped = len(unmapped)
	score, err := h.Hubs.Score(ctx, a, x.ID, "")
	p.Score = scoredOf(p.Page, p.Line.URL, score)
	return p, err
}

// state are the dates of how a target stands.
func (p *onePage) state(t outbox.Target, now time.Time) {
	if now.Before(t.FormerUntil) {
		p.Former = p.L().DateTime(t.FormerUntil)
	}
	if t.State == outbox.Open && now.Before(t.NextAt) {
		p.Next = p.L().DateTime(t.NextAt)
	}
}

func (p *onePage) views(x hub.Hub, phase outbox.Phase, next, after string) {
	at := func(phase outbox.Phase, after string) string {
		q := url.Values{}
		if phase != "" {
			q.Set("state", string(phase))
		}
		if after != "" {
			q.Set("after", after)
		}
		if len(q) == 0 {
			return p.Line.URL
		}
		return p.Line.URL + "?" + q.Encode()
	}
	counts := map[outbox.Phase]int{outbox.Waiting: x.Load.Waiting, outbox.Dead: x.Load.Dead}
	for _, v := range []outbox.Phase{"", outbox.Waiting, outbox.Dead, outbox.Delivered} {
		key := "hook.view.all"
		if v != "" {
			key = "hook.phase." + string(v)
		}
		p.Views = append(p.Views, web.View{Label: p.T(key), URL: at(v, ""), Count: counts[v], Counted: counts[v] > 0, Current: v == phase})
	}
	if next != "" {
		p.Pager.Next = at(phase, next)
	}
	if after != "" {
		p.Pager.Prev = at(phase, "")
	}
}
