package notice

import "linli/internal/actor"

// MayConfigure gives the post under which the actor sets up channels and writes templates: the system administrator, who looks
// after the house and sees no business data.
func MayConfigure(a actor.Actor) (actor.Post, bool) {
	for _, p := range a.Posts {
		if p.Role == actor.SystemAdmin {
			return p, true
		}
	}
	return actor.Post{}, false
}

// MayChoose tells whether the actor has notices of one's own, and chooses how they come: whoever has signed in as a person.
func MayChoose(a actor.Actor) bool { return a.SignedIn() && a.Person != "" }

// KindsFor are the kinds of which somebody is told: staff also as residents, for they may live here.
func KindsFor(a actor.Actor) []Kind {
	if _, ok := MayConfigure(a); ok {
		return append(append(ForStaff(), HookPaused), ForResidents()...)
	}
	if a.Staff() || len(a.Away) > 0 {
		return append(ForStaff(), ForResidents()...)
	}
	return ForResidents()
}
