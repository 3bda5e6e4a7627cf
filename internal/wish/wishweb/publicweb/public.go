// Package publicweb is the public side of a place: a page for each 邻里 and each community, which everybody reads without
// signing in, what is being handled there, and a feed of what was answered. All of it is what neighbours may read, for
// staff and submitters too.
package publicweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/follow"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb"
)

// Slot is a part of a place's page that another feature fills, for a 邻里 or community by its code; nil: nothing is shown.
type Slot func(r *http.Request, place string) (*web.Card, error)

// Slots are those parts, each at its place in the order of the page; nil where no feature fills it.
type Slots struct {
	Promises Slot // 说到做到: what was promised, kept, late, broken
	Judged   Slot // 大家怎么评: how residents judged
	Tea      Slot // 下一次书记下午茶
}

// Handler serves the pages.
type Handler struct {
	wishweb.Deps
	slots Slots
}

// New is the handler over its dependencies.
func New(d wishweb.Deps, s Slots) *Handler { return &Handler{d, s} }

// Path is where the choice of a place stands; below it each place has its page.
const Path = "/linli"

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /linli", h.choose)
	mux.HandleFunc("GET /linli/{code}", h.page)
	mux.HandleFunc("GET /linli/{code}/wishes", h.wishes)
	mux.HandleFunc("GET /linli/{code}/feed.atom", h.feed)
}

// here is the place that an address names, as it is today.
type here struct {
	place.Place
	Committee org.Org // of its community
}

// Community is the code of its community.
func (x here) Community() string { return x.Code[:wishweb.CommunityWidth] }

// Hood tells whether it is a 邻里, not a community.
func (x here) Hood() bool { return len(x.Code) == wishweb.NeighbourhoodWidth }

// at finds the 邻里 or community of the address; done: the answer has been given. A code that has ended leads to the one of
// today. What is no such place, or takes no part, is not there.
func (h *Handler) at(w http.ResponseWriter, r *http.Request) (x here, done bool) {
	code := r.PathValue("code")
	err := errs.New(errs.NotFound, "error.not_found")
	if n := len(code); n == wishweb.CommunityWidth || n == wishweb.NeighbourhoodWidth {
		p, findErr := place.Resolve(r.Context(), h.DB, code)
		if findErr == nil {
			x.Place = p
			x.Committee, findErr = org.CommunityOf(r.Context(), h.DB, p.Code)
		}
		switch {
		case findErr == nil && p.Code != code:
			http.Redirect(w, r, Path+"/"+p.Code+strings.TrimPrefix(r.URL.Path, Path+"/"+code), http.StatusSeeOther)
			return x, true
		case findErr == nil:
			return x, false
		case !errs.Is(findErr, errs.NotFound) && !errs.Is(findErr, errs.Invalid):
			web.Fail(w, r, findErr)
			return x, true
		}
	}
	web.Fail(w, r, err)
	return x, true
}

// base is what the pages of a place have in common.
func (h *Handler) base(w http.ResponseWriter, r *http.Request, x here, title string) web.Page {
	p := web.NewPage(w, r, title)
	p.Here, p.Feed = Path, Path+"/"+x.Code+"/feed.atom"
	p.Tel = web.Telephone{Number: x.Committee.Phone, Hours: x.Committee.Hours}
	if p.Frame == web.Phone {
		p.Places, p.Switch = []web.PlaceLink{{Name: x.Short()}}, Path+"?at="+x.Community()
	}
	return p
}

// hoodPage is the page of a place.
type hoodPage struct {
	web.Page
	Place     string
	Parts     string // 中心村社区 · 9 幢
	Up        string // the page of the community; empty on that itself
	UpName    string
	Holders   []web.Somebody
	Gaps      []string
	Cards     [3]*web.Card // promises, judged, tea
	Rows      []row
	Total     int // exact, or 0
	All       string
	Hoods     []link
	FileURL   string
	Committee string
}

// link is a place to go to.
type link struct{ Name, URL string }

// row is a wish as neighbours see it in a list.
type row struct {
	URL, Title string
	Mark       web.Colour
	State      string
	Clock      wishweb.Clock
	Also       string
}

// The page of a place shows, of its newest open wishes, those that most people have.
const (
	newestOpen = 100
	shownOpen  = 3
)

// look is the place of the address, and how to tell about it; done: the answer has been given.
func (h *Handler) look(w http.ResponseWriter, r *http.Request) (x here, t *wishweb.Teller, done bool) {
	if x, done = h.at(w, r); done {
		return x, nil, true
	}
	t, err := h.Teller(r)
	if err != nil {
		web.Fail(w, r, err)
	}
	return x, t, err != nil
}

// page is GET /linli/{code}.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) {
	x, t, done := h.look(w, r)
	if done {
		return
	}
	p := hoodPage{Place: x.Short(), All: Path + "/" + x.Code + "/wishes", FileURL: "/wishes/new?place=" + x.Code, Committee: x.Committee.Short()}
	if x.Hood() {
		p.Place = t.L.T("public.hood", x.Short())
	}
	p.Page = h.base(w, r, x, p.Place)
	for _, fill := range []func() error{
		func() error { return h.where(r.Context(), &p, t, x) },
		func() error { return h.whom(r.Context(), &p, t, x) },
		func() error { return h.open(r.Context(), &p, t, x) },
		func() error { return h.cards(r, &p, x) },
	} {
		if err := fill(); err != nil {
			web.Fail(w, r, err)
			return
		}
	}
	web.Render(w, r, http.StatusOK, hood(p))
}

// where is the place among the others: its community and how many buildings it has, or its 邻里.
func (h *Handler) where(ctx context.Context, p *hoodPage, t *wishweb.Teller, x here) error {
	below, err := place.Children(ctx, h.DB, x.Code)
	if err != nil {
		return err
	}
	if x.Hood() {
		p.Up, p.UpName = Path+"/"+x.Community(), x.Committee.Short()
		if len(below) > 0 {
			p.Parts = t.L.T("public.buildings", len(below))
		}
		return nil
	}
	for _, b := range below {
		p.Hoods = append(p.Hoods, link{t.L.T("public.hood", b.Short()), Path + "/" + b.Code})
	}
	return nil
}

// cards are the parts that other features fill.
func (h *Handler) cards(r *http.Request, p *hoodPage, x here) error {
	for i, slot := range []Slot{h.slots.Promises, h.slots.Judged, h.slots.Tea} {
		if slot == nil {
			continue
		}
		card, err := slot(r, x.Code)
		if err != nil {
			return err
		}
		p.Cards[i] = card
	}
	return nil
}

// open is what is being handled here: what most people have first, then the newest.
func (h *Handler) open(ctx context.Context, p *hoodPage, t *wishweb.Teller, x here) error {
	page, err := h.Lists.Open(ctx, list.Filter{Place: x.Code, Limit: newestOpen})
	if err != nil {
		return err
	}
	ids := make([]string, len(page.Wishes))
	for i, w := range page.Wishes {
		ids[i] = w.ID
	}
	n, err := follow.Counts(ctx, h.DB, ids)
	if err != nil {
		return err
	}
	// Small counts are no order: it would tell which of two is the larger.
	shown := func(w wish.Wish) int { return t.Followed(n[w.ID]).N }
	slices.SortStableFunc(page.Wishes, func(a, b wish.Wish) int { return shown(b) - shown(a) })
	if p.Rows, err = h.rows(ctx, t, page.Wishes[:min(len(page.Wishes), shownOpen)]); err != nil {
		return err
	}
	if p.Total = len(page.Wishes); page.Next != "" {
		p.Total, err = h.Lists.CountOpen(ctx, x.Code)
	}
	return err
}

func (h *Handler) rows(ctx context.Context, t *wishweb.Teller, wishes []wish.Wish) ([]row, error) {
	if err := t.Learn(ctx, h.DB, wishes, nil); err != nil {
		return nil, err
	}
	also, err := t.AlsoSoOf(ctx, h.DB, wishes)
	out := make([]row, len(wishes))
	for i, w := range wishes {
		out[i] = row{URL: "/wishes/" + w.ID, Title: w.Title, Mark: wishweb.Mark(w), State: t.State(w, false), Clock: t.Clock(w, false), Also: also[w.ID]}
	}
	return out, err
}

// wishesPage is everything that is being handled at a place.
type wishesPage struct {
	web.Page
	Rows  []row
	Pager web.Pager
	Back  link
}

// wishes is GET /linli/{code}/wishes.
func (h *Handler) wishes(w http.ResponseWriter, r *http.Request) {
	x, t, done := h.look(w, r)
	if done {
		return
	}
	q := r.URL.Query()
	page, err := h.Lists.Open(r.Context(), list.Filter{Place: x.Code, After: q.Get("after"), Before: q.Get("before")})
	p := wishesPage{Page: h.base(w, r, x, t.L.T("public.open.of", x.Short())), Back: link{x.Short(), Path + "/" + x.Code}}
	if err == nil {
		p.Rows, err = h.rows(r.Context(), t, page.Wishes)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	turn := func(cursor, to string) string {
		if cursor == "" {
			return ""
		}
		return r.URL.Path + "?" + url.Values{to: {cursor}}.Encode()
	}
	p.Pager = web.Pager{Prev: turn(page.Prev, "before"), Next: turn(page.Next, "after")}
	web.Render(w, r, http.StatusOK, openWishes(p))
}

// turnedTo are the roles that residents of a place turn to, in the order of the page; whoever holds a post at the 邻里
// itself comes before them.
var turnedTo = []actor.Role{actor.Secretary, actor.ViceSecretary, actor.SocialWorker}

// rank is where a post stands among those to turn to; ok: it is one.
func rank(x here, o org.Org, p actor.Post) (int, bool) {
	if x.Hood() && o.Place == x.Code {
		return -1, p.Role != actor.Auditor && !p.Role.Administers()
	}
	i := slices.Index(turnedTo, p.Role)
	return i, i >= 0
}
