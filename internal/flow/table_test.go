package flow_test

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/flow"
)

func TestNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		act  string
		from state
		to   state
		ok   bool
	}{
		{"an act that makes the record", "file", "", submitted, true},
		{"the same from a draft", "file", draft, submitted, true},
		{"the line", "classify", accepted, classified, true},
		{"one act, two results: the first note takes the wish up", "note", classified, inProgress, true},
		{"and the next keeps the state", "note", inProgress, inProgress, true},
		{"a side act keeps the state", "joint", classified, classified, true},
		{"returned where it already is", "return", classified, classified, true},
		{"reopened after closing", "reopen", closed, inProgress, true},
		{"not from here", "answer", classified, "", false},
		{"not after the end", "reopen", archived, "", false},
		{"not what does not exist", "delete", submitted, "", false},
		{"not from a state that does not exist", "accept", "lost", "", false},
		{"going back is Undo", "unmerge", merged, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if to, ok := wish().Next(c.act, c.from); to != c.to || ok != c.ok {
				t.Errorf("%s from %s: %q %v, want %q %v", c.act, c.from, to, ok, c.to, c.ok)
			}
		})
	}
}

func TestUndo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		act        string
		from, kept state
		ok         bool
	}{
		{"to where it was merged", "unmerge", merged, inProgress, true},
		{"also early", "unmerge", merged, submitted, true},
		{"not to a state that cannot be merged", "unmerge", merged, answered, false},
		{"not to nowhere", "unmerge", merged, "", false},
		{"not by another act", "accept", submitted, draft, false},
		{"not from another state", "unmerge", submitted, draft, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			to, ok := wish().Undo(c.act, c.from, c.kept)
			if ok != c.ok || (ok && to != c.kept) || (!ok && to != "") {
				t.Errorf("%q %v, want ok %v", to, ok, c.ok)
			}
		})
	}
}

func TestActs(t *testing.T) {
	t.Parallel()
	for from, want := range map[state]string{
		"":         "save file",
		submitted:  "accept reject merge withdraw",
		inProgress: "note answer return joint extend suspend resume recolour merge withdraw",
		merged:     "unmerge",
		archived:   "",
	} {
		if got := strings.Join(wish().Acts(from), " "); got != want {
			t.Errorf("from %q: %s, want %s", from, got, want)
		}
	}
	if !wish().Terminal(archived) || wish().Terminal(closed) || wish().Terminal("") {
		t.Error("archived alone of these is final")
	}
}

func TestRowTellsTheClock(t *testing.T) {
	t.Parallel()
	r, ok := wish().Row("accept", submitted)
	if !ok || !slices.Equal(r.Clock, []flow.Effect{flow.Stops("accept"), flow.Starts("classify")}) {
		t.Errorf("%v %v", r, ok)
	}
	if r, ok := wish().Row("return", inProgress); !ok || len(r.Clock) != 0 {
		t.Errorf("a return stops no clock: %v %v", r.Clock, ok)
	}
	verbs := map[string]bool{}
	for _, e := range []flow.Effect{flow.Starts("a"), flow.Stops("a"), flow.Pauses("a"), flow.Resumes("a"), flow.Extends("a"), flow.Restarts("a"), flow.Ends("a")} {
		verbs[e.Verb] = true
	}
	if len(verbs) != 7 {
		t.Errorf("effects that read the same: %v", verbs)
	}
}

func TestCheckAcceptsTheWish(t *testing.T) {
	t.Parallel()
	if err := wish().Check(); err != nil {
		t.Error(err)
	}
}

func TestCheckFindsTheMistake(t *testing.T) {
	t.Parallel()
	type table = flow.Table[state]
	add := func(r flow.Row[state]) func(*table) { return func(t *table) { t.Rows = append(t.Rows, r) } }
	drop := func(act string) func(*table) {
		return func(t *table) {
			t.Rows = slices.DeleteFunc(t.Rows, func(r flow.Row[state]) bool { return r.Act == act })
		}
	}
	for _, c := range []struct {
		name string
		harm func(*table)
		want string
	}{
		{"state without a way in", func(t *table) { t.States, t.Final = append(t.States, "lost"), append(t.Final, "lost") }, "state lost: cannot be reached"},
		{"whole loop cut off", drop("classify"), "state answered: cannot be reached"},
		{"dead end", drop("unmerge"), "state merged: no way to a final state"},
		{"final state that is left", add(flow.Row[state]{Act: "revive", From: []state{archived}, To: closed, Who: "x"}), "state archived: final, but an act leaves it"},
		{"state declared twice", func(t *table) { t.States = append(t.States, closed) }, "state closed: declared twice"},
		{"name with a space", func(t *table) { t.States[0] = "a draft" }, `state "a draft": not a name that can be drawn`},
		{"name that is a keyword", func(t *table) { t.States[0] = "note" }, `state "note": not a name that can be drawn`},
		{"empty name", func(t *table) { t.States[0] = "" }, `state "": not a name that can be drawn`},
		{"final state unknown", func(t *table) { t.Final = append(t.Final, "gone") }, "final state gone: not declared"},
		{"target unknown", add(flow.Row[state]{Act: "lose", From: []state{closed}, To: "lost", Who: "x"}), `act "lose": to lost, which is not declared`},
		{"source unknown", add(flow.Row[state]{Act: "find", From: []state{"lost"}, To: closed, Who: "x"}), "act find: from lost, which is not declared"},
		{"act twice from one state", add(flow.Row[state]{Act: "note", From: []state{inProgress}, To: answered, Who: "x"}), `act note: twice from "in_progress"`},
		{"act twice in one row", add(flow.Row[state]{Act: "look", From: []state{closed, closed}, Who: "x"}), `act look: twice from "closed"`},
		{"act without a name", add(flow.Row[state]{From: []state{closed}, Who: "x"}), `act "": not a name`},
		{"act that nobody does", add(flow.Row[state]{Act: "look", From: []state{closed}}), `act "look": nobody does it`},
		{"act from nowhere", add(flow.Row[state]{Act: "look", Who: "x"}), `act "look": possible from no state`},
		{"record without a state", add(flow.Row[state]{Act: "look", From: []state{""}, Who: "x"}), "act look: makes a record without a state"},
		{"back and forth", add(flow.Row[state]{Act: "look", From: []state{closed}, To: answered, Back: true, Who: "x"}), `act "look": leads both back and to a state`},
		{"nothing to go back to", add(flow.Row[state]{Act: "undo", From: []state{draft}, Back: true, Who: "x"}), `act undo: nothing to go back to from "draft"`},
		{"only itself to go back to", func(t *table) {
			add(flow.Row[state]{Act: "stay", From: []state{draft}, To: draft, Who: "x"})(t)
			add(flow.Row[state]{Act: "undo", From: []state{draft}, Back: true, Who: "x"})(t)
		}, `act undo: nothing to go back to from "draft"`},
		{"clock that no act starts", add(flow.Row[state]{Act: "look", From: []state{closed}, Who: "x", Clock: []flow.Effect{flow.Stops("sleep")}}), `act look: stops the clock "sleep", which no act starts`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			table := wish()
			c.harm(&table)
			err := table.Check()
			if err == nil || !slices.Contains(strings.Split(err.Error(), "\n"), c.want) {
				t.Errorf("got\n%v\nwant the line\n%s", err, c.want)
			}
		})
	}
}

// However a record wanders, it is in a declared state, and what Acts offers is possible.
func TestWandering(t *testing.T) {
	t.Parallel()
	table := wish()
	rapid.Check(t, func(t *rapid.T) {
		var now, kept state
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			acts := table.Acts(now)
			if (len(acts) == 0) != table.Terminal(now) {
				t.Fatalf("%s: acts %v, final %v", now, acts, table.Terminal(now))
			}
			if len(acts) == 0 {
				return
			}
			act := rapid.SampledFrom(acts).Draw(t, "act")
			to, ok := table.Next(act, now)
			if !ok {
				to, ok = table.Undo(act, now, kept)
			}
			if !ok || !slices.Contains(table.States, to) {
				t.Fatalf("%s from %s led to %q (%v)", act, now, to, ok)
			}
			if to != now {
				kept = now
			}
			now = to
		}
	})
}

func TestMermaid(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("testdata/wish.md")
	if err != nil {
		t.Fatal(err)
	}
	table := wish()
	for range 3 {
		var b bytes.Buffer
		if err := table.Mermaid(&b, "Wish"); err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Fatalf("got\n%s\nwant\n%s", b.String(), want)
		}
	}
	if !reflect.DeepEqual(table, wish()) {
		t.Error("drawing changed the table")
	}
	if err := table.Mermaid(broken{}, "Wish"); err == nil {
		t.Error("a failed write was not reported")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("full") }
