// Package dispatch is the dispatch catalogue (分办目录): for a topic and a place, with all that lies below both, who is
// responsible, which colour a wish has there, how long the answer may take and what it must bring. It proposes; who sorts a
// wish decides, and the wish keeps by which entry it was sorted and whether that was followed (wish_route).
//
// Where it comes from: cities keep such lists and change them constantly, more than 300 items at once (Beijing's 派单目录,
// domain.md B6); each subclass of a city's manual names unit, time and what closes a case (GB/T 30428, domain.md B5). So the
// catalogue is dated data: a change is a new row, the old one gets its end, and what held on a day stays answerable.
//
// A clock of an entry may only shorten what the rule wish.clock.answer.* allows: at the moment of sorting the earlier of the
// two dates holds.
//
// Events: none. Journal acts: dispatch.set, dispatch.end, dispatch.import.
package dispatch

import (
	"slices"
	"strings"
	"time"

	"linli/internal/place"
	"linli/internal/wish"
)

// Evidence is something that an answer must bring.
type Evidence string

// Kinds of evidence. A photo is looked for when the answer is given; the others are told to who answers.
const (
	Photo  Evidence = "photo"  // 照片, with the answer
	Visit  Evidence = "visit"  // 现场走访, told in the answer
	Record Evidence = "record" // 办理记录: measurements, receipts, a report
)

// Evidences are all of them, in the order of the form.
func Evidences() []Evidence { return []Evidence{Photo, Visit, Record} }

// Entry is one row of the catalogue, valid from From until To.
type Entry struct {
	ID       string
	Place    string // trimmed code; it holds for the subtree
	Topic    string // code; it holds for all below; empty: any
	Colour   wish.Colour
	Unit     string     // organisation; empty: the community itself (blue), its street (yellow)
	Clock    string     // a workday.Span; empty: as the rule says
	Evidence []Evidence // in their order
	From, To time.Time
}

// Holds tells whether the entry is valid at a moment.
func (e Entry) Holds(at time.Time) bool {
	return !at.Before(e.From) && (e.To.IsZero() || at.Before(e.To))
}

// Void tells whether the entry was taken back before it began.
func (e Entry) Void() bool { return !e.To.IsZero() && !e.To.After(e.From) }

// same tells whether two entries of one place and topic say the same.
func (e Entry) same(o Entry) bool {
	return e.Colour == o.Colour && e.Unit == o.Unit && e.Clock == o.Clock && slices.Equal(e.Evidence, o.Evidence)
}

// key is the place and the topic, of which one entry holds at a time.
type key struct{ place, topic string }

func (e Entry) key() key { return key{e.Place, e.Topic} }

// Book is entries to be asked. It is a value that nobody changes.
type Book map[key][]Entry

// NewBook is a book of entries.
func NewBook(entries []Entry) Book {
	b := Book{}
	for _, e := range entries {
		b[e.key()] = append(b[e.key()], e)
	}
	return b
}

// Resolve is the entry by which a wish of a topic is sorted at a place and a moment. path is the topic and those above it, the
// topic first (topic.Tree.Path).
//
// The order: the deepest place at which an entry fits, and there the deepest topic. The place goes first because who is
// nearer knows better: a street that writes “any topic: our own office” means it, and takes on with it what the district
// has said about a topic in particular. The preview shows what such a broad entry takes in before it is saved.
func (b Book) Resolve(code string, path []string, at time.Time) (Entry, bool) {
	places := append(place.Ancestors(code), code)
	for _, p := range slices.Backward(places) {
		for _, t := range append(slices.Clone(path), "") {
			for _, e := range b[key{p, t}] {
				if e.Holds(at) {
					return e, true
				}
			}
		}
	}
	return Entry{}, false
}

// evidence are kinds as the column holds them, and back.
func join(list []Evidence) string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = string(x)
	}
	return strings.Join(words, " ")
}

func split(text string) (out []Evidence) {
	for _, word := range strings.Fields(text) {
		out = append(out, Evidence(word))
	}
	return out
}
