package receptionweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/reception"
	"linli/internal/web"
	"linli/internal/workday"
)

// promiseForm is a promise being written down.
type promisePageForm struct {
	web.Page
	Form   *web.Form
	At     string
	Owners []web.Option
	Wishes []web.Option
	Given  []promiseRow
}

// askPromise is GET /receptions/{id}/promise.
func (h *Handler) askPromise(w http.ResponseWriter, r *http.Request) {
	h.showPromise(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) showPromise(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	x, t, err := h.may(r, reception.Vow)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	owners, err := reception.Owners(r.Context(), h.DB, x.Session.Place, t.Now)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	p := promisePageForm{Page: web.NewPage(w, r, t.L.T("tea.act.promise")), Form: f, At: Root + "/" + x.Session.ID, Given: t.rows(x.Promises)}
	for _, o := range owners {
		p.Owners = append(p.Owners, web.Option{Value: ownerValue(o), Label: o.Name})
	}
	p.Wishes = []web.Option{{Value: "", Label: t.L.T("tea.promise.no_wish")}}
	for _, x := range x.Wishes {
		p.Wishes = append(p.Wishes, web.Option{Value: x.ID, Label: x.ShortNumber() + " " + x.Title})
	}
	p.Here = Root
	web.Render(w, r, status, promiseForm(p))
}

// ownerValue is an owner as the form carries it.
func ownerValue(o reception.Owner) string { return o.Unit + " " + o.Post }

// promise is POST /receptions/{id}/promise. The form comes again, empty, for the next one.
func (h *Handler) promise(w http.ResponseWriter, r *http.Request) {
	h.actOn(w, r, "/promise", h.showPromise, "tea.done.promise", func(f *web.Form) error {
		unit, post, _ := strings.Cut(f.Value("owner"), " ")
		due, _ := workday.ParseDate(f.Value("due"))
		_, err := h.Teas.Promise(r.Context(), h.Who(r), r.PathValue("id"), reception.Vowing{
			Text: f.Value("text"), Unit: unit, Post: post, Due: due, Wish: f.Value("wish"), Key: f.Value("key"),
		})
		return err
	})
}

// takeBack is POST /receptions/{id}/promise/drop.
func (h *Handler) takeBack(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, nil, "tea.done.take_back", func(f *web.Form) error {
		_, err := h.Teas.TakeBack(r.Context(), h.Who(r), r.PathValue("id"), f.Value("promise"), f.Value("key"))
		return err
	})
}

// minutesPage is what was said, being written.
type minutesPage struct {
	web.Page
	Form   *web.Form
	At     string
	Guests []web.Option
	Note   string // how many wishes and promises go with it
	Doubt  bool   // something private-looking was found: who writes says that it is meant
}

// askMinutes is GET /receptions/{id}/minutes.
func (h *Handler) askMinutes(w http.ResponseWriter, r *http.Request) {
	x, _, err := h.may(r, reception.Record)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	s := x.Session
	pairs := []string{"key", id.New(), "rev", strconv.FormatInt(s.Rev, 10), "minutes", s.Minutes, "decisions", s.Decisions}
	if s.Residents > 0 {
		pairs = append(pairs, "residents", strconv.Itoa(s.Residents))
	}
	for _, g := range s.Invitees {
		if g.Came {
			pairs = append(pairs, "came", g.ID)
		}
	}
	h.showMinutes(w, r, web.NewForm(pairs...), http.StatusOK)
}

func (h *Handler) showMinutes(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	t, err := h.teller(r)
	var x reception.Seen
	if err == nil {
		x, err = h.Teas.See(r.Context(), t.Reader, r.PathValue("id"))
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	p := minutesPage{
		Page: web.NewPage(w, r, t.L.T("tea.act.minutes")), Form: f, At: Root + "/" + x.Session.ID,
		Note: t.L.T("tea.minutes.note", len(x.Wishes)+x.Others, len(x.Promises)),
	}
	p.Doubt = f.Has("sure", "1") || slices.ContainsFunc(f.Wrong(), func(x errs.Field) bool { return strings.HasPrefix(x.Key, reception.PrivateLooking) })
	for _, g := range x.Session.Invitees {
		row := t.guest(g)
		p.Guests = append(p.Guests, web.Option{Value: g.ID, Label: row.Name, Note: row.Note})
	}
	p.Here = Root
	web.Render(w, r, status, minutesForm(p))
}

// minutes is POST /receptions/{id}/minutes: kept for later, or published.
func (h *Handler) minutes(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	rev, _ := strconv.ParseInt(f.Value("rev"), 10, 64)
	in := reception.Notes{
		Came: f.Values("came"), Minutes: f.Value("minutes"), Decisions: f.Value("decisions"), Sure: f.Has("sure", "1"), Rev: rev, Key: f.Value("key"),
	}
	if n := f.Value("residents"); n != "" {
		if in.Residents, err = strconv.Atoi(n); err != nil {
			in.Residents = -1 // the service says what is wrong with it, together with the rest
		}
	}
	sentence := "tea.done.save"
	if f.Value("do") == "publish" {
		sentence = "tea.done.publish"
		_, err = h.Teas.Publish(r.Context(), h.Who(r), r.PathValue("id"), in)
	} else {
		_, err = h.Teas.Record(r.Context(), h.Who(r), r.PathValue("id"), in)
	}
	switch {
	case err != nil && f.Take(err):
		h.showMinutes(w, r, f, http.StatusUnprocessableEntity)
	case errs.Is(err, errs.Conflict):
		f.Bad("", "reception.conflict.minutes")
		h.showMinutes(w, r, f, http.StatusConflict)
	default:
		h.done(w, r, err, sentence)
	}
}

// keepPage is one promise.
type keepPage struct {
	web.Page
	Row   promiseRow
	Tea   string
	At    string // the tea
	Keep  *web.Form
	Word  *web.Form
	May   bool
	Facts []fact
}

// promisePage is GET /promises/{id}.
func (h *Handler) promisePage(w http.ResponseWriter, r *http.Request) {
	key := id.New()
	h.showKeep(w, r, web.NewForm("key", key), web.NewForm("key", key), http.StatusOK)
}

func (h *Handler) showKeep(w http.ResponseWriter, r *http.Request, keep, word *web.Form, status int) {
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	x, p, err := h.Teas.SeePromise(r.Context(), t.Reader, r.PathValue("id"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := keepPage{
		Page: web.NewPage(w, r, p.Text), Row: t.rows([]reception.Promise{p})[0], At: Root + "/" + x.Session.ID,
		Tea: t.L.T("tea.heading", t.L.Date(x.Session.StartsAt), x.Session.Title), Keep: keep, Word: word, May: reception.CanKeep(t.Reader, x.Session, p),
	}
	if page.May && keep.Value("day") == "" && keep.OK() {
		keep.Set("day", dayField(t.today()))
	}
	page.Facts = []fact{{t.L.T("tea.col.owner"), p.Owner}, {t.L.T("tea.col.due"), page.Row.Due}, {t.L.T("tea.promise.by"), p.By}}
	page.Here = Root
	web.Render(w, r, status, keepSheet(page))
}

// keep does something about the promise of the address.
func (h *Handler) keep(w http.ResponseWriter, r *http.Request, sentence string, again func(*web.Form), do func(session string, f *web.Form) error) {
	f, err := web.ReadForm(w, r)
	var p reception.Promise
	if err == nil {
		_, p, err = h.Teas.SeePromise(r.Context(), h.Who(r), r.PathValue("id"))
	}
	if err == nil {
		err = do(p.Session, f)
	}
	switch {
	case err != nil && f != nil && f.Take(err):
		again(f)
	case err != nil:
		web.Fail(w, r, err)
	default:
		web.Redirect(w, r, "/promises/"+p.ID, web.Flash{Key: sentence})
	}
}

// fulfil is POST /promises/{id}/fulfil.
func (h *Handler) fulfil(w http.ResponseWriter, r *http.Request) {
	h.keep(w, r, "tea.done.fulfil", func(f *web.Form) {
		h.showKeep(w, r, f, web.NewForm("key", f.Value("key")), http.StatusUnprocessableEntity)
	},
		func(session string, f *web.Form) error {
			day, _ := workday.ParseDate(f.Value("day"))
			_, err := h.Teas.Fulfil(r.Context(), h.Who(r), session, r.PathValue("id"), day, f.Value("text"), f.Value("key"))
			return err
		})
}

// explain is POST /promises/{id}/explain.
func (h *Handler) explain(w http.ResponseWriter, r *http.Request) {
	h.keep(w, r, "tea.done.explain", func(f *web.Form) {
		h.showKeep(w, r, web.NewForm("key", f.Value("key")), f, http.StatusUnprocessableEntity)
	},
		func(session string, f *web.Form) error {
			_, err := h.Teas.Explain(r.Context(), h.Who(r), session, r.PathValue("id"), f.Value("word"), f.Value("key"))
			return err
		})
}
