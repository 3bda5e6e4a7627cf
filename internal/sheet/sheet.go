// Package sheet reads tables out of the files that offices send (XLSX, CSV and text with tabs, in UTF-8 or GB 18030, as Excel in
// China writes them) and writes tables that Excel opens. It knows lines and cells; what they mean, its callers know.
//
// What comes from outside is bounded before it is unpacked: bytes, lines, columns, characters of a cell, and what a packed
// file may unpack to. Formulas are never computed; what is written is text that no program takes for a formula (OWASP, CSV
// Injection).
package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"

	"linli/internal/errs"
	"linli/internal/plain"
)

// Limits of a file.
const (
	MaxBytes   = 4 << 20
	MaxLines   = 20_000
	maxColumns = 40
	maxCell    = 500 // characters
	unpacked   = 16 << 20
)

// Sheet is a table: its head, and the lines below it that are not empty.
type Sheet struct {
	Head  []string `json:"head"`
	Lines []Line   `json:"lines"`
	At    int      `json:"at"`    // number of the head's line in the file
	Width int      `json:"width"` // columns of the widest line
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

// Read reads a small file as a whole, as Each reads a large one. Invalid, with a sentence, also where a cell holds what is not
// seen, or a line break that moves what stands behind it.
func Read(b []byte) (Sheet, error) {
	var s Sheet
	lim := Limits{Bytes: MaxBytes, Lines: MaxLines + 1, Columns: maxColumns, Cell: maxCell, Unpacked: unpacked}
	width, _, err := Each(bytes.NewReader(b), lim, func(l Line) error {
		for i, c := range l.Cells {
			if !plain.Clean(c, true) {
				return errs.New(errs.Invalid, "sheet.error.cell", l.N, i+1, maxCell)
			}
		}
		if s.Head == nil {
			s.Head, s.At = l.Cells, l.N
			return nil
		}
		s.Lines = append(s.Lines, l)
		return nil
	})
	if err != nil {
		return Sheet{}, err
	}
	s.Width = width
	return s, nil
}

// Day is the day that a cell says: 2026-01-31, 2026/1/31, 2026.1.31, 2026年1月31日, 20260131, or the number by which Excel keeps it.
func Day(cell string) (iso string, ok bool) {
	at, ok := Moment(cell, time.UTC)
	if !ok || !at.Equal(at.Truncate(24*time.Hour)) {
		return "", false
	}
	return at.Format(time.DateOnly), true
}

// momentForms are how dates with a time are written, once their signs are those of the first.
var momentForms = []string{"2006-1-2", "2006-1-2 15:4", "2006-1-2 15:4:5", "20060102", "20060102 15:4", "20060102150405"}

// Moment is the time that a cell says, in a zone: a day as Day reads it, that day's beginning, or with a time of day behind it
// (2026-01-31 14:30, 2026/1/31 14:30:05, 2026年1月31日14时30分), or Excel's number with a fraction.
func Moment(cell string, zone *time.Location) (at time.Time, ok bool) {
	cell = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", " ", "时", ":", "点", ":", "分", ":", "秒", "", "：", ":", "T", " ").Replace(strings.TrimSpace(cell))
	cell = strings.TrimRight(strings.Join(strings.Fields(cell), " "), ":")
	for _, form := range momentForms {
		if t, err := time.ParseInLocation(form, cell, zone); err == nil {
			return t, t.Year() >= firstYear && t.Year() <= lastYear
		}
	}
	n, err := strconv.ParseFloat(strings.Replace(cell, "-", ".", 1), 64)
	if err != nil || n < 36526 || n >= 73051 { // 2000-01-01 to 2099-12-31
		return time.Time{}, false
	}
	day := int(n)
	seconds := int((n-float64(day))*86400 + 0.5)
	return time.Date(1899, 12, 30+day, 0, 0, seconds, 0, zone), true
}

// Years that a date in a file may have.
const (
	firstYear = 1900
	lastYear  = 2100
)

// Whole is a cell that a spreadsheet may have made a number, as its digits: 1.3812345678E10 is 13812345678. lost tells that it
// had more than fifteen of them, so that the last are not there any more.
func Whole(cell string) (digits string, lost bool) {
	if n, err := strconv.ParseFloat(cell, 64); err == nil && strings.ContainsAny(cell, "eE.") {
		digits = strconv.FormatFloat(n, 'f', -1, 64)
		return digits, len(strings.TrimLeft(digits, "-")) > 15
	}
	return cell, false
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
