package figureweb

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"linli/internal/sheet"
	"linli/internal/web"
)

// bulletinFile is GET /figures/bulletin.xlsx?place=&period=: the bulletin as a workbook, a sheet for each table, numbers as numbers.
func (h *Handler) bulletinFile(w http.ResponseWriter, r *http.Request) {
	q, m, err := h.ofMonth(r)
	var out bytes.Buffer
	name := ""
	if err == nil {
		var b bulletin
		if b, err = h.bulletinOf(r.Context(), q, m); err == nil {
			name = "linli-" + b.View.Place.Code + "-" + m.String() + ".xlsx"
			err = q.workbook(&out, b)
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", sheet.Media(sheet.XLSX))
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(out.Bytes()) // whoever asked is gone when this fails
}

// workbook writes the sheets of a bulletin.
func (q asking) workbook(out *bytes.Buffer, b bulletin) error {
	tables := []table{q.received(b), q.bulletinUnits(b), q.boards(b), q.topicsTable(b.Topics, len(b.Topics.Topics))}
	for _, x := range q.took(b.View) {
		tables = append(tables, x.Table)
	}
	titles := make([]string, 0, len(tables)+1)
	for _, t := range tables {
		titles = append(titles, t.Title)
	}
	x, err := sheet.NewWriter(out, sheet.XLSX, append(titles, q.L.T("figure.bulletin.about"))...)
	if err != nil {
		return err
	}
	for i, t := range tables {
		if i > 0 {
			if err := x.Sheet(); err != nil {
				return err
			}
		}
		for _, line := range lines(t) {
			if err := x.Figures(line); err != nil {
				return err
			}
		}
	}
	if err := x.Sheet(); err != nil {
		return err
	}
	for _, line := range q.about(b) {
		if err := x.Line([]string{line}); err != nil {
			return err
		}
	}
	return x.Close()
}

// boards is the red and the black list as a table.
func (q asking) boards(b bulletin) table {
	t := table{Title: q.L.T("figure.bulletin.boards"), First: q.L.T("figure.bulletin.col.list"), Cols: []string{q.L.T("figure.rates.col.rank"), q.L.T("figure.units.col.unit"), q.L.T("figure.rates.col.score")}}
	for _, list := range []struct {
		key   string
		units []placed
	}{{"red", q.placed(b.Units, b.Units.Red)}, {"black", q.placed(b.Units, b.Units.Black)}} {
		for _, u := range list.units {
			said := func(s ...string) cell { return cell{Show: true, Text: strings.TrimSpace(strings.Join(s, " "))} }
			t.Rows = append(t.Rows, tableRow{Name: q.L.T("figure.rates." + list.key), Cells: []cell{said(u.Rank, u.Tied), said(u.Name), said(u.Score)}})
		}
	}
	return t
}

// about is what a copy says of itself: of where and when, by whom, and how it is counted.
func (q asking) about(b bulletin) []string {
	return []string{
		q.L.T("figure.bulletin.title", b.View.Place.Short()) + " " + q.span(),
		q.L.T("figure.bulletin.by", q.Reader.Name, q.L.DateLong(q.Now)+" "+q.L.Clock(q.Now)),
		q.L.T("web.print.internal"),
		q.made(b.Units.Rules),
		q.L.T("figure.rates.least", b.Units.Rules.Least),
		q.L.T("figure.bulletin.compare"),
		q.L.T("figure.times.intro"),
	}
}

// lines is a table as a sheet has it: rates as percentages without their sign, so that they are numbers.
func lines(t table) [][]string {
	percent := make([]bool, len(t.Cols))
	rows := t.Rows
	if t.Sum.Name != "" {
		rows = append(append([]tableRow{}, rows...), t.Sum)
	}
	out := [][]string{nil}
	for _, row := range rows {
		line := []string{row.Name}
		for i, c := range row.Cells {
			text := c.Text
			if !c.Show && !c.Rate {
				text = strconv.Itoa(c.N)
			}
			if bare, ok := strings.CutSuffix(text, "%"); ok {
				percent[i], text = true, strings.Replace(strings.TrimPrefix(bare, "+"), "−", "-", 1)
			}
			line = append(line, text)
		}
		out = append(out, line)
	}
	out[0] = []string{t.First}
	for i, c := range t.Cols {
		if percent[i] {
			c += " (%)"
		}
		out[0] = append(out[0], c)
	}
	return out
}
