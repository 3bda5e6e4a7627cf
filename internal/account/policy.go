package account

import "linli/internal/actor"

// MayManage gives the post under which the actor may create, disable, enable and invite somebody's account: an
// administrator whose scope covers every place where that person holds a post, now or later, or, when there is none,
// the person's home. So no administrator takes the account of one whose reach is wider. A job of the system may.
func MayManage(a actor.Actor, posts []string, home string) (by actor.Post, ok bool) {
	if a.System {
		return actor.Post{}, true
	}
	if len(posts) == 0 {
		posts = []string{home}
	}
	for _, at := range posts {
		if by, ok = a.As(at, actor.SystemAdmin); !ok {
			return actor.Post{}, false
		}
	}
	return by, true
}

// MaySetPassword tells whether the actor may set somebody's password without a link: only who sits at the machine.
func MaySetPassword(a actor.Actor) bool { return a.System }

// MayAddResident tells whether the actor may make a resident's account: the system, until residents sign in by code.
func MayAddResident(a actor.Actor) bool { return a.System }

// administered is where the actor may look for accounts.
func administered(a actor.Actor) (places []string) {
	if a.System {
		return []string{""}
	}
	for _, p := range a.Posts {
		if p.Role == actor.SystemAdmin {
			places = append(places, p.Place)
		}
	}
	return places
}
