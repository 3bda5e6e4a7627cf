package residentweb

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// wishPage is a wish as neighbours see it, or, with Own, as its submitter does. What the view hides is not in it.
type wishPage struct {
	web.Page
	Seen     wish.Seen
	Own      bool
	Mark     web.Colour
	State    string
	By       string // 谈* · 花半里 · 4月8日提出
	Step     int
	Steps    []string
	Unit     string // who has it now
	Due      string // 5月22日前答复您
	Left     wishweb.Clock
	Duty     string // whom to ask
	DutyTel  string
	Answer   string // the last answer, while it waits for its judgement
	Judged   *judged
	Refusal  string // why it was turned away, and whom to turn to
	Main     string // number of the wish that it has become part of
	Timeline []web.Entry
	Joining  *joining // 我也一样, for neighbours
	Rate     ratePage // while the wish waits for the reader's judgement
}

// judged is how the submitter judged.
type judged struct {
	Solved, Rating string
	Called         bool // said in a call-back
}

// wishPage is GET /wishes/{id}: the desk's page for who handles it, the submitter's or the public one for others.
func (h *Handler) wishPage(w http.ResponseWriter, r *http.Request) {
	s, t, err := h.see(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if s.View == wish.StaffView {
		h.desk.Wish(w, r, s)
		return
	}
	p := wishPage{Page: web.NewPage(w, r, s.Wish.Title)}
	p.fill(s, t)
	if err := h.Attached(r.Context(), t.Teller, s, p.Timeline); err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Rate = ratePage{acting: acting{Page: p.Page, Wish: s.Wish, Form: web.NewForm("key", id.New())}, Answer: p.Answer, Until: p.Due}
	if p.Joining, err = h.joining(r.Context(), t, s, p.Page); err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Here = "/linli"
	if p.Own {
		p.Here = "/wishes"
	}
	if p.Duty, p.DutyTel, err = h.duty(r.Context(), s.Wish.Community); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, wishSheet(p))
}

func (p *wishPage) fill(s wish.Seen, t teller) {
	w := s.Wish
	p.Seen, p.Own, p.Mark, p.Step, p.Steps = s, s.View == wish.SubmitterView, wishweb.Mark(w), wishweb.Step(w), t.Steps()
	p.State, p.Unit, p.Due, p.Timeline = t.State(w, p.Own), t.Unit(w), t.Due(w, p.Own), t.Timeline(s)
	if w.State == wish.Answered && p.Own {
		p.Unit = t.L.T("wish.fact.you") // it is the submitter's turn
	}
	p.By = t.L.T("wish.by", t.Submitter(w), t.Where(w.Place), w.FiledAt)
	if !w.Due.IsZero() {
		p.Left = t.Left(w, p.Own)
	}
	p.Main = t.Other(w.Main)
	switch {
	case w.Rating != "":
		p.Judged = &judged{Solved: t.L.T(string(wishweb.Solved(w.Solved))), Rating: t.L.T("wish.rating." + string(w.Rating))}
	case w.CalledRating != "":
		p.Judged = &judged{Solved: t.L.T(string(wishweb.Solved(w.CalledSolved))), Rating: t.L.T("wish.rating." + string(w.CalledRating)), Called: true}
	}
	for _, e := range s.Entries { // newest first
		switch {
		case e.Act == string(wish.Answer) && p.Answer == "":
			p.Answer = t.L.T("rate.said", t.Org(w.Unit), e.Text)
		case e.Act == string(wish.Reject):
			p.Refusal = e.Text
		}
	}
}

// acting is a page of one act of the submitter: the wish it is about, what was typed, and what happened meanwhile.
type acting struct {
	web.Page
	Wish  wish.Wish
	Form  *web.Form
	Clash string // how the wish was changed meanwhile; empty: it was not
}

// ownAct reads the wish for a page of the submitter's act. A wish that may not be seen is not there; one that may be seen
// and not acted on says who may.
func (h *Handler) ownAct(w http.ResponseWriter, r *http.Request, act wish.Act) (wish.Seen, teller, bool) {
	s, t, err := h.see(r)
	switch {
	case err != nil:
	case s.May(act): // also who handles wishes and has made this one
	case s.View != wish.SubmitterView && !t.Reader.SignedIn():
		err = errs.New(errs.Unauthenticated, "")
	case s.View != wish.SubmitterView:
		err = errs.New(errs.Forbidden, "wish.forbidden."+string(act))
	case !s.May(act):
		err = errs.New(errs.Conflict, "wish.conflict.not_now")
	}
	if err != nil {
		h.Fail(w, r, err)
		return s, t, false
	}
	return s, t, true
}

func newActing(w http.ResponseWriter, r *http.Request, s wish.Seen, f *web.Form, title string) acting {
	p := acting{Page: web.NewPage(w, r, title), Wish: s.Wish, Form: f}
	p.Bar, p.Back, p.Frame = p.Title, "/wishes/"+s.Wish.ID, web.Phone
	return p
}

// again shows the form of an act once more: with what is wrong, or with who was first. It is false when neither is why
// the act failed.
func (h *Handler) again(w http.ResponseWriter, r *http.Request, f *web.Form, title string, err error, page func(acting) templ.Component) bool {
	conflict := errs.Is(err, errs.Conflict)
	if !conflict && !errs.Is(err, errs.Invalid) {
		return false
	}
	s, _, seeErr := h.see(r)
	if seeErr != nil {
		return false
	}
	status := http.StatusUnprocessableEntity
	if conflict {
		status = http.StatusConflict
		f.Set("key", id.New()) // the first key is used up
	} else {
		f.Take(err)
	}
	p := newActing(w, r, s, f, title)
	if conflict {
		p.Clash = wishweb.Clash(p.L(), err)
	}
	web.Render(w, r, status, page(p))
	return true
}

// askSupplement is GET /wishes/{id}/supplement.
func (h *Handler) askSupplement(w http.ResponseWriter, r *http.Request) {
	s, _, ok := h.ownAct(w, r, wish.Supplement)
	if !ok {
		return
	}
	web.Render(w, r, http.StatusOK, supplementForm(newActing(w, r, s, web.NewForm("key", id.New()), web.T(r.Context(), "wish.act.supplement"))))
}

// supplement is POST /wishes/{id}/supplement.
func (h *Handler) supplement(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	wishID := r.PathValue("id")
	_, err = h.Wishes.Supplement(r.Context(), h.Who(r), wishID, f.Value("text"), f.Value("key"))
	if err != nil {
		if !h.again(w, r, f, web.T(r.Context(), "wish.act.supplement"), err, supplementForm) {
			h.Fail(w, r, err)
		}
		return
	}
	web.Redirect(w, r, "/wishes/"+wishID, web.Flash{Key: "supplement.done"})
}

// askReopen is GET /wishes/{id}/reopen.
func (h *Handler) askReopen(w http.ResponseWriter, r *http.Request) {
	s, _, ok := h.ownAct(w, r, wish.Reopen)
	if !ok {
		return
	}
	web.Render(w, r, http.StatusOK, reopenForm(newActing(w, r, s, web.NewForm("key", id.New()), web.T(r.Context(), "wish.act.reopen"))))
}

// reopen is POST /wishes/{id}/reopen.
func (h *Handler) reopen(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	wishID := r.PathValue("id")
	_, err = h.Sides.Reopen(r.Context(), h.Who(r), wishID, f.Value("text"), f.Value("key"))
	if err != nil {
		if !h.again(w, r, f, web.T(r.Context(), "wish.act.reopen"), err, reopenForm) {
			h.Fail(w, r, err)
		}
		return
	}
	web.Redirect(w, r, "/wishes/"+wishID, web.Flash{Key: "reopen.done"})
}

// askWithdraw is GET /wishes/{id}/withdraw: the question before what cannot be undone.
func (h *Handler) askWithdraw(w http.ResponseWriter, r *http.Request) {
	s, _, ok := h.ownAct(w, r, wish.Withdraw)
	if !ok {
		return
	}
	p := newActing(w, r, s, nil, web.T(r.Context(), "withdraw.title"))
	web.Render(w, r, http.StatusOK, withdrawForm(p, id.New()))
}

// withdraw is POST /wishes/{id}/withdraw.
func (h *Handler) withdraw(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	wishID := r.PathValue("id")
	if _, err := h.Wishes.Withdraw(r.Context(), h.Who(r), wishID, f.Value("key")); err != nil {
		h.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/wishes/"+wishID, web.Flash{Key: "withdraw.done"})
}

// The screens of a judgement in elder mode: 办成了吗, 满意吗, and with 不满意 what is wishweb.Missing.
const (
	rateSolved = "solved"
	rateRating = "rating"
	rateWhy    = "why"
)

// ratePage is the judgement being made.
type ratePage struct {
	acting
	Answer string
	Until  string
	Step   string // the screen of elder mode
}

// askRating is GET /wishes/{id}/evaluate.
func (h *Handler) askRating(w http.ResponseWriter, r *http.Request) {
	if _, _, ok := h.ownAct(w, r, wish.Evaluate); ok {
		h.showRating(w, r, web.NewForm("key", id.New()), http.StatusOK)
	}
}

// showRating shows the judgement as far as it is made; nothing is chosen beforehand.
func (h *Handler) showRating(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	s, t, ok := h.ownAct(w, r, wish.Evaluate)
	if !ok {
		return
	}
	var full wishPage
	full.fill(s, t)
	p := ratePage{acting: newActing(w, r, s, f, web.T(r.Context(), "rate.title")), Answer: full.Answer, Until: full.Due}
	if p.Step = f.Value("step"); !slices.Contains([]string{rateSolved, rateRating, rateWhy}, p.Step) {
		p.Step = rateSolved
	}
	if p.Prefs.Elder {
		web.Render(w, r, status, rateScreen(p))
		return
	}
	web.Render(w, r, status, rateForm(p))
}

// evaluate is POST /wishes/{id}/evaluate: the judgement, or in elder mode one of its screens.
func (h *Handler) evaluate(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	if rateMore(f) {
		status := http.StatusOK
		if !f.OK() {
			status = http.StatusUnprocessableEntity
		}
		h.showRating(w, r, f, status)
		return
	}
	wishID, rating := r.PathValue("id"), wish.Rating(f.Value("rating"))
	in := wish.Evaluation{Rating: rating, Text: f.Value("text"), Key: f.Value("key")}
	if v := f.Value("solved"); v == "yes" || v == "no" {
		yes := v == "yes"
		in.Solved = &yes
	}
	_, err = h.Wishes.Evaluate(r.Context(), h.Who(r), wishID, in)
	if errs.Is(err, errs.Invalid) {
		for _, x := range errs.FieldsOf(err) {
			if x.Name == "text" && f.Value("text") == "" {
				x.Key = "rate.error.why"
			}
			f.Bad(x.Name, x.Key, x.Args...)
		}
		h.showRating(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/wishes/"+wishID, web.Flash{Key: "rate.done." + string(rating)})
}

// rateMore goes through the screens of elder mode. It is false when the judgement is complete and may be given.
func rateMore(f *web.Form) bool {
	step, back := f.Value("step"), f.Value("do") == "back"
	switch {
	case step == rateSolved && f.Value("solved") == "":
		f.Bad("solved", "wish.error.solved")
	case step == rateSolved:
		f.Set("step", rateRating)
	case step == rateRating && back:
		f.Set("step", rateSolved)
	case step == rateRating && f.Value("rating") == "":
		f.Bad("rating", "wish.error.rating")
	case step == rateRating && f.Value("rating") == string(wish.Unsatisfied):
		f.Set("step", rateWhy)
	case step == rateWhy && back:
		f.Set("step", rateRating)
	default:
		return false
	}
	return true
}

// solvedOptions and ratings have the same size and weight.
func (p ratePage) solvedOptions() []web.Option {
	return []web.Option{
		{Value: "yes", Label: p.T("wish.solved.yes")},
		{Value: "no", Label: p.T("wish.solved.no")},
	}
}

func (p ratePage) ratings() []web.Option {
	icons := []web.Icon{web.IconMoodSmile, web.IconMoodEmpty, web.IconMoodSad}
	var out []web.Option
	for i, x := range wish.Ratings() {
		out = append(out, web.Option{Value: string(x), Label: p.T("wish.rating." + string(x)), Icon: icons[i]})
	}
	return out
}
