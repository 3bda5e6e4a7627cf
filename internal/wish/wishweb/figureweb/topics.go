package figureweb

import (
	"net/http"

	"linli/internal/metric"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/figure/hot"
)

// topicsPage is what wishes of a month are about.
type topicsPage struct {
	monthly
	View  hot.View
	Table table
	Path  []counted // from the top down to the opened topic
}

// hot is GET /figures/topics?place=&period=&topic=.
func (h *Handler) hot(w http.ResponseWriter, r *http.Request) {
	q, m, err := h.ofMonth(r)
	var v hot.View
	if err == nil {
		v, err = h.topics.Month(r.Context(), q.Reader, q.place, q.form.Value("topic"), m)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := topicsPage{monthly: q.frame(w, r, v.Place, topicsPath, q.L.T("figure.topics.title", v.Place.Short()), v.Counted), View: v, Table: q.topicsTable(v, len(v.Topics))}
	for _, code := range v.Path {
		p.Path = append(p.Path, counted{q.topic(code), q.topicPage(v.Place.Code, code)})
	}
	web.Render(w, r, http.StatusOK, topicsSheet(p))
}

func (q asking) topic(code string) string {
	if code == "" {
		return q.L.T("figure.topics.none")
	}
	return q.Topic(wish.Topic(code))
}

func (q asking) topicPage(at, code string) string {
	return with(link(topicsPath, at, q.period, ""), "topic", code)
}

// topicList is the wishes about a topic in the page's month, or in the one before.
func (q asking) topicList(at string, t hot.Topic, m metric.Month) string {
	address := with(link(topicsPath+"/list", at, metric.Period{Kind: metric.OneMonth, First: m, Last: m}, ""), "topic", t.Code)
	if t.Itself {
		address += "&alone=1"
	}
	return address
}

// topicsTable is the topics, the most first, at most so many.
func (q asking) topicsTable(v hot.View, most int) table {
	t := table{Title: q.L.T("figure.topics.table"), First: q.L.T("figure.topics.col.topic")}
	for _, key := range []string{"n", "before", "change", "share"} {
		t.Cols = append(t.Cols, q.L.T("figure.topics.col."+key))
	}
	for _, x := range v.Topics[:min(most, len(v.Topics))] {
		row := q.topicRow(v, x)
		if row.Name = q.topic(x.Code); x.Itself {
			row.Name = q.L.T("figure.topics.itself", row.Name)
		}
		if x.Opens {
			row.URL = q.topicPage(v.Place.Code, x.Code)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Sum = q.topicRow(v, v.All)
	t.Sum.Name = q.L.T("web.chart.sum")
	return t
}

func (q asking) topicRow(v hot.View, x hot.Topic) tableRow {
	list := func(m metric.Month) string {
		if x == v.All && v.Under == "" {
			return link(Path+"/list", v.Place.Code, metric.Period{Kind: metric.OneMonth, First: m, Last: m}, "filed")
		}
		return q.topicList(v.Place.Code, x, m)
	}
	n, before := cell{N: x.N, URL: list(v.Month)}, cell{N: x.Before, URL: list(v.Month - 1)}
	share := "—"
	if v.All.N > 0 {
		share = metric.Of(x.N, v.All.N).Share().String() + "%"
	}
	return tableRow{Cells: []cell{n, before, {Show: true, Text: q.change(x.N, x.Before)}, {Show: true, Text: share}}}
}

// hotListed is GET /figures/topics/list?place=&period=&topic=&alone=&after=.
func (h *Handler) hotListed(w http.ResponseWriter, r *http.Request) {
	q, m, err := h.ofMonth(r)
	var p listPage
	code, alone := q.formValue("topic"), q.formValue("alone") != ""
	if err == nil {
		found, readErr := h.topics.List(r.Context(), q.Reader, q.place, code, alone, m, q.form.Value("after"))
		if err = readErr; err == nil {
			p, err = h.listed(r, q, found.Wishes, found.Place, found.Total)
			p.Sub, p.Up = q.L.T("figure.list.sub", found.Place.Short(), q.span()), link(topicsPath, found.Place.Code, q.period, "")
			p.Pager.Next = next(q.topicList(found.Place.Code, hot.Topic{Code: code, Itself: alone}, m), found.Next)
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showList(w, r, p, q.L.T("figure.topics.about", q.topic(code)))
}
