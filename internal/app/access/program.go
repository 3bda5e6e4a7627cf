package access

import (
	"slices"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/wish/dispatch"
)

// offered tells whether somebody is offered the community, to change its catalogue.
func offered(a actor.Actor) bool {
	return slices.ContainsFunc(dispatch.Edits(a), func(at string) bool { return actor.Covers(at, Community) })
}

// program is an actor as a program with a token for hubs is one.
func program(a actor.Actor) actor.Actor {
	a.Token = actor.Token{ID: "token", Scopes: []string{string(token.Hub)}}
	return a
}
