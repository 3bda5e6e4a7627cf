package edition

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"linli/internal/errs"
	"linli/internal/place"
)

// Columns of a list; the order in the file is free, others are ignored and named in the report.
const (
	colCode   = "code"
	colName   = "name"
	colParent = "parent_code"
	colLevel  = "level"
	colClass  = "urban_rural_type"
	colAlias  = "alias"
	colOld    = "old_code"
)

// list is what a file says. A row whose code cannot be read is only a problem.
type list struct {
	rows     []row              // sorted by code once checked
	tree     bool               // it has names, parents and levels; else only properties of places that are there
	aliases  map[int32][]string // by line
	olds     map[int32][]string // by line: codes that the place replaces
	top      place.Level        // highest level in the list
	spared   map[string]bool    // below these codes nothing ends for being missing: their rows could not be read
	ignored  []string
	problems []place.Problem
	read     int
	hopeless bool // the header is wrong: there is nothing to skip
}

// row is kept small: there may be half a million.
type row struct {
	code, name, parent, class string
	line, up                  int32 // up is the index of the parent's row, -1 when it has none
	bad, children             bool  // children: some row names this as its parent
}

func (l *list) reject(r *row, field, key string, args ...any) {
	r.bad = true
	l.problem(int(r.line), field, key, args...)
}

func (l *list) problem(line int, field, key string, args ...any) {
	l.problems = append(l.problems, place.Problem{Line: line, Field: field, Key: key, Args: args})
}

// skipped is how many lines have problems, which are sorted by line.
func (l *list) skipped() int {
	n, last := 0, 1 // the header is no row
	for _, p := range l.problems {
		if p.Line != last {
			n, last = n+1, p.Line
		}
	}
	return n
}

// progressRows is how often a phase that counts rows tells how far it is and looks whether it is to stop.
const progressRows = 20_000

// read reads a whole file. An error means that the file itself cannot be read; what is wrong inside is in problems.
func read(ctx context.Context, r io.Reader, progress func(Progress)) (*list, error) {
	l := &list{aliases: map[int32][]string{}, olds: map[int32][]string{}, spared: map[string]bool{}}
	plain, err := unpack(r)
	if err != nil {
		return nil, unreadable(err)
	}
	c := csv.NewReader(plain)
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	head, err := c.Read()
	if err != nil && !errors.Is(err, io.EOF) && !errors.As(err, new(*csv.ParseError)) {
		return nil, unreadable(err)
	}
	f := fields{list: l, column: map[string]int{}, width: len(head)}
	if f.header(head); l.hopeless {
		return l, nil
	}
	for {
		rec, err := c.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return l, nil
		case errors.As(err, &broken):
			l.read++
			l.problem(broken.StartLine, "", "place.import.quotes")
			l.spared[""] = true
			continue
		case err != nil:
			return nil, unreadable(err)
		}
		line, _ := c.FieldPos(0)
		f.row(rec, line)
		if l.read++; l.read%progressRows == 0 {
			progress(Progress{Phase: Reading, Done: l.read})
			if ctx.Err() != nil {
				return nil, cancelled(ctx)
			}
		}
	}
}

func unreadable(err error) error { return errs.Because(errs.Invalid, err, "place.import.unreadable") }

func cancelled(ctx context.Context) error {
	return errs.Because(errs.Unavailable, ctx.Err(), "place.import.cancelled")
}

// unpack recognises gzip by its content and takes a byte order mark off.
func unpack(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	if magic, _ := b.Peek(2); string(magic) == "\x1f\x8b" { // a shorter file has no magic and fails as text
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, err
		}
		b = bufio.NewReaderSize(z, 1<<16)
	}
	if mark, _ := b.Peek(3); string(mark) == "\ufeff" {
		_, _ = b.Discard(3) // just peeked
	}
	return b, nil
}

// fields turns records into rows.
type fields struct {
	*list
	column map[string]int
	width  int
}

func (f *fields) header(head []string) {
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue // spreadsheets leave empty columns behind
		}
		if _, twice := f.column[name]; twice {
			f.problem(1, name, "place.import.column_twice")
			f.hopeless = true
		}
		f.column[name] = i
		switch name {
		case colCode, colName, colParent, colLevel, colClass, colAlias, colOld:
		default:
			f.ignored = append(f.ignored, strings.ToValidUTF8(name, "?"))
		}
	}
	f.tree = f.has(colName) || f.has(colParent) || f.has(colLevel) || !f.has(colClass) && !f.has(colAlias) && !f.has(colOld)
	for _, name := range []string{colCode, colName, colParent, colLevel} {
		if !f.has(name) && (f.tree || name == colCode) {
			f.problem(1, name, "place.import.column_missing")
			f.hopeless = true
		}
	}
}

func (f *fields) has(column string) bool { _, ok := f.column[column]; return ok }

// value is a field of a record, "" when the file or the record does not have it.
func (f *fields) value(rec []string, column string) string {
	i, ok := f.column[column]
	if !ok || i >= len(rec) {
		return ""
	}
	return strings.TrimSpace(rec[i])
}

func (f *fields) row(rec []string, line int) {
	var key string
	r := row{line: int32(line), up: -1} //nolint:gosec // lines of a file
	if len(rec) != f.width {
		f.reject(&r, "", "place.import.fields", len(rec), f.width)
	}
	if r.code, key = fileCode(f.value(rec, colCode)); key != "" {
		f.reject(&r, colCode, key)
		parent, _ := fileCode(f.value(rec, colParent)) // "" when it cannot be read either: then nothing ends
		f.spared[parent] = true
	}
	if f.tree {
		f.position(&r, rec)
	}
	r.class = f.value(rec, colClass)
	if r.class != "" && !classKnown(r.class) {
		f.reject(&r, colClass, "place.import.class")
	}
	f.several(&r, rec)
	if r.code == "" {
		return
	}
	if r.bad {
		f.spared[r.code] = true
	}
	f.rows = append(f.rows, r)
}

// position reads name, parent and level.
func (f *fields) position(r *row, rec []string) {
	r.name = f.value(rec, colName)
	if key, args := place.CheckName(r.name); key != "" {
		f.reject(r, colName, key, args...)
	}
	level := place.LevelOf(r.code)
	parent, key := f.value(rec, colParent), ""
	switch {
	case parent == "" && level > place.Province:
		f.reject(r, colParent, "place.import.parent_missing")
	case parent != "":
		if r.parent, key = fileCode(parent); key != "" {
			f.reject(r, colParent, key)
		} else if r.code != "" && (r.parent == r.code || !strings.HasPrefix(r.code, r.parent)) {
			f.reject(r, colParent, "place.import.parent_prefix", parent)
		}
	}
	if given := f.value(rec, colLevel); r.code != "" && given != strconv.Itoa(int(level)) {
		f.reject(r, colLevel, "place.import.level", given, int(level))
	}
}

// several reads the columns with more than one value.
func (f *fields) several(r *row, rec []string) {
	split := func(column string) []string {
		return strings.FieldsFunc(f.value(rec, column), func(c rune) bool { return c == ';' || c == '；' || c == '|' })
	}
	for _, alias := range split(colAlias) {
		alias = strings.TrimSpace(alias)
		if key, args := place.CheckName(alias); key != "" {
			f.reject(r, colAlias, key, args...)
			continue
		}
		f.aliases[r.line] = append(f.aliases[r.line], alias)
	}
	for _, old := range split(colOld) {
		code, err := place.Parse(old)
		switch {
		case err != nil || place.LevelOf(code) > place.Community:
			f.reject(r, colOld, "place.code")
		case code == r.code:
			f.reject(r, colOld, "place.import.old_self")
		default:
			f.olds[r.line] = append(f.olds[r.line], code)
		}
	}
}

// fullWidth is the width of a published code, padded with zeros.
const fullWidth = 12

// fileCode reads a code of the published list, always twelve digits, and returns it trimmed, or what is wrong with it.
func fileCode(s string) (code, key string) {
	switch {
	case strings.Trim(s, "0123456789") != "":
		return "", "place.import.code_digits"
	case len(s) != fullWidth:
		return "", "place.import.code_length"
	}
	code, err := place.Parse(s)
	if err != nil {
		return "", "place.code"
	}
	return code, ""
}

// classKnown tells whether a 城乡分类代码 is one of the list's (domain.md B1).
func classKnown(class string) bool {
	switch class {
	case "111", "112", "121", "122", "123", "210", "220":
		return true
	}
	return false
}
