// Package placeweb is the choice of the place that the desk's lists look at.
package placeweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/wishweb"
)

// Handler serves the choice of a place.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the page.
func (h *Handler) Routes(mux *http.ServeMux) { mux.HandleFunc("GET /places", h.places) }

// placesPage is the choice of a place to look at: one's own, what lies below one of them level by level, a search. Only
// places of the actor's desk are on it.
type placesPage struct {
	web.Page
	Form  *web.Form
	Own   []placeRow
	Here  placeRow  // where in the tree the page is
	Up    *placeRow // one level higher, where that is the actor's too
	Below []placeRow
	Cut   bool // there is more below than is shown
	Found []placeRow
	Asked bool // a search was made
}

// placeRow is one place of the choice.
type placeRow struct {
	Code string
	Name string
	Path string // what it lies in, for those that were found
	URL  string // the list that it leads to
	Down string // address of the level below; empty where there is none
}

// Bounds of one page: a level of the tree, and a search, whose user types more of the name.
const (
	maxBelow      = 200
	maxFoundPlace = 12
)

// switchable are the pages that keep their kind when the place changes.
func switchable() []string {
	return []string{"/inbox", "/board", "/wishes", "/wishes/map", "/dispatch", figures}
}

// figures is the page of figures, for who oversees the place.
const figures = "/figures"

// Switcher is the address of the choice of a place, for whoever looks at wishes: from this page, at the place of At.
// Empty for who has no lists.
func Switcher(r *http.Request, a actor.Actor) string {
	if !looks(a) {
		return ""
	}
	q := url.Values{"at": {At(r, a)}}
	if slices.Contains(switchable(), r.URL.Path) {
		q.Set("from", r.URL.Path)
	}
	return "/places?" + q.Encode()
}

// At is the place that a page of the desk is about: the one that its address chooses, when it is the actor's, else that
// of the first post.
func At(r *http.Request, a actor.Actor) string {
	name := "place"
	if r.URL.Path == "/places" {
		name = "at"
	}
	if code := r.URL.Query().Get(name); code != "" && (name == "at" || slices.Contains(switchable(), r.URL.Path)) && wishweb.Reaches(a, code) {
		return code
	}
	if len(a.Posts) == 0 {
		return ""
	}
	return a.Posts[0].Place
}

// looks tells whether the actor has lists of wishes.
func looks(a actor.Actor) bool { return wishweb.Handles(a) || a.Has(actor.Auditor) }

// places is GET /places?at=&q=&from=. A place outside the actor's desk is not there.
func (h *Handler) places(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.Teller(r)
	}
	switch {
	case err != nil:
	case !t.Reader.SignedIn():
		err = errs.New(errs.Unauthenticated, "error.unauthenticated")
	case !looks(t.Reader), f.Value("at") != "" && !wishweb.Reaches(t.Reader, f.Value("at")):
		err = errs.New(errs.NotFound, "error.not_found")
	}
	p := placesPage{Form: f}
	if err == nil {
		err = h.fillPlaces(r.Context(), &p, t, At(r, t.Reader))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "desk.places"))
	web.Render(w, r, http.StatusOK, places(p))
}

func (h *Handler) fillPlaces(ctx context.Context, p *placesPage, t *wishweb.Teller, at string) error {
	path, err := place.Path(ctx, h.DB, at)
	if err != nil {
		return err
	}
	p.Here = p.row(t, path[len(path)-1])
	if up := len(path) - 2; up >= 0 && wishweb.Reaches(t.Reader, path[up].Code) {
		row := p.row(t, path[up])
		p.Up = &row
	}
	below, err := place.Children(ctx, h.DB, at)
	if err != nil {
		return err
	}
	p.Cut = len(below) > maxBelow
	for _, x := range below[:min(len(below), maxBelow)] {
		p.Below = append(p.Below, p.row(t, x))
	}
	if len(wishweb.Scope(t.Reader)) > 1 || p.Up != nil {
		for _, code := range wishweb.Scope(t.Reader) {
			own, err := place.Path(ctx, h.DB, code)
			if err != nil {
				return err
			}
			p.Own = append(p.Own, p.row(t, own[len(own)-1]))
		}
	}
	return h.findPlaces(ctx, p, t)
}

// row is a place as a choice: the kind of list one came from, there.
func (p *placesPage) row(t *wishweb.Teller, x place.Place) placeRow {
	from := p.Form.Value("from")
	if !slices.Contains(switchable(), from) || from == "/board" && !slices.Contains(wish.SortsAt(t.Reader), x.Code) ||
		from == figures && !figure.MaySee(t.Reader, x.Code) {
		from = "/wishes"
	}
	row := placeRow{Code: x.Code, Name: x.Short(), URL: from + "?" + url.Values{"place": {x.Code}}.Encode()}
	if x.Level() < place.Building {
		q := url.Values{"at": {x.Code}}
		if asked := p.Form.Value("from"); asked != "" {
			q.Set("from", asked)
		}
		row.Down = "/places?" + q.Encode()
	}
	return row
}

// findPlaces looks for a name or a code below the actor's desk.
func (h *Handler) findPlaces(ctx context.Context, p *placesPage, t *wishweb.Teller) error {
	if p.Asked = p.Form.Value("q") != ""; !p.Asked {
		return nil
	}
	found, err := place.Find(ctx, h.DB, p.Form.Value("q"), wishweb.Scope(t.Reader), maxFoundPlace)
	if err != nil {
		return err
	}
	above := wishweb.Set{}
	for _, x := range found {
		above.Add(place.Ancestors(x.Code)...)
	}
	names, err := place.Names(ctx, h.DB, above.All())
	for _, x := range found {
		row := p.row(t, x)
		for _, code := range place.Ancestors(x.Code) {
			if place.LevelOf(code) < place.County {
				continue
			}
			if row.Path != "" {
				row.Path += " › "
			}
			row.Path += place.Short(names[code])
		}
		p.Found = append(p.Found, row)
	}
	return err
}
