package accountweb

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"linli/internal/account"
	"linli/internal/account/session"
	"linli/internal/errs"
	"linli/internal/web"
)

// ProviderConfig is a district's own identity provider (OpenID Connect Core 1.0, code flow with PKCE, RFC 7636).
type ProviderConfig struct {
	Issuer       string // as its discovery document says it
	ClientID     string
	ClientSecret string
}

// Provider asks the identity provider who somebody is. Its discovery document is read at the first use, so that a provider
// that is down keeps nobody else from working.
type Provider struct {
	cfg    ProviderConfig
	client *http.Client
	now    func() time.Time

	mu    sync.Mutex
	found *oidc.Provider
}

// providerTimeout is how long the provider may take for one answer.
const providerTimeout = 10 * time.Second

// NewProvider is a provider; now is the clock by which its tokens expire.
func NewProvider(cfg ProviderConfig, now func() time.Time) *Provider {
	return &Provider{cfg: cfg, client: &http.Client{Timeout: providerTimeout}, now: now}
}

// down is the answer when the provider cannot be asked. Why is for the log.
func down(err error) error { return errs.Because(errs.Unavailable, err, "account.provider.down") }

// discover reads what the provider says of itself, once it has answered.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// What is found fetches keys later, after the request that found it: its context must not end with that request.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.cfg.Issuer)
	if err != nil {
		return nil, down(err)
	}
	p.found = found
	return found, nil
}

// Reach tells whether the provider answers, and is the one that is configured: its discovery document is fetched.
func (p *Provider) Reach(ctx context.Context) error {
	client := *p.client
	if until, ok := ctx.Deadline(); ok {
		client.Timeout = min(client.Timeout, time.Until(until))
	}
	_, err := oidc.NewProvider(oidc.ClientContext(ctx, &client), p.cfg.Issuer)
	return err
}

func (p *Provider) flow(found *oidc.Provider, back string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: back,
		Scopes: []string{oidc.ScopeOpenID},
	}
}

// ask is a new question and the address that puts it.
func (p *Provider) ask(ctx context.Context, back string) (q session.Ask, to string, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return q, "", err
	}
	q = session.Ask{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return q, p.flow(found, back).AuthCodeURL(q.State, oidc.Nonce(q.Nonce), oauth2.S256ChallengeOption(q.Verifier)), nil
}

// denied is the answer to what the provider sends back and is not what was asked for.
func denied(err error) error {
	return errs.Because(errs.Unauthenticated, err, "account.provider.denied")
}

// answer is who the provider says it is. Unauthenticated when the answer does not fit the question, is signed by somebody
// else, meant for somebody else or too old; Unavailable when the provider does not answer.
func (p *Provider) answer(ctx context.Context, q session.Ask, state, code, back string) (account.Identity, error) {
	if q.State == "" || subtle.ConstantTimeCompare([]byte(q.State), []byte(state)) != 1 || code == "" {
		return account.Identity{}, denied(errors.New("oidc: the answer does not fit a question"))
	}
	found, err := p.discover(ctx)
	if err != nil {
		return account.Identity{}, err
	}
	token, err := p.flow(found, back).Exchange(oidc.ClientContext(ctx, p.client), code, oauth2.VerifierOption(q.Verifier))
	var refusal *oauth2.RetrieveError
	switch {
	case errors.As(err, &refusal) && refusal.Response.StatusCode < http.StatusInternalServerError:
		return account.Identity{}, denied(errors.New("oidc: the provider does not take the code: " + refusal.ErrorCode))
	case err != nil:
		return account.Identity{}, down(errors.New("oidc: the provider does not answer the code"))
	}
	raw, _ := token.Extra("id_token").(string)
	checked, err := found.Verifier(&oidc.Config{ClientID: p.cfg.ClientID, Now: p.now}).Verify(oidc.ClientContext(ctx, p.client), raw)
	if err != nil {
		return account.Identity{}, denied(err)
	}
	if subtle.ConstantTimeCompare([]byte(checked.Nonce), []byte(q.Nonce)) != 1 {
		return account.Identity{}, denied(errors.New("oidc: the nonce is another"))
	}
	return account.Identity{Issuer: checked.Issuer, Subject: checked.Subject}, nil
}

// backURL is where the provider leads back to.
func (p *Pages) backURL(r *http.Request) string { return p.Base(r) + "/sign-in/provider/back" }

// toProvider leads to the identity provider to sign in.
func (p *Pages) toProvider(w http.ResponseWriter, r *http.Request) {
	if p.Provider == nil {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	if ActorOf(r.Context()).SignedIn() {
		web.Redirect(w, r, web.SafePath(r.URL.Query().Get("back")), web.Flash{})
		return
	}
	q, to, err := p.Provider.ask(r.Context(), p.backURL(r))
	q.Back = web.SafePath(r.URL.Query().Get("back"))
	if err == nil {
		err = p.sessions.ask(r.Context(), q)
	}
	if err != nil {
		p.turnedAway(w, r, q.Back, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// providerPage leads on to the provider: a form's answer may not itself lead to another site (form-action 'self').
type providerPage struct {
	web.Page
	To string
}

// linkProvider begins to link one's own account with the provider. It is a form of our own page: another site could else
// have somebody link the account with an identity that is not theirs.
func (p *Pages) linkProvider(w http.ResponseWriter, r *http.Request) {
	if p.Provider == nil || !ActorOf(r.Context()).Staff() {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	q, to, err := p.Provider.ask(r.Context(), p.backURL(r))
	if err == nil {
		q.Link = true
		err = p.sessions.ask(r.Context(), q)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := providerPage{Page: web.NewPage(w, r, web.T(r.Context(), "account.provider.link")), To: to}
	page.Here = "/account"
	web.Render(w, r, http.StatusOK, providerStep(page))
}

// fromProvider takes the answer, once. A second click on it leads whoever is inside by then to the first page.
func (p *Pages) fromProvider(w http.ResponseWriter, r *http.Request) {
	if p.Provider == nil {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	q, v := p.sessions.answered(r.Context()), r.URL.Query()
	if q == (session.Ask{}) && ActorOf(r.Context()).SignedIn() {
		web.Redirect(w, r, "/", web.Flash{}) // the same answer once more: by then one is inside
		return
	}
	who, err := p.Provider.answer(r.Context(), q, v.Get("state"), v.Get("code"), p.backURL(r))
	if err != nil {
		p.turnedAway(w, r, q.Back, err)
		return
	}
	if a := ActorOf(r.Context()); q.Link {
		done(w, r, p.accounts.Link(r.Context(), a, a.Account, who), "/account", "account.provider.linked")
		return
	}
	acc, err := p.accounts.SignInAs(r.Context(), p.sessions.opt.From(r), who)
	half := false
	if err == nil {
		half, err = p.sessions.enter(w, r, acc)
	}
	if err != nil {
		p.turnedAway(w, r, q.Back, err)
		return
	}
	p.inside(w, r, half, web.SafePath(q.Back))
}

// turnedAway says why the provider's door stays shut, with the other door beside it. Where the provider is down, that is the
// same page: whoever has a password goes on.
func (p *Pages) turnedAway(w http.ResponseWriter, r *http.Request, back string, err error) {
	if _, ok := is(err, "account.provider.down"); ok {
		web.LogFailure(r.Context(), err)
		p.showDoor(w, r, web.NewForm("back", web.SafePath(back)), true, err)
		return
	}
	web.Offer(r, web.Telephone{}, "/sign-in/staff")
	web.Fail(w, r, err)
}

// unlink ends that one signs in by the provider.
func (p *Pages) unlink(w http.ResponseWriter, r *http.Request) {
	a := ActorOf(r.Context())
	done(w, r, p.accounts.Unlink(r.Context(), a, a.Account), "/account", "account.provider.unlinked")
}
