package e2e_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/org"
	"linli/internal/web/webtest"
)

// fresh is an installation on its first day: its link for the first administrator is not used yet, somebody at the
// machine has made an administrator meanwhile, and somebody else is invited.
type fresh struct {
	*district
	first, invitation string // tokens of one-time links
	admin             string // id of the administrator's account
}

const password = "correct-horse-1"

func newFresh(t *testing.T, b *webtest.Browser, log *slog.Logger) *fresh {
	t.Helper()
	ctx, job := context.Background(), actor.Job("test")
	cheap := account.HashParams{Memory: 64, Time: 1, Threads: 1}
	a, err := app.New(ctx, app.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "fresh.db"), Log: log, Passwords: cheap})
	must(t, err)
	f := &fresh{district: serve(t, a, b)}
	f.first, err = a.FirstAdministrator(ctx)
	must(t, err)
	house, err := a.Orgs.CreateOrg(ctx, job, org.Org{Kind: org.District, Name: "第一家"}, "")
	must(t, err)
	post, err := a.Orgs.CreatePost(ctx, job, actor.Post{Org: house.ID, Role: actor.SystemAdmin, Title: "管理员"}, "")
	must(t, err)
	admin, _, err := a.Accounts.Create(ctx, job, account.Creation{Login: "admin", Name: "晏如海", Post: post.ID, Password: password})
	must(t, err)
	f.admin = admin.ID
	_, f.invitation, err = a.Accounts.Create(ctx, job, account.Creation{Login: "second", Name: "湛清和"})
	must(t, err)
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sheets are the pages of a real installation: those without a demonstration, and signing in.
func (f *fresh) sheets() []sheet {
	at := func(path string) func(*device) { return func(v *device) { v.Open(f.site + path) } }
	signedIn := func(do func(*device)) func(*device) {
		return func(v *device) {
			cookie, err := f.app.Sessions.Open(context.Background(), f.admin)
			must(v.t, err)
			v.Cookies(f.site, "linli="+cookie)
			do(v)
		}
	}
	return []sheet{
		{name: "landing", open: at("/")},
		{name: "sign-in", open: at("/sign-in")},
		{name: "sign-in-error", open: func(v *device) {
			v.Open(f.site + "/sign-in")
			v.Type("#login", "nobody-"+v.look.name())
			v.Type("#password", "wrong")
			v.refused(401, "account.sign_in.go")
		}},
		{name: "first", open: at("/first/" + f.first)},
		{name: "first-error", open: func(v *device) {
			v.Open(f.site + "/first/" + f.first)
			v.Type("#password", "one")
			v.Type("#again", "another")
			v.refused(422, "account.link.go")
		}},
		{name: "invitation", open: at("/invitation/" + f.invitation)},
		{name: "invitation-used", open: at("/invitation/used")},
		{name: "admin-health", open: signedIn(at("/admin/health"))},
		{name: "admin-account", open: signedIn(at("/account"))},
		{name: "admin-password-error", open: signedIn(func(v *device) {
			v.Open(f.site + "/account")
			v.Type("#password", "one")
			v.Type("#again", "another")
			v.refused(422, "account.password.change")
		})},
	}
}
