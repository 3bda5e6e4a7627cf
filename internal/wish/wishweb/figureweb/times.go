package figureweb

import (
	"cmp"
	"net/http"
	"slices"
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
	Said             []counted // with the wishes of the span that is spoken of
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

// took are the distributions of a place.
func (q asking) took(v figure.View) (out []took) {
	for _, x := range figure.Lapses() {
		out = append(out, q.distribution(v.Place.Code, x.Key, x.Of(v.Whole.Counts), v.Rules.Least))
	}
	return out
}

// timesList is the wishes of a span; day is its first day, empty for all spans.
func (q asking) timesList(code, key, day string) string {
	address := link(timesPath+"/list", code, q.period, key)
	if day != "" {
		address = with(address, "days", day)
	}
	return address
}

func (q asking) distribution(code, key string, h metric.Histogram, least int) took {
	x := took{Key: key, Title: q.L.T("figure.times." + key), What: q.L.T("figure.times." + key + ".what")}
	x.Table = table{Title: x.Title, First: q.L.T("figure.times.col.span")}
	for _, c := range []string{"n", "share", "until"} {
		x.Table.Cols = append(x.Table.Cols, q.L.T("figure.times.col."+c))
	}
	all, seen, slowest := h.All(), 0, 0
	share := func(n int) cell {
		if all == 0 {
			return cell{Show: true, Text: "—"}
		}
		return cell{Show: true, Text: metric.Of(n, all).Share().String() + "%"}
	}
	of := func(i int) string { return q.timesList(code, key, strconv.Itoa(h.From[i])) }
	for i, n := range h.N {
		if seen += n; n > 0 {
			slowest = i
		}
		x.Table.Rows = append(x.Table.Rows, tableRow{Name: q.days(h.From, i), Cells: []cell{{N: n, URL: of(i)}, share(n), share(seen)}})
	}
	x.Table.Sum = tableRow{Name: q.L.T("web.chart.sum"), Cells: []cell{{N: all, URL: q.timesList(code, key, "")}, share(all), {Show: true}}}
	if all < least {
		x.Few = q.L.T("figure.few", all)
		return x
	}
	for _, percent := range []int{50, 90} {
		i := h.Quantile(percent)
		x.Said = append(x.Said, counted{q.L.T("figure.times.quantile."+strconv.Itoa(percent), q.days(h.From, i)), of(i)})
	}
	x.Said = append(x.Said, counted{q.L.T("figure.times.slowest", q.days(h.From, slowest), h.N[slowest]), of(slowest)})
	return x
}

// timesListed is GET /figures/times/list?place=&period=&of=&days=&after=: of what was answered, where the address does not say.
func (h *Handler) timesListed(w http.ResponseWriter, r *http.Request) {
	q, m, err := h.ofMonth(r)
	var p listPage
	key, day := cmp.Or(q.formValue("of"), "done"), q.formValue("days")
	if err == nil {
		found, readErr := h.figures.Timed(r.Context(), q.Reader, q.place, key, day, m, q.form.Value("after"))
		if err = readErr; err == nil {
			p, err = h.listed(r, q, found.Wishes, found.Place, found.Total)
			for i := range p.Rows {
				p.Rows[i].Took = q.L.T("figure.times.took", found.Days[i])
			}
			p.Sub, p.Up, p.Last = q.L.T("figure.list.sub", found.Place.Short(), q.span()), link(timesPath, found.Place.Code, q.period, ""), "took"
			p.Pager.Next = next(q.timesList(found.Place.Code, key, day), found.Next)
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	title := q.L.T("figure.times." + key)
	if day != "" {
		h.showList(w, r, p, q.L.T("figure.times.list", title, q.spanOf(key, day)))
		return
	}
	h.showList(w, r, p, title)
}

// spanOf is the span of a distribution that begins with a day, in words; there is one.
func (q asking) spanOf(key, day string) string {
	for _, x := range figure.Lapses() {
		from := x.Of(figure.Counts{}).From
		if i := slices.IndexFunc(from, func(first int) bool { return x.Key == key && strconv.Itoa(first) == day }); i >= 0 {
			return q.days(from, i)
		}
	}
	return day
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
