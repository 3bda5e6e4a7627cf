package org_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/workday"
)

// duty is a community with its secretary 沈秋 and its social worker 季小舟, each with a post.
type duty struct {
	s            *org.Service
	d            *db.DB
	heard        *heard
	shen, ji     actor.Actor
	secretary    actor.Post
	worker       actor.Post
	shenAppoints org.Appointment
	jiAppoints   org.Appointment
}

func onDuty(t *testing.T, d *db.DB, at string) duty {
	t.Helper()
	x := duty{d: d, heard: &heard{}}
	x.s = org.New(d, x.heard)
	committee := newOrg(t, x.s, org.CommunityCommittee, at, "社区居委会")
	branch := newOrg(t, x.s, org.PartyBranch, at, "社区党总支")
	x.secretary = newPost(t, x.s, branch, actor.Secretary, "社区书记")
	x.worker = newPost(t, x.s, committee, actor.SocialWorker, "社工")
	x.shen = actor.Actor{Account: "shen", Person: newPerson(t, d, "沈秋"), Name: "沈秋"}
	x.ji = actor.Actor{Account: "ji", Person: newPerson(t, d, "季小舟"), Name: "季小舟"}
	x.shenAppoints = must[org.Appointment](t)(x.s.Appoint(t.Context(), system, org.Appointment{Post: x.secretary.ID, Person: x.shen.Person}, ""))
	x.jiAppoints = must[org.Appointment](t)(x.s.Appoint(t.Context(), system, org.Appointment{Post: x.worker.ID, Person: x.ji.Person}, ""))
	x.shen.Posts, x.ji.Posts = []actor.Post{x.secretary}, []actor.Post{x.worker}
	return x
}

func (x duty) acts(t *testing.T, who actor.Actor, at time.Time) []string {
	t.Helper()
	var out []string
	posts, _, err := org.ActsIn(t.Context(), x.d, who.Person, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts {
		if p.Own() {
			out = append(out, p.Title)
		} else {
			out = append(out, "代"+p.ForName+p.Title)
		}
	}
	return out
}

func day(s string) workday.Date {
	d, err := workday.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// start is 2026-03-02, nine in the morning in China.
func TestWhoStandsInActsInThePostFromMidnightToMidnight(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		x := onDuty(t, d, centre)
		in := org.StandIn{Post: x.secretary.ID, Person: x.ji.Person, First: day("2026-03-04"), Last: day("2026-03-05")}
		out := must[org.StandIn](t)(x.s.NameStandIn(t.Context(), x.shen, in, "key"))
		if again := must[org.StandIn](t)(x.s.NameStandIn(t.Context(), x.shen, in, "key")); again.ID != out.ID || again.Last != in.Last {
			t.Errorf("the same request made %+v, then %+v", out, again)
		}
		for at, want := range map[string][]string{
			"2026-03-03T23:59:59+08:00": {"社工"},
			"2026-03-04T00:00:00+08:00": {"社工", "代沈秋社区书记"},
			"2026-03-05T23:59:59+08:00": {"社工", "代沈秋社区书记"},
			"2026-03-06T00:00:00+08:00": {"社工"},
		} {
			moment := must[time.Time](t)(time.Parse(time.RFC3339, at))
			if got := x.acts(t, x.ji, moment); !slices.Equal(got, want) {
				t.Errorf("%s: acts as %v, want %v", at, got, want)
			}
			if got := x.acts(t, x.shen, moment); !slices.Equal(got, []string{"社区书记"}) {
				t.Errorf("%s: the holder acts as %v", at, got)
			}
		}
		clock.Set(day("2026-03-04").At(10 * time.Hour))
		posts, _, err := org.ActsIn(t.Context(), d, x.ji.Person, clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if got := (actor.Actor{Name: "季小舟", Posts: posts}).Signed(posts[1]); got != "季小舟 代 沈秋 · 社区书记" || org.CombinedTitle(posts) != "社工、代沈秋 社区书记" {
			t.Errorf("signed %q, titled %q", got, org.CombinedTitle(posts))
		}
		if err := x.s.EndStandIn(t.Context(), x.shen, out.ID); err != nil {
			t.Fatal(err)
		}
		if got := x.acts(t, x.ji, clock.Now()); !slices.Equal(got, []string{"社工"}) {
			t.Errorf("ended early, still acts as %v", got)
		}
		wantKind(t, x.s.EndStandIn(t.Context(), x.shen, out.ID), errs.Conflict, "ended twice")
		// The rest of the day is free for another.
		in.First = day("2026-03-04")
		must[org.StandIn](t)(x.s.NameStandIn(t.Context(), x.shen, in, ""))
	})
}

func TestTheHolderMayLeaveThePostToTheStandInAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		x := onDuty(t, d, centre)
		in := org.StandIn{Post: x.secretary.ID, Person: x.ji.Person, First: day("2026-03-02"), Last: day("2026-03-02"), Alone: true}
		out := must[org.StandIn](t)(x.s.NameStandIn(t.Context(), x.shen, in, ""))
		if got := x.acts(t, x.shen, clock.Now()); len(got) != 0 {
			t.Errorf("the holder still acts as %v", got)
		}
		if _, left, err := org.ActsIn(t.Context(), d, x.shen.Person, clock.Now()); err != nil || len(left) != 1 || left[0] != x.secretary {
			t.Errorf("the holder has left alone %v, %v", left, err)
		}
		away := x.shen
		away.Posts = nil
		if err := x.s.EndStandIn(t.Context(), away, out.ID); err != nil {
			t.Errorf("the holder comes back and cannot end it: %v", err)
		}
		if got := x.acts(t, x.shen, clock.Now()); len(got) != 1 {
			t.Errorf("the holder is back and acts as %v", got)
		}
	})
}

func TestAStandInEndsWithTheAppointments(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		for whose, at := range map[string]string{"the holder's": centre, "the own": north} {
			x := onDuty(t, d, at)
			in := org.StandIn{Post: x.secretary.ID, Person: x.ji.Person, First: day("2026-03-02"), Last: day("2026-03-20")}
			must[org.StandIn](t)(x.s.NameStandIn(t.Context(), x.shen, in, ""))
			ends := x.shenAppoints.ID
			if whose == "the own" {
				ends = x.jiAppoints.ID
			}
			if err := x.s.EndAppointment(t.Context(), system, ends, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if got := x.acts(t, x.ji, clock.Now().Add(time.Second)); slices.Contains(got, "代沈秋社区书记") {
				t.Errorf("%s appointment has ended; acts as %v", whose, got)
			}
		}
	})
}

func TestWhatAStandInMustNotBe(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		x := onDuty(t, d, centre)
		firm := newOrg(t, x.s, org.PropertyFirm, centre, "和畅物业")
		handler := newPost(t, x.s, firm, actor.Handler, "主管")
		outside := newPerson(t, d, "外人")
		must[org.Appointment](t)(x.s.Appoint(t.Context(), system, org.Appointment{Post: handler.ID, Person: outside}, ""))
		good := org.StandIn{Post: x.secretary.ID, Person: x.ji.Person, First: day("2026-03-02"), Last: day("2026-03-03")}
		for name, c := range map[string]struct {
			change func(*org.StandIn)
			by     actor.Actor
			want   string
		}{
			"yesterday":              {func(in *org.StandIn) { in.First = day("2026-03-01") }, x.shen, "first=org.error.stand_past"},
			"the end before the day": {func(in *org.StandIn) { in.Last = day("2026-03-01") }, x.shen, "last=org.error.stand_order"},
			"the holder":             {func(in *org.StandIn) { in.Person = x.shen.Person }, x.shen, "person=org.error.stand_person"},
			"of a firm here":         {func(in *org.StandIn) { in.Person = outside }, x.shen, "person=org.error.stand_person"},
			"nobody":                 {func(in *org.StandIn) { in.Person = "" }, x.shen, "person=org.error.stand_person"},
		} {
			in := good
			c.change(&in)
			if _, err := x.s.NameStandIn(t.Context(), c.by, in, ""); fields(err) != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		_, err := x.s.NameStandIn(t.Context(), x.ji, good, "")
		wantKind(t, err, errs.Forbidden, "a social worker names oneself")
		_, err = x.s.NameStandIn(t.Context(), x.shen, org.StandIn{Post: "x"}, "")
		wantKind(t, err, errs.NotFound, "no such post")
		vacant := newPost(t, x.s, org.Org{ID: x.worker.Org}, actor.SocialWorker, "社工")
		in := good
		in.Post = vacant.ID
		_, err = x.s.NameStandIn(t.Context(), x.shen, in, "")
		wantKind(t, err, errs.Conflict, "nobody holds the post")
		must[org.StandIn](t)(x.s.NameStandIn(t.Context(), x.shen, good, ""))
		// Who stands in for the secretary names nobody in turn, and is no administrator on these days.
		ji := x.ji
		if ji.Posts, _, err = org.ActsIn(t.Context(), d, ji.Person, d.Now()); err != nil {
			t.Fatal(err)
		}
		in = good
		in.First, in.Last = day("2026-03-10"), day("2026-03-10")
		_, err = x.s.NameStandIn(t.Context(), ji, in, "")
		wantKind(t, err, errs.Forbidden, "who stands in names a stand-in for the same post")
		other := newPost(t, x.s, org.Org{ID: x.worker.Org}, actor.SocialWorker, "社工")
		must[org.Appointment](t)(x.s.Appoint(t.Context(), system, org.Appointment{Post: other.ID, Person: newPerson(t, d, "同事")}, ""))
		in.Post = other.ID
		_, err = x.s.NameStandIn(t.Context(), ji, in, "")
		wantKind(t, err, errs.Forbidden, "who stands in for the leader names a stand-in for a colleague")
		if err := x.s.EndAppointment(t.Context(), system, x.jiAppoints.ID, day("2026-03-03").At(0)); err != nil {
			t.Fatal(err)
		}
		house := newOrg(t, x.s, org.District, "320613", "崇川区")
		admin := newPost(t, x.s, house, actor.SystemAdmin, "系统管理员")
		_, err = x.s.Appoint(t.Context(), system, org.Appointment{Post: admin.ID, Person: x.ji.Person, From: day("2026-03-03").At(0)}, "")
		wantKind(t, err, errs.Conflict, "an administrator who still stands in for the secretary")
		holder := newPerson(t, d, "管理员")
		must[org.Appointment](t)(x.s.Appoint(t.Context(), system, org.Appointment{Post: admin.ID, Person: holder}, ""))
		_, err = x.s.NameStandIn(t.Context(), system, org.StandIn{Post: admin.ID, Person: x.ji.Person, First: day("2026-03-10"), Last: day("2026-03-10")}, "")
		wantKind(t, err, errs.Forbidden, "a stand-in for an administrator")
	})
}

// Of 32 who name somebody for days that overlap one does; the others are told.
func TestThirtyTwoNameAStandInAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		x := onDuty(t, d, centre)
		var wg sync.WaitGroup
		errors := make([]error, 32)
		for i := range errors {
			wg.Go(func() {
				_, errors[i] = x.s.NameStandIn(t.Context(), x.shen, org.StandIn{
					Post: x.secretary.ID, Person: x.ji.Person, First: day("2026-03-05") - workday.Date(i%3), Last: day("2026-03-05") + workday.Date(i%4),
				}, "")
			})
		}
		wg.Wait()
		named := 0
		for _, err := range errors {
			if err == nil {
				named++
			} else if !errs.Is(err, errs.Conflict) {
				t.Error(err)
			}
		}
		if list := must[[]org.StandIn](t)(org.PostStandIns(t.Context(), d, []string{x.secretary.ID}, d.Now())); named != 1 || len(list) != 1 {
			t.Errorf("%d were named, %d stand", named, len(list))
		}
	})
}

// Whatever is named and ended in whatever order: at no moment do two stand in for one post, and who stands in holds no post
// by that.
func TestNeverTwoForOnePost(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		x := onDuty(t, d, centre)
		third := actor.Actor{Person: newPerson(t, d, "第三人")}
		post := newPost(t, x.s, org.Org{ID: x.worker.Org}, actor.SocialWorker, "社工")
		must[org.Appointment](t)(x.s.Appoint(t.Context(), system, org.Appointment{Post: post.ID, Person: third.Person}, ""))
		rapid.Check(t, func(rt *rapid.T) {
			clock.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "hours")) * time.Hour)
			today := workday.DateOf(clock.Now())
			for range rapid.IntRange(1, 6).Draw(rt, "acts") {
				if rapid.Bool().Draw(rt, "ends") {
					list := must[[]org.StandIn](t)(org.PostStandIns(t.Context(), d, []string{x.secretary.ID}, clock.Now()))
					if len(list) > 0 {
						_ = x.s.EndStandIn(t.Context(), x.shen, rapid.SampledFrom(list).Draw(rt, "which").ID)
					}
					continue
				}
				first := today + workday.Date(rapid.IntRange(0, 8).Draw(rt, "first"))
				_, _ = x.s.NameStandIn(t.Context(), x.shen, org.StandIn{
					Post: x.secretary.ID, Person: rapid.SampledFrom([]string{x.ji.Person, third.Person}).Draw(rt, "who"),
					First: first, Last: first + workday.Date(rapid.IntRange(0, 4).Draw(rt, "days")),
				}, "")
			}
			for hours := range 14 * 2 {
				at, n := clock.Now().Add(time.Duration(hours)*12*time.Hour), 0
				for _, who := range []actor.Actor{x.ji, third} {
					for _, title := range x.acts(t, who, at) {
						if title == "代沈秋社区书记" {
							n++
						}
					}
				}
				if n > 1 {
					rt.Fatalf("%d stand in at %v", n, at)
				}
			}
		})
	})
}
