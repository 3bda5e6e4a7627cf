package deskweb

import (
	"cmp"
	"context"
	"net/url"

	"linli/internal/wish/wishweb"
)

// propose fills what is proposed to who sorts. Who has pressed a proposal finds the form filled in with it: colour and unit
// by the address, and the reason where there is one for the submitter, which may be written otherwise.
func (h *Handler) propose(ctx context.Context, p *wishPage, t teller) (err error) {
	if h.Propose == nil {
		return nil
	}
	if p.Choice.Proposals, err = h.Propose(ctx, t.Teller, p.Wish); err != nil {
		return err
	}
	for _, x := range p.Choice.Proposals {
		if x.By == p.Form.Value("by") && x.Colour == p.Choice.To && p.Form.Value("text") == "" && p.Form.OK() {
			p.Form.Set("text", x.Text)
		}
	}
	return nil
}

// take is where pressing a proposal leads.
func (p wishPage) take(x wishweb.Proposal) string {
	q := url.Values{"to": {string(x.Colour)}, "unit": {x.Unit}, "by": {x.By}}
	if p.Choice.From != "" {
		q.Set("from", p.Choice.From)
	}
	return "/wishes/" + p.Wish.ID + "/classify?" + q.Encode()
}

// reason fills why the wish was sorted so.
func (h *Handler) reason(ctx context.Context, p *wishPage, t teller) (err error) {
	if h.Routed != nil {
		p.Reasons, err = h.Routed(ctx, t.Teller, p.Wish)
	}
	for _, x := range p.Reasons {
		p.Needs, p.Choice.Files.Must = cmp.Or(p.Needs, x.Needs), p.Choice.Files.Must || x.Photo
	}
	return err
}
