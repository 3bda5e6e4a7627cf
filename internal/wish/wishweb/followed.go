package wishweb

import (
	"context"

	"linli/internal/db"
	"linli/internal/few"
	"linli/internal/wish"
	"linli/internal/wish/follow"
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
