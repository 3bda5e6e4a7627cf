package wishweb

import (
	"context"

	"linli/internal/db"
	"linli/internal/few"
	"linli/internal/wish"
	"linli/internal/wish/follow"
	"linli/internal/wish/publish"
)

// Followed is how many people have the same wish, as neighbours may read it: small numbers in words only.
func (t *Teller) Followed(n int) few.Cell {
	return few.Count(n, t.Book.Int("statistic.least", "", t.Now))
}

// AlsoSo is the same as a sentence, 31 人也一样; empty where it is nobody.
func (t *Teller) AlsoSo(n int) string {
	switch c := t.Followed(n); {
	case c.Few:
		return t.L.T("follow.few")
	case c.N > 0:
		return t.L.T("follow.many", c.N)
	}
	return ""
}

// AlsoSoOf is AlsoSo of each of some wishes, by id.
func (t *Teller) AlsoSoOf(ctx context.Context, q db.Querier, wishes []wish.Wish) (map[string]string, error) {
	ids := make([]string, len(wishes))
	for i, w := range wishes {
		ids[i] = w.ID
	}
	counts, err := follow.Counts(ctx, q, ids)
	out := make(map[string]string, len(counts))
	for id, n := range counts {
		out[id] = t.AlsoSo(n)
	}
	return out, err
}

// Shared is what neighbours have of a wish, as who handles it reads it.
type Shared struct {
	State    string // whether they see it; empty: it is no public wish, or not accepted yet
	Also     string // how many have the same, the whole number
	Moderate string // where the reader decides what they read; empty: not this reader
}

// Shared reads it.
func (d Deps) Shared(ctx context.Context, t *Teller, w wish.Wish) (s Shared, err error) {
	if w.Visibility != wish.Public || w.AcceptedAt.IsZero() {
		return s, nil
	}
	s.State = t.L.T("publish.state." + string(w.Publicity))
	also, err := follow.Counts(ctx, d.DB, []string{w.ID})
	if n := also[w.ID]; n > 0 {
		s.Also = t.L.T("follow.many", n)
	}
	if _, ok := publish.May(t.Reader, w); ok {
		s.Moderate = "/wishes/" + w.ID + "/publication"
	}
	return s, err
}
