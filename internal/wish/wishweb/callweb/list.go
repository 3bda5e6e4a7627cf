// Package callweb is the pages of the call-back officer: whom to call by deadline, and one call.
package callweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"linli/internal/actor"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb"
)

// Handler serves the pages.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /calls", h.list)
	mux.HandleFunc("GET /calls/{id}", h.call)
	mux.HandleFunc("POST /calls/{id}/reveal", h.reveal)
	mux.HandleFunc("POST /calls/{id}/"+string(wish.CallBack), h.record)
	mux.HandleFunc("POST /calls/{id}/"+string(wish.CallMissed), h.miss)
	mux.HandleFunc("POST /calls/{id}/again", h.reopen)
}

// counted is the key of how many must be called, where the page has counted them for itself already.
type counted struct{}

// Nav is where an officer goes, with how many must be called; nothing for anybody else. A count that cannot be read is left
// out.
func (h *Handler) Nav(ctx context.Context, a actor.Actor) []web.NavItem {
	if !a.Has(actor.CallBackOfficer) {
		return nil
	}
	n, known := ctx.Value(counted{}).(int)
	if !known {
		var err error
		if n, err = h.Calls.Waiting(ctx, a); err != nil {
			n = 0
		}
	}
	return []web.NavItem{{Key: "calls.title", URL: "/calls", Icon: web.IconPhone, Count: n}}
}

// listPage is whom to call, by deadline.
type listPage struct {
	web.Page
	Form  *web.Form
	Menus []web.Menu
	Rule  string // from when somebody is called, until when, and how often it is tried
	Rows  []row
	Pager web.Pager
	Clear string // address without filters, when the filters leave nothing
	Out   string // who is not on the list, and why; empty: nobody
}

// row is one submitter to be called.
type row struct {
	URL, Number, Title, Place, Unit, Who, Tried string
	Mark                                        web.Colour
	Clock                                       wishweb.Clock
}

// list is GET /calls?place=&colour=&after=&before=.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	t, err := h.Teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p, only := listPage{Form: f}, narrowed(f)
	page, err := h.Calls.List(r.Context(), t.Reader, only)
	if err == nil {
		err = h.fillList(r.Context(), &p, t, page)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if only.Place == "" && only.Colour == nil {
		r = r.WithContext(context.WithValue(r.Context(), counted{}, page.Total))
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "calls.title"))
	p.Here = "/calls"
	web.Say(r, t.L.T("calls.listed", page.Total))
	web.Render(w, r, http.StatusOK, every(p), "list")
}

// narrowed is a filter from the address. What it does not know does not narrow.
func narrowed(f *web.Form) list.Filter {
	out := list.Filter{Place: f.Value("place"), After: f.Value("after"), Before: f.Value("before")}
	for _, c := range wish.Colours() {
		if f.Value("colour") == string(c) {
			out.Colour = &c
		}
	}
	return out
}

func (h *Handler) fillList(ctx context.Context, p *listPage, t *wishweb.Teller, page callback.Page) error {
	if err := t.Learn(ctx, h.DB, page.Wishes, nil); err != nil {
		return err
	}
	p.Rule = t.L.T("calls.rule", t.Book.Int("wish.call_back.after", "", t.Now), t.Book.Int("wish.call_back.days", "", t.Now))
	for _, w := range page.Wishes {
		p.Rows = append(p.Rows, told(t, w, page.Tries[w.ID]))
	}
	p.Out = out(t, page)
	p.Pager = web.Pager{Prev: turned(p.Form, "before", page.Prev), Next: turned(p.Form, "after", page.Next)}
	if n := len(p.Rows); n > 0 {
		p.Pager.From, p.Pager.To, p.Pager.Total = page.Before+1, page.Before+n, page.Total
	} else if p.Form.Value("place")+p.Form.Value("colour")+p.Form.Value("after")+p.Form.Value("before") != "" {
		p.Clear = "/calls"
	}
	places, err := h.below(ctx, t)
	p.Menus = []web.Menu{
		{Field: web.Field{Name: "place", Label: t.L.T("calls.place")}, Options: places},
		{Field: web.Field{Name: "colour", Label: t.L.T("desk.filter.colour")}, Options: []web.Option{
			{Value: "", Label: t.L.T("desk.any")}, {Value: "blue", Label: t.L.T("mark.blue")}, {Value: "yellow", Label: t.L.T("mark.yellow")}, {Value: "red", Label: t.L.T("mark.red")},
		}},
	}
	return err
}

func told(t *wishweb.Teller, w wish.Wish, tried callback.Tried) row {
	out := row{
		URL: "/calls/" + w.ID, Number: w.Number, Title: w.Title, Place: t.Where(w.Community) + " " + t.Where(w.Place), Unit: t.Unit(w),
		Who: t.Submitter(w), Mark: wishweb.Mark(w), Clock: t.Left(w, false), Tried: t.L.T("calls.never"),
	}
	if len(w.Place) <= wishweb.CommunityWidth {
		out.Place = t.Where(w.Community)
	}
	if out.Clock.State == web.ClockOK {
		out.Clock.Text = t.L.T("desk.due", t.L.Date(w.Due), t.Book.Calendar().Left(t.Now, w.Due))
	}
	if tried.Days > 0 {
		out.Tried = t.L.T("calls.tried", tried.Days, t.L.DateTime(tried.Last), t.L.T("wish.outcome."+string(tried.How)))
	}
	return out
}

// out says who is not on the list, and why.
func out(t *wishweb.Teller, page callback.Page) string {
	switch {
	case page.Nameless > 0 && page.Phoneless > 0:
		return t.L.T("calls.out.both", page.Nameless+page.Phoneless, strconv.Itoa(page.Nameless), strconv.Itoa(page.Phoneless))
	case page.Nameless > 0:
		return t.L.T("calls.out.nameless", page.Nameless)
	case page.Phoneless > 0:
		return t.L.T("calls.out.phoneless", page.Phoneless)
	}
	return ""
}

// below are the places one step below those of the officer's posts.
func (h *Handler) below(ctx context.Context, t *wishweb.Teller) ([]web.Option, error) {
	out, known := []web.Option{{Value: "", Label: t.L.T("desk.any")}}, map[string]bool{}
	for _, x := range t.Reader.Posts {
		if x.Role != actor.CallBackOfficer || known[x.Place] {
			continue
		}
		known[x.Place] = true
		children, err := place.Children(ctx, h.DB, x.Place)
		if err != nil {
			return nil, err
		}
		for _, c := range children {
			out = append(out, web.Option{Value: c.Code, Label: c.Short()})
		}
	}
	return out, nil
}

// turned is the address of another stretch of the list.
func turned(f *web.Form, where, cursor string) string {
	if cursor == "" {
		return ""
	}
	q := url.Values{where: {cursor}}
	for _, name := range []string{"place", "colour"} {
		if v := f.Value(name); v != "" {
			q.Set(name, v)
		}
	}
	return "/calls?" + q.Encode()
}
