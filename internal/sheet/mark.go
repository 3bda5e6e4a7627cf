package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
)

// Mark copies a file that Each has read and writes a note beside lines, in a column of its own behind the widest: title beside
// the head, and what note says of each other line. A workbook stays as it is, in every other part and cell, but that its first
// sheet has values where it had formulas; a text is written as UTF-8, and no cell of it is a formula.
func Mark(out io.Writer, src Source, lim Limits, width, head int, title string, note func(line int) string) error {
	m := &marker{width: width, note: func(line int) string {
		if line == head {
			return title
		}
		return note(line)
	}}
	first := make([]byte, 4)
	n, err := src.ReadAt(first, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if isPacked(first[:n]) {
		return m.book(out, src, lim)
	}
	return m.text(out, src)
}

type marker struct {
	width int
	note  func(line int) string
}

func (m *marker) text(out io.Writer, src Source) error {
	r, err := csvOf(src)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = r.Comma, true
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			w.Flush()
			return w.Error()
		}
		if err != nil {
			return badRecord(err)
		}
		n, _ := r.FieldPos(0)
		own := make([]string, m.width, m.width+1)
		for i, c := range cells[:min(len(cells), m.width)] {
			own[i] = Inert(c)
		}
		if err := w.Write(append(own, m.note(n))); err != nil {
			return err
		}
	}
}

// book copies a package part by part; only the first sheet is unpacked.
func (m *marker) book(out io.Writer, src Source, lim Limits) error {
	b, err := openBook(src, lim)
	if err != nil {
		return err
	}
	z := zip.NewWriter(out)
	for _, f := range b.z.File {
		if f != b.sheet {
			if err := z.Copy(f); err != nil {
				return err
			}
			continue
		}
		to, err := z.Create(f.Name)
		if err != nil {
			return err
		}
		if err := m.sheet(to, b); err != nil {
			return err
		}
	}
	return z.Close()
}

// sheet copies the first sheet: a cell goes in at the end of each line that has a note. The extent that it gives of itself, and
// those of its lines, are left out: they are hints, and not true any more.
func (m *marker) sheet(out io.Writer, b *book) error {
	r, err := b.open(b.sheet)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // read only
	w := bufio.NewWriterSize(out, 1<<16)
	s, line, within := newScan(r, 1<<20), 0, false
	for {
		if err := s.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return asUnreadable(err)
		}
		name, opens, closes := s.name()
		if within { // a formula
			within = !closes
			continue
		}
		_, _ = w.Write(s.text) // a failure stays with w
		switch string(name) {
		case "f":
			within = opens && !closes
			continue
		case "dimension":
			continue
		case "row":
			if opens {
				line = m.begin(s, line)
			}
			if text := m.note(line); closes && text != "" && !opens {
				_, _ = w.WriteString(cellXML(prefixOf(s.tag), columnName(m.width+1)+strconv.Itoa(line), "", text))
			}
		}
		_, _ = w.WriteString("<" + string(s.tag) + ">")
	}
	_, _ = w.Write(s.text)
	return w.Flush()
}

// begin is the number of the line whose tag has just been read, without its extent.
func (m *marker) begin(s *scan, last int) int {
	n, err := strconv.Atoi(s.attr("r"))
	if err != nil {
		n = last + 1
	}
	if spans := s.attr("spans"); spans != "" {
		s.tag = bytes.Replace(s.tag, []byte(`spans="`+spans+`"`), nil, 1)
	}
	return n
}

// prefixOf is what stands before the names of the sheet, with its colon.
func prefixOf(tag []byte) string {
	tag = bytes.TrimPrefix(tag, []byte("/"))
	if i := bytes.IndexByte(tag, ':'); i >= 0 {
		return string(tag[:i+1])
	}
	return ""
}
