package archive

import (
	"fmt"
	"io"
	"time"
)

// Meter shows how far a long command is: on a terminal one line that is written again and again, elsewhere a line now and
// then.
type Meter struct {
	Out  io.Writer
	Live bool                                 // a terminal
	Say  func(key string, args ...any) string // a sentence of Words in the reader's language

	last Step
	at   time.Time
}

// How often a line is written.
const (
	liveEvery  = 100 * time.Millisecond
	plainEvery = 15 * time.Second
)

// Show is what Options and RestoreOptions want.
func (m *Meter) Show(p Progress) {
	every := plainEvery
	if m.Live {
		every = liveEvery
	}
	if p.Step == m.last && time.Since(m.at) < every {
		return
	}
	m.last, m.at = p.Step, time.Now()
	if m.Live {
		fmt.Fprintf(m.Out, "\r%-78s", m.text(p))
		return
	}
	fmt.Fprintln(m.Out, m.text(p))
}

// End leaves the line.
func (m *Meter) End() {
	if m.Live && m.last != "" {
		fmt.Fprintf(m.Out, "\r%78s\r", "")
	}
	m.last = ""
}

func (m *Meter) text(p Progress) string {
	out := m.Say("archive.step." + string(p.Step))
	if p.Table != "" {
		out += " " + p.Table
	}
	switch {
	case p.TotalRows > 0:
		out += m.Say("archive.step.rows_of", p.Rows, p.TotalRows)
	case p.Rows > 0:
		out += m.Say("archive.step.rows", p.Rows)
	}
	switch {
	case p.TotalBytes > 0:
		out += fmt.Sprintf(" · %s / %s", Mebibytes(p.Bytes), Mebibytes(p.TotalBytes))
	case p.Bytes > 0:
		out += " · " + Mebibytes(p.Bytes)
	}
	return out
}

// Mebibytes is a size as people read it.
func Mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
