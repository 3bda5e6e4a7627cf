package org_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/org"
	"linli/internal/person"
)

var (
	start  = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	system = actor.Job("test")
)

// heard is a sink that keeps what it was told.
type heard struct {
	mu     sync.Mutex
	events []event.Event
	fail   error
	slow   time.Duration // how long a reaction takes, inside the transaction
}

func (h *heard) Emit(_ context.Context, _ *db.Tx, e event.Event) error {
	time.Sleep(h.slow)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, e)
	return h.fail
}

// each runs fn on both engines, each with a clock of its own that stands at start.
func each(t *testing.T, fn func(t *testing.T, d *db.DB, clock *dbtest.Clock)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(start)
			fn(t, dbtest.Open(t, dsn(t), db.Options{Now: clock.Now}), clock)
		})
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

func newOrg(t *testing.T, s *org.Service, kind org.Kind, at, name string) org.Org {
	t.Helper()
	return must[org.Org](t)(s.CreateOrg(t.Context(), system, org.Org{Kind: kind, Place: at, Name: name}, ""))
}

func newPost(t *testing.T, s *org.Service, o org.Org, role actor.Role, title string) actor.Post {
	t.Helper()
	return must[actor.Post](t)(s.CreatePost(t.Context(), system, actor.Post{Org: o.ID, Role: role, Title: title}, ""))
}

func newPerson(t *testing.T, d *db.DB, name string) string {
	t.Helper()
	return must[person.Person](t)(person.New(d, nil).Create(t.Context(), system, person.Person{Name: name}, "")).ID
}

func TestOrganisations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, s, admin := t.Context(), org.New(d, &heard{}), staff(actor.SystemAdmin, street)
		in := org.Org{Kind: org.CommunityCommittee, Place: centre, Name: "中心村社区 居民委员会", ShortName: "中心村社区居委会", Phone: "051385512345", Hours: "周一至周五 8:30–17:30"}
		o, err := s.CreateOrg(ctx, admin, in, "k")
		if err != nil || o.Phone != "0513-85512345" || o.Short() != "中心村社区居委会" {
			t.Fatalf("%+v, %v", o, err)
		}
		if again, err := s.CreateOrg(ctx, admin, in, "k"); err != nil || again != o {
			t.Errorf("the same request sent twice: %+v, %v", again, err)
		}
		_, err = s.CreateOrg(ctx, admin, in, "")
		wantKind(t, err, errs.Conflict, "a second committee of the community")
		_, err = s.CreateOrg(ctx, admin, org.Org{Kind: org.Bureau, Place: "320613", Name: "民政局"}, "")
		wantKind(t, err, errs.Forbidden, "above the administrator's scope")

		o.Phone, o.Kind = "12345", org.Street
		o, err = s.UpdateOrg(ctx, admin, o)
		if got, _ := org.ByID(ctx, d, o.ID); err != nil || got != o || o.Kind != org.CommunityCommittee || o.Phone != "12345" {
			t.Errorf("%+v, stored %+v, %v", o, got, err)
		}
		_, err = s.UpdateOrg(ctx, staff(actor.SystemAdmin, north), org.Org{ID: o.ID, Place: north, Name: "城北村社区居委会"})
		wantKind(t, err, errs.Forbidden, "drawing an organisation into one's own scope")
		_, err = s.UpdateOrg(ctx, admin, org.Org{ID: "x", Place: centre})
		wantKind(t, err, errs.NotFound, "no such organisation")
	})
}

func TestOrganisationInput(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := org.New(d, &heard{})
		for _, c := range []struct {
			name   string
			in     org.Org
			fields string
		}{
			{"nothing", org.Org{}, "name=org.error.empty kind=org.error.kind place=org.error.place"},
			{"a committee at a street", org.Org{Kind: org.CommunityCommittee, Place: street, Name: "x"}, "place=org.error.place"},
			{"a street's office at a community", org.Org{Kind: org.StreetOffice, Place: centre, Name: "x"}, "place=org.error.place"},
			{"a padded code", org.Org{Kind: org.Unit, Place: "320613000000", Name: "x"}, "place=org.error.place"},
			{"names too long", org.Org{Kind: org.Unit, Place: centre, Name: strings.Repeat("名", 101), ShortName: strings.Repeat("名", 31)}, "name=org.error.long short_name=org.error.long"},
			{"a duty contact that cannot ring", org.Org{Kind: org.Unit, Place: centre, Name: "x", Phone: "855"}, "phone=org.error.phone"},
			{"a code that is something else", org.Org{Kind: org.Unit, Place: centre, Name: "x", USCC: "无"}, "uscc=org.uscc.characters"},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, err := s.CreateOrg(t.Context(), system, c.in, "")
				if got := fields(err); got != c.fields {
					t.Errorf("%q, want %q", got, c.fields)
				}
			})
		}
		for typed, phone := range map[string]string{"400 820 8820": "400-820-8820", "96005": "96005", "13800138000": "13800138000", "0513-00001860": "0513-0000 1860", "": ""} {
			o, err := s.CreateOrg(t.Context(), system, org.Org{Kind: org.Unit, Place: centre, Name: "自来水公司", Phone: typed}, "")
			if err != nil || o.Phone != phone {
				t.Errorf("%q: %q, %v", typed, o.Phone, err)
			}
		}
	})
}

// A social credit code that fails its check is a warning: it is kept, shown as doubtful, and a supervisor may let it
// stand; another code needs another word.
func TestUSCCOverride(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, s := t.Context(), org.New(d, &heard{})
		admin, leader := staff(actor.SystemAdmin, centre), staff(actor.StreetLeader, street)
		o, err := s.CreateOrg(ctx, admin, org.Org{
			Kind: org.PropertyFirm, Place: centre, Name: "某物业", USCC: "91350100m000100y44", USCCOverride: org.Override{At: start},
		}, "")
		if err != nil || !o.USCCDoubtful() || o.USCC != "91350100M000100Y44" {
			t.Fatalf("it is kept and doubtful, whatever the form says: %+v, %v", o, err)
		}
		wantKind(t, s.OverrideUSCC(ctx, staff(actor.Secretary, centre), o.ID), errs.Forbidden, "the secretary")
		if err := s.OverrideUSCC(ctx, leader, o.ID); err != nil {
			t.Fatal(err)
		}
		wantKind(t, s.OverrideUSCC(ctx, leader, o.ID), errs.Conflict, "twice")
		o, _ = org.ByID(ctx, d, o.ID)
		if o.USCCDoubtful() || o.USCCOverride != (org.Override{By: "per", At: start}) {
			t.Errorf("the street's leader let it stand: %+v", o)
		}
		o.Hours = "8:30–17:30"
		if o, err = s.UpdateOrg(ctx, admin, o); err != nil || o.USCCDoubtful() {
			t.Errorf("it stands while other things change: %+v, %v", o, err)
		}
		o.USCC = "91350100M000100Y45"
		if o, err = s.UpdateOrg(ctx, admin, o); err != nil || !o.USCCDoubtful() {
			t.Errorf("another code is doubtful again: %+v, %v", o, err)
		}
		n, err := db.Value[int](ctx, d, "SELECT COUNT(*) FROM journal WHERE act = 'org.override_uscc' AND subject = $1 AND post = 'post'", o.ID)
		if err != nil || n != 1 {
			t.Errorf("%d journal rows, %v", n, err)
		}
	})
}

func TestWhoIsResponsible(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), org.New(d, &heard{})
		committee := newOrg(t, s, org.CommunityCommittee, centre, "中心村社区居委会")
		newOrg(t, s, org.CommunityCommittee, north, "城北村社区居委会")
		newOrg(t, s, org.StreetOffice, street, "社会事业办")
		newOrg(t, s, org.Street, street, "钟秀街道办事处")
		newOrg(t, s, org.StreetOffice, "320613008", "别处的办")
		newOrg(t, s, org.SuperiorGroup, "320613", "区工作组")
		newOrg(t, s, org.SuperiorGroup, "3206", "市工作组")
		newOrg(t, s, org.SuperiorGroup, "", "省外也管的工作组")
		newOrg(t, s, org.Unit, "320613", "自来水公司")
		newOrg(t, s, org.PropertyFirm, centre, "某物业")
		newOrg(t, s, org.PropertyFirm, centre+"001", "一邻里物业")

		for at, want := range map[string]string{centre: committee.ID, centre + "012": committee.ID, centre + "012003": committee.ID} {
			if o, err := org.CommunityOf(ctx, d, at); err != nil || o.ID != want {
				t.Errorf("%s: %+v, %v", at, o, err)
			}
		}
		for _, at := range []string{"", street, "320613007099"} {
			_, err := org.CommunityOf(ctx, d, at)
			wantKind(t, err, errs.NotFound, "no committee for "+at)
		}
		list := func(orgs []org.Org, err error) string {
			var names []string
			for _, o := range orgs {
				names = append(names, o.Name)
			}
			if err != nil {
				t.Error(err)
			}
			return strings.Join(names, " ")
		}
		for _, c := range []struct{ name, got, want string }{
			{"the street and its offices", list(org.StreetOrgs(ctx, d, centre+"001")), "钟秀街道办事处 社会事业办"},
			{"no street above streets", list(org.StreetOrgs(ctx, d, "320613")), ""},
			{"for yellow", list(org.Units(ctx, d, centre, org.StreetOffice, org.Unit, org.PropertyFirm)), "某物业 社会事业办 自来水公司"},
			{"for a house below", list(org.Units(ctx, d, centre+"001002", org.PropertyFirm)), "一邻里物业 某物业"},
			{"for red, the nearest first", list(org.Units(ctx, d, centre, org.SuperiorGroup)), "区工作组 市工作组 省外也管的工作组"},
			{"of no kind", list(org.Units(ctx, d, centre)), ""},
			{"below a community", list(org.Below(ctx, d, []string{centre})), "一邻里物业 中心村社区居委会 某物业"},
		} {
			if c.got != c.want {
				t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
			}
		}
		if names, err := org.Names(ctx, d, []string{committee.ID, "nobody"}); err != nil || len(names) != 1 || names[committee.ID] != committee.Name {
			t.Errorf("%v, %v", names, err)
		}
	})
}

func TestPostsAndTitles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx, s := t.Context(), org.New(d, &heard{})
		o := newOrg(t, s, org.CommunityCommittee, centre, "中心村社区居委会")
		party := newPost(t, s, o, actor.Secretary, "社区党委书记")
		clock.Add(time.Microsecond)
		chair := newPost(t, s, o, actor.Secretary, "居委会主任")
		clock.Add(time.Microsecond)
		work := newPost(t, s, o, actor.SocialWorker, "社工")
		clock.Set(start)
		_, err := s.CreatePost(ctx, system, actor.Post{Org: o.ID, Role: "king", Title: ""}, "")
		if got := fields(err); got != "role=org.error.role title=org.error.empty" {
			t.Errorf("%q", got)
		}
		_, err = s.CreatePost(ctx, staff(actor.Secretary, centre), actor.Post{Org: o.ID, Role: actor.SocialWorker, Title: "社工"}, "")
		wantKind(t, err, errs.Forbidden, "the secretary makes no posts")

		wang, li := newPerson(t, d, "王敏"), newPerson(t, d, "李强")
		appoint := must[org.Appointment](t)
		appoint(s.Appoint(ctx, system, org.Appointment{Post: party.ID, Person: wang, From: start.Add(-time.Hour)}, ""))
		appoint(s.Appoint(ctx, system, org.Appointment{Post: chair.ID, Person: wang}, ""))
		appoint(s.Appoint(ctx, system, org.Appointment{Post: work.ID, Person: li, From: start.Add(time.Hour), To: start.Add(2 * time.Hour)}, ""))

		posts, err := org.PostsOf(ctx, d, wang, start)
		if err != nil || len(posts) != 2 || posts[0] != party || org.CombinedTitle(posts) != "社区党委书记、居委会主任" {
			t.Errorf("%+v, %v", posts, err)
		}
		if got := org.CombinedTitle(append(posts, posts...)); got != "社区党委书记、居委会主任" {
			t.Errorf("a title is printed once: %s", got)
		}
		for at, want := range map[time.Duration]int{0: 0, time.Hour: 1, 2*time.Hour - time.Microsecond: 1, 2 * time.Hour: 0} {
			all, err := org.PostsOfAll(ctx, d, []string{wang, li}, start.Add(at))
			if err != nil || len(all[li]) != want || len(all[wang]) != 2 {
				t.Errorf("after %s: %+v, %v", at, all, err)
			}
		}
		if places, err := org.PlacesOf(ctx, d, li, start); err != nil || len(places) != 1 || places[0] != centre {
			t.Errorf("a post to come counts already: %v, %v", places, err)
		}
		if places, err := org.PlacesOf(ctx, d, li, start.Add(2*time.Hour)); err != nil || len(places) != 0 {
			t.Errorf("a past one no longer: %v, %v", places, err)
		}
		holders, err := org.HoldersOf(ctx, d, o.ID, start)
		if err != nil || len(holders) != 3 || holders[0].Person != wang || holders[1].Post != chair || holders[2].Post != work || holders[2].Person != "" {
			t.Errorf("%+v, %v", holders, err)
		}
		who, err := org.HoldersOfRole(ctx, d, actor.Secretary, start)
		if err != nil || len(who) != 1 || who[0] != wang {
			t.Errorf("%v, %v", who, err)
		}
	})
}

// someWork is a table like a feature's: its column has the very name of one of the appointment's.
const someWork = "WITH work (id, post) AS (VALUES ('a', CAST($2 AS TEXT)), ('b', CAST($3 AS TEXT)), ('c', 'no post')) SELECT id FROM work WHERE "

// When an appointment ends, the post is vacant from that very moment, for whoever asks the table.
func TestWorkBelongsToThePost(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx, told := t.Context(), &heard{}
		s := org.New(d, told)
		o := newOrg(t, s, org.CommunityCommittee, centre, "中心村社区居委会")
		one, two := newPost(t, s, o, actor.SocialWorker, "社工"), newPost(t, s, o, actor.SocialWorker, "社工")
		wang := newPerson(t, d, "王敏")
		x := must[org.Appointment](t)(s.Appoint(ctx, system, org.Appointment{Post: one.ID, Person: wang}, ""))
		vacant := func(at time.Time) string {
			ids, err := db.All(ctx, d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
				someWork+strings.Replace(org.VacantSQL("post"), "?", "$1", 1)+" ORDER BY id", at.UnixMicro(), one.ID, two.ID)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(ids, " ")
		}
		held := func(at time.Time, from, to string) int {
			sql := org.HeldBelowSQL("p.id")
			for i := range 3 {
				sql = strings.Replace(sql, "?", fmt.Sprint("$", i+1), 1)
			}
			n, err := db.Value[int](ctx, d, "SELECT COUNT(*) FROM person p WHERE "+sql, from, to, at.UnixMicro())
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if got := vacant(start.Add(-time.Microsecond)); got != "a b c" {
			t.Errorf("before: %s", got)
		}
		if got := vacant(start); got != "b c" {
			t.Errorf("held: %s", got)
		}
		below, above := db.Subtree(centre)
		if held(start, below, above) != 1 || held(start, "320614", "320614~") != 0 {
			t.Error("the holder holds a post in the community and none elsewhere")
		}

		clock.Add(time.Hour)
		end := clock.Now()
		wantKind(t, s.EndAppointment(ctx, staff(actor.Secretary, centre), x.ID, time.Time{}), errs.Forbidden, "the secretary ends no appointment")
		wantKind(t, s.EndAppointment(ctx, system, x.ID, end.Add(-time.Second)), errs.Invalid, "the past is not changed")
		wantKind(t, s.EndAppointment(ctx, system, "x", time.Time{}), errs.NotFound, "no such appointment")
		told.fail = errors.New("a reaction fails")
		if err := s.EndAppointment(ctx, system, x.ID, time.Time{}); err == nil {
			t.Error("a failing reaction undoes the act")
		}
		if got := vacant(end); got != "b c" {
			t.Errorf("undone: %s", got)
		}
		told.fail = nil
		if err := s.EndAppointment(ctx, staff(actor.SystemAdmin, centre), x.ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if got := vacant(end); got != "a b c" {
			t.Errorf("the same moment: %s", got)
		}
		if got := vacant(end.Add(-time.Microsecond)); got != "b c" {
			t.Errorf("the moment before: %s", got)
		}
		want := org.AppointmentEnded{Post: one, Person: wang, Place: centre, At: end}
		if got := told.events[len(told.events)-1]; got != want || got.EventName() != "org.appointment_ended" {
			t.Errorf("told %+v, want %+v", got, want)
		}
		wantKind(t, s.EndAppointment(ctx, system, x.ID, time.Time{}), errs.Conflict, "ending it twice")
		if held(end, below, above) != 0 {
			t.Error("the former holder holds nothing")
		}
	})
}

func TestOneHolderAtATime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, s := t.Context(), org.New(d, &heard{})
		o := newOrg(t, s, org.CommunityCommittee, centre, "中心村社区居委会")
		p := newPost(t, s, o, actor.Secretary, "书记")
		a, b := newPerson(t, d, "甲"), newPerson(t, d, "乙")
		h := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
		admin, in := staff(actor.SystemAdmin, centre), org.Appointment{Post: p.ID, Person: a, From: h(10), To: h(20)}
		first, err := s.Appoint(ctx, admin, in, "k")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Appoint(ctx, admin, in, "k"); err != nil || again != first {
			t.Errorf("the same request sent twice: %+v, %v", again, err)
		}
		for _, c := range []struct {
			name     string
			from, to time.Time
			ok       bool
		}{
			{"the same time", h(10), h(20), false},
			{"inside", h(12), h(13), false},
			{"around", h(9), h(21), false},
			{"over its beginning", h(9), h(11), false},
			{"over its end", h(19), h(21), false},
			{"open and before", h(1), time.Time{}, false},
			{"until the moment it begins", h(9), h(10), true},
			{"from the moment it ends, open", h(20), time.Time{}, true},
			{"beside the open one", h(30), h(31), false},
		} {
			_, err := s.Appoint(ctx, system, org.Appointment{Post: p.ID, Person: b, From: c.from, To: c.to}, "")
			if c.ok && err != nil || !c.ok && !errs.Is(err, errs.Conflict) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		_, err = s.Appoint(ctx, system, org.Appointment{Post: p.ID, Person: "nobody", From: h(50), To: h(49)}, "")
		if got := fields(err); got != "person=org.error.person to=org.error.to" {
			t.Errorf("%q", got)
		}
		_, err = s.Appoint(ctx, staff(actor.SystemAdmin, north), org.Appointment{Post: p.ID, Person: b}, "")
		wantKind(t, err, errs.Forbidden, "an administrator of elsewhere")
		past, err := org.History(ctx, d, p.ID)
		if err != nil || len(past) != 3 || past[1] != first {
			t.Errorf("%+v, %v", past, err)
		}
	})
}

// 32 writers appoint at the same moment, with and without an end: one of them does. Slow reactions keep the transactions
// open beside each other.
func TestOneHolderUnderConcurrency(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), org.New(d, &heard{slow: 50 * time.Millisecond})
		o := newOrg(t, s, org.CommunityCommittee, centre, "中心村社区居委会")
		p := newPost(t, s, o, actor.Secretary, "书记")
		who, from := newPerson(t, d, "甲"), d.Now()
		const writers = 32
		results := make(chan error, writers)
		for i := range writers {
			go func() {
				x := org.Appointment{Post: p.ID, Person: who, From: from.Add(time.Duration(i) * time.Minute)}
				if i%2 == 0 {
					x.To = from.Add(time.Hour)
				}
				_, err := s.Appoint(ctx, system, x, "")
				results <- err
			}()
		}
		won := 0
		for range writers {
			err := <-results
			if err == nil {
				won++
			} else if !errs.Is(err, errs.Conflict) {
				t.Errorf("a loser is told that the post is taken: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d writers hold one post", won)
		}
	})
}
