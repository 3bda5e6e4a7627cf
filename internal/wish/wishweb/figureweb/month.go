package figureweb

import (
	"net/http"
	"net/url"
	"strconv"

	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish/wishweb"
)

// Paths of the pages beside the overview.
const (
	unitsPath    = Path + "/units"
	ratesPath    = Path + "/rates"
	topicsPath   = Path + "/topics"
	timesPath    = Path + "/times"
	bulletinPath = Path + "/bulletin"
)

// monthly is the part of a page about one month that is the same.
type monthly struct {
	web.Page
	Form    *web.Form
	At      place.Place
	Path    string
	Span    string
	Menu    web.Menu
	Tabs    []web.View
	Counted bool
}

// ofMonth reads the address of a page about one month: without one the last that is over.
func (h *Handler) ofMonth(r *http.Request) (q asking, m metric.Month, err error) {
	if q, err = h.ask(r); err != nil {
		return q, 0, err
	}
	if q.period.Kind != metric.OneMonth {
		m = metric.MonthOf(q.Now) - 1
		q.period = metric.Period{Kind: metric.OneMonth, First: m, Last: m}
	}
	return q, q.period.First, nil
}

// frame is what stands around such a page.
func (q asking) frame(w http.ResponseWriter, r *http.Request, at place.Place, path, title string, counted bool) monthly {
	p := monthly{Form: web.NewForm("period", q.period.String()), At: at, Path: path, Span: q.span(), Menu: q.months(), Tabs: q.tabs(at.Code, path), Counted: counted}
	p.Page = web.NewPage(w, r, title)
	p.Here, p.Charts = Path, true
	return p
}

// tabs are the pages of figures of a place.
func (q asking) tabs(code, here string) (out []web.View) {
	paths := []string{Path, ratesPath, topicsPath, timesPath, unitsPath, bulletinPath}
	if len(code) > wishweb.CommunityWidth { // no unit stands there
		paths = []string{Path, topicsPath, timesPath}
	}
	for _, p := range paths {
		out = append(out, web.View{Label: q.L.T("figure.tab." + p), URL: link(p, code, q.period, ""), Current: p == here})
	}
	return out
}

// months are the months that one can choose: two years, and the one that is chosen.
func (q asking) months() web.Menu {
	m := web.Menu{Field: web.Field{Name: "period", Label: q.L.T("figure.month")}}
	this, found := metric.MonthOf(q.Now), false
	for i := range 24 {
		x := this - metric.Month(i)
		found = found || x == q.period.First
		m.Options = append(m.Options, web.Option{Value: x.String(), Label: q.month(x)})
	}
	if !found {
		m.Options = append(m.Options, web.Option{Value: q.period.String(), Label: q.month(q.period.First)})
	}
	return m
}

// rateCell is a rate in a table, with what it is made of.
func (q asking) rateCell(r metric.Rate, least int) cell {
	x := cell{Rate: true}
	switch {
	case r.N == 0:
		x.Text, x.Few = q.L.T("figure.none"), true
	case r.N < least:
		x.Text, x.Few = q.L.T("figure.few", r.N), true
	default:
		x.Text, x.Base = r.Share().String()+"%", q.L.T("figure.base", hits(r), strconv.Itoa(r.N))
	}
	return x
}

// sureCell is a rate in a table that says how sure it is, too.
func (q asking) sureCell(r metric.Rate, least int) cell {
	x := q.rateCell(r, least)
	if !x.Few {
		low, high := r.Wilson()
		x.Sure = q.L.T("figure.sure", low.String(), high.String())
	}
	return x
}

// change is how a number differs from another in words: 多 3, 少 2, 一样.
func (q asking) change(now, before int) string {
	switch {
	case now > before:
		return q.L.T("figure.more", now-before)
	case now < before:
		return q.L.T("figure.less", before-now)
	}
	return q.L.T("figure.same")
}

// growth is by how many percent a number differs from another (环比, 同比); where that was small, by how many.
func (q asking) growth(now, before, least int) string {
	if before < max(least, 1) {
		return q.change(now, before)
	}
	sign, off := "+", now-before
	if off < 0 {
		sign, off = "−", -off
	}
	return sign + metric.Of(off, before).Share().String() + "%"
}

// with adds something to an address.
func with(address, key, value string) string {
	return address + "&" + key + "=" + url.QueryEscape(value)
}

// period is the page's month.
func (p monthly) period() metric.Period { return metric.ParsePeriod(p.Form.Value("period"), p.Now) }
