// Package figureweb is the pages of figures: what waits at a place, its rates and months, the places below it, the list behind
// every number, and how each figure is counted.
package figureweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/appraisal"
	"linli/internal/wish/figure/hot"
	"linli/internal/wish/wishweb"
)

// Handler serves the pages of figures.
type Handler struct {
	wishweb.Deps
	figures    *figure.Service
	appraisals *appraisal.Service
	topics     *hot.Service
}

// New is the handler over its dependencies.
func New(d wishweb.Deps, figures *figure.Service) *Handler {
	return &Handler{d, figures, appraisal.New(d.DB, d.Rules, figures), hot.New(d.DB, d.Topics, figures)}
}

// Path is the page of figures.
const Path = "/figures"

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+Path, h.place)
	mux.HandleFunc("GET "+Path+"/list", h.list)
	mux.HandleFunc("GET "+Path+"/how", h.how)
	mux.HandleFunc("GET /figures/units", h.units)
	mux.HandleFunc("GET /figures/units/list", h.cases)
	mux.HandleFunc("GET /figures/rates", h.rates)
	mux.HandleFunc("GET /figures/rates/unit", h.unit)
	mux.HandleFunc("GET /figures/rates/list", h.ratesListed)
	mux.HandleFunc("GET /figures/topics", h.hot)
	mux.HandleFunc("GET /figures/topics/list", h.hotListed)
	mux.HandleFunc("GET /figures/times", h.times)
	mux.HandleFunc("GET /figures/times/list", h.timesListed)
	mux.HandleFunc("GET /figures/bulletin", h.bulletin)
	mux.HandleFunc("GET /figures/bulletin.xlsx", h.bulletinFile)
}

// Nav is the entry of the navigation; nothing for who oversees no place.
func Nav(a actor.Actor) []web.NavItem {
	if figure.Home(a) == "" {
		return nil
	}
	return []web.NavItem{{Key: "figure.nav", URL: Path, Icon: web.IconChartBar}}
}

// asking is what an address of these pages asks, and how to tell the answer.
type asking struct {
	*wishweb.Teller
	form   *web.Form
	place  string
	period metric.Period
}

// ask reads the address. Unauthenticated for visitors; NotFound for who oversees no place.
func (h *Handler) ask(r *http.Request) (q asking, err error) {
	if q.form, err = web.ReadQuery(r); err != nil {
		return q, err
	}
	if q.Teller, err = h.Teller(r); err != nil {
		return q, err
	}
	if !q.Reader.SignedIn() {
		return q, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	home := figure.Home(q.Reader)
	if home == "" {
		return q, errs.New(errs.NotFound, "error.not_found")
	}
	if q.place = place.Trim(q.form.Value("place")); q.place == "" {
		q.place = home
	}
	q.period = metric.ParsePeriod(q.form.Value("period"), q.Now)
	return q, nil
}

// link is an address of these pages.
func link(path, code string, p metric.Period, item string) string {
	q := url.Values{"place": {code}}
	if p.String() != "" {
		q.Set("period", p.String())
	}
	if item != "" {
		q.Set("of", item)
	}
	return path + "?" + q.Encode()
}

// to is the list behind a number of a part; empty where the number is 0, or the part is no place of today.
func (q asking) to(part figure.Part, key string) string {
	item, ok := figure.Find(key)
	if !ok || part.Place == "" || item.Of(part) == 0 {
		return ""
	}
	p := q.period
	if !item.Dated() {
		p = metric.ParsePeriod("", q.Now)
	}
	return link(Path+"/list", part.Place, p, key)
}

// page is the figures of a place.
type page struct {
	web.Page
	Form  *web.Form
	View  figure.View
	Span  string // 2025年6月 – 2026年5月14日
	Menu  web.Menu
	Todo  []todo
	Stats []stat
	Chart web.Chart
	Table table
	How   string
	Tabs  []web.View
}

// todo is one of the four counts to act on.
type todo struct {
	N         int
	What, Sub string
	URL       string
}

// stat is a rate with the numbers that it is made of.
type stat struct {
	web.Statistic
	Parts []counted
	Note  string
	Aside counted // what is not part of it; without a text nothing
}

// counted is a number in words, with its list.
type counted struct{ Text, URL string }

// place is GET /figures?place=&period=.
func (h *Handler) place(w http.ResponseWriter, r *http.Request) {
	q, err := h.ask(r)
	var v figure.View
	if err == nil {
		v, err = h.figures.Place(r.Context(), q.Reader, q.place, q.period)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := page{Form: q.form, View: v, Span: q.span(), Menu: q.periods(), Todo: q.todos(v), Stats: q.stats(v), Chart: q.chart(v), Table: q.table(v)}
	p.How, p.Tabs = link(Path+"/how", v.Place.Code, q.period, ""), q.tabs(v.Place.Code, Path)
	p.Page = web.NewPage(w, r, q.L.T("figure.title", v.Place.Short()))
	p.Here = Path
	web.Render(w, r, http.StatusOK, figures(p))
}

// span is the period in words, up to today where it has not ended.
func (q asking) span() string {
	from, until := q.period.Range()
	last := q.month(q.period.Last)
	if q.Now.Before(until) && !q.Now.Before(from) {
		last = q.L.Date(q.Now)
	}
	if q.period.Kind == metric.OneMonth && last == q.month(q.period.Last) {
		return last
	}
	return q.L.T("figure.span", q.month(q.period.First), last)
}

// todos are the four counts to act on, by level: what only the place itself can move comes first.
func (q asking) todos(v figure.View) []todo {
	keys := []string{"late", "receive", "sort", "judge"}
	switch len(v.Place.Code) {
	case districtWidth:
		keys = []string{"red", "unnoted", "ask_above", "rule_above"}
	case townWidth:
		keys = []string{"take", "ask_street", "rule_street", "yellow_late"}
	}
	out := make([]todo, len(keys))
	for i, key := range keys {
		item, _ := figure.Find(key)
		n := item.Of(v.Whole)
		out[i] = todo{N: n, What: q.L.T("figure.todo."+key, n), Sub: q.L.T("figure.todo." + key + ".note"), URL: link(Path+"/list", v.Place.Code, metric.ParsePeriod("", q.Now), key)}
	}
	return out
}

// Widths of place codes.
const (
	districtWidth = 6
	townWidth     = 9
)

// stats are the three rates, and what was answered in time.
func (q asking) stats(v figure.View) []stat {
	whole, least := v.Whole, v.Rules.Least
	tell := func(key string, r metric.Rate, aim metric.Share, base string, hits ...string) stat {
		low, high := r.Wilson()
		s := stat{Statistic: web.Statistic{Name: q.L.T("figure.rate." + key), Share: int(r.Share()), Low: int(low), High: int(high), Aim: int(aim)}}
		s.Said = q.L.T("figure.interval", low.String(), high.String(), int(aim)/100)
		if r.N < least {
			s.Few = q.L.T("figure.few", r.N)
		}
		for i, k := range append([]string{base}, hits...) {
			item, _ := figure.Find(k)
			word := "figure.part." + k
			if i == 0 {
				word = "figure.base." + k
			}
			s.Parts = append(s.Parts, counted{q.L.T(word, item.Of(whole)), q.to(whole, k)})
		}
		return s
	}
	response := tell("response", whole.Response(), v.Rules.AimResponse, "response", "received_in_time")
	solved := tell("solved", whole.Sum.Solved(), v.Rules.AimSolved, "judged", "solved")
	satisfied := tell("satisfied", whole.Sum.Satisfied(v.Rules.Basically), v.Rules.AimSatisfied, "judged", "satisfied", "basically")
	satisfied.Note = q.L.T("figure.weight", weight(v.Rules.Basically))
	if n := whole.Counts[figure.Silent]; n > 0 {
		satisfied.Aside = counted{q.L.T("figure.part.silent", n), q.to(whole, "silent")}
	}
	return []stat{response, solved, satisfied, tell("due", whole.OnTime(), v.Rules.AimDue, "due", "answered_in_time")}
}

// weight is a percentage as a decimal fraction: 80 is 0.8.
func weight(percent int) string { return strconv.FormatFloat(float64(percent)/100, 'f', -1, 64) }

// chart is what was filed, by month and colour.
func (q asking) chart(v figure.View) web.Chart {
	c := web.Chart{Says: q.L.T("figure.chart", v.Place.Short()), Wide: len(v.Place.Code) < wishweb.CommunityWidth, First: q.L.T("figure.col.month")}
	for _, m := range v.Months {
		one := metric.Period{Kind: metric.OneMonth, First: m.Month, Last: m.Month}
		b := web.Bar{Label: q.L.T("figure.month." + strconv.Itoa(m.Number())), Title: q.month(m.Month)}
		for i, key := range []string{"filed_blue", "filed_yellow", "filed_red", "filed_unsorted"} {
			item, _ := figure.Find(key)
			b.N[i] = item.Of(figure.Part{Sum: figure.Sum{Counts: m.Counts}})
			b.URLs[i] = link(Path+"/list", v.Place.Code, one, key)
		}
		b.URL = link(Path+"/list", v.Place.Code, one, "filed")
		c.Bars = append(c.Bars, b)
	}
	return c
}

// who is how a place of the figures is called where its name stands alone.
func (h *Handler) who(ctx context.Context, code string) (string, error) {
	p, err := place.Resolve(ctx, h.DB, code)
	return p.Short(), err
}
