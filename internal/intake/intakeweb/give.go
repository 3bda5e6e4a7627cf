package intakeweb

import (
	"net/http"
	"strconv"

	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// give is POST /import/{table}/out: all records of the kind as a file, numbered, with its stamp as the last line, as they are read.
func (h *Handler) give(w http.ResponseWriter, r *http.Request) {
	a := h.who(r)
	f, err := web.ReadForm(w, r)
	var kind intake.Kind
	if err == nil {
		kind, err = h.intake.Allowed(a, r.PathValue("table"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	l, form := web.NewPage(w, r, "").L(), map[bool]string{true: sheet.CSV, false: sheet.XLSX}[f.Value("as") == sheet.CSV]
	var out *sheet.Writer
	var mark string
	err = h.intake.Give(r.Context(), a, kind.Name(), f.Value("purpose"), f.Value("key"), func(s export.Stamp) (func([]string) error, error) {
		mark = stamped(l, s)
		attach(w, s.File(), form)
		var err error
		if out, err = sheet.NewWriter(w, form, l.T("intake.kind."+kind.Name())); err != nil {
			return nil, err
		}
		var heads []string
		for _, c := range kind.Columns() {
			heads = append(heads, head(l, c))
		}
		return out.Line, out.Line(heads)
	})
	if out == nil {
		h.notGiven(w, r, l, f, err)
		return
	}
	if err != nil {
		panic(http.ErrAbortHandler) // half a table must not look like a whole one
	}
	_ = out.Line([]string{mark}) // whoever asked is gone when this fails
	_ = out.Close()
}

// notGiven answers where no table goes out: sent again, it says which number the first has got, and offers another.
func (h *Handler) notGiven(w http.ResponseWriter, r *http.Request, l i18n.Localizer, f *web.Form, err error) {
	number, at, given := export.Given(err)
	switch {
	case given:
		f.Set("key", id.New())
		h.show(w, r, f, http.StatusOK, web.Flash{Key: "export.given", Args: []string{strconv.FormatInt(number, 10), l.Date(at) + " " + l.Clock(at)}})
	case errs.Is(err, errs.Invalid):
		f.Take(err)
		h.show(w, r, f, http.StatusUnprocessableEntity, web.Flash{})
	default:
		web.Fail(w, r, err)
	}
}

// stamped is what the last line of a table says of it.
func stamped(l i18n.Localizer, s export.Stamp) string {
	by := s.By
	if s.Post != "" {
		by += " " + s.Post
	}
	return intake.Note + " " + l.T("export.stamp", strconv.FormatInt(s.Number, 10), by, l.DateLong(s.At)+" "+l.Clock(s.At), l.T("export.purpose."+s.Purpose), s.Records)
}
