package dispatchweb

import (
	"context"

	"linli/internal/web"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/wishweb"
	"linli/internal/workday"
)

// held is the entry that saving a form would end, and what would hold instead.
type held struct {
	Lines []heldLine
	Until string // the last day of what holds now; empty while nothing is to be saved
}

// heldLine is an entry in words, and what it is: now, then.
type heldLine struct {
	Is string
	line
}

// held is what a form replaces, as its reader is told before anything is saved: nil where that is nothing. With an entry it is beside
// that one.
func (h *Handler) held(ctx context.Context, t *wishweb.Teller, f *web.Form, in *dispatch.Entry) (*held, error) {
	if f.Value("replaces") == "" {
		return nil, nil //nolint:nilnil // the form replaces nothing
	}
	old, err := h.Dispatch.Last(ctx, t.Reader, f.Value("place"), f.Value("topic"))
	if err != nil || old.ID == "" {
		return nil, err
	}
	out, all := held{}, []dispatch.Entry{old}
	if in != nil {
		if in.From.Before(t.Now) {
			in.From = t.Now
		}
		out.Until, all = t.L.Date(workday.DateOf(in.From).At(0)), append(all, *in)
	}
	lines, err := h.lines(ctx, t, old.Place, all)
	for i, l := range lines {
		out.Lines = append(out.Lines, heldLine{[]string{"now", "then"}[i], l})
	}
	return &out, err
}
