package person

import (
	"strings"
	"time"

	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/plain"
	"linli/internal/workday"
)

// Sex is what GB/T 2261.1 calls it, as far as it is known.
type Sex string

// Sexes.
const (
	SexUnknown Sex = ""
	Male       Sex = "male"
	Female     Sex = "female"
)

// Person is somebody who lives or works here.
type Person struct {
	ID    string
	Name  string
	Place string // trimmed code of the home; empty: not known, or not here
	Birth string // 1958 or 1958-03-02; empty: not known
	Sex   Sex
}

// Relation is how the proxy stands to the one acted for.
type Relation string

// Relations of a proxy.
const (
	Child     Relation = "child"     // 子女
	Spouse    Relation = "spouse"    // 配偶
	Parent    Relation = "parent"    // 父母
	Relative  Relation = "relative"  // 其他亲属
	Neighbour Relation = "neighbour" // 邻居
	Guardian  Relation = "guardian"  // 监护人
)

// Relations is all of them, in the order in which a form offers them.
func Relations() []Relation { return []Relation{Child, Spouse, Parent, Relative, Neighbour, Guardian} }

// Proxy says that Person may act for another from then until then.
type Proxy struct {
	ID       string
	Person   string
	For      string
	Relation Relation
	Reason   string // how it was established, in own words; may be empty
	From     time.Time
	To       time.Time // first moment at which it no longer holds; zero: open
}

// maxName bounds a name, in characters; minority names of the full form reach into the twenties.
const maxName = 50

// Now and then a name comes with full-width or doubled spaces: they are folded, nothing else is.
func cleanName(s string) string { return strings.Join(strings.Fields(s), " ") }

// nameKey is a name as a search compares it: lower case, without spaces and dots.
func nameKey(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '　', '·', '•', '.', '-':
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// checked is the person in normal form, or what is wrong with it field by field.
func (p Person) checked(now time.Time) (Person, error) {
	var bad []errs.Field
	p.Name = cleanName(p.Name)
	switch n := plain.Length(p.Name); {
	case !plain.Clean(p.Name, false):
		bad = append(bad, errs.Field{Name: "name", Key: "person.name.characters"})
	case n == 0:
		bad = append(bad, errs.Field{Name: "name", Key: "person.name.empty"})
	case n > maxName:
		bad = append(bad, errs.Field{Name: "name", Key: "person.name.long", Args: []any{maxName}})
	}
	if code, err := place.Parse(p.Place); p.Place != "" && (err != nil || code != p.Place) {
		bad = append(bad, errs.Field{Name: "place", Key: "place.code"})
	}
	if p.Sex != SexUnknown && p.Sex != Male && p.Sex != Female {
		bad = append(bad, errs.Field{Name: "sex", Key: "person.sex"})
	}
	if !birthOK(p.Birth, now) {
		bad = append(bad, errs.Field{Name: "birth", Key: "person.birth"})
	}
	return p, errs.BadFields(bad)
}

// birthOK: empty, a year, or a real day; from 1850 on and not in the future.
func birthOK(s string, now time.Time) bool {
	const year = len("1958")
	if s == "" {
		return true
	}
	day := s
	if len(s) == year {
		day = s + "-01-01"
	}
	d, err := workday.ParseDate(day)
	return err == nil && d <= workday.DateOf(now) && d.Year() >= 1850
}
