package figureweb

import (
	"strconv"

	"linli/internal/metric"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish/figure"
	"linli/internal/wish/wishweb"
)

// table is the places one step below.
type table struct {
	Title string
	First string // heading of the first column
	Cols  []string
	Note  string
	Rows  []tableRow
	Sum   tableRow
}

// tableRow is a place with its numbers.
type tableRow struct {
	Name  string
	URL   string // its own figures; empty for what is no place
	Cells []cell
}

// cell is a number with its list, or a rate with what it is made of.
type cell struct {
	N    int
	URL  string
	Rate bool
	Text string // of a rate: 92.14%, or that there is too little
	Base string // of a rate: (105/114)
	Sure string // of a rate: the interval; may be empty
	Show bool   // a text that is neither number nor rate
	Few  bool
}

// column is what a column shows of a part.
type column struct {
	key  string // an item, or a rate
	rate func(figure.Part) metric.Rate
}

// columnsOf are the columns of a level, with what waits for it first.
func columnsOf(v figure.View) []column {
	keys := []string{"late"}
	switch len(v.Place.Code) {
	case districtWidth:
		keys = []string{"red", "unnoted", "red_late", "ask_above", "rule_above", "late"}
	case townWidth:
		keys = []string{"take", "ask_street", "rule_street", "yellow_late", "late"}
	}
	var waiting, out []column
	for _, key := range keys {
		waiting = append(waiting, column{key: key})
	}
	for _, key := range []string{"filed", "filed_blue", "filed_yellow", "filed_red"} {
		out = append(out, column{key: key})
	}
	satisfied := column{"satisfied", func(p figure.Part) metric.Rate { return p.Sum.Satisfied(v.Rules.Basically) }}
	if len(v.Place.Code) >= wishweb.CommunityWidth {
		return append(append(out, waiting...), satisfied)
	}
	return append(append(waiting, out...),
		column{"response", func(p figure.Part) metric.Rate { return p.Response() }},
		column{"solved", func(p figure.Part) metric.Rate { return p.Sum.Solved() }}, satisfied)
}

// table tells the parts of a view; nothing where there are none.
func (q asking) table(v figure.View) table {
	if len(v.Parts) == 0 {
		return table{}
	}
	level := map[int]string{districtWidth: "street", townWidth: "community"}[len(v.Place.Code)]
	if level == "" {
		level = "linli"
	}
	cols := columnsOf(v)
	t := table{Title: q.L.T("figure.below." + level), First: q.L.T("figure.col." + level), Note: q.L.T("figure.least", v.Rules.Least)}
	for _, c := range cols {
		word := "figure.col." + c.key
		if c.rate != nil {
			word = "figure.rate." + c.key
		}
		t.Cols = append(t.Cols, q.L.T(word))
	}
	for _, part := range v.Parts {
		row := q.row(part, cols, v.Rules.Least)
		row.URL = link(Path, part.Place, q.period, "")
		t.Rows = append(t.Rows, row)
	}
	if rest := v.Rest; rest.Filed()+rest.Late+rest.Counts[figure.Judged]+rest.Counts[figure.Answered] > 0 {
		rest.Name = q.L.T("figure.rest." + level)
		t.Rows = append(t.Rows, q.row(rest, cols, v.Rules.Least))
	}
	t.Sum = q.row(v.Whole, cols, v.Rules.Least)
	t.Sum.Name = q.L.T("web.chart.sum")
	return t
}

func (q asking) row(part figure.Part, cols []column, least int) tableRow {
	row := tableRow{Name: part.Name}
	for _, c := range cols {
		if c.rate == nil {
			item, _ := figure.Find(c.key)
			row.Cells = append(row.Cells, cell{N: item.Of(part), URL: q.to(part, c.key)})
			continue
		}
		row.Cells = append(row.Cells, q.rateCell(c.rate(part), least))
	}
	return row
}

// hits is the numerator of a rate with something behind it as people write it: whole cases, or with their weights.
func hits(r metric.Rate) string {
	return strconv.FormatFloat(float64(r.Num)/float64(r.Den/int64(r.N)), 'f', -1, 64)
}

// month is a month with its year: 2026年5月.
func (q asking) month(m metric.Month) string {
	return q.L.T("figure.ym", strconv.Itoa(m.Year()), i18n.Key("figure.month."+strconv.Itoa(m.Number())))
}

// periods are the periods that one can choose: the last twelve months, this year and the one before, each of the last
// twelve months; and the one that is chosen.
func (q asking) periods() web.Menu {
	m := web.Menu{Field: web.Field{Name: "period", Label: q.L.T("figure.period")}, Options: []web.Option{{Value: "", Label: q.L.T("figure.last12")}}}
	this := metric.MonthOf(q.Now)
	year := func(y int) {
		m.Options = append(m.Options, web.Option{Value: strconv.Itoa(y), Label: q.L.T("figure.year", strconv.Itoa(y))})
	}
	year(this.Year())
	year(this.Year() - 1)
	for i := range 12 {
		m.Options = append(m.Options, web.Option{Value: (this - metric.Month(i)).String(), Label: q.month(this - metric.Month(i))})
	}
	for _, o := range m.Options {
		if o.Value == q.period.String() {
			return m
		}
	}
	label := q.month(q.period.First)
	if q.period.Kind == metric.OneYear {
		label = q.L.T("figure.year", q.period.String())
	}
	m.Options = append(m.Options, web.Option{Value: q.period.String(), Label: label})
	return m
}
