package reception

import (
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/person"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Kind is the kind of a tea in journal, chain and files; PromiseKind that of a promise in the chain.
const (
	Kind        = "reception"
	PromiseKind = "promise"
)

// State is where a tea stands.
type State string

// The states.
const (
	Planned   State = "planned"
	Announced State = "announced"
	Held      State = "held"
	Published State = "published" // its minutes are; promises are open
	Done      State = "done"      // every promise is kept
	Cancelled State = "cancelled"
)

// Why is what a tea is for.
type Why string

// The reasons: the four that Due computes, and what the community decides by itself.
const (
	ForTopic   Why = "topic"   // so many open wishes of one kind
	ForRed     Why = "red"     // a red wish
	ForDays    Why = "days"    // so many days without a tea
	ForMonth   Why = "month"   // the tea of the month
	ForItsSake Why = "decided" // the community wants to talk
)

// Whys is all of them, in the order in which Due names them.
func Whys() []Why { return []Why{ForTopic, ForRed, ForDays, ForMonth, ForItsSake} }

// Reason is why a tea is due, or was planned.
type Reason struct {
	Why   Why
	Topic wish.Topic // of ForTopic
	N     int        // wishes of that kind, red wishes, days; 0 where nothing is counted
}

// Role is as what somebody is invited (domain.md A1.13).
type Role string

// The roles.
const (
	Resident Role = "resident" // 居民代表
	Builder  Role = "builder"  // 建设方
	CPPCC    Role = "cppcc"    // 政协委员
	Property Role = "property" // 物业
	Other    Role = "other"    // 其他单位
)

// Roles is all of them, in the order of the form.
func Roles() []Role { return []Role{Resident, Builder, CPPCC, Property, Other} }

// Invitee is somebody invited.
type Invitee struct {
	ID       string
	Role     Role
	Name     string // empty once it is no longer kept
	Unit     string // what the person speaks for; may be empty
	Came     bool
	Linked   bool      // a one-time link waits to be opened
	OpenedAt time.Time // when it was last opened; zero: never
}

// Session is one tea.
type Session struct {
	ID       string
	Place    string // the community's code
	Title    string
	About    string // what is announced of it; may be empty
	Spot     string // where, in words
	StartsAt time.Time
	EndsAt   time.Time // zero: open
	State    State
	Reason   Reason
	Host     string // the official, by name and title
	Post     string // the host's

	Residents int    // how many came
	Minutes   string // what was said
	Decisions string // what was agreed
	Publisher string // who published the minutes, by name and title
	Cancel    string // why it was called off

	PlannedAt, AnnouncedAt, HeldAt, PublishedAt, EndedAt time.Time

	Rev int64 // how often its own fields were changed

	Invitees []Invitee // of one that is looked at alone; in lists none
	At       time.Time // when it is looked at
	Until    time.Time // until when its guests see it
}

// Day is the day of the tea, in China.
func (s Session) Day() workday.Date { return workday.DateOf(s.StartsAt) }

// Shown tells whether everybody may know of the tea: it was announced.
func (s Session) Shown() bool { return !s.AnnouncedAt.IsZero() }

// invited is the invitee whose link has opened the tea for the actor.
func (s Session) invited(a actor.Actor) bool {
	return a.Grant != "" && s.Shown() && s.At.Before(s.Until) &&
		slices.ContainsFunc(s.Invitees, func(x Invitee) bool { return x.ID == a.Grant && !x.OpenedAt.IsZero() })
}

// Limits of what is typed, in characters.
const (
	maxTitle = 60
	maxSpot  = 100
	maxAbout = 500
	maxName  = 30
	MaxText  = 4000 // minutes
	MaxWord  = 300  // a promise, and what is said of it
	MaxLine  = 200  // a wish heard, as one line of the table
	maxCame  = 10_000
)

// Redact empties what a view does not show, so that no page can leak it by mistake. Residents who are invited are named in
// full to staff only.
func Redact(s Session, v View) Session {
	if v == StaffView {
		return s
	}
	if v == PublicView && s.PublishedAt.IsZero() {
		s.Minutes, s.Decisions, s.Residents = "", "", 0
	}
	s.Invitees = slices.Clone(s.Invitees)
	for i, x := range s.Invitees {
		kept := Invitee{Role: x.Role, Unit: x.Unit, Came: x.Came}
		switch {
		case v == GuestView && x.Role == Resident:
			kept.Name = person.MaskName(x.Name)
		case v == GuestView:
			kept.Name = x.Name
		}
		s.Invitees[i] = kept
	}
	return s
}
