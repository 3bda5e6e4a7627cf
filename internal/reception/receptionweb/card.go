package receptionweb

import (
	"net/http"

	"linli/internal/reception"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/workday"
)

// Home is what the home page of residents shows of their community: the next tea, and how many promises of the year were
// kept; nil where there is neither.
func (h *Handler) Home(r *http.Request, code string) (*web.Card, error) {
	if len(code) < communityWidth {
		return nil, nil
	}
	next, err := h.next(r, code)
	if err != nil {
		return nil, err
	}
	given, err := h.given(r, code)
	if err != nil || next.URL == "" && given.Said == "" {
		return nil, err
	}
	l := web.L(r.Context())
	all := web.View{Label: l.T("tea.card.all"), URL: listURL(code[:communityWidth], thisYear(l))}
	return &web.Card{Title: l.T("tea.title"), Link: all, Body: homeCard(next, given)}, nil
}

// Next is when and where the next tea of a community is; nil when none is announced.
func (h *Handler) Next(r *http.Request, code string) (*web.Card, error) {
	next, err := h.next(r, code)
	if err != nil || next.URL == "" {
		return nil, err
	}
	return &web.Card{Title: web.T(r.Context(), "tea.card.next"), Body: nextTea(next)}, nil
}

// Promises is what a community promised in its teas: how many of this year were kept, and of all years those that are not,
// the overdue first; nil when nothing was promised.
func (h *Handler) Promises(r *http.Request, code string) (*web.Card, error) {
	b, err := h.given(r, code)
	if err != nil || b.Said == "" && len(b.Rows) == 0 {
		return nil, err
	}
	l := web.L(r.Context())
	all := web.View{Label: l.T("tea.card.promises"), URL: promisesURL(code[:communityWidth], thisYear(l))}
	return &web.Card{Title: l.T("tea.ledger"), Link: all, Body: givenCard(b)}, nil
}

func thisYear(l i18n.Localizer) int { return workday.DateOf(l.Now()).Year() }

// nextBox is the next tea; without a URL there is none.
type nextBox struct{ URL, When, Spot string }

func (h *Handler) next(r *http.Request, code string) (b nextBox, err error) {
	t, err := h.teller(r)
	if err != nil {
		return b, err
	}
	x, err := h.Teas.Next(r.Context(), code[:communityWidth])
	if err != nil || x.ID == "" {
		return b, err
	}
	return nextBox{Root + "/" + x.ID, t.when(x), x.Spot}, nil
}

// givenBox is what was promised, for somebody who looks at more than that.
type givenBox struct {
	Said string // 今年答应 18 件，…; empty: nothing was promised this year
	Rows []promiseRow
}

// shownPromises is how many promises that are not kept yet stand on a page of other things.
const shownPromises = 3

func (h *Handler) given(r *http.Request, code string) (b givenBox, err error) {
	t, err := h.teller(r)
	if err != nil {
		return b, err
	}
	code = code[:communityWidth]
	l, err := h.Teas.Ledger(r.Context(), t.Reader, code, t.today().Year())
	if err != nil {
		return b, err
	}
	if n := len(l.Promises); n > 0 {
		b.Said = t.L.T("tea.card.said", n, l.Ripe(), l.Fulfilled(), l.Counts[reception.Broken])
	}
	open, err := h.Teas.Unkept(r.Context(), t.Reader, code)
	b.Rows = t.rows(open)
	b.Rows = b.Rows[:min(len(b.Rows), shownPromises)]
	return b, err
}
