package demo

import "linli/internal/account/token"

// tellTokens: the social worker's screen in the hall reads the community's wishes, the hub's exchange raises and handles them, and
// one that was tried out is taken back.
func (t *teller) tellTokens() error {
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
		who := t.people[x.who]
		made, secret, err := t.Tokens.Make(t.ctx, who, token.Making{Name: x.name, Post: who.Posts[0].ID, Scopes: x.scopes, Days: x.days})
		if err == nil && x.used {
			_, _, err = t.Tokens.Actor(t.ctx, secret)
		}
		if err == nil && x.back {
			err = t.Tokens.Revoke(t.ctx, who, made.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
