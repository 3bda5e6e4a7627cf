package figureweb

import (
	"context"
	"net/http"

	"linli/internal/metric"
	"linli/internal/web"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/appraisal"
	"linli/internal/wish/figure/hot"
	"linli/internal/wish/figure/tally"
)

// bulletin is the month of a place in the columns that units use (月报): what was received and done, by the places below, with the
// change against the month before (环比) and the same month a year before (同比); the units; the red and the black list; topics; times.
type bulletin struct {
	View        figure.View
	Before, Ago figure.View // the month before, and the same month a year before
	Units       appraisal.View
	Topics      hot.View
	Given       map[string]int // returns that each unit gave
}

// topicsShown is how many topics a bulletin names.
const topicsShown = 10

// bulletinOf reads everything of a month. NotFound for a place where no unit stands.
func (h *Handler) bulletinOf(ctx context.Context, q asking, m metric.Month) (b bulletin, err error) {
	if b.Units, err = h.appraisals.Month(ctx, q.Reader, q.place, m); err != nil {
		return b, err
	}
	if b.View, err = h.figures.Dated(ctx, q.Reader, q.place, q.period); err != nil {
		return b, err
	}
	for months, to := range map[metric.Month]*figure.View{1: &b.Before, 12: &b.Ago} {
		then := metric.Period{Kind: metric.OneMonth, First: m - months, Last: m - months}
		if *to, err = h.figures.Counts(ctx, q.Reader, q.place, then); err != nil {
			return b, err
		}
	}
	if b.Given, err = h.figures.Returned(ctx, q.Reader, q.place, q.period); err != nil {
		return b, err
	}
	b.Topics, err = h.topics.Month(ctx, q.Reader, q.place, "", m)
	return b, err
}

// bulletinPage is the bulletin to be read and printed.
type bulletinPage struct {
	monthly
	Received, Units, Topics table
	Red, Black              []placed
	Times                   []took
	Made, Least             string
	XLSX, How               string
	Ranked                  int // ratings from which on a unit is ranked
}

// bulletin is GET /figures/bulletin?place=&period=.
func (h *Handler) bulletin(w http.ResponseWriter, r *http.Request) {
	q, m, err := h.ofMonth(r)
	var b bulletin
	if err == nil {
		b, err = h.bulletinOf(r.Context(), q, m)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	at := b.View.Place
	p := bulletinPage{
		monthly:  q.frame(w, r, at, bulletinPath, q.L.T("figure.bulletin.title", at.Short()), b.View.Counted),
		Received: q.received(b), Units: q.bulletinUnits(b), Topics: q.topicsTable(b.Topics, topicsShown), Times: q.took(b.View),
		Red: q.placed(b.Units, b.Units.Red), Black: q.placed(b.Units, b.Units.Black), Made: q.made(b.Units.Rules),
		Ranked: b.Units.Rules.Least, Least: q.L.T("figure.rates.noboard", b.Units.Rules.Least),
		XLSX: link(bulletinPath+".xlsx", at.Code, q.period, ""), How: link(Path+"/how", at.Code, q.period, ""),
	}
	p.Charts = false // it is read on paper
	web.Render(w, r, http.StatusOK, bulletinSheet(p))
}

// received is what was received and done, by the places below.
func (q asking) received(b bulletin) table {
	t := table{Title: q.L.T("figure.bulletin.received"), First: q.L.T("figure.bulletin.col.place"), Note: q.L.T("figure.least", b.View.Rules.Least)}
	for _, key := range []string{"figure.bulletin.col.filed", "figure.bulletin.col.before", "figure.bulletin.col.ago", "figure.col.filed_blue", "figure.col.filed_yellow", "figure.col.filed_red", "figure.bulletin.col.done", "figure.rate.due", "figure.rate.response", "figure.rate.solved", "figure.rate.satisfied"} {
		t.Cols = append(t.Cols, q.L.T(key))
	}
	before, ago := filedBy(b.Before), filedBy(b.Ago)
	for _, p := range b.View.Parts {
		row := q.receivedRow(p, before[p.Place], ago[p.Place], b.View.Rules)
		row.URL = link(Path, p.Place, q.period, "")
		t.Rows = append(t.Rows, row)
	}
	if rest := b.View.Rest; rest.Filed()+rest.Done() > 0 {
		rest.Name = q.L.T("figure.bulletin.rest")
		t.Rows = append(t.Rows, q.receivedRow(rest, b.Before.Rest.Filed(), b.Ago.Rest.Filed(), b.View.Rules))
	}
	t.Sum = q.receivedRow(b.View.Whole, b.Before.Whole.Filed(), b.Ago.Whole.Filed(), b.View.Rules)
	t.Sum.Name = q.L.T("web.chart.sum")
	return t
}

func filedBy(v figure.View) map[string]int {
	out := map[string]int{}
	for _, p := range v.Parts {
		out[p.Place] = p.Filed()
	}
	return out
}

func (q asking) receivedRow(p figure.Part, before, ago int, r figure.Rules) tableRow {
	n := func(key string) cell {
		item, _ := figure.Find(key)
		return cell{N: item.Of(p), URL: q.to(p, key)}
	}
	said := func(text string) cell { return cell{Show: true, Text: text} }
	rate := func(x metric.Rate) cell { return q.rateCell(x, r.Least) } // paper is narrow; the overview has the interval
	done := cell{N: p.Done()}
	if p.Place != "" {
		done.URL = q.timesList(p.Place, "done", "")
	}
	return tableRow{Name: p.Name, Cells: []cell{
		n("filed"), said(q.growth(p.Filed(), before, r.Least)), said(q.growth(p.Filed(), ago, r.Least)), n("filed_blue"), n("filed_yellow"), n("filed_red"),
		done,
		rate(p.OnTime()), rate(p.Response()), rate(p.Sum.Solved()), rate(p.Sum.Satisfied(r.Basically)),
	}}
}

// bulletinUnits is the units in the columns of a bulletin: dispatched, done in time, done late, in hand, rates, dissatisfied, redone,
// returned, score and rank.
func (q asking) bulletinUnits(b bulletin) table {
	v := b.Units
	t := table{Title: q.L.T("figure.bulletin.units"), First: q.L.T("figure.units.col.unit"), Note: q.L.T("figure.rates.least", v.Rules.Least)}
	for _, key := range []string{"rates.col.rank", "rates.col.score", "bulletin.col.dispatched", "bulletin.col.in_time", "bulletin.col.late", "bulletin.col.open", "rate.due", "rate.response", "rate.solved", "rate.satisfied", "bulletin.col.not", "bulletin.col.redone", "units.given"} {
		t.Cols = append(t.Cols, q.L.T("figure."+key))
	}
	for _, u := range v.Units {
		full := q.ratesRow(v, u)
		n := func(what int) cell { return cell{N: u.N[what], URL: q.ratesList(v.Place.Code, u.ID, what)} }
		rates := full.Cells[2:6]
		for i := range rates {
			rates[i].Sure = ""
		}
		t.Rows = append(t.Rows, tableRow{full.Name, full.URL, []cell{
			full.Cells[0], full.Cells[1], n(tally.Dispatched), n(tally.AnsweredInTime), n(tally.Late), full.Cells[len(full.Cells)-2],
			rates[3], rates[0], rates[1], rates[2],
			{N: u.Unsatisfied(), URL: q.ratesListOf(v.Place.Code, u.ID, appraisal.Unsatisfied)},
			n(tally.Redone), given(b.Given[u.ID], unitLink(v.Place.Code, q.period, u.ID, "given")),
		}})
	}
	return t
}

// given is the cell of returns, with its list where there are any.
func given(n int, list string) cell {
	if n == 0 {
		list = ""
	}
	return cell{N: n, URL: list}
}
