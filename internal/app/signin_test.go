package app_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/factor"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/notify"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/seal"
)

// enrol sets one's second factor up with the clock of this machine, and returns the recovery codes.
func (v *visitor) enrol() (recovery []string) {
	v.t.Helper()
	return v.enrolAt(time.Now())
}

func (v *visitor) enrolAt(now time.Time) (recovery []string) {
	v.t.Helper()
	_, doc, _ := v.post("/account/factor")
	secret := strings.ReplaceAll(doc.Text("main .ll-num strong"), " ", "")
	code := factor.Code(secret, factor.Step(now))
	if code == "" || !doc.Has("svg[role=img] path") {
		v.t.Fatalf("no secret to copy: %s", doc.Text("main"))
	}
	status, doc, body := v.post("/account/factor/confirm", "code", code)
	recovery = doc.Texts("main ol li")
	if status != 200 || len(recovery) != 10 || strings.Contains(body, secret) {
		v.t.Fatalf("confirmed: %d %v", status, recovery)
	}
	return recovery
}

// staffed makes a member of staff with a role at the district.
func staffed(t *testing.T, a *app.App, login string, role actor.Role) account.Account {
	t.Helper()
	ctx, job := t.Context(), actor.Job("test")
	o, err := a.Orgs.CreateOrg(ctx, job, org.Org{Kind: org.Unit, Place: "320613", Name: "某单位" + login}, "")
	must(t, err)
	p, err := a.Orgs.CreatePost(ctx, job, actor.Post{Org: o.ID, Role: role, Title: org.Title(role)}, "")
	must(t, err)
	acc, _, err := a.Accounts.Create(ctx, job, account.Creation{Login: login, Name: "某" + login, Post: p.ID, Password: passwordOf(login)})
	must(t, err)
	return acc
}

func passwordOf(login string) string { return "correct horse " + string(rune('a'+len(login))) }

// Who has a second factor is not signed in by the password alone, and a code counts once.
func TestTheSecondStep(t *testing.T) {
	t.Parallel()
	clock := dbtest.At(time.Now().Truncate(30 * time.Second))
	a, base := installed(t, app.Config{Now: clock.Now})
	staffed(t, a, "jixz", actor.SocialWorker)
	v := visit(t, base)
	v.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	if status, doc, _ := v.get("/account/factor"); status != 200 || doc.Has("form[action='/account/factor/end']") {
		t.Fatalf("optional, and not there: %d", status)
	}
	_, doc, _ := v.post("/account/factor")
	secret := strings.ReplaceAll(doc.Text("main .ll-num strong"), " ", "")
	if status, doc, _ := v.post("/account/factor/confirm", "code", "000000"); status != 422 || !doc.Has(".ll-errors a[href='#code']") || !doc.Has("svg[role=img]") {
		t.Fatalf("a wrong first code: %d", status)
	}
	code := factor.Code(secret, factor.Step(clock.Now()))
	if status, _, _ := v.post("/account/factor/confirm", "code", code); status != 200 {
		t.Fatalf("confirmed: %d", status)
	}
	other := visit(t, base)
	status, doc, _ := other.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"), "back", "/inbox")
	if status != 200 || !doc.Has("form[action='/sign-in/second'] input[name=back][value='/inbox']") {
		t.Fatalf("the second step: %d", status)
	}
	if status, _, _ := other.get("/account"); status != 401 {
		t.Fatalf("half is not in: %d", status)
	}
	if status, doc, _ := other.post("/sign-in/second", "code", code); status != 401 || !doc.Has("[role=alert]") {
		t.Fatalf("the code that has confirmed it was used: %d", status)
	}
	clock.Add(30 * time.Second)
	code = factor.Code(secret, factor.Step(clock.Now()))
	if status, _, _ := other.post("/sign-in/second", "code", code, "back", "/account"); status != 200 {
		t.Fatalf("in: %d", status)
	}
	third := visit(t, base)
	third.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	if status, _, _ := third.post("/sign-in/second", "code", code); status != 401 {
		t.Fatalf("a code read over a shoulder: %d", status)
	}
}

// An administrator gets nowhere without a second factor, whatever the path.
func TestAnAdministratorSetsAFactorUpFirst(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	for _, role := range actor.Administrators() {
		login := string(role)
		staffed(t, a, login, role)
		v := visit(t, base)
		v.post("/sign-in", "login", login, "password", passwordOf(login))
		for _, path := range []string{"/", "/account", "/accounts", "/journal", "/account/devices"} {
			if _, doc, _ := v.get(path); !doc.Has("form[action='/account/factor']") {
				t.Errorf("%s sees %s: %s", role, path, doc.Text("h1"))
			}
		}
		if status, _, _ := v.get("/api/v1/wishes"); status != 403 {
			t.Errorf("%s asks the API: %d", role, status)
		}
		v.enrol()
		if status, doc, _ := v.get("/account"); status != 200 || doc.Has("form[action='/account/factor']") {
			t.Errorf("%s after that: %d", role, status)
		}
		if status, _, _ := v.post("/account/factor/end", "code", "whatever"); status != 403 {
			t.Errorf("%s ends it: %d", role, status)
		}
	}
}

// After its time a password serves for one thing: to choose another.
func TestAnOldPasswordOpensItsOwnPageOnly(t *testing.T) {
	t.Parallel()
	clock := dbtest.At(time.Now().Truncate(30 * time.Second))
	a, base := installed(t, app.Config{Now: clock.Now})
	staffed(t, a, "jixz", actor.SocialWorker)
	clock.Add(90*24*time.Hour - time.Minute)
	v := visit(t, base)
	v.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	if _, doc, _ := v.get("/inbox"); doc.Has("form[action='/account/password']") {
		t.Error("a minute before")
	}
	clock.Add(time.Minute)
	v.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	for _, path := range []string{"/inbox", "/", "/account", "/account/factor"} {
		if status, doc, _ := v.get(path); status != 200 || !doc.Has("form[action='/account/password']") {
			t.Errorf("%s: %d %s", path, status, doc.Text("h1"))
		}
	}
	if status, doc, _ := v.post("/account/password", "old", passwordOf("jixz"), "password", passwordOf("jixz"), "again", passwordOf("jixz")); status != 422 || !doc.Has(".ll-errors a[href='#password']") {
		t.Errorf("the same again: %d", status)
	}
	if status, doc, _ := v.post("/account/password", "old", passwordOf("jixz"), "password", "battery staple", "again", "battery staple"); status != 200 || !doc.Has("[role=status]") {
		t.Errorf("another: %d", status)
	}
	if status, doc, _ := v.get("/inbox"); status != 200 || doc.Has("form[action='/account/password']") {
		t.Errorf("and on: %d", status)
	}
}

// outbox is a gateway that keeps what it was given.
type outbox struct {
	mu   sync.Mutex
	sent []notify.Message
}

func (o *outbox) Send(_ context.Context, m notify.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, m)
	return nil
}

func (o *outbox) last(t *testing.T, n int) notify.Message {
	t.Helper()
	for range 200 {
		o.mu.Lock()
		got := len(o.sent)
		o.mu.Unlock()
		if got >= n {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.sent) != n {
		t.Fatalf("%d messages have gone out, want %d", len(o.sent), n)
	}
	return o.sent[n-1]
}

// A resident comes in by telephone: number, code, and, where a household shares the number, who it is. A number that nobody
// has sees the same pages.
func TestAResidentSignsInByTelephone(t *testing.T) {
	t.Parallel()
	box := &outbox{}
	a, base := installed(t, app.Config{Sender: box})
	must(t, a.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = a.Stop(ctx)
	})
	shared, alone := "13800138001", "13800138002"
	for name, phone := range map[string]string{"谈桂芬": shared, "谈文": shared, "骆文竹": alone} {
		p, err := a.People.Create(t.Context(), actor.Job("test"), person.Person{Name: name}, "")
		must(t, err)
		must(t, a.People.SetContact(t.Context(), actor.Job("test"), p.ID, person.ContactChange{Phone: &phone}))
	}
	v := visit(t, base)
	if _, doc, _ := v.get("/sign-in"); !doc.Has("form[action='/sign-in/phone'] input[name=phone]") || doc.Has("input[type=password]") {
		t.Fatal("the residents' way comes first")
	}
	if status, doc, _ := v.post("/sign-in/phone", "phone", "1380013800"); status != 422 || !doc.Has("input[name=phone][value='1380013800']") {
		t.Fatalf("one digit short: %d", status)
	}
	said := func(v *visitor, phone string) string {
		status, doc, body := v.post("/sign-in/phone", "phone", phone)
		if status != 200 || !doc.Has("form[action='/sign-in/code']") || strings.Contains(body, phone) {
			t.Fatalf("%s: %d\n%s", phone, status, doc.Text("main"))
		}
		return regexp.MustCompile(`138\*{4}\d{4}`).ReplaceAllString(doc.Text("main"), "…")
	}
	known, unknown := said(v, alone), said(visit(t, base), "13800138999")
	if known != unknown {
		t.Errorf("who has the number is told apart:\n%s\n%s", known, unknown)
	}
	m := box.last(t, 1)
	if m.To.Reveal() != alone || len(m.Code.Reveal()) != 6 {
		t.Fatalf("%d digits", len(m.Code.Reveal()))
	}
	wrong := fmt.Sprintf("%06d", (atoi(t, m.Code)+1)%1_000_000)
	if status, doc, _ := v.post("/sign-in/code", "code", wrong); status != 401 || !doc.Has("[role=alert]") {
		t.Fatalf("a wrong code: %d", status)
	}
	if status, _, _ := v.post("/sign-in/code", "code", m.Code.Reveal()); status != 200 {
		t.Fatalf("in: %d", status)
	}
	if status, doc, _ := v.get("/account"); status != 200 || !strings.Contains(doc.Text("main"), "骆") {
		t.Fatalf("one's own page: %d", status)
	}
	if status, _, _ := v.get("/accounts"); status != 404 {
		t.Errorf("a resident asks for accounts: %d", status)
	}
	home := visit(t, base)
	said(home, shared)
	if status, doc, _ := home.post("/sign-in/code", "code", box.last(t, 2).Code.Reveal()); status != 200 || doc.Count("form[action='/sign-in/who']") != 2 {
		t.Fatalf("two share it: %d\n%s", status, doc.Text("main"))
	}
	_, doc, _ := home.get("/sign-in/who")
	if status, _, _ := home.post("/sign-in/who", "person", doc.Attr("form[action='/sign-in/who'] input[name=person]", "value")); status != 200 {
		t.Fatalf("chosen: %d", status)
	}
	if status, _, _ := home.get("/account"); status != 200 {
		t.Fatalf("in: %d", status)
	}
}

func atoi(t *testing.T, v seal.Value) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(v.Reveal(), "%d", &n); err != nil {
		t.Fatal("no number")
	}
	return n
}

// Without a gateway the way by telephone is not offered.
func TestWithoutAGateway(t *testing.T) {
	t.Parallel()
	_, base := installed(t, app.Config{})
	v := visit(t, base)
	if _, doc, _ := v.get("/sign-in"); doc.Has("form[action='/sign-in/phone']") || !doc.Has("input[type=password]") {
		t.Error("a way that leads nowhere is offered")
	}
	if status, _, _ := v.post("/sign-in/phone", "phone", "13800138001"); status != 503 {
		t.Errorf("%d", status)
	}
}

// A browser is named in plain words, signed out from another, and all of them at once.
func TestDevices(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	staffed(t, a, "jixz", actor.SocialWorker)
	v, other := visit(t, base), visit(t, base)
	other.agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
	for _, x := range []*visitor{v, other} {
		x.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	}
	_, doc, _ := v.get("/account/devices")
	if doc.Count("form[action='/account/devices/end']") != 1 || !strings.Contains(doc.Text("main"), "手机，Chrome") || !strings.Contains(doc.Text("main"), "127.0.0.1") {
		t.Fatalf("%s", doc.Text("main"))
	}
	if status, _, _ := v.post("/account/devices/end", "device", doc.Attr("input[name=device]", "value")); status != 200 {
		t.Fatalf("signed out: %d", status)
	}
	if status, _, _ := other.get("/account"); status != 401 {
		t.Errorf("it goes on: %d", status)
	}
	other.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	v.post("/account/devices/end-all")
	for _, x := range []*visitor{v, other} {
		if status, _, _ := x.get("/account"); status != 401 {
			t.Errorf("signed out everywhere: %d", status)
		}
	}
}

// The security administrator sees who is locked and unlocks, resets a factor, ends sessions, disables; others see nothing.
func TestGuardingAccounts(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	ji := staffed(t, a, "jixz", actor.SocialWorker)
	staffed(t, a, "guard", actor.SecurityAdmin)
	for range 5 {
		visit(t, base).post("/sign-in", "login", "jixz", "password", "wrong")
	}
	v := visit(t, base)
	v.post("/sign-in", "login", "guard", "password", passwordOf("guard"))
	v.enrol()
	if _, doc, _ := v.get("/accounts"); !strings.Contains(doc.Text("main"), "锁住了") {
		t.Errorf("%s", doc.Text("main"))
	}
	path := "/accounts/" + ji.ID
	_, doc, _ := v.get(path)
	if !doc.Has("form[action='"+path+"/unlock']") || doc.Has("form[action='"+path+"/factor']") || doc.Has("form[action='"+path+"/enable']") {
		t.Errorf("%s", doc.Text("main"))
	}
	if status, _, _ := v.post(path + "/unlock"); status != 200 {
		t.Fatalf("unlock: %d", status)
	}
	worker := visit(t, base)
	worker.post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	worker.enrol()
	for _, p := range []string{"/accounts", path, "/journal"} {
		if status, _, _ := worker.get(p); status != 404 {
			t.Errorf("a social worker asks for %s: %d", p, status)
		}
	}
	if status, _, _ := worker.post(path + "/disable"); status != 404 {
		t.Errorf("a social worker disables: %d", status)
	}
	if status, _, _ := v.post(path + "/factor"); status != 200 {
		t.Fatalf("reset: %d", status)
	}
	if status, _, _ := worker.get("/account"); status != 401 {
		t.Errorf("its sessions go on: %d", status)
	}
	for _, act := range []string{"disable", "enable"} {
		if status, _, _ := v.post(path + "/" + act); status != 200 {
			t.Errorf("%s: %d", act, status)
		}
	}
	if status, _, _ := v.post(path + "/nothing"); status != 404 {
		t.Errorf("an act that there is not: %d", status)
	}
	if _, err := a.Accounts.SignIn(t.Context(), "192.0.2.1", "jixz", passwordOf("jixz")); errs.KindOf(err) == errs.Limited {
		t.Error(err)
	}
}

// The audit administrator reads who did what, with filters, and nothing of what residents have brought.
func TestTheJournalIsRead(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	staffed(t, a, "jixz", actor.SocialWorker)
	acc := staffed(t, a, "audit", actor.AuditAdmin)
	visit(t, base).post("/sign-in", "login", "jixz", "password", "wrong")
	visit(t, base).post("/sign-in", "login", "jixz", "password", passwordOf("jixz"))
	v := visit(t, base)
	v.post("/sign-in", "login", "audit", "password", passwordOf("audit"))
	v.enrol()
	status, doc, _ := v.get("/")
	if status != 200 || !doc.Has("form[action='/journal']") {
		t.Fatalf("the first page: %d %s", status, doc.Text("h1"))
	}
	if doc.Has("nav a[href='/inbox']") || !doc.Has("a[href='/journal'][aria-current=page]") {
		t.Error("who reads the journal sees residents' matters")
	}
	rows := func(query string) string {
		status, doc, _ := v.get("/journal?" + query)
		if status != 200 {
			t.Fatalf("%s: %d", query, status)
		}
		return doc.Text("main table tbody")
	}
	// A post at the district reads what belongs to the district: acts about accounts stand above places.
	if text := rows(""); !strings.Contains(text, "任职") || strings.Contains(text, "登录没成") {
		t.Errorf("%s", text)
	}
	endPosts(t, a, acc)
	home, err := a.Orgs.CreateOrg(t.Context(), actor.Job("test"), org.Org{Kind: org.District, Name: "审计"}, "")
	must(t, err)
	_, err = a.Orgs.Seat(t.Context(), actor.Job("test"), actor.Post{Org: home.ID, Role: actor.AuditAdmin, Title: "审计管理员"}, acc.Person)
	must(t, err)
	if text := rows("kind=account&who=jixz"); !strings.Contains(text, "登录") || strings.Contains(text, "任职") {
		t.Errorf("%s", text)
	}
	if text := rows("kind=account"); !strings.Contains(text, "登录没成") || !strings.Contains(text, "没登录的人") || !strings.Contains(text, "127.0.0.1") {
		t.Errorf("%s", text)
	}
	if status, doc, _ := v.get("/journal?who=nobody-of-this-name"); status != 200 || doc.Has("main table") || !doc.Has(".ll-empty") {
		t.Errorf("nobody's: %d", status)
	}
	if status, doc, _ := v.get("/journal?from=31.12.2026&place=abc"); status != 422 || !doc.Has("[aria-invalid=true][name=from]") || !doc.Has("[aria-invalid=true][name=place]") || !doc.Has("input[name=from][value='31.12.2026']") {
		t.Errorf("what is no day: %d", status)
	}
}

// The auditor reads the journal of the own places beside the wishes there, and finds a place by its name; acts of no place
// are not among them.
func TestTheAuditorReadsTheJournalOfTheOwnScope(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	staffed(t, a, "shen", actor.Auditor)
	must(t, a.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		for where, what := range map[string]string{"320613007005": "place.rename", "320613": "org.update", "320614": "rule.set", "": "account.lock"} {
			err = errors.Join(err, journal.WriteTx(ctx, tx, actor.Job("test"), journal.Entry{Act: what, Kind: "thing", Subject: "s", Place: where}))
		}
		return errors.Join(err, place.AddTx(ctx, tx, []place.Place{{Code: "320613", Name: "通州区"}, {Code: "320613007", Parent: "320613", Name: "某某街道"}, {Code: "320613007005", Parent: "320613007", Name: "城北村社区"}}))
	}))
	v := visit(t, base)
	v.post("/sign-in", "login", "shen", "password", passwordOf("shen"))
	v.enrol()
	_, doc, _ := v.get("/journal")
	if text := doc.Text("main table tbody"); !strings.Contains(text, "地方改名") || !strings.Contains(text, "改单位") || strings.Contains(text, "改规则") || strings.Contains(text, "账号锁住") {
		t.Errorf("the own scope: %s", text)
	}
	if !doc.Has("a[href='/journal'][aria-current=page]") || !doc.Has("nav a[href='/inbox']") {
		t.Error("no way there, or none to the wishes")
	}
	for _, asked := range []string{"城北村", "320613007005"} {
		_, doc, _ = v.get("/journal?place=" + url.QueryEscape(asked))
		if text := doc.Text("main table tbody"); !strings.Contains(text, "地方改名") || strings.Contains(text, "改单位") {
			t.Errorf("%s: %s", asked, text)
		}
	}
	if status, doc, _ := v.get("/journal?place=320614"); status != 200 || doc.Has("main table") {
		t.Errorf("beyond the own scope: %d", status)
	}
	if status, doc, _ := v.get("/journal?place=" + url.QueryEscape("没有的地方")); status != 422 || !strings.Contains(doc.Text(".ll-errors"), "没有这个地方") || !doc.Has("input[name=place][value='没有的地方']") {
		t.Errorf("a place that there is not: %d", status)
	}
}

// endPosts ends every appointment of an account's holder.
func endPosts(t *testing.T, a *app.App, acc account.Account) {
	t.Helper()
	posts, err := org.PostsOf(t.Context(), a.DB, acc.Person, a.DB.Now())
	must(t, err)
	for _, p := range posts {
		holders, err := org.HoldersOf(t.Context(), a.DB, p.Org, a.DB.Now())
		must(t, err)
		for _, h := range holders {
			if h.Person == acc.Person {
				must(t, a.Orgs.EndAppointment(t.Context(), actor.Job("test"), h.Appointment, time.Time{}))
			}
		}
	}
}

// What a page says about a number is the rule's.
func TestThePasswordHintFollowsTheRule(t *testing.T) {
	t.Parallel()
	a, base := installed(t, app.Config{})
	token, err := a.FirstAdministrator(t.Context())
	must(t, err)
	hints := func(want string) {
		t.Helper()
		if _, _, body := visit(t, base).get("/first/" + token); !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	hints("至少 10 个字符")
	_, _, err = a.Rules.Set(t.Context(), actor.Job("test"), rule.Change{Key: "account.password.length", Value: "12", Source: "等保测评"})
	must(t, err)
	hints("至少 12 个字符")
}
