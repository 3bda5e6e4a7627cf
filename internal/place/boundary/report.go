package boundary

import (
	"bufio"
	"fmt"
	"io"

	"linli/internal/place"
	"linli/internal/workday"
)

// Report is what an import did or would do.
type Report struct {
	Source    string
	Property  string // which held the codes
	ValidFrom workday.Date
	Features  int   // of the file
	Edition   int64 // its number among the imports; 0 when nothing was written
	Done      bool  // what the report says has been done

	Added, Changed Group
	Same           int
	Problems       []place.Problem // every feature that was refused, by its place in the file from 1
}

// Group counts places and keeps the first few.
type Group struct {
	Count int
	First []string
}

// examples is how many places of a kind a report names.
const examples = 5

func (g *Group) add(code, name string) {
	if g.Count++; g.Count <= examples {
		g.First = append(g.First, place.Show(code)+" "+name)
	}
}

// WriteText prints the report for people, in English when lang begins with “en”, else in Chinese.
func (r Report) WriteText(w io.Writer, lang string) error {
	say, b := place.Sayer(lang, Words()), bufio.NewWriter(w)
	fmt.Fprintln(b, say("boundary.head", r.Source, r.Features, r.Property, r.ValidFrom))
	for _, g := range []struct {
		key string
		Group
	}{{"added", r.Added}, {"changed", r.Changed}} {
		fmt.Fprintln(b, say("place.report.group", say("boundary."+g.key), g.Count))
		for _, x := range g.First {
			fmt.Fprintln(b, "  "+x)
		}
		if g.Count > len(g.First) {
			fmt.Fprintln(b, "  …")
		}
	}
	fmt.Fprintln(b, say("place.report.group", say("boundary.same"), r.Same))
	if len(r.Problems) > 0 {
		fmt.Fprintln(b, say("place.report.group", say("boundary.refused"), len(r.Problems)))
	}
	for _, p := range r.Problems {
		field := p.Field
		if field != "" {
			field = " " + field
		}
		fmt.Fprintln(b, " ", say("boundary.problem", p.Line, field, say(p.Key, p.Args...)))
	}
	switch {
	case r.Added.Count+r.Changed.Count == 0:
		fmt.Fprintln(b, say("place.report.nothing"))
	case !r.Done:
		fmt.Fprintln(b, say("boundary.would"))
	}
	return b.Flush()
}
