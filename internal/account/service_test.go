package account_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/workday"
)

var (
	start   = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	machine = actor.Job("user")
)

const secret = "swallows over the moat"

// slow hears of everything and takes its time, so that transactions stay open beside each other.
type slow time.Duration

func (s slow) Emit(context.Context, *db.Tx, event.Event) error {
	time.Sleep(time.Duration(s))
	return nil
}

// house is what a test of accounts stands on.
type house struct {
	d        *db.DB
	clock    *dbtest.Clock
	rules    *rule.Store
	orgs     *org.Service
	accounts *account.Service
}

// each runs fn on both engines, each with a clock of its own.
func each(t *testing.T, fn func(t *testing.T, h house)) {
	t.Helper()
	eachWith(t, account.Options{Ring: seal.Throwaway(seal.SM)}, fn)
}

// cheap are costs of a hash that tests can afford.
var cheap = password.Costs{Memory: 8, Time: 1, Threads: 1}

func eachWith(t *testing.T, opt account.Options, fn func(t *testing.T, h house)) {
	t.Helper()
	opt.Hash = cheap
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(start)
			d := dbtest.Open(t, dsn(t), db.Options{Now: clock.Now})
			rules := rule.NewStore(d, slow(0))
			if err := rules.Ensure(t.Context()); err != nil {
				t.Fatal(err)
			}
			orgs := org.New(d, slow(20*time.Millisecond))
			fn(t, house{d, clock, rules, orgs, account.New(d, rules, orgs, opt)})
		})
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	body, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, body, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, k errs.Kind, what string) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Errorf("%s: %v, want %s", what, err, k)
	}
}

func fields(err error) string {
	var out []string
	for _, f := range errs.FieldsOf(err) {
		out = append(out, f.Name+"="+f.Key)
	}
	return strings.Join(out, " ")
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// post makes an organisation at a place with one post.
func (h house) post(t *testing.T, kind org.Kind, at string, role actor.Role) actor.Post {
	t.Helper()
	o := must[org.Org](t)(h.orgs.CreateOrg(t.Context(), machine, org.Org{Kind: kind, Place: at, Name: "某" + string(kind)}, ""))
	return must[actor.Post](t)(h.orgs.CreatePost(t.Context(), machine, actor.Post{Org: o.ID, Role: role, Title: string(role)}, ""))
}

// staff makes a staff account with a password and a post.
func (h house) staff(t *testing.T, login string, p actor.Post) account.Account {
	t.Helper()
	acc, token, err := h.accounts.Create(t.Context(), machine, account.Creation{Login: login, Name: "某" + login, Post: p.ID, Password: secret})
	if err != nil || token != "" {
		t.Fatal(err, token)
	}
	return acc
}

func (h house) journalled(t *testing.T, act, subject string) int {
	t.Helper()
	return must[int](t)(db.Value[int](t.Context(), h.d, "SELECT COUNT(*) FROM journal WHERE act = $1 AND subject = $2", act, subject))
}

func TestCreateAndActor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		secretary := h.post(t, org.CommunityCommittee, centre, actor.Secretary)
		acc, token, err := h.accounts.Create(ctx, staff(actor.SystemAdmin, centre), account.Creation{Login: " Wang.Min ", Name: "王敏", Post: secretary.ID, Home: centre + "001"})
		if err != nil || token == "" || acc.Login != "wang.min" || acc.HasPassword {
			t.Fatalf("%+v, %v", acc, err)
		}
		a, err := account.ActorFor(ctx, h.d, acc.ID, start)
		if err != nil || a.Account != acc.ID || a.Person != acc.Person || a.Name != "王敏" || a.Home != centre+"001" || len(a.Posts) != 1 || a.Posts[0] != secretary {
			t.Errorf("%+v, %v", a, err)
		}
		if got, err := account.ByLogin(ctx, h.d, "WANG.min"); err != nil || got != acc {
			t.Errorf("%+v, %v", got, err)
		}
		mother := must[person.Person](t)(person.New(h.d, nil).Create(ctx, machine, person.Person{Name: "王奶奶", Place: centre}, ""))
		must[person.Proxy](t)(person.New(h.d, nil).RecordProxy(ctx, machine, person.Proxy{Person: acc.Person, For: mother.ID, Relation: person.Child}))
		if a, err := account.ActorFor(ctx, h.d, acc.ID, start); err != nil || !a.Is(mother.ID) {
			t.Errorf("a daughter acts for her mother: %+v, %v", a, err)
		}

		_, _, err = h.accounts.Create(ctx, machine, account.Creation{Login: "wang.min", Name: "另一个"})
		if got := fields(err); got != "login=account.login.taken" {
			t.Errorf("a login twice: %q, %v", got, err)
		}
		_, _, err = h.accounts.Create(ctx, machine, account.Creation{Login: "other", Person: acc.Person})
		wantKind(t, err, errs.Conflict, "a second account of one person")
		_, _, err = h.accounts.Create(ctx, machine, account.Creation{Login: "other", Name: "另一个", Post: secretary.ID})
		wantKind(t, err, errs.Conflict, "a post that somebody holds")
		if _, err := account.ByLogin(ctx, h.d, "other"); !errs.Is(err, errs.NotFound) {
			t.Errorf("nothing of it is left: %v", err)
		}
	})
}

func TestCreateIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		leader := h.post(t, org.Street, street, actor.StreetLeader)
		boss := h.staff(t, "boss", h.post(t, org.District, district, actor.SystemAdmin))
		for _, c := range []struct {
			name   string
			a      actor.Actor
			in     account.Creation
			kind   errs.Kind
			fields string
		}{
			{"a post above the administrator's scope", staff(actor.SystemAdmin, centre), account.Creation{Login: "abc", Name: "x", Post: leader.ID}, errs.Forbidden, ""},
			{"somebody whose posts reach further", staff(actor.SystemAdmin, street), account.Creation{Login: "abc", Person: boss.Person}, errs.Forbidden, ""},
			{"a secretary", staff(actor.Secretary, street), account.Creation{Login: "abc", Name: "x", Post: leader.ID}, errs.Forbidden, ""},
			{"a password chosen by the administrator", staff(actor.SystemAdmin, ""), account.Creation{Login: "abc", Name: "x", Password: secret}, errs.Forbidden, ""},
			{"no such post", machine, account.Creation{Login: "abc", Name: "x", Post: boss.ID}, errs.NotFound, ""},
			{"no such person", machine, account.Creation{Login: "abc", Person: leader.ID}, errs.Invalid, "person=org.error.person"},
			{"no name", machine, account.Creation{Login: "abc"}, errs.Invalid, "name=person.name.empty"},
			{"a login too short", machine, account.Creation{Login: "ab", Name: "x"}, errs.Invalid, "login=account.login.length"},
			{"a login with a space", machine, account.Creation{Login: "a b c", Name: "x"}, errs.Invalid, "login=account.login.characters"},
			{"everything wrong", machine, account.Creation{Login: "王", Name: "x", Password: "short"}, errs.Invalid, "login=account.login.characters password=account.password.short"},
			{"a password of the login", machine, account.Creation{Login: "wangmin", Name: "x", Password: "WangMin2026"}, errs.Invalid, "password=account.password.login"},
			{"a password without end", machine, account.Creation{Login: "abc", Name: "x", Password: strings.Repeat("长", 201)}, errs.Invalid, "password=account.password.long"},
		} {
			_, _, err := h.accounts.Create(ctx, c.a, c.in)
			wantKind(t, err, c.kind, c.name)
			if got := fields(err); got != c.fields {
				t.Errorf("%s: %q, want %q", c.name, got, c.fields)
			}
		}
	})
}

func TestResidents(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		p := must[person.Person](t)(person.New(h.d, nil).Create(ctx, machine, person.Person{Name: "李奶奶", Place: centre}, ""))
		_, err := h.accounts.Resident(ctx, staff(actor.SystemAdmin, ""), p.ID)
		wantKind(t, err, errs.Forbidden, "an administrator")
		_, err = h.accounts.Resident(ctx, machine, "nobody")
		wantKind(t, err, errs.NotFound, "nobody")
		first := must[account.Account](t)(h.accounts.Resident(ctx, machine, p.ID)).ID
		if again := must[account.Account](t)(h.accounts.Resident(ctx, machine, p.ID)).ID; again != first {
			t.Errorf("two accounts: %s, %s", first, again)
		}
		acc, token, err := h.accounts.Create(ctx, machine, account.Creation{Login: "li.nainai", Person: p.ID})
		if err != nil || acc.ID != first || acc.Kind != account.Staff || token == "" {
			t.Errorf("a resident who becomes staff keeps the account: %+v, %v", acc, err)
		}
	})
}

// 32 ask for the account of one resident at the same moment, again and again: each time they get the same one.
func TestResidentsUnderConcurrency(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		for range 5 {
			p := must[person.Person](t)(person.New(h.d, nil).Create(ctx, machine, person.Person{Name: "李奶奶", Place: centre}, ""))
			ids, ready := make(chan string, 32), make(chan struct{})
			for range cap(ids) {
				go func() {
					<-ready
					acc, err := h.accounts.Resident(ctx, machine, p.ID)
					if err != nil {
						t.Error(err)
					}
					ids <- acc.ID
				}()
			}
			close(ready)
			first := <-ids
			for range cap(ids) - 1 {
				if other := <-ids; other != first {
					t.Errorf("two accounts: %q, %q", first, other)
				}
			}
		}
	})
}

func TestDisableAndList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		worker := h.staff(t, "worker", h.post(t, org.CommunityCommittee, centre, actor.SocialWorker))
		h.staff(t, "leader", h.post(t, org.Street, street, actor.StreetLeader))
		_, _, err := h.accounts.Create(ctx, machine, account.Creation{Login: "nopost", Name: "没有岗位"})
		if err != nil {
			t.Fatal(err)
		}
		list := func(a actor.Actor, after string, limit int) (logins, next string) {
			page, next, err := h.accounts.List(ctx, a, after, limit)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, l := range page {
				out = append(out, l.Account.Login+"/"+l.Name+"/"+org.CombinedTitle(l.Posts))
			}
			return strings.Join(out, " "), next
		}
		if got, next := list(machine, "", 10); got != "leader/某leader/street_leader nopost/没有岗位/ worker/某worker/social_worker" || next != "" {
			t.Errorf("at the machine: %s, %q", got, next)
		}
		if got, next := list(machine, "", 2); got != "leader/某leader/street_leader nopost/没有岗位/" || next != "nopost" {
			t.Errorf("two at a time: %s, %q", got, next)
		}
		if got, next := list(machine, "nopost", 2); got != "worker/某worker/social_worker" || next != "" {
			t.Errorf("and on: %s, %q", got, next)
		}
		if got, _ := list(staff(actor.SystemAdmin, centre), "", 10); got != "worker/某worker/social_worker" {
			t.Errorf("a community's administrator: %s", got)
		}
		_, _, err = h.accounts.List(ctx, staff(actor.Secretary, centre), "", 10)
		wantKind(t, err, errs.Forbidden, "a secretary")

		wantKind(t, h.accounts.Disable(ctx, staff(actor.SystemAdmin, north), worker.ID), errs.NotFound, "an administrator of elsewhere")
		before := must[actor.Actor](t)(h.accounts.Actor(ctx, worker.ID))
		if err := h.accounts.Disable(ctx, staff(actor.SystemAdmin, centre), worker.ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.accounts.Actor(ctx, worker.ID)
		wantKind(t, err, errs.Unauthenticated, "nobody stands behind a disabled account, at once")
		_, err = h.accounts.SignIn(ctx, "192.0.2.1", "worker", secret)
		wantKind(t, err, errs.Unauthenticated, "signing in to it")
		wantKind(t, h.accounts.Disable(ctx, machine, worker.ID), errs.Conflict, "disabling it twice")
		if err := h.accounts.Enable(ctx, machine, worker.ID); err != nil {
			t.Fatal(err)
		}
		if after, err := h.accounts.Actor(ctx, worker.ID); err != nil || after.Name != before.Name {
			t.Errorf("%+v, %v", after, err)
		}
		if _, err := h.accounts.SignIn(ctx, "192.0.2.1", "worker", secret); err != nil {
			t.Error(err)
		}
	})
}

// Posts are asked for at most every few seconds, and at once when somebody says that they have changed.
func TestActorIsRemembered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx, p := t.Context(), h.post(t, org.CommunityCommittee, centre, actor.SocialWorker)
		acc := h.staff(t, "worker", p)
		posts := func() int { return len(must[actor.Actor](t)(h.accounts.Actor(ctx, acc.ID)).Posts) }
		if posts() != 1 {
			t.Fatal("the post is held")
		}
		history := must[[]org.Appointment](t)(org.History(ctx, h.d, p.ID))
		h.clock.Add(time.Second)
		if err := h.orgs.EndAppointment(ctx, machine, history[0].ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if posts() != 1 {
			t.Error("it is remembered for some seconds")
		}
		h.accounts.ForgetActors()
		if posts() != 0 {
			t.Error("until somebody says so")
		}
		if _, err := h.orgs.Appoint(ctx, machine, org.Appointment{Post: p.ID, Person: acc.Person}, ""); err != nil {
			t.Fatal(err)
		}
		h.clock.Add(5 * time.Second)
		if posts() != 1 {
			t.Error("or the seconds have passed")
		}
	})
}

// Who has signed in gets the post stood in for at midnight in China and loses it at midnight, to the second, without signing
// in again; ended early, it is gone as soon as somebody says so.
func TestAStandInComesAndGoesAtMidnight(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		away := h.post(t, org.CommunityCommittee, centre, actor.Secretary)
		held := must[actor.Post](t)(h.orgs.CreatePost(ctx, machine, actor.Post{Org: away.Org, Role: actor.SocialWorker, Title: "社工"}, ""))
		holder, acc := h.staff(t, "holder", away), h.staff(t, "worker", held)
		said := func(id string) string {
			return org.CombinedTitle(must[actor.Actor](t)(h.accounts.Actor(ctx, id)).Posts)
		}
		day := workday.DateOf(h.clock.Now()) + 1
		if _, err := h.orgs.NameStandIn(ctx, machine, org.StandIn{Post: away.ID, Person: acc.Person, First: day, Last: day + 1, Alone: true}, ""); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			at            time.Time
			worker, owner string
		}{
			{day.At(0).Add(-time.Second), "社工", "secretary"},
			{day.At(0), "社工、代某holder secretary", ""},
			{(day + 2).At(0).Add(-time.Second), "社工、代某holder secretary", ""},
			{(day + 2).At(0), "社工", "secretary"},
		} {
			h.clock.Set(c.at)
			if worker, owner := said(acc.ID), said(holder.ID); worker != c.worker || owner != c.owner {
				t.Errorf("%s: who stands in acts as %q, the holder as %q", c.at, worker, owner)
			}
		}
		now := must[org.StandIn](t)(h.orgs.NameStandIn(ctx, machine, org.StandIn{Post: away.ID, Person: acc.Person, First: day + 2, Last: day + 2}, ""))
		h.accounts.ForgetActors()
		if got := said(acc.ID); got != "社工、代某holder secretary" {
			t.Errorf("named for today, acts as %q", got)
		}
		if err := h.orgs.EndStandIn(ctx, machine, now.ID); err != nil {
			t.Fatal(err)
		}
		h.accounts.ForgetActors()
		if got := said(acc.ID); got != "社工" {
			t.Errorf("ended early, acts as %q", got)
		}
	})
}

// errorKey is the translation key of an error with its first argument.
func errorKey(err error) (key string, first any) {
	var e *errs.Error
	if !errors.As(err, &e) {
		return "", nil
	}
	return e.Key, append(e.Args, nil)[0]
}

// How somebody wants the pages belongs to the person: it is there on the next device. What was not chosen stays open.
func TestLooks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		acc := h.staff(t, "qiaomu", h.post(t, org.CommunityCommittee, centre, actor.SocialWorker))
		self := must[actor.Actor](t)(h.accounts.Actor(t.Context(), acc.ID))
		other := h.staff(t, "bystander", h.post(t, org.CommunityCommittee, centre[:len(centre)-1]+"1", actor.SocialWorker))
		for _, step := range []struct{ choose, want account.Look }{
			{account.Look{}, account.Look{}},
			{account.Look{Elder: "1"}, account.Look{Elder: "1"}},
			{account.Look{Lang: "en", Theme: "dark"}, account.Look{Lang: "en", Elder: "1", Theme: "dark"}},
			{account.Look{Elder: "0"}, account.Look{Lang: "en", Elder: "0", Theme: "dark"}},
		} {
			if err := h.accounts.Wear(t.Context(), self, step.choose); err != nil {
				t.Fatal(err)
			}
			if got := must[account.Account](t)(h.accounts.ByID(t.Context(), acc.ID)).Look; got != step.want {
				t.Errorf("after %+v: %+v, want %+v", step.choose, got, step.want)
			}
		}
		if got := must[account.Account](t)(h.accounts.ByID(t.Context(), other.ID)).Look; got != (account.Look{}) {
			t.Errorf("somebody else's changed: %+v", got)
		}
		for name, c := range map[string]struct {
			who  actor.Actor
			look account.Look
			want errs.Kind
		}{
			"a visitor has no account to keep it with": {actor.Visitor("203.0.113.9"), account.Look{Elder: "1"}, errs.Unauthenticated},
			"a language that there is not":             {self, account.Look{Lang: "fr"}, errs.Invalid},
			"a theme that there is not":                {self, account.Look{Theme: "neon"}, errs.Invalid},
			"a size that there is not":                 {self, account.Look{Elder: "yes"}, errs.Invalid},
		} {
			if err := h.accounts.Wear(t.Context(), c.who, c.look); !errs.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
