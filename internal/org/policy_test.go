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

// TestWhoNamesAStandIn is every role in its own unit, beside it at the same place, above and elsewhere, as holder and as one
// who only stands in, against every role of a post that is held.
func TestWhoNamesAStandIn(t *testing.T) {
	t.Parallel()
	for _, of := range actor.Roles() {
		p := actor.Post{ID: "p", Org: "unit", Place: centre, Role: of}
		for _, role := range actor.Roles() {
			for _, at := range []struct{ org, place string }{{"unit", centre}, {"beside", centre}, {"above", street}, {"else", north}} {
				for _, instead := range []string{"", "somebody"} {
					own := actor.Post{ID: "own", Org: at.org, Place: at.place, Role: role, For: instead}
					a := actor.Actor{Account: "a", Person: "x", Posts: []actor.Post{own}}
					leads := (role == actor.Secretary || role == actor.StreetLeader) && (at.org == "unit" || at.place == centre && of != actor.Handler && of != actor.Auditor && of != actor.GroupLeader) ||
						(role == actor.GroupLeader || role == actor.CommandCentre) && at.org == "unit"
					want := !of.Administers() && (instead == "" && leads || role == actor.SystemAdmin && at.place != north)
					if _, ok := org.MayNameStandIn(a, p, "holder"); ok != want {
						t.Errorf("%s of %s (for %q) names a stand-in for %s: %v", role, at.org, instead, of, ok)
					}
				}
			}
		}
		_, holder := org.MayNameStandIn(actor.Actor{Person: "holder"}, p, "holder")
		_, nobody := org.MayNameStandIn(actor.Actor{}, p, "")
		_, machine := org.MayNameStandIn(actor.Job("org"), p, "holder")
		if holder == of.Administers() || nobody || machine == of.Administers() {
			t.Errorf("%s: the holder %v, a visitor %v, the machine %v", of, holder, nobody, machine)
		}
	}
}

// TestWhoMayStandIn is every role near and far against every role of the post.
func TestWhoMayStandIn(t *testing.T) {
	t.Parallel()
	for _, of := range actor.Roles() {
		p := actor.Post{ID: "p", Org: "unit", Place: centre, Role: of}
		for _, role := range actor.Roles() {
			for _, at := range []struct{ org, place string }{{"unit", centre}, {"beside", centre}, {"above", street}, {"else", north}} {
				own := []actor.Post{{ID: "own", Org: at.org, Place: at.place, Role: role}}
				audit := of == actor.Auditor || role == actor.Auditor
				want := !of.Administers() && !role.Administers() && (!audit || of == role) &&
					(at.org == "unit" || at.place == centre && of != actor.Handler && role != actor.Handler)
				if got := org.MayBeStandIn(p, own); got != want {
					t.Errorf("%s of %s stands in for %s: %v", role, at.org, of, got)
				}
			}
		}
		if org.MayBeStandIn(p, nil) || org.MayBeStandIn(p, []actor.Post{p}) {
			t.Errorf("%s: somebody without a post, or who holds it", of)
		}
	}
}
