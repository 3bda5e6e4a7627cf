package accountweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"linli/internal/account"
	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/web"
)

// withBack is a path that remembers where somebody wanted to go.
func withBack(path, back string) string {
	if back == "/" {
		return path
	}
	return path + "?" + url.Values{"back": {back}}.Encode()
}

// is tells whether an error says a sentence.
func is(err error, key string) (*errs.Error, bool) {
	var e *errs.Error
	return e, errors.As(err, &e) && e.Key == key
}

type accountPage struct {
	web.Page
	Form     *web.Form
	Name     string // of a resident as others see it
	Home     string
	Login    string
	Titles   string
	Stands   bool // may say who stands in, and sees where one does
	Admin    bool // system administrator
	Tokens   bool // may make access tokens
	Missing  bool // there is no security or no audit administrator yet
	Guards   bool // looks after accounts
	Second   bool // has a second factor
	Identity bool // is linked to the district's own way
	Provider bool // which there is
	Least    int  // characters of a password
	ForMe    []proxyLine
	ByMe     []proxyLine
}

// proxyLine is a proxy as the two people of it read it.
type proxyLine struct {
	ID       string
	Name     string // the other's
	Relation string
	Since    string
	Consent  string // how it was consented to
}

// own is one's own account: who one is, where one lives or under which posts one acts, who acts for one, the looks, how one
// signs in. Others may look over the shoulder: a resident's name is masked here as everywhere.
func (p *Pages) own(w http.ResponseWriter, r *http.Request) {
	a := ActorOf(r.Context())
	if !a.SignedIn() {
		web.Fail(w, r, errs.New(errs.Unauthenticated, "error.unauthenticated"))
		return
	}
	page, err := p.ownPage(w, r, a)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, own(page))
}

func (p *Pages) ownPage(w http.ResponseWriter, r *http.Request, a actor.Actor) (page accountPage, err error) {
	ctx := r.Context()
	acc, err := p.accounts.ByID(ctx, a.Account)
	if err != nil {
		return page, err
	}
	page = accountPage{
		Page: web.NewPage(w, r, web.T(ctx, "account.own")), Name: a.Name, Login: acc.Login, Titles: org.CombinedTitle(a.Posts),
		Admin: a.Has(actor.SystemAdmin), Guards: a.Has(actor.SystemAdmin, actor.SecurityAdmin), Second: acc.Second, Provider: p.Provider != nil,
	}
	page.Here, page.Settled, page.Tokens = "/account", true, len(token.MayMake(a)) > 0
	page.Stands = a.Staff() || len(a.Away) > 0
	if page.Admin {
		if page.Missing, err = p.accounts.AdministratorMissing(ctx); err != nil {
			return page, err
		}
	}
	if page.Least, err = p.accounts.LeastPassword(ctx); err != nil {
		return page, err
	}
	if page.Provider && acc.Kind == account.Staff {
		linked, err := p.accounts.Identities(ctx, a)
		if err != nil {
			return page, err
		}
		page.Identity = len(linked) > 0
	}
	if !a.Staff() {
		page.Name = person.MaskName(a.Name)
		if a.Home != "" {
			if page.Home, err = p.where(ctx, a.Home); err != nil {
				return page, err
			}
		}
	}
	page.ForMe, page.ByMe, err = p.proxies(ctx, page.Page, a)
	return page, err
}

// proxies are who acts for the actor, and for whom the actor acts.
func (p *Pages) proxies(ctx context.Context, page web.Page, a actor.Actor) (forMe, byMe []proxyLine, err error) {
	mine, theirs, names, err := p.People.ProxiesNow(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	line := func(x person.Proxy, other string) proxyLine {
		return proxyLine{
			ID: x.ID, Name: names[other], Relation: page.T("person.relation." + string(x.Relation)), Since: page.L().Date(x.From),
			Consent: page.T("person.consent."+string(x.Consent.Way), page.L().Date(x.Consent.At), names[x.Consent.Officer], x.Consent.Text),
		}
	}
	for _, x := range mine {
		forMe = append(forMe, line(x, x.Person))
	}
	for _, x := range theirs {
		byMe = append(byMe, line(x, x.For))
	}
	return forMe, byMe, nil
}

// endProxy ends that somebody acts for another: as easy as it was to say so.
func (p *Pages) endProxy(w http.ResponseWriter, r *http.Request) {
	err := p.People.EndProxy(r.Context(), ActorOf(r.Context()), r.PathValue("id"))
	p.accounts.ForgetActors() // who acted for somebody stops at once
	done(w, r, err, "/account", "account.proxy.ended")
}

// passwordPage is the change of one's own password, by itself: after its time it is the only page there is.
type passwordPage struct {
	web.Page
	Form  *web.Form
	Old   bool // the present one has lived too long
	Least int
}

func (p *Pages) askPassword(w http.ResponseWriter, r *http.Request) {
	p.showPassword(w, r, nil, http.StatusOK)
}

func (p *Pages) showPassword(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	a := ActorOf(r.Context())
	_, duty, err := p.accounts.Standing(r.Context(), a.Account)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := passwordPage{Page: web.NewPage(w, r, web.T(r.Context(), "account.password.change")), Form: f, Old: duty == account.NewPassword}
	page.Here = "/account"
	if page.Least, err = p.accounts.LeastPassword(r.Context()); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, status, password(page))
}

func (p *Pages) changePassword(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	acc, err := account.Account{}, error(nil)
	if f.Value("password") != f.Value("again") {
		f.Bad("again", "account.password.again")
	} else {
		acc, err = p.accounts.ChangePassword(r.Context(), ActorOf(r.Context()), f.Value("old"), f.Value("password"))
		if e, wrong := is(err, "account.wrong"); wrong {
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
		p.showPassword(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err == nil {
		err = p.sessions.Begin(w, r, acc)
	}
	done(w, r, err, "/account", "account.password.changed")
}
