package account_test

import (
	"testing"

	"linli/internal/account"
	"linli/internal/actor"
)

const (
	district = "320613"
	street   = "320613007"    // 钟秀街道
	centre   = "320613007005" // 中心村社区
	north    = "320613007002" // 城北村社区
)

func staff(role actor.Role, at string) actor.Actor {
	return actor.Actor{Account: "acc", Person: "per", Posts: []actor.Post{{ID: "post", Place: at, Role: role}}}
}

// TestPolicyMatrix is every role with its post in four places against accounts of persons with different posts.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	for _, role := range actor.Roles() {
		for _, at := range []string{"", district, street, centre} {
			a := staff(role, at)
			for _, c := range []struct {
				name  string
				posts []string
				home  string
				by    map[string]bool // places from which an administrator may
			}{
				{"a post in a community", []string{centre}, "", map[string]bool{"": true, district: true, street: true, centre: true}},
				{"posts in two communities", []string{centre, north}, "", map[string]bool{"": true, district: true, street: true}},
				{"a post here and one above", []string{centre, district}, centre, map[string]bool{"": true, district: true}},
				{"the installation's administrator", []string{""}, centre, map[string]bool{"": true}},
				{"no post, a home here", nil, centre + "001", map[string]bool{"": true, district: true, street: true, centre: true}},
				{"no post and no home", nil, "", map[string]bool{"": true}},
			} {
				if _, ok := account.MayManage(a, c.posts, c.home); ok != (role == actor.SystemAdmin && c.by[at]) {
					t.Errorf("%s at %q manages somebody with %s: %v", role, at, c.name, ok)
				}
			}
			if account.MaySetPassword(a) || account.MayAddResident(a) {
				t.Errorf("%s at %q sets passwords or adds residents", role, at)
			}
		}
	}
	for name, a := range map[string]actor.Actor{"visitor": actor.Visitor("192.0.2.1"), "resident": {Account: "a", Person: "p", Home: centre}} {
		_, ok := account.MayManage(a, nil, "")
		if ok || account.MaySetPassword(a) || account.MayAddResident(a) {
			t.Errorf("a %s manages accounts", name)
		}
	}
	machine := actor.Job("user")
	if _, ok := account.MayManage(machine, []string{""}, ""); !ok || !account.MaySetPassword(machine) || !account.MayAddResident(machine) {
		t.Error("who sits at the machine may")
	}
}
