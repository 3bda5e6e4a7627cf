package dispatchweb

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/sheet"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// files reads in files of one kind: shown first, then taken over.
type files struct {
	h     *Handler
	at    string // the page above
	what  string // dispatch.Topics, dispatch.Entries
	no    string // the sentence for who may not
	may   func(a actor.Actor) bool
	plan  func(ctx context.Context, t *wishweb.Teller, s sheet.Sheet) (planned, error)
	apply func(ctx context.Context, a actor.Actor, s sheet.Sheet, digest string) (added, changed int, err error)
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
}

// change is a line of a file with what it does, or why it is left out.
type change struct {
	Line      int
	What, Now string
	Why       string
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
	table, err := upload(f)
	p := filePage{Form: f}
	if err == nil {
		err = x.propose(r.Context(), t, table, &p)
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

// propose keeps a table and says what it would do.
func (x files) propose(ctx context.Context, t *wishweb.Teller, table sheet.Sheet, p *filePage) error {
	plan, err := x.plan(ctx, t, table)
	if err != nil {
		return err
	}
	p.Plan = &plan
	if plan.AddedN+plan.ChangedN > 0 {
		p.Draft, err = x.h.Dispatch.Keep(ctx, x.what, table)
	}
	return err
}

// upload is the table of a form. Invalid: none, too large, unreadable.
func upload(f *web.Form) (sheet.Sheet, error) {
	all := f.Files()
	if len(all) == 0 {
		return sheet.Sheet{}, errs.New(errs.Invalid, "catalogue.file.none")
	}
	if all[0].Over {
		return sheet.Sheet{}, errs.New(errs.Invalid, "sheet.error.bytes", sheet.MaxBytes>>20)
	}
	b, err := io.ReadAll(all[0].Body)
	if err != nil {
		return sheet.Sheet{}, err
	}
	return sheet.Read(b)
}

// take is POST …/file/take: does what was shown. Where something has changed since, it is shown anew.
func (x files) take(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var t *wishweb.Teller
	if err == nil {
		t, err = x.teller(r)
	}
	var table sheet.Sheet
	ctx := r.Context()
	if err == nil {
		table, err = x.h.Dispatch.Kept(ctx, x.what, f.Value("draft"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	added, changed, err := x.apply(ctx, t.Reader, table, f.Value("digest"))
	if errs.Is(err, errs.Conflict) {
		p := filePage{Form: f, Clash: wishweb.Clash(t.L, err)}
		if err = x.propose(ctx, t, table, &p); err == nil {
			x.show(w, r, p, http.StatusConflict)
			return
		}
	}
	if err == nil {
		err = x.h.Dispatch.Drop(ctx, f.Value("draft"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, x.at, web.Flash{Key: "catalogue.file.done", Args: []string{strconv.Itoa(added), strconv.Itoa(changed)}})
}

// sayPlan is a plan in words; name says what a record is.
func sayPlan[T any](t *wishweb.Teller, p sheet.Plan[T], name, now func(T) string) planned {
	out := planned{Digest: p.Digest(), Same: p.Same, AddedN: len(p.Added), ChangedN: len(p.Changed), RefusedN: len(p.Refused)}
	for _, x := range p.Added[:min(len(p.Added), shownLines)] {
		out.Added = append(out.Added, change{Line: x.Line, What: name(x.Now), Now: now(x.Now)})
	}
	for _, x := range p.Changed[:min(len(p.Changed), shownLines)] {
		out.Changed = append(out.Changed, change{Line: x.Line, What: name(x.Was), Now: now(x.Now)})
	}
	for _, x := range p.Refused[:min(len(p.Refused), shownLines)] {
		out.Refused = append(out.Refused, change{Line: x.Line, Why: t.L.T(x.Key, inWords(t, x.Args)...)})
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
			return sayPlan(t, p, func(x topic.Topic) string { return x.Zh }, func(x topic.Topic) string {
				if x.Parent == "" {
					return x.Code
				}
				if name, ok := known[x.Parent]; ok {
					return x.Code + " · " + name
				}
				return x.Code + " · " + t.FullTopic(x.Parent)
			}), err
		},
		apply: func(ctx context.Context, a actor.Actor, s sheet.Sheet, digest string) (int, int, error) {
			p, err := h.Topics.TakeOver(ctx, a, s, digest)
			return len(p.Added), len(p.Changed), err
		},
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
					return said
				}), err
		},
		apply: func(ctx context.Context, a actor.Actor, s sheet.Sheet, digest string) (int, int, error) {
			p, err := h.Dispatch.TakeOver(ctx, a, s, digest)
			return len(p.Added), len(p.Changed), err
		},
	}
}

// names are those of the places and organisations of a plan's lines that are shown.
func (h *Handler) names(ctx context.Context, p dispatch.Plan) (places, units map[string]string, err error) {
	codes, orgs := wishweb.Set{}, wishweb.Set{}
	for _, list := range [][]sheet.Change[dispatch.Entry]{p.Added, p.Changed} {
		for _, x := range list[:min(len(list), shownLines)] {
			codes.Add(x.Now.Place)
			orgs.Add(x.Now.Unit)
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

// tableMost is how many entries go into one file: as many as are read in at once.
const tableMost = dispatch.MaxLines

// table is GET /dispatch/table?place=&topic=&as=: what the list shows, as a file. It holds nothing of people.
func (h *Handler) table(w http.ResponseWriter, r *http.Request) {
	q, err := web.ReadQuery(r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	ctx := r.Context()
	found, err := h.Dispatch.List(ctx, t.Reader, dispatch.Filter{Place: at(t, q.Value("place")), Topic: q.Value("topic"), Limit: tableMost})
	codes, orgs := wishweb.Set{}, wishweb.Set{}
	for _, e := range found.Entries {
		codes.Add(e.Place)
		orgs.Add(e.Unit)
	}
	var places, units map[string]string
	if err == nil {
		places, units, err = named(ctx, h.DB, codes, orgs)
	}
	var tree *topic.Tree
	if err == nil {
		tree, err = h.Deps.Topics.Tree(ctx, h.DB)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	head, lines := dispatch.Table(found.Entries, tree, places, units, t.Now)
	send(w, r, q.Value("as"), "dispatch-"+workday.DateOf(t.Now).String(), "分办目录", head, lines)
}

// topicTable is GET /topics/table?as=.
func (h *Handler) topicTable(w http.ResponseWriter, r *http.Request) {
	q, err := web.ReadQuery(r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	var tree *topic.Tree
	if err == nil {
		tree, err = h.Deps.Topics.Tree(r.Context(), h.DB)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	head, lines := tree.Table(t.Now)
	send(w, r, q.Value("as"), "topics-"+workday.DateOf(t.Now).String(), "事项", head, lines)
}

// send answers with a table as a file.
func send(w http.ResponseWriter, r *http.Request, as, name, title string, head []string, lines [][]string) {
	var b bytes.Buffer
	var err error
	kind, media := "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	if as == "csv" {
		kind, media = "csv", "text/csv; charset=utf-8"
		err = sheet.Write(&b, sheet.CSV, title, head, lines)
	} else {
		err = sheet.Write(&b, sheet.XLSX, title, head, lines)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.`+kind+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // whoever asked is gone when this fails
}
