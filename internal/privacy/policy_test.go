package privacy

import (
	"strings"
	"testing"

	"linli/internal/actor"
)

// Who may do what to a request, for every role in its place, above it, and beside it.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	const community, street, elsewhere = "320613007005", "320613007", "320613008001"
	r := Request{Person: "tan", By: "tan", As: Self, Place: community + "001", State: Open}
	everything := "see grant refuse"
	want := map[actor.Role]string{
		actor.SocialWorker: "see", actor.Secretary: everything, actor.ViceSecretary: everything, actor.StreetLeader: everything,
		actor.CommandCentre: everything, actor.Auditor: "see",
	}
	can := func(a actor.Actor, r Request) string {
		var out []string
		for _, act := range Acts() {
			if Can(a, act, r) {
				out = append(out, string(act))
			}
		}
		return strings.Join(out, " ")
	}
	for _, role := range actor.Roles() {
		for place, reaches := range map[string]bool{community: true, street: true, elsewhere: false} {
			a := actor.Actor{Account: "x", Person: "x", Posts: []actor.Post{{ID: "p", Place: place, Role: role}}}
			allowed := want[role]
			if !reaches {
				allowed = ""
			}
			if got := can(a, r); got != allowed {
				t.Errorf("%s at %s can %q, want %q", role, place, got, allowed)
			}
			if got := Oversees(a); got != (want[role] != "") {
				t.Errorf("%s has a list: %v", role, got)
			}
			own := a
			own.Person = "tan"
			if got := can(own, r); got != "see withdraw" {
				t.Errorf("%s can %q to one's own request", role, got)
			}
			done := r
			done.State = Granted
			if got := can(a, done); got != strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(allowed, "grant", ""), "refuse", "")) {
				t.Errorf("%s can %q to one that is decided", role, got)
			}
		}
	}
	for name, c := range map[string]struct {
		a    actor.Actor
		want string
	}{
		"a visitor":                   {actor.Visitor("192.0.2.1"), ""},
		"a neighbour":                 {actor.Actor{Account: "y", Person: "luo"}, ""},
		"a proxy":                     {actor.Actor{Account: "y", Person: "wu", ActsFor: []string{"tan"}}, "see withdraw"},
		"a proxy who is secretary":    {actor.Actor{Account: "y", Person: "wu", ActsFor: []string{"tan"}, Posts: []actor.Post{{Place: community, Role: actor.Secretary}}}, "see withdraw"},
		"somebody without an account": {actor.Actor{}, ""},
	} {
		if got := can(c.a, r); got != c.want {
			t.Errorf("%s can %q, want %q", name, got, c.want)
		}
	}
	byProxy := Request{Person: "tan", By: "wen", As: Proxy, Place: community, State: Open}
	wen := actor.Actor{Account: "z", Person: "wen", Posts: []actor.Post{{Place: community, Role: actor.Secretary}}}
	if got := can(wen, byProxy); got != "see" {
		t.Errorf("a secretary can %q to what she has asked as a proxy", got)
	}
	byProxy.As = Desk
	if got := can(wen, byProxy); got != everything {
		t.Errorf("a secretary can %q to what she has registered at the desk", got)
	}
}

func TestFlow(t *testing.T) {
	t.Parallel()
	if err := Flow.Check(); err != nil {
		t.Error(err)
	}
	for _, act := range []Act{Ask, Grant, Refuse, Withdraw} {
		if act != Ask && len(Flow.From(string(act))) == 0 {
			t.Errorf("%s leads nowhere", act)
		}
	}
}
