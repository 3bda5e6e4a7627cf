package wish

import (
	"time"

	"linli/internal/actor"
	"linli/internal/rule"
)

// Audience is who may read an entry of the timeline.
type Audience string

// Audiences, widest first.
const (
	ForPublic    Audience = "public"
	ForSubmitter Audience = "submitter"
	ForStaff     Audience = "staff"
)

// Entry is one thing that happened to a wish, as the timeline shows it.
type Entry struct {
	At       time.Time
	Act      string
	Audience Audience
	Person   string // who did it; empty for the system and for a visitor with a receipt
	Post     string
	Who      string // an official acting in a post, by name and title; empty for residents, who are shown masked
	Text     string
	Public   string // what neighbours read of Text; empty while nobody has published it
	Held     bool   // neighbours will read something once it is published; only in their view
	Detail   Detail
}

// Detail is what an act's entry says beside its text; every field may be empty.
type Detail struct {
	Colour  Colour   `json:"colour,omitempty"`
	Unit    string   `json:"unit,omitempty"` // organisation id
	Urgency Urgency  `json:"urgency,omitempty"`
	Due     int64    `json:"due,omitempty"` // microseconds
	Solved  *bool    `json:"solved,omitempty"`
	Rating  Rating   `json:"rating,omitempty"`
	Title   string   `json:"title,omitempty"`
	Took    bool     `json:"took,omitempty"` // the answer or note also took the wish up
	Channel Channel  `json:"channel,omitempty"`
	Words   Audience `json:"words,omitempty"` // who may read the text, where fewer may than the entry
	Proxy   string   `json:"proxy,omitempty"` // person id
	Ground  string   `json:"ground,omitempty"`
	Nth     int      `json:"nth,omitempty"`
	Ask     Ask      `json:"ask,omitempty"`
	Until   int64    `json:"until,omitempty"`   // the end of a pause, microseconds
	Was     int64    `json:"was,omitempty"`     // the due date before, microseconds
	Year    int      `json:"year,omitempty"`    // planned for
	Wish    string   `json:"wish,omitempty"`    // the other wish of a merge
	Phone   string   `json:"phone,omitempty"`   // masked; of a call
	Outcome string   `json:"outcome,omitempty"` // of a call that did not reach anybody
}

// DueTime is the date an entry names; zero when it names none.
func (d Detail) DueTime() time.Time { return moment(d.Due) }

// WasTime is the due date before; zero when the entry names none.
func (d Detail) WasTime() time.Time { return moment(d.Was) }

func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// Events, emitted inside the transaction of their act. By is nobody where no name is left; Draft names files that go with
// it, Meeting where a new one was said.
type (
	// Filed says that a wish has been submitted.
	Filed Changed
	// Changed says that an act has moved a wish, or has added to it.
	Changed struct {
		Wish                 Wish
		Act                  Act
		By                   actor.Actor
		Post, Draft, Meeting string
		Point                string // the spot, of one that was filed
		Old                  Wish   // as it was before; zero of one that was filed
		Book                 *rule.Book
	}
	// Moved says that open wishes have followed a recoded place: they stood at the code From.
	Moved struct {
		Wishes []Wish
		From   string
	}
)

// EventName is the event's name in docs/events.md.
func (Filed) EventName() string { return "wish.filed" }

// EventName is the event's name in docs/events.md.
func (Changed) EventName() string { return "wish.changed" }

// EventName is the event's name in docs/events.md.
func (Moved) EventName() string { return "wish.moved" }
