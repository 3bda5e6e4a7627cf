package hub

import (
	"strings"
	"testing"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/plain"
	"linli/internal/wish"
)

// Who looks after a hub, who places its orders, who speaks for it: every role at every level, in person, by a token for hubs and by one
// for something else.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	const at = "320613"
	for _, role := range actor.Roles() {
		for _, place := range []string{"32", "320613", "320613007", "320613007005", "320602"} {
			for name, tok := range map[string]actor.Token{
				"in person": {}, "a token for hubs": {ID: "t", Scopes: []string{string(token.Hub)}}, "another token": {ID: "t", Scopes: []string{string(token.Act), string(token.File)}},
				"a token for a part": {ID: "t", Scopes: []string{string(token.Hub)}, Within: []string{"320613007"}},
			} {
				a := actor.Actor{Account: "a", Posts: []actor.Post{{ID: "p", Role: role, Place: place}}, Token: tok}
				above := strings.HasPrefix(at, place)
				for what, x := range map[string]struct {
					may  func(actor.Actor, string) (actor.Post, bool)
					want bool
				}{
					"manage": {MayManage, above && role == actor.SystemAdmin && name == "in person"},
					"place":  {MayPlace, above && role == actor.CommandCentre && name == "in person"},
					"speak":  {MaySpeak, above && role == actor.CommandCentre && name == "a token for hubs"},
				} {
					if p, ok := x.may(a, at); ok != x.want || ok && p.ID != "p" {
						t.Errorf("%s at %s, %s, may %s: %v", role, place, name, what, ok)
					}
				}
			}
		}
	}
	for what, may := range map[string]func(actor.Actor, string) (actor.Post, bool){"manage": MayManage, "place": MayPlace, "speak": MaySpeak} {
		if _, ok := may(actor.Job("test"), at); ok {
			t.Errorf("the system may %s", what)
		}
		if _, ok := may(actor.Actor{Posts: []actor.Post{{Role: actor.CommandCentre}, {Role: actor.SystemAdmin}}, Token: actor.Token{}}, ""); ok {
			t.Errorf("nowhere may be %s", what)
		}
	}
}

// What a hub is told of is in the flow, and what it is not told of is named here with its reason.
func TestEveryActIsDecided(t *testing.T) {
	t.Parallel()
	untold := map[wish.Act]string{
		wish.File: "an order arrives", wish.Supplement: "it comes from the hub, or from the caller", wish.Joint: "a helping unit's task", wish.TaskDone: "a helping unit's task", wish.CallMissed: "nothing was said",
		wish.Warn: "a reminder", wish.Report: "a reminder", wish.RulingSoon: "a reminder", wish.RulingLate: "a reminder", wish.Archive: "it has ended long ago",
	}
	told := " " + strings.Join(Acts(), " ") + " "
	for _, act := range append(wish.Acts(), wish.File) {
		if is := strings.Contains(told, " "+string(act)+" "); is == (untold[act] != "") {
			t.Errorf("%s: told %v, %q", act, is, untold[act])
		}
	}
}

// Points are rounded down, and where nothing was to be counted nothing is lost.
func TestPoints(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		m    Mark
		want int
	}{
		"all":      {Mark{Good: 7, All: 7, Weight: 10}, 1000},
		"none":     {Mark{Good: 0, All: 7, Weight: 10}, 0},
		"a third":  {Mark{Good: 1, All: 3, Weight: 10}, 333},
		"nothing":  {Mark{Weight: 5}, 500},
		"all but1": {Mark{Good: 99999, All: 100000, Weight: 5}, 499},
	} {
		if got := c.m.Points(); got != c.want {
			t.Errorf("%s: %d", name, got)
		}
	}
}

// FuzzPair: a line is two clean codes of bounded length, or it is none.
func FuzzPair(f *testing.F) {
	for _, s := range []string{"", "1", "010203\trepair", "010203，设施维修", "A 5 环境 卫生", "*;other", "\t", "a\x00 b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		theirs, ours, ok := pair(line)
		if ok && (theirs == "" || ours == "" || plain.Length(theirs) > 60 || plain.Length(ours) > 60 || !plain.Clean(theirs+ours, false) || strings.TrimSpace(theirs) != theirs) {
			t.Fatalf("%q: %q, %q", line, theirs, ours)
		}
	})
}
