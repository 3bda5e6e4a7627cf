package residentweb_test

import (
	"testing"

	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb/wishwebtest"
)

// hood is the neighbourhood of these tests.
type hood struct{ *wishwebtest.Hood }

func newHood(t testing.TB) *hood {
	t.Helper()
	return &hood{wishwebtest.New(t)}
}

// mine are the wishes that somebody may see as one's own.
func (w *hood) mine(by string) []wish.Wish {
	w.T.Helper()
	p, err := w.Lists.Mine(w.T.Context(), w.Actors[by], list.Filter{})
	w.Must(err)
	return p.Wishes
}

// filing is a whole form as most tests send it.
func filing(more ...string) []string {
	return append([]string{
		"do", "send", "topic", "repair", "text", "花园里没有坐的地方，能不能装几张椅子？", "place", wishwebtest.Garden, "spot", "7幢南面那条小路",
		"visibility", "public", "key", id.New(),
	}, more...)
}
