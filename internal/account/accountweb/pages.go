package accountweb

import (
	"context"
	"errors"
	"net/http"

	"linli/internal/account"
	"linli/internal/account/code"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/web"
)

// Deps are what the pages stand on.
type Deps struct {
	Accounts *account.Service
	Codes    *code.Service
	People   *person.Service
	Sessions *Sessions
	Provider *Provider // the district's own identity provider; nil when there is none
	Where    Where
	// Base is the address of this installation, for the identity provider to lead back to.
	Base func(r *http.Request) string
	// Shown says where a code is to be found that goes to no telephone, as a translation key: in the demonstration.
	Shown string
}

// Pages are signing in and out, the one-time links, one's own account, and the accounts that administrators look after.
type Pages struct {
	Deps
	accounts *account.Service
	sessions *Sessions
	where    Where
}

// Where is a place as people say it: 花半里 7幢.
type Where func(ctx context.Context, code string) (string, error)

// NewPages is the pages over what they stand on.
func NewPages(d Deps) *Pages {
	return &Pages{Deps: d, accounts: d.Accounts, sessions: d.Sessions, where: d.Where}
}

// Routes adds the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /sign-in", p.askSignIn)
	mux.HandleFunc("POST /sign-in", p.signIn)
	mux.HandleFunc("GET /sign-in/staff", p.askStaff)
	mux.HandleFunc("POST /sign-in/phone", p.askCode)
	mux.HandleFunc("GET /sign-in/code", p.enterCode)
	mux.HandleFunc("POST /sign-in/code", p.checkCode)
	mux.HandleFunc("GET /sign-in/who", p.askWho)
	mux.HandleFunc("POST /sign-in/who", p.chooseWho)
	mux.HandleFunc("GET /sign-in/second", p.askSecond)
	mux.HandleFunc("POST /sign-in/second", p.second)
	mux.HandleFunc("GET /sign-in/provider", p.toProvider)
	mux.HandleFunc("GET /sign-in/provider/back", p.fromProvider)
	mux.HandleFunc("POST /sign-out", p.signOut)
	mux.HandleFunc("GET /first/{token}", p.askLink)
	mux.HandleFunc("POST /first/{token}", p.redeem)
	mux.HandleFunc("GET /invitation/{token}", p.askLink)
	mux.HandleFunc("POST /invitation/{token}", p.accept)
	mux.HandleFunc("GET /account", p.own)
	mux.HandleFunc("GET /account/password", p.askPassword)
	mux.HandleFunc("POST /account/password", p.changePassword)
	mux.HandleFunc("GET /account/factor", p.factor)
	mux.HandleFunc("POST /account/factor", p.beginFactor)
	mux.HandleFunc("POST /account/factor/confirm", p.confirmFactor)
	mux.HandleFunc("POST /account/factor/recovery", p.renewRecovery)
	mux.HandleFunc("POST /account/factor/end", p.dropFactor)
	mux.HandleFunc("GET /account/devices", p.devices)
	mux.HandleFunc("POST /account/devices/end", p.endDevice)
	mux.HandleFunc("POST /account/devices/end-all", p.endDevices)
	mux.HandleFunc("POST /account/provider", p.linkProvider)
	mux.HandleFunc("POST /account/provider/end", p.unlink)
	mux.HandleFunc("POST /account/proxy/{id}/end", p.endProxy)
	mux.HandleFunc("GET /accounts", p.list)
	mux.HandleFunc("GET /accounts/{id}", p.see)
	mux.HandleFunc("POST /accounts/{id}/{act}", p.guard)
}

// say is an error's sentence in the reader's language.
func say(r *http.Request, err error) string {
	var e *errs.Error
	if errors.As(err, &e) && e.Key != "" {
		return web.T(r.Context(), e.Key, e.Args...)
	}
	return web.T(r.Context(), "error.internal")
}

// refused tells whether an error is a wrong try, which the same page says: with its status.
func refused(err error) bool {
	return err != nil && (errs.Is(err, errs.Unauthenticated) || errs.Is(err, errs.Limited))
}

// form reads a posted form; when it cannot be read the answer has been given.
func form(w http.ResponseWriter, r *http.Request) (*web.Form, bool) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
	}
	return f, err == nil
}

// done leads to a page with a sentence about what was done, or tells why it was not.
func done(w http.ResponseWriter, r *http.Request, err error, to, sentence string) {
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, to, web.Flash{Key: sentence})
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
