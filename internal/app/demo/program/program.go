// Package program gives the demonstration access tokens, so that whoever comes new finds some.
package program

import (
	"context"

	"linli/internal/account/token"
	"linli/internal/actor"
)

// Tell makes them: the social worker's screen in the hall reads the community's wishes, the hotline's exchange raises and handles
// them, and one that was tried out is taken back.
func Tell(ctx context.Context, tokens *token.Service, people map[string]actor.Actor) error {
	for _, x := range []struct {
		who, name  string
		days       int
		scopes     []token.Scope
		used, back bool
	}{
		{"季小舟", "试一试", 30, []token.Scope{token.Read}, false, true},
		{"季小舟", "大厅屏幕", 180, []token.Scope{token.Read}, true, false},
		{"柏时雨", "热线数据对接", 365, token.Scopes(), true, false},
	} {
		who := people[x.who]
		made, secret, err := tokens.Make(ctx, who, token.Making{Name: x.name, Post: who.Posts[0].ID, Scopes: x.scopes, Days: x.days})
		if err == nil && x.used {
			_, _, err = tokens.Actor(ctx, secret)
		}
		if err == nil && x.back {
			err = tokens.Revoke(ctx, who, made.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
