package org_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/org"
)

// A successor takes the post that stands vacant, the latest left first; somebody who holds it already keeps it.
func TestSeat(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx, s := t.Context(), org.New(d, &heard{})
		o := newOrg(t, s, org.CommunityCommittee, "320613007005", "中心村社区居委会")
		other := newOrg(t, s, org.CommunityCommittee, "320613007002", "城北村社区居委会")
		first, second, third := newPerson(t, d, "甲"), newPerson(t, d, "乙"), newPerson(t, d, "丙")
		seat := func(who string, o org.Org, role actor.Role, title string) org.Seated {
			t.Helper()
			return must[org.Seated](t)(s.Seat(ctx, system, actor.Post{Org: o.ID, Role: role, Title: title}, who))
		}
		a := seat(first, o, actor.SocialWorker, " 社工 ")
		b := seat(second, o, actor.SocialWorker, "社工")
		if a.Inherited || a.Held || b.Inherited || a.Post.ID == b.Post.ID || a.Post.Title != "社工" || a.Post.Place != o.Place {
			t.Fatalf("new ones: %+v, %+v", a, b)
		}
		if again := seat(first, o, actor.SocialWorker, "社工"); !again.Held || again.Post != a.Post {
			t.Errorf("held already: %+v", again)
		}
		end := func(x org.Seated, who string) {
			for _, h := range must[[]org.Appointment](t)(org.History(ctx, d, x.Post.ID)) {
				if h.Person == who && h.To.IsZero() {
					if err := s.EndAppointment(ctx, system, h.ID, time.Time{}); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		clock.Add(time.Hour)
		end(b, second)
		clock.Add(time.Hour)
		end(a, first)
		for what, x := range map[string]org.Seated{
			"another organisation": seat(third, other, actor.SocialWorker, "社工"),
			"another role":         seat(third, o, actor.Secretary, "社工"),
			"another title":        seat(third, o, actor.SocialWorker, "专职社工"),
		} {
			if x.Inherited || x.Post.ID == a.Post.ID || x.Post.ID == b.Post.ID {
				t.Errorf("%s is taken for the vacant post: %+v", what, x)
			}
		}
		if x := seat(third, o, actor.SocialWorker, "社工"); !x.Inherited || x.Post != a.Post {
			t.Errorf("the latest left: %+v, want %+v", x, a.Post)
		}
		if _, err := s.Appoint(ctx, system, org.Appointment{Post: b.Post.ID, Person: first, From: clock.Now().Add(24 * time.Hour)}, ""); err != nil {
			t.Fatal(err)
		}
		if x := seat(second, o, actor.SocialWorker, "社工"); x.Inherited || x.Post.ID == b.Post.ID {
			t.Errorf("a post that is promised is taken: %+v", x)
		}
		_, err := s.Seat(ctx, system, actor.Post{Org: o.ID, Role: "king", Title: ""}, first)
		if got := fields(err); got != "role=org.error.role title=org.error.empty" {
			t.Error(got)
		}
		_, err = s.Seat(ctx, system, actor.Post{Org: "x", Role: actor.Secretary, Title: "书记"}, first)
		wantKind(t, err, errs.NotFound, "no organisation")
		_, err = s.Seat(ctx, actor.Actor{Account: "a", Person: first}, actor.Post{Org: o.ID, Role: actor.Secretary, Title: "书记"}, first)
		wantKind(t, err, errs.Forbidden, "nobody")
	})
}

// Of many who come at once, one inherits the vacant post, and every post has one holder.
func TestManySeatsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s := org.New(d, &heard{})
		o := newOrg(t, s, org.CommunityCommittee, "320613007005", "中心村社区居委会")
		vacant := newPost(t, s, o, actor.SocialWorker, "社工")
		people := make([]string, 32)
		for i := range people {
			people[i] = newPerson(t, d, fmt.Sprintf("甲%d", i))
		}
		var all sync.WaitGroup
		seats := make([]org.Seated, len(people))
		for i, who := range people {
			all.Go(func() {
				var err error
				if seats[i], err = s.Seat(t.Context(), system, actor.Post{Org: o.ID, Role: actor.SocialWorker, Title: "社工"}, who); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		inherited, ids := 0, map[string]bool{}
		for _, x := range seats {
			if ids[x.Post.ID] = true; x.Inherited {
				inherited++
			}
		}
		if inherited != 1 || len(ids) != 32 || !ids[vacant.ID] {
			t.Errorf("%d inherited, %d posts", inherited, len(ids))
		}
	})
}
