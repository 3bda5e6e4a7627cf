// Package hookweb is the pages of webhooks, for who administers: the subscriptions, a new one, one with its deliveries, and what could
// not be delivered.
package hookweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
	"linli/internal/id"
	"linli/internal/notify/way"
	"linli/internal/place"
	"linli/internal/seal"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// Where the pages are; channels is the page that leads to them.
const (
	Path     = "/admin/hooks"
	channels = "/admin/channels"
)

// Deps are what the pages need.
type Deps struct {
	DB    *db.DB
	Hooks *hook.Service
	Who   func(*http.Request) actor.Actor
}

// Handler serves the pages.
type Handler struct{ Deps }

// New is the handler over its dependencies.
func New(d Deps) *Handler { return &Handler{d} }

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /admin/hooks", h.list)
	mux.HandleFunc("POST /admin/hooks", h.make)
	mux.HandleFunc("GET /admin/hooks/new", h.fresh)
	mux.HandleFunc("GET /admin/hooks/dead", h.dead)
	mux.HandleFunc("GET /admin/hooks/{id}", h.one)
	mux.HandleFunc("GET /admin/hooks/{id}/end", h.ask("end"))
	mux.HandleFunc("GET /admin/hooks/{id}/rotate", h.ask("rotate"))
	mux.HandleFunc("POST /admin/hooks/{id}/end", h.act(h.Hooks.End, "end"))
	mux.HandleFunc("POST /admin/hooks/{id}/pause", h.act(h.Hooks.Pause, "pause"))
	mux.HandleFunc("POST /admin/hooks/{id}/resume", h.act(h.Hooks.Resume, "resume"))
	mux.HandleFunc("POST /admin/hooks/{id}/rotate", h.rotate)
	mux.HandleFunc("POST /admin/hooks/{id}/replay", h.replay)
}

// line is a subscription as a list shows it.
type line struct {
	hook.Subscription
	URL, Where, State, Good string
	Icon                    web.Icon
}

// listPage is all of them.
type listPage struct {
	web.Page
	All  []line
	Dead int
}

// Line is how the subscriptions stand, in one sentence.
func Line(r *http.Request, all []hook.Subscription) string {
	n, paused, dead := 0, 0, 0
	for _, x := range all {
		if x.Target.State == outbox.Ended {
			continue
		}
		if n++; x.Target.State == outbox.Paused {
			paused++
		}
		dead += x.Load.Dead
	}
	if n == 0 {
		return web.T(r.Context(), "hook.none")
	}
	return web.T(r.Context(), "hook.line", n, paused, dead)
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	all, err := h.Hooks.List(r.Context(), h.Who(r))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := listPage{Page: web.NewPage(w, r, web.T(r.Context(), "hook.title"))}
	p.Here, p.Back = channels, channels
	names, err := h.names(r.Context(), all...)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	for _, x := range all {
		p.All = append(p.All, lineOf(p.Page, x, names))
		p.Dead += x.Load.Dead
	}
	web.Render(w, r, http.StatusOK, listed(p))
}

func (h *Handler) names(ctx context.Context, all ...hook.Subscription) (map[string]string, error) {
	codes := make([]string, len(all))
	for i, x := range all {
		codes[i] = x.Place
	}
	return place.Names(ctx, h.DB, codes)
}

// lineOf is a subscription in words: how it stands, when it took something last.
func lineOf(p web.Page, x hook.Subscription, names map[string]string) line {
	l := line{Subscription: x, URL: Path + "/" + x.ID, Where: names[x.Place], Icon: web.IconCircleCheck, State: p.T("hook.state.open"), Good: "–"}
	if l.Where == "" {
		l.Where = x.Place
	}
	if t := x.Target.GoodAt; !t.IsZero() {
		l.Good = p.L().DateTime(t)
	}
	switch t := x.Target; {
	case t.State == outbox.Ended:
		l.Icon, l.State = web.IconPlayerPause, p.T("hook.state.ended", p.L().Date(t.StateAt))
	case t.State == outbox.Paused:
		l.Icon, l.State = web.IconAlertCircle, p.T("hook.paused."+t.Why, p.L().DateTime(t.StateAt))
		if t.Why == outbox.ByHand {
			l.Icon = web.IconPlayerPause
		}
	case t.Failures > 0:
		l.Icon, l.State = web.IconClock, p.T("hook.state.ill", p.L().DateTime(t.DownSince))
	case t.GoodAt.IsZero():
		l.Icon, l.State = web.IconClock, p.T("hook.state.new")
	}
	return l
}

// newPage is the form for another.
type newPage struct {
	web.Page
	Form        *web.Form
	Places      []web.Option
	Main, Other []web.Option
	More        bool // one of the others is chosen: they are shown
}

func (h *Handler) fresh(w http.ResponseWriter, r *http.Request) {
	f := web.NewForm("key", id.New())
	for _, k := range hook.Main() {
		f.Add("kind", k)
	}
	h.show(w, r, f, http.StatusOK)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	places := hook.Places(h.Who(r))
	if len(places) == 0 {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	p := newPage{Page: web.NewPage(w, r, web.T(r.Context(), "hook.new")), Form: f}
	p.Here, p.Back = channels, Path
	for _, k := range hook.Kinds() {
		o := web.Option{Value: k, Label: p.T("journal.act." + k), Note: k}
		if slices.Contains(hook.Main(), k) {
			p.Main = append(p.Main, o)
		} else {
			p.Other, p.More = append(p.Other, o), p.More || f.Has("kind", k)
		}
	}
	var err error
	if p.Places, err = h.places(r.Context(), h.Who(r)); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, status, form(p))
}

// places are those of the actor's posts and two levels below: a district, its streets, their communities.
func (h *Handler) places(ctx context.Context, a actor.Actor) (out []web.Option, err error) {
	for _, post := range a.Posts {
		if _, ok := hook.MayManage(a, post.Place); !ok || post.Role != actor.SystemAdmin {
			continue
		}
		top, err := place.Resolve(ctx, h.DB, post.Place)
		if err != nil {
			return nil, err
		}
		out = append(out, web.Option{Value: top.Code, Label: top.Name})
		below, err := place.Children(ctx, h.DB, top.Code)
		if err != nil {
			return nil, err
		}
		for _, x := range below {
			out = append(out, web.Option{Value: x.Code, Label: x.Name})
			last, err := place.Children(ctx, h.DB, x.Code)
			if err != nil {
				return nil, err
			}
			for _, y := range last {
				out = append(out, web.Option{Value: y.Code, Label: place.Short(x.Name) + " · " + y.Name})
			}
		}
	}
	return out, nil
}

// madePage is a secret, shown once.
type madePage struct {
	web.Page
	Name, Secret, What string
	Back               string
}

func (h *Handler) make(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	x, secret, err := h.Hooks.Make(r.Context(), h.Who(r), hook.Making{
		Name: f.Value("name"), Address: f.Value("secret_address"), Kinds: f.Values("kind"), Place: f.Value("place"), Key: f.Value("key"),
	})
	if f.Take(err) {
		h.show(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.once(w, r, x, secret, web.T(r.Context(), "hook.made.what"))
}

// once shows a secret.
func (h *Handler) once(w http.ResponseWriter, r *http.Request, x hook.Subscription, secret seal.Value, what string) {
	p := madePage{Page: web.NewPage(w, r, web.T(r.Context(), "hook.made.title")), Name: x.Name, Secret: secret.Reveal(), What: what, Back: Path + "/" + x.ID}
	p.Here = channels
	w.Header().Set("Cache-Control", "no-store")
	web.Render(w, r, http.StatusOK, made(p))
}

// row is a delivery as a list shows it.
type row struct {
	Seq                        int64
	ID, What, Kind, Number, At string
	State, Said, Tried, Due    string
	Tries                      int
	Of, OfURL                  string // its subscription, where several are shown
	Icon                       web.Icon
	Again                      bool // it may be sent again
	Back                       string
}

// rowOf is a delivery in words.
func rowOf(p web.Page, x outbox.Row, open bool) row {
	out := row{
		Seq: x.Seq, ID: x.ID, What: p.T("journal.act." + x.Kind), Kind: x.Kind, Number: hook.NumberOf(x.Data), At: p.L().DateTime(x.At), Tries: x.Tries,
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
	if x.Said != "" {
		out.Said = reason(p, x.Said)
	}
	return out
}

// reason is what a try came to, in words, with the number that the other side has said.
func reason(p web.Page, said string) string {
	code, detail := way.Reason(said)
	if detail == "" {
		return p.T("notice.why." + code)
	}
	return p.T("notice.why.said", i18n.Key("notice.why."+code), detail)
}

// onePage is one subscription with its deliveries.
type onePage struct {
	web.Page
	Line   line
	Kinds  []string
	Former string // until when the secret before is good
	Next   string // when it is asked again
	Key    string
	Form   *web.Form // of a replay
	Rows   []row
	Views  []web.View
	Pager  web.Pager
}

func (h *Handler) one(w http.ResponseWriter, r *http.Request) {
	h.look(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) look(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	ctx, a := r.Context(), h.Who(r)
	x, err := h.Hooks.See(ctx, a, r.PathValue("id"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	phase, after := outbox.Phase(r.URL.Query().Get("state")), r.URL.Query().Get("after")
	if !slices.Contains([]outbox.Phase{"", outbox.Waiting, outbox.Delivered, outbox.Dead}, phase) {
		phase = ""
	}
	rows, next, err := h.Hooks.Deliveries(ctx, a, x.ID, phase, after)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	names, err := h.names(ctx, x)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := onePage{Page: web.NewPage(w, r, x.Name), Form: f, Key: id.New()}
	p.Here, p.Back = channels, Path
	p.Line = lineOf(p.Page, x, names)
	p.state(x.Target, h.DB.Now())
	for _, k := range x.Kinds {
		p.Kinds = append(p.Kinds, p.T("journal.act."+k))
	}
	for _, y := range rows {
		p.Rows = append(p.Rows, rowOf(p.Page, y, x.Target.State != outbox.Ended))
	}
	p.views(x, phase, next, after)
	web.Render(w, r, status, sheet(p))
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

func (p *onePage) views(x hook.Subscription, phase outbox.Phase, next, after string) {
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

// deadPage is everything that could not be delivered.
type deadPage struct {
	web.Page
	Rows  []row
	Pager web.Pager
}

func (h *Handler) dead(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("after")
	rows, next, of, err := h.Hooks.Dead(r.Context(), h.Who(r), after)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := deadPage{Page: web.NewPage(w, r, web.T(r.Context(), "hook.dead"))}
	p.Here, p.Back = channels, Path
	for _, x := range rows {
		y := rowOf(p.Page, x, of[x.Target].Target.State != outbox.Ended)
		y.Of, y.OfURL, y.Back = of[x.Target].Name, Path+"/"+x.Target, "dead"
		p.Rows = append(p.Rows, y)
	}
	if next != "" {
		p.Pager.Next = Path + "/dead?" + url.Values{"after": {next}}.Encode()
	}
	if after != "" {
		p.Pager.Prev = Path + "/dead"
	}
	web.Render(w, r, http.StatusOK, deadList(p))
}
