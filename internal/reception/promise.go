package reception

import (
	"time"

	"linli/internal/workday"
)

// Promise is what was promised at a tea, by whom, until when.
type Promise struct {
	ID      string
	Session string
	Place   string
	Text    string
	Unit    string // organisation that answers for it
	Post    string // the official's post that has promised it; empty: the unit as a whole
	Owner   string // as it was promised: 和畅物业; 穆青禾 · 社区党委副书记
	Made    workday.Date
	Due     workday.Date // its last day
	At      time.Time
	By      string // who wrote it down, by name and title

	Kept     workday.Date // the day on which it was kept; zero: not yet
	KeptWord string       // what was done
	KeptBy   string       // who says so
	KeptAt   time.Time    // and when it was said

	Word   string // why it is not kept yet, and what next; the last that was said
	WordBy string
	WordAt time.Time

	Wish   string // id of the wish that it is for; empty: none
	Number string // its number; empty where the reader does not see the wish
}

// Outcome is what has become of a promise.
type Outcome string

// The outcomes: exactly one is true of a promise at any moment.
const (
	Open   Outcome = "open"   // not kept, and its last day has not passed
	Kept   Outcome = "kept"   // kept by its last day
	Late   Outcome = "late"   // kept after it
	Broken Outcome = "broken" // not kept, and its last day has passed
)

// Outcomes is all of them, in the order in which a ledger names them.
func Outcomes() []Outcome { return []Outcome{Kept, Late, Broken, Open} }

// Outcome is what has become of the promise by a day. The whole of its last day is in time.
func (p Promise) Outcome(today workday.Date) Outcome {
	switch {
	case p.Kept != 0 && p.Kept <= p.Due:
		return Kept
	case p.Kept != 0:
		return Late
	case today > p.Due:
		return Broken
	}
	return Open
}

// unkeptAt tells whether the promise was given before a tea, its last day had passed by the tea's day, and it had not been
// kept before: such promises stand on the tea's agenda.
func (p Promise) unkeptAt(s Session) bool {
	return p.Session != s.ID && p.Due < s.Day() && (p.Kept == 0 || p.Kept >= s.Day())
}

// Ledger is the promises of a place with how many became what.
type Ledger struct {
	Promises []Promise // the first given first
	Counts   map[Outcome]int
}

// Count is the ledger of promises by a day.
func Count(promises []Promise, today workday.Date) Ledger {
	l := Ledger{Promises: promises, Counts: map[Outcome]int{}}
	for _, p := range promises {
		l.Counts[p.Outcome(today)]++
	}
	return l
}

// Ripe is how many promises have come to their day, kept or not; of those Fulfilled were kept, in time or late.
func (l Ledger) Ripe() int { return len(l.Promises) - l.Counts[Open] }

// Fulfilled is how many were kept, in time or late.
func (l Ledger) Fulfilled() int { return l.Counts[Kept] + l.Counts[Late] }
