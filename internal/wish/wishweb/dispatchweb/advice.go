package dispatchweb

import (
	"context"
	"slices"
	"strings"

	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
)

// Proposer proposes what the catalogue says.
func (h *Handler) Proposer() wishweb.Proposer {
	return func(ctx context.Context, t *wishweb.Teller, w wish.Wish) ([]wishweb.Proposal, error) {
		p, ok, err := h.Dispatch.Propose(ctx, w)
		if err != nil || !ok {
			return nil, err
		}
		why, err := h.why(ctx, t, p.Entry)
		if err != nil {
			return nil, err
		}
		names, err := org.Names(ctx, h.DB, []string{p.Unit})
		out := wishweb.Proposal{By: "catalogue", Title: t.L.T("dispatch.title"), Colour: p.Entry.Colour, Unit: p.Unit, Name: names[p.Unit], Why: why, Text: why, URL: Path + "/" + p.Entry.ID, See: t.L.T("wish.proposal.see")}
		if p.Unit == "" {
			out.Notes = append(out.Notes, t.L.T("dispatch.no_unit"))
		}
		if span := clock(t, p.Entry.Clock); span != "" {
			out.Notes = append(out.Notes, t.L.T("dispatch.within", span))
		}
		if needs := needs(t, p.Entry); needs != "" {
			out.Notes = append(out.Notes, needs)
		}
		return []wishweb.Proposal{out}, err
	}
}

// needs is what an answer must bring, in one sentence; empty where it is nothing in particular.
func needs(t *wishweb.Teller, e dispatch.Entry) string {
	if len(e.Evidence) == 0 {
		return ""
	}
	return t.L.T("dispatch.needs", evidence(t, e.Evidence))
}

// why is by what an entry decides: its place, its topic, since when.
func (h *Handler) why(ctx context.Context, t *wishweb.Teller, e dispatch.Entry) (string, error) {
	names, err := place.Names(ctx, h.DB, []string{e.Place})
	return t.L.T("dispatch.why", place.Short(names[e.Place]), topicName(t, e.Topic), t.L.Date(e.From)), err
}

// Reasoner says by which entry a wish was sorted, and whether that was followed.
func (h *Handler) Reasoner() wishweb.Reasoner {
	return func(ctx context.Context, t *wishweb.Teller, w wish.Wish) ([]wishweb.Reason, error) {
		r, e, ok, err := h.Dispatch.Why(ctx, w.ID)
		if err != nil || !ok {
			return nil, err
		}
		out := wishweb.Reason{By: "catalogue", URL: Path + "/" + e.ID, See: t.L.T("wish.proposal.see")}
		if out.Why, err = h.why(ctx, t, e); err != nil {
			return nil, err
		}
		if r.Followed {
			out.Needs, out.Photo = needs(t, e), slices.Contains(e.Evidence, dispatch.Photo)
			return []wishweb.Reason{out}, nil
		}
		names, err := org.Names(ctx, h.DB, []string{r.Unit})
		said := strings.TrimSpace(t.L.T("mark."+string(r.Colour)) + " " + names[r.Unit])
		out.Why += t.L.T("dispatch.departed", said)
		return []wishweb.Reason{out}, err
	}
}
