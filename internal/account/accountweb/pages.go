package accountweb

import (
	"context"
	"errors"
	"net/http"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/web"
)

// Pages are signing in and out, the one-time links, and one's own account.
type Pages struct {
	accounts *account.Service
	sessions *Sessions
	where    Where
}

// Where is a place as people say it: 花半里 7幢.
type Where func(ctx context.Context, code string) (string, error)

// NewPages is the pages over accounts and sessions; where names the place in which somebody lives.
func NewPages(a *account.Service, s *Sessions, where Where) *Pages {
	return &Pages{accounts: a, sessions: s, where: where}
}

// Routes adds the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /sign-in", p.askSignIn)
	mux.HandleFunc("POST /sign-in", p.signIn)
	mux.HandleFunc("POST /sign-out", p.signOut)
	mux.HandleFunc("GET /first/{token}", p.askLink)
	mux.HandleFunc("POST /first/{token}", p.redeem)
	mux.HandleFunc("GET /invitation/{token}", p.askLink)
	mux.HandleFunc("POST /invitation/{token}", p.accept)
	mux.HandleFunc("GET /account", p.own)
	mux.HandleFunc("POST /account/password", p.changePassword)
}

type signInPage struct {
	web.Page
	Form *web.Form
	Note string // why one is asked, or what went wrong; may be empty
	Bad  bool   // Note is about a failed try
}

func (p *Pages) askSignIn(w http.ResponseWriter, r *http.Request) {
	back := web.SafePath(r.URL.Query().Get("back"))
	if ActorOf(r.Context()).SignedIn() {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return
	}
	p.showSignIn(w, r, web.NewForm("back", back), nil)
}

func (p *Pages) showSignIn(w http.ResponseWriter, r *http.Request, f *web.Form, err error) {
	page := signInPage{Page: web.NewPage(w, r, web.T(r.Context(), "account.sign_in.title")), Form: f}
	page.Bar = page.Title
	status := http.StatusOK
	if err != nil {
		status, page.Bad = web.Status(errs.KindOf(err)), true
		page.Note = say(r, err)
		f.Set("password", "")
	}
	web.Render(w, r, status, signIn(page))
}

// say is an error's sentence in the reader's language.
func say(r *http.Request, err error) string {
	var e *errs.Error
	if errors.As(err, &e) && e.Key != "" {
		return web.T(r.Context(), e.Key, e.Args...)
	}
	return web.T(r.Context(), "error.internal")
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	err = p.sessions.SignIn(w, r, f.Value("login"), f.Value("password"))
	switch errs.KindOf(err) {
	case errs.Unauthenticated, errs.Limited:
		if err != nil {
			p.showSignIn(w, r, f, err)
			return
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, web.SafePath(f.Value("back")), web.Flash{})
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.sessions.SignOut(r); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/", web.Flash{Key: "account.signed_out"})
}

type linkPage struct {
	web.Page
	Form  *web.Form
	First bool
	Login string
	Least int // characters of a password
}

// askLink opens a one-time link without using it up.
func (p *Pages) askLink(w http.ResponseWriter, r *http.Request) { p.showLink(w, r, nil, http.StatusOK) }

func (p *Pages) showLink(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	l, err := p.accounts.FollowLink(r.Context(), r.PathValue("token"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	least, err := p.accounts.LeastPassword(r.Context())
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := linkPage{Page: web.NewPage(w, r, web.T(r.Context(), "account.link.title")), Form: f, First: l.First, Login: l.Login, Least: least}
	page.Bar = page.Title
	if l.First {
		page.Title = web.T(r.Context(), "account.first.title")
	}
	web.Render(w, r, status, link(page))
}

func (p *Pages) redeem(w http.ResponseWriter, r *http.Request) {
	p.useLink(w, r, func(f *web.Form) (account.Account, error) {
		return p.accounts.Redeem(r.Context(), p.sessions.opt.From(r), r.PathValue("token"),
			account.First{Login: f.Value("login"), Name: f.Value("name"), Password: f.Value("password")})
	})
}

func (p *Pages) accept(w http.ResponseWriter, r *http.Request) {
	p.useLink(w, r, func(f *web.Form) (account.Account, error) {
		return p.accounts.Accept(r.Context(), p.sessions.opt.From(r), r.PathValue("token"), f.Value("password"))
	})
}

// useLink takes a form behind a one-time link: typed twice alike, used once, and signed in.
func (p *Pages) useLink(w http.ResponseWriter, r *http.Request, use func(*web.Form) (account.Account, error)) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	var acc account.Account
	if f.Value("password") != f.Value("again") {
		f.Bad("again", "account.password.again")
	} else if acc, err = use(f); f.Take(err) {
		err = nil
	}
	if !f.OK() {
		f.Set("password", "")
		f.Set("again", "")
		p.showLink(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err == nil {
		err = p.sessions.Begin(w, r, acc)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/account", web.Flash{Key: "account.welcome"})
}

type accountPage struct {
	web.Page
	Form   *web.Form
	Name   string // of a resident as others see it
	Home   string
	Login  string
	Titles string
	Admin  bool
	Least  int // characters of a password
}

// own is one's own account: who one is, where one lives or under which posts one acts, the looks, the password. Others
// may look over the shoulder: a resident's name is masked here as everywhere.
func (p *Pages) own(w http.ResponseWriter, r *http.Request) { p.showOwn(w, r, nil, http.StatusOK) }

func (p *Pages) showOwn(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	a := ActorOf(r.Context())
	if !a.SignedIn() {
		web.Fail(w, r, errs.New(errs.Unauthenticated, "error.unauthenticated"))
		return
	}
	acc, err := p.accounts.ByID(r.Context(), a.Account)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	least, err := p.accounts.LeastPassword(r.Context())
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := accountPage{
		Page: web.NewPage(w, r, web.T(r.Context(), "account.own")), Form: f, Name: a.Name, Login: acc.Login,
		Titles: org.CombinedTitle(a.Posts), Admin: a.Has(actor.SystemAdmin), Least: least,
	}
	page.Here, page.Settled = "/account", true
	if !a.Staff() {
		page.Name = person.MaskName(a.Name)
		if a.Home != "" {
			page.Home, err = p.where(r.Context(), a.Home)
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, status, own(page))
}

func (p *Pages) changePassword(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	acc, err := account.Account{}, error(nil)
	if f.Value("password") != f.Value("again") {
		f.Bad("again", "account.password.again")
	} else {
		acc, err = p.accounts.ChangePassword(r.Context(), ActorOf(r.Context()), f.Value("old"), f.Value("password"))
		var e *errs.Error
		if errors.As(err, &e) && e.Key == "account.wrong" {
			f.Bad("old", "account.password.old", e.Args...)
			err = nil
		}
		if f.Take(err) {
			err = nil
		}
	}
	if !f.OK() {
		for _, name := range []string{"old", "password", "again"} {
			f.Set(name, "") // a password never goes back into a page
		}
		p.showOwn(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err == nil {
		err = p.sessions.Begin(w, r, acc)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/account", web.Flash{Key: "account.password.changed"})
}
