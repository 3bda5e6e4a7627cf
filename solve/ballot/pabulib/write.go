package pabulib

import (
	"bufio"
	"io"
	"strings"
)

// Write writes an election so that Read gives it back: LF, no byte order mark, quotes only where needed.
func Write(w io.Writer, e *Election) error {
	b := bufio.NewWriter(w)
	line(b, []string{"META"})
	line(b, []string{"key", "value"})
	for _, r := range e.MetaRows {
		line(b, []string{r.Key, r.Value})
	}
	line(b, []string{"PROJECTS"})
	line(b, e.ProjectColumns)
	for _, p := range e.Projects {
		line(b, p.Fields)
	}
	line(b, []string{"VOTES"})
	line(b, e.VoteColumns)
	for _, v := range e.Votes {
		line(b, v.Fields)
	}
	return b.Flush()
}

// line writes one record. Errors of a bufio.Writer stay and come back from Flush.
func line(b *bufio.Writer, fields []string) {
	for i, f := range fields {
		if i > 0 {
			_ = b.WriteByte(';')
		}
		if strings.ContainsAny(f, ";\"\n\r") {
			f = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
		_, _ = b.WriteString(f)
	}
	_ = b.WriteByte('\n')
}
