package account

import "linli/internal/actor"

// Holder is whose account it is, as far as the policy asks.
type Holder struct {
	Person string
	Posts  []actor.Post // held now or later
	Home   string       // place code of the home, when there is no post
}

// within gives the post with the role under which the actor may act on every place of the holder: so nobody touches the
// account of one whose reach is wider.
func (h Holder) within(a actor.Actor, role actor.Role) (by actor.Post, ok bool) {
	if len(h.Posts) == 0 {
		return a.As(h.Home, role)
	}
	for _, p := range h.Posts {
		if by, ok = a.As(p.Place, role); !ok {
			return actor.Post{}, false
		}
	}
	return by, true
}

// administers tells whether the holder has one of the three roles that look after the house.
func (h Holder) administers() bool {
	return actor.Actor{Posts: h.Posts}.Has(actor.Administrators()...)
}

// MayManage gives the post under which the actor may create, disable, enable and invite somebody's account: a system
// administrator whose scope covers every post, now or later, or, when there is none, the home; the account of one of the
// three administrators is the security administrator's, so that no system administrator takes it over. A job of the system
// may.
func MayManage(a actor.Actor, h Holder) (by actor.Post, ok bool) {
	switch {
	case a.System:
		return actor.Post{}, true
	case h.administers():
		return MayGuard(a, h)
	}
	return h.within(a, actor.SystemAdmin)
}

// MayGuard gives the post under which the actor may unlock an account, take its second factor back, end its sessions and
// disable it: a security administrator whose scope covers it, but for one's own, for which there is one's own page. A job of
// the system may.
func MayGuard(a actor.Actor, h Holder) (by actor.Post, ok bool) {
	if a.System {
		return actor.Post{}, true
	}
	if a.Person == h.Person {
		return actor.Post{}, false
	}
	return h.within(a, actor.SecurityAdmin)
}

// MaySetPassword tells whether the actor may set somebody's password without a link: only who sits at the machine.
func MaySetPassword(a actor.Actor) bool { return a.System }

// MayAddResident tells whether the actor may make a resident's account of a person: the system, and the person, who has
// proved to have the telephone.
func MayAddResident(a actor.Actor, personID string) bool {
	return a.System || personID != "" && a.Person == personID
}

// administered is where the actor may look for accounts.
func administered(a actor.Actor) (places []string) {
	if a.System {
		return []string{""}
	}
	for _, p := range a.Posts {
		if p.Role == actor.SystemAdmin || p.Role == actor.SecurityAdmin {
			places = append(places, p.Place)
		}
	}
	return places
}
