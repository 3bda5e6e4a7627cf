package app

import (
	"fmt"
	"io"
	"time"

	"linli/internal/archive"
)

// Meter shows how far a long command is: on a terminal one line that is written again and again, elsewhere a line now and
// then.
type Meter struct {
	Out     io.Writer
	Live    bool // a terminal
	English bool

	last archive.Step
	at   time.Time
}

// How often a line is written.
const (
	liveEvery  = 100 * time.Millisecond
	plainEvery = 15 * time.Second
)

func (m *Meter) show(p archive.Progress) {
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

// end leaves the line.
func (m *Meter) end() {
	if m.Live && m.last != "" {
		fmt.Fprintf(m.Out, "\r%78s\r", "")
	}
	m.last = ""
}

func (m *Meter) text(p archive.Progress) string {
	l := tongue(m.English)
	out := l.T("backup.step." + string(p.Step))
	if p.Table != "" {
		out += " " + p.Table
	}
	switch {
	case p.TotalRows > 0:
		out += l.T("backup.step.rows_of", p.Rows, p.TotalRows)
	case p.Rows > 0:
		out += l.T("backup.step.rows", p.Rows)
	}
	switch {
	case p.TotalBytes > 0:
		out += fmt.Sprintf(" · %s / %s", mebibytes(p.Bytes), mebibytes(p.TotalBytes))
	case p.Bytes > 0:
		out += " · " + mebibytes(p.Bytes)
	}
	return out
}
