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
	worker := func(places ...string) (posts []actor.Post) {
		for _, at := range places {
			posts = append(posts, actor.Post{Place: at, Role: actor.SocialWorker})
		}
		return posts
	}
	for _, role := range actor.Roles() {
		for _, at := range []string{"", district, street, centre} {
			a := staff(role, at)
			for _, c := range []struct {
				name   string
				h      account.Holder
				admins bool
				by     map[string]bool // places from which an administrator may
			}{
				{"a post in a community", account.Holder{Posts: worker(centre)}, false, map[string]bool{"": true, district: true, street: true, centre: true}},
				{"posts in two communities", account.Holder{Posts: worker(centre, north)}, false, map[string]bool{"": true, district: true, street: true}},
				{"a post here and one above", account.Holder{Posts: worker(centre, district), Home: centre}, false, map[string]bool{"": true, district: true}},
				{"the installation's administrator", account.Holder{Posts: staff(actor.SystemAdmin, "").Posts, Home: centre}, true, map[string]bool{"": true}},
				{"an audit administrator here", account.Holder{Posts: staff(actor.AuditAdmin, centre).Posts}, true, map[string]bool{"": true, district: true, street: true, centre: true}},
				{"no post, a home here", account.Holder{Home: centre + "001"}, false, map[string]bool{"": true, district: true, street: true, centre: true}},
				{"no post and no home", account.Holder{}, false, map[string]bool{"": true}},
			} {
				c.h.Person = "somebody"
				manager := actor.SystemAdmin
				if c.admins {
					manager = actor.SecurityAdmin
				}
				if _, ok := account.MayManage(a, c.h); ok != (role == manager && c.by[at]) {
					t.Errorf("%s at %q manages somebody with %s: %v", role, at, c.name, ok)
				}
				guards := role == actor.SecurityAdmin && c.by[at]
				if _, ok := account.MayGuard(a, c.h); ok != guards {
					t.Errorf("%s at %q guards somebody with %s: %v", role, at, c.name, ok)
				}
				if _, ok := account.MayLink(a, c.h); ok != guards {
					t.Errorf("%s at %q links somebody with %s: %v", role, at, c.name, ok)
				}
				c.h.Person = a.Person
				_, guarded := account.MayGuard(a, c.h)
				_, links := account.MayLink(a, c.h)
				if guarded || !links {
					t.Errorf("%s at %q, one's own account with %s: guards %v, links %v", role, at, c.name, guarded, links)
				}
			}
			if account.MaySetPassword(a) || account.MayAddResident(a, "somebody") {
				t.Errorf("%s at %q sets passwords or adds residents", role, at)
			}
		}
	}
	for name, a := range map[string]actor.Actor{"visitor": actor.Visitor("192.0.2.1"), "resident": {Account: "a", Person: "p", Home: centre}} {
		_, manages := account.MayManage(a, account.Holder{Person: "q"})
		_, guards := account.MayGuard(a, account.Holder{Person: "q"})
		_, links := account.MayLink(a, account.Holder{Person: "q"})
		if manages || guards || links || account.MaySetPassword(a) || account.MayAddResident(a, "q") || account.MayAddResident(a, "") {
			t.Errorf("a %s manages accounts", name)
		}
	}
	if !account.MayAddResident(actor.Actor{Person: "p", From: "192.0.2.1"}, "p") {
		t.Error("who has proved to have the telephone gets an account")
	}
	machine := actor.Job("user")
	h := account.Holder{Person: "q", Posts: staff(actor.SecurityAdmin, "").Posts}
	_, manages := account.MayManage(machine, h)
	_, guards := account.MayGuard(machine, h)
	if !manages || !guards || !account.MaySetPassword(machine) || !account.MayAddResident(machine, "q") {
		t.Error("who sits at the machine may")
	}
}
