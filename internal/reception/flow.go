package reception

import (
	"linli/internal/actor"
	"linli/internal/flow"
)

// Flow is the table of a tea's acts.
var Flow = flow.Table[State]{
	States: []State{Planned, Announced, Held, Published, Done, Cancelled},
	Final:  []State{Done, Cancelled},
	Rows: []flow.Row[State]{
		{Act: "plan", From: []State{""}, To: Planned, Who: "secretary or vice secretary of the community"},
		{Act: "change", From: []State{Planned, Announced}, Who: "secretary or vice secretary: day, place, what it is about"},
		{Act: "announce", From: []State{Planned}, To: Announced, Who: "secretary or vice secretary; from then on everybody may know"},
		{Act: "invite", From: []State{Planned, Announced}, Who: "the community's desk: who comes, as what"},
		{Act: "link", From: []State{Announced, Held, Published}, Who: "the community's desk: a one-time link for somebody invited, until the day after the tea"},
		{Act: "agenda", From: []State{Planned, Announced, Held}, Who: "the community's desk: a wish that stands already, by its number"},
		{Act: "hold", From: []State{Announced}, To: Held, Who: "secretary or vice secretary, when it has begun"},
		{Act: "cancel", From: []State{Planned, Announced}, To: Cancelled, Who: "secretary or vice secretary, with the reason"},
		{Act: "hear", From: []State{Held}, Who: "the community's desk: a wish that was said there, as one line"},
		{Act: "promise", From: []State{Held}, Who: "secretary or vice secretary: what, who, until when; also takes back what was written by mistake"},
		{Act: "record", From: []State{Held}, Who: "secretary or vice secretary: who came, what was said, what was agreed"},
		{Act: "publish", From: []State{Held}, To: Published, Who: "secretary or vice secretary; promises are fixed from then on"},
		{Act: "fulfil", From: []State{Published}, Who: "the community's desk, or who owns the promise: the day and what was done"},
		{Act: "explain", From: []State{Published}, Who: "the community's desk, or who owns the promise: why it is not kept yet"},
		{Act: "finish", From: []State{Published}, To: Done, Who: "the system, in the act that keeps the last promise, or publishes minutes without any"},
	},
}

// Act is something that may be done to a tea. The names are those of Flow, of the journal (reception.plan) and of the URL.
type Act string

// The acts.
const (
	Plan     Act = "plan"
	Amend    Act = "change"
	Announce Act = "announce"
	Invite   Act = "invite"
	Link     Act = "link"
	Agenda   Act = "agenda"
	Hold     Act = "hold"
	Cancel   Act = "cancel"
	Hear     Act = "hear"
	Vow      Act = "promise"
	Record   Act = "record"
	Publish  Act = "publish"
	Fulfil   Act = "fulfil"
	Explain  Act = "explain"
	finish   Act = "finish"
)

// Acts is every act on an existing tea that somebody may do, in the order of the flow.
func Acts() []Act {
	return []Act{Amend, Announce, Invite, Link, Agenda, Hold, Cancel, Hear, Vow, Record, Publish, Fulfil, Explain}
}

// Changed says that an act was done to a tea, in its transaction.
type Changed struct {
	Session Session
	Act     Act
	By      actor.Actor
	Post    string
}

// EventName is the event's name in docs/events.md.
func (Changed) EventName() string { return "reception.changed" }
