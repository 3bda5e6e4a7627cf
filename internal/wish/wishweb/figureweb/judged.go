package figureweb

import (
	"net/http"

	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish/figure"
)

// Judged is how residents judged what was answered them at a community or 邻里, as part of its public page; nil while it
// is not known yet.
func (h *Handler) Judged(r *http.Request, code string) (*web.Card, error) {
	j, err := h.figures.Judgement(r.Context(), code)
	if err != nil || !j.Counted {
		return nil, err
	}
	l := web.L(r.Context())
	return &web.Card{Title: l.T("figure.public"), Body: judged(judgedBox{saidOf(l, j), rangeOf(l, j)})}, nil
}

// judgedBox is the judgement in words.
type judgedBox struct{ Said, Range string }

// saidOf is the judgement in one sentence; what must not be told is not in it.
func saidOf(l i18n.Localizer, j figure.Judgement) string {
	r, rated := j.Rate()
	c, n := j.Content, j.Not
	switch {
	case rated:
		return l.T("figure.public.rate", r.N, c.N, r.Share().String())
	case c.Held || n.Held:
		return l.T("figure.public.held")
	case c.Few && n.Few, c.Few && n.N == 0, n.Few && c.N == 0:
		return l.T("figure.public.few", j.Few)
	case c.Few:
		return l.T("figure.public.few_content", n.N, j.Few)
	case n.Few:
		return l.T("figure.public.few_not", c.N, j.Few)
	case r.N == 0:
		return l.T("figure.public.none")
	}
	return l.T("figure.public.small", r.N, c.N)
}

// rangeOf is how sure the rate is; empty without a rate.
func rangeOf(l i18n.Localizer, j figure.Judgement) string {
	r, rated := j.Rate()
	if !rated {
		return ""
	}
	low, high := r.Wilson()
	return l.T("figure.public.interval", low.String(), high.String())
}
