package bulkweb

import (
	"net/http"

	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/bulk"
	"linli/internal/wish/wishweb"
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
	f, t, err := h.read(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	out, err := h.Bulk.Print(r.Context(), t.Reader, f.Values("wish"), bulk.Taking{Purpose: f.Value("purpose"), Filter: back(f), Key: f.Value("key")})
	if h.wrong(w, r, f, actPrint, err) {
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
