package search

import (
	"strings"

	"linli/internal/db"
)

// Expr is a condition on the tokens of a document. The zero Expr holds for none.
type Expr struct {
	token    string
	all, any []Expr
	ever     bool
}

// Any holds where one of the conditions does; none of them: nowhere.
func Any(of ...Expr) Expr {
	var e Expr
	for _, x := range of {
		switch {
		case x.ever:
			return x
		case !x.Never():
			e.any = append(e.any, x)
		}
	}
	return e
}

// All holds where all of the conditions do; none of them: everywhere.
func All(of ...Expr) Expr {
	var e Expr
	for _, x := range of {
		switch {
		case x.Never():
			return Expr{}
		case !x.ever:
			e.all = append(e.all, x)
		}
	}
	if len(e.all) == 0 {
		return Everywhere()
	}
	return e
}

// Everywhere holds for every document. It narrows; alone it cannot be asked for.
func Everywhere() Expr { return Expr{ever: true} }

// Is holds where a document has the mark.
func Is(mark string) Expr { return Expr{token: plainToken(mark)} }

// Said holds where a document says every word in the field, as far as its pairs tell; nowhere for an empty query.
func (q Query) Said(field string) Expr {
	if q.Empty() {
		return Expr{}
	}
	var of []Expr
	for _, w := range q.words {
		for _, g := range needed(w) {
			of = append(of, Expr{token: field + g})
		}
	}
	return All(of...)
}

// Initials holds where a document has what was typed as initials in the field; nowhere where that cannot be initials.
func (q Query) Initials(field string) Expr {
	letters, ok := q.letters()
	if !ok {
		return Expr{}
	}
	return Query{words: []string{letters}}.Said(field)
}

// Never tells whether the condition holds for no document.
func (e Expr) Never() bool { return e.token == "" && len(e.all) == 0 && len(e.any) == 0 && !e.ever }

// text is the condition as the engine wants it. Tokens are letters and digits only.
func (e Expr) text(engine db.Engine) string {
	quote, and, or := `"`, " AND ", " OR "
	if engine == db.Postgres {
		quote, and, or = `'`, " & ", " | "
	}
	switch {
	case e.token != "":
		return quote + e.token + quote
	case len(e.all) > 0:
		return joined(engine, e.all, and)
	}
	return joined(engine, e.any, or)
}

func joined(engine db.Engine, of []Expr, by string) string {
	parts := make([]string, len(of))
	for i, x := range of {
		parts[i] = x.text(engine)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, by) + ")"
}
