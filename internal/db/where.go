package db

import (
	"slices"
	"strconv"
	"strings"
)

// Where collects conditions that must all hold; `?` becomes the next `$n`.
type Where struct {
	parts []part
	any   Alternatives // one of these must hold too, if there are any; see SplitInto
}

// part is a condition with its values.
type part struct {
	cond string
	args []any
}

// And adds a condition: w.And("state = ? AND place >= ?", s, p).
func (w *Where) And(cond string, args ...any) {
	if strings.Count(cond, "?") != len(args) {
		panic("db: a condition and its values differ in number: " + cond)
	}
	w.parts = append(w.parts, part{cond, args})
}

// With is w and one more condition; w stays as it is.
func (w Where) With(cond string, args ...any) Where {
	c := Where{parts: slices.Clone(w.parts), any: w.any}
	c.And(cond, args...)
	return c
}

// all is every condition.
func (w *Where) all() []part {
	if len(w.any.parts) == 0 {
		return w.parts
	}
	return append(slices.Clip(w.parts), w.any.joined())
}

// Among adds that column is among what a SELECT with an open WHERE gives under other conditions.
func (w *Where) Among(column, selects string, of Where) {
	text, args := []string{"TRUE"}, []any(nil)
	for _, p := range of.all() {
		text, args = append(text, "("+p.cond+")"), append(args, p.args...)
	}
	w.And(column+" IN ("+selects+strings.Join(text, " AND ")+")", args...)
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
	all := w.all()
	if len(all) == 0 {
		return "TRUE"
	}
	var b strings.Builder
	n := 0
	for i, p := range all {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteByte('(')
		for _, c := range []byte(p.cond) {
			if c != '?' {
				b.WriteByte(c)
				continue
			}
			n++
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteByte(')')
	}
	return b.String()
}

// Args are the values in order.
func (w *Where) Args() []any {
	var out []any
	for _, p := range w.all() {
		out = append(out, p.args...)
	}
	return out
}

// Pieces are conditions that exclude each other and together hold what w holds, one for each alternative that was split
// into it: each finds its own index, where a database that is asked for all of them at once looks at every row.
func (w *Where) Pieces() []Where {
	if len(w.any.parts) < 2 {
		return []Where{*w}
	}
	out := make([]Where, len(w.any.parts))
	for i, p := range w.any.parts {
		out[i] = Where{parts: append(slices.Clip(w.parts), p)}
		for _, before := range w.any.parts[:i] {
			out[i].And("("+before.cond+") IS NOT TRUE", before.args...)
		}
	}
	return out
}

// Alternatives collects conditions of which one must hold; none at all matches nothing.
type Alternatives struct{ parts []part }

// Or adds an alternative, with `?` for its values.
func (a *Alternatives) Or(cond string, args ...any) {
	if strings.Count(cond, "?") != len(args) {
		panic("db: an alternative and its values differ in number: " + cond)
	}
	a.parts = append(a.parts, part{cond, args})
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

// joined is that one of them holds.
func (a *Alternatives) joined() (p part) {
	for i, x := range a.parts {
		if i > 0 {
			p.cond += " OR "
		}
		p.cond, p.args = p.cond+x.cond, append(p.args, x.args...)
	}
	return p
}

// Into adds the alternatives to w as one condition.
func (a *Alternatives) Into(w *Where) {
	if len(a.parts) == 0 {
		w.And("1 = 0")
		return
	}
	w.parts = append(w.parts, a.joined())
}

// SplitInto is Into, and Pieces takes them apart again. Only one set of alternatives can be split into a condition.
func (a *Alternatives) SplitInto(w *Where) {
	if len(a.parts) == 0 || len(w.any.parts) > 0 {
		a.Into(w)
		return
	}
	w.any = *a
}

// NotInto adds to w that none of the alternatives holds.
func (a *Alternatives) NotInto(w *Where) {
	if len(a.parts) > 0 {
		none := a.joined()
		w.And("NOT ("+none.cond+")", none.args...)
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
