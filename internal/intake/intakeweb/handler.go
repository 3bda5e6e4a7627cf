// Package intakeweb is the pages on which staff read files in: what there is to read in, one file's plan, its progress, its
// report.
package intakeweb

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// Path is where the pages begin.
const Path = "/import"

// Handler serves them.
type Handler struct {
	intake *intake.Service
	who    func(*http.Request) actor.Actor
	also   []Also
}

// Also is what is read in elsewhere, for the first page.
type Also struct {
	Key, URL string
	May      func(actor.Actor) bool
}

// New is the handler over the service; who says who asks.
func New(s *intake.Service, who func(*http.Request) actor.Actor, also ...Also) *Handler {
	return &Handler{s, who, also}
}

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /import", h.home)
	mux.HandleFunc("GET /import/{table}", h.ask)
	mux.HandleFunc("POST /import/{table}", h.take)
	mux.HandleFunc("GET /import/{table}/template", h.template)
	mux.HandleFunc("POST /import/{table}/out", h.give)
	mux.HandleFunc("GET /import/{table}/{id}", h.see)
	mux.HandleFunc("GET /import/{table}/{id}/report", h.report)
	mux.HandleFunc("POST /import/{table}/{id}/begin", h.act("begin", h.intake.Begin))
	mux.HandleFunc("POST /import/{table}/{id}/stop", h.act("stop", h.intake.Stop))
	mux.HandleFunc("POST /import/{table}/{id}/go-on", h.act("go_on", h.intake.GoOn))
	mux.HandleFunc("POST /import/{table}/{id}/drop", h.act("drop", h.intake.Drop))
}

// Nav is the entry of the navigation; nothing for who reads nothing in.
func (h *Handler) Nav(a actor.Actor) []web.NavItem {
	if len(h.intake.Kinds.For(a)) == 0 {
		return nil
	}
	return []web.NavItem{{Key: "intake.nav", URL: Path, Icon: web.IconTable}}
}

// door is one kind on the first page.
type door struct{ Title, What, URL string }

type homePage struct {
	web.Page
	Doors []door
}

// home is GET /import.
func (h *Handler) home(w http.ResponseWriter, r *http.Request) {
	a := h.who(r)
	kinds := h.intake.Kinds.For(a)
	switch {
	case !a.SignedIn():
		web.Fail(w, r, errs.New(errs.Unauthenticated, "error.unauthenticated"))
		return
	case !a.Staff():
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	case len(kinds) == 0:
		web.Fail(w, r, errs.New(errs.Forbidden, "intake.forbidden"))
		return
	}
	p := homePage{Page: web.NewPage(w, r, web.T(r.Context(), "intake.nav"))}
	p.Here = Path
	for _, k := range kinds {
		p.Doors = append(p.Doors, door{p.T("intake.kind." + k.Name()), p.T("intake.what." + k.Name()), Path + "/" + k.Name()})
	}
	for _, x := range h.also {
		if x.May(a) {
			p.Doors = append(p.Doors, door{p.T(x.Key), "", x.URL})
		}
	}
	web.Render(w, r, http.StatusOK, home(p))
}

// column is a column of the template in words.
type column struct {
	Head, What, Also string
	Need             bool
}

// past is a run of the list.
type past struct{ When, Name, Said, URL string }

type kindPage struct {
	web.Page
	Form    *web.Form
	Kind    string
	Columns []column
	Past    []past

	Purposes  []web.Option // why the table may go out
	Elsewhere string       // where it does, when that is the page of a list
}

// ask is GET /import/{table}.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) {
	h.show(w, r, web.NewForm("key", id.New()), http.StatusOK, web.Flash{})
}

// show makes the page of a kind, with what is said above it where a table has gone out before.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *web.Form, status int, said web.Flash) {
	a := h.who(r)
	kind, err := h.intake.Allowed(a, r.PathValue("table"))
	var runs []intake.Run
	if err == nil {
		runs, err = h.intake.List(r.Context(), a, kind.Name())
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := kindPage{Page: web.NewPage(w, r, web.T(r.Context(), "intake.kind."+kind.Name())), Form: f, Kind: kind.Name()}
	if p.Here, p.Back = Path, Path; said.Key != "" {
		p.Flash = said
	}
	if _, gives := kind.(intake.Giver); !gives {
		p.Elsewhere = "/" + kind.Name() + "/export"
	}
	for _, x := range intake.Purposes() {
		p.Purposes = append(p.Purposes, web.Option{Value: x, Label: p.T("export.purpose." + x)})
	}
	for _, c := range kind.Columns() {
		p.Columns = append(p.Columns, tell(p.L(), kind.Name(), c))
	}
	for _, x := range runs {
		p.Past = append(p.Past, past{p.L().DateTime(x.BeganAt), x.Name, Said(p.L(), x), url(x)})
	}
	web.Render(w, r, status, oneKind(p))
}

func url(r intake.Run) string { return Path + "/" + r.Kind + "/" + r.ID }

// head is a column's head in a language.
func head(l i18n.Localizer, c intake.Column) string {
	if l.Lang() == i18n.English {
		return c.En
	}
	return c.Zh
}

func tell(l i18n.Localizer, kind string, c intake.Column) column {
	out := column{Head: head(l, c), What: l.T("intake." + kind + ".col." + c.Key), Need: c.Need}
	for i, name := range c.Also {
		if i > 0 {
			out.Also += "、"
		}
		out.Also += name
	}
	return out
}

// take is POST /import/{table}.
func (h *Handler) take(w http.ResponseWriter, r *http.Request) {
	a := h.who(r)
	if _, err := h.intake.Allowed(a, r.PathValue("table")); err != nil {
		web.Fail(w, r, err)
		return
	}
	f, err := web.ReadUpload(w, r, web.Uploads{Files: map[string]int64{"file": intake.MaxBytes()}, Total: intake.MaxBytes()})
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	defer f.Close()
	run, err := h.upload(r.Context(), a, r.PathValue("table"), f)
	switch {
	case errs.Is(err, errs.Invalid):
		f.Take(err)
		h.show(w, r, f, http.StatusUnprocessableEntity, web.Flash{})
	case err != nil:
		web.Fail(w, r, err)
	default:
		http.Redirect(w, r, url(run), http.StatusSeeOther)
	}
}

func (h *Handler) upload(ctx context.Context, a actor.Actor, kind string, f *web.Form) (intake.Run, error) {
	all := f.Files()
	switch {
	case f.Empty("file"):
		return intake.Run{}, errs.BadFields([]errs.Field{{Name: "file", Key: "sheet.error.empty"}})
	case len(all) == 0:
		return intake.Run{}, errs.BadFields([]errs.Field{{Name: "file", Key: "catalogue.file.none"}})
	case all[0].Over:
		return intake.Run{}, errs.BadFields([]errs.Field{{Name: "file", Key: "sheet.error.bytes", Args: []any{intake.MaxBytes() >> 20}}})
	}
	body, err := io.ReadAll(all[0].Body)
	if err != nil {
		return intake.Run{}, err
	}
	return h.intake.Take(ctx, a, intake.Upload{Kind: kind, Name: all[0].Name, Body: body, Key: f.Value("key")})
}

// act is one act on a run.
func (h *Handler) act(name string, do func(context.Context, actor.Actor, string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a := h.who(r)
		_, err := web.ReadForm(w, r)
		if err == nil {
			_, err = h.run(r)
		}
		if err == nil {
			err = do(r.Context(), a, r.PathValue("id"))
		}
		at := Path + "/" + r.PathValue("table")
		switch {
		case errs.Is(err, errs.Conflict): // pressed twice, or done meanwhile: the page says how it stands
			http.Redirect(w, r, at+"/"+r.PathValue("id"), http.StatusSeeOther)
		case err != nil:
			web.Fail(w, r, err)
		case name == "drop":
			web.Redirect(w, r, at, web.Flash{Key: "intake.done.drop"})
		default:
			http.Redirect(w, r, at+"/"+r.PathValue("id"), http.StatusSeeOther)
		}
	}
}

// run is the run of a request, of the kind that its address says.
func (h *Handler) run(r *http.Request) (intake.Run, error) {
	a := h.who(r)
	if _, err := h.intake.Allowed(a, r.PathValue("table")); err != nil {
		return intake.Run{}, err
	}
	x, err := h.intake.See(r.Context(), a, r.PathValue("id"))
	if err == nil && x.Kind != r.PathValue("table") {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return x, err
}

// report is GET /import/{table}/{id}/report: the user's own file with the reasons.
func (h *Handler) report(w http.ResponseWriter, r *http.Request) {
	run, err := h.run(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	l, kind, begun := web.NewPage(w, r, "").L(), h.intake.Kinds.Named(run.Kind), false
	say := func(f errs.Field) string { return Why(l, kind, f) }
	err = h.intake.Report(r.Context(), h.who(r), run, l.T("intake.reason"), say, func(form string) io.Writer {
		attach(w, "import-"+strconv.Itoa(run.Refused+run.Late), form)
		begun = true
		return w
	})
	if err != nil && !begun {
		web.Fail(w, r, err)
	}
}

// attach names a file that an answer is.
func attach(w http.ResponseWriter, name, form string) {
	w.Header().Set("Content-Type", sheet.Media(form))
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.`+form+`"`)
	w.Header().Set("Cache-Control", "no-store")
}

// template is GET /import/{table}/template: a file with the heads, an example, and what goes into each column.
func (h *Handler) template(w http.ResponseWriter, r *http.Request) {
	kind, err := h.intake.Allowed(h.who(r), r.PathValue("table"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	l := web.NewPage(w, r, "").L()
	attach(w, kind.Name()+"-template", sheet.XLSX)
	_ = writeTemplate(w, l, kind) // whoever asked is gone when this fails
}

func writeTemplate(w io.Writer, l i18n.Localizer, kind intake.Kind) error {
	x, err := sheet.NewWriter(w, sheet.XLSX, l.T("intake.kind."+kind.Name()), l.T("intake.template.how"))
	if err != nil {
		return err
	}
	var heads, shows []string
	rows := [][]string{{l.T("intake.template.column"), l.T("intake.template.need"), l.T("intake.template.what"), l.T("intake.template.also")}}
	for _, c := range kind.Columns() {
		t := tell(l, kind.Name(), c)
		need := ""
		if c.Need {
			need = l.T("intake.need")
		}
		heads, shows = append(heads, t.Head), append(shows, c.Shows)
		rows = append(rows, []string{t.Head, need, t.What, t.Also})
	}
	shows[0] = intake.Note + l.T("intake.template.example") + shows[0]
	err = errors.Join(x.Line(heads), x.Line(shows), x.Sheet())
	for _, row := range rows {
		err = errors.Join(err, x.Line(row))
	}
	return errors.Join(err, x.Close())
}
