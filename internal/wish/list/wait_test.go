package list_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// waitingWishes are wishes with something asked for, notes, pauses and clocks that began anew.
func waitingWishes(n int, now time.Time) []wish.Wish {
	r := rand.New(rand.NewPCG(5, 11)) //nolint:gosec // a fixed mixture, no secret
	all := manyWishes(n)
	ago := func() time.Time {
		if r.IntN(3) == 0 {
			return time.Time{}
		}
		return now.Add(-time.Duration(r.IntN(9)) * 24 * time.Hour)
	}
	for i := range all {
		w := &all[i]
		if !wish.Working(w.State) {
			continue
		}
		w.NotedAt, w.AnswerFrom, w.ClassifiedAt, w.PausedUntil = ago(), ago(), ago(), ago()
		if r.IntN(3) > 0 {
			w.Colour = wish.Red
		}
		if r.IntN(2) == 0 {
			ask := wish.Asked{For: []wish.Ask{wish.ForTime, wish.ForPause, wish.ForColour}[r.IntN(3)], By: somePersons[r.IntN(4)], Role: string(actor.GroupLeader)}
			if r.IntN(2) == 0 {
				ask.Role = string(actor.Handler)
			}
			if w.State == wish.Classified { // time is asked for by who has taken it up
				ask.For = wish.ForColour
			}
			if ask.For == wish.ForColour {
				ask.Unit, ask.Colour = someUnits[r.IntN(4)], wish.Colours()[r.IntN(3)]
			}
			w.Asked, w.RulingDue = ask, time.Time{}
		}
	}
	return all
}

// The filter of missing notes is wish.Wish.Unnoted, row by row, at any cut-off.
func TestMissingNotesAreTheRule(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 12, 2, 0, 0, 0, time.UTC)
	dbtest.EachWith(t, db.Options{Now: dbtest.At(now).Now}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, wishes := put(t, d, waitingWishes(200, now))
		found := 0
		rapid.Check(t, func(rt *rapid.T) {
			a := anybody(rt, wishes)
			cut := now.Add(-time.Duration(rapid.IntRange(0, 10).Draw(rt, "days")) * 24 * time.Hour)
			if rapid.Bool().Draw(rt, "to the microsecond") {
				cut = cut.Add(time.Microsecond)
			}
			want := func(w wish.Wish) bool { return wish.ViewOf(a, w) == wish.StaffView && w.Unnoted(cut) }
			got := drain(rt, func(f list.Filter) (list.Page, error) { f.Unnoted = cut; return s.All(ctx, a, f) })
			if got != nil {
				same(rt, "All", got, wishes, want)
			}
			found += len(got)
		})
		if found == 0 {
			t.Error("no list held anything: the mixture proves nothing")
		}
	})
}

// What waits for a decision is what the policy lets the actor decide, row by row.
func TestWaitsForADecisionIsThePolicy(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 12, 2, 0, 0, 0, time.UTC)
	dbtest.EachWith(t, db.Options{Now: dbtest.At(now).Now}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, wishes := put(t, d, waitingWishes(200, now))
		decides := func(a actor.Actor, w wish.Wish) bool {
			return slices.ContainsFunc([]wish.Act{wish.Ruling, wish.Approve, wish.Receive}, func(act wish.Act) bool { return wish.Can(a, act, w) })
		}
		found := 0
		rapid.Check(t, func(rt *rapid.T) {
			a := anybody(rt, wishes)
			a.Former = nil // a desk looks at the places of today
			for i, p := range a.Posts {
				a.Posts[i].Place = p.Place[:min(len(p.Place), wish.CommunityWidth)] // nobody leads less than a community
			}
			got := drain(rt, func(f list.Filter) (list.Page, error) { f.Decides = true; return s.All(ctx, a, f) })
			if got != nil {
				same(rt, "All", got, wishes, func(w wish.Wish) bool { return decides(a, w) })
			}
			found += len(got)
		})
		if found == 0 {
			t.Error("no list held anything: the mixture proves nothing")
		}
	})
}

// An address says a filter, or something that no list knows.
func TestReadingAnAddress(t *testing.T) {
	t.Parallel()
	cut := time.Date(2026, 4, 12, 2, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, value string
		sound       bool
	}{
		{"state", "working", true},
		{"state", "solved", false},
		{"colour", "none", true},
		{"colour", "green", false},
		{"urgency", "critical", true},
		{"urgency", "soon", false},
		{"topic", "repair", true},
		{"topic", "parking", true}, // the tree of topics is not known here; no wish has it
		{"view", "else", true},
		{"view", "yours", false},
		{"wait", "decision", true},
		{"wait", "note", true},
		{"wait", "rain", false},
		{"place", "320613007005001", true},
		{"place", "3206130070", false},
		{"place", "街道", false},
	} {
		f, sound := list.Read(func(name string) string {
			if name == c.name {
				return c.value
			}
			return ""
		}, cut)
		if sound != c.sound {
			t.Errorf("%s=%s: %v", c.name, c.value, sound)
		}
		if c.value == "note" && !f.Unnoted.Equal(cut) || c.value == "decision" && !f.Decides {
			t.Errorf("%s=%s reads %+v", c.name, c.value, f)
		}
	}
}

// What no list knows finds nothing, never everything.
func TestAnUnknownWordFindsNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 12, 2, 0, 0, 0, time.UTC)
	a := actor.Actor{Account: "a", Posts: []actor.Post{{ID: "p", Org: "org-a", Place: "32", Role: actor.CommandCentre}}}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, wishes := put(t, d, waitingWishes(40, now))
		for _, name := range []string{"wait", "state", "colour", "urgency", "topic"} {
			f, _ := list.Read(func(n string) string { return map[string]string{name: "rain"}[n] }, now)
			if p, err := s.All(t.Context(), a, f); err != nil || len(p.Wishes) != 0 || len(wishes) == 0 {
				t.Errorf("%s=rain finds %d wishes, %v", name, len(p.Wishes), err)
			}
		}
	})
}
