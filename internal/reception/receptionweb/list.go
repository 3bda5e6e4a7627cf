package receptionweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/reception"
	"linli/internal/web"
	"linli/internal/workday"
)

func notFound() error { return errs.New(errs.NotFound, "error.not_found") }

// listPage is the teas of a place in a year.
type listPage struct {
	web.Page
	Place  string // as people say it; empty: nothing tells which
	Due    []string
	New    string // where one is planned; empty: the reader may not
	Years  []web.View
	Rows   []teaRow
	Ledger ledgerBox
}

// teaRow is one tea in a list.
type teaRow struct {
	URL, Title, When, Where string
	State                   string
	Clock                   web.ClockState
}

// ledgerBox is the promises of a year as squares, with their counts.
type ledgerBox struct {
	Said   string // 答应 18 件，到日子的 15 件，办成 14 件
	Year   string
	Counts []countRow
	Dots   []reception.Outcome // in the order in which they were given
	URL    string
}

// countRow is a line of the legend.
type countRow struct {
	Outcome reception.Outcome
	N       int
}

// widths of place codes.
const (
	communityWidth = 12
	districtWidth  = 6
)

// looked is the place and the year of an address: the place that is asked for, or where the reader belongs. Staff look at
// whole streets and districts too.
func (h *Handler) looked(r *http.Request, t teller) (code string, year int, err error) {
	f, err := web.ReadQuery(r)
	if err != nil {
		return "", 0, err
	}
	if code = f.Value("place"); code == "" {
		code = h.Where(r, t.Reader)
	}
	if len(code) > communityWidth {
		code = code[:communityWidth]
	}
	if code != "" {
		p, err := place.Resolve(r.Context(), h.DB, code)
		if err != nil || len(p.Code) < districtWidth {
			return "", 0, notFound()
		}
		code = p.Code
	}
	if year, err = strconv.Atoi(f.Value("year")); err != nil || year < 2000 || year > 2999 {
		year = t.today().Year()
	}
	return code, year, nil
}

// list is GET /receptions.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	code, year, err := h.looked(r, t)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := listPage{}
	if code != "" {
		if err := h.fillList(ctx, &p, t, code, year); err != nil {
			web.Fail(w, r, err)
			return
		}
	}
	p.Page = web.NewPage(w, r, web.T(ctx, "tea.title"))
	p.Here = Root
	web.Render(w, r, http.StatusOK, list(p))
}

func (h *Handler) fillList(ctx context.Context, p *listPage, t teller, code string, year int) error {
	teas, err := h.Teas.Of(ctx, t.Reader, code, year)
	if err != nil {
		return err
	}
	codes := []string{code}
	for _, s := range teas {
		codes = append(codes, s.Place)
	}
	names, err := place.Names(ctx, h.DB, codes)
	if err != nil {
		return err
	}
	p.Place = place.Short(names[code])
	for _, s := range teas {
		row := teaRow{URL: Root + "/" + s.ID, Title: s.Title, When: t.when(s), Where: s.Spot, State: t.L.T("tea.at." + string(s.State))}
		if s.Place != code {
			row.Where = place.Short(names[s.Place]) + " " + row.Where
		}
		if row.Clock = web.ClockOK; s.State == reception.Done {
			row.Clock = web.ClockDone
		}
		p.Rows = append(p.Rows, row)
	}
	p.Years = t.years(code, year, listURL)
	if _, ok := reception.MayPlan(t.Reader, code); ok && len(code) == communityWidth {
		p.New = Root + "/new?" + url.Values{"place": {code}}.Encode()
		due, err := h.Teas.Due(ctx, code)
		if err != nil {
			return err
		}
		for _, x := range due {
			p.Due = append(p.Due, t.why(x))
		}
	}
	p.Ledger, err = h.ledgerOf(ctx, t, code, year)
	return err
}

func listURL(code string, year int) string {
	return Root + "?" + url.Values{"place": {code}, "year": {strconv.Itoa(year)}}.Encode()
}

func promisesURL(code string, year int) string {
	return Root + "/promises?" + url.Values{"place": {code}, "year": {strconv.Itoa(year)}}.Encode()
}

// years are the tabs of this year and the last, and of the one that is looked at.
func (t teller) years(code string, year int, at func(code string, year int) string) (out []web.View) {
	this := t.today().Year()
	for y := max(year, this); y >= min(year, this-1); y-- {
		if y == year || y == this || y == this-1 {
			out = append(out, web.View{Label: t.L.T("tea.year", strconv.Itoa(y)), URL: at(code, y), Current: y == year})
		}
	}
	return out
}

// ledgerOf is the ledger of a place and a year.
func (h *Handler) ledgerOf(ctx context.Context, t teller, code string, year int) (ledgerBox, error) {
	l, err := h.Teas.Ledger(ctx, t.Reader, code, year)
	if err != nil {
		return ledgerBox{}, err
	}
	return t.box(l, code, year), nil
}

func (t teller) box(l reception.Ledger, code string, year int) ledgerBox {
	b := ledgerBox{
		Year: strconv.Itoa(year), URL: promisesURL(code, year),
		Said: t.L.T("tea.ledger.said", len(l.Promises), l.Ripe(), l.Fulfilled()),
	}
	for _, o := range reception.Outcomes() {
		b.Counts = append(b.Counts, countRow{o, l.Counts[o]})
	}
	for _, x := range l.Promises {
		b.Dots = append(b.Dots, x.Outcome(t.today()))
	}
	return b
}

// ledgerPage is every promise of a year.
type ledgerPage struct {
	web.Page
	Place  string
	Back   string
	Years  []web.View
	Ledger ledgerBox
	Rows   []promiseRow
}

// ledger is GET /receptions/promises.
func (h *Handler) ledger(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	code, year, err := h.looked(r, t)
	if err == nil && code == "" {
		err = notFound()
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	l, err := h.Teas.Ledger(ctx, t.Reader, code, year)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	names, err := place.Names(ctx, h.DB, []string{code})
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := ledgerPage{Place: place.Short(names[code]), Back: listURL(code, year), Ledger: t.box(l, code, year), Rows: t.rows(l.Promises)}
	p.Years = t.years(code, year, promisesURL)
	p.Page = web.NewPage(w, r, t.L.T("tea.ledger.title", p.Place))
	p.Here = Root
	web.Render(w, r, http.StatusOK, allPromises(p))
}

// Nav is the entry in the navigation of staff, with how many promises are past their day where the reader may do
// something about them. What cannot be counted is left out.
func (h *Handler) Nav(ctx context.Context, a actor.Actor) []web.NavItem {
	if len(reception.Overseen(a)) == 0 {
		return nil
	}
	item := web.NavItem{Key: "tea.title", URL: Root, Icon: web.IconMug}
	var own []string
	for _, p := range a.Posts {
		if _, ok := reception.MayPlan(a, p.Place); ok {
			own = append(own, a.Scope(p)...)
		}
	}
	if len(own) > 0 {
		if n, err := h.Teas.Broken(ctx, own); err == nil {
			item.Count = n
		}
	}
	return []web.NavItem{item}
}

// dayField is a day as a date field has it; the zero day is an empty field.
func dayField(d workday.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
