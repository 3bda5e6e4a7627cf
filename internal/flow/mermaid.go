package flow

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"linli/internal/errs"
)

// Mermaid writes a section of docs/states.md: a heading, the drawing, and the table of acts. Acts that keep the state are
// in the table only. The text depends on nothing but the table and the title.
func (t Table[S]) Mermaid(w io.Writer, title string) (err error) {
	defer errs.Wrap(&err, "flow.Mermaid")
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n```mermaid\nstateDiagram-v2\n", title)
	for _, from := range append([]S{""}, t.States...) {
		for _, to := range t.after(from) {
			fmt.Fprintf(&b, "    %s --> %s: %s\n", node(from), to, strings.Join(t.between(from, to), ", "))
		}
		if t.Terminal(from) {
			fmt.Fprintf(&b, "    %s --> [*]\n", from)
		}
	}
	b.WriteString("```\n\n| act | who | from | to | clock |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range t.Rows {
		cells := []string{r.Act, r.Who, from(r), to(r), clock(r)}
		for i, c := range cells {
			cells[i] = strings.NewReplacer("|", `\|`, "\n", " ").Replace(c)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// node is the state in the drawing; what is not there yet is the dot.
func node[S ~string](s S) string {
	if s == "" {
		return "[*]"
	}
	return string(s)
}

// between are the acts that lead from one state to another.
func (t Table[S]) between(from, to S) []string {
	var acts []string
	for _, r := range t.Rows {
		if slices.Contains(r.From, from) && slices.Contains(t.targets(r, from), to) {
			acts = append(acts, r.Act)
		}
	}
	return acts
}

func from[S ~string](r Row[S]) string {
	states := make([]string, len(r.From))
	for i, s := range r.From {
		states[i] = string(s)
		if s == "" {
			states[i] = "(new)"
		}
	}
	return strings.Join(states, ", ")
}

func to[S ~string](r Row[S]) string {
	switch {
	case r.Back:
		return "(the state before)"
	case r.To == "":
		return "(stays)"
	}
	return string(r.To)
}

func clock[S ~string](r Row[S]) string {
	if len(r.Clock) == 0 {
		return "runs on"
	}
	effects := make([]string, len(r.Clock))
	for i, e := range r.Clock {
		effects[i] = e.Verb + " " + e.Clock
	}
	return strings.Join(effects, ", ")
}
