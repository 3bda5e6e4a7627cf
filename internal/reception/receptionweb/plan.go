package receptionweb

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/reception"
	"linli/internal/web"
	"linli/internal/workday"
)

// planPage is a tea being planned or changed.
type planPage struct {
	web.Page
	Form    *web.Form
	Action  string
	Back    string
	Verb    string
	Reasons []web.Option // only where it is planned
}

// reasonValue is a reason as the form carries it: topic repair 6.
func reasonValue(x reception.Reason) string {
	return string(x.Why) + " " + string(x.Topic) + " " + strconv.Itoa(x.N)
}

// askPlan is GET /receptions/new. Why one is due is offered; the first reason is chosen.
func (h *Handler) askPlan(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	f.Set("key", id.New())
	f.Set("from", "14:30")
	f.Set("to", "16:00")
	h.showPlan(w, r, f, http.StatusOK)
}

func (h *Handler) showPlan(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	ctx := r.Context()
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	code := t.desk(f.Value("place"))
	f.Set("place", code)
	if _, ok := reception.MayPlan(t.Reader, code); !ok || len(code) != communityWidth {
		web.Fail(w, r, mayNot(t))
		return
	}
	due, err := h.Teas.Due(ctx, code)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := planPage{Form: f, Action: Root + "/new", Back: Root, Verb: "tea.plan.do"}
	for _, x := range append(due, reception.Reason{Why: reception.ForItsSake}) {
		p.Reasons = append(p.Reasons, web.Option{Value: reasonValue(x), Label: t.why(x)})
	}
	if f.Value("why") == "" {
		f.Set("why", p.Reasons[0].Value)
	}
	p.Page = web.NewPage(w, r, t.L.T("tea.plan"))
	p.Here = Root
	web.Render(w, r, status, planForm(p))
}

// desk is the community for which a tea is planned: the one that is asked for, or the first of which the reader is secretary.
func (t teller) desk(asked string) string {
	for _, p := range t.Reader.Posts {
		if _, ok := reception.MayPlan(t.Reader, p.Place); asked == "" && ok && len(p.Place) == communityWidth {
			asked = p.Place
		}
	}
	return asked
}

// mayNot is why somebody may not plan.
func mayNot(t teller) error {
	switch {
	case !t.Reader.SignedIn():
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	case len(reception.Overseen(t.Reader)) == 0:
		return notFound()
	}
	return errs.New(errs.Forbidden, "reception.forbidden.plan")
}

// plans reads the form.
func plans(f *web.Form) reception.Plans {
	day, _ := workday.ParseDate(f.Value("day"))
	rev, _ := strconv.ParseInt(f.Value("rev"), 10, 64)
	return reception.Plans{
		Place: f.Value("place"), Title: f.Value("title"), About: f.Value("about"), Spot: f.Value("spot"), Day: day, From: f.Value("from"),
		To: f.Value("to"), Rev: rev, Key: f.Value("key"),
	}
}

// plan is POST /receptions/new. The reason is one of those that hold now; anything else is the community's own wish.
func (h *Handler) plan(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	t, err := h.teller(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	in := plans(f)
	in.Place = t.desk(in.Place)
	if _, ok := reception.MayPlan(t.Reader, in.Place); !ok {
		web.Fail(w, r, mayNot(t))
		return
	}
	in.Reason = reception.Reason{Why: reception.ForItsSake}
	due, err := h.Teas.Due(ctx, in.Place)
	for _, x := range due {
		if reasonValue(x) == f.Value("why") {
			in.Reason = x
		}
	}
	var s reception.Session
	if err == nil {
		s, err = h.Teas.Plan(ctx, t.Reader, in)
	}
	switch {
	case err != nil && f.Take(err):
		h.showPlan(w, r, f, http.StatusUnprocessableEntity)
	case err != nil:
		web.Fail(w, r, err)
	default:
		web.Redirect(w, r, Root+"/"+s.ID, web.Flash{Key: "tea.done.plan"})
	}
}

// may is the tea of the address, for a form of an act that the reader may do now. Forbidden and Conflict otherwise.
func (h *Handler) may(r *http.Request, act reception.Act) (reception.Seen, teller, error) {
	t, err := h.teller(r)
	if err != nil {
		return reception.Seen{}, t, err
	}
	x, err := h.Teas.See(r.Context(), t.Reader, r.PathValue("id"))
	if err != nil || x.May(act) {
		return x, t, err
	}
	if _, ok := reception.May(t.Reader, act, x.Session); ok {
		return x, t, errs.New(errs.Conflict, "reception.conflict")
	}
	if !t.Reader.SignedIn() {
		return x, t, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return x, t, errs.New(errs.Forbidden, "reception.forbidden."+string(act))
}

// askChange is GET /receptions/{id}/change.
func (h *Handler) askChange(w http.ResponseWriter, r *http.Request) {
	x, t, err := h.may(r, reception.Amend)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	s := x.Session
	f := web.NewForm("key", id.New(), "rev", strconv.FormatInt(s.Rev, 10), "title", s.Title, "about", s.About, "spot", s.Spot,
		"day", s.Day().String(), "from", t.L.Clock(s.StartsAt))
	if !s.EndsAt.IsZero() {
		f.Set("to", t.L.Clock(s.EndsAt))
	}
	h.showChange(w, r, f, http.StatusOK)
}

func (h *Handler) showChange(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	at := Root + "/" + r.PathValue("id")
	p := planPage{Page: web.NewPage(w, r, web.T(r.Context(), "tea.act.change")), Form: f, Action: at + "/change", Back: at, Verb: "tea.change.do"}
	p.Here = Root
	web.Render(w, r, status, planForm(p))
}

// change is POST /receptions/{id}/change.
func (h *Handler) change(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, h.showChange, "tea.done.change", func(f *web.Form) error {
		_, err := h.Teas.Amend(r.Context(), h.Who(r), r.PathValue("id"), plans(f))
		return err
	})
}

// act does what a form asks: what is wrong comes back in it, and so does what was typed when somebody else was first.
func (h *Handler) act(w http.ResponseWriter, r *http.Request, show func(http.ResponseWriter, *http.Request, *web.Form, int), sentence string, do func(*web.Form) error) {
	h.actOn(w, r, "", show, sentence, do)
}

// actOn is act that goes on to a page of the session, the same form for the next one: /promise.
func (h *Handler) actOn(w http.ResponseWriter, r *http.Request, next string, show func(http.ResponseWriter, *http.Request, *web.Form, int), sentence string, do func(*web.Form) error) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = do(f)
	}
	switch {
	case err != nil && f != nil && show != nil && f.Take(err):
		show(w, r, f, http.StatusUnprocessableEntity)
	case err != nil && f != nil && show != nil && errs.Is(err, errs.Conflict):
		f.Bad("", "reception.conflict")
		show(w, r, f, http.StatusConflict)
	case err != nil:
		h.fail(w, r, err)
	default:
		web.Redirect(w, r, Root+"/"+r.PathValue("id")+next, web.Flash{Key: sentence})
	}
}

// announce is POST /receptions/{id}/announce.
func (h *Handler) announce(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, nil, "tea.done.announce", func(f *web.Form) error {
		_, err := h.Teas.Announce(r.Context(), h.Who(r), r.PathValue("id"), f.Value("key"))
		return err
	})
}

// hold is POST /receptions/{id}/hold.
func (h *Handler) hold(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, nil, "tea.done.hold", func(f *web.Form) error {
		_, err := h.Teas.Hold(r.Context(), h.Who(r), r.PathValue("id"), f.Value("key"))
		return err
	})
}

// wordPage is a question with one text.
type wordPage struct {
	web.Page
	Form *web.Form
	At   string // the tea
}

// askCancel is GET /receptions/{id}/cancel.
func (h *Handler) askCancel(w http.ResponseWriter, r *http.Request) {
	if _, _, err := h.may(r, reception.Cancel); err != nil {
		h.fail(w, r, err)
		return
	}
	h.showCancel(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) showCancel(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	p := wordPage{Page: web.NewPage(w, r, web.T(r.Context(), "tea.act.cancel")), Form: f, At: Root + "/" + r.PathValue("id")}
	p.Here = Root
	web.Render(w, r, status, cancelForm(p))
}

// cancel is POST /receptions/{id}/cancel.
func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, h.showCancel, "tea.done.cancel", func(f *web.Form) error {
		_, err := h.Teas.Cancel(r.Context(), h.Who(r), r.PathValue("id"), f.Value("text"), f.Value("key"))
		return err
	})
}

// invitePage is who comes.
type invitePage struct {
	web.Page
	Form   *web.Form
	At     string
	Roles  []web.Option
	Guests []guestRow
	Links  bool // one-time links may be made now
}

// askInvite is GET /receptions/{id}/invite.
func (h *Handler) askInvite(w http.ResponseWriter, r *http.Request) {
	h.showInvite(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) showInvite(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	x, t, err := h.may(r, reception.Invite)
	if errs.Is(err, errs.Conflict) && x.May(reception.Link) {
		err = nil // it is too late to invite, and not too late for a link
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	p := invitePage{Page: web.NewPage(w, r, t.L.T("tea.act.invite")), Form: f, At: Root + "/" + x.Session.ID, Links: x.May(reception.Link)}
	if x.May(reception.Invite) {
		for _, role := range reception.Roles() {
			p.Roles = append(p.Roles, web.Option{Value: string(role), Label: t.L.T("tea.role." + string(role))})
		}
	}
	for _, g := range x.Session.Invitees {
		p.Guests = append(p.Guests, t.guest(g))
	}
	p.Here = Root
	web.Render(w, r, status, inviteForm(p))
}

// invite is POST /receptions/{id}/invite.
func (h *Handler) invite(w http.ResponseWriter, r *http.Request) {
	h.actOn(w, r, "/invite", h.showInvite, "tea.done.invite", func(f *web.Form) error {
		_, err := h.Teas.Invite(r.Context(), h.Who(r), r.PathValue("id"), reception.Guest{
			Role: reception.Role(f.Value("role")), Name: f.Value("name"), Unit: f.Value("unit"), Key: f.Value("key"),
		})
		return err
	})
}

// uninvite is POST /receptions/{id}/uninvite.
func (h *Handler) uninvite(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, nil, "tea.done.uninvite", func(f *web.Form) error {
		_, err := h.Teas.Uninvite(r.Context(), h.Who(r), r.PathValue("id"), f.Value("invitee"), f.Value("key"))
		return err
	})
}

// linkPage is a one-time link, shown once.
type linkPage struct {
	web.Page
	At    string
	URL   string
	QR    web.QR
	Name  string
	Until string
}

// link is POST /receptions/{id}/link. The answer is the link itself: it is stored nowhere but as a hash.
func (h *Handler) link(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	var token string
	if err == nil {
		token, err = h.Teas.LinkFor(ctx, h.Who(r), r.PathValue("id"), f.Value("invitee"))
	}
	var x reception.Seen
	if err == nil {
		x, err = h.Teas.See(ctx, h.Who(r), r.PathValue("id"))
	}
	p := linkPage{URL: h.Base(r) + "/guest/" + url.PathEscape(token)}
	if err == nil {
		p.QR, err = web.EncodeQR(p.URL)
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	for _, g := range x.Session.Invitees {
		if g.ID == f.Value("invitee") {
			p.Name = g.Name
		}
	}
	p.Page, p.At = web.NewPage(w, r, web.T(ctx, "tea.link.title")), Root+"/"+x.Session.ID
	p.Here, p.Until = Root, p.L().Date(x.Session.Until.Add(-time.Second))
	w.Header().Set("Cache-Control", "no-store")
	web.Render(w, r, http.StatusOK, linkSheet(p))
}

// guestPage is what somebody finds behind a one-time link, before it is used.
type guestPage struct {
	web.Page
	Tea, When, Spot string
	Until           string
}

// askEnter is GET /guest/{token}: looking does not use the link up, so no programme that previews links does.
func (h *Handler) askEnter(w http.ResponseWriter, r *http.Request) {
	t, err := h.teller(r)
	var pass reception.Pass
	if err == nil {
		pass, err = h.Teas.Follow(r.Context(), r.PathValue("token"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	s := pass.Session
	p := guestPage{Page: web.NewPage(w, r, t.L.T("tea.guest.title")), Tea: s.Title, When: t.when(s), Spot: s.Spot, Until: t.L.Date(pass.Until.Add(-time.Second))}
	web.Render(w, r, http.StatusOK, guestDoor(p))
}

// enter is POST /guest/{token}.
func (h *Handler) enter(w http.ResponseWriter, r *http.Request) {
	pass, err := h.Teas.Enter(r.Context(), h.Who(r), r.PathValue("token"))
	if err == nil {
		err = h.Admit(r.Context(), pass.Invitee, pass.Until)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Root+"/"+pass.Session.ID, web.Flash{})
}

// topics are the kinds of wishes, as a line of the table offers them.
func (t teller) kinds() (out []web.Option) {
	for _, x := range t.topics.Below("", t.Now) {
		out = append(out, web.Option{Value: x.Code, Label: x.Name(string(t.L.Lang()))})
	}
	return out
}
