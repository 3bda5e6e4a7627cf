// Package searchweb is the page of the search: one box for wishes, people, organisations and places, each reader with what
// that reader may see. Words stand in the address (GET /search?q=); a telephone or identity number never does: the box posts,
// and what has such a number in it is answered at once.
package searchweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/search"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/bulk"
	"linli/internal/wish/seek"
	"linli/internal/wish/wishweb"
)

// Path is where the search stands.
const Path = "/search"

// Handler serves the page.
type Handler struct {
	wishweb.Deps
	seek *seek.Service
}

// New is the handler over its dependencies and what finds.
func New(d wishweb.Deps, s *seek.Service) *Handler { return &Handler{d, s} }

// Routes adds the page.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+Path, h.get)
	mux.HandleFunc("POST "+Path, h.post)
}

// How much is shown: of one kind, and of each beside the others.
const (
	pageful   = 25
	someWish  = 10
	someOther = 5
)

// page is the search with what it has found.
type page struct {
	web.Page
	Form   *web.Form
	Query  search.Query
	Kind   seek.Kind // the only one; empty: all
	Kinds  []seek.Kind
	Groups []group
	People bool   // the reader looks for people, too
	Staff  bool   // the reader sees more wishes than neighbours do
	Of     string // whose wishes, in full
	Number bool   // a telephone or identity number was looked for
	Typed  bool   // it stood in the address, and was not looked for
	Built  int    // per cent of the index, while it is being built
}

// group is what was found of one kind.
type group struct {
	Kind seek.Kind
	Rows []row
	More string // where the rest stands; empty: this is all
	Out  string // where all of them go out as a table; empty: not for this reader
	web.Pager
}

// post is POST /search: words lead to their address, a number of somebody is answered here and stands nowhere.
func (h *Handler) post(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	typed := f.Value("q")
	number := h.seek.NumberIn(typed)
	if number == "" {
		http.Redirect(w, r, address(url.Values{"q": {typed}}), http.StatusSeeOther)
		return
	}
	h.show(w, r, page{Form: web.NewForm(), Number: true}, number)
}

// get is GET /search?q=&kind=&by=&after=&before=.
func (h *Handler) get(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := page{Form: f, Kind: seek.Kind(f.Value("kind"))}
	if !slices.Contains(seek.Kinds(), p.Kind) {
		p.Kind = ""
	}
	if h.seek.NumberIn(f.Value("q")) != "" {
		p.Form, p.Typed = web.NewForm(), true
		h.show(w, r, p, "")
		return
	}
	p.Query, err = search.Parse(f.Value("q"))
	if err != nil && !f.Take(err) {
		web.Fail(w, r, err)
		return
	}
	h.show(w, r, p, "")
}

// show answers with the page. number is what was typed where that is one of somebody's.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, p page, number string) {
	ctx, status := r.Context(), http.StatusOK
	t, err := h.Teller(r)
	if err == nil {
		p.People, p.Staff = seek.FindsPeople(t.Reader), t.Reader.Staff()
		p.Kinds = shown(p.People)
		err = h.fill(ctx, &p, &teller{t, h.Deps, p.Query}, number)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if !p.Form.OK() {
		status = http.StatusUnprocessableEntity
	}
	if p.Built, err = h.built(ctx); err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(ctx, "search.title"))
	if p.Here = Path; p.Typed {
		p.Page.Path = Path // no switch of the page brings the number back
	}
	web.Render(w, r, status, found(p))
}

// shown are the kinds that a reader finds.
func shown(people bool) []seek.Kind {
	return slices.DeleteFunc(seek.Kinds(), func(k seek.Kind) bool { return k == seek.Person && !people })
}

// built is how much of the index is there, in per cent, while it is being built; 0 when it is whole.
func (h *Handler) built(ctx context.Context) (int, error) {
	s, err := search.StateOf(ctx, h.DB)
	if err != nil {
		return 0, err
	}
	done, total := s.Sum()
	if done >= total {
		return 0, nil
	}
	return int(max(1, min(99, 100*done/total))), nil
}

// fill reads what is found.
func (h *Handler) fill(ctx context.Context, p *page, t *teller, number string) error {
	switch {
	case number != "":
		return h.byNumber(ctx, p, t, number)
	case p.Form.Value("by") != "":
		return h.ofPerson(ctx, p, t)
	case p.Query.Empty():
		return nil
	}
	for _, k := range p.Kinds {
		if p.Kind != "" && p.Kind != k {
			continue
		}
		g, err := h.group(ctx, p, t, k)
		if err != nil {
			return err
		}
		if len(g.Rows) > 0 || g.More != "" || g.Next != "" {
			p.Groups = append(p.Groups, g)
		}
	}
	return nil
}

// stretch is the part of a kind that is asked for.
func (p *page) stretch(k seek.Kind) seek.Stretch {
	switch {
	case p.Kind == k:
		return seek.Stretch{After: p.Form.Value("after"), Before: p.Form.Value("before"), Limit: pageful}
	case k == seek.Wish:
		return seek.Stretch{Limit: someWish}
	}
	return seek.Stretch{Limit: someOther}
}

// group is what is found of one kind.
func (h *Handler) group(ctx context.Context, p *page, t *teller, k seek.Kind) (g group, err error) {
	st, next, prev := p.stretch(k), "", ""
	switch k {
	case seek.Wish:
		var of seek.Page[wish.Wish]
		if of, err = h.seek.Wishes(ctx, t.Reader, p.Query, st); err == nil {
			g.Rows, err = t.wishes(ctx, of.Found)
		}
		next, prev = of.Next, of.Prev
	case seek.Person:
		var of seek.Page[person.Person]
		if of, err = h.seek.People(ctx, t.Reader, p.Query, st); err == nil {
			g.Rows = t.people(ctx, of.Found)
		}
		next, prev = of.Next, of.Prev
	case seek.Org:
		of, findErr := h.seek.Orgs(ctx, p.Query, st)
		if err = findErr; err == nil {
			g.Rows, err = t.orgs(ctx, of.Found)
		}
		next, prev = of.Next, of.Prev
	case seek.Place:
		of, findErr := h.seek.Places(ctx, p.Query, st)
		if err = findErr; err == nil {
			g.Rows, err = t.placesOf(ctx, of.Found)
		}
		next, prev = of.Next, of.Prev
	}
	g.Kind = k
	if k == seek.Wish && p.Kind == k && len(g.Rows) > 0 && bulk.May(t.Reader) == nil {
		g.Out = "/wishes/export?" + url.Values{"words": {p.Query.Typed}}.Encode()
	}
	p.turn(&g, next, prev)
	return g, err
}

// turn leads to what stands before and behind: by pages where the kind stands alone, else to its own page.
func (p *page) turn(g *group, next, prev string) {
	at := url.Values{"q": {p.Query.Typed}, "kind": {string(g.Kind)}}
	switch {
	case p.Kind == g.Kind:
		g.Next, g.Prev = turned(at, "after", next), turned(at, "before", prev)
	case next != "":
		g.More = address(at)
	}
}

func turned(at url.Values, name, cursor string) string {
	if cursor == "" {
		return ""
	}
	q := url.Values{name: {cursor}}
	for k, v := range at {
		q[k] = v
	}
	return address(q)
}

func address(q url.Values) string { return Path + "?" + q.Encode() }

// byNumber is the people of a telephone or identity number.
func (h *Handler) byNumber(ctx context.Context, p *page, t *teller, number string) error {
	all, err := h.seek.ByNumber(ctx, t.Reader, number)
	if len(all) > 0 {
		p.Groups = []group{{Kind: seek.Person, Rows: t.people(ctx, all)}}
	}
	return err
}

// ofPerson is the wishes that somebody of the reader's desk has made. Anybody else is not there.
func (h *Handler) ofPerson(ctx context.Context, p *page, t *teller) error {
	who, err := person.ByID(ctx, h.DB, p.Form.Value("by"))
	if err == nil && !person.AtDesk(t.Reader, who) || errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "error.not_found")
	}
	if err != nil {
		return err
	}
	p.Of, p.Kind = who.Name, seek.Wish
	of, err := h.seek.Of(ctx, t.Reader, who.ID, p.stretch(seek.Wish))
	if err != nil {
		return err
	}
	g := group{Kind: seek.Wish}
	if g.Rows, err = t.wishes(ctx, of.Found); err != nil || len(g.Rows) == 0 {
		return err
	}
	at := url.Values{"by": {who.ID}}
	g.Next, g.Prev = turned(at, "after", of.Next), turned(at, "before", of.Prev)
	p.Groups = []group{g}
	return nil
}

// query is the address of what was typed, in one kind or in all.
func query(p page, k seek.Kind) url.Values {
	q := url.Values{"q": {p.Query.Typed}}
	if k != "" {
		q.Set("kind", string(k))
	}
	return q
}
