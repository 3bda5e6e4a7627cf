package deskweb

import (
	"net/http"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/bulk"
	"linli/internal/wish/number"
	"linli/internal/wish/view"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// listPage is every wish that a member of staff sees.
type listPage struct {
	web.Page
	Form    *web.Form
	Menus   []web.Menu
	Rows    []row
	Pager   web.Pager
	Kept    []view.View // lists that the reader has kept
	Assigns bool        // the reader handles wishes
	Asked   string      // the number that was looked for and not found
	Clear   string      // address without filters
}

// List is GET /wishes for staff: filters and keyset pages, newest first. ?q= is a number and leads to its wish.
func (h *Handler) List(w http.ResponseWriter, r *http.Request) {
	f, t, err := h.query(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := listPage{Form: f, Asked: f.Value("q")}
	if p.Asked != "" {
		if number, ok := readNumber(p.Asked, t); ok {
			s, err := h.Wishes.SeeNumber(r.Context(), t.Reader, number)
			if err == nil {
				http.Redirect(w, r, "/wishes/"+s.Wish.ID, http.StatusSeeOther)
				return
			}
			if !errs.Is(err, errs.NotFound) {
				web.Fail(w, r, err)
				return
			}
		}
	}
	if err := h.fillList(r, &p, t); err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "desk.nav.wishes"))
	p.Here = "/wishes"
	web.Say(r, t.L.T("desk.list.said", len(p.Rows)))
	web.Render(w, r, http.StatusOK, every(p), "list")
}

// readNumber reads a number as a colleague types it: in full, without the place in one's own community, or only the
// running part of this year (000142).
func readNumber(s string, t teller) (string, bool) {
	community := ""
	for _, p := range t.Reader.Posts {
		if place.LevelOf(p.Place) == place.Community {
			community = p.Place
			break
		}
	}
	if n := strings.TrimSpace(s); len(n) <= 7 && strings.Trim(n, "0123456789") == "" {
		s = strconv.Itoa(workday.DateOf(t.Now).Year()) + "-" + n
	}
	return number.Parse(s, community)
}

func (h *Handler) fillList(r *http.Request, p *listPage, t teller) error {
	if p.Asked != "" {
		return nil
	}
	ctx := r.Context()
	f, _ := t.Filter(p.Form.Value)
	if all := wishweb.Scope(t.Reader); f.Place == "" && len(all) == 1 && oversees(t.Reader) && !t.Reader.Has(actor.Handler, actor.StreetOfficer, actor.GroupLeader) {
		f.Place = all[0] // the same rows, found by the place's index
	}
	found, err := h.Lists.All(ctx, t.Reader, f)
	if err != nil {
		return err
	}
	if p.Rows, err = h.rows(ctx, t, found.Wishes); err != nil {
		return err
	}
	places, err := h.placeOptions(ctx, t, p.Form.Value("place"))
	if err != nil {
		return err
	}
	p.Menus = t.menus(places)
	p.Assigns = bulk.May(t.Reader) == nil
	if p.Kept, err = h.Views.Of(ctx, t.Reader); err != nil {
		return err
	}
	p.Menus = append(p.Menus, t.waits(p.Form.Value("wait"))...)
	p.Pager = web.Pager{Prev: turned("/wishes", p.Form, "before", found.Prev), Next: turned("/wishes", p.Form, "after", found.Next), Note: t.L.T("desk.workdays")}
	if len(p.Rows) == 0 {
		p.Clear = "/wishes"
	}
	return nil
}

// menus are the filters of the list of all wishes.
func (t teller) menus(places []web.Option) []web.Menu {
	var states []string
	for _, s := range wish.Flow.States {
		states = append(states, string(s))
	}
	return []web.Menu{
		{Field: web.Field{Name: "place", Label: t.L.T(placeKey(t.Reader))}, Options: places},
		{Field: web.Field{Name: "state", Label: t.L.T("desk.filter.state")}, Options: t.options("wish.state.", states...)},
		{Field: web.Field{Name: "colour", Label: t.L.T("desk.filter.colour")}, Options: t.options("mark.", "none", "blue", "yellow", "red")},
		{Field: web.Field{Name: "urgency", Label: t.L.T("desk.filter.urgency")}, Options: t.options("wish.urgency.", urgencyNames()...)},
		{Field: web.Field{Name: "topic", Label: t.L.T("desk.topic")}, Options: append(t.options(""), t.AllTopics("")...)},
	}
}
