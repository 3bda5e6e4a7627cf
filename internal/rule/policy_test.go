package rule_test

import (
	"testing"

	"linli/internal/actor"
	"linli/internal/rule"
)

// TestWhoSetsRules is every role, at a place and above all, against rules about accounts and all others.
func TestWhoSetsRules(t *testing.T) {
	t.Parallel()
	for _, role := range actor.Roles() {
		for at, reaches := range map[string]bool{"": true, "320613": true, "320602": false} {
			a := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "x", Place: at, Role: role}}}
			for key, by := range map[string]actor.Role{"account.lock.failures": actor.SecurityAdmin, "wish.clock.accept": actor.SystemAdmin} {
				if _, ok := rule.MaySet(a, key, "320613007"); ok != (role == by && reaches) {
					t.Errorf("%s at %q sets %s: %v", role, at, key, ok)
				}
			}
		}
	}
	_, visitor := rule.MaySet(actor.Visitor("x"), "account.lock.failures", "")
	_, machine := rule.MaySet(actor.Job("x"), "account.lock.failures", "")
	if visitor || !machine {
		t.Errorf("a visitor %v, the machine %v", visitor, machine)
	}
}
