// Package rule holds dated configuration: every number that a law, a standard or a district rule sets, with the days on
// which it holds and its source, and the working calendar, which is a dated table too. Changing the law is a change of
// data. Rules are few and read at every act, so a Store keeps them in memory as one immutable Book.
package rule

import (
	"strconv"
	"strings"
	"time"

	"linli/internal/workday"
)

// Rule is one value of one key for a place and a time.
type Rule struct {
	Key    string
	Place  string // trimmed code of the subtree it holds in; empty: everywhere
	Value  string
	From   string // first day, 2026-01-01
	To     string // first day on which it no longer holds; empty: open
	Source string // law, standard, or who decided it
}

// Book is all rules and the calendar at one moment. It is immutable.
type Book struct {
	rules    map[string][]Rule
	calendar workday.Calendar
}

// NewBook makes a book. The rules may be in any order.
func NewBook(rules []Rule, c workday.Calendar) *Book {
	b := &Book{rules: map[string][]Rule{}, calendar: c}
	for _, r := range rules {
		b.rules[r.Key] = append(b.rules[r.Key], r)
	}
	return b
}

// Calendar is the working calendar.
func (b *Book) Calendar() workday.Calendar { return b.calendar }

// Find is the rule that holds for the place at the time: the most specific place wins, then the latest beginning.
func (b *Book) Find(key, place string, at time.Time) (best Rule, ok bool) {
	day := workday.DateOf(at).String()
	for _, r := range b.rules[key] {
		if !strings.HasPrefix(place, r.Place) || day < r.From || r.To != "" && day >= r.To {
			continue
		}
		if !ok || len(r.Place) > len(best.Place) || len(r.Place) == len(best.Place) && r.From > best.From {
			best, ok = r, true
		}
	}
	return best, ok
}

// Span is a rule whose value is a period. It panics when there is none: Ensure has put the shipped defaults in, and
// what is imported is checked.
func (b *Book) Span(key, place string, at time.Time) workday.Span {
	s, err := workday.ParseSpan(b.must(key, place, at))
	if err != nil {
		panic("rule: " + key + " is not a period")
	}
	return s
}

// Int is a rule whose value is a whole number; it panics like Span.
func (b *Book) Int(key, place string, at time.Time) int {
	n, err := strconv.Atoi(b.must(key, place, at))
	if err != nil {
		panic("rule: " + key + " is not a number")
	}
	return n
}

// Yes is a rule whose value is yes or no; it panics like Span.
func (b *Book) Yes(key, place string, at time.Time) bool { return b.must(key, place, at) == "yes" }

func (b *Book) must(key, place string, at time.Time) string {
	r, ok := b.Find(key, place, at)
	if !ok {
		panic("rule: no " + key + " on this day")
	}
	return r.Value
}
