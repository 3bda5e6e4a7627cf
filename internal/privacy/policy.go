package privacy

import (
	"linli/internal/actor"
	"linli/internal/person"
)

// Act is something that may be done to a request. The names are those of the journal (privacy.grant) and of Flow.
type Act string

// The acts.
const (
	Ask      Act = "ask"
	See      Act = "see"
	Grant    Act = "grant"
	Refuse   Act = "refuse"
	Withdraw Act = "withdraw"
)

// Acts is every act on an existing request.
func Acts() []Act { return []Act{See, Grant, Refuse, Withdraw} }

// Whom says as whom somebody asks.
type Whom string

// As the person, as a recorded proxy, at the desk for who came or called.
const (
	Self  Whom = "self"
	Proxy Whom = "proxy"
	Desk  Whom = "desk"
)

var (
	desk      = []actor.Role{actor.SocialWorker, actor.ViceSecretary, actor.Secretary}
	deciders  = []actor.Role{actor.Secretary, actor.ViceSecretary, actor.StreetLeader, actor.CommandCentre}
	overseers = []actor.Role{actor.SocialWorker, actor.ViceSecretary, actor.Secretary, actor.StreetLeader, actor.CommandCentre, actor.Auditor}
)

// MayAsk tells as whom the actor may ask something about a person's data, and under which post at the desk.
func MayAsk(a actor.Actor, p person.Person) (Whom, actor.Post, bool) {
	switch {
	case a.Person != "" && a.Person == p.ID:
		return Self, actor.Post{}, true
	case a.Is(p.ID):
		return Proxy, actor.Post{}, true
	}
	if p.Place == "" {
		return "", actor.Post{}, false
	}
	post, ok := a.As(p.Place, desk...)
	return Desk, post, ok
}

// MayRegister tells whether the actor stands at a desk where people ask.
func MayRegister(a actor.Actor) bool { return a.Has(desk...) }

// May tells whether the actor may do the act to a request, whatever its state, and under which post. Nobody decides what
// concerns oneself, or what one has asked for somebody as a proxy.
func May(a actor.Actor, act Act, r Request) (actor.Post, bool) {
	own := a.Is(r.Person) || a.Person != "" && a.Person == r.By && r.As != Desk
	switch act {
	case See:
		if own {
			return actor.Post{}, true
		}
		return a.As(r.Place, overseers...)
	case Grant, Refuse:
		if own {
			return actor.Post{}, false
		}
		return a.As(r.Place, deciders...)
	case Withdraw:
		return actor.Post{}, a.Is(r.Person)
	}
	return actor.Post{}, false
}

// Can tells whether the actor may do the act to a request now: the right and the state. Buttons ask it, and the verbs do.
func Can(a actor.Actor, act Act, r Request) bool {
	_, right := May(a, act, r)
	if act == See {
		return right
	}
	_, possible := Flow.Next(string(act), r.State)
	return right && possible
}

// scope is where the actor sees requests at a desk.
func scope(a actor.Actor) (places []string) {
	for _, p := range a.Posts {
		if _, ok := (actor.Actor{Posts: []actor.Post{p}}).As(p.Place, overseers...); ok {
			places = append(places, a.Scope(p)...)
		}
	}
	return places
}

// Oversees tells whether the actor has a list of requests.
func Oversees(a actor.Actor) bool { return len(scope(a)) > 0 }

// MayReadReports tells whether the actor may see what is kept for how long, and what each run has erased: the three
// administrators, and who audits.
func MayReadReports(a actor.Actor) bool {
	return a.System || a.Has(actor.SystemAdmin, actor.SecurityAdmin, actor.AuditAdmin, actor.Auditor)
}

// MayPublish gives the post under which the actor may put in another notice: who administers everything, or the console.
func MayPublish(a actor.Actor) (actor.Post, bool) {
	if a.System {
		return actor.Post{}, true
	}
	return a.As("", actor.SystemAdmin)
}

// MayConsent tells whether the actor may write down or end a consent of a person: the person oneself, or the desk of the
// community before which it was given. Ending is for whoever may give.
func MayConsent(a actor.Actor, p person.Person) (Whom, actor.Post, bool) { return MayAsk(a, p) }
