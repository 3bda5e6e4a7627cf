package access

import (
	"linli/internal/account/token"
	"linli/internal/actor"
)

// program is an actor as a program with a token for hubs is one.
func program(a actor.Actor) actor.Actor {
	a.Token = actor.Token{ID: "token", Scopes: []string{string(token.Hub)}}
	return a
}
