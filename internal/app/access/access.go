// Package access writes down who may do what: drawn from the policies themselves for docs/permissions.md, so that a change
// of a policy shows as a change of that page, and route by route in routes.txt, with which the tests of app compare what the
// built house answers.
package access

import (
	"linli/internal/actor"
	"linli/internal/wish"
)

// The places of the cast: a community in a street of a district, and a neighbour of each.
const (
	District  = "320613"
	Street    = "320613007"
	Community = "320613007005"
	Elsewhere = "320613007002" // another community of the same street
	Hood      = Community + "001"
	Building  = Hood + "001"
)

// The organisations of the cast, by the names that their posts and wishes carry here.
const (
	Committee   = "committee"  // the community's
	Party       = "party"      // the community's party branch
	NextDoor    = "next door"  // the other community's
	Office      = "office"     // of the street, responsible for what is yellow here
	OtherOffice = "other line" // of the street, responsible for something else
	Town        = "street"     // the street itself
	Firm        = "firm"       // the property firm of the community
	Group       = "group"      // superior group, responsible for what is red here
	Calls       = "calls"      // the district's own for call-backs
	Centre      = "centre"     // the district's command centre
	Bureau      = "bureau"     // of audit
	House       = "the house"  // the installation's own: administrators
)

// The residents of the cast.
const (
	Submitter = "submitter" // who has raised the wish
	Daughter  = "daughter"  // recorded to act for the submitter
	Neighbour = "neighbour" // lives in the same building
)

// Audience is one kind of caller: nobody in particular, a resident, or the holder of a post.
type Audience struct {
	Key  string // three letters: the column in routes.txt
	Name string
	Role actor.Role // of the post; empty: no post
	Org  string     // where the post is
	At   string     // what the organisation covers

	Person  string // of a resident
	Receipt bool   // has opened the wish with number and code
}

// Audiences is everybody who may come, each kind once: every role of actor.Roles stands here, the community's own twice.
func Audiences() []Audience {
	post := func(key, name string, r actor.Role, org, at string) Audience {
		return Audience{Key: key, Name: name, Role: r, Org: org, At: at}
	}
	return []Audience{
		{Key: "vis", Name: "visitor"},
		{Key: "rec", Name: "visitor who has opened the wish with number and code", Receipt: true},
		{Key: "sub", Name: "submitter of the wish", Person: Submitter},
		{Key: "pro", Name: "recorded proxy of the submitter", Person: Daughter},
		{Key: "nei", Name: "neighbour", Person: Neighbour},
		post("soc", "social worker", actor.SocialWorker, Committee, Community),
		post("vic", "vice secretary", actor.ViceSecretary, Party, Community),
		post("sec", "secretary", actor.Secretary, Party, Community),
		post("els", "secretary of another community", actor.Secretary, NextDoor, Elsewhere),
		post("off", "street officer of the responsible office", actor.StreetOfficer, Office, Street),
		post("oth", "street officer of another office", actor.StreetOfficer, OtherOffice, Street),
		post("led", "street leader", actor.StreetLeader, Town, Street),
		post("grp", "leader of the superior group", actor.GroupLeader, Group, District),
		post("cen", "command centre", actor.CommandCentre, Centre, District),
		post("han", "handler at the property firm", actor.Handler, Firm, Community),
		post("cal", "call-back officer", actor.CallBackOfficer, Calls, District),
		post("aud", "auditor", actor.Auditor, Bureau, District),
		post("adm", "system administrator", actor.SystemAdmin, House, District),
		post("gua", "security administrator", actor.SecurityAdmin, House, District),
		post("jou", "audit administrator", actor.AuditAdmin, House, District),
	}
}

// Actor is the audience as the policies see it.
func (a Audience) Actor(wishID string) actor.Actor {
	switch {
	case a.Receipt:
		return actor.Actor{Grant: wishID}
	case a.Person != "":
		out := actor.Actor{Account: "account", Person: a.Person, Home: Building}
		if a.Person == Daughter {
			out.ActsFor = []string{Submitter}
		}
		return out
	case a.Role != "":
		return actor.Actor{Account: "account", Person: "official", Posts: []actor.Post{{ID: "post", Org: a.Org, Place: a.At, Role: a.Role}}}
	}
	return actor.Visitor("")
}

// Situation is a wish as an audience may meet it.
type Situation struct {
	Key        string // one letter: in routes.txt
	State      wish.State
	Visibility wish.Visibility
	Colour     wish.Colour
	Unit       string // the organisation at which it stands
	Ruling     bool   // it was returned as often as may be: the level above has to rule
	Joint      bool   // the other office of the street has a task in it
	Asked      wish.Ask
	Paused     bool
	Raised     bool // it was moved up to where it stands
}

// Situations is every state, both visibilities and every kind of responsible unit.
func Situations() []Situation {
	return []Situation{
		{Key: "A", State: wish.Submitted, Visibility: wish.Public, Colour: wish.Unsorted, Unit: Committee},
		{Key: "B", State: wish.Accepted, Visibility: wish.Private, Colour: wish.Unsorted, Unit: Committee},
		{Key: "C", State: wish.Classified, Visibility: wish.Public, Colour: wish.Yellow, Unit: Office},
		{Key: "D", State: wish.InProgress, Visibility: wish.Private, Colour: wish.Yellow, Unit: Office},
		{Key: "E", State: wish.InProgress, Visibility: wish.Public, Colour: wish.Blue, Unit: Firm},
		{Key: "F", State: wish.Answered, Visibility: wish.Private, Colour: wish.Red, Unit: Group},
		{Key: "G", State: wish.Answered, Visibility: wish.Public, Colour: wish.Blue, Unit: Committee},
		{Key: "H", State: wish.Closed, Visibility: wish.Public, Colour: wish.Yellow, Unit: Office},
		{Key: "I", State: wish.Rejected, Visibility: wish.Public, Colour: wish.Unsorted, Unit: Committee},
		{Key: "J", State: wish.Withdrawn, Visibility: wish.Public, Colour: wish.Unsorted, Unit: Committee},
		{Key: "K", State: wish.Archived, Visibility: wish.Public, Colour: wish.Blue, Unit: Committee},
		{Key: "L", State: wish.Classified, Visibility: wish.Public, Colour: wish.Yellow, Unit: Committee, Ruling: true},
		{Key: "M", State: wish.InProgress, Visibility: wish.Private, Colour: wish.Yellow, Unit: Office, Joint: true},
		{Key: "N", State: wish.InProgress, Visibility: wish.Private, Colour: wish.Yellow, Unit: Office, Asked: wish.ForTime},
		{Key: "O", State: wish.InProgress, Visibility: wish.Private, Colour: wish.Blue, Unit: Committee, Asked: wish.ForColour},
		{Key: "P", State: wish.InProgress, Visibility: wish.Public, Colour: wish.Blue, Unit: Committee, Paused: true},
		{Key: "Q", State: wish.Merged, Visibility: wish.Public, Colour: wish.Yellow, Unit: Office},
		{Key: "R", State: wish.Classified, Visibility: wish.Private, Colour: wish.Yellow, Unit: Town, Raised: true},
	}
}
