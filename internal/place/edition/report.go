package edition

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"linli/internal/place"
	"linli/internal/workday"
)

// Report is what an import did, or why it did nothing.
type Report struct {
	Source    string
	ValidFrom workday.Date
	Edition   int64 // the edition it made current; 0 when nothing changed
	Rows      int   // of the file, without the header
	Skipped   int   // of them, because they are bad or hang under a bad one

	Added, Renamed, Reclassified, Recoded, Ended Group
	Stranded                                     Group // 邻里 and buildings that hold on under an ended community
	Aliases                                      Group
	UnknownOld                                   Group // old codes that the store never had; they were ignored
	Unchanged                                    int

	Ignored  []string        // columns
	Problems []place.Problem // every one, by line
	Refused  bool            // because of them
}

// Group counts changes of one kind and keeps the first few.
type Group struct {
	Count int
	First []Change
}

// Change is one place of a group. Was is the former name of what was renamed, the former class, or the former code.
type Change struct{ Code, Name, Was string }

// examples is how many changes of a kind a report shows.
const examples = 5

func (g *Group) add(code, name, was string) {
	if g.Count++; g.Count <= examples {
		g.First = append(g.First, Change{Code: code, Name: name, Was: was})
	}
}

// WriteText prints the report for people, in English when lang begins with “en” (LANG of a terminal), else in Chinese.
// Every problem has its line.
func (r Report) WriteText(w io.Writer, lang string) error {
	say, b := place.Sayer(lang, Words()), bufio.NewWriter(w)
	source := r.Source
	if source == "" {
		source = say("place.report.source")
	}
	fmt.Fprintln(b, say("place.report.head", source, r.ValidFrom, r.Rows, r.Skipped))
	if len(r.Ignored) > 0 {
		fmt.Fprintln(b, say("place.report.group", say("place.report.ignored"), strings.Join(r.Ignored, ", ")))
	}
	if r.Refused {
		fmt.Fprintln(b, say("place.import.bad", len(r.Problems)))
	} else {
		r.writeChanges(b, say)
	}
	place.WriteProblems(b, say, r.Problems)
	return b.Flush()
}

func (r Report) writeChanges(w io.Writer, say func(key string, args ...any) string) {
	for _, g := range []struct {
		key string
		Group
	}{
		{"added", r.Added},
		{"renamed", r.Renamed},
		{"reclassified", r.Reclassified},
		{"recoded", r.Recoded},
		{"ended", r.Ended},
		{"stranded", r.Stranded},
		{"aliases", r.Aliases},
		{"unknown_old", r.UnknownOld},
	} {
		if g.Count == 0 {
			continue
		}
		fmt.Fprintln(w, say("place.report.group", say("place.report."+g.key), g.Count))
		for _, c := range g.First {
			line := "  " + place.Show(c.Code) + " " + c.Name
			if c.Was != "" {
				line += " (" + c.Was + ")"
			}
			fmt.Fprintln(w, line)
		}
		if g.Count > len(g.First) {
			fmt.Fprintln(w, " ", say("place.report.more"))
		}
	}
	fmt.Fprintln(w, say("place.report.group", say("place.report.unchanged"), r.Unchanged))
	if r.Edition == 0 {
		fmt.Fprintln(w, say("place.report.nothing"))
	}
}
