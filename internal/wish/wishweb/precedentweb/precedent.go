// Package precedentweb is the pages of precedents: what was ruled at a place and holds for the next similar wish, how often that was
// proposed and followed, and revoking one.
package precedentweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/precedent"
	"linli/internal/wish/wishweb"
)

// Path is where the pages begin.
const Path = "/precedents"

// Handler serves them.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /precedents", h.list)
	mux.HandleFunc("GET /precedents/{id}", h.see)
	mux.HandleFunc("POST /precedents/{id}/revoke", h.revoke)
}

// Nav is where staff find them.
func Nav(a actor.Actor) []web.NavItem {
	if !reads(a) {
		return nil
	}
	return []web.NavItem{{Key: "precedent.title", URL: Path, Icon: web.IconCopy}}
}

// reads tells whether there is any place whose precedents the actor reads.
func reads(a actor.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return precedent.MaySee(a, p.Place) })
}

// teller says things to who reads precedents; for anybody else there is no such page.
func (h *Handler) teller(r *http.Request) (*wishweb.Teller, error) {
	t, err := h.Teller(r)
	switch {
	case err != nil:
		return nil, err
	case !t.Reader.SignedIn():
		return nil, errs.New(errs.Unauthenticated, "error.unauthenticated")
	case !reads(t.Reader):
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	return t, nil
}

// line is a precedent in words.
type line struct {
	ID, URL            string
	Topic, Place, Unit string
	Helpers, Ground    string
	Text, By           string
	Mark               web.Colour
	From, To           string
	Used               string
	Ended, EndedBy     string
}

// lines are precedents in words.
func (h *Handler) lines(ctx context.Context, t *wishweb.Teller, list []precedent.Precedent) ([]line, error) {
	codes, orgs := wishweb.Set{}, wishweb.Set{}
	for _, p := range list {
		codes.Add(p.Place)
		orgs.Add(append(p.Helpers, p.Unit)...)
	}
	names, err := place.Names(ctx, h.DB, codes.All())
	if err != nil {
		return nil, err
	}
	units, err := org.Names(ctx, h.DB, orgs.All())
	out := make([]line, len(list))
	for i, p := range list {
		x := line{
			ID: p.ID, URL: Path + "/" + p.ID, Topic: t.FullTopic(p.Topic), Place: place.Short(names[p.Place]), Unit: units[p.Unit], Text: p.Text, By: p.By,
			Mark: web.Colour(p.Colour), From: t.L.Date(p.From), Used: t.L.T("precedent.used", p.Offered) + t.L.T("precedent.followed", p.Followed), Ended: p.Ended, EndedBy: p.EndedBy,
		}
		helpers := make([]string, len(p.Helpers))
		for i, unit := range p.Helpers {
			helpers[i] = units[unit]
		}
		x.Helpers = strings.Join(helpers, t.L.T("desk.comma"))
		if p.Ground != "" {
			x.Ground = t.Ground(p.Ground, p.Place, p.From)
		}
		if !p.To.IsZero() {
			x.To = t.L.Date(p.To)
		}
		out[i] = x
	}
	return out, err
}

// listPage is the precedents of a place.
type listPage struct {
	web.Page
	Lines []line
	Views []web.View
	Next  string
}

// list is GET /precedents?place=&ended=&after=.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	ctx, code := r.Context(), place.Trim(f.Value("place"))
	if code == "" {
		code = t.Reader.Posts[0].Place
	}
	filter := precedent.Filter{Place: code, Ended: f.Value("ended") == "1", After: f.Value("after")}
	found, err := h.Rulings.List(ctx, t.Reader, filter)
	var here place.Place
	if err == nil {
		here, err = place.Resolve(ctx, h.DB, code)
	}
	p := listPage{}
	if err == nil {
		p.Lines, err = h.lines(ctx, t, found.Precedents)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	at := Path + "?" + url.Values{"place": {code}}.Encode()
	p.Views = []web.View{
		{Label: t.L.T("precedent.hold"), URL: at, Current: !filter.Ended},
		{Label: t.L.T("precedent.revoked"), URL: at + "&ended=1", Current: filter.Ended},
	}
	if found.Next != "" {
		p.Next = at + "&ended=" + f.Value("ended") + "&after=" + url.QueryEscape(found.Next)
	}
	p.Page = web.NewPage(w, r, t.L.T("precedent.at", here.Short()))
	p.Here = Path
	web.Render(w, r, http.StatusOK, listSheet(p))
}

// onePage is one precedent.
type onePage struct {
	web.Page
	line
	Form   *web.Form
	Revoke bool
	Wish   string // address of the wish that was ruled on; empty: not for this reader
	About  string // its title
	Up     string
}

// see is GET /precedents/{id}.
func (h *Handler) see(w http.ResponseWriter, r *http.Request) {
	h.show(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	ctx := r.Context()
	x, err := h.Rulings.See(ctx, t.Reader, r.PathValue("id"))
	var lines []line
	if err == nil {
		lines, err = h.lines(ctx, t, []precedent.Precedent{x})
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := onePage{line: lines[0], Form: f, Up: Path + "?place=" + x.Place}
	_, p.Revoke = precedent.MayRevoke(t.Reader, x)
	if s, err := h.Wishes.See(ctx, t.Reader, x.Wish); err == nil && s.View == wish.StaffView {
		p.Wish, p.About = "/wishes/"+x.Wish, s.Wish.Title
	}
	p.Page = web.NewPage(w, r, p.Topic+" · "+p.Place)
	p.Here, p.Back = Path, p.Up
	web.Render(w, r, status, oneSheet(p))
}

// revoke is POST /precedents/{id}/revoke.
func (h *Handler) revoke(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p, err := h.Rulings.Revoke(r.Context(), t.Reader, r.PathValue("id"), f.Value("text"), f.Value("key"))
	if err != nil {
		if f.Take(err) {
			h.show(w, r, f, http.StatusUnprocessableEntity)
			return
		}
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Path+"/"+p.ID, web.Flash{Key: "precedent.done"})
}

// Proposer proposes what was ruled before on a similar wish.
func (h *Handler) Proposer() wishweb.Proposer {
	return func(ctx context.Context, t *wishweb.Teller, w wish.Wish) ([]wishweb.Proposal, error) {
		p, ok, err := h.Rulings.Propose(ctx, w)
		if err != nil || !ok {
			return nil, err
		}
		lines, err := h.lines(ctx, t, []precedent.Precedent{p.Precedent})
		if err != nil {
			return nil, err
		}
		x := lines[0]
		out := wishweb.Proposal{
			By: "precedent", Title: t.L.T("precedent.one"), Colour: p.Colour, Unit: p.Unit, Name: x.Unit,
			Why: t.L.T("precedent.why", x.From, x.Topic, x.Unit, x.Text), URL: x.URL, See: t.L.T("precedent.see"),
		}
		if p.Like > 0 {
			out.Notes = append(out.Notes, t.L.T("precedent.like", p.Like))
		}
		if x.Helpers != "" {
			out.Notes = append(out.Notes, t.L.T("precedent.helpers", x.Helpers))
		}
		return []wishweb.Proposal{out}, nil
	}
}

// Reasoner says what was ruled about a wish, and which precedent was proposed where it was sorted and whether that was followed.
func (h *Handler) Reasoner() wishweb.Reasoner {
	return func(ctx context.Context, t *wishweb.Teller, w wish.Wish) (out []wishweb.Reason, err error) {
		ruled, used, err := h.Rulings.Why(ctx, w.ID)
		if err != nil {
			return nil, err
		}
		if ruled != nil {
			names, err := org.Names(ctx, h.DB, []string{ruled.Unit})
			if err != nil {
				return nil, err
			}
			x := wishweb.Reason{By: "ruling", Why: t.L.T("precedent.routed.ruling", t.L.Date(ruled.At), ruled.By, names[ruled.Unit])}
			if ruled.Kept {
				link(t, &x, ruled.Precedent)
			}
			out = append(out, x)
		}
		if used != nil {
			lines, err := h.lines(ctx, t, []precedent.Precedent{used.Precedent})
			if err != nil {
				return nil, err
			}
			key, p := "precedent.routed.departed", lines[0]
			if used.Followed {
				key = "precedent.routed.followed"
			}
			x := wishweb.Reason{By: "precedent", Why: t.L.T(key, p.From, p.By, p.Topic, p.Unit)}
			link(t, &x, used.Precedent)
			out = append(out, x)
		}
		return out, nil
	}
}

// link leads to a precedent who may see it.
func link(t *wishweb.Teller, x *wishweb.Reason, p precedent.Precedent) {
	if precedent.MaySee(t.Reader, p.Place) {
		x.URL, x.See = Path+"/"+p.ID, t.L.T("precedent.see")
	}
}
