package token

import (
	"strings"
	"testing"

	"linli/internal/actor"
)

// Who makes tokens, and who sees those of others: every role, own post or stood in, in person or by a token.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	const at = "320613007005"
	for _, role := range actor.Roles() {
		for _, standing := range []bool{false, true} {
			for _, by := range []string{"", "a-token"} {
				p := actor.Post{ID: "post", Place: at, Role: role}
				if standing {
					p.For = "somebody"
				}
				a := actor.Actor{Account: "acc", Person: "per", Posts: []actor.Post{p}, Token: actor.Token{ID: by}}
				if got, want := len(MayMake(a)) > 0, !role.Administers() && !standing && by == ""; got != want {
					t.Errorf("%s, standing in %v, by token %q makes tokens: %v", role, standing, by, got)
				}
				if got, want := len(MayOversee(a)) > 0, role == actor.SystemAdmin || role == actor.SecurityAdmin; got != want {
					t.Errorf("%s sees all tokens: %v", role, got)
				}
			}
		}
	}
	if len(MayMake(actor.Actor{Account: "acc", Person: "per", Home: at})) > 0 || len(MayOversee(actor.Visitor(""))) > 0 {
		t.Error("a resident makes tokens, or a visitor sees them")
	}
}

// A token is its owner under one post, and nothing else of the owner's.
func TestATokenIsNarrower(t *testing.T) {
	t.Parallel()
	posts := []actor.Post{{ID: "a", Place: "32"}, {ID: "b", Place: "33"}, {ID: "c", Place: "34", For: "x"}}
	owner := actor.Actor{Account: "acc", Person: "per", Home: "320613007005001", ActsFor: []string{"mother"}, Posts: posts}
	a, ok := Token{ID: "t", Post: "b", Scopes: []Scope{Read}}.Narrow(owner, []string{"3301"})
	if !ok || len(a.Posts) != 1 || a.Posts[0].ID != "b" || a.Home != "" || a.ActsFor != nil || a.Token.ID != "t" || len(owner.Posts) != 3 {
		t.Errorf("%+v", a)
	}
	if !a.Reaches("330102") || a.Reaches("3302") || !owner.Reaches("3302") {
		t.Error("its place is not kept")
	}
	for _, post := range []string{"c", "d"} {
		if _, ok := (Token{Post: post}).Narrow(owner, nil); ok {
			t.Errorf("a token of the post %s, which is not the owner's own", post)
		}
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	one, hash := newSecret()
	two, _ := newSecret()
	if one == two || !WellFormed(one) || len(one) != 55 || len(hash) != 64 || strings.Contains(hash, one) {
		t.Errorf("%d characters, hash %s", len(one), hash)
	}
	for i := range one { // one character changed is noticed without asking anybody
		c := byte('a')
		if one[i] == c {
			c = 'b'
		}
		if WellFormed(one[:i] + string(c) + one[i+1:]) {
			t.Errorf("the character at %d may be another", i)
		}
	}
}

// FuzzWellFormed: what has the form of a secret has its length and letters, whatever comes.
func FuzzWellFormed(f *testing.F) {
	secret, _ := newSecret()
	for _, s := range []string{secret, "", "linli_", secret + "x", secret[:54], strings.ToUpper(secret), "ghp_" + secret[6:]} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !WellFormed(s) {
			return
		}
		body, ok := strings.CutPrefix(s, prefix)
		if !ok || len(s) != len(prefix)+random+checksum || sum(body[:random]) != body[random:] {
			t.Fatalf("%q passes for a secret", s)
		}
	})
}
