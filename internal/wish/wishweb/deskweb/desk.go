// Package deskweb is the pages of wishes for staff.
package deskweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/escalate"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// Handler serves the pages of staff.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the pages of staff. A wish's own page and the list of all wishes share their address with those of
// residents, which hand over to Wish and List.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /inbox", h.inbox)
	mux.HandleFunc("GET /board", h.board)
	mux.HandleFunc("POST /board/{id}", h.sortCard)
	mux.HandleFunc("GET /wishes/{id}/classify", h.askClassify)
	for _, a := range deeds() {
		mux.HandleFunc("POST /wishes/{id}/"+string(a.act), h.post(a))
	}
	mux.HandleFunc("POST /wishes/{id}/reveal", h.reveal)
	mux.HandleFunc("GET /wishes/{id}/contact", h.askContact)
	mux.HandleFunc("POST /wishes/{id}/contact", h.setContact)
}

// Nav is the navigation of a member of staff with what waits there. When the counts cannot be read they are left out: a
// page never fails for its frame. Who neither handles wishes nor audits them, an administrator, has no desk.
func (h *Handler) Nav(ctx context.Context, a actor.Actor) []web.NavItem {
	if !wishweb.Handles(a) && !a.Has(actor.Auditor) {
		return nil
	}
	mine, unsorted, err := h.Lists.Waiting(ctx, a)
	if err != nil {
		mine, unsorted = 0, 0
	}
	nav := []web.NavItem{{Key: "desk.nav.inbox", URL: "/inbox", Icon: web.IconInbox, Count: mine}}
	if len(wish.SortsAt(a)) > 0 {
		nav = append(nav, web.NavItem{Key: "desk.nav.board", URL: "/board", Icon: web.IconLayoutKanban, Count: unsorted})
	}
	return append(nav, web.NavItem{Key: "desk.nav.wishes", URL: "/wishes", Icon: web.IconListCheck})
}

// Door is the main act in the desk's bar: filing for somebody. It has no key for who may not.
func Door(a actor.Actor) web.NavItem {
	if len(wishweb.DesksOf(a)) == 0 {
		return web.NavItem{}
	}
	return web.NavItem{Key: "desk.nav.register", URL: "/wishes/register", Icon: web.IconPencilPlus}
}

// level is how far the actor's desk reaches; the community when it is one or lies in one.
func level(a actor.Actor) place.Level {
	reach := place.Community
	for _, code := range wishweb.Scope(a) {
		reach = min(reach, place.LevelOf(code))
	}
	return max(reach, place.County)
}

// oversees tells whether a post of the actor reaches beyond its own unit.
func oversees(a actor.Actor) bool {
	return a.Has(actor.SocialWorker, actor.Secretary, actor.ViceSecretary, actor.StreetLeader, actor.CommandCentre, actor.Auditor)
}

// urgency is the chip beside the title.
func urgency(u wish.Urgency) web.Urgency {
	switch u {
	case wish.Urgent:
		return web.Urgent
	case wish.Critical:
		return web.TopUrgent
	}
	return web.Ordinary
}

// row is one wish in a list of the desk.
type row struct {
	ID      string // of a row that can be ticked
	URL     string
	Number  string
	Title   string
	Urgency web.Urgency
	Watched string // what has been done about its date
	Place   string
	Mark    web.Colour
	State   string
	Handler string
	Clock   wishweb.Clock
	Filed   string
}

// rows tells wishes as the desk's lists show them.
func (h *Handler) rows(ctx context.Context, t teller, wishes []wish.Wish) ([]row, error) {
	if err := t.Learn(ctx, h.DB, wishes, nil); err != nil {
		return nil, err
	}
	holders, err := h.holders(ctx, t, wishes)
	if err != nil {
		return nil, err
	}
	marks, err := escalate.Marks(ctx, h.DB, wishes)
	if err != nil {
		return nil, err
	}
	wide := level(t.Reader) < place.Community
	rows := make([]row, len(wishes))
	for i, w := range wishes {
		rows[i] = row{
			URL: "/wishes/" + w.ID, Number: w.Number, Title: w.Title, Urgency: urgency(w.Urgency), Place: t.Where(w.Place),
			Mark: wishweb.Mark(w), State: t.State(w, false), Handler: t.Unit(w), Clock: t.short(w), Filed: t.L.Date(w.FiledAt), Watched: wishweb.Watched(w, marks),
		}
		if wishweb.Handles(t.Reader) {
			rows[i].ID = w.ID
		}
		if wide && len(w.Place) > wishweb.CommunityWidth {
			rows[i].Place = t.Where(w.Community) + " " + t.Where(w.Place[:wishweb.NeighbourhoodWidth])
		}
		if name := holders[w.Post]; name != "" && w.Open() {
			rows[i].Handler = rows[i].Handler + " " + name
		}
	}
	return rows, nil
}

// holders are the names of those who hold the posts that took the wishes up, by post. A vacant post is left out: its
// wishes stand in the unit's inbox.
func (h *Handler) holders(ctx context.Context, t teller, wishes []wish.Wish) (map[string]string, error) {
	units := wishweb.Set{}
	for _, w := range wishes {
		if w.Post != "" {
			units.Add(w.Unit)
		}
	}
	byPost, people := map[string]string{}, wishweb.Set{}
	for _, unit := range units.All() {
		posts, err := org.HoldersOf(ctx, h.DB, unit, t.Now)
		if err != nil {
			return nil, err
		}
		for _, x := range posts {
			byPost[x.Post.ID] = x.Person
			people.Add(x.Person)
		}
	}
	names, err := person.Names(ctx, h.DB, people.All())
	for post, who := range byPost {
		byPost[post] = names[who]
	}
	return byPost, err
}

// short is the running clock as a table shows it: the date and the working days left (5月22日，6 天), or what is left when
// that is little. What has ended says when.
func (t teller) short(w wish.Wish) wishweb.Clock {
	c := t.Left(w, false)
	switch {
	case w.Due.IsZero():
		return t.Ended(w)
	case c.Text == "":
		return wishweb.Clock{State: web.ClockOK, Text: t.L.Date(w.Due)}
	case c.State == web.ClockOK:
		c.Text = t.L.T("desk.due", t.L.Date(w.Due), t.Book.Calendar().Left(t.Now, w.Due))
	}
	if w.DueProvisional {
		c.Text = t.L.T("wish.due.provisional", c.Text)
	}
	return c
}

// endOfDay is the midnight in China that ends today.
func endOfDay(now time.Time) time.Time { return (workday.DateOf(now) + 1).At(0) }

// options are a choice of words with the same prefix, after the one that means any.
func (t teller) options(prefix string, values ...string) []web.Option {
	out := []web.Option{{Value: "", Label: t.L.T("desk.any")}}
	for _, v := range values {
		out = append(out, web.Option{Value: v, Label: t.L.T(prefix + v)})
	}
	return out
}

// waits is the menu of what may wait, for who has something of it: decisions wait for who handles wishes, monthly notes on
// red ones are looked after by the levels above the community. What is chosen stands in it all the same.
func (t teller) waits(chosen string) []web.Menu {
	var kinds []string
	if wishweb.Handles(t.Reader) {
		kinds = append(kinds, list.WaitDecision)
	}
	if t.Reader.Has(actor.StreetLeader, actor.CommandCentre, actor.GroupLeader) || chosen == list.WaitNote {
		kinds = append(kinds, list.WaitNote)
	}
	if len(kinds) == 0 {
		return nil
	}
	return []web.Menu{{Field: web.Field{Name: "wait", Label: t.L.T("desk.filter.wait")}, Options: t.options("desk.wait.", kinds...)}}
}

// placeOptions are the places one step below the actor's desk: the 邻里 of a community, the communities of a street; and
// the one that is chosen, wherever it lies.
func (h *Handler) placeOptions(ctx context.Context, t teller, chosen string) ([]web.Option, error) {
	var below []place.Place
	for _, code := range wishweb.Scope(t.Reader) {
		children, err := place.Children(ctx, h.DB, code)
		if err != nil {
			return nil, err
		}
		below = append(below, children...)
	}
	out := []web.Option{{Value: "", Label: t.L.T("desk.all", len(below))}}
	for _, p := range below {
		out = append(out, web.Option{Value: p.Code, Label: p.Short()})
	}
	if chosen == "" || !wishweb.Reaches(t.Reader, chosen) || slices.ContainsFunc(out, func(o web.Option) bool { return o.Value == chosen }) {
		return out, nil
	}
	names, err := place.Names(ctx, h.DB, []string{chosen})
	if name := place.Short(names[chosen]); name != "" {
		out = append(out, web.Option{Value: chosen, Label: name})
	}
	return out, err
}

// placeKey is the word for the places of placeOptions.
func placeKey(a actor.Actor) string {
	switch level(a) {
	case place.County:
		return "desk.filter.street"
	case place.Town:
		return "desk.filter.community"
	default:
		return "desk.filter.linli"
	}
}

// turned is the address of another stretch of the same list.
func turned(path string, f *web.Form, where, cursor string) string {
	if cursor == "" {
		return ""
	}
	return path + "?" + strings.TrimPrefix(list.Address(f.Value)+"&"+url.Values{where: {cursor}}.Encode(), "&")
}

// teller says things to staff.
type teller struct{ *wishweb.Teller }

func (h *Handler) teller(r *http.Request) (teller, error) {
	t, err := h.Teller(r)
	return teller{t}, err
}

// query is what the address asks, and how to tell the answer.
func (h *Handler) query(r *http.Request) (*web.Form, teller, error) {
	f, err := web.ReadQuery(r)
	if err != nil {
		return nil, teller{}, err
	}
	t, err := h.teller(r)
	return f, t, err
}
