package below

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"linli/internal/errs"
	"linli/internal/place"
)

// Columns of a file of 邻里 and buildings, in any order; others are ignored and named in the report.
const (
	colName      = "name"
	colCommunity = "community"
	colNumber    = "number"
	colBuilding  = "building"
)

// list is what a file of 邻里 and buildings says.
type list struct {
	lots     []*lot // in the order of the file
	ignored  []string
	problems []place.Problem
	read     int

	column   map[string]int
	named    map[[2]string]*lot // by community and name
	numbered map[string]*lot    // by the code that a number makes
}

// lot is a 邻里 with its buildings.
type lot struct {
	community, name string
	lines           []int // every row that names it
	number          int   // 0: none is given
	bare            bool  // some row names it without a building
	houses          []house

	code  string // settled against the store, or what the number makes
	there bool   // it is in the store
}

type house struct {
	name  string
	line  int
	code  string
	there bool
}

// fresh is a copy that a write may settle.
func (b *list) fresh() *list {
	c := *b
	c.problems, c.lots = slices.Clone(b.problems), make([]*lot, len(b.lots))
	for i, l := range b.lots {
		x := *l
		x.houses = slices.Clone(l.houses)
		c.lots[i] = &x
	}
	return &c
}

// communities are those that the file names, in order.
func (b *list) communities() []string {
	set := map[string]bool{}
	for _, l := range b.lots {
		set[l.community] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func (b *list) problem(line int, field, key string, args ...any) {
	b.problems = append(b.problems, place.Problem{Line: line, Field: field, Key: key, Args: args})
}

// read reads a whole file. An error means that the file cannot be read or is no such file at all; what is wrong in
// its rows is in problems.
func read(r io.Reader) (*list, error) {
	plain := bufio.NewReader(r)
	if mark, _ := plain.Peek(3); string(mark) == "\ufeff" { // a shorter file has no mark
		_, _ = plain.Discard(3) // just peeked
	}
	b := &list{column: map[string]int{}, named: map[[2]string]*lot{}, numbered: map[string]*lot{}}
	c := csv.NewReader(plain)
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	head, err := c.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errs.Because(errs.Invalid, err, "place.import.unreadable")
	}
	if err := b.header(head); err != nil {
		return nil, err
	}
	for width := len(head); ; {
		rec, err := c.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return b, nil
		case errors.As(err, &broken):
			b.read++
			b.problem(broken.StartLine, "", "place.import.quotes")
		case err != nil:
			return nil, errs.Because(errs.Invalid, err, "place.import.unreadable")
		default:
			line, _ := c.FieldPos(0)
			b.row(rec, line, width)
		}
		if b.read > maxRows {
			return nil, errs.New(errs.Invalid, "place.below.too_many", maxRows)
		}
	}
}

func (b *list) header(head []string) error {
	for i, name := range head {
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case colCommunity, colName, colNumber, colBuilding:
			if _, twice := b.column[name]; twice {
				return errs.New(errs.Invalid, "place.below.header")
			}
			b.column[name] = i
		case "": // spreadsheets leave empty columns behind
		default:
			b.ignored = append(b.ignored, strings.ToValidUTF8(name, "?"))
		}
	}
	_, community := b.column[colCommunity]
	_, name := b.column[colName]
	if !community || !name {
		return errs.New(errs.Invalid, "place.below.header")
	}
	return nil
}

func (b *list) value(rec []string, column string) string {
	i, ok := b.column[column]
	if !ok || i >= len(rec) {
		return ""
	}
	return strings.TrimSpace(rec[i])
}

// row takes one row in, if all of it can be read.
func (b *list) row(rec []string, line, width int) {
	if strings.TrimSpace(strings.Join(rec, "")) == "" {
		return // spreadsheets leave empty rows behind
	}
	b.read++
	before := len(b.problems)
	if len(rec) != width {
		b.problem(line, "", "place.import.fields", len(rec), width)
	}
	community := b.value(rec, colCommunity)
	if code, err := place.Parse(community); err != nil || code != community || place.LevelOf(code) != place.Community {
		b.problem(line, colCommunity, "place.below.community")
	}
	name, building := b.value(rec, colName), b.value(rec, colBuilding)
	if key, args := place.CheckName(name); key != "" {
		b.problem(line, colName, key, args...)
	}
	if key, args := place.CheckName(building); building != "" && key != "" {
		b.problem(line, colBuilding, key, args...)
	}
	number := 0
	if text := b.value(rec, colNumber); text != "" {
		n, err := strconv.Atoi(text)
		if number = n; err != nil || n < 1 || n > 999 || text[0] == '+' {
			b.problem(line, colNumber, "place.below.number")
		}
	}
	if len(b.problems) == before {
		b.take(line, community, name, number, building)
	}
}

// take puts a good row into its 邻里, or says what is wrong beside the rows before it.
func (b *list) take(line int, community, name string, number int, building string) {
	l := b.named[[2]string{community, name}]
	if l == nil {
		l = &lot{community: community, name: name}
		b.named[[2]string{community, name}] = l
		b.lots = append(b.lots, l)
	}
	l.lines = append(l.lines, line)
	switch {
	case number == 0 || number == l.number:
	case l.number != 0:
		b.problem(line, colNumber, "place.below.two_numbers", l.number)
	default:
		code := code3(community, number)
		if other := b.numbered[code]; other != nil {
			b.problem(line, colNumber, "place.below.number_twice", other.lines[0])
			return
		}
		l.number, b.numbered[code] = number, l
	}
	if building == "" {
		if l.bare {
			b.problem(line, "", "place.below.twice")
		}
		l.bare = true
		return
	}
	if i := slices.IndexFunc(l.houses, func(h house) bool { return h.name == building }); i >= 0 {
		b.problem(line, colBuilding, "place.below.building_twice", l.houses[i].line)
		return
	}
	l.houses = append(l.houses, house{name: building, line: line})
}
