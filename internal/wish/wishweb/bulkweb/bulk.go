// Package bulkweb is the pages for many wishes at once: what is to be done with those that were ticked in a list, and what
// became of each.
package bulkweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/bulk"
	"linli/internal/wish/list"
	"linli/internal/wish/view"
	"linli/internal/wish/wishweb"
)

// Handler serves them.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the pages. What is posted is answered with a page or a file of its own: sent again it acts once.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /bulk", h.choose)
	mux.HandleFunc("POST /bulk/assign", h.assign)
	mux.HandleFunc("POST /bulk/print", h.print)
	mux.HandleFunc("GET /wishes/export", h.asking)
	mux.HandleFunc("POST /wishes/export", h.export)
}

// The acts, as the buttons below a list name them.
const (
	actAssign = "assign"
	actPrint  = "print"
)

// choosePage asks what is needed before an act on the wishes that were chosen.
type choosePage struct {
	web.Page
	Form     *web.Form
	Act      string
	IDs      []string
	Wishes   []wish.Wish // of the chosen, the first ones
	Back     string      // the list
	Take     int         // how many of them the reader may take up
	Hand     int         // how many of them the reader may hand on
	Units    []web.Option
	Purposes []web.Option
}

// shown is how many of the chosen are named on the page.
const shown = 25

// choose is GET /bulk?act=&wish=…&list=&(filters).
func (h *Handler) choose(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	f.Set("key", id.New())
	h.ask(w, r, f, http.StatusOK)
}

// ask shows the page for what was chosen, also again when something is missing in its form.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	p := choosePage{Form: f, Act: f.Value("act"), Back: back(f)}
	if !slices.Contains([]string{actAssign, actPrint}, p.Act) {
		p.Act = actAssign
	}
	err := h.gather(r, &p)
	if errs.Is(err, errs.Invalid) && p.Form.Take(err) {
		status = http.StatusUnprocessableEntity
		err = nil
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "bulk.title."+p.Act))
	p.Here = p.Back
	web.Render(w, r, status, chosenPage(p))
}

// gather reads the wishes that were chosen, and what may be done with them. Unauthenticated, Forbidden, NotFound; Invalid:
// none, too many.
func (h *Handler) gather(r *http.Request, p *choosePage) error {
	t, err := h.Teller(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), t.Reader
	if err := bulk.May(a); err != nil {
		return err
	}
	most, err := h.Bulk.Most(ctx)
	if err != nil {
		return err
	}
	ids := distinct(p.Form.Values("wish"))
	switch {
	case len(ids) == 0:
		return errs.New(errs.Invalid, "bulk.none")
	case len(ids) > most:
		return errs.New(errs.Invalid, "bulk.too_many", most, len(ids))
	}
	p.IDs = ids
	p.Purposes = purposes(t)
	return h.look(ctx, p, t)
}

// purposes are why something goes out, to choose from.
func purposes(t *wishweb.Teller) (out []web.Option) {
	for _, v := range bulk.Purposes() {
		out = append(out, web.Option{Value: v, Label: t.L.T("export.purpose." + v)})
	}
	return out
}

// look reads the chosen wishes: all of them where each is to be done something to, else those that the page names.
func (h *Handler) look(ctx context.Context, p *choosePage, t *wishweb.Teller) error {
	offered := map[string]bool{}
	for i, one := range p.IDs {
		if i >= shown && p.Act != actAssign {
			break
		}
		seen, err := h.Wishes.See(ctx, t.Reader, one)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		p.Wishes = append(p.Wishes, seen.Wish)
		if seen.May(wish.TakeUp) {
			p.Take++
		}
		if !seen.May(wish.Hand) {
			continue
		}
		p.Hand++
		units, err := h.Wishes.Receivers(ctx, seen.Wish.Community, seen.Wish.Colour)
		if err != nil {
			return err
		}
		for _, o := range units {
			if !offered[o.ID] {
				offered[o.ID] = true
				p.Units = append(p.Units, web.Option{Value: o.ID, Label: o.Short()})
			}
		}
	}
	return nil
}

// back is the address of the list that was looked at.
func back(f *web.Form) string {
	if words := f.Value("words"); words != "" {
		return "/search?" + url.Values{"kind": {"wish"}, "q": {words}}.Encode()
	}
	path := "/wishes"
	if f.Value("list") == view.Inbox {
		path = "/inbox"
	}
	if q := list.Address(f.Value); q != "" {
		path += "?" + q
	}
	return path
}

func distinct(ids []string) (out []string) {
	for _, one := range ids {
		if one != "" && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// outcome is what became of one wish.
type outcome struct {
	Number, Title, URL string // empty where the reader does not see it
	Why                string // empty: it went
}

// donePage tells what went and what did not.
type donePage struct {
	web.Page
	What string // what was done: 接到自己名下, 转给花店
	Went []outcome
	Left []outcome
	Back string
}

// assign is POST /bulk/assign: to=own takes up, else the unit gets them.
func (h *Handler) assign(w http.ResponseWriter, r *http.Request) {
	f, t, err := h.read(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	ctx := r.Context()
	in := bulk.Assigning{Unit: f.Value("unit"), Text: f.Value("text"), Key: f.Value("key")}
	if f.Value("to") == "own" {
		in.Unit, in.Text = "", ""
	} else if in.Unit == "" {
		in.Unit = wishweb.Missing
		f.Bad("unit", "bulk.error.unit")
	}
	if err = bulk.May(t.Reader); err == nil && !f.OK() {
		f.Set("act", actAssign)
		h.ask(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	var results []bulk.Result
	if err == nil {
		results, err = h.Bulk.Assign(ctx, t.Reader, f.Values("wish"), in)
	}
	if h.wrong(w, r, f, actAssign, err) {
		return
	}
	p := donePage{Back: back(f), What: t.L.T("bulk.did.take")}
	if in.Unit != "" {
		p.What = t.L.T("bulk.did.hand", h.unit(ctx, t, in.Unit))
	}
	p.part(t, results)
	p.Page = web.NewPage(w, r, t.L.T("bulk.done", len(p.Went), len(results)))
	p.Here = p.Back
	web.Render(w, r, http.StatusOK, done(p))
}

// part tells which went and which did not, and why.
func (p *donePage) part(t *wishweb.Teller, results []bulk.Result) {
	for _, x := range results {
		o := outcome{Why: said(t, x.Err)}
		if x.Wish.ID != "" {
			o.Number, o.Title, o.URL = x.Wish.Number, x.Wish.Title, "/wishes/"+x.Wish.ID
		}
		if x.Err == nil {
			p.Went = append(p.Went, o)
		} else {
			p.Left = append(p.Left, o)
		}
	}
}

// read is a posted form, and how to tell the answer.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) (*web.Form, *wishweb.Teller, error) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		return nil, nil, err
	}
	t, err := h.Teller(r)
	return f, t, err
}

// wrong answers what went wrong with the whole request; it is false when nothing did. What is missing in the form is asked
// again.
func (h *Handler) wrong(w http.ResponseWriter, r *http.Request, f *web.Form, act string, err error) bool {
	switch {
	case err == nil:
		return false
	case f.Take(err):
		f.Set("act", act)
		h.ask(w, r, f, http.StatusUnprocessableEntity)
	default:
		web.Fail(w, r, err)
	}
	return true
}

// unit is a unit's name.
func (h *Handler) unit(ctx context.Context, t *wishweb.Teller, unitID string) string {
	if err := t.Learn(ctx, h.DB, []wish.Wish{{Unit: unitID}}, nil); err != nil {
		return ""
	}
	return t.Org(unitID)
}

// said is why a wish did not go, in the reader's words.
func said(t *wishweb.Teller, err error) string {
	var e *errs.Error
	switch {
	case err == nil:
		return ""
	case errs.Is(err, errs.NotFound) || !errors.As(err, &e):
		return t.L.T("bulk.gone")
	case errs.Is(err, errs.Conflict):
		return wishweb.Clash(t.L, err)
	case len(e.Fields) > 0:
		return t.L.T(e.Fields[0].Key, e.Fields[0].Args...)
	}
	return t.L.T(e.Key, e.Args...)
}
