package rule

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"linli/internal/errs"
	"linli/internal/workday"
)

//go:embed defaults.csv
var defaults string

// Form is how the value of a key is written.
type Form string

// The forms. Span, Months, Hours and Count have bounds in the table: months 1-120. Those of a span are in working days.
const (
	Span   Form = "span"   // a period in any unit: 5wd, 4wh, 24h, 12mo
	Months Form = "months" // a period in months: 12mo
	Hours  Form = "hours"  // a period round the clock: 12h
	Count  Form = "count"  // a whole number
	Yes    Form = "yes"    // yes or no
	Office Form = "office" // office hours: 08:30-17:30, or 08:30-12:00,13:30-17:30
	Name   Form = "name"   // what something of a list is called, in both languages: 不归本单位管/Not our duty
)

// Definition is a key that the program reads.
type Definition struct {
	Key         string
	Form        Form
	Least, Most int  // of Span (in working days), Months, Hours and Count
	Local       bool // a place may have a value of its own; else one value holds everywhere
}

// shipped are the rows of defaults.csv: the keys that there are, and the rules a new installation starts with.
func shipped() (known []Definition, rules []Rule) {
	rows, err := csv.NewReader(strings.NewReader(defaults)).ReadAll()
	if err != nil {
		panic(err) // the file is part of the program and read by a test
	}
	for _, r := range rows[1:] {
		d := Definition{Key: r[0], Local: r[2] == "place"}
		form, bounds, _ := strings.Cut(r[1], " ")
		if d.Form = Form(form); bounds != "" {
			if _, err := fmt.Sscanf(bounds, "%d-%d", &d.Least, &d.Most); err != nil {
				panic(err) // as above
			}
		}
		known = append(known, d)
		rules = append(rules, Rule{Key: r[0], Place: r[3], Value: r[4], From: r[5], To: r[6], Source: r[7]})
	}
	return known, rules
}

// Shipped are the rules a new installation starts with.
func Shipped() []Rule {
	_, rules := shipped()
	return rules
}

// Known are the keys that the program reads, in the order in which it ships them.
func Known() []Definition {
	known, _ := shipped()
	return known
}

// definition is a key's, also of one that a list of names does not have yet; false when the program reads no such key.
func definition(key string) (Definition, bool) {
	for _, d := range Known() {
		if d.Key == key {
			return d, true
		}
	}
	return ofList(key)
}

// Check is Invalid when a value is not written as the key's form asks.
func (d Definition) Check(value string) error {
	if key, args := d.problem(value); key != "" {
		return errs.BadFields([]errs.Field{{Name: "value", Key: key, Args: args}})
	}
	return nil
}

// problem is the translation key of what is wrong with a value, empty when nothing is.
func (d Definition) problem(value string) (key string, args []any) {
	bounds := []any{d.Least, d.Most}
	switch d.Form {
	case Span:
		s, err := workday.ParseSpan(value)
		if err != nil {
			return "rule.error.span", nil
		}
		if longest := d.longest(s.Unit); s.N > longest {
			return "rule.error.longer", []any{d.Most}
		}
	case Months:
		return d.period(value, workday.Month, "rule.error.months")
	case Hours:
		return d.period(value, workday.Hour, "rule.error.hours")
	case Count:
		if n, err := strconv.Atoi(value); err != nil || strconv.Itoa(n) != value || n < d.Least || n > d.Most {
			return "rule.error.count", bounds
		}
	case Yes:
		if value != "yes" && value != "no" {
			return "rule.error.yes", nil
		}
	case Office:
		if _, err := workday.ParseHours(value); err != nil {
			return "workday.hours", nil
		}
	case Name:
		return wrongName(value), []any{maxNamed}
	}
	return "", nil
}

// longest is how many of a unit are no longer than the bound in working days: one has eight hours of office, five last longer
// than five times 24 hours, and a month has 23 at most.
func (d Definition) longest(u workday.Unit) int {
	switch u {
	case workday.WorkHour:
		return d.Most * 8
	case workday.Hour:
		return d.Most * 24
	case workday.Month:
		return d.Most / 23
	}
	return d.Most
}

func (d Definition) period(value string, u workday.Unit, wrong string) (key string, args []any) {
	if s, err := workday.ParseSpan(value); err != nil || s.Unit != u || s.N < d.Least || s.N > d.Most {
		return wrong, []any{d.Least, d.Most}
	}
	return "", nil
}

// maxSource bounds what is written of where a rule comes from, in characters.
const maxSource = 200

// checkSource is a source in normal form, or what is wrong with it.
func checkSource(s string) (string, []errs.Field) {
	s = strings.TrimSpace(s)
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return s, []errs.Field{{Name: "source", Key: "rule.error.source"}}
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return s, []errs.Field{{Name: "source", Key: "org.error.characters"}}
	case n > maxSource:
		return s, []errs.Field{{Name: "source", Key: "org.error.long", Args: []any{maxSource}}}
	}
	return s, nil
}
