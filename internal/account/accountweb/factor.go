package accountweb

import (
	"net/http"

	"linli/internal/account"
	"linli/internal/account/factor"
	"linli/internal/errs"
	"linli/internal/web"
)

// factorPage is one's own second factor: none yet, being set up, or there.
type factorPage struct {
	web.Page
	Form     *web.Form
	Must     bool // it is required
	Begun    bool
	There    bool
	Left     int    // recovery codes that are left
	Secret   string // in groups, while it is being set up
	QR       web.QR
	Recovery []string // shown once, right after they were made
	Note     string
}

func (p *Pages) factor(w http.ResponseWriter, r *http.Request) { p.showFactor(w, r, nil, nil, nil) }

// showFactor shows the page as it is now; recovery codes only right after they were made.
func (p *Pages) showFactor(w http.ResponseWriter, r *http.Request, f *web.Form, recovery []string, err error) {
	page := factorPage{Page: web.NewPage(w, r, web.T(r.Context(), "account.factor.title")), Form: f}
	page.Here = "/account"
	status := http.StatusOK
	if err != nil {
		status, page.Note = web.Status(errs.KindOf(err)), say(r, codeSays(err))
	} else if !f.OK() {
		status = http.StatusUnprocessableEntity
	}
	if err := p.fillFactor(r, &page, recovery); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, status, factors(page))
}

func (p *Pages) fillFactor(r *http.Request, page *factorPage, recovery []string) error {
	ctx, a := r.Context(), ActorOf(r.Context())
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	acc, err := p.accounts.ByID(ctx, a.Account)
	if err != nil || acc.Kind != account.Staff {
		return errs.New(errs.NotFound, "error.not_found")
	}
	if page.Must, err = p.accounts.MustHaveFactor(ctx, a); err != nil {
		return err
	}
	for _, c := range recovery {
		page.Recovery = append(page.Recovery, factor.Groups(c))
	}
	x, err := p.accounts.FactorOf(ctx, a)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	page.There, page.Begun, page.Left = !x.Confirmed.IsZero(), x.Confirmed.IsZero(), x.Left
	if page.Begun {
		page.Secret = factor.Groups(x.Secret.Reveal())
		page.QR, err = web.EncodeQR(x.URI.Reveal())
	}
	return err
}

func (p *Pages) beginFactor(w http.ResponseWriter, r *http.Request) {
	done(w, r, p.accounts.BeginFactor(r.Context(), ActorOf(r.Context())), "/account/factor", "")
}

func (p *Pages) confirmFactor(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	recovery, err := p.accounts.ConfirmFactor(r.Context(), ActorOf(r.Context()), f.Value("code"))
	if f.Take(err) {
		err = nil
	}
	p.answerFactor(w, r, f, recovery, err)
}

func (p *Pages) renewRecovery(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	recovery, err := p.accounts.RenewRecovery(r.Context(), ActorOf(r.Context()), f.Value("code"))
	p.answerFactor(w, r, f, recovery, err)
}

func (p *Pages) dropFactor(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	err := p.accounts.DropFactor(r.Context(), ActorOf(r.Context()), f.Value("code"))
	if err == nil {
		web.Redirect(w, r, "/account", web.Flash{Key: "account.factor.ended"})
		return
	}
	p.answerFactor(w, r, f, nil, err)
}

// answerFactor shows the page again after a try, with the recovery codes where it made some.
func (p *Pages) answerFactor(w http.ResponseWriter, r *http.Request, f *web.Form, recovery []string, err error) {
	if err != nil && !refused(err) && !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.Conflict) {
		web.Fail(w, r, err)
		return
	}
	p.showFactor(w, r, f, recovery, err)
}
