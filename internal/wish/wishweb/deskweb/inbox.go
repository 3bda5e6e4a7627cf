package deskweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"linli/internal/actor"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/bulk"
	"linli/internal/wish/list"
	"linli/internal/wish/view"
	"linli/internal/wish/wishweb"
)

// inboxPage is what a member of staff has to do, by deadline.
type inboxPage struct {
	web.Page
	Form    *web.Form
	View    list.Desk
	Views   []web.View
	Menus   []web.Menu
	Bands   []band
	Pager   web.Pager
	Kept    []view.View // lists that the reader has kept
	Assigns bool        // the reader handles wishes
	Next    string      // when nothing is late or due today: the date of the first
	Clear   string      // address without filters, when the filters leave nothing
	Others  string      // address of everything open, when nothing waits
}

// band is the wishes of a list that are late, due today or due later. Count is of the whole list, not of this stretch.
type band struct {
	Key   string
	Count int
	Note  string
	Rows  []row
}

// inbox is GET /inbox?view=&place=&colour=&state=&urgency=.
func (h *Handler) inbox(w http.ResponseWriter, r *http.Request) {
	f, t, err := h.query(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := inboxPage{Form: f, View: viewed(t.Reader, f.Value("view"))}
	narrow, _ := t.Filter(f.Value)
	page, counts, err := h.readInbox(r.Context(), t.Reader, p.View, narrow)
	if err == nil {
		err = h.fillInbox(r.Context(), &p, t, page, counts)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "desk.nav.inbox"))
	p.Here = "/inbox"
	web.Say(r, t.L.T("desk.inbox.said", counts.Total))
	web.Render(w, r, http.StatusOK, inbox(p), "list")
}

// viewed is the desk that an address names; where it names none, or none that the actor has, the first one.
func viewed(a actor.Actor, name string) list.Desk {
	views := views(a)
	for _, d := range views {
		if string(d) == name {
			return d
		}
	}
	return views[0]
}

// views are the desks that mean something to the actor: who may only look has no own, who handles only the own orders has
// nothing elsewhere.
func views(a actor.Actor) []list.Desk {
	switch {
	case !wishweb.Handles(a):
		return []list.Desk{list.DeskAll, list.DeskElse, list.DeskJudgment}
	case !oversees(a):
		return []list.Desk{list.DeskMine, list.DeskAll, list.DeskJudgment}
	}
	return list.Desks()
}

func (h *Handler) readInbox(ctx context.Context, a actor.Actor, desk list.Desk, f list.Filter) (list.Page, list.Counts, error) {
	page, err := h.Lists.Inbox(ctx, a, desk, f)
	if err != nil {
		return page, list.Counts{}, err
	}
	f.Before = page.Prev
	counts, err := h.Lists.Count(ctx, a, desk, f, endOfDay(h.DB.Now()))
	return page, counts, err
}

func (h *Handler) fillInbox(ctx context.Context, p *inboxPage, t teller, page list.Page, counts list.Counts) error {
	rows, err := h.rows(ctx, t, page.Wishes)
	if err != nil {
		return err
	}
	places, err := h.placeOptions(ctx, t, p.Form.Value("place"))
	if err != nil {
		return err
	}
	p.tabs(t, counts)
	p.Menus = []web.Menu{
		{Field: web.Field{Name: "place", Label: t.L.T(placeKey(t.Reader))}, Options: places},
		{Field: web.Field{Name: "colour", Label: t.L.T("desk.filter.colour")}, Options: t.options("mark.", "none", "blue", "yellow", "red")},
		{Field: web.Field{Name: "state", Label: t.L.T("desk.filter.state")}, Options: t.options("wish.state.", "submitted", "accepted", "classified", "in_progress", list.Working, "answered")},
		{Field: web.Field{Name: "urgency", Label: t.L.T("desk.filter.urgency")}, Options: t.options("wish.urgency.", "normal", "urgent", "critical")},
	}
	p.Assigns = bulk.May(t.Reader) == nil
	if p.Kept, err = h.Views.Of(ctx, t.Reader); err != nil {
		return err
	}
	p.Menus = append(p.Menus, t.waits(p.Form.Value("wait"))...)
	p.Bands = bands(t, page.Wishes, rows, counts)
	p.Pager = web.Pager{
		Prev: turned("/inbox", p.Form, "before", page.Prev), Next: turned("/inbox", p.Form, "after", page.Next), Note: t.L.T("desk.workdays"),
	}
	p.pace(t, page, counts)
	return nil
}

// pace says where in the whole list the rows stand; where there are none, what to look at instead.
func (p *inboxPage) pace(t teller, page list.Page, counts list.Counts) {
	if rows := len(page.Wishes); rows > 0 {
		p.Pager.From, p.Pager.To, p.Pager.Total = counts.Before+1, counts.Before+rows, counts.Total
		if counts.Late+counts.Today == 0 && counts.Before == 0 {
			p.Next = t.L.Date(page.Wishes[0].Due)
		}
		return
	}
	p.Clear, p.Others = "", ""
	switch {
	case counts.Desks[p.View] > 0:
		p.Clear = "/inbox?view=" + string(p.View)
	case p.View == list.DeskMine:
		p.Others = "/inbox?view=" + string(list.DeskAll)
	}
}

// tabs are the views, at the place that is chosen. Their counts are of the whole desk, so at a place they say none.
func (p *inboxPage) tabs(t teller, counts list.Counts) {
	at := ""
	if code := p.Form.Value("place"); code != "" {
		at = "&place=" + url.QueryEscape(code)
	}
	for _, d := range views(t.Reader) {
		p.Views = append(p.Views, web.View{
			Label: t.L.T(viewKey(t.Reader, d)), URL: "/inbox?view=" + string(d) + at, Count: counts.Desks[d], Counted: at == "", Current: d == p.View,
		})
	}
}

// viewKey is the words of a tab: “all” means the actor's community, street, district, or unit.
func viewKey(a actor.Actor, d list.Desk) string {
	key := "desk.view." + string(d)
	switch {
	case d == list.DeskAll && !oversees(a):
		return key + ".unit"
	case d == list.DeskAll || d == list.DeskElse:
		switch level(a) {
		case place.County:
			return key + ".district"
		case place.Town:
			return key + ".street"
		default:
			return key + ".community"
		}
	}
	return key
}

// bands parts a list that is sorted by deadline.
func bands(t teller, wishes []wish.Wish, rows []row, counts list.Counts) []band {
	closing := t.L.Clock(endOfDay(t.Now).Add(-24 * time.Hour).Add(t.Book.Calendar().Hours().Close))
	all := []band{
		{Key: "desk.band.late", Count: counts.Late, Note: t.L.T("desk.band.late.note")},
		{Key: "desk.band.today", Count: counts.Today, Note: t.L.T("desk.band.today.note", t.L.Date(t.Now), closing)},
		{Key: "desk.band.later", Count: counts.Total - counts.Late - counts.Today, Note: t.L.T("desk.band.later.note")},
	}
	end := endOfDay(t.Now)
	for i, w := range wishes {
		at := 2
		switch {
		case w.Due.Before(t.Now):
			at = 0
		case w.Due.Before(end):
			at = 1
		}
		all[at].Rows = append(all[at].Rows, rows[i])
	}
	out := all[:0]
	for _, b := range all {
		if len(b.Rows) > 0 {
			out = append(out, b)
		}
	}
	return out
}
