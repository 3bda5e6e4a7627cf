package bulkweb

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"time"

	"linli/internal/sheet"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/bulk"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// paper is one wish as it is printed.
type paper struct {
	Number, Title string
	Mark          web.Colour
	Facts         []fact
	Entries       []web.Entry
}

type fact struct{ Name, Value string }

// papersPage is what is printed.
type papersPage struct {
	web.Page
	Papers []paper
	Stamp  string
	Back   string
}

// print is POST /bulk/print: a page with a sheet for each wish.
func (h *Handler) print(w http.ResponseWriter, r *http.Request) {
	f, t, out, ok := h.takeOut(w, r, bulk.Print, actPrint)
	if !ok {
		return
	}
	p := papersPage{Back: back(f), Stamp: wishweb.Stamped(t.L, out.Stamp)}
	for _, seen := range out.Wishes {
		if err := t.Learn(r.Context(), h.DB, []wish.Wish{seen.Wish}, seen.Entries); err != nil {
			web.Fail(w, r, err)
			return
		}
		p.Papers = append(p.Papers, paper{
			Number: seen.Wish.Number, Title: seen.Wish.Title, Mark: wishweb.Mark(seen.Wish), Facts: facts(t, seen.Wish), Entries: t.Timeline(seen),
		})
	}
	p.Page = web.NewPage(w, r, t.L.T("bulk.papers", len(p.Papers)))
	p.Here = p.Back
	web.Render(w, r, http.StatusOK, papers(p))
}

// export is POST /bulk/export: a table as a file.
func (h *Handler) export(w http.ResponseWriter, r *http.Request) {
	_, t, out, ok := h.takeOut(w, r, bulk.Table, actExport)
	if !ok {
		return
	}
	var wishes []wish.Wish
	for _, seen := range out.Wishes {
		wishes = append(wishes, seen.Wish)
	}
	err := t.Learn(r.Context(), h.DB, wishes, nil)
	var body []byte
	if err == nil {
		body, err = table(t, wishes, wishweb.Stamped(t.L, out.Stamp))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+out.Stamp.File()+`.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // whoever asked is gone when this fails
}

// takeOut reads the form of a copy and makes it; not ok when that has been answered already.
func (h *Handler) takeOut(w http.ResponseWriter, r *http.Request, kind, act string) (*web.Form, *wishweb.Teller, bulk.Out, bool) {
	f, t, err := h.read(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return nil, nil, bulk.Out{}, false
	}
	out, err := h.Bulk.TakeOut(r.Context(), t.Reader, f.Values("wish"), bulk.Taking{Kind: kind, Purpose: f.Value("purpose"), Filter: back(f), Key: f.Value("key")})
	return f, t, out, !h.wrong(w, r, f, act, err)
}

// facts are the lines on top of a sheet.
func facts(t *wishweb.Teller, w wish.Wish) []fact {
	all := []fact{
		{"bulk.col.place", t.Where(w.Place)},
		{"bulk.col.topic", t.Topic(w.Topic)},
		{"bulk.col.channel", t.L.T("wish.channel." + string(w.Channel))},
		{"bulk.col.submitter", t.Submitter(w)},
		{"bulk.col.filed", t.L.Date(w.FiledAt)},
		{"bulk.col.state", t.State(w, false)},
		{"bulk.col.unit", t.Unit(w)},
		{"bulk.col.due", t.Clock(w, false).Text},
	}
	out := all[:0]
	for _, x := range all {
		if x.Value != "" {
			out = append(out, fact{t.L.T(x.Name), x.Value})
		}
	}
	return out
}

// columns are the heads of the table that goes out.
var columns = []string{
	"number", "title", "place", "topic", "urgency", "colour", "state", "unit", "channel", "submitter", "filed", "accepted", "classified", "answered", "ended", "due", "rating",
}

// table is wishes as a file that spreadsheets open: UTF-8 with its mark, CRLF, the stamp in the last line. Words, telephone and
// door of the submitter are not in it, the name is masked.
func table(t *wishweb.Teller, wishes []wish.Wish, stamp string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = t.L.T("bulk.col." + c)
	}
	if err := w.Write(head); err != nil {
		return nil, err
	}
	for _, x := range wishes {
		if err := w.Write(line(t, x)); err != nil {
			return nil, err
		}
	}
	if err := w.Write([]string{sheet.Inert(stamp)}); err != nil {
		return nil, err
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func line(t *wishweb.Teller, x wish.Wish) []string {
	rating := ""
	if x.Rating != "" {
		rating = t.L.T("wish.rating." + string(x.Rating))
	}
	cells := []string{
		x.Number, x.Title, t.Where(x.Place), t.Topic(x.Topic), t.L.T("wish.urgency." + string(x.Urgency)), t.L.T(web.Colour(x.Colour).Key()),
		t.State(x, false), t.Unit(x), t.L.T("wish.channel." + string(x.Channel)), t.Submitter(x),
		day(x.FiledAt), day(x.AcceptedAt), day(x.ClassifiedAt), day(x.AnsweredAt), day(x.ClosedAt), day(x.Due), rating,
	}
	for i, c := range cells {
		cells[i] = sheet.Inert(c)
	}
	return cells
}

// day is a date as spreadsheets read it.
func day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return workday.DateOf(at).String()
}
