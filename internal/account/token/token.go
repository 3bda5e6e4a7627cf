// Package token is access tokens: by one a program acts for a member of staff at the JSON interface. A token can what its owner
// can at that moment under one post of the owner's, of that what its scopes name, and of that what lies at its place; it ends on
// a day that is chosen when it is made. When the owner leaves the post or the account is disabled, it is dead with them. Its
// secret is shown once and stored as its hash (docs/adr/0029-api-tokens.md).
package token

import (
	"slices"
	"time"

	"linli/internal/actor"
)

// Scope is something that a token is for, as the interface names it.
type Scope string

// The scopes: few and plain, by what there is at the interface.
const (
	Read Scope = "wish:read" // wishes as the owner sees them, their lists and files, and what helps to handle them
	File Scope = "wish:file" // raise wishes, and send the photos and voice notes that go with them
	Act  Scope = "wish:act"  // everything that is done to a wish: from accepting to judging

	Figures Scope = "figures:read" // figures as who oversees a place sees them
	Hub     Scope = "hub:orders"   // to speak for a city's hub: send orders and ask how they stand
)

// Scopes is all of them.
func Scopes() []Scope { return []Scope{Read, File, Act, Figures, Hub} }

// Token is an access token without its secret.
type Token struct {
	ID        string
	Account   string // the owner's
	Post      string // under which it acts
	Name      string // what for, in the owner's words
	Scopes    []Scope
	Place     string // beyond it nothing is seen; empty: as far as the post reaches
	MadeAt    time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // to some minutes; zero: never
	RevokedAt time.Time // zero: not
}

// Live tells whether it is neither revoked nor expired. Whether its owner still has the post is another question.
func (t Token) Live(now time.Time) bool { return t.RevokedAt.IsZero() && now.Before(t.ExpiresAt) }

// MayMake gives the posts for which the actor may make tokens: the own ones that deal with wishes. A stand-in is there for some
// days and in person; who administers sees no business data, at no interface either; a token makes no tokens.
func MayMake(a actor.Actor) (posts []actor.Post) {
	if a.Token.ID != "" {
		return nil
	}
	for _, p := range a.Posts {
		if p.Own() && !p.Role.Administers() {
			posts = append(posts, p)
		}
	}
	return posts
}

// MayOversee gives the places whose tokens the actor sees and may take back, whoever made them: the scope of a system or a
// security administrator, who look after accounts.
func MayOversee(a actor.Actor) (places []string) {
	for _, p := range a.Posts {
		if p.Role == actor.SystemAdmin || p.Role == actor.SecurityAdmin {
			places = append(places, a.Scope(p)...)
		}
	}
	return places
}

// Narrow is the owner as the token lets a program be: under the token's post alone, not as a neighbour or a proxy, within the codes
// that its place means today and meant before. ok is false when the post is not the owner's own any more.
func (t Token) Narrow(owner actor.Actor, within []string) (a actor.Actor, ok bool) {
	i := slices.IndexFunc(owner.Posts, func(p actor.Post) bool { return p.ID == t.Post && p.Own() })
	if i < 0 {
		return actor.Actor{}, false
	}
	a = owner
	a.Posts, a.Away, a.ActsFor, a.Home = owner.Posts[i:i+1:i+1], nil, nil, ""
	a.Token = actor.Token{ID: t.ID, Within: within}
	for _, s := range t.Scopes {
		a.Token.Scopes = append(a.Token.Scopes, string(s))
	}
	return a, true
}
