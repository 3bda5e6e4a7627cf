package ballot

import "testing"

// FuzzRuleName: a rule is known by its name as it was asked for, or refused.
func FuzzRuleName(f *testing.F) {
	for _, s := range append(Rules(), "greedy_card", "mes_cost_add1", "mes_card_add1_no_exhaustive_stop_then_greedy_card", "", "_then_greedy_", "mes_") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		r, err := parseRule(name)
		if err == nil && r.name != name {
			t.Fatalf("%q is read as %+v", name, r)
		}
	})
}
