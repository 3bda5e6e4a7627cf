package e2e_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/dbtest"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/web/webtest"
)

// spring is a district of its own whose clock the test sets, and one red wish on its way through it.
type spring struct {
	*town
	t      *testing.T
	clock  *dbtest.Clock
	box    *gateway
	tan    *device
	staff  *device
	path   string
	number string
}

// phone is the submitter's; no network gives it out.
const phone = "13700000001"

// newSpring is a street with one community, its people in office since December, and nothing that has happened yet.
func newSpring(t *testing.T, b *webtest.Browser, dsn string) *spring {
	t.Helper()
	ctx, job := context.Background(), actor.Job("test")
	clock, box := dbtest.At(time.Date(2025, 12, 1, 1, 0, 0, 0, time.UTC)), &gateway{codes: map[string]string{}}
	a, err := app.New(ctx, app.Config{
		DSN: dsn, Now: clock.Now, Keys: app.Throwaway, Sender: box, NoLimits: true, Passwords: password.Costs{Memory: 64, Time: 1, Threads: 1},
	})
	must(t, err)
	w := &spring{town: &town{district: serveBy(t, a, b, timeless(a.Handler())), t: t, accounts: map[string]string{}}, t: t, clock: clock, box: box}
	const divisions = "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n"
	_, err = edition.Import(ctx, a.DB, job, strings.NewReader(divisions), edition.Options{})
	must(t, err)
	garden, err := a.Places.AddNeighbourhood(ctx, job, place.Addition{Parent: "320613007005", Name: "花半里"})
	must(t, err)
	for _, x := range []struct {
		kind          org.Kind
		place, office string
		role          actor.Role
		title, name   string
	}{
		{org.CommunityCommittee, "320613007005", "中心村社区", actor.SocialWorker, "社工", "季小舟"},
		{org.PartyBranch, "320613007005", "中心村社区党委", actor.Secretary, "社区书记", "闻立溪"},
		{org.StreetOffice, "320613007", "社会事务办", actor.StreetOfficer, "科员", "苏见山"},
		{org.Street, "320613007", "钟秀街道", actor.StreetLeader, "街道副主任", "柏时雨"},
		{org.SuperiorGroup, "320613", "区交通工作组", actor.GroupLeader, "组长", "言慎之"},
		{org.SuperiorGroup, "320613", "区交通工作组", actor.Handler, "承办人", "谷雨生"},
		{org.District, "320613", "区指挥中心", actor.CommandCentre, "值班主任", "时守正"},
	} {
		w.hire(x.kind, x.place, x.office, x.role, x.title, x.name)
	}
	p, err := a.People.Create(ctx, job, person.Person{Name: "谈桂芬", Place: garden.Code}, "")
	must(t, err)
	number := phone
	must(t, a.People.SetContact(ctx, job, p.ID, person.ContactChange{Phone: &number}))
	acc, err := a.Accounts.Resident(ctx, job, p.ID)
	must(t, err)
	w.accounts["谈桂芬"] = acc.ID
	a.Accounts.ForgetActors()
	w.tan, w.staff = w.device(t, look{width: 360}), w.device(t, look{width: 1280})
	return w
}

// timeless has the browser keep what cookies it is given: its clock is the machine's, by which every cookie of this district
// has run out long ago.
func timeless(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(keeper{w}, r) })
}

type keeper struct{ http.ResponseWriter }

// Unwrap is for http.ResponseController.
func (k keeper) Unwrap() http.ResponseWriter { return k.ResponseWriter }

// WriteHeader takes the dates from the cookies that are set; those that are deleted are left alone.
func (k keeper) WriteHeader(status int) {
	cookies := k.Header()["Set-Cookie"]
	for i, line := range cookies {
		if c, err := http.ParseSetCookie(line); err == nil && c.Value != "" {
			c.Expires, c.MaxAge = time.Time{}, 0
			cookies[i] = c.String()
		}
	}
	k.ResponseWriter.WriteHeader(status)
}

// hire seats somebody in an office, which is made when it is not there yet.
func (w *spring) hire(kind org.Kind, at, office string, role actor.Role, title, name string) {
	w.t.Helper()
	ctx, job, a := context.Background(), actor.Job("test"), w.app
	units, err := org.Below(ctx, a.DB, []string{"320613"})
	must(w.t, err)
	unit := org.Org{Kind: kind, Place: at, Name: office}
	for _, o := range units {
		if o.Name == office {
			unit = o
		}
	}
	if unit.ID == "" {
		unit, err = a.Orgs.CreateOrg(ctx, job, unit, "")
		must(w.t, err)
	}
	post, err := a.Orgs.CreatePost(ctx, job, actor.Post{Org: unit.ID, Role: role, Title: title}, "")
	must(w.t, err)
	acc, _, err := a.Accounts.Create(ctx, job, account.Creation{Login: "staff" + post.ID[len(post.ID)-6:], Name: name, Post: post.ID})
	must(w.t, err)
	w.accounts[name] = acc.ID
}

// on sets the clock to a moment of 2026 in China, written 02-13 17:30, and has staff's device be somebody's.
func (w *spring) on(at, name string) *device {
	w.t.Helper()
	w.clock.Set(in2026(w.t, at))
	v := w.staff
	if name == "谈桂芬" {
		v = w.tan
	}
	w.as(v, name)
	return v
}

// at has somebody open the wish at a moment.
func (w *spring) at(at, name string) *device {
	w.t.Helper()
	v := w.on(at, name)
	v.open(w.path)
	v.fine()
	return v
}

// did fills in an act's form of the desk, field by field, sends it and reads that it was done.
func (w *spring) did(v *device, act string, fields ...string) {
	w.t.Helper()
	if open := v.HTML().Attr(`.ll-views a[aria-current]`, "href"); !strings.HasSuffix(open, "act="+act) {
		if status := v.Go(`a[href="` + w.path + `?act=` + act + `"]`); status != 200 {
			w.t.Fatalf("%s leads to %d", act, status)
		}
	}
	v.accessible(sheet{name: act})
	for i := 0; i < len(fields); i += 2 {
		name, value := fields[i], fields[i+1]
		switch name {
		case "day":
			v.Choose("input[name=day]", value) // as the browser's own calendar sets it
		case "to":
			v.Choose("select[name=to]", (&walked{t: w.t, staff: v}).option("select[name=to]", value))
		case "audience":
			v.tick(name, value)
		default:
			v.Type("[name="+name+"]", value)
		}
	}
	v.press("desk." + act + ".do")
	v.shows(".ll-toast", v.say("desk.done."+act, w.said()))
	v.fine()
}

// said is the number as colleagues say it.
func (w *spring) said() string { return w.number[strings.LastIndexByte(w.number, '-')+1:] }

// reads checks that something on the page says words, letter by letter, and goes on when it does not: a wrong date in
// January shall not hide those of April.
func (v *device) reads(selector, words string) {
	v.t.Helper()
	said := v.HTML().Texts(selector)
	for _, text := range said {
		if strings.Contains(text, words) {
			return
		}
	}
	v.t.Errorf("at %s no %s says %q, but %q", v.URL(), selector, words, said)
}
