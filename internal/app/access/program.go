package access

import (
	"slices"

	"linli/internal/account/token"
	"linli/internal/actor"
)

// offered tells whether the community lies in some places.
func offered(places []string) bool {
	return slices.ContainsFunc(places, func(at string) bool { return actor.Covers(at, Community) })
}

// program is an actor as a program with a token for hubs is one.
func program(a actor.Actor) actor.Actor {
	a.Token = actor.Token{ID: "token", Scopes: []string{string(token.Hub)}}
	return a
}
