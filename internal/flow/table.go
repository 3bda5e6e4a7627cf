// Package flow is how records change state: one table of acts per feature, and clocks that pause but are never set back.
//
// The table is the only place that says which act leads where. A feature asks it for the next state, writes that state
// with `UPDATE … WHERE state = <the one it came from>`, and a test calls Check; docs/states.md is drawn from it. Who may do
// an act is the feature's policy; the table only names them for the reader.
package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Table is a feature's states and acts. It is declared once and not changed.
type Table[S ~string] struct {
	States []S // every state, in the order the documentation shows them
	Final  []S // those that no act leaves
	Rows   []Row[S]
}

// Row is one act. The same act may stand in several rows when it leads to different states.
//
// Where it leads is one of three: to To; nowhere, when To is empty (a side act, beside which the record keeps its state);
// or, when Back is set, to the state from which the record came, which the feature has kept (undoing a merge).
type Row[S ~string] struct {
	Act   string   // lower case with underscores, also its name in routes and translation keys
	From  []S      // the empty state is “not there yet”: the act makes the record
	To    S        // empty: the state stays
	Back  bool     // to the state kept; To is empty
	Who   string   // for the documentation, with the deadline or condition if there is one
	Clock []Effect // what happens to the record's clocks; empty: they run on
}

// Effect is what an act does to one of the record's clocks.
type Effect struct {
	Verb  string // starts, stops, …: as the documentation says it
	Clock string // accept, answer, …
}

// Starts: the clock begins with the act.
func Starts(clock string) Effect { return Effect{"starts", clock} }

// Stops: what the clock waited for is done; in time or not is now decided.
func Stops(clock string) Effect { return Effect{"stops", clock} }

// Pauses: an approved suspension begins.
func Pauses(clock string) Effect { return Effect{"pauses", clock} }

// Resumes: the suspension ends and the due date moves by its length.
func Resumes(clock string) Effect { return Effect{"resumes", clock} }

// Extends: a later due date is approved.
func Extends(clock string) Effect { return Effect{"extends", clock} }

// Restarts: a new clock of the same length begins; the old one keeps its result.
func Restarts(clock string) Effect { return Effect{"restarts", clock} }

// Ends: nothing is waited for any more, and it counts neither as in time nor as late.
func Ends(clock string) Effect { return Effect{"ends", clock} }

// Row is the row of an act from a state.
func (t Table[S]) Row(act string, from S) (Row[S], bool) {
	for _, r := range t.Rows {
		if r.Act == act && slices.Contains(r.From, from) {
			return r, true
		}
	}
	return Row[S]{}, false
}

// From are the states from which an act is possible, in the order of States.
func (t Table[S]) From(act string) []S {
	var states []S
	for _, s := range t.States {
		if _, ok := t.Row(act, s); ok {
			states = append(states, s)
		}
	}
	return states
}

// Next is the state an act leads to, which may be the one it starts from. Not ok when the act is not possible there, and
// for an act that goes back: that is Undo.
func (t Table[S]) Next(act string, from S) (to S, ok bool) {
	r, ok := t.Row(act, from)
	switch {
	case !ok || r.Back:
		return "", false
	case r.To == "":
		return from, true
	}
	return r.To, true
}

// Undo is Next for an act that goes back to the state the record kept when it came to from. Not ok when the act does not
// go back, or when no act leads from kept to from.
func (t Table[S]) Undo(act string, from, kept S) (to S, ok bool) {
	if r, ok := t.Row(act, from); !ok || !r.Back || !slices.Contains(t.before(from), kept) {
		return "", false
	}
	return kept, true
}

// Acts are the acts possible from a state, in the order of the table.
func (t Table[S]) Acts(from S) []string {
	var acts []string
	for _, r := range t.Rows {
		if slices.Contains(r.From, from) {
			acts = append(acts, r.Act)
		}
	}
	return acts
}

// Terminal tells whether the state is final.
func (t Table[S]) Terminal(s S) bool { return slices.Contains(t.Final, s) }

// before are the states from which an act leads to s, in the order of States.
func (t Table[S]) before(s S) []S {
	var states []S
	for _, from := range t.States {
		if from != s && slices.ContainsFunc(t.Rows, func(r Row[S]) bool { return r.To == s && slices.Contains(r.From, from) }) {
			states = append(states, from)
		}
	}
	return states
}

// after are the states to which an act leads from s, s itself left out; s may be the empty state.
func (t Table[S]) after(s S) []S {
	var states []S
	for _, r := range t.Rows {
		if !slices.Contains(r.From, s) {
			continue
		}
		for _, to := range t.targets(r, s) {
			if to != s && !slices.Contains(states, to) {
				states = append(states, to)
			}
		}
	}
	return states
}

// targets are the states to which the row may lead from s.
func (t Table[S]) targets(r Row[S], s S) []S {
	switch {
	case r.Back:
		return t.before(s)
	case r.To == "":
		return []S{s}
	}
	return []S{r.To}
}

// reach adds to seen everything that acts lead to from s.
func (t Table[S]) reach(s S, seen map[S]bool) map[S]bool {
	for _, to := range t.after(s) {
		if !seen[to] {
			seen[to] = true
			t.reach(to, seen)
		}
	}
	return seen
}

// forward is the table without the acts that go back: those lead only where the record has been.
func (t Table[S]) forward() Table[S] {
	t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(r Row[S]) bool { return r.Back })
	return t
}

// drawable tells whether s can stand in the drawing without quoting and is no keyword of it.
func drawable(s string) bool {
	const keywords = " as class classdef default direction end hide note scale state style "
	return plain(s) && !strings.Contains(keywords, " "+s+" ")
}

// plain tells whether s is lower-case letters, digits and underscores, a letter first.
func plain(s string) bool {
	for i, c := range s {
		if (c < 'a' || c > 'z') && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

// Check is for the feature's test: nil when every state is declared, reachable and, unless it is final, can still come to
// a final one; when no act stands twice at one state; and when every clock that an act touches is started by some act.
// It reports everything wrong at once.
func (t Table[S]) Check() error {
	return errors.Join(append(append(t.checkStates(), t.checkRows()...), t.checkClocks()...)...)
}

func (t Table[S]) checkStates() (bad []error) {
	reached := t.forward().reach("", map[S]bool{})
	for i, s := range t.States {
		switch {
		case !drawable(string(s)):
			bad = append(bad, fmt.Errorf("state %q: not a name that can be drawn", s))
		case slices.Contains(t.States[:i], s):
			bad = append(bad, fmt.Errorf("state %s: declared twice", s))
		case !reached[s]:
			bad = append(bad, fmt.Errorf("state %s: cannot be reached", s))
		case t.Terminal(s) && len(t.after(s)) > 0:
			bad = append(bad, fmt.Errorf("state %s: final, but an act leaves it", s))
		case !t.Terminal(s) && !t.ends(s):
			bad = append(bad, fmt.Errorf("state %s: no way to a final state", s))
		}
	}
	for _, s := range t.Final {
		if !slices.Contains(t.States, s) {
			bad = append(bad, fmt.Errorf("final state %s: not declared", s))
		}
	}
	return bad
}

func (t Table[S]) ends(s S) bool {
	for to := range t.reach(s, map[S]bool{}) {
		if t.Terminal(to) {
			return true
		}
	}
	return false
}

func (t Table[S]) checkRows() (bad []error) {
	type place struct {
		act  string
		from S
	}
	seen := map[place]bool{}
	for _, r := range t.Rows {
		if problem := t.problem(r); problem != "" {
			bad = append(bad, fmt.Errorf("act %q: %s", r.Act, problem))
		}
		for _, from := range r.From {
			if seen[place{r.Act, from}] {
				bad = append(bad, fmt.Errorf("act %s: twice from %q", r.Act, from))
			}
			seen[place{r.Act, from}] = true
			if from != "" && !slices.Contains(t.States, from) {
				bad = append(bad, fmt.Errorf("act %s: from %s, which is not declared", r.Act, from))
			}
			if from == "" && r.To == "" {
				bad = append(bad, fmt.Errorf("act %s: makes a record without a state", r.Act))
			}
			if r.Back && len(t.before(from)) == 0 {
				bad = append(bad, fmt.Errorf("act %s: nothing to go back to from %q", r.Act, from))
			}
		}
	}
	return bad
}

func (t Table[S]) problem(r Row[S]) string {
	switch {
	case !plain(r.Act):
		return "not a name"
	case len(r.From) == 0:
		return "possible from no state"
	case r.Who == "":
		return "nobody does it"
	case r.Back && r.To != "":
		return "leads both back and to a state"
	case r.To != "" && !slices.Contains(t.States, r.To):
		return fmt.Sprintf("to %s, which is not declared", r.To)
	}
	return ""
}

func (t Table[S]) checkClocks() (bad []error) {
	started := map[string]bool{}
	for _, r := range t.Rows {
		for _, e := range r.Clock {
			started[e.Clock] = started[e.Clock] || e == Starts(e.Clock)
		}
	}
	for _, r := range t.Rows {
		for _, e := range r.Clock {
			if !started[e.Clock] {
				bad = append(bad, fmt.Errorf("act %s: %s the clock %q, which no act starts", r.Act, e.Verb, e.Clock))
			}
		}
	}
	return bad
}
