package export

import "linli/internal/actor"

// readers are the roles that see what has left the house: who audits, the audit administrator among them.
var readers = []actor.Role{actor.Auditor, actor.AuditAdmin}

// MaySee tells whether the actor sees that something of a place has left the house. What has no place, as the journal, is of
// everything: only who audits everything sees it.
func MaySee(a actor.Actor, place string) bool {
	_, ok := a.As(place, readers...)
	return ok
}

// MayList tells whether the actor has a list of exports.
func MayList(a actor.Actor) bool { return a.Has(readers...) }

// scope is MaySee as places.
func scope(a actor.Actor) (places []string) {
	for _, p := range a.Posts {
		if (actor.Actor{Posts: []actor.Post{p}}).Has(readers...) {
			places = append(places, a.Scope(p)...)
		}
	}
	return places
}
