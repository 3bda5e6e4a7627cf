package person

import "linli/internal/actor"

// MaySee gives the post under which the actor may see a person in full: the staff of the community where the person
// lives. Somebody sees oneself, and those for whom one is a recorded proxy, under no post. A job of the system may.
func MaySee(a actor.Actor, p Person) (actor.Post, bool) {
	if a.System || a.Is(p.ID) {
		return actor.Post{}, true
	}
	return desk(a, p.Place)
}

// MayCreate gives the post under which the actor may add somebody who lives at the place: the community's own staff, or
// an administrator whose scope covers it. Where no home is known, only who is responsible everywhere may.
func MayCreate(a actor.Actor, home string) (actor.Post, bool) {
	if a.System {
		return actor.Post{}, true
	}
	if p, ok := desk(a, home); ok {
		return p, true
	}
	return a.As(home, actor.SystemAdmin)
}

// MayUpdate gives the post under which the actor may change what is kept of a person: the staff of the community where
// the person lives; one's own, under no post. A proxy acts for somebody, but does not change who that is.
func MayUpdate(a actor.Actor, p Person) (actor.Post, bool) {
	if a.System || a.Person != "" && a.Person == p.ID {
		return actor.Post{}, true
	}
	return desk(a, p.Place)
}

// MaySetContact gives the post under which the actor may write down how to reach somebody: the staff of the community,
// who has the paper before them. Nobody changes one's own number alone: it is also the key to one's account.
func MaySetContact(a actor.Actor, p Person) (actor.Post, bool) {
	if a.System {
		return actor.Post{}, true
	}
	return desk(a, p.Place)
}

// MayRecordProxy gives the post under which the actor may record or end that somebody acts for the person: the person,
// or the staff of the community, to whom the person has said so.
func MayRecordProxy(a actor.Actor, acted Person) (actor.Post, bool) { return MayUpdate(a, acted) }

// desk is the post at the community where somebody lives. Nobody's desk covers a person without a home here.
func desk(a actor.Actor, home string) (actor.Post, bool) {
	if home == "" {
		return actor.Post{}, false
	}
	return a.As(home, actor.SocialWorker, actor.ViceSecretary, actor.Secretary)
}

// AtDesk tells whether a person is one whom the actor's desk looks for: who lives in its community.
func AtDesk(a actor.Actor, p Person) bool {
	_, ok := desk(a, p.Place)
	return ok
}

// Scope is where the actor may look for people, and what it was called before.
func Scope(a actor.Actor) (places []string) {
	for _, code := range scope(a) {
		places = append(append(places, code), a.Former[code]...)
	}
	return places
}

// scope is where the actor may look for people.
func scope(a actor.Actor) (places []string) {
	for _, p := range a.Posts {
		if _, ok := desk(actor.Actor{Posts: []actor.Post{p}}, p.Place); ok {
			places = append(places, p.Place)
		}
	}
	return places
}
