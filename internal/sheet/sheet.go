// Package sheet reads tables out of the files that offices send (XLSX, CSV and text with tabs, in UTF-8 or GB 18030, as Excel in
// China writes them) and writes tables that Excel opens. It knows lines and cells; what they mean, its callers know.
//
// What comes from outside is bounded before it is unpacked: bytes, lines, columns, characters of a cell, and what a packed
// file may unpack to. Formulas are never computed; what is written is text that no program takes for a formula (OWASP, CSV
// Injection).
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"linli/internal/errs"
	"linli/internal/plain"
)

// Limits of a file.
const (
	MaxBytes   = 4 << 20
	MaxLines   = 20_000
	maxColumns = 40
	maxCell    = 500 // characters
)

// Sheet is a table: its head, and the lines below it that are not empty.
type Sheet struct {
	Head  []string `json:"head"`
	Lines []Line   `json:"lines"`
}

// Line is one line of a table. N is its number in the file, as a spreadsheet shows it: the head is 1, or lower where empty
// lines stand before it.
type Line struct {
	N     int      `json:"n"`
	Cells []string `json:"cells"`
}

// Cell is a cell by its column; empty where the line is shorter, or there is no such column (-1).
func (l Line) Cell(column int) string {
	if column < 0 || column >= len(l.Cells) {
		return ""
	}
	return l.Cells[column]
}

// Column is the first column whose head is one of the names, whatever their case; -1 when there is none.
func (s Sheet) Column(names ...string) int {
	for i, head := range s.Head {
		for _, name := range names {
			if strings.EqualFold(head, name) {
				return i
			}
		}
	}
	return -1
}

// Read reads a file: which kind it is its first bytes say, never its name. Invalid, with a sentence: too large, the old
// binary kind of Excel, not a table, a cell too long, nothing in it.
func Read(b []byte) (Sheet, error) {
	var s Sheet
	var err error
	switch {
	case len(b) > MaxBytes:
		return Sheet{}, errs.New(errs.Invalid, "sheet.error.bytes", MaxBytes>>20)
	case bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return Sheet{}, errs.New(errs.Invalid, "sheet.error.xls")
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		s, err = readXLSX(b)
	default:
		s, err = readText(b)
	}
	if err == nil && len(s.Head) == 0 {
		err = errs.New(errs.Invalid, "sheet.error.empty")
	}
	if err != nil {
		return Sheet{}, err
	}
	return s, nil
}

// readText reads CSV, or text with tabs where the first line has one.
func readText(b []byte) (Sheet, error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return Sheet{}, errs.New(errs.Invalid, "sheet.error.unreadable")
		}
		b = decoded
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	if first, _, _ := bytes.Cut(b, []byte("\n")); bytes.ContainsRune(first, '\t') {
		r.Comma, r.LazyQuotes = '\t', true
	}
	var out Sheet
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			line := 0
			if e := (*csv.ParseError)(nil); errors.As(err, &e) {
				line = e.Line
			}
			return Sheet{}, errs.New(errs.Invalid, "sheet.error.line", line)
		}
		n, _ := r.FieldPos(0)
		if err := out.add(n, cells); err != nil {
			return Sheet{}, err
		}
	}
}

// add takes a line: the first that is not empty is the head. Blanks around cells go, and the apostrophe before what would
// be a formula.
func (s *Sheet) add(n int, cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if len(s.Lines) == MaxLines || len(cells) > maxColumns {
		return errs.New(errs.Invalid, "sheet.error.large", MaxLines, maxColumns)
	}
	own := make([]string, len(cells))
	for i, c := range cells {
		c = strings.TrimSpace(c)
		if rest, quoted := strings.CutPrefix(c, "'"); quoted && Inert(rest) != rest {
			c = rest
		}
		if utf8.RuneCountInString(c) > maxCell || !plain.Clean(c, true) {
			return errs.New(errs.Invalid, "sheet.error.cell", n, i+1, maxCell)
		}
		own[i] = c
	}
	if s.Head == nil {
		s.Head = own
		return nil
	}
	s.Lines = append(s.Lines, Line{N: n, Cells: own})
	return nil
}

// Day is the day that a cell says: 2026-01-31, 2026/1/31, 2026.1.31, 2026年1月31日, or the number by which Excel keeps it.
func Day(cell string) (iso string, ok bool) {
	cell = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "").Replace(strings.TrimSpace(cell))
	if t, err := time.Parse("2006-1-2", cell); err == nil {
		return t.Format(time.DateOnly), true
	}
	n, err := strconv.Atoi(cell)
	if err != nil || n < 36526 || n > 73050 { // 2000-01-01 to 2099-12-31
		return "", false
	}
	return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}

// WriteCSV writes a table as UTF-8 with its mark and CRLF; what would be a formula is made a text.
func WriteCSV(out io.Writer, head []string, lines [][]string) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	for _, cells := range append([][]string{head}, lines...) {
		own := make([]string, len(cells))
		for i, c := range cells {
			own[i] = Inert(c)
		}
		if err := w.Write(own); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// Inert makes a cell that a spreadsheet would take for a formula a text: an apostrophe before what begins with a sign of
// one, also a full-width one or one behind blanks (OWASP, CSV Injection).
func Inert(cell string) string {
	first := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) })
	if first != "" && strings.ContainsRune("=+-@|＝＋－＠｜", []rune(first)[0]) || cell != "" && strings.ContainsRune("\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
