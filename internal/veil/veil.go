// Package veil finds in a text what tells of a person who did not ask to be named: telephone and identity numbers, mail
// addresses, number plates, doors, names with a form of address. It is the rule by which a text is published without
// anybody's looking at it (nothing found), and what proposes a masked version to whoever looks.
//
// It looks at a text as people read it: characters that are not seen are passed over, full-width forms are folded, digits
// may stand apart or be written in Chinese. It finds too much rather than too little: what it finds waits for a person.
// Officials by their office (闻书记, 季主任) are no find: who acts in a post is named.
package veil

import (
	"strings"
	"unicode"

	"linli/internal/plain"
)

// Kind is what a find is.
type Kind string

// The kinds, in the order in which a page names them.
const (
	Phone  Kind = "phone"  // seven digits or more that are no date, amount or number of a wish: telephone, account
	ID     Kind = "id"     // an identity number (GB 11643), or any number as long
	Mail   Kind = "mail"   // a mail address
	Handle Kind = "handle" // an account of WeChat or QQ
	Plate  Kind = "plate"  // a number plate (GA 36)
	Door   Kind = "door"   // building, stairway, room: 7幢, 2单元, 301室, 7-2-301
	Name   Kind = "name"   // a surname with a form of address: 谈阿姨, 谈桂芬女士
)

// Kinds is all of them.
func Kinds() []Kind { return []Kind{Phone, ID, Mail, Handle, Plate, Door, Name} }

// Span is a find: the bytes of the text from From until To, and those in it that a mask replaces.
type Span struct {
	Kind     Kind
	From, To int
	Hide     [2]int // inside From and To: the digits of a door, the given name of a person
}

// Find is everything found in a text, in its order; no two overlap.
func Find(text string) (out []Span) {
	t := read(text)
	for i := 0; i < len(t.r); {
		end := i + 1
		if t.r[i] >= 0x80 && !beginnings[t.r[i]] {
			i = end
			continue
		}
		for _, m := range matchers {
			if x, ok := m(t.r, i); ok {
				if end = x.end; x.kind != "" {
					out = append(out, Span{x.kind, t.at[i], t.at[end], [2]int{t.at[x.hide], t.at[x.until]}})
				}
				break
			}
		}
		i = end
	}
	return out
}

// Clear tells whether nothing is found.
func Clear(text string) bool { return len(Find(text)) == 0 }

// Mask is the text with what tells of a person replaced by stars: 谈*女士, *幢. Nothing is found in it any more.
func Mask(text string) string {
	for {
		found := Find(text)
		if len(found) == 0 {
			return text
		}
		var b strings.Builder
		from := 0
		for _, s := range found {
			b.WriteString(text[from:s.Hide[0]])
			b.WriteString(star(s.Kind))
			from = s.Hide[1]
		}
		text = b.String() + text[from:]
	}
}

// star stands for what is hidden.
func star(k Kind) string {
	if k == Door || k == Name {
		return "*"
	}
	return "***"
}

// folded is a text as it is read, each character with its place in the original; at has one place more, the end.
type folded struct {
	r  []rune
	at []int
}

func read(text string) (t folded) {
	t.r, t.at = make([]rune, 0, len(text)/2), make([]int, 0, len(text)/2+1)
	for i, r := range text {
		switch {
		case r < 0x80 || r >= 0x4e00 && r <= 0x9fff: // as it is
		case plain.Seen(string(r)) == "":
			continue
		case r >= 0xff01 && r <= 0xff5e:
			r -= 0xff01 - '!'
		case r == 0x3000 || r == 0xa0:
			r = ' '
		case unicode.Is(unicode.Nd, r):
			r = digit(r)
		}
		t.r, t.at = append(t.r, r), append(t.at, i)
	}
	t.at = append(t.at, len(text))
	return t
}

// digit folds the decimal digits of any script; each script has its ten in a row.
func digit(r rune) rune {
	if r < 0x80 {
		return r
	}
	zero := r
	for zero > r-9 && unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return '0' + r - zero
}
