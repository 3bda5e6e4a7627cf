// Package residentweb is the pages of wishes for residents and visitors.
package residentweb

import (
	"context"
	"net/http"
	"net/url"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/throttle"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb"
)

// Desk answers who handles wishes, at the addresses that staff share with residents.
type Desk interface {
	List(w http.ResponseWriter, r *http.Request)              // GET /wishes
	Wish(w http.ResponseWriter, r *http.Request, s wish.Seen) // GET /wishes/{id}
}

// Handler serves the pages of residents and visitors.
type Handler struct {
	wishweb.Deps
	desk Desk

	// Teas is what the home page shows of the meetings and promises of a community; nil where there are none.
	Teas func(r *http.Request, place string) (*web.Card, error)
}

// New is the handler over its dependencies, and the pages of staff, to whom it hands over.
func New(d wishweb.Deps, desk Desk) *Handler { return &Handler{Deps: d, desk: desk} }

// Routes adds the pages of residents and visitors. A member of the staff who comes to one that both have is shown the
// desk's.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /wishes", h.wishes)
	mux.HandleFunc("GET /wishes/new", h.newWish)
	mux.HandleFunc("POST /wishes/new", h.fileWish)
	mux.HandleFunc("GET /wishes/{id}", h.wishPage)
	mux.HandleFunc("GET /wishes/{id}/receipt", h.receipt)
	mux.HandleFunc("GET /wishes/register/receipt", h.deskReceipt)
	mux.HandleFunc("GET /wishes/{id}/evaluate", h.askRating)
	mux.HandleFunc("POST /wishes/{id}/evaluate", h.evaluate)
	mux.HandleFunc("GET /wishes/{id}/supplement", h.askSupplement)
	mux.HandleFunc("POST /wishes/{id}/supplement", h.supplement)
	mux.HandleFunc("GET /wishes/{id}/reopen", h.askReopen)
	mux.HandleFunc("POST /wishes/{id}/reopen", h.reopen)
	mux.HandleFunc("POST /wishes/{id}/follow", h.join)
	mux.HandleFunc("POST /wishes/{id}/unfollow", h.leave)
	mux.HandleFunc("POST /wishes/messages", h.setMessages)
	mux.HandleFunc("GET /wishes/{id}/withdraw", h.askWithdraw)
	mux.HandleFunc("POST /wishes/{id}/withdraw", h.withdraw)
	l := &lookups{h: h, tries: throttle.New(triesKept)}
	mux.HandleFunc("GET /lookup", l.page)
	mux.HandleFunc("POST /lookup", l.open)
}

// Tabs is the navigation of residents and visitors, below every page.
func (h *Handler) Tabs() []web.NavItem {
	return []web.NavItem{
		{Key: "home.title", URL: "/", Icon: web.IconHome},
		{Key: "wish.act.file", URL: "/wishes/new", Icon: web.IconPencilPlus},
		{Key: "mine.title", URL: "/wishes", Icon: web.IconListCheck},
		{Key: "home.place", URL: "/linli", Icon: web.IconBuildingCommunity},
	}
}

// teller says things to residents.
type teller struct{ *wishweb.Teller }

func (h *Handler) teller(r *http.Request) (teller, error) {
	t, err := h.Teller(r)
	return teller{t}, err
}

// row is one wish in a list of residents.
type row struct {
	URL    string
	Title  string
	Mark   web.Colour
	Marked bool // what ended before it was sorted has no mark
	State  string
	For    string // whose wish it is, when the reader acts for somebody
	Clock  wishweb.Clock
	Also   string // 31 人也一样
}

func (t teller) row(w wish.Wish) row {
	own := t.Own(w)
	r := row{URL: "/wishes/" + w.ID, Title: w.Title, Mark: wishweb.Mark(w), Marked: w.Open() || w.Colour != wish.Unsorted, State: t.State(w, own), Clock: t.Clock(w, own)}
	if own && t.Reader.Person != "" && w.Submitter != "" && w.Submitter != t.Reader.Person {
		r.For = t.L.T("mine.for", t.Person(w.Submitter))
	}
	return r
}

func (t teller) rows(wishes []wish.Wish) []row {
	out := make([]row, len(wishes))
	for i, w := range wishes {
		out[i] = t.row(w)
	}
	return out
}

// homePage is the first page of a resident.
type homePage struct {
	web.Page
	Place   string // as people say it
	Waiting []waiting
	Mine    []row
	More    bool // there are more than shown
	Nearby  []row
	Teas    *web.Card // the next tea and the promises of the year; nil: there is neither
}

// waiting is a wish that was answered and waits for its judgement.
type waiting struct {
	URL   string
	Text  string // 7幢楼道灯坏了。社区答复了，您看呢？
	Until string
}

// How many wishes the home page shows; elder mode shows one.
const (
	shownMine    = 3
	shownElder   = 1
	shownNearby  = 3
	shownWaiting = 5
)

// Home is the first page: what waits for a resident, the landing for a visitor; staff go to their inbox.
func (h *Handler) Home(w http.ResponseWriter, r *http.Request) {
	a := h.Who(r)
	switch {
	case a.Staff():
		http.Redirect(w, r, "/inbox", http.StatusSeeOther)
		return
	case a.Person == "":
		h.landing(w, r)
		return
	}
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := homePage{Page: web.NewPage(w, r, web.T(r.Context(), "home.title"))}
	p.Here = "/"
	err = h.fillHome(r.Context(), &p, t)
	if err == nil && h.Teas != nil {
		p.Teas, err = h.Teas(r, t.Reader.Home)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, home(p))
}

func (h *Handler) fillHome(ctx context.Context, p *homePage, t teller) error {
	ask, err := h.Lists.Mine(ctx, t.Reader, list.Filter{State: wish.Answered, Limit: shownWaiting})
	if err != nil {
		return err
	}
	shown := shownMine
	if p.Prefs.Elder {
		shown = shownElder
	}
	mine, err := h.Lists.Mine(ctx, t.Reader, list.Filter{Limit: shown})
	if err != nil {
		return err
	}
	var nearby []wish.Wish
	if len(t.Reader.Home) >= wishweb.CommunityWidth && !p.Prefs.Elder {
		around := t.Reader.Home[:min(len(t.Reader.Home), wishweb.NeighbourhoodWidth)]
		if nearby, err = h.Lists.Nearby(ctx, t.Reader, around, shownNearby); err != nil {
			return err
		}
	}
	all := append(append(append([]wish.Wish{{Place: t.Reader.Home}}, ask.Wishes...), mine.Wishes...), nearby...)
	if err := t.Learn(ctx, h.DB, all, nil); err != nil {
		return err
	}
	for _, w := range ask.Wishes {
		if wish.Can(t.Reader, wish.Evaluate, w) {
			p.Waiting = append(p.Waiting, waiting{
				URL: "/wishes/" + w.ID + "/evaluate", Text: t.L.T("home.ask.what", w.Title, t.Org(w.Unit)), Until: t.Due(w, true),
			})
		}
	}
	p.Mine, p.More, p.Nearby = t.rows(mine.Wishes), mine.Next != "", t.rows(nearby)
	p.Place = t.Where(t.Reader.Home[:min(len(t.Reader.Home), wishweb.NeighbourhoodWidth)])
	return h.call(ctx, &p.Page, t.Reader.Home)
}

// landing is the first page of a visitor.
func (h *Handler) landing(w http.ResponseWriter, r *http.Request) {
	p := web.NewPage(w, r, web.T(r.Context(), "home.title"))
	p.Here = "/"
	web.Render(w, r, http.StatusOK, landing(p))
}

// call puts the telephone of the community of a place on the page, instead of the one that the frame knows. Where no
// community takes part the frame's stays.
func (h *Handler) call(ctx context.Context, p *web.Page, code string) error {
	o, err := org.CommunityOf(ctx, h.DB, code)
	if err == nil && o.Phone != "" {
		p.Tel = web.Telephone{Number: o.Phone, Hours: o.Hours}
	}
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	return err
}

// duty is whom a resident may ask about a wish: the community's social worker, by name, as officials are.
func (h *Handler) duty(ctx context.Context, community string) (name string, tel string, err error) {
	o, err := org.CommunityOf(ctx, h.DB, community)
	if err != nil {
		return "", "", err
	}
	holders, err := org.HoldersOf(ctx, h.DB, o.ID, h.DB.Now())
	if err != nil {
		return "", "", err
	}
	for _, x := range holders {
		if x.Post.Role != actor.SocialWorker || x.Person == "" {
			continue
		}
		names, err := person.Names(ctx, h.DB, []string{x.Person})
		if err != nil {
			return "", "", err
		}
		return x.Post.Title + " " + names[x.Person], o.Phone, nil
	}
	return o.Short(), o.Phone, nil
}

// minePage is the resident's own wishes.
type minePage struct {
	web.Page
	Rows     []row
	Pager    web.Pager
	Followed []row // wishes of neighbours that the resident follows
	Messages bool  // a message can go to the telephone
	Quiet    bool  // and is not wanted
}

// wishes is GET /wishes: one's own, or for staff everything they may see.
func (h *Handler) wishes(w http.ResponseWriter, r *http.Request) {
	a := h.Who(r)
	if a.Staff() {
		h.desk.List(w, r)
		return
	}
	q := r.URL.Query()
	list, err := h.Lists.Mine(r.Context(), a, list.Filter{After: q.Get("after"), Before: q.Get("before")})
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if len(list.Wishes) == 0 && (q.Get("after") != "" || q.Get("before") != "") {
		http.Redirect(w, r, "/wishes", http.StatusSeeOther) // behind the end of the list
		return
	}
	t, err := h.teller(r)
	if err == nil {
		err = t.Learn(r.Context(), h.DB, list.Wishes, nil)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := minePage{
		Page: web.NewPage(w, r, web.T(r.Context(), "mine.title")), Rows: t.rows(list.Wishes),
		Pager: web.Pager{Prev: turn(list.Prev, "before"), Next: turn(list.Next, "after")},
	}
	p.Here = "/wishes"
	if q.Get("after") == "" && q.Get("before") == "" {
		if err := h.fillFollowed(r.Context(), &p, t); err != nil {
			web.Fail(w, r, err)
			return
		}
	}
	web.Render(w, r, http.StatusOK, mine(p))
}

// turn is the address of a page before or after this one; empty where the list ends.
func turn(cursor, where string) string {
	if cursor == "" {
		return ""
	}
	return "/wishes?" + url.Values{where: {cursor}}.Encode()
}
