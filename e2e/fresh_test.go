package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"linli/internal/account"
	"linli/internal/account/factor"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/notify"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/web/webtest"
)

// fresh is an installation on its first day: its link for the first administrator is not used yet, somebody at the
// machine has made an administrator meanwhile, and somebody else is invited.
type fresh struct {
	*district
	first, invitation string // tokens of one-time links
	admin             string // id of the administrator's account, with a second factor
	guard, audit      string // ids of the security and the audit administrator's
	bare              string // id of an administrator's account without one
	aged              string // id of an account whose password is too old
	asked             atomic.Int64
	box               *gateway
	tan               string // id of a resident's account, for whom somebody acts
	robot             string // id of a channel
}

const secret = "correct-horse-1"

func newFresh(t *testing.T, b *webtest.Browser, log *slog.Logger) *fresh {
	t.Helper()
	ctx, job := context.Background(), actor.Job("test")
	box := &gateway{codes: map[string]string{}}
	cheap := password.Costs{Memory: 64, Time: 1, Threads: 1}
	a, err := app.New(ctx, app.Config{
		DSN: "sqlite:" + filepath.Join(t.TempDir(), "fresh.db"), Log: log, Passwords: cheap, Keys: app.Throwaway, Sender: box,
		Provider: app.Provider{Issuer: "http://127.0.0.1:1", ClientID: "linli"},
	})
	must(t, err)
	f := &fresh{district: serve(t, a, b), box: box}
	f.first, err = a.FirstAdministrator(ctx)
	must(t, err)
	house, err := a.Orgs.CreateOrg(ctx, job, org.Org{Kind: org.District, Name: "第一家"}, "")
	must(t, err)
	post, err := a.Orgs.CreatePost(ctx, job, actor.Post{Org: house.ID, Role: actor.SystemAdmin, Title: "管理员"}, "")
	must(t, err)
	admin, _, err := a.Accounts.Create(ctx, job, account.Creation{Login: "admin", Name: "晏如海", Post: post.ID, Password: secret})
	must(t, err)
	f.admin = admin.ID
	_, f.invitation, err = a.Accounts.Create(ctx, job, account.Creation{Login: "second", Name: "湛清和"})
	must(t, err)
	f.staff(t, house)
	must(t, f.tells())
	return f
}

// gateway keeps the last code for each telephone.
type gateway struct {
	mu    sync.Mutex
	codes map[string]string
}

// Send keeps a code.
func (g *gateway) Send(_ context.Context, m notify.Message) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.codes[m.To.Reveal()] = m.Code.Reveal()
	return nil
}

// code is what has come to a telephone; it sends what waits.
func (f *fresh) code(t *testing.T, phone string) string {
	t.Helper()
	rows, err := f.app.DB.SQL().QueryContext(context.Background(), "SELECT id FROM account_code WHERE code <> ''")
	must(t, err)
	var ids []string
	for rows.Next() {
		var id string
		must(t, rows.Scan(&id))
		ids = append(ids, id)
	}
	must(t, errors.Join(rows.Err(), rows.Close()))
	for _, id := range ids {
		must(t, f.app.Codes.Send(context.Background(), id))
	}
	f.box.mu.Lock()
	defer f.box.mu.Unlock()
	return f.box.codes[phone]
}

// household is a new telephone that two people share.
func (f *fresh) household(t *testing.T) (phone string) {
	t.Helper()
	phone = fmt.Sprintf("137%08d", f.asked.Add(1))
	for _, name := range []string{"欧阳若兰", "谈文"} {
		p, err := f.app.People.Create(context.Background(), actor.Job("test"), person.Person{Name: name}, "")
		must(t, err)
		must(t, f.app.People.SetContact(context.Background(), actor.Job("test"), p.ID, person.ContactChange{Phone: &phone}))
	}
	return phone
}

// staff brings in who looks after accounts and reads the journal, somebody with an old password, and a household.
func (f *fresh) staff(t *testing.T, house org.Org) {
	t.Helper()
	ctx, job, a := context.Background(), actor.Job("test"), f.app
	hire := func(login, name string, role actor.Role, title string) string {
		acc, _, err := a.Accounts.Create(ctx, job, account.Creation{Login: login, Name: name, Password: secret})
		must(t, err)
		_, err = a.Orgs.Seat(ctx, job, actor.Post{Org: house.ID, Role: role, Title: title}, acc.Person)
		must(t, err)
		return acc.ID
	}
	f.guard, f.audit = hire("guard", "纪安然", actor.SecurityAdmin, "安全管理员"), hire("audit", "明镜台", actor.AuditAdmin, "审计管理员")
	f.bare, f.aged = hire("bare", "方初来", actor.SystemAdmin, "系统管理员"), hire("aged", "陈旧年", actor.Handler, "承办人")
	for _, id := range []string{f.admin, f.guard, f.audit} {
		f.enrol(t, id)
	}
	_, err := a.DB.SQL().ExecContext(ctx, "UPDATE account SET password_at = 1 WHERE id = $1", f.aged)
	must(t, err)
	mother, err := a.People.Create(ctx, job, person.Person{Name: "谈桂芬"}, "")
	must(t, err)
	daughter, err := a.People.Create(ctx, job, person.Person{Name: "邬晓蕾"}, "")
	must(t, err)
	officer, err := a.People.Create(ctx, job, person.Person{Name: "季小舟"}, "")
	must(t, err)
	_, err = a.People.RecordProxy(ctx, job, person.Proxy{
		Person: daughter.ID, For: mother.ID, Relation: person.Child, Consent: person.Consent{Way: person.ByWord, Officer: officer.ID},
	})
	must(t, err)
	acc, err := a.Accounts.Resident(ctx, job, mother.ID)
	must(t, err)
	f.tan = acc.ID
}

// enrol gives an account a second factor.
func (f *fresh) enrol(t *testing.T, id string) {
	t.Helper()
	ctx := context.Background()
	self, err := f.app.Accounts.Actor(ctx, id)
	must(t, err)
	must(t, f.app.Accounts.BeginFactor(ctx, self))
	x, err := f.app.Accounts.FactorOf(ctx, self)
	must(t, err)
	_, err = f.app.Accounts.ConfirmFactor(ctx, self, factor.Code(x.Secret.Reveal(), factor.Step(f.app.DB.Now())))
	must(t, err)
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
	as := func(account string, do func(*device)) func(*device) {
		return func(v *device) {
			cookie, err := f.app.Sessions.Open(context.Background(), account)
			must(v.t, err)
			v.Cookies(f.site, "linli="+cookie)
			do(v)
		}
	}
	signedIn := func(do func(*device)) func(*device) { return as(f.admin, do) }
	nobody := func(do func(*device)) func(*device) {
		return func(v *device) {
			v.Cookies(f.site, "linli=none")
			do(v)
		}
	}
	return append(append(f.doors(as, nobody), f.channelSheets(signedIn)...), []sheet{
		{name: "landing", open: at("/")},
		{name: "sign-in-staff", open: at("/sign-in/staff")},
		{name: "sign-in-staff-error", open: func(v *device) {
			v.Open(f.site + "/sign-in/staff")
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
	}...)
}

// doors are the ways in and what looks after them.
func (f *fresh) doors(as func(string, func(*device)) func(*device), nobody func(func(*device)) func(*device)) []sheet {
	at := func(path string) func(*device) { return func(v *device) { v.Open(f.site + path) } }
	asked := func(v *device) {
		v.Open(f.site + "/sign-in")
		v.Type("#phone", fmt.Sprintf("139%08d", f.asked.Add(1))) // each may ask once in a minute
		v.press("account.code.send")
	}
	half := func(v *device) {
		v.Open(f.site + "/sign-in/staff")
		v.Type("#login", "guard")
		v.Type("#password", secret)
		v.press("account.sign_in.go")
	}
	return []sheet{
		{name: "sign-in", open: nobody(at("/sign-in"))},
		{name: "sign-in-error", open: nobody(func(v *device) {
			v.Open(f.site + "/sign-in")
			v.Type("#phone", "1390")
			v.refused(422, "account.code.send")
		})},
		{name: "sign-in-code", open: nobody(asked)},
		{name: "sign-in-code-error", open: nobody(func(v *device) {
			asked(v)
			v.Type("#code", "12")
			v.refused(401, "account.sign_in.go")
		})},
		{name: "sign-in-who", open: nobody(func(v *device) {
			phone := f.household(v.t)
			v.Open(f.site + "/sign-in")
			v.Type("#phone", phone)
			v.press("account.code.send")
			v.Type("#code", f.code(v.t, phone))
			v.press("account.sign_in.go")
		})},
		{name: "sign-in-second", open: nobody(half)},
		{name: "factor-none", open: as(f.bare, at("/account/factor"))},
		{name: "factor-begun", open: as(f.bare, func(v *device) {
			v.Open(f.site + "/account/factor")
			v.press(f.begins(v))
		})},
		{name: "factor-there", open: as(f.guard, at("/account/factor"))},
		{name: "password-old", open: as(f.aged, at("/inbox"))},
		{name: "devices", open: as(f.guard, at("/account/devices"))},
		{name: "devices-resident", open: as(f.tan, at("/account/devices"))},
		{name: "account-acted-for", open: as(f.tan, at("/account"))},
		{name: "accounts", open: as(f.guard, at("/accounts"))},
		{name: "account-guarded", open: as(f.guard, at("/accounts/"+f.admin))},
		{name: "journal", open: as(f.audit, at("/journal"))},
		{name: "journal-none", open: as(f.audit, at("/journal?who=nobody-of-this-name"))},
		{name: "journal-error", open: as(f.audit, at("/journal?from=yesterday"))},
	}
}

// begins is the key of the button that begins a second factor, also after another device has begun one.
func (f *fresh) begins(v *device) string {
	if v.HTML().Has("svg[role=img]") {
		return "account.factor.other"
	}
	return "account.factor.begin"
}
