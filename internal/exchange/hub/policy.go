package hub

import (
	"slices"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/exchange/hook"
	"linli/internal/wish/arrival"
)

// MayManage gives the post under which the actor looks after the hubs of a place: who looks after its webhooks.
func MayManage(a actor.Actor, place string) (actor.Post, bool) { return hook.MayManage(a, place) }

// MayPlace gives the post under which the actor says where orders of a hub of a place belong: the command centre, to which the hotline's
// orders come, in person.
func MayPlace(a actor.Actor, place string) (actor.Post, bool) {
	if a.Token.ID != "" || a.System || place == "" {
		return actor.Post{}, false
	}
	return arrival.MayJudge(a, place)
}

// MaySpeak gives the post under which a program speaks for a hub of a place: by an access token for it (scope hub:orders), whose post is
// the command centre's there and which reaches all of that place.
func MaySpeak(a actor.Actor, place string) (actor.Post, bool) {
	if a.Token.ID == "" || !slices.Contains(a.Token.Scopes, string(token.Hub)) || place == "" || !a.Reaches(place) {
		return actor.Post{}, false
	}
	return arrival.MayJudge(a, place)
}
