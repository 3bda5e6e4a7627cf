package hook

import (
	"slices"

	"linli/internal/actor"
)

// MayManage gives the post under which the actor looks after the subscriptions of a place: a system administrator of that place or of
// one above it, who says where something leaves the house and sees no business data. Not by an access token: a program opens no
// further way out.
func MayManage(a actor.Actor, place string) (actor.Post, bool) {
	if a.Token.ID != "" || place == "" {
		return actor.Post{}, false
	}
	return a.As(place, actor.SystemAdmin)
}

// Places are the codes of whose subscriptions the actor looks after, what they were called before among them; none: of none.
func Places(a actor.Actor) (out []string) {
	for _, p := range a.Posts {
		if _, ok := MayManage(a, p.Place); ok && p.Role == actor.SystemAdmin {
			out = append(out, a.Scope(p)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
