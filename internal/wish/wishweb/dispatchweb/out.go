package dispatchweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/web"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
)

// outForm is a form of a page from which its table can be taken out.
func outForm(t *wishweb.Teller, f *web.Form) (*web.Form, []web.Option) {
	f.Set("key", id.New())
	var out []web.Option
	for _, x := range intake.Purposes() {
		out = append(out, web.Option{Value: x, Label: t.L.T("export.purpose." + x)})
	}
	return f, out
}

// outChunk is how many entries are read at once: no long reader holds the store.
const outChunk = 500

// table is POST /dispatch/table: what the list shows, in the columns in which it is read in, numbered.
func (h *Handler) table(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if q, readErr := web.ReadQuery(r); readErr == nil && f.Value("place") == "" {
		f.Set("place", q.Value("place")) // as the page's own form has it
	}
	ctx, filter := r.Context(), dispatch.Filter{Place: at(t, f.Value("place")), Topic: f.Value("topic"), Limit: outChunk}
	n, err := h.Dispatch.Count(ctx, t.Reader, filter)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	post, _ := dispatch.Reads(t.Reader, filter.Place) // Count has asked
	about := strings.Trim(filter.Place+"/"+filter.Topic, "/")
	wrong := func(status int, said web.Flash) { h.showList(w, r, t, f, status, said) }
	h.give(w, r, t, f, export.Export{Kind: "catalogue", Filter: about, Records: n, Post: post}, wrong, func(line func([]string) error) error {
		return h.entriesOut(ctx, t, filter, line)
	})
}

// entriesOut hands on the catalogue line by line, its head first.
func (h *Handler) entriesOut(ctx context.Context, t *wishweb.Teller, f dispatch.Filter, line func([]string) error) error {
	tree, err := h.Deps.Topics.Tree(ctx, h.DB)
	if err != nil {
		return err
	}
	for first := true; first || f.After != ""; first = false {
		found, err := h.Dispatch.List(ctx, t.Reader, f)
		if err != nil {
			return err
		}
		f.After = found.Next
		codes, orgs := wishweb.Set{}, wishweb.Set{}
		for _, e := range found.Entries {
			codes.Add(e.Place)
			orgs.Add(e.Unit)
		}
		places, units, err := named(ctx, h.DB, codes, orgs)
		if err != nil {
			return err
		}
		head, lines := dispatch.Table(found.Entries, tree, places, units, t.Now)
		if first {
			lines = append([][]string{head}, lines...)
		}
		for _, cells := range lines {
			if err := line(cells); err != nil {
				return err
			}
		}
	}
	return nil
}

// topicTable is POST /topics/table.
func (h *Handler) topicTable(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	t, tree, err := h.tree(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	head, lines := tree.Table(t.Now)
	post := t.Reader.Posts[slices.IndexFunc(t.Reader.Posts, func(p actor.Post) bool { return dispatch.MaySee(t.Reader, p.Place) })]
	wrong := func(status int, said web.Flash) { h.showTopics(w, r, f, status, said) }
	h.give(w, r, t, f, export.Export{Kind: "topics", Records: len(lines), Post: post}, wrong, func(line func([]string) error) error {
		for _, cells := range append([][]string{head}, lines...) {
			if err := line(cells); err != nil {
				return err
			}
		}
		return nil
	})
}

// give numbers and writes down a copy, and answers with it as it is read, its stamp as the last line. wrong shows the page again
// with what is missing in its form, or says that this copy has gone out before and offers another.
func (h *Handler) give(w http.ResponseWriter, r *http.Request, t *wishweb.Teller, f *web.Form, e export.Export, wrong func(int, web.Flash), all func(func([]string) error) error) {
	e.Purpose, e.Key = f.Value("purpose"), f.Value("key")
	if !slices.Contains(intake.Purposes(), e.Purpose) {
		f.Bad("purpose", "catalogue.out.error.purpose")
		wrong(http.StatusUnprocessableEntity, web.Flash{})
		return
	}
	stamp, err := export.Stamp{}, error(nil)
	if e.Key == "" {
		err = errs.New(errs.Invalid, "error.idempotency_key")
	} else {
		stamp, err = export.Number(r.Context(), h.DB, t.Reader, e)
	}
	if said, given := wishweb.Given(t.L, err); given {
		wrong(http.StatusOK, said)
		return
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	form := map[bool]string{true: sheet.CSV, false: sheet.XLSX}[f.Value("as") == sheet.CSV]
	attach(w, stamp.File(), form)
	out, err := sheet.NewWriter(w, form, t.L.T("export.kind."+e.Kind))
	if err == nil {
		err = all(out.Line)
	}
	if err != nil {
		panic(http.ErrAbortHandler) // half a table must not look like a whole one
	}
	_ = out.Line([]string{intake.Note + " " + wishweb.Stamped(t.L, stamp)}) // whoever asked is gone when this fails
	_ = out.Close()
}
