package dispatchweb

import (
	"net/http"
	"net/url"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
)

// listPage is what the catalogue says at a place.
type listPage struct {
	web.Page
	Form     *web.Form
	Code     string
	Name     string
	Topic    web.Menu
	Lines    []line
	Next     string
	New      string       // where an entry is written; empty: not by this reader
	File     string       // where a file is read in
	Purposes []web.Option // why the table may go out
}

// list is GET /dispatch?place=&topic=&after=.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showList(w, r, t, f, http.StatusOK, web.Flash{})
}

func (h *Handler) showList(w http.ResponseWriter, r *http.Request, t *wishweb.Teller, f *web.Form, status int, said web.Flash) {
	ctx, code := r.Context(), at(t, f.Value("place"))
	here, err := place.ByCode(ctx, h.DB, code)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	var found dispatch.Page
	if err == nil {
		found, err = h.Dispatch.List(ctx, t.Reader, dispatch.Filter{Place: code, Topic: f.Value("topic"), After: f.Value("after")})
	}
	p := listPage{Code: code, Name: here.Short()}
	if err == nil {
		p.Lines, err = h.lines(ctx, t, code, found.Entries)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.links(t, f.Value("topic"), found.Next)
	p.Topic = web.Menu{Field: web.Field{Name: "topic", Label: t.L.T("desk.topic")}, Options: append([]web.Option{{Label: t.L.T("dispatch.all")}}, t.AllTopics("")...)}
	p.Page = web.NewPage(w, r, t.L.T("dispatch.at", here.Short()))
	p.Here = Path
	if said.Key != "" {
		p.Flash = said
	}
	p.Form, p.Purposes = outForm(t, f)
	web.Render(w, r, status, listSheet(p))
}

// links are where one goes on.
func (p *listPage) links(t *wishweb.Teller, topic, next string) {
	q := url.Values{"place": {p.Code}}
	if topic != "" {
		q.Set("topic", topic)
	}
	if _, ok := dispatch.MayEdit(t.Reader, p.Code); ok {
		p.New, p.File = Path+"/new?"+q.Encode(), Path+"/file"
	}
	if next != "" {
		q.Set("after", next)
		p.Next = Path + "?" + q.Encode()
	}
}

// entryPage is one entry with all that its place and topic had.
type entryPage struct {
	web.Page
	Entry   line
	History []line
	Change  string // where it is changed; empty: not by this reader
	End     string
	Rule    string // the clock of the rule
	Up      string
}

// entry is GET /dispatch/{id}.
func (h *Handler) entry(w http.ResponseWriter, r *http.Request) {
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	ctx := r.Context()
	e, err := h.Dispatch.See(ctx, t.Reader, r.PathValue("id"))
	var all []dispatch.Entry
	if err == nil {
		all, err = h.Dispatch.History(ctx, t.Reader, e.ID)
	}
	var p entryPage
	if err == nil {
		p.History, err = h.lines(ctx, t, e.Place, all)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	for _, x := range p.History {
		if x.ID == e.ID {
			p.Entry = x
		}
	}
	p.Rule, p.Up = t.Span("wish.clock.answer."+string(e.Colour), e.Place), Path+"?place="+e.Place
	if _, ok := dispatch.MayEdit(t.Reader, e.Place); ok {
		p.Change = Path + "/new?" + url.Values{"place": {e.Place}, "topic": {e.Topic}}.Encode()
		if e.To.IsZero() {
			p.End = p.Entry.URL + "/end"
		}
	}
	p.Page = web.NewPage(w, r, p.Entry.Topic+" · "+p.Entry.Place)
	p.Here, p.Back = Path, p.Up
	web.Render(w, r, http.StatusOK, entrySheet(p))
}

// endPage asks whether an entry, or a topic, is to end.
type endPage struct {
	web.Page
	Ask web.Question
}

// askEnd is GET /dispatch/{id}/end.
func (h *Handler) askEnd(w http.ResponseWriter, r *http.Request) {
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	e, err := h.Dispatch.See(r.Context(), t.Reader, r.PathValue("id"))
	if err == nil {
		if _, ok := dispatch.MayEdit(t.Reader, e.Place); !ok {
			err = errs.New(errs.Forbidden, "dispatch.forbidden")
		}
	}
	var all []line
	if err == nil {
		all, err = h.lines(r.Context(), t, e.Place, []dispatch.Entry{e})
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := endPage{Page: web.NewPage(w, r, t.L.T("dispatch.end"))}
	p.Here, p.Back = Path, all[0].URL
	what := "dispatch.end.now"
	if all[0].Planned {
		what = "dispatch.end.planned"
	}
	p.Ask = web.Question{
		Ask: t.L.T("dispatch.end.ask", all[0].Topic, all[0].Place), What: t.L.T(what), Verb: t.L.T("dispatch.end"), No: t.L.T("dispatch.end.no"),
		Action: all[0].URL + "/end", Back: all[0].URL, Carry: []web.Hidden{{Name: "key", Value: id.New()}},
	}
	web.Render(w, r, http.StatusOK, endSheet(p))
}

// end is POST /dispatch/{id}/end.
func (h *Handler) end(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err == nil {
		err = h.Dispatch.End(r.Context(), t.Reader, r.PathValue("id"), h.DB.Now(), f.Value("key"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Path+"/"+url.PathEscape(r.PathValue("id")), web.Flash{Key: "dispatch.ended"})
}
