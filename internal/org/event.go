package org

import (
	"time"

	"linli/internal/actor"
)

// Events, emitted inside the transaction of their act.
type (
	// AppointmentBegun says that somebody holds, or from then on will hold, a post.
	AppointmentBegun struct {
		Post   actor.Post
		Person string
		Place  string // of the organisation
		At     time.Time
	}
	// AppointmentEnded says that somebody no longer holds a post from then on. What the post had taken up stands in the
	// organisation's inbox from that moment by itself.
	AppointmentEnded struct {
		Post   actor.Post
		Person string
		Place  string // of the organisation
		At     time.Time
	}
	// StandInChanged says that somebody stands in, or will, for the holder of a post, or no longer does.
	StandInChanged struct {
		Post           actor.Post
		Person, Holder string
		Place          string // of the organisation
		At             time.Time
	}
)

// EventName is the event's name in docs/events.md.
func (StandInChanged) EventName() string { return "org.stand_in_changed" }

// EventName is the event's name in docs/events.md.
func (AppointmentBegun) EventName() string { return "org.appointment_begun" }

// EventName is the event's name in docs/events.md.
func (AppointmentEnded) EventName() string { return "org.appointment_ended" }
