package person_test

import (
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/person"
)

// each runs fn on both engines, each with a clock of its own that stands at now.
func each(t *testing.T, fn func(t *testing.T, d *db.DB, clock *dbtest.Clock)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(now)
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

// fields are the inputs with what is wrong, as name=key.
func fields(err error) string {
	var out []string
	for _, f := range errs.FieldsOf(err) {
		out = append(out, f.Name+"="+f.Key)
	}
	return strings.Join(out, " ")
}

// people adds people as the system: name, place, name, place …
func people(t *testing.T, s *person.Service, nameAt ...string) (ids []string) {
	t.Helper()
	for i := 0; i < len(nameAt); i += 2 {
		p, err := s.Create(t.Context(), actor.Job("test"), person.Person{Name: nameAt[i], Place: nameAt[i+1]}, "")
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	return ids
}

func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, a := t.Context(), staff(actor.SocialWorker, centre)
		s := person.New(d, nil)

		in := person.Person{Name: "  欧阳  明 ", Place: home, Birth: "1958", Sex: person.Female}
		p, err := s.Create(ctx, a, in, "key-1")
		if err != nil || p.Name != "欧阳 明" {
			t.Fatalf("%+v, %v", p, err)
		}
		if again, err := s.Create(ctx, a, in, "key-1"); err != nil || again != p {
			t.Errorf("the same request sent twice: %+v, %v", again, err)
		}
		if got, err := person.ByID(ctx, d, p.ID); err != nil || got != p {
			t.Errorf("stored: %+v, %v", got, err)
		}

		leaks, err := db.Value[int](ctx, d, "SELECT COUNT(*) FROM journal WHERE after LIKE '%1958%' OR before LIKE '%1958%'")
		if err != nil || leaks != 0 {
			t.Errorf("%d journal rows hold a birth date, %v", leaks, err)
		}
	})
}

func TestInputIsCheckedFieldByField(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := person.New(d, nil)
		for _, c := range []struct {
			name   string
			in     person.Person
			fields string
		}{
			{"nothing at all", person.Person{}, "name=person.name.empty"},
			{"a name of spaces", person.Person{Name: " 　 "}, "name=person.name.empty"},
			{"a name too long", person.Person{Name: strings.Repeat("张", 51)}, "name=person.name.long"},
			{"a control character", person.Person{Name: "张\x00三"}, "name=person.name.characters"},
			{"not UTF-8", person.Person{Name: "\xff"}, "name=person.name.characters"},
			{"a padded place", person.Person{Name: "张三", Place: "320613000000"}, "place=place.code"},
			{"no such sex", person.Person{Name: "张三", Sex: "x"}, "sex=person.sex"},
			{"no such day", person.Person{Name: "张三", Birth: "1958-02-30"}, "birth=person.birth"},
			{"not born yet", person.Person{Name: "张三", Birth: "2999"}, "birth=person.birth"},
			{"everything wrong", person.Person{Birth: "58", Sex: "x"}, "name=person.name.empty sex=person.sex birth=person.birth"},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, err := s.Create(t.Context(), actor.Job("test"), c.in, "")
				if got := fields(err); got != c.fields {
					t.Errorf("%q, want %q", got, c.fields)
				}
			})
		}
	})
}

func TestWhoMayChangeWhom(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), person.New(d, nil)
		ids := people(t, s, "王奶奶", home, "李爷爷", north)
		desk, self := staff(actor.SocialWorker, centre), actor.Actor{Account: "w", Person: ids[0]}
		neighbour := actor.Actor{Account: "l", Person: ids[1]}

		moved := person.Person{ID: ids[0], Name: "王奶奶", Place: centre + "013"}
		if p, err := s.Update(ctx, self, moved); err != nil || p != moved {
			t.Errorf("one changes what is kept of oneself: %+v, %v", p, err)
		}
		_, err := s.Update(ctx, neighbour, moved)
		wantKind(t, err, errs.NotFound, "a neighbour")
		_, err = s.Update(ctx, desk, person.Person{ID: ids[1], Name: "李", Place: home})
		wantKind(t, err, errs.NotFound, "the desk of another community, which would draw the person to itself")
		_, err = s.Update(ctx, desk, person.Person{ID: "x", Name: "李"})
		wantKind(t, err, errs.NotFound, "no id at all")
		_, err = s.Create(ctx, desk, person.Person{Name: "赵", Place: north}, "")
		wantKind(t, err, errs.Forbidden, "adding somebody elsewhere")
		_, err = s.See(ctx, neighbour, ids[0])
		wantKind(t, err, errs.NotFound, "seeing a neighbour")
		if p, err := s.See(ctx, desk, ids[0]); err != nil || p != moved {
			t.Errorf("the desk: %+v, %v", p, err)
		}
	})
}

func TestFind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), person.New(d, nil)
		people(t, s, "王小明", home, "小明月", centre, "小明", north, "Anna·LI", home, "100%_真", home, "小明", "")
		for _, c := range []struct {
			name, text, found string
			a                 actor.Actor
		}{
			{"those that begin so come first", "小明", "小明月 王小明", staff(actor.Secretary, centre)},
			{"a street's desk sees both communities", "小明", "小明 小明月 王小明", staff(actor.SocialWorker, "320613007")},
			{"one post in two places", "小明", "小明 小明月 王小明", actor.Actor{Posts: append(staff(actor.Secretary, centre).Posts, staff(actor.SocialWorker, north).Posts...)}},
			{"upper and lower case, with or without the dot", "anna li", "Anna·LI", staff(actor.SocialWorker, centre)},
			{"a per cent sign is itself", "100%", "100%_真", staff(actor.SocialWorker, centre)},
			{"an underline is itself", "_真", "100%_真", staff(actor.SocialWorker, centre)},
			{"nothing typed", " ", "", staff(actor.SocialWorker, centre)},
			{"a role without a desk", "小明", "", staff(actor.SystemAdmin, "")},
			{"a resident", "小明", "", actor.Actor{Account: "a", Person: "p", Home: home}},
		} {
			t.Run(c.name, func(t *testing.T) {
				found, err := person.Find(ctx, d, c.a, c.text, 10)
				var names []string
				for _, p := range found {
					names = append(names, p.Name)
				}
				if got := strings.Join(names, " "); err != nil || got != c.found {
					t.Errorf("%q, want %q, %v", got, c.found, err)
				}
			})
		}
		if found, err := person.Find(ctx, d, staff(actor.SocialWorker, "320613007"), "小明", 2); err != nil || len(found) != 2 {
			t.Errorf("at most two: %d, %v", len(found), err)
		}
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ids := people(t, person.New(d, nil), "王奶奶", home, "王小丽", "")
		names, err := person.Names(t.Context(), d, append(ids, "nobody"))
		if err != nil || len(names) != 2 || names[ids[0]] != "王奶奶" || names[ids[1]] != "王小丽" {
			t.Errorf("%v, %v", names, err)
		}
		if none, err := person.Names(t.Context(), d, nil); err != nil || len(none) != 0 {
			t.Errorf("%v, %v", none, err)
		}
	})
}

// A daughter acts for her mother, from the moment the mother says so until one of them ends it.
func TestProxy(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx, s := t.Context(), person.New(d, nil)
		ids := people(t, s, "王奶奶", home, "王小丽", north, "李爷爷", home)
		mother, daughter, other := actor.Actor{Account: "m", Person: ids[0]}, actor.Actor{Account: "d", Person: ids[1]}, actor.Actor{Account: "o", Person: ids[2]}
		in := person.Proxy{Person: ids[1], For: ids[0], Relation: person.Child}

		_, err := s.RecordProxy(ctx, daughter, in)
		wantKind(t, err, errs.NotFound, "the daughter cannot say so herself")
		_, err = s.RecordProxy(ctx, staff(actor.SocialWorker, north), in)
		wantKind(t, err, errs.NotFound, "nor can the desk of the daughter's community")
		_, err = s.RecordProxy(ctx, mother, person.Proxy{Person: ids[0], For: ids[0], To: now.Add(-time.Hour)})
		if got := fields(err); got != "person=person.proxy.person relation=person.proxy.relation to=person.proxy.to" {
			t.Errorf("everything wrong: %q", got)
		}
		desk := staff(actor.SocialWorker, centre)
		for _, way := range []person.ConsentWay{"", person.ByAccount, "somehow"} {
			in.Consent.Way = way
			_, err = s.RecordProxy(ctx, desk, in)
			if got := fields(err); got != "consent=person.proxy.consent" {
				t.Errorf("the desk, consented %q: %q", way, got)
			}
		}
		_, err = s.RecordProxy(ctx, actor.Job("import"), person.Proxy{Person: ids[1], For: ids[0], Relation: person.Child, Consent: person.Consent{Way: person.OnPaper, Officer: "nobody"}})
		for who, officer := range map[string]string{"who acts": ids[1], "who is acted for": ids[0]} {
			_, err := s.RecordProxy(ctx, actor.Job("console"), person.Proxy{Person: ids[1], For: ids[0], Relation: person.Child, Consent: person.Consent{Way: person.ByWord, Officer: officer}})
			if got := fields(err); got != "officer=person.proxy.own_officer" {
				t.Errorf("%s is the officer: %q", who, got)
			}
		}
		_, mine := s.RecordProxy(ctx, desk, person.Proxy{Person: desk.Person, For: ids[0], Relation: person.Neighbour, Consent: person.Consent{Way: person.ByWord}})
		if got := fields(mine); got != "officer=person.proxy.own_officer" {
			t.Errorf("whoever records it acts: %q", got)
		}
		if got := fields(err); got != "officer=person.proxy.officer" {
			t.Errorf("before nobody: %q", got)
		}
		in.Consent = person.Consent{Way: person.ByWord, Officer: "somebody else", At: now.Add(-time.Hour)}
		x, err := s.RecordProxy(ctx, desk, in)
		if err != nil || x.From.IsZero() {
			t.Fatalf("the mother's desk: %+v, %v", x, err)
		}
		if x.Consent != (person.Consent{Way: person.ByWord, Officer: desk.Person, At: x.From, Text: person.ConsentText}) {
			t.Errorf("who heard it and when is not typed: %+v", x.Consent)
		}
		_, err = s.RecordProxy(ctx, mother, in)
		wantKind(t, err, errs.Conflict, "the same twice")

		actsFor := func(a, b string, at time.Time) bool {
			ok, err := person.MayActFor(ctx, d, a, b, at)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if !actsFor(ids[1], ids[0], x.From) || actsFor(ids[0], ids[1], x.From) || actsFor(ids[1], ids[0], x.From.Add(-time.Microsecond)) {
			t.Error("the daughter acts for the mother from then on, and not the other way round")
		}
		held, err := person.ActsFor(ctx, d, ids[1], x.From)
		if err != nil || len(held) != 1 || held[0] != x {
			t.Errorf("for whom the daughter acts: %+v, %v", held, err)
		}
		helpers, err := person.ProxiesOf(ctx, d, ids[0], x.From)
		if err != nil || len(helpers) != 1 || helpers[0] != x {
			t.Errorf("who acts for the mother: %+v, %v", helpers, err)
		}

		wantKind(t, s.EndProxy(ctx, other, x.ID), errs.NotFound, "somebody else ends it")
		clock.Add(time.Hour)
		if err := s.EndProxy(ctx, daughter, x.ID); err != nil {
			t.Fatal(err)
		}
		wantKind(t, s.EndProxy(ctx, mother, x.ID), errs.Conflict, "ending it twice")
		if actsFor(ids[1], ids[0], d.Now()) || !actsFor(ids[1], ids[0], d.Now().Add(-time.Microsecond)) {
			t.Error("it holds until the moment it ended")
		}
		y, err := s.RecordProxy(ctx, mother, in)
		if err != nil || y.Consent.Way != person.ByAccount || y.Consent.Officer != "" {
			t.Errorf("and may be recorded anew, on one's own account: %+v, %v", y.Consent, err)
		}
		forMe, byMe, names, err := s.ProxiesNow(ctx, mother)
		if err != nil || len(forMe) != 1 || len(byMe) != 0 || names[ids[1]] != "王小丽" {
			t.Errorf("%+v %+v %v, %v", forMe, byMe, names, err)
		}
	})
}
