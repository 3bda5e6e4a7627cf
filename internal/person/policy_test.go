package person_test

import (
	"testing"

	"linli/internal/actor"
	"linli/internal/person"
)

const (
	centre = "320613007005" // 中心村社区
	north  = "320613007002" // 城北村社区
	home   = centre + "012"
)

func staff(role actor.Role, at string) actor.Actor {
	return actor.Actor{Account: "acc", Person: "00000000-0000-7000-8000-0000000000aa", Posts: []actor.Post{{ID: "post", Place: at, Role: role}}}
}

// TestPolicyMatrix is every role with its post in five places, and everybody without a post, against somebody who lives
// in 中心村社区 and somebody without a home here.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	desk := map[actor.Role]bool{actor.SocialWorker: true, actor.Secretary: true, actor.ViceSecretary: true}
	here, nowhere := person.Person{ID: "p", Place: home}, person.Person{ID: "q"}
	for _, role := range actor.Roles() {
		for _, at := range []struct {
			place  string
			covers bool
		}{{"", true}, {"320613", true}, {centre, true}, {north, false}, {home + "001", false}} {
			a := staff(role, at.place)
			check(t, role, at.place, "at a home here", a, here, desk[role] && at.covers, (desk[role] || role == actor.SystemAdmin) && at.covers, desk[role] && at.covers, desk[role] && at.covers)
			check(t, role, at.place, "without a home", a, nowhere, false, role == actor.SystemAdmin && at.place == "", false, false)
		}
	}
	for _, c := range []struct {
		name                         string
		a                            actor.Actor
		see, create, update, contact bool
	}{
		{"visitor", actor.Visitor("192.0.2.1"), false, false, false, false},
		{"neighbour", actor.Actor{Account: "n", Person: "n", Home: home}, false, false, false, false},
		{"oneself, whose number is the key to the account", actor.Actor{Account: "a", Person: "p"}, true, false, true, false},
		{"proxy", actor.Actor{Account: "d", Person: "d", ActsFor: []string{"p"}}, true, false, false, false},
		{"system", actor.Job("demo"), true, true, true, true},
	} {
		check(t, "", "", c.name, c.a, here, c.see, c.create, c.update, c.contact)
	}
	if _, ok := person.MayUpdate(actor.Actor{}, person.Person{}); ok {
		t.Error("nobody is somebody without an id")
	}
}

func check(t *testing.T, role actor.Role, at, name string, a actor.Actor, p person.Person, see, create, update, contact bool) {
	t.Helper()
	if _, ok := person.MaySee(a, p); ok != see {
		t.Errorf("%s %s at %q sees: %v", name, role, at, ok)
	}
	if _, ok := person.MayCreate(a, p.Place); ok != create {
		t.Errorf("%s %s at %q creates: %v", name, role, at, ok)
	}
	if _, ok := person.MayUpdate(a, p); ok != update {
		t.Errorf("%s %s at %q updates: %v", name, role, at, ok)
	}
	if _, ok := person.MaySetContact(a, p); ok != contact {
		t.Errorf("%s %s at %q writes a contact down: %v", name, role, at, ok)
	}
	if _, ok := person.MayRecordProxy(a, p); ok != update {
		t.Errorf("%s %s at %q records a proxy: %v", name, role, at, ok)
	}
}
