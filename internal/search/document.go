package search

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

// format is the number of the way in which documents are made. Whoever changes what a document has in it counts on: a store
// that was written in another way is written anew.
const format = 1

// Document is what the index holds of one record: tokens. At is its place in the order of what is found, the greatest first;
// where it is taken, the next smaller one is given. It is above 0.
type Document struct {
	At     int64
	tokens map[string]bool
}

// New is an empty document at a place.
func New(at int64) *Document { return &Document{At: at, tokens: map[string]bool{}} }

// Is adds a mark: who may find it, a place, a number. Only letters and digits of it count.
func (d *Document) Is(marks ...string) {
	for _, m := range marks {
		d.tokens[plainToken(m)] = true
	}
}

// Says adds the characters and pairs of a text, in a field: one small letter.
func (d *Document) Says(field string, texts ...string) { d.says(field, false, texts) }

// Named is Says for names, in which dots and blanks do not count.
func (d *Document) Named(field string, names ...string) { d.says(field, true, names) }

func (d *Document) says(field string, joined bool, texts []string) {
	for _, t := range texts {
		for _, run := range fold(t, joined).runs() {
			grams(run, func(g string) { d.tokens[field+g] = true })
		}
	}
}

// Abbreviates adds the initials of names. person: of people.
func (d *Document) Abbreviates(field string, person bool, names ...string) {
	for _, name := range names {
		letterGrams(initials(name, person), func(g string) { d.tokens[field+g] = true })
	}
}

// plainToken is a mark without what no index takes: ids come with hyphens.
func plainToken(m string) string { return strings.ReplaceAll(m, "-", "") }

// words are the tokens in their order.
func (d *Document) words() []string {
	out := make([]string, 0, len(d.tokens))
	for t := range d.tokens {
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

// hash tells whether a document has changed.
func hash(words []string) string {
	h := fnv.New64a()
	for _, w := range words {
		_, _ = h.Write([]byte(w)) // never fails
		_, _ = h.Write([]byte{0})
	}
	return strconv.Itoa(format) + "." + strconv.FormatUint(h.Sum64(), 36)
}
