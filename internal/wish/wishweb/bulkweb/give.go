package bulkweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/veil"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/bulk"
	"linli/internal/wish/list"
	"linli/internal/wish/view"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// exportPage asks what for and in which form a list goes out.
type exportPage struct {
	web.Page
	Form     *web.Form
	Size     int    // how many wishes go out
	Said     []fact // what the list is narrowed to
	Back     string
	Purposes []web.Option
	Forms    []web.Option
}

// asking is GET /wishes/export?list=&wish=…&(filters).
func (h *Handler) asking(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	f.Set("key", "")
	f.Set("as", sheet.XLSX)
	h.askExport(w, r, f, http.StatusOK, web.Flash{})
}

// askExport shows the page, also again when something is missing in its form, or, with what is said above it, when its table has
// gone out.
func (h *Handler) askExport(w http.ResponseWriter, r *http.Request, f *web.Form, status int, said web.Flash) {
	if f.Value("key") == "" {
		f.Set("key", id.New())
	}
	t, err := h.Teller(r)
	p := exportPage{Form: f, Back: back(f), Forms: []web.Option{{Value: sheet.XLSX, Label: "Excel"}, {Value: sheet.CSV, Label: "CSV"}}}
	if err == nil {
		p.Size, err = h.Bulk.Holds(r.Context(), t.Reader, whole(t, f), f.Value("words"))
	}
	var e *errs.Error
	number := errors.As(err, &e) && e.Key == "search.typed"
	if errs.Is(err, errs.Invalid) && f.Take(err) {
		status, err = http.StatusUnprocessableEntity, nil
	}
	if number { // of somebody: neither the page nor a switch of it brings it back
		f.Set("words", "")
		p.Back = back(f)
	}
	if err == nil {
		err = t.Learn(r.Context(), h.DB, []wish.Wish{{Place: f.Value("place")}}, nil)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Purposes, p.Said = purposes(t), narrowed(t, f)
	p.Page = web.NewPage(w, r, t.L.T("bulk.export.title"))
	if p.Here = p.Back; number {
		p.Page.Path = "/wishes/export"
	}
	if said.Key != "" {
		p.Flash = said
	}
	web.Render(w, r, status, exporting(p))
}

// whole is the list that was looked at, from one end to the other, or what was ticked in it.
func whole(t *wishweb.Teller, f *web.Form) list.Whole {
	of := list.Whole{IDs: slices.DeleteFunc(distinct(f.Values("wish")), func(s string) bool { return !id.Valid(s) })}
	of.Filter, _ = t.Filter(f.Value)
	if f.Value("list") == view.Inbox {
		if of.Desk = list.Desk(f.Value("view")); !slices.Contains(list.Desks(), of.Desk) {
			of.Desk = list.DeskMine // as the inbox shows who handles wishes
		}
	}
	return of
}

// narrowed says which list goes out.
func narrowed(t *wishweb.Teller, f *web.Form) (out []fact) {
	w, of := whole(t, f), "every"
	if w.Desk != "" {
		of = string(w.Desk)
	}
	out = append(out, fact{t.L.T("bulk.export.list"), t.L.T("bulk.export." + of)})
	if words := f.Value("words"); words != "" {
		out = append(out, fact{t.L.T("bulk.export.words"), words})
	}
	if n := len(w.IDs); n > 0 {
		out = append(out, fact{t.L.T("bulk.export.ticked"), t.L.T("bulk.export.ticked.n", n)})
	}
	if _, sound := t.Filter(f.Value); !sound {
		return out // what no list knows finds nothing
	}
	add := func(head, name string, say func(string) string) {
		if v := f.Value(name); v != "" {
			out = append(out, fact{t.L.T(head), say(v)})
		}
	}
	add("bulk.col.place", "place", t.Where)
	add("desk.filter.state", "state", func(v string) string { return t.L.T("wish.state." + v) })
	add("desk.filter.colour", "colour", func(v string) string { return t.L.T("mark." + v) })
	add("desk.filter.urgency", "urgency", func(v string) string { return t.L.T("wish.urgency." + v) })
	add("desk.topic", "topic", t.FullTopic)
	add("desk.filter.wait", "wait", func(v string) string { return t.L.T("desk.wait." + v) })
	return out
}

// export is POST /wishes/export: the list as a file, line by line as it is read, with its stamp as the last line.
func (h *Handler) export(w http.ResponseWriter, r *http.Request) {
	f, t, err := h.read(w, r)
	if err == nil {
		err = addressed(f, r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	form := sheet.XLSX
	if f.Value("as") == sheet.CSV {
		form = sheet.CSV
	}
	var out *sheet.Writer
	var mark string
	err = h.Bulk.Give(r.Context(), t.Reader, bulk.Giving{List: whole(t, f), Words: f.Value("words"), Address: back(f), Purpose: f.Value("purpose"), Key: f.Value("key")},
		func(s export.Stamp) (func([]wish.Wish) error, error) {
			mark = intake.Note + " " + wishweb.Stamped(t.L, s)
			w.Header().Set("Content-Type", sheet.Media(form))
			w.Header().Set("Content-Disposition", `attachment; filename="`+s.File()+"."+form+`"`)
			w.Header().Set("Cache-Control", "no-store")
			var err error
			if out, err = sheet.NewWriter(w, form, t.L.T("bulk.export.sheet")); err != nil {
				return nil, err
			}
			return func(some []wish.Wish) error { return h.lines(r.Context(), t, out, some) }, out.Line(heads(t.L))
		})
	if out == nil {
		h.notGiven(w, r, t, f, err)
		return
	}
	if err != nil {
		panic(http.ErrAbortHandler) // half a table must not look like a whole one
	}
	_ = out.Line([]string{mark}) // whoever asked is gone when this fails
	_ = out.Close()
}

// notGiven answers where no table goes out: it has gone out before, or something is missing in its form, or worse.
func (h *Handler) notGiven(w http.ResponseWriter, r *http.Request, t *wishweb.Teller, f *web.Form, err error) {
	said, given := wishweb.Given(t.L, err)
	switch {
	case given:
		f.Set("key", "")
		h.askExport(w, r, f, http.StatusOK, said)
	case f.Take(err):
		h.askExport(w, r, f, http.StatusUnprocessableEntity, web.Flash{})
	default:
		web.Fail(w, r, err)
	}
}

// addressed narrows a posted form as its address does, where it does not say so itself: never is more taken out than was asked for.
func addressed(f *web.Form, r *http.Request) error {
	q, err := web.ReadQuery(r)
	if err != nil {
		return err
	}
	for _, name := range append(list.Names(), "list", "words", "wish") {
		if len(f.Values(name)) > 0 {
			continue
		}
		for _, v := range q.Values(name) {
			f.Add(name, v)
		}
	}
	return nil
}

// more are the heads behind the columns of the import, of none of which they are a name.
var more = []string{"number", "title", "place", "topic", "urgency", "state", "unit", "submitter", "accepted", "classified", "answered", "due"}

func heads(l i18n.Localizer) (out []string) {
	for _, c := range arrival.Columns() {
		if l.Lang() == i18n.English {
			out = append(out, c.En)
		} else {
			out = append(out, c.Zh)
		}
	}
	for _, c := range more {
		out = append(out, l.T("bulk.col."+c))
	}
	return out
}

// lines writes some wishes. Words, telephone and door of the submitter are not in a line, the name is masked.
func (h *Handler) lines(ctx context.Context, t *wishweb.Teller, to *sheet.Writer, some []wish.Wish) error {
	rows, err := arrival.Lines(ctx, h.DB, some)
	if err == nil {
		err = t.Learn(ctx, h.DB, some, nil)
	}
	for i, x := range some {
		if err != nil {
			return err
		}
		err = to.Line(append(rows[i], told(t, x)...))
	}
	return err
}

// told is what stands under more.
func told(t *wishweb.Teller, x wish.Wish) []string {
	return []string{
		x.Number, title(x), t.Where(x.Place), t.Topic(x.Topic), t.L.T("wish.urgency." + string(x.Urgency)), t.State(x, false), t.Unit(x), t.Submitter(x),
		day(x.AcceptedAt), day(x.ClassifiedAt), day(x.AnsweredAt), day(x.Due),
	}
}

// title is the one that was published, else the desk's without what tells of persons. Until the desk has taken a wish its title
// is the resident's own first words, which stay here.
func title(x wish.Wish) string {
	switch {
	case x.PublicTitle != "":
		return x.PublicTitle
	case x.AcceptedAt.IsZero():
		return ""
	}
	return veil.Mask(x.Title)
}

// day is a date as spreadsheets read it.
func day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return workday.DateOf(at).String()
}
