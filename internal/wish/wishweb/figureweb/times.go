package figureweb

import (
	"net/http"
	"strconv"

	"linli/internal/metric"
	"linli/internal/web"
	"linli/internal/wish/figure"
)

// timesPage is how long it took, of the wishes that ended in a month.
type timesPage struct {
	monthly
	Each []took
}

// took is one distribution: its table, and what it says in words.
type took struct {
	Key, Title, What string
	Said             []string
	Few              string
	Table            table
}

// times is GET /figures/times?place=&period=.
func (h *Handler) times(w http.ResponseWriter, r *http.Request) {
	q, _, err := h.ofMonth(r)
	var v figure.View
	if err == nil {
		v, err = h.figures.Counts(r.Context(), q.Reader, q.place, q.period)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := timesPage{monthly: q.frame(w, r, v.Place, timesPath, q.L.T("figure.times.title", v.Place.Short()), v.Counted), Each: q.took(v)}
	web.Render(w, r, http.StatusOK, timesSheet(p))
}

// took are the two distributions of a place.
func (q asking) took(v figure.View) []took {
	return []took{
		q.distribution("heard", v.Whole.Heard(), v.Rules.Least),
		q.distribution("done", v.Whole.Done(), v.Rules.Least),
	}
}

func (q asking) distribution(key string, h metric.Histogram, least int) took {
	x := took{Key: key, Title: q.L.T("figure.times." + key), What: q.L.T("figure.times." + key + ".what")}
	x.Table = table{Title: x.Title, First: q.L.T("figure.times.col.span")}
	for _, c := range []string{"n", "share", "until"} {
		x.Table.Cols = append(x.Table.Cols, q.L.T("figure.times.col."+c))
	}
	all, seen := h.All(), 0
	share := func(n int) cell {
		if all == 0 {
			return cell{Show: true, Text: "—"}
		}
		return cell{Show: true, Text: metric.Of(n, all).Share().String() + "%"}
	}
	for i, n := range h.N {
		seen += n
		x.Table.Rows = append(x.Table.Rows, tableRow{Name: q.days(h.From, i), Cells: []cell{{N: n}, share(n), share(seen)}})
	}
	x.Table.Sum = tableRow{Name: q.L.T("web.chart.sum"), Cells: []cell{{N: all}, share(all), {Show: true}}}
	if all < least {
		x.Few = q.L.T("figure.few", all)
		return x
	}
	for _, percent := range []int{50, 90} {
		x.Said = append(x.Said, q.L.T("figure.times.quantile."+strconv.Itoa(percent), q.days(h.From, h.Quantile(percent))))
	}
	return x
}

// days is a span of working days in words.
func (q asking) days(s metric.Spans, i int) string {
	first, last, open := s.Ends(i)
	switch {
	case open:
		return q.L.T("figure.times.open", first)
	case last == 0:
		return q.L.T("figure.times.same")
	case first == last:
		return q.L.T("figure.times.one", first)
	}
	return q.L.T("figure.times.between", first, last)
}
