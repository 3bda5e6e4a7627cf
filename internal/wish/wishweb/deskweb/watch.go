package deskweb

import (
	"context"

	"linli/internal/actor"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/escalate"
	"linli/internal/wish/side"
	"linli/internal/wish/wishweb"
)

// watched is what has been done about the date of the wish, and who had it first.
func (h *Handler) watched(ctx context.Context, p *wishPage, t teller, add func(key, value string)) error {
	marks, err := escalate.Marks(ctx, h.DB, []wish.Wish{p.Wish})
	if err != nil {
		return err
	}
	if p.Watched = wishweb.Watched(p.Wish, marks); p.Wish.First != "" {
		add("escalate.first", t.L.T("escalate.first.says", t.Org(p.Wish.First)))
	}
	return nil
}

// offerScopes is where a ruling of the reader may hold for the next similar wish, the nearest first; the street's leader rules for the
// street at most.
func (h *Handler) offerScopes(p *wishPage, t teller) {
	scopes := []side.Scope{side.InCommunity, side.InStreet}
	if _, ok := t.Reader.As(p.Wish.Place, actor.CommandCentre); ok {
		scopes = append(scopes, side.InDistrict)
	}
	for _, s := range append(scopes, side.Nowhere) {
		p.Choice.Scopes = append(p.Choice.Scopes, web.Option{Value: string(s), Label: t.L.T("desk.ruling.keep." + string(s))})
	}
	if p.Form.Value("keep") == "" {
		p.Form.Set("keep", string(side.InCommunity))
	}
}
