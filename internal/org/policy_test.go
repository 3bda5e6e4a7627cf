package org_test

import (
	"testing"

	"linli/internal/actor"
	"linli/internal/org"
)

const (
	street = "320613007"    // 钟秀街道
	centre = "320613007005" // 中心村社区
	north  = "320613007002" // 城北村社区
)

func staff(role actor.Role, at string) actor.Actor {
	return actor.Actor{Account: "acc", Person: "per", Posts: []actor.Post{{ID: "post", Place: at, Role: role}}}
}

// TestPolicyMatrix is every role with its post in five places, and everybody without a post, against an organisation of
// 中心村社区.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	for _, role := range actor.Roles() {
		for _, at := range []struct {
			place  string
			covers bool
		}{{"", true}, {"320613", true}, {street, true}, {centre, true}, {north, false}, {centre + "001", false}} {
			a := staff(role, at.place)
			if _, ok := org.MayManage(a, centre); ok != (role == actor.SystemAdmin && at.covers) {
				t.Errorf("%s at %q manages: %v", role, at.place, ok)
			}
			if _, ok := org.MayOverride(a, centre); ok != ((role == actor.SystemAdmin || role == actor.StreetLeader) && at.covers) {
				t.Errorf("%s at %q overrides: %v", role, at.place, ok)
			}
			if _, ok := org.MayManage(a, ""); ok != (role == actor.SystemAdmin && at.place == "") {
				t.Errorf("%s at %q manages what stands above all places: %v", role, at.place, ok)
			}
		}
	}
	for _, c := range []struct {
		name             string
		a                actor.Actor
		manage, override bool
	}{
		{"visitor", actor.Visitor("192.0.2.1"), false, false},
		{"resident", actor.Actor{Account: "a", Person: "p", Home: centre}, false, false},
		{"system", actor.Job("demo"), true, false},
	} {
		_, manage := org.MayManage(c.a, centre)
		_, override := org.MayOverride(c.a, centre)
		if manage != c.manage || override != c.override {
			t.Errorf("%s: manages %v, overrides %v", c.name, manage, override)
		}
	}
}

// TestWhoAppoints is every role at the place, elsewhere and above against every role of a post that is given, before and
// after somebody holds one.
func TestWhoAppoints(t *testing.T) {
	t.Parallel()
	for _, given := range actor.Roles() {
		for _, first := range []bool{false, true} {
			for _, role := range actor.Roles() {
				for at, covers := range map[string]bool{"": true, street: true, centre: true, north: false} {
					want := role == actor.SystemAdmin && (!given.Administers() || first) || role == actor.SecurityAdmin && given.Administers()
					if _, ok := org.MayAppoint(staff(role, at), centre, given, first); ok != (want && covers) {
						t.Errorf("%s at %q gives a post of %s (first %v): %v", role, at, given, first, ok)
					}
				}
			}
			_, visitor := org.MayAppoint(actor.Visitor("192.0.2.1"), centre, given, first)
			_, machine := org.MayAppoint(actor.Job("user"), centre, given, first)
			if visitor || !machine {
				t.Errorf("a post of %s (first %v): a visitor %v, the machine %v", given, first, visitor, machine)
			}
		}
	}
}

// TestTogether is every pair of roles that one person may hold.
func TestTogether(t *testing.T) {
	t.Parallel()
	three := map[actor.Role]bool{actor.SystemAdmin: true, actor.SecurityAdmin: true, actor.AuditAdmin: true}
	for _, a := range actor.Roles() {
		for _, b := range actor.Roles() {
			apart, single := org.Together(a, b, false), org.Together(a, b, true)
			want, wantSingle := three[a] == three[b] && (!three[a] || a == b), three[a] == three[b]
			if apart != want || single != wantSingle {
				t.Errorf("%s beside %s: %v, where one may be all three %v", a, b, apart, single)
			}
		}
	}
}
