package workday

import (
	_ "embed" // the shipped table
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"linli/internal/errs"
)

// Kind says what a notice makes of a day.
type Kind string

// The kinds, as the table writes them.
const (
	Off  Kind = "off"  // no work: a holiday, or a weekend day inside one
	Work Kind = "work" // a Saturday or Sunday that is worked (调休)
)

// Day is one day that a yearly notice of the State Council names. NoticeYear is the year the notice is for, which may be
// one more than the day's own: 2022-12-31 stands in the notice for 2023.
type Day struct {
	Date       Date
	NoticeYear int
	Kind       Kind
}

const (
	header      = "date,notice_year,kind"
	maxFile     = 256 << 10 // bytes: some three hundred years of notices
	firstNotice = 1950
	lastNotice  = 2199
)

//go:embed china.csv
var shipped string

// Default is the table shipped with the product: the notices for 2021 to 2026. It comes from secondary copies of the
// notices, so an installation confirms it, and replaces it by import, before it goes live.
func Default() []Day {
	days, err := Parse(strings.NewReader(shipped))
	if err != nil {
		panic(err) // the file is part of the build; a test reads it
	}
	return days
}

// Parse reads the table `date,notice_year,kind`, one named day a line, in the order of the file. A byte order mark, CRLF
// and empty lines are allowed, quotes are not. It is all or nothing: when any line is bad the error is Invalid and has
// one field for each bad line, named line.N, with N as its first argument.
func Parse(r io.Reader) (_ []Day, err error) {
	defer errs.Wrap(&err, "workday.Parse")
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, errs.New(errs.Invalid, "workday.too_large", maxFile)
	}
	p := parser{seen: map[Date]int{}}
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		p.line(strings.TrimSpace(line))
	}
	if len(p.bad) == 0 && len(p.days) == 0 {
		return nil, errs.New(errs.Invalid, "workday.empty")
	}
	return p.days, errs.BadFields(p.bad)
}

type parser struct {
	n      int // lines read
	header bool
	days   []Day
	seen   map[Date]int // the line of each date
	bad    []errs.Field
}

func (p *parser) line(s string) {
	p.n++
	switch {
	case s == "":
	case !p.header:
		p.header = true
		if s != header {
			p.complain("workday.header", header)
		}
	default:
		p.row(strings.Split(s, ","))
	}
}

func (p *parser) row(cells []string) {
	if len(cells) != 3 {
		p.complain("workday.columns", len(cells))
		return
	}
	date, err := ParseDate(cells[0])
	if err != nil {
		p.complain("workday.date", cells[0])
		return
	}
	year, err := strconv.Atoi(cells[1])
	if err != nil {
		p.complain("workday.notice_year", cells[1])
		return
	}
	d := Day{Date: date, NoticeYear: year, Kind: Kind(cells[2])}
	if key := d.problem(); key != "" {
		p.complain(key, strings.Join(cells, ","))
		return
	}
	if first, twice := p.seen[date]; twice {
		p.complain("workday.duplicate", cells[0], first)
		return
	}
	p.seen[date] = p.n
	p.days = append(p.days, d)
}

func (p *parser) complain(key string, args ...any) {
	p.bad = append(p.bad, errs.Field{Name: fmt.Sprintf("line.%d", p.n), Key: key, Args: append([]any{p.n}, args...)})
}

// problem is the translation key of what is wrong with the day, empty when nothing is.
func (d Day) problem() string {
	year, weekday := d.Date.Year(), d.Date.Weekday()
	switch {
	case d.NoticeYear < firstNotice || d.NoticeYear > lastNotice || (year != d.NoticeYear && year != d.NoticeYear-1):
		return "workday.notice_year"
	case d.Kind != Off && d.Kind != Work:
		return "workday.kind"
	case d.Kind == Work && weekday != time.Saturday && weekday != time.Sunday:
		return "workday.not_weekend" // such a day is worked anyway: the line has the wrong date
	}
	return ""
}
