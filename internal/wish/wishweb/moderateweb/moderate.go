// Package moderateweb is the pages of who decides what of a wish is public: what waits for the desk, and one wish with
// each of its texts, the original and what neighbours read beside each other.
package moderateweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/veil"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/publish"
	"linli/internal/wish/wishweb"
)

// Handler serves the pages.
type Handler struct{ wishweb.Deps }

// New is the handler over its dependencies.
func New(d wishweb.Deps) *Handler { return &Handler{d} }

// Path is the list of what waits.
const Path = "/publications"

// Routes adds the pages.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /publications", h.list)
	mux.HandleFunc("GET /wishes/{id}/publication", h.page)
	mux.HandleFunc("POST /wishes/{id}/publication", h.decide)
}

// Nav is the entry of the desk's navigation with how much waits; none for who never decides. A count that cannot be read
// is left out.
func (h *Handler) Nav(ctx context.Context, a actor.Actor) []web.NavItem {
	if !publish.Decides(a) {
		return nil
	}
	n, err := h.Publish.Count(ctx, a)
	if err != nil {
		n = 0
	}
	return []web.NavItem{{Key: "moderate.title", URL: Path, Icon: web.IconEye, Count: n}}
}

// listPage is what waits for the desk.
type listPage struct {
	web.Page
	Rows []row
	Next string // address of what comes after
}

// row is one text that waits.
type row struct{ URL, Number, Title, Place, What, Since string }

// list is GET /publications.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	t, err := h.Teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	list, next, err := h.Publish.List(ctx, t.Reader, r.URL.Query().Get("after"))
	if err == nil {
		err = h.learn(ctx, t, list)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := listPage{Page: web.NewPage(w, r, web.T(ctx, "moderate.title"))}
	p.Here = Path
	for _, x := range list {
		p.Rows = append(p.Rows, row{
			URL: address(x.Wish, x.Part), Number: x.Number, Title: x.Title, Place: t.Where(x.Place), What: what(t, x.Act), Since: t.L.Date(x.Since),
		})
	}
	if next != "" {
		p.Next = Path + "?" + url.Values{"after": {next}}.Encode()
	}
	web.Render(w, r, http.StatusOK, listSheet(p))
}

// learn reads the names of the places.
func (h *Handler) learn(ctx context.Context, t *wishweb.Teller, list []publish.Waiting) error {
	wishes := make([]wish.Wish, len(list))
	for i, x := range list {
		wishes[i].Place = x.Place
	}
	return t.Learn(ctx, h.DB, wishes, nil)
}

func address(wishID string, part int64) string {
	return "/wishes/" + wishID + "/publication?part=" + strconv.FormatInt(part, 10)
}

// what names a part of a wish by its act.
func what(t *wishweb.Teller, act string) string {
	if act == "" {
		return t.L.T("moderate.part.title")
	}
	if act != string(wish.Answer) && act != string(wish.Note) {
		act = "other"
	}
	return t.L.T("moderate.part." + act)
}

// page is a wish with its texts, one of them open.
type page struct {
	web.Page
	Wish     wish.Wish
	Parts    []part
	Open     *part // nil: nothing is to be decided
	Form     *web.Form
	Doubtful bool   // something private-looking is in the original or in what was typed
	Clash    string // how it was decided meanwhile
}

// part is one text as the page tells it.
type part struct {
	publish.Part
	URL   string
	What  string
	State string // 等核对; 已公开，自动; 不公开，季小舟 · 社工，5月11日
	Found string // 电话、门牌
	When  string
}

// page is GET /wishes/{id}/publication?part=.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) {
	open, err := strconv.ParseInt(r.URL.Query().Get("part"), 10, 64)
	if err != nil {
		open = -1
	}
	h.show(w, r, open, nil, http.StatusOK, "")
}

// show makes the page with one part open: the one asked for, or the first that waits, or the title. form is what was
// typed; nil: nothing yet.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, open int64, form *web.Form, status int, clash string) {
	t, err := h.Teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	x, parts, err := h.Publish.See(r.Context(), t.Reader, r.PathValue("id"))
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	p := page{Page: web.NewPage(w, r, web.T(r.Context(), "moderate.of", x.Title)), Wish: x, Form: form, Clash: clash}
	p.Here = Path
	for _, one := range parts {
		p.Parts = append(p.Parts, tell(t, x, one))
	}
	i := slices.IndexFunc(p.Parts, func(y part) bool { return y.ID == open })
	if i < 0 {
		i = max(0, slices.IndexFunc(p.Parts, func(y part) bool { return y.Part.State == wish.Waiting }))
	}
	if p.Open = &p.Parts[i]; p.Form == nil {
		p.Form = web.NewForm("key", id.New(), "text", p.Open.Proposed(), "reason", p.Open.Reason)
	}
	p.Form.Set("rev", strconv.Itoa(p.Open.Rev))
	p.Doubtful = p.Open.Found != "" || !veil.Clear(p.Form.Value("text"))
	web.Render(w, r, status, sheet(p))
}

func tell(t *wishweb.Teller, x wish.Wish, one publish.Part) part {
	out := part{Part: one, URL: address(x.ID, one.ID), What: what(t, one.Act), When: t.L.Date(one.At)}
	var found []string
	for _, k := range one.Found() {
		found = append(found, t.L.T("moderate.kind."+string(k)))
	}
	out.Found = strings.Join(found, t.L.T("moderate.and"))
	switch key := "moderate.state." + string(one.State); {
	case one.State == wish.Waiting:
		out.State = t.L.T(key)
	case one.DecidedAt.IsZero():
		out.State = t.L.T(key + ".rule")
	default:
		out.State = t.L.T(key, one.DecidedBy, t.L.Date(one.DecidedAt))
	}
	return out
}

// decide is POST /wishes/{id}/publication.
func (h *Handler) decide(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	open, err := strconv.ParseInt(f.Value("part"), 10, 64)
	rev, err2 := strconv.Atoi(f.Value("rev"))
	if err != nil || err2 != nil {
		h.show(w, r, -1, nil, http.StatusUnprocessableEntity, "")
		return
	}
	in := publish.Decision{Part: open, Seen: rev, Text: f.Value("text"), Sure: f.Has("sure", "1"), Reason: f.Value("reason"), Key: f.Value("key")}
	act, said := h.Publish.Publish, "moderate.published"
	if f.Value("do") == "withhold" {
		act, said = h.Publish.Withhold, "moderate.withheld"
	}
	err = act(r.Context(), h.Who(r), r.PathValue("id"), in)
	switch {
	case err == nil:
		web.Redirect(w, r, "/wishes/"+r.PathValue("id")+"/publication", web.Flash{Key: said})
	case errs.Is(err, errs.Conflict):
		f.Set("key", id.New()) // the first key is used up
		h.show(w, r, open, f, http.StatusConflict, web.T(r.Context(), "publish.conflict"))
	case f.Take(err):
		h.show(w, r, open, f, http.StatusUnprocessableEntity, "")
	default:
		h.Fail(w, r, err)
	}
}
