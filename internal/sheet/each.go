package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"linli/internal/errs"
)

// Source is a file as it lies in memory or on a disk: bytes.Reader and io.SectionReader are.
type Source interface {
	io.ReaderAt
	Size() int64
}

// Limits bound a file before it is unpacked and while it is read.
type Limits struct {
	Bytes    int64 // of the file
	Lines    int   // that are not empty, the head among them
	Columns  int
	Cell     int   // characters of a cell
	Unpacked int64 // bytes of one part of a packed file, unpacked
}

// Large are the limits of a file that is read line by line and never held as a whole: a year of a district's hotline. A cell
// has at most what Excel lets one have.
func Large() Limits {
	return Limits{Bytes: 48 << 20, Lines: 200_001, Columns: 60, Cell: 32_767, Unpacked: 320 << 20}
}

// Each calls do for every line that is not empty, the head included, in order, and tells how many columns the widest has and
// how many lines there were. Which kind of file it is its first bytes say, never its name. A cell that spans several is in each
// of them: so people write the upper levels of a list. Errors of do end it and come back as they are. Invalid, with a sentence:
// too large, the old binary kind of Excel, not a table, a line or cell that cannot be.
func Each(src Source, lim Limits, do func(Line) error) (width, lines int, err error) {
	head := make([]byte, 4)
	n, err := src.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, 0, err
	}
	e := &eacher{lim: lim, do: do}
	switch head = head[:n]; {
	case src.Size() > lim.Bytes:
		err = errs.New(errs.Invalid, "sheet.error.bytes", lim.Bytes>>20)
	case isXLS(head):
		err = errs.New(errs.Invalid, "sheet.error.xls")
	case isPacked(head):
		err = e.packed(src)
	default:
		err = e.text(src)
	}
	if err == nil && e.n == 0 {
		err = errs.New(errs.Invalid, "sheet.error.empty")
	}
	return e.width, e.n, err
}

func isXLS(head []byte) bool    { return string(head) == "\xd0\xcf\x11\xe0" }
func isPacked(head []byte) bool { return string(head) == "PK\x03\x04" }

func unreadable() error { return errs.New(errs.Invalid, "sheet.error.unreadable") }

// eacher counts what has been read.
type eacher struct {
	lim      Limits
	do       func(Line) error
	width, n int
}

// line hands a line on: blanks around cells go, and the apostrophe before what would be a formula. cells may be used again.
func (e *eacher) line(n int, cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if e.n++; e.n > e.lim.Lines || len(cells) > e.lim.Columns {
		return errs.New(errs.Invalid, "sheet.error.large", e.lim.Lines-1, e.lim.Columns)
	}
	own := make([]string, len(cells))
	for i, c := range cells {
		c = strings.TrimSpace(c)
		if rest, quoted := strings.CutPrefix(c, "'"); quoted && Inert(rest) != rest {
			c = rest
		}
		if utf8.RuneCountInString(c) > e.lim.Cell || !utf8.ValidString(c) {
			return errs.New(errs.Invalid, "sheet.error.cell", n, i+1, e.lim.Cell)
		}
		own[i] = c
	}
	e.width = max(e.width, len(own))
	return e.do(Line{N: n, Cells: own})
}

// text reads CSV, or text with tabs where the first line has one.
func (e *eacher) text(src Source) error {
	r, err := csvOf(src)
	if err != nil {
		return err
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return badRecord(err)
		}
		n, _ := r.FieldPos(0)
		if err := e.line(n, cells); err != nil {
			return err
		}
	}
}

func badRecord(err error) error {
	if e := (*csv.ParseError)(nil); errors.As(err, &e) {
		return errs.New(errs.Invalid, "sheet.error.line", e.Line)
	}
	return unreadable()
}

// csvOf is the records of a text in whichever coding it is.
func csvOf(src Source) (*csv.Reader, error) {
	b, err := decoded(src)
	if err != nil {
		return nil, err
	}
	if mark, _ := b.Peek(3); string(mark) == "\xef\xbb\xbf" {
		_, _ = b.Discard(3) // it has just been seen
	}
	start, _ := b.Peek(1 << 12) // as much of the first line as says what parts cells
	first, _, _ := strings.Cut(string(start), "\n")
	r := csv.NewReader(b)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	if strings.ContainsRune(first, '\t') {
		r.Comma, r.LazyQuotes = '\t', true
	}
	return r, nil
}

// decoded is a text as UTF-8: it is that; or UTF-16 with its mark, as Excel saves “Unicode text”; or GB 18030.
func decoded(src Source) (*bufio.Reader, error) {
	in := func() *bufio.Reader { return bufio.NewReaderSize(io.NewSectionReader(src, 0, src.Size()), 1<<16) }
	coding := encoding.Encoding(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM))
	if mark, _ := in().Peek(2); string(mark) != "\xff\xfe" && string(mark) != "\xfe\xff" {
		valid, err := allUTF8(in())
		if err != nil || valid {
			return in(), err
		}
		coding = simplifiedchinese.GB18030
	}
	if err := decodes(transform.NewReader(in(), coding.NewDecoder())); err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(transform.NewReader(in(), coding.NewDecoder()), 1<<16), nil
}

// allUTF8 tells whether everything is UTF-8.
func allUTF8(r *bufio.Reader) (bool, error) {
	for {
		c, size, err := r.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, err
		case c == utf8.RuneError && size == 1:
			return false, nil
		}
	}
}

// decodes is Invalid where a decoder finds what is no text.
func decodes(r io.Reader) error {
	b := bufio.NewReaderSize(r, 1<<16)
	for {
		c, _, err := b.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil || c == utf8.RuneError:
			return unreadable()
		}
	}
}
