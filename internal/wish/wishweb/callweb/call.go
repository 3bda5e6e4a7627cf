package callweb

import (
	"context"
	"net/http"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/wishweb"
)

// callPage is one call: whom, about what, what was answered, what has been tried, and what was said.
type callPage struct {
	web.Page
	Wish   wish.Wish
	Mark   web.Colour
	State  string
	Clock  wishweb.Clock
	Where  string
	Asked  string // in the submitter's words
	Answer string
	By     string // who answered, and when
	Who    web.Somebody
	Sealed web.Sealed
	Calls  []made
	Count  string // on how many days it was tried, of how many
	Why    string // why nobody can be called now; empty: somebody can
	Clash  string // who was first
	Typed  string // what was typed into a form that is no longer there
	Record *web.Form
	Miss   *web.Form
	Reopen *web.Form
}

// made is a call as the page shows it.
type made struct{ At, What, Text string }

// opened is what a request has brought: the form that failed, the look at the number.
type opened struct {
	record, miss, reopen, reveal *web.Form
	shown                        *person.Contact
	failed                       error
	status                       int
}

// see is the wish of the address, for an officer who sees it as such; nobody else is told that there is a page.
func (h *Handler) see(r *http.Request) (s wish.Seen, err error) {
	a := h.Who(r)
	s, err = h.Wishes.See(r.Context(), a, r.PathValue("id"))
	if err == nil && (!a.Has(actor.CallBackOfficer) || s.View != wish.StaffView || s.Wish.Submitter == "") {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return s, err
}

// call is GET /calls/{id}.
func (h *Handler) call(w http.ResponseWriter, r *http.Request) {
	s, err := h.see(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.show(w, r, s, opened{status: http.StatusOK})
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, s wish.Seen, open opened) {
	t, err := h.Teller(r)
	if err == nil {
		err = t.Learn(r.Context(), h.DB, []wish.Wish{s.Wish}, s.Entries)
	}
	p := callPage{Wish: s.Wish}
	if err == nil {
		p.tell(t, s)
		err = h.fill(r.Context(), &p, t, s, open)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "wish.act.call_back"))
	p.Here = "/calls"
	if open.failed != nil {
		p.Clash = wishweb.Clash(p.L(), open.failed)
	}
	web.Render(w, r, open.status, sheet(p))
}

// tell fills what the wish itself says.
func (p *callPage) tell(t *wishweb.Teller, s wish.Seen) {
	w := s.Wish
	p.Mark, p.State, p.Clock, p.Where, p.Asked = wishweb.Mark(w), t.State(w, false), t.Clock(w, false), t.Where(w.Place), w.Text
	for _, e := range s.Entries { // newest first
		if e.Act == string(wish.Answer) {
			p.Answer, p.By = e.Text, t.L.T("calls.by", e.Who, t.L.DateTime(e.At))
			break
		}
	}
}

func (h *Handler) fill(ctx context.Context, p *callPage, t *wishweb.Teller, s wish.Seen, open opened) error {
	form := func(f *web.Form) *web.Form {
		if f == nil {
			return web.NewForm("key", id.New())
		}
		return f
	}
	if s.May(wish.CallBack) {
		p.Record = form(open.record)
	} else if open.record != nil {
		p.Typed = open.record.Value("text")
	}
	if s.May(wish.CallMissed) {
		p.Miss = form(open.miss)
	}
	_, mine := wish.MayCallBack(t.Reader, s.Wish)
	if s.Wish.CalledRating == wish.Unsatisfied && s.May(wish.Reopen) {
		p.Reopen = form(open.reopen)
	}
	switch {
	case p.Record != nil || p.Reopen != nil:
	case s.Wish.State != wish.Answered || !s.Wish.At.Before(s.Wish.EvaluateDue):
		p.Why = t.L.T("calls.why.over")
	case !mine:
		p.Why = t.L.T("wish.forbidden.call_back")
	}
	if err := h.tries(ctx, p, t); err != nil {
		return err
	}
	return h.submitter(ctx, p, t, open)
}

// tries are the calls so far, the newest first.
func (h *Handler) tries(ctx context.Context, p *callPage, t *wishweb.Teller) error {
	calls, err := callback.CallsOf(ctx, h.DB, p.Wish.ID)
	days := map[string]bool{} // of this answer
	for _, c := range calls {
		x := made{At: t.L.DateTime(c.At), Text: c.Text}
		if c.Outcome == callback.Reached {
			x.What = t.L.T("calls.said", t.L.T(string(wishweb.Solved(c.Solved))), t.L.T("wish.rating."+string(c.Rating)))
		} else {
			x.What = t.L.T("wish.outcome." + string(c.Outcome))
			if c.Round == p.Wish.Reopened {
				days[c.Day.String()] = true
			}
		}
		x.What += " · " + c.Phone
		p.Calls = append(p.Calls, x)
	}
	if n := len(days); n > 0 {
		p.Count = t.L.T("calls.days", n, t.Book.Int("wish.call_back.days", "", t.Now))
	}
	return err
}

// submitter is whom to call: masked, or the number in full when it was just opened.
func (h *Handler) submitter(ctx context.Context, p *callPage, t *wishweb.Teller, open opened) error {
	masked, err := h.People.Masked(ctx, p.Wish.Submitter)
	if err != nil {
		return err
	}
	p.Who = web.Somebody{Name: t.Submitter(p.Wish), Second: masked.Phone}
	if masked.Phone == "" {
		p.Who.Second, p.Record, p.Miss = t.L.T("callback.error.no_phone"), nil, nil
	}
	s := &p.Sealed
	if s.Form = open.reveal; s.Form == nil {
		s.Form = web.NewForm("key", id.New())
	}
	if open.shown != nil {
		s.Seen = t.L.T("desk.contact.seen", t.Reader.Name, t.L.DateTime(t.Now))
		s.Lines = []web.SealedLine{{Label: t.L.T("desk.contact.phone"), Full: open.shown.Phone.Reveal(), Dials: true}}
	} else if p.Record != nil {
		s.Show = t.L.T("calls.show")
		s.Post = "/calls/" + p.Wish.ID + "/reveal#submitter"
		for _, x := range []person.Reason{person.ToCallBack} {
			s.Reasons = append(s.Reasons, web.Option{Value: string(x), Label: t.L.T("person.reason." + string(x))})
		}
	}
	return nil
}

// reveal is POST /calls/{id}/reveal: the page with the telephone in full, this once, for a reason that is written down. No
// more of the contact is opened.
func (h *Handler) reveal(w http.ResponseWriter, r *http.Request) {
	s, f, ok := h.read(w, r)
	if !ok {
		return
	}
	post, may := wish.MayCallBack(h.Who(r), s.Wish)
	if !may {
		h.Fail(w, r, errs.New(errs.Forbidden, "wish.forbidden.call_back"))
		return
	}
	if look, ok := h.Reveal(w, r, s, person.Revealing{Post: post, Phone: true}, f); ok {
		h.show(w, r, s, opened{reveal: look.Form, shown: look.Shown, status: look.Status})
	}
}

// read is the wish and the form of a request; it has answered when it is false.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) (s wish.Seen, f *web.Form, ok bool) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		s, err = h.see(r)
	}
	if err != nil {
		web.Fail(w, r, err)
	}
	return s, f, err == nil
}

// record is POST /calls/{id}/call_back: what the submitter said.
func (h *Handler) record(w http.ResponseWriter, r *http.Request) {
	s, f, ok := h.read(w, r)
	if !ok {
		return
	}
	in := callback.Words{Rating: wish.Rating(f.Value("rating")), Text: f.Value("text"), Key: f.Value("key")}
	if v := f.Value("solved"); v == "yes" || v == "no" {
		yes := v == "yes"
		in.Solved = &yes
	}
	done, err := h.Calls.Record(r.Context(), h.Who(r), s.Wish.ID, in)
	if err != nil {
		h.again(w, r, f, err, func(o *opened) { o.record = f })
		return
	}
	to := "/calls"
	if done.CalledRating == wish.Unsatisfied {
		to = "/calls/" + done.ID + "#again" // whether it is to be taken up again is asked while the submitter is on the line
	}
	web.Redirect(w, r, to, web.Flash{Key: "calls.done.call_back", Args: []string{done.ShortNumber()}, Link: "/wishes/" + done.ID, Word: "desk.see"})
}

// miss is POST /calls/{id}/call_missed: nobody was reached.
func (h *Handler) miss(w http.ResponseWriter, r *http.Request) {
	s, f, ok := h.read(w, r)
	if !ok {
		return
	}
	done, err := h.Calls.Miss(r.Context(), h.Who(r), s.Wish.ID, callback.Outcome(f.Value("outcome")), f.Value("key"))
	if err != nil {
		h.again(w, r, f, err, func(o *opened) { o.miss = f })
		return
	}
	key := "calls.done.call_missed"
	if !done.UnreachedAt.IsZero() {
		key = "calls.done.unreached"
	}
	web.Redirect(w, r, "/calls", web.Flash{Key: key, Args: []string{done.ShortNumber()}, Link: "/calls/" + done.ID, Word: "desk.see"})
}

// reopen is POST /calls/{id}/again: what the submitter asks for, in the submitter's name.
func (h *Handler) reopen(w http.ResponseWriter, r *http.Request) {
	s, f, ok := h.read(w, r)
	if !ok {
		return
	}
	if s.Wish.CalledRating != wish.Unsatisfied && s.Wish.State == wish.Closed {
		h.Fail(w, r, errs.New(errs.Forbidden, "wish.forbidden.reopen"))
		return
	}
	done, err := h.Sides.Reopen(r.Context(), h.Who(r), s.Wish.ID, f.Value("text"), f.Value("key"))
	if err != nil {
		h.again(w, r, f, err, func(o *opened) { o.reopen = f })
		return
	}
	web.Redirect(w, r, "/calls", web.Flash{Key: "calls.done.reopen", Args: []string{done.ShortNumber()}})
}

// again shows the page with everything typed, and what is wrong or who was first.
func (h *Handler) again(w http.ResponseWriter, r *http.Request, f *web.Form, err error, put func(*opened)) {
	s, seen := h.see(r)
	open := opened{}
	for _, x := range errs.FieldsOf(err) {
		if x.Key == "wish.error.empty" {
			f.Bad(x.Name, "calls.text.empty")
		} else {
			f.Bad(x.Name, x.Key, x.Args...)
		}
	}
	put(&open)
	switch {
	case seen != nil:
		h.Fail(w, r, err)
		return
	case !f.OK():
		open.status = http.StatusUnprocessableEntity
	case errs.Is(err, errs.Conflict):
		open.status, open.failed = http.StatusConflict, err
		f.Set("key", id.New())
	default:
		h.Fail(w, r, err)
		return
	}
	h.show(w, r, s, open)
}

// answers are 办成了 and 没办成.
func (p callPage) answers() []web.Option {
	return []web.Option{{Value: "yes", Label: p.T("wish.solved.yes")}, {Value: "no", Label: p.T("wish.solved.no")}}
}

// ratings are the three, of the same size and weight; none is chosen beforehand.
func (p callPage) ratings() (out []web.Option) {
	for _, r := range wish.Ratings() {
		out = append(out, web.Option{Value: string(r), Label: p.T("wish.rating." + string(r))})
	}
	return out
}

// outcomes are why nobody was reached.
func (p callPage) outcomes() (out []web.Option) {
	for _, o := range callback.Misses() {
		out = append(out, web.Option{Value: string(o), Label: p.T("wish.outcome." + string(o))})
	}
	return out
}
