package app

import (
	"slices"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/privacy"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// forSomebody is an act that a recorded proxy may do for the one acted for.
type forSomebody struct {
	act string // as the journal calls it
	// ready makes what is acted on, as the one acted for would, and returns the act.
	ready func(s *stage) func(a actor.Actor) error
}

// actsForSomebody is all of them; the tests below fail when one is missing.
func actsForSomebody() []forSomebody {
	return []forSomebody{
		{"wish.file", filingFor(false)},
		{"file.add", filingFor(true)},
		{"wish.withdraw", onWish("A", func(s *stage, a actor.Actor, w wish.Wish) error {
			_, err := s.Wishes.Withdraw(s.t.Context(), a, w.ID, "")
			return err
		})},
		{"wish.supplement", onWish("A", func(s *stage, a actor.Actor, w wish.Wish) error {
			_, err := s.Wishes.Supplement(s.t.Context(), a, w.ID, "二楼的灯也坏了。", "")
			return err
		})},
		{"wish.evaluate", onWish("G", func(s *stage, a actor.Actor, w wish.Wish) error {
			solved := true
			_, err := s.Wishes.Evaluate(s.t.Context(), a, w.ID, wish.Evaluation{Solved: &solved, Rating: wish.Satisfied})
			return err
		})},
		{"file.remove", onWish("A", func(s *stage, a actor.Actor, w wish.Wish) error {
			_, err := s.Files.Remove(s.t.Context(), a, s.photos[w.ID], "", "")
			return err
		})},
		{"privacy.ask", func(s *stage) func(actor.Actor) error {
			s.asksNothing()
			return func(a actor.Actor) error {
				_, err := s.Privacy.Ask(s.t.Context(), a, privacy.Asking{Person: s.actors["sub"].Person, Kind: privacy.Correct, Text: "楼号写错了"})
				return err
			}
		}},
		{"privacy.withdraw", func(s *stage) func(actor.Actor) error {
			s.asksNothing()
			r, err := s.Privacy.Ask(s.t.Context(), s.actors["sub"], privacy.Asking{Kind: privacy.Correct, Text: "楼号写错了"})
			s.must(err)
			return func(a actor.Actor) error { return s.Privacy.Withdraw(s.t.Context(), a, r.ID, "") }
		}},
		{"privacy.consent", func(s *stage) func(actor.Actor) error {
			in := privacy.Giving{Person: s.actors["sub"].Person, Purpose: privacy.ForAddress}
			s.must(s.Privacy.TakeBack(s.t.Context(), s.actors["sub"], in.Person, in.Purpose))
			return func(a actor.Actor) error { return s.Privacy.Give(s.t.Context(), a, in) }
		}},
		{"privacy.consent_end", func(s *stage) func(actor.Actor) error {
			in := privacy.Giving{Person: s.actors["sub"].Person, Purpose: privacy.ForAddress}
			s.must(s.Privacy.Give(s.t.Context(), s.actors["sub"], in))
			return func(a actor.Actor) error { return s.Privacy.TakeBack(s.t.Context(), a, in.Person, in.Purpose) }
		}},
		{"person.proxy_end", func(s *stage) func(actor.Actor) error {
			x := s.latestProxy()
			return func(a actor.Actor) error { return s.People.EndProxy(s.t.Context(), a, x) }
		}},
	}
}

func filingFor(photo bool) func(s *stage) func(actor.Actor) error {
	return func(s *stage) func(actor.Actor) error {
		in := wish.Filing{Topic: wish.Repair, Text: "楼道的灯又坏了，夜里看不见。", Place: access.Building, Visibility: wish.Private, For: s.actors["sub"].Person}
		if photo {
			in.Draft = string(s.photo())
		}
		return func(a actor.Actor) error {
			_, err := s.Wishes.File(s.t.Context(), a, in)
			return err
		}
	}
}

// onWish is an act on a new wish of the submitter's in a situation.
func onWish(key string, do func(s *stage, a actor.Actor, w wish.Wish) error) func(s *stage) func(actor.Actor) error {
	return func(s *stage) func(actor.Actor) error {
		delete(s.stock, key)
		w := s.wish(situation(key))
		return func(a actor.Actor) error { return do(s, a, w) }
	}
}

// asksNothing takes back what the submitter has asked for.
func (s *stage) asksNothing() {
	list, err := s.Privacy.Mine(s.t.Context(), s.actors["sub"])
	s.must(err)
	for _, r := range list {
		if r.State == privacy.Open {
			s.must(s.Privacy.Withdraw(s.t.Context(), s.actors["sub"], r.ID, ""))
		}
	}
}

// latestProxy is the last record of the daughter acting for the submitter, ended or not.
func (s *stage) latestProxy() string {
	x, err := db.Value[string](s.t.Context(), s.DB, "SELECT id FROM proxy WHERE for_person = $1 ORDER BY from_at DESC, id DESC LIMIT 1", s.actors["sub"].Person)
	s.must(err)
	return x
}

// rowsOf are for whom the daughter has done an act, row by row.
func (s *stage) rowsOf(act string) []string {
	list, err := db.All(s.t.Context(), s.DB, func(r db.Row) (x string, err error) { return x, r.Scan(db.Text(&x)) },
		"SELECT on_behalf_of FROM journal WHERE act = $1 AND person = $2", act, s.daughter)
	s.must(err)
	return list
}

// consent records that the submitter has said yes to the daughter, before the desk, until a moment.
func (s *stage) consent(until time.Time) {
	s.clock.Add(time.Second) // records of one moment have no order
	_, err := s.People.RecordProxy(s.t.Context(), s.actors["soc"], person.Proxy{
		Person: s.daughter, For: s.actors["sub"].Person, Relation: person.Child, To: until, Consent: person.Consent{Way: person.ByWord},
	})
	s.must(err)
}

// As long as the consent lasts a proxy acts, and the journal says by whom and for whom. Without one, after it was taken back
// and after it has run out every one of these acts is refused, and nothing is written down.
func TestOnlyWithAConsentDoesAnybodyActForAnother(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, dsn(t))
			sub := s.actors["sub"]
			s.must(s.People.EndProxy(t.Context(), sub, s.latestProxy()))
			_, err := s.People.RecordProxy(t.Context(), s.actors["soc"], person.Proxy{Person: s.daughter, For: sub.Person, Relation: person.Child})
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("a record without a consent: %v", err)
			}
			s.refused("without a consent")
			for _, x := range actsForSomebody() {
				s.consent(time.Time{})
				do, before := x.ready(s), len(s.rowsOf(x.act))
				if err := do(s.proxyNow()); err != nil {
					t.Fatalf("%s with a consent: %v", x.act, err)
				}
				if rows := s.rowsOf(x.act); len(rows) <= before || slices.ContainsFunc(rows, func(p string) bool { return p != sub.Person }) {
					t.Errorf("%s: the journal says it was done for %v, not for %s", x.act, rows, sub.Person)
				}
				if x.act != "person.proxy_end" {
					s.must(s.People.EndProxy(t.Context(), sub, s.latestProxy()))
				}
			}
			s.refused("after it was taken back")
			s.consent(s.DB.Now().Add(time.Hour))
			if a := s.proxyNow(); !a.Is(sub.Person) {
				t.Fatal("the consent does not hold before it runs out")
			}
			s.clock.Add(time.Hour)
			s.refused("after it has run out")
		})
	}
}

// proxyNow is the daughter as she signs in at this moment.
func (s *stage) proxyNow() actor.Actor {
	a, err := account.ActorFor(s.t.Context(), s.DB, s.actors["pro"].Account, s.DB.Now())
	s.must(err)
	return a
}

// refused tries every act, and finds that it is refused and not written down.
func (s *stage) refused(when string) {
	s.t.Helper()
	for _, x := range actsForSomebody() {
		do, before := x.ready(s), len(s.rowsOf(x.act))
		err := do(s.proxyNow())
		known := slices.ContainsFunc([]errs.Kind{errs.NotFound, errs.Forbidden, errs.Invalid, errs.Conflict}, func(k errs.Kind) bool { return errs.Is(err, k) })
		if !known || len(s.rowsOf(x.act)) != before {
			s.t.Errorf("%s %s: %v, and %d rows of %d before", x.act, when, err, len(s.rowsOf(x.act)), before)
		}
	}
}

// What the policies let a proxy do stands in the table above: an act that they come to allow cannot be forgotten there.
func TestEveryActThatAPolicyLetsAProxyDoIsInTheTable(t *testing.T) {
	t.Parallel()
	proxy := actor.Actor{Account: id.New(), Person: access.Daughter, Home: access.Building, ActsFor: []string{access.Submitter}}
	may := map[string]bool{}
	for _, act := range wish.Acts() {
		for _, in := range access.Situations() {
			w := wish.Wish{ID: id.New(), Submitter: access.Submitter, Place: access.Building, Community: access.Community, State: in.State, Visibility: in.Visibility, Colour: in.Colour, Unit: in.Unit}
			may["wish."+string(act)] = may["wish."+string(act)] || wish.Can(proxy, act, w)
		}
	}
	for _, act := range privacy.Acts() {
		_, ok := privacy.May(proxy, act, privacy.Request{Person: access.Submitter, By: access.Submitter, As: privacy.Self, Place: access.Building})
		may["privacy."+string(act)] = ok && act != privacy.See
	}
	stands := file.Standing{Sees: file.ForSubmitter, Retract: true, Public: true, Behalf: access.Submitter}
	for _, act := range file.Acts() {
		for _, kind := range []file.Kind{file.Photo, file.Voice} {
			f := file.File{ID: id.New(), Subject: file.Subject{Kind: wishweb.Kind, ID: id.New()}, Role: file.Request, Audience: file.ForSubmitter, Kind: kind}
			may[string(act)] = may[string(act)] || file.May(stands, act, f)
		}
	}
	for act, ok := range may {
		if in := slices.ContainsFunc(actsForSomebody(), func(x forSomebody) bool { return x.act == act }); in != ok {
			t.Errorf("%s: a proxy may: %v; in the table: %v", act, ok, in)
		}
	}
}
