package org_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/org"
)

// Three administrators are three persons: of 32 who give one person posts of all three kinds at the same moment, posts of one
// kind only come through; where one person may be all three, all do.
func TestThreeAdministratorsAreThreePersons(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, machine := t.Context(), actor.Job("test")
		for _, single := range []bool{false, true} {
			s := org.New(d, &heard{})
			if single {
				s.LetOneAdminister()
			}
			o, err := s.CreateOrg(ctx, machine, org.Org{Kind: org.District, Name: "管理"}, "")
			if err != nil {
				t.Fatal(err)
			}
			who := newPerson(t, d, "谁")
			var held sync.Map
			var well atomic.Int32
			var wg sync.WaitGroup
			for i := range 32 {
				role := actor.Administrators()[i%3]
				p, err := s.CreatePost(ctx, machine, actor.Post{Org: o.ID, Role: role, Title: org.Title(role)}, "")
				if err != nil {
					t.Fatal(err)
				}
				wg.Go(func() {
					_, err := s.Appoint(ctx, machine, org.Appointment{Post: p.ID, Person: who}, "")
					switch {
					case err == nil:
						held.Store(role, true)
						well.Add(1)
					case !errs.Is(err, errs.Conflict):
						t.Error(err)
					}
				})
			}
			wg.Wait()
			kinds := 0
			held.Range(func(any, any) bool { kinds++; return true })
			if want := map[bool]int{false: 1, true: 3}[single]; kinds != want || single && well.Load() != 32 {
				t.Errorf("one may be all (%v): %d kinds in %d posts", single, kinds, well.Load())
			}
		}
	})
}

// Who names whom: the system administrator the first of a kind, the security administrator everybody who administers; nobody
// both administers and does something for residents, now or later.
func TestAppointingAdministrators(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx, s, machine := t.Context(), org.New(d, &heard{}), actor.Job("test")
		system, security := staff(actor.SystemAdmin, ""), staff(actor.SecurityAdmin, "")
		o, err := s.CreateOrg(ctx, machine, org.Org{Kind: org.District, Name: "管理"}, "")
		if err != nil {
			t.Fatal(err)
		}
		seat := func(a actor.Actor, role actor.Role, person string) error {
			_, err := s.Seat(ctx, a, actor.Post{Org: o.ID, Role: role, Title: org.Title(role)}, person)
			return err
		}
		one, two, three := newPerson(t, d, "一"), newPerson(t, d, "二"), newPerson(t, d, "三")
		wantKind(t, seat(security, actor.SocialWorker, one), errs.Forbidden, "the security administrator gives a post for residents")
		if err := seat(system, actor.SecurityAdmin, one); err != nil {
			t.Errorf("the first: %v", err)
		}
		wantKind(t, seat(system, actor.SecurityAdmin, two), errs.Forbidden, "the system administrator names a second")
		if err := seat(security, actor.SecurityAdmin, two); err != nil {
			t.Errorf("a second: %v", err)
		}
		wantKind(t, seat(security, actor.AuditAdmin, two), errs.Conflict, "two of the three in one person")
		wantKind(t, seat(system, actor.SocialWorker, one), errs.Conflict, "an administrator works for residents")
		if err := seat(system, actor.SocialWorker, three); err != nil {
			t.Fatal(err)
		}
		wantKind(t, seat(security, actor.AuditAdmin, three), errs.Conflict, "who works for residents administers")
		holders, err := org.HoldersOf(ctx, d, o.ID, d.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range holders {
			if h.Person == two {
				wantKind(t, s.EndAppointment(ctx, system, h.Appointment, time.Time{}), errs.Forbidden, "the system administrator ends the security administrator's")
				clock.Add(time.Hour)
				if err := s.EndAppointment(ctx, security, h.Appointment, time.Time{}); err != nil {
					t.Error(err)
				}
			}
		}
		if err := seat(security, actor.AuditAdmin, two); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
