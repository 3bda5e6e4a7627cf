package accountweb

import (
	"net/http"
	"strings"

	"linli/internal/account/session"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/web"
)

// signInPage is the door: for residents by telephone, where that way is open, and for staff by login and password.
type signInPage struct {
	web.Page
	Form     *web.Form
	Staff    bool   // the staff's door
	Codes    bool   // residents can sign in by telephone
	Provider bool   // staff can sign in by the district's own way
	Note     string // what went wrong; may be empty
}

func (p *Pages) askSignIn(w http.ResponseWriter, r *http.Request) { p.door(w, r, false) }
func (p *Pages) askStaff(w http.ResponseWriter, r *http.Request)  { p.door(w, r, true) }

func (p *Pages) door(w http.ResponseWriter, r *http.Request, staff bool) {
	back := web.SafePath(r.URL.Query().Get("back"))
	if ActorOf(r.Context()).SignedIn() {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return
	}
	p.showDoor(w, r, web.NewForm("back", back), staff, nil)
}

func (p *Pages) showDoor(w http.ResponseWriter, r *http.Request, f *web.Form, staff bool, err error) {
	codes, _, offered := p.Codes.Offered(r.Context())
	if offered != nil {
		web.Fail(w, r, offered)
		return
	}
	page := signInPage{
		Page: web.NewPage(w, r, web.T(r.Context(), "account.sign_in.title")), Form: f,
		Staff: staff || !codes, Codes: codes, Provider: p.Provider != nil,
	}
	page.Bar = page.Title
	status := http.StatusOK
	if err != nil {
		status, page.Note = web.Status(errs.KindOf(err)), say(r, err)
	}
	if !f.OK() {
		status = http.StatusUnprocessableEntity
	}
	f.Set("password", "")
	web.Render(w, r, status, signIn(page))
}

// signIn is the staff's password; where there is a second factor, its page follows.
func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	half, err := p.sessions.SignIn(w, r, f.Value("login"), f.Value("password"))
	switch {
	case refused(err):
		p.showDoor(w, r, f, true, err)
	case err != nil:
		web.Fail(w, r, err)
	default:
		p.inside(w, r, half, web.SafePath(f.Value("back")))
	}
}

// inside leads on after one factor.
func (p *Pages) inside(w http.ResponseWriter, r *http.Request, half bool, back string) {
	if half {
		back = withBack("/sign-in/second", back)
	}
	web.Redirect(w, r, back, web.Flash{})
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	done(w, r, p.sessions.SignOut(r), "/", "account.signed_out")
}

// stepPage is one question on the way in.
type stepPage struct {
	web.Page
	Form *web.Form
	Tel  string // the number a code goes to, masked
	Note string
	// Stuck tells that text messages are not taken now, whoever has the number.
	Stuck bool
	Sent  string // where the code is to be found when it goes to no telephone
	Who   []person.Person
}

func (p *Pages) step(w http.ResponseWriter, r *http.Request, f *web.Form, title string, err error) (page stepPage, status int) {
	page = stepPage{Page: web.NewPage(w, r, web.T(r.Context(), title)), Form: f}
	page.Bar, page.Back, status = page.Title, "/sign-in", http.StatusOK
	if err != nil {
		status, page.Note = web.Status(errs.KindOf(err)), say(r, err)
	}
	return page, status
}

// askSecond is the code of the authenticator, on a page of its own.
func (p *Pages) askSecond(w http.ResponseWriter, r *http.Request) {
	p.showSecond(w, r, web.NewForm("back", web.SafePath(r.URL.Query().Get("back"))), nil)
}

func (p *Pages) showSecond(w http.ResponseWriter, r *http.Request, f *web.Form, err error) {
	if p.sessions.waiting(r.Context()).Half == "" {
		web.Redirect(w, r, withBack("/sign-in/staff", web.SafePath(f.Value("back"))), web.Flash{})
		return
	}
	page, status := p.step(w, r, f, "account.second.title", codeSays(err))
	web.Render(w, r, status, secondStep(page))
}

// codeSays is the refusal of a password as one of a code.
func codeSays(err error) error {
	if e, ok := is(err, "account.wrong"); ok {
		return errs.New(errs.Unauthenticated, "account.second.wrong", e.Args...)
	}
	return err
}

func (p *Pages) second(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	err := p.sessions.second(w, r, f.Value("code"))
	switch {
	case refused(err):
		p.showSecond(w, r, f, err)
	default:
		done(w, r, err, web.SafePath(f.Value("back")), "")
	}
}

// askCode sends a code to a telephone and goes on to the page that asks for it, whoever has the number.
func (p *Pages) askCode(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	asked, err := p.Codes.Ask(r.Context(), p.sessions.opt.From(r), f.Value("phone"))
	if f.Take(err) {
		p.showDoor(w, r, f, false, nil)
		return
	}
	if errs.Is(err, errs.Limited) {
		p.showDoor(w, r, f, false, err)
		return
	}
	if err == nil {
		err = p.sessions.await(r.Context(), session.Session{Code: asked.ID, Tel: asked.Masked})
	}
	done(w, r, err, withBack("/sign-in/code", web.SafePath(f.Value("back"))), "")
}

func (p *Pages) enterCode(w http.ResponseWriter, r *http.Request) {
	p.showCode(w, r, web.NewForm("back", web.SafePath(r.URL.Query().Get("back"))), nil)
}

func (p *Pages) showCode(w http.ResponseWriter, r *http.Request, f *web.Form, err error) {
	x := p.sessions.waiting(r.Context())
	if x.Code == "" {
		web.Redirect(w, r, "/sign-in", web.Flash{})
		return
	}
	_, well, offered := p.Codes.Offered(r.Context())
	if offered != nil {
		web.Fail(w, r, offered)
		return
	}
	page, status := p.step(w, r, f, "account.code.title", err)
	page.Tel, page.Stuck = x.Tel, !well
	if p.Shown != "" {
		page.Sent = page.T(p.Shown)
	}
	web.Render(w, r, status, codeStep(page), "way")
}

func (p *Pages) checkCode(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	back := web.SafePath(f.Value("back"))
	acc, who, err := p.Codes.Check(r.Context(), p.sessions.opt.From(r), p.sessions.waiting(r.Context()).Code, f.Value("code"))
	switch {
	case refused(err):
		p.showCode(w, r, f, err)
	case err == nil && len(who) > 0:
		web.Redirect(w, r, withBack("/sign-in/who", back), web.Flash{})
	case err == nil:
		done(w, r, p.sessions.Begin(w, r, acc), back, "")
	default:
		web.Fail(w, r, err)
	}
}

// askWho asks which of those who share a telephone it is.
func (p *Pages) askWho(w http.ResponseWriter, r *http.Request) {
	who, err := p.Codes.Choices(r.Context(), p.sessions.waiting(r.Context()).Code)
	if refused(err) {
		web.Redirect(w, r, "/sign-in", web.Flash{})
		return
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page, status := p.step(w, r, web.NewForm("back", web.SafePath(r.URL.Query().Get("back"))), "account.who.title", nil)
	page.Who = who
	web.Render(w, r, status, whoStep(page))
}

func (p *Pages) chooseWho(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	acc, err := p.Codes.Choose(r.Context(), p.sessions.opt.From(r), p.sessions.waiting(r.Context()).Code, f.Value("person"))
	if refused(err) {
		web.Redirect(w, r, "/sign-in", web.Flash{})
		return
	}
	if err == nil {
		err = p.sessions.Begin(w, r, acc)
	}
	done(w, r, err, web.SafePath(f.Value("back")), "")
}

// known is a name as its holder recognises it and a stranger does not learn it: the first and the last character.
func known(name string) string {
	r := []rune(name)
	if len(r) < 3 {
		return person.MaskName(name)
	}
	return string(r[0]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1])
}
