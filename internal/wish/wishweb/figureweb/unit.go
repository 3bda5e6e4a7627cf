package figureweb

import (
	"net/http"
	"net/url"

	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/wishweb"
)

// unitsPage is the figures of the units that stand at a place.
type unitsPage struct {
	monthly
	Table table
}

// units is GET /figures/units?place=&period=.
func (h *Handler) units(w http.ResponseWriter, r *http.Request) {
	q, err := h.ask(r)
	var at place.Place
	var found []figure.Unit
	if err == nil {
		at, found, err = h.figures.Units(r.Context(), q.Reader, q.place, q.period)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := unitsPage{monthly: q.frame(w, r, at, unitsPath, q.L.T("figure.units.at", at.Short()), true)}
	p.Menu, p.Charts = q.periods(), false
	p.Table = table{Title: q.L.T("figure.units"), First: q.L.T("figure.units.col.unit")}
	for _, key := range figure.UnitKeys() {
		p.Table.Cols = append(p.Table.Cols, q.L.T("figure.units."+key))
	}
	for _, u := range found {
		p.Table.Rows = append(p.Table.Rows, q.unitRow(at.Code, u))
	}
	web.Render(w, r, http.StatusOK, unitsSheet(p))
}

// unitRow is a unit with its numbers, each with its list.
func (q asking) unitRow(code string, u figure.Unit) tableRow {
	row := tableRow{Name: u.Name}
	for _, key := range figure.UnitKeys() {
		c := cell{N: u.Of(key)}
		if c.N > 0 {
			p := q.period
			if current(key) {
				p = metric.ParsePeriod("", q.Now)
			}
			c.URL = unitLink(code, p, u.ID, key)
		}
		row.Cells = append(row.Cells, c)
	}
	return row
}

// current tells whether a number of a unit is of this moment, not of a period.
func current(key string) bool { return key == "late" || key == "open" }

func unitLink(code string, p metric.Period, unit, key string) string {
	return link(unitsPath+"/list", code, p, key) + "&unit=" + url.QueryEscape(unit)
}

// casesPage is the list behind a number of a unit.
type casesPage struct {
	web.Page
	Key   string
	Sub   string
	Total int
	Rows  []caseRow
	Next  string
	Up    string
}

// caseRow is a return, a move up, or a wish past its date.
type caseRow struct {
	URL, Number, Title string
	At, Ground, Made   string
	Unit               string
	Mark               web.Colour
	Clock              wishweb.Clock
}

// cases is GET /figures/units/list?place=&period=&unit=&of=&after=.
func (h *Handler) cases(w http.ResponseWriter, r *http.Request) {
	q, err := h.ask(r)
	var p casesPage
	if err == nil {
		p, err = h.filledCases(r, q)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, q.L.T("figure.units."+p.Key))
	p.Here = Path
	web.Render(w, r, http.StatusOK, casesSheet(p))
}

func (h *Handler) filledCases(r *http.Request, q asking) (p casesPage, err error) {
	unit, key := q.form.Value("unit"), q.form.Value("of")
	found, err := h.figures.UnitCases(r.Context(), q.Reader, q.place, unit, key, q.period, q.form.Value("after"))
	if err != nil {
		return p, err
	}
	wishes := make([]wish.Wish, len(found.Cases))
	for i, x := range found.Cases {
		wishes[i] = x.Wish
	}
	if err := q.Learn(r.Context(), h.DB, wishes, nil); err != nil {
		return p, err
	}
	p = casesPage{Key: key, Total: found.Total, Sub: found.Unit.Short(), Up: link(unitsPath, found.Place.Code, q.period, "")}
	if !current(key) {
		p.Sub = q.L.T("figure.list.sub", p.Sub, q.span())
	}
	for _, x := range found.Cases {
		p.Rows = append(p.Rows, q.caseRow(x, key))
	}
	if found.Next != "" {
		p.Next = unitLink(found.Place.Code, q.period, unit, key) + "&after=" + url.QueryEscape(found.Next)
	}
	return p, nil
}

func (q asking) caseRow(x figure.Case, key string) caseRow {
	row := caseRow{
		URL: "/wishes/" + x.Wish.ID, Number: x.Wish.Number, Title: x.Wish.Title, Mark: wishweb.Mark(x.Wish),
		Unit: q.Unit(x.Wish), Clock: q.Teller.Clock(x.Wish, false), Ground: q.why(x, key),
	}
	if !x.At.IsZero() {
		row.At = q.L.Date(x.At)
	}
	if x.Outcome != "" {
		row.Made = q.L.T("figure.units.made." + x.Outcome)
	}
	return row
}

// why is why a wish was returned, as that was called then, or moved up.
func (q asking) why(x figure.Case, key string) string {
	switch {
	case x.Ground == "":
		return ""
	case key == "raised":
		return q.L.T("escalate.ground." + x.Ground)
	}
	return q.Teller.Ground(x.Ground, x.Wish.Community, x.At)
}
