package figureweb

import (
	"context"
	"net/http"
	"net/url"

	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/wishweb"
)

// listPage is the wishes behind a number.
type listPage struct {
	web.Page
	Rows  []listRow
	Total int
	Last  string // key of the last column: the deadline, or how long it took
	Sub   string // place and period
	Up    string // the figures that it belongs to
	Pager web.Pager
}

// listRow is one wish.
type listRow struct {
	URL    string
	Number string
	Title  string
	Place  string
	Mark   web.Colour
	State  string
	Filed  string
	Clock  wishweb.Clock
	Took   string
}

// columns are the keys of the columns.
func (p listPage) columns() []string {
	if p.Last == "" {
		p.Last = "due"
	}
	return []string{"number", "wish", "place", "colour", "state", "filed", p.Last}
}

// list is GET /figures/list?place=&period=&of=: of what was filed, where the address does not say.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	q, err := h.ask(r)
	var p listPage
	key := "filed"
	if err == nil {
		if of := q.form.Value("of"); of != "" {
			key = of
		}
		p, err = h.filled(r, q, key)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, q.L.T("figure.list."+key))
	p.Here = Path
	web.Render(w, r, http.StatusOK, behind(p))
}

func (h *Handler) filled(r *http.Request, q asking, key string) (p listPage, err error) {
	ctx := r.Context()
	cursor, back := q.form.Value("after"), false
	if before := q.form.Value("before"); before != "" {
		cursor, back = before, true
	}
	found, err := h.figures.List(ctx, q.Reader, q.place, key, q.period, cursor, back)
	if err != nil {
		return p, err
	}
	at, total, err := h.figures.Number(ctx, q.Reader, q.place, key, q.period)
	if err != nil {
		return p, err
	}
	if p.Rows, err = h.rows(ctx, q, found.Wishes, at.Code); err != nil {
		return p, err
	}
	p.Sub, p.Total = at.Short(), total
	if item, ok := figure.Find(key); ok && item.Dated() {
		p.Sub = q.L.T("figure.list.sub", p.Sub, q.span())
	}
	p.Up = link(Path, at.Code, q.period, "")
	turn := func(where, cursor string) string {
		if cursor == "" {
			return ""
		}
		return link(Path+"/list", at.Code, q.period, key) + "&" + where + "=" + url.QueryEscape(cursor)
	}
	p.Pager = web.Pager{Prev: turn("before", found.Prev), Next: turn("after", found.Next), Note: q.L.T("figure.list.workdays")}
	return p, nil
}

// rows tells wishes as the list shows them. At a street or a district their community is named.
func (h *Handler) rows(ctx context.Context, q asking, wishes []wish.Wish, code string) ([]listRow, error) {
	if err := q.Learn(ctx, h.DB, wishes, nil); err != nil {
		return nil, err
	}
	rows := make([]listRow, len(wishes))
	for i, x := range wishes {
		rows[i] = listRow{
			URL: "/wishes/" + x.ID, Number: x.Number, Title: x.Title, Place: q.Where(x.Place), Mark: wishweb.Mark(x),
			State: q.State(x, false), Filed: q.L.Date(x.FiledAt), Clock: q.Teller.Clock(x, false),
		}
		if len(code) < wishweb.CommunityWidth && len(x.Place) > wishweb.CommunityWidth {
			rows[i].Place = q.Where(x.Community) + " " + q.Where(x.Place[:wishweb.NeighbourhoodWidth])
		}
	}
	return rows, nil
}

// howPage says how each figure is counted.
type howPage struct {
	web.Page
	Rules figure.Rules
	Place string
	Back  string
	Rates []string // keys of the definitions, in their order
}

// how is GET /figures/how: every definition, with the numbers that hold at the place.
func (h *Handler) how(w http.ResponseWriter, r *http.Request) {
	q, err := h.ask(r)
	var rules figure.Rules
	if err == nil {
		rules, err = h.figures.Rules(r.Context(), q.Reader, q.place, q.period)
	}
	var name string
	if err == nil {
		name, err = h.who(r.Context(), q.place)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := howPage{Rules: rules, Place: name, Back: link(Path, q.place, q.period, ""), Rates: []string{"filed", "response", "solved", "satisfied", "due", "silent", "interval", "few", "units", "boards", "topics", "times", "places"}}
	p.Page = web.NewPage(w, r, q.L.T("figure.how"))
	p.Here = Path
	web.Render(w, r, http.StatusOK, how(p))
}

// said is a definition with its numbers.
func (p howPage) said(key string) string {
	switch key {
	case "satisfied":
		return p.T("figure.how.satisfied.text", weight(p.Rules.Basically))
	case "few":
		return p.T("figure.how.few.text", p.Rules.Least)
	case "boards":
		return p.T("figure.how.boards.text", p.Rules.Least, p.Rules.Board)
	case "units":
		return p.T("figure.how.units.text", p.Rules.Take)
	}
	return p.T("figure.how." + key + ".text")
}
