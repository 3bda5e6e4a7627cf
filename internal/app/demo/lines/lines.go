// Package lines reads the tables of which the demonstration's story is made, and the variants in their texts.
package lines

import (
	"fmt"
	"strings"
)

// Of are the lines of a table with tabs that are neither remarks nor its heading. It panics on one that has not so many columns.
func Of(table string, columns int) (out [][]string) {
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case len(cells) != columns:
			panic(fmt.Sprintf("demo: %d columns: %s", len(cells), line)) // the table is part of the build; every test reads it
		}
		out = append(out, cells)
	}
	return out[1:]
}

// Variant takes of each {a|b|c} the n-th, over and over.
func Variant(s string, n int) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{")
		b.WriteString(before)
		choice, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			return b.String()
		}
		all := strings.Split(choice, "|")
		b.WriteString(all[n%len(all)])
		s = after
	}
}
