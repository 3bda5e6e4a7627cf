package dispatch

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/wish"
)

// naive is Resolve as it is told: of all entries that fit, the one at the deepest place, and of those the deepest topic.
func naive(all []Entry, code string, path []string, at time.Time) (Entry, bool) {
	rank := func(e Entry) int {
		if e.Topic == "" {
			return len(path)
		}
		return slices.Index(path, e.Topic)
	}
	var best Entry
	found := false
	for _, e := range all {
		if !e.Holds(at) || !actor.Covers(e.Place, code) || rank(e) < 0 {
			continue
		}
		if !found || len(e.Place) > len(best.Place) || len(e.Place) == len(best.Place) && rank(e) < rank(best) {
			best, found = e, true
		}
	}
	return best, found
}

func TestResolveIsTheNaiveOne(t *testing.T) {
	t.Parallel()
	places := []string{"32", "3206", "320613", "320613007", "320613007005", "320613007002", "320613007005001", "320613007005001001", "320613003"}
	topics := []string{"", "a", "a.1", "a.1.1", "a.2", "b"}
	paths := [][]string{{"a"}, {"a.1", "a"}, {"a.1.1", "a.1", "a"}, {"a.2", "a"}, {"b"}, {"unknown"}}
	begin := time.Unix(0, 0)
	rapid.Check(t, func(t *rapid.T) {
		var all []Entry
		busy := map[key]int{} // until which hour a key is taken: entries of one do not overlap
		for i := range rapid.IntRange(0, 25).Draw(t, "n") {
			e := Entry{ID: fmt.Sprint(i), Place: rapid.SampledFrom(places).Draw(t, "place"), Topic: rapid.SampledFrom(topics).Draw(t, "topic"), Colour: wish.Blue}
			from := busy[e.key()] + rapid.IntRange(0, 3).Draw(t, "from")
			to := from + rapid.IntRange(0, 5).Draw(t, "long")
			busy[e.key()] = to
			e.From, e.To = begin.Add(time.Duration(from)*time.Hour), begin.Add(time.Duration(to)*time.Hour)
			all = append(all, e)
		}
		at := begin.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "at")) * time.Hour)
		code, path := rapid.SampledFrom(places).Draw(t, "code"), rapid.SampledFrom(paths).Draw(t, "path")
		got, ok := NewBook(all).Resolve(code, path, at)
		want, known := naive(all, code, path, at)
		if ok != known || got.ID != want.ID {
			t.Fatalf("%+v, %v; want %+v, %v", got, ok, want, known)
		}
	})
}
