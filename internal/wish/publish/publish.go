// Package publish is what of a public wish neighbours may read: its title and each entry of its timeline that is for
// everybody, one by one. Nothing is public that the rule or a moderator has not published (domain.md 3.9).
//
// The rule works where something is written (package wish): a text in which package veil finds nothing is published with
// the act that wrote it. What the rule leaves waits here for the community's desk, which sees the original and a proposed
// masked version beside each other, corrects that and publishes it, or refuses. Both can be undone: what was published,
// by the rule too, is taken down, and what was refused is published after all.
//
// A decision changes nothing of the wish's course: no clock, no state. It is written into the journal.
package publish

import (
	"slices"
	"time"

	"linli/internal/db"
	"linli/internal/event"
	"linli/internal/rule"
	"linli/internal/veil"
	"linli/internal/wish"
)

// Service is the use cases of publication.
type Service struct {
	d      *db.DB
	wishes *wish.Service
	rules  *rule.Store
	sink   event.Sink
}

// New is the service over the wishes and whoever hears of what is published.
func New(d *db.DB, wishes *wish.Service, rules *rule.Store, sink event.Sink) *Service {
	return &Service{d, wishes, rules, sink}
}

// Part is one text of a wish that may be public.
type Part struct {
	ID       int64  // wish.TitlePart, or the id of an entry of the timeline
	Act      string // of the entry; empty: the title
	Original string
	State    wish.Publicity // Waiting, Published or Withheld
	Public   string         // what neighbours read; empty unless Published
	At       time.Time      // when it was written

	DecidedAt time.Time // zero: the rule has published it, or it waits
	DecidedBy string    // the official, by name and title
	Reason    string    // why it was withheld
	Rev       int       // of the decision; 0: there is none yet
}

// Proposed is what a moderator begins with: what is public now, or the original with everything hidden that was found.
func (p Part) Proposed() string {
	if p.Public != "" {
		return p.Public
	}
	return veil.Mask(p.Original)
}

// Found are the kinds of what was found in the original, each once, in their order.
func (p Part) Found() (kinds []veil.Kind) {
	found := veil.Find(p.Original)
	for _, k := range veil.Kinds() {
		if slices.ContainsFunc(found, func(s veil.Span) bool { return s.Kind == k }) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// Published says that a part of a wish is public now by a moderator's decision.
type Published struct {
	Wish string
	Part int64
}

// EventName is the event's name in docs/events.md.
func (Published) EventName() string { return "wish.published" }
