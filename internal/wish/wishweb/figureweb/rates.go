package figureweb

import (
	"net/http"
	"strconv"

	"linli/internal/metric"
	"linli/internal/web"
	"linli/internal/wish/figure/appraisal"
	"linli/internal/wish/figure/tally"
)

// ratesPage is the units of a place compared by three rates in a month.
type ratesPage struct {
	monthly
	View  appraisal.View
	Table table
	Red   []placed
	Black []placed
	Made  string // what a score is made of
}

// placed is a unit on the red or the black list.
type placed struct{ Rank, Name, URL, Score, Tied string }

// rates is GET /figures/rates?place=&period=.
func (h *Handler) rates(w http.ResponseWriter, r *http.Request) {
	q, m, err := h.ofMonth(r)
	var v appraisal.View
	if err == nil {
		v, err = h.appraisals.Month(r.Context(), q.Reader, q.place, m)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := ratesPage{monthly: q.frame(w, r, v.Place, ratesPath, q.L.T("figure.rates.title", v.Place.Short()), v.Counted), View: v, Table: q.ratesTable(v)}
	p.Red, p.Black, p.Made = q.placed(v, v.Red), q.placed(v, v.Black), q.made(v.Rules)
	web.Render(w, r, http.StatusOK, ratesSheet(p))
}

// made is what a score is made of, in words.
func (q asking) made(r appraisal.Rules) string {
	x := r.Weights
	return q.L.T("figure.rates.made", x[0], x[1], x[2], weight(r.Basically))
}

func (q asking) placed(v appraisal.View, units []appraisal.Unit) (out []placed) {
	for _, u := range units {
		x := placed{Rank: q.L.T("figure.rates.place", u.Rank), Name: u.Name, URL: q.unitPage(v.Place.Code, u.ID), Score: u.Score.String()}
		if u.Tied {
			x.Tied = q.L.T("figure.rates.tied")
		}
		out = append(out, x)
	}
	return out
}

func (q asking) unitPage(code, unit string) string {
	return with(link(ratesPath+"/unit", code, q.period, ""), "unit", unit)
}

func (q asking) ratesList(code, unit string, what int) string {
	return q.ratesListOf(code, unit, tally.Units.Column(what))
}

func (q asking) ratesListOf(code, unit, key string) string {
	return with(link(ratesPath+"/list", code, q.period, key), "unit", unit)
}

// shown are the numbers of a unit that have a column.
var shown = []int{tally.Dispatched, tally.Redone, tally.Late, tally.Unreached}

// ratesTable is the units with rank, score, rates and numbers.
func (q asking) ratesTable(v appraisal.View) table {
	t := table{Title: q.L.T("figure.rates.table"), First: q.L.T("figure.units.col.unit"), Note: q.L.T("figure.rates.least", v.Rules.Least)}
	for _, key := range []string{"rates.col.rank", "rates.col.score", "rate.response", "rate.solved", "rate.satisfied", "rate.due"} {
		t.Cols = append(t.Cols, q.L.T("figure."+key))
	}
	for _, what := range shown {
		t.Cols = append(t.Cols, q.L.T("figure.rates.n."+tally.Units.Column(what)))
	}
	t.Cols = append(t.Cols, q.L.T("figure.units.open"), q.L.T("figure.units.late"))
	for _, u := range v.Units {
		t.Rows = append(t.Rows, q.ratesRow(v, u))
	}
	return t
}

func (q asking) ratesRow(v appraisal.View, u appraisal.Unit) tableRow {
	row := tableRow{Name: u.Name, URL: q.unitPage(v.Place.Code, u.ID)}
	rank, score := cell{Show: true, Text: q.L.T("figure.rates.unranked")}, cell{Show: true, Text: "—"}
	if u.Ranked {
		rank.Text, score.Text = strconv.Itoa(u.Rank), u.Score.String()
		if u.Tied {
			rank.Text = q.L.T("figure.rates.rank_tied", u.Rank)
		}
	}
	least := v.Rules.Least
	row.Cells = append(row.Cells, rank, score, q.sureCell(u.Response(), least), q.sureCell(u.Solved(), least), q.sureCell(u.Satisfied(v.Rules.Basically), least), q.sureCell(u.OnTime(), least))
	for _, what := range shown {
		c := cell{N: u.N[what]}
		if c.N > 0 {
			c.URL = q.ratesList(v.Place.Code, u.ID, what)
		}
		row.Cells = append(row.Cells, c)
	}
	now := metric.ParsePeriod("", q.Now)
	return tableRow{row.Name, row.URL, append(row.Cells,
		cell{N: u.Open, URL: unitLink(v.Place.Code, now, u.ID, "open")}, cell{N: u.Late, URL: unitLink(v.Place.Code, now, u.ID, "late")})}
}

// unitSheetPage is one unit in a month, and its way there.
type unitSheetPage struct {
	monthly
	ID    string
	Score string // or why there is none
	Made  string
	Stats []stat
	All   []counted
	Way   table
	Up    string
}

// unit is GET /figures/rates/unit?place=&period=&unit=.
func (h *Handler) unit(w http.ResponseWriter, r *http.Request) {
	q, m, err := h.ofMonth(r)
	var p unitSheetPage
	if err == nil {
		unit := q.form.Value("unit")
		at, way, readErr := h.appraisals.Way(r.Context(), q.Reader, q.place, unit, m)
		if err = readErr; err == nil {
			now := way[0]
			p = unitSheetPage{monthly: q.frame(w, r, at, ratesPath+"/unit", now.Unit.Name, true), ID: unit, Way: q.way(at.Code, way), Made: q.made(now.Rules)}
			p.Up, p.Score = link(ratesPath, at.Code, q.period, ""), q.L.T("figure.rates.noscore", now.Rules.Least)
			if now.Unit.Ranked {
				p.Score = q.L.T("figure.rates.score", now.Unit.Score.String())
			}
			p.Stats, p.All = q.unitStats(at.Code, now), q.unitNumbers(at.Code, now.Unit)
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, unitPage(p))
}

// unitStats are the rates of a unit, each with the numbers that it is made of and their lists.
func (q asking) unitStats(code string, x appraisal.Monthly) (out []stat) {
	u := x.Unit
	for _, s := range []struct {
		key   string
		rate  metric.Rate
		parts []int
	}{
		{"response", u.Response(), []int{tally.Dispatched, tally.TakenInTime}},
		{"solved", u.Solved(), []int{tally.Judged, tally.Solved}},
		{"satisfied", u.Satisfied(x.Rules.Basically), []int{tally.Judged, tally.Satisfied, tally.Basically}},
		{"due", u.OnTime(), []int{tally.Answered, tally.AnsweredInTime}},
	} {
		low, high := s.rate.Wilson()
		one := stat{Statistic: web.Statistic{Name: q.L.T("figure.rate." + s.key), Share: int(s.rate.Share()), Low: int(low), High: int(high), Aim: int(s.rate.Share())}}
		one.Said = q.L.T("figure.rates.interval", low.String(), high.String())
		if s.rate.N < x.Rules.Least {
			one.Few = q.L.T("figure.few", s.rate.N)
		}
		for _, what := range s.parts {
			one.Parts = append(one.Parts, q.unitNumber(code, u, what))
		}
		out = append(out, one)
	}
	return out
}

// unitNumber is a number of a unit in words, with its list.
func (q asking) unitNumber(code string, u appraisal.Unit, what int) counted {
	c := counted{Text: q.L.T("figure.rates.said."+tally.Units.Column(what), u.N[what])}
	if u.N[what] > 0 {
		c.URL = q.ratesList(code, u.ID, what)
	}
	return c
}

func (q asking) unitNumbers(code string, u appraisal.Unit) (out []counted) {
	for what := range tally.Results {
		out = append(out, q.unitNumber(code, u, what))
	}
	return out
}

// way is the months that lead to one.
func (q asking) way(code string, months []appraisal.Monthly) table {
	t := table{Title: q.L.T("figure.rates.way"), First: q.L.T("figure.col.month")}
	for _, key := range []string{"rates.col.score", "rate.response", "rate.solved", "rate.satisfied", "rates.n.dispatched", "rates.col.weights"} {
		t.Cols = append(t.Cols, q.L.T("figure."+key))
	}
	for _, x := range months {
		q := q
		q.period = metric.Period{Kind: metric.OneMonth, First: x.Month, Last: x.Month}
		score := cell{Show: true, Text: "—"}
		if x.Unit.Ranked {
			score.Text = x.Unit.Score.String()
		}
		least, w := x.Rules.Least, x.Rules.Weights
		n := cell{N: x.Unit.N[tally.Dispatched], URL: q.ratesList(code, x.Unit.ID, tally.Dispatched)}
		t.Rows = append(t.Rows, tableRow{Name: q.month(x.Month), URL: q.unitPage(code, x.Unit.ID), Cells: []cell{
			score, q.sureCell(x.Unit.Response(), least), q.sureCell(x.Unit.Solved(), least), q.sureCell(x.Unit.Satisfied(x.Rules.Basically), least), n,
			{Show: true, Text: strconv.Itoa(w[0]) + "/" + strconv.Itoa(w[1]) + "/" + strconv.Itoa(w[2])},
		}})
	}
	return t
}

// ratesListed is GET /figures/rates/list?place=&period=&unit=&of=&after=.
func (h *Handler) ratesListed(w http.ResponseWriter, r *http.Request) {
	q, m, err := h.ofMonth(r)
	var p listPage
	unit, key := q.formValue("unit"), q.formValue("of")
	if err == nil {
		found, readErr := h.appraisals.List(r.Context(), q.Reader, q.place, unit, key, m, q.form.Value("after"))
		if err = readErr; err == nil {
			p, err = h.listed(r, q, found.Wishes, found.Place, found.Total)
			p.Sub, p.Up = q.L.T("figure.list.sub", found.Unit.Short(), q.span()), q.unitPage(found.Place.Code, unit)
			p.Pager.Next = next(q.ratesListOf(found.Place.Code, unit, key), found.Next)
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showList(w, r, p, q.L.T("figure.rates.n."+key))
}
