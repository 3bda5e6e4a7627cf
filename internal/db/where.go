package db

import (
	"slices"
	"strconv"
	"strings"
)

// Where collects conditions that must all hold; `?` becomes the next `$n`.
type Where struct {
	parts []string
	args  []any
}

// And adds a condition: w.And("state = ? AND place >= ?", s, p).
func (w *Where) And(cond string, args ...any) {
	n := len(w.args)
	var b strings.Builder
	for i := range len(cond) {
		if cond[i] == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteByte(cond[i])
	}
	if n != len(w.args)+len(args) {
		panic("db: a condition and its values differ in number: " + cond)
	}
	w.args = append(w.args, args...)
	w.parts = append(w.parts, "("+b.String()+")")
}

// With is w and one more condition; w stays as it is.
func (w Where) With(cond string, args ...any) Where {
	c := Where{parts: slices.Clone(w.parts), args: slices.Clone(w.args)}
	c.And(cond, args...)
	return c
}

// In adds `column IN (…)`; no value matches nothing.
func (w *Where) In(column string, values []string) {
	var a Alternatives
	a.In(column, values)
	a.Into(w)
}

// NotIn adds `column NOT IN (…)`; no value excludes nothing.
func (w *Where) NotIn(column string, values []string) {
	if len(values) > 0 {
		cond, args := in(column, values)
		w.And("NOT "+cond, args...)
	}
}

// Within adds that column lies in one of the places' subtrees; no place matches nothing. Place codes are stored trimmed,
// so a subtree is a range in byte order.
func (w *Where) Within(column string, places []string) {
	var a Alternatives
	a.Within(column, places)
	a.Into(w)
}

// SQL is the conditions joined by AND, TRUE when there is none.
func (w *Where) SQL() string {
	if len(w.parts) == 0 {
		return "TRUE"
	}
	return strings.Join(w.parts, " AND ")
}

// Args are the values in order.
func (w *Where) Args() []any { return w.args }

// Alternatives collects conditions of which one must hold; none at all matches nothing.
type Alternatives struct {
	parts []string
	args  []any
}

// Or adds an alternative, with `?` for its values.
func (a *Alternatives) Or(cond string, args ...any) {
	a.parts, a.args = append(a.parts, cond), append(a.args, args...)
}

// In adds the alternative `column IN (…)`; no value adds nothing.
func (a *Alternatives) In(column string, values []string) { a.InAnd(column, values, "") }

// InAnd is In together with another condition.
func (a *Alternatives) InAnd(column string, values []string, cond string, args ...any) {
	if len(values) == 0 {
		return
	}
	text, all := in(column, values)
	if cond != "" {
		text += " AND " + cond
	}
	a.Or(text, append(all, args...)...)
}

// InSelect adds the alternative that column is among what a SELECT with an open WHERE gives for `of IN (values)`, together
// with another condition; no value adds nothing.
func (a *Alternatives) InSelect(column, selects, of string, values []string, cond string) {
	if len(values) == 0 {
		return
	}
	text, args := in(of, values)
	if cond != "" {
		cond = " AND " + cond
	}
	a.Or(column+" IN ("+selects+text+")"+cond, args...)
}

// Within adds the alternative that column lies in one of the subtrees; no place adds nothing.
func (a *Alternatives) Within(column string, places []string) { a.WithinAnd(column, places, "") }

// WithinAnd is Within together with another condition. A place that lies in another of the list adds nothing.
func (a *Alternatives) WithinAnd(column string, places []string, cond string, args ...any) {
	for i, p := range places {
		covered := slices.ContainsFunc(places, func(q string) bool { return q != p && strings.HasPrefix(p, q) })
		if covered || slices.Contains(places[:i], p) {
			continue
		}
		from, to := Subtree(p)
		text, all := column+" >= ? AND "+column+" < ?", []any{from, to}
		if cond != "" {
			text += " AND " + cond
		}
		a.Or(text, append(all, args...)...)
	}
}

// Into adds the alternatives to w as one condition.
func (a *Alternatives) Into(w *Where) {
	if len(a.parts) == 0 {
		w.And("1 = 0")
		return
	}
	w.And(strings.Join(a.parts, " OR "), a.args...)
}

// NotInto adds to w that none of the alternatives holds.
func (a *Alternatives) NotInto(w *Where) {
	if len(a.parts) > 0 {
		w.And("NOT ("+strings.Join(a.parts, " OR ")+")", a.args...)
	}
}

func in(column string, values []string) (string, []any) {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return column + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")", args
}

// Subtree is the half-open range of codes below and including a place. The empty code is everything.
func Subtree(place string) (from, to string) {
	return place, place + "~" // codes are digits; ~ sorts after all of them
}
