package receptionweb

import (
	"net/http"
	"strconv"

	"linli/internal/id"
	"linli/internal/reception"
	"linli/internal/web"
)

// teaPage is one tea.
type teaPage struct {
	web.Page
	Key      string    // of the forms on the page
	Form     *web.Form // of wishes put on the agenda, where something was wrong with it
	Seen     reception.Seen
	Heading  string // 4月15日下午茶：花半里的花园怎么用
	Of       string // 2026 年第 4 次
	OfURL    string
	Steps    []string
	Step     int
	State    string // of one that is called off, or not announced yet
	Facts    []fact
	Guests   []guestRow
	Wishes   []heardRow
	Others   string
	Unkept   []promiseRow
	Promises []promiseRow
	Sum      string // 这次 5 件：办成 3，在办 1，超期 1
	Said     string // 4月16日由穆青禾公布
	Ledger   ledgerBox
	Next     web.NavItem // the act that comes next
	Acts     []web.NavItem
	Post     []web.NavItem // acts that need no form
}

// fact is a line of what is known of a tea.
type fact struct{ Name, Value string }

// guestRow is somebody invited.
type guestRow struct {
	ID, Name, Note string
	Came           bool
	Link           string // 还没打开; 5月3日打开过
}

// heardRow is a wish on the agenda.
type heardRow struct {
	ID, URL, Number, Title string
	Told
}

// page is GET /receptions/{id}.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) {
	p, err := h.tea(w, r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, tea(p))
}

// agenda is GET /receptions/{id}/agenda: the list that is printed and lies on the table.
func (h *Handler) agenda(w http.ResponseWriter, r *http.Request) {
	p, err := h.tea(w, r)
	if err == nil && p.Seen.View == reception.PublicView {
		err = notFound()
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, agendaSheet(p))
}

// tea reads and tells one tea.
func (h *Handler) tea(w http.ResponseWriter, r *http.Request) (p teaPage, err error) {
	ctx := r.Context()
	t, err := h.teller(r)
	if err != nil {
		return p, err
	}
	if p.Seen, err = h.Teas.See(ctx, t.Reader, r.PathValue("id")); err != nil {
		return p, err
	}
	s := p.Seen.Session
	told, err := h.Tell(r, p.Seen.Wishes)
	if err != nil {
		return p, err
	}
	for i, x := range p.Seen.Wishes {
		p.Wishes = append(p.Wishes, heardRow{ID: x.ID, URL: "/wishes/" + x.ID, Number: x.Number, Title: x.Title, Told: told[i]})
	}
	if p.Seen.Others > 0 {
		p.Others = t.L.T("tea.wishes.others", p.Seen.Others)
	}
	p.Unkept, p.Promises = t.rows(p.Seen.Unkept), t.rows(p.Seen.Promises)
	if p.Ledger, err = h.ledgerOf(ctx, t, s.Place, s.Day().Year()); err != nil {
		return p, err
	}
	p.Heading = t.L.T("tea.heading", t.L.Date(s.StartsAt), s.Title)
	p.Page = web.NewPage(w, r, p.Heading)
	p.Here, p.Key = Root, id.New()
	p.OfURL = listURL(s.Place, s.Day().Year())
	if p.Seen.Nth > 0 {
		p.Of = t.L.T("tea.nth", strconv.Itoa(s.Day().Year()), p.Seen.Nth)
	}
	t.fill(&p)
	return p, nil
}

// fill tells what stands beside the lists.
func (t teller) fill(p *teaPage) {
	s := p.Seen.Session
	p.Steps, p.Step = t.steps(), step(s)
	switch s.State {
	case reception.Cancelled:
		p.State = t.L.T("tea.state.cancelled", s.Cancel)
	case reception.Planned:
		p.State = t.L.T("tea.state.planned")
	}
	p.Facts = []fact{
		{t.L.T("tea.fact.when"), t.when(s)},
		{t.L.T("tea.fact.where"), s.Spot},
		{t.L.T("tea.fact.host"), s.Host},
		{t.L.T("tea.fact.why"), t.why(s.Reason)},
	}
	if came := t.came(p.Seen); came != "" {
		p.Facts = append(p.Facts, fact{t.L.T("tea.fact.came"), came})
	}
	for _, x := range s.Invitees {
		p.Guests = append(p.Guests, t.guest(x))
	}
	l := reception.Count(p.Seen.Promises, t.today())
	if len(p.Promises) > 0 {
		p.Sum = t.L.T("tea.promises.sum", len(p.Promises), l.Fulfilled(), l.Counts[reception.Open], l.Counts[reception.Broken])
	}
	if !s.PublishedAt.IsZero() {
		p.Said = t.L.T("tea.minutes.by", t.L.Date(s.PublishedAt), s.Publisher)
	}
	t.offer(p)
}

// came is how many came. Fewer than the rule statistic.least are not counted aloud to others than staff.
func (t teller) came(x reception.Seen) string {
	s, guests := x.Session, 0
	if s.HeldAt.IsZero() || s.Residents == 0 && s.PublishedAt.IsZero() {
		return ""
	}
	for _, g := range s.Invitees {
		if g.Came {
			guests++
		}
	}
	if least := t.Book.Int("statistic.least", "", t.Now); x.View != reception.StaffView && s.Residents < least {
		return t.L.T("tea.came.few", least, guests)
	}
	return t.L.T("tea.came", s.Residents, guests)
}

func (t teller) guest(x reception.Invitee) guestRow {
	g := guestRow{ID: x.ID, Name: x.Name, Note: t.L.T("tea.role." + string(x.Role)), Came: x.Came}
	if x.Unit != "" {
		g.Note = x.Unit + " · " + g.Note
	}
	switch {
	case g.Name == "":
		g.Name, g.Note = t.L.T("tea.role."+string(x.Role)), x.Unit
	case x.Linked:
		g.Link = t.L.T("tea.link.waits")
	case !x.OpenedAt.IsZero():
		g.Link = t.L.T("tea.link.opened", t.L.DateTime(x.OpenedAt))
	}
	return g
}

// offer is what may be done now: the next step as the one filled button, the others beside it.
func (t teller) offer(p *teaPage) {
	base := Root + "/" + p.Seen.Session.ID
	page := func(act reception.Act, key, path string, icon web.Icon) (web.NavItem, bool) {
		return web.NavItem{Key: key, URL: base + path, Icon: icon}, p.Seen.May(act)
	}
	var all []web.NavItem
	for _, x := range []struct {
		act       reception.Act
		key, path string
		icon      web.Icon
	}{
		{reception.Hear, "tea.act.hear", "/hear", web.IconTable},
		{reception.Vow, "tea.act.promise", "/promise", web.IconPlus},
		{reception.Record, "tea.act.minutes", "/minutes", web.IconFileText},
		{reception.Invite, "tea.act.invite", "/invite", web.IconUsers},
		{reception.Amend, "tea.act.change", "/change", web.IconCalendar},
		{reception.Cancel, "tea.act.cancel", "/cancel", web.IconPlayerPause},
	} {
		if item, may := page(x.act, x.key, x.path, x.icon); may {
			all = append(all, item)
		}
	}
	for _, x := range []struct {
		act reception.Act
		key string
	}{{reception.Announce, "tea.act.announce"}, {reception.Hold, "tea.act.hold"}} {
		if p.Seen.May(x.act) {
			p.Post = append(p.Post, web.NavItem{Key: x.key, URL: base + "/" + string(x.act), Icon: web.IconCheck})
		}
	}
	if len(p.Post) == 0 && len(all) > 0 && p.Seen.May(reception.Hear) {
		p.Next, all = all[0], all[1:]
	}
	p.Acts = all
}
