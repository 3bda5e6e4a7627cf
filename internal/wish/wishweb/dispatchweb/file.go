package dispatchweb

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/sheet"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
)

// files reads in files of one kind: shown first, then taken over.
type files struct {
	h     *Handler
	at    string // the page above
	what  string // dispatch.Topics, dispatch.Entries
	no    string // the sentence for who may not
	may   func(a actor.Actor) bool
	plan  func(ctx context.Context, t *wishweb.Teller, s sheet.Sheet) (planned, error)
	apply func(ctx context.Context, a actor.Actor, s sheet.Sheet, digest, key string) error
}

// planned is a plan in words.
type planned struct {
	Digest         string
	Added, Changed []change
	Same           int
	Refused        []change
	AddedN         int
	ChangedN       int
	RefusedN       int
	Notes          map[int]string // why a line is left out, by line
}

// change is a line of a file with what it does, or why it is left out.
type change struct {
	Line int
	What string // which record
	Was  string // what it says now; empty: it is new
	Now  string // what it will say
	Why  string
}

// shownLines is how many lines of each list a page shows.
const shownLines = 100

// filePage is where a file is read in, and what it would do.
type filePage struct {
	web.Page
	Form  *web.Form
	At    string
	What  string
	Draft string
	Plan  *planned
	Clash string
}

func (x files) teller(r *http.Request) (*wishweb.Teller, error) {
	t, err := x.h.teller(r)
	if err == nil && !x.may(t.Reader) {
		err = errs.New(errs.Forbidden, x.no)
	}
	return t, err
}

// ask is GET …/file.
func (x files) ask(w http.ResponseWriter, r *http.Request) {
	if _, err := x.teller(r); err != nil {
		web.Fail(w, r, err)
		return
	}
	x.show(w, r, filePage{Form: web.NewForm()}, http.StatusOK)
}

func (x files) show(w http.ResponseWriter, r *http.Request, p filePage, status int) {
	p.Page = web.NewPage(w, r, web.T(r.Context(), "catalogue.file."+x.what))
	p.At, p.What = x.at, x.what
	p.Here, p.Back = x.at, x.at
	web.Render(w, r, status, fileSheet(p))
}

// read is POST …/file: what the file would do.
func (x files) read(w http.ResponseWriter, r *http.Request) {
	t, err := x.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	f, err := web.ReadUpload(w, r, web.Uploads{Files: map[string]int64{"file": sheet.MaxBytes}, Total: sheet.MaxBytes})
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	defer f.Close()
	body, table, err := upload(f)
	p := filePage{Form: f}
	if err == nil {
		err = x.propose(r.Context(), t, dispatch.Draft{Table: table, Body: body}, &p)
	}
	switch {
	case errs.Is(err, errs.Invalid):
		f.Bad("file", keyOf(err), argsOf(err)...)
		x.show(w, r, p, http.StatusUnprocessableEntity)
	case err != nil:
		web.Fail(w, r, err)
	default:
		x.show(w, r, p, http.StatusOK)
	}
}

// propose keeps a file and says what it would do.
func (x files) propose(ctx context.Context, t *wishweb.Teller, d dispatch.Draft, p *filePage) error {
	plan, err := x.plan(ctx, t, d.Table)
	if err != nil {
		return err
	}
	p.Plan = &plan
	if d.Added, d.Changed = plan.AddedN, plan.ChangedN; d.Added+d.Changed+plan.RefusedN > 0 {
		p.Draft, err = x.h.Dispatch.Keep(ctx, t.Reader, x.what, d)
	}
	return err
}

// upload is the file of a form and the table in it, without the lines that only say something about it. Invalid: none, too large,
// unreadable.
func upload(f *web.Form) (body []byte, table sheet.Sheet, err error) {
	all := f.Files()
	if f.Empty("file") {
		return nil, table, errs.New(errs.Invalid, "sheet.error.empty")
	}
	if len(all) == 0 {
		return nil, table, errs.New(errs.Invalid, "catalogue.file.none")
	}
	if all[0].Over {
		return nil, table, errs.New(errs.Invalid, "sheet.error.bytes", sheet.MaxBytes>>20)
	}
	if body, err = io.ReadAll(all[0].Body); err != nil {
		return nil, table, err
	}
	if table, err = sheet.Read(body); err == nil {
		table.Lines = slices.DeleteFunc(table.Lines, func(l sheet.Line) bool { return strings.HasPrefix(l.Cell(0), intake.Note) })
	}
	return body, table, err
}

// take is POST …/file/take: does what was shown, and says so again when it comes twice. Where something has changed since, it is
// shown anew.
func (x files) take(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var t *wishweb.Teller
	if err == nil {
		t, err = x.teller(r)
	}
	var draft dispatch.Draft
	ctx := r.Context()
	if err == nil {
		draft, err = x.h.Dispatch.Kept(ctx, t.Reader, x.what, f.Value("draft"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	err = x.apply(ctx, t.Reader, draft.Table, f.Value("digest"), f.Value("draft"))
	if errs.Is(err, errs.Conflict) {
		p := filePage{Form: f, Clash: wishweb.Clash(t.L, err)}
		if err = x.propose(ctx, t, draft, &p); err == nil {
			x.show(w, r, p, http.StatusConflict)
			return
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, x.at, web.Flash{Key: "catalogue.file.done", Args: []string{strconv.Itoa(draft.Added), strconv.Itoa(draft.Changed)}})
}

// report is GET …/file/report?draft=: a copy of the user's own file, with the reason beside each line that is left out.
func (x files) report(w http.ResponseWriter, r *http.Request) {
	q, err := web.ReadQuery(r)
	var t *wishweb.Teller
	if err == nil {
		t, err = x.teller(r)
	}
	var draft dispatch.Draft
	ctx := r.Context()
	if err == nil {
		draft, err = x.h.Dispatch.Kept(ctx, t.Reader, x.what, q.Value("draft"))
	}
	var plan planned
	if err == nil {
		plan, err = x.plan(ctx, t, draft.Table)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	form := sheet.CSV
	if bytes.HasPrefix(draft.Body, []byte("PK")) {
		form = sheet.XLSX
	}
	attach(w, x.what+"-refused", form)
	notes := func(n int) string { return plan.Notes[n] }
	// The file was read before: what fails now is that whoever asked is gone.
	_ = sheet.Mark(w, bytes.NewReader(draft.Body), sheet.Large(), draft.Table.Width, draft.Table.At, t.L.T("catalogue.file.reason"), notes)
}

// attach names a file that an answer is.
func attach(w http.ResponseWriter, name, form string) {
	w.Header().Set("Content-Type", sheet.Media(form))
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.`+form+`"`)
	w.Header().Set("Cache-Control", "no-store")
}

// sayPlan is a plan in words; name says which record it is, says what it is, and since or from when.
func sayPlan[T any](t *wishweb.Teller, p sheet.Plan[T], name, says func(T) string) planned {
	out := planned{Digest: p.Digest(), Same: p.Same, AddedN: len(p.Added), ChangedN: len(p.Changed), RefusedN: len(p.Refused), Notes: map[int]string{}}
	for _, x := range p.Added[:min(len(p.Added), shownLines)] {
		out.Added = append(out.Added, change{Line: x.Line, What: name(x.Now), Now: says(x.Now)})
	}
	for _, x := range p.Changed[:min(len(p.Changed), shownLines)] {
		out.Changed = append(out.Changed, change{Line: x.Line, What: name(x.Was), Was: says(x.Was), Now: says(x.Now)})
	}
	for _, x := range p.Refused {
		why := t.L.T(x.Key, inWords(t, x.Args)...)
		out.Notes[x.Line] = sheet.Inert(why)
		if len(out.Refused) < shownLines {
			out.Refused = append(out.Refused, change{Line: x.Line, Why: why})
		}
	}
	return out
}

// topicFiles are files of topics.
func (h *Handler) topicFiles() files {
	return files{
		h: h, at: Topics, what: dispatch.Topics, no: "topic.forbidden",
		may: func(a actor.Actor) bool { _, ok := topic.MayEdit(a); return ok },
		plan: func(ctx context.Context, t *wishweb.Teller, s sheet.Sheet) (planned, error) {
			p, err := h.Topics.Plan(ctx, t.Reader, s)
			known := map[string]string{}
			for _, x := range p.Added {
				known[x.Now.Code] = x.Now.Zh
			}
			return sayPlan(t, p, func(x topic.Topic) string { return x.Code }, func(x topic.Topic) string {
				said := strings.TrimSpace(x.Zh + " " + x.En)
				if x.Parent == "" {
					return said
				}
				if name, ok := known[x.Parent]; ok {
					return name + " › " + said
				}
				return t.FullTopic(x.Parent) + " › " + said
			}), err
		},
		apply: h.Deps.Topics.TakeOver,
	}
}

// entryFiles are files of the catalogue.
func (h *Handler) entryFiles() files {
	return files{
		h: h, at: Path, what: dispatch.Entries, no: "dispatch.forbidden",
		may: func(a actor.Actor) bool { return len(dispatch.Edits(a)) > 0 },
		plan: func(ctx context.Context, t *wishweb.Teller, s sheet.Sheet) (planned, error) {
			p, err := h.Dispatch.Plan(ctx, t.Reader, s)
			if err != nil {
				return planned{}, err
			}
			places, units, err := h.names(ctx, p)
			return sayPlan(t, p,
				func(e dispatch.Entry) string { return place.Short(places[e.Place]) + " · " + topicName(t, e.Topic) },
				func(e dispatch.Entry) string {
					said := t.L.T("mark."+string(e.Colour)) + " " + unitName(t, e.Colour, units[e.Unit])
					if c := clock(t, e.Clock); c != "" {
						said += " · " + c
					}
					if e.Evidence != nil {
						said += " · " + evidence(t, e.Evidence)
					}
					if e.From.IsZero() {
						return said + " · " + t.L.T("catalogue.plan.at_once")
					}
					return said + " · " + t.L.T("topic.since", t.L.Date(e.From))
				}), err
		},
		apply: h.Dispatch.TakeOver,
	}
}

// names are those of the places and organisations of a plan's lines that are shown.
func (h *Handler) names(ctx context.Context, p dispatch.Plan) (places, units map[string]string, err error) {
	codes, orgs := wishweb.Set{}, wishweb.Set{}
	for _, list := range [][]sheet.Change[dispatch.Entry]{p.Added, p.Changed} {
		for _, x := range list[:min(len(list), shownLines)] {
			codes.Add(x.Now.Place)
			orgs.Add(x.Was.Unit, x.Now.Unit)
		}
	}
	return named(ctx, h.DB, codes, orgs)
}

func named(ctx context.Context, q db.Querier, codes, orgs wishweb.Set) (places, units map[string]string, err error) {
	if places, err = place.Names(ctx, q, codes.All()); err != nil {
		return nil, nil, err
	}
	units, err = org.Names(ctx, q, orgs.All())
	return places, units, err
}
