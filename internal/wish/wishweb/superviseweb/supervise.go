// Package superviseweb is the page of what a level looks after (督办): open wishes that were moved up a level, those past their date of
// which the level above was told, and those on which nobody has ruled in time.
package superviseweb

import (
	"net/http"
	"net/url"
	"slices"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/escalate"
	"linli/internal/wish/wishweb"
)

// Path is the page.
const Path = "/supervision"

// Handler serves it.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Routes adds the page.
func (h *Handler) Routes(mux *http.ServeMux) { mux.HandleFunc("GET /supervision", h.list) }

// Nav is where staff find it.
func Nav(a actor.Actor) []web.NavItem {
	if home(a) == "" {
		return nil
	}
	return []web.NavItem{{Key: "supervise.title", URL: Path, Icon: web.IconStairsUp}}
}

// home is the widest place that the actor oversees; empty for who oversees none.
func home(a actor.Actor) (code string) {
	for _, p := range a.Posts {
		if _, ok := wish.Oversees(a, p.Place); ok && (code == "" || len(p.Place) < len(code)) {
			code = p.Place
		}
	}
	return code
}

// page is one of the lists at a place.
type page struct {
	web.Page
	View  escalate.View
	Views []web.View
	Rows  []row
	Next  string
}

// row is one wish.
type row struct {
	URL, Number, Title string
	Place, First, Unit string
	Mark               web.Colour
	Clock              wishweb.Clock
}

// list is GET /supervision?place=&view=&after=.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.Teller(r)
	}
	if err == nil && !t.Reader.SignedIn() {
		err = errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	var p page
	if err == nil {
		p, err = h.filled(r, t, f)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, sheet(p.dressed(w, r, t)))
}

func (p page) dressed(w http.ResponseWriter, r *http.Request, t *wishweb.Teller) page {
	name := p.Title
	p.Page = web.NewPage(w, r, t.L.T("supervise.at", name))
	p.Here = Path
	return p
}

func (h *Handler) filled(r *http.Request, t *wishweb.Teller, f *web.Form) (p page, err error) {
	code := place.Trim(f.Value("place"))
	if code == "" {
		code = home(t.Reader)
	}
	p.View = escalate.Up
	if v := escalate.View(f.Value("view")); slices.Contains(escalate.Views(), v) {
		p.View = v
	}
	found, err := h.Escalate.List(r.Context(), t.Reader, code, p.View, f.Value("after"))
	if err != nil {
		return p, err
	}
	if err := t.Learn(r.Context(), h.DB, found.Wishes, nil); err != nil {
		return p, err
	}
	for _, x := range found.Wishes {
		x = wish.Redact(t.Reader, x)
		p.Rows = append(p.Rows, row{
			URL: "/wishes/" + x.ID, Number: x.Number, Title: x.Title, Place: t.Where(x.Community), First: t.Org(x.First), Unit: t.Unit(x),
			Mark: wishweb.Mark(x), Clock: clock(t, p.View, x),
		})
	}
	at := func(v escalate.View) string {
		return Path + "?" + url.Values{"place": {code}, "view": {string(v)}}.Encode()
	}
	for _, v := range escalate.Views() {
		p.Views = append(p.Views, web.View{Label: t.L.T("supervise." + string(v)), URL: at(v), Count: found.Counts[v], Counted: true, Current: v == p.View})
	}
	if found.Next != "" {
		p.Next = at(p.View) + "&after=" + url.QueryEscape(found.Next)
	}
	p.Title = found.Place.Short()
	return p, nil
}

// clock is the date that a list is about: of a late ruling how late it is, in working days.
func clock(t *wishweb.Teller, v escalate.View, w wish.Wish) wishweb.Clock {
	if v == escalate.Rulings {
		return wishweb.Clock{State: web.ClockLate, Text: t.L.T("wish.due.late", t.Book.Calendar().Late(t.Now, w.RulingDue))}
	}
	return t.Clock(w, false)
}

// Words are the page.
func Words() []i18n.Message {
	return []i18n.Message{
		{"supervise.title", "督办", "Supervision"},
		{"supervise.at", "{0}的督办", "Supervision in {0}"},
		{"supervise.what", "超期的，先告诉上一级；再拖，或者转来转去、反复没办好，就提一级来办。该裁定由谁办、没按时定的，也列在这里。首办单位一直记着名，期限不变。", "What is overdue is told to the level above; what then still waits, is passed round or is not done again and again moves up a level. What was not ruled on in time is listed too. The first unit stays named, and the deadline stays."},
		{"supervise.up", "提级督办", "Moved up"},
		{"supervise.told", "超期已报", "Overdue, told above"},
		{"supervise.rulings", "裁定超期", "Ruling overdue"},
		{"supervise.none", "现在没有", "None now"},
		{"supervise.none.next", "有了会列在这里，最久的在前。", "What there will be is listed here, the longest first."},
		{"supervise.col.number", "编号", "Number"},
		{"supervise.col.wish", "心愿", "Wish"},
		{"supervise.col.place", "社区", "Community"},
		{"supervise.col.colour", "颜色", "Colour"},
		{"supervise.col.first", "首办单位", "First unit"},
		{"supervise.col.unit", "现在谁在办", "Who has it now"},
		{"supervise.col.ruling", "裁定", "Ruling"},
		{"supervise.col.due", "期限", "Deadline"},
	}
}
