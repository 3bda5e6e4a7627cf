package accountweb

import (
	"context"
	"net/http"
	"net/url"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/web"
)

// accountsPage is the staff accounts that an administrator looks after.
type accountsPage struct {
	web.Page
	Rows  []accountRow
	Pager web.Pager
}

// accountRow is one account of the list, or the one that is looked at.
type accountRow struct {
	account.Listed
	Titles string
	State  string // in words: locked, shut, no second factor …
}

// perPage is how many accounts a page lists.
const perPage = 50

func (p *Pages) list(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("after")
	list, next, err := p.accounts.List(r.Context(), ActorOf(r.Context()), after, perPage)
	if errs.Is(err, errs.Forbidden) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := accountsPage{Page: web.NewPage(w, r, web.T(r.Context(), "account.list"))}
	page.Here = "/accounts"
	for _, x := range list {
		page.Rows = append(page.Rows, rowOf(page.Page, x))
	}
	if next != "" {
		page.Pager.Next = "/accounts?" + url.Values{"after": {next}}.Encode()
	}
	if after != "" {
		page.Pager.Prev = "/accounts"
	}
	web.Render(w, r, http.StatusOK, accounts(page))
}

func rowOf(page web.Page, x account.Listed) accountRow {
	out := accountRow{Listed: x, Titles: org.CombinedTitle(x.Posts)}
	admin := actor.Actor{Posts: x.Posts}.Has(actor.Administrators()...)
	switch {
	case !x.Account.DisabledAt.IsZero():
		out.State = page.T("account.state.disabled")
	case x.Locked:
		out.State = page.T("account.state.locked")
	case !x.Account.HasPassword:
		out.State = page.T("account.state.invited")
	case admin && !x.Account.Second:
		out.State = page.T("account.state.no_factor")
	}
	return out
}

// guardPage is one account, with what may be done about it.
type guardPage struct {
	web.Page
	Row     accountRow
	Seen    account.Seen
	Devices []deviceLine
}

func (p *Pages) see(w http.ResponseWriter, r *http.Request) {
	seen, err := p.accounts.See(r.Context(), ActorOf(r.Context()), r.PathValue("id"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := guardPage{Page: web.NewPage(w, r, seen.Name), Seen: seen}
	page.Here, page.Row = "/accounts", rowOf(page.Page, seen.Listed)
	page.Devices = deviceLines(page.Page, seen.Devices, "")
	web.Render(w, r, http.StatusOK, guarding(page))
}

// guard is one act about somebody's account.
func (p *Pages) guard(w http.ResponseWriter, r *http.Request) {
	do := map[string]func(context.Context, actor.Actor, string) error{
		"unlock": p.accounts.Unlock, "factor": p.accounts.ResetFactor, "sessions": p.accounts.EndSessions,
		"disable": p.accounts.Disable, "enable": p.accounts.Enable, "unlink": p.accounts.Unlink,
	}[r.PathValue("act")]
	if do == nil {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	id := r.PathValue("id")
	done(w, r, do(r.Context(), ActorOf(r.Context()), id), "/accounts/"+url.PathEscape(id), "account.did."+r.PathValue("act"))
}
