package apiweb

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/wish/wishweb"
)

// A name is looked up once in ten seconds, whether there is one or not, and a new name is said after that.
func TestNamesAreRemembered(t *testing.T) {
	t.Parallel()
	var asked []string
	called := map[string]string{"a": "甲", "b": "乙"}
	read := func(_ context.Context, _ db.Querier, keys []string) (map[string]string, error) {
		asked = append(asked, slices.Sorted(slices.Values(keys))...)
		return called, nil
	}
	n := newNames()
	began := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		name  string
		after time.Duration
		keys  []string
		want  map[string]string
		asked []string
	}{
		{"the first time", 0, []string{"a", "x"}, map[string]string{"a": "甲", "x": ""}, []string{"a", "x"}},
		{"only what is new", time.Second, []string{"a", "b", "x"}, map[string]string{"a": "甲", "b": "乙", "x": ""}, []string{"b"}},
		{"renamed meanwhile", 9 * time.Second, []string{"a"}, map[string]string{"a": "甲"}, nil},
		{"after ten seconds", 11 * time.Second, []string{"a"}, map[string]string{"a": "丙"}, []string{"a"}},
		{"and the others are forgotten too", 12 * time.Second, []string{"b"}, map[string]string{"b": "乙"}, []string{"b"}},
	} {
		keys, before := wishweb.Set{}, len(asked)
		keys.Add(step.keys...)
		got, err := n.of(t.Context(), nil, keys, began.Add(step.after), read)
		if err != nil || !maps.Equal(got, step.want) || !slices.Equal(asked[before:], step.asked) {
			t.Errorf("%s: %v, asked %v, %v", step.name, got, asked[before:], err)
		}
		if step.after == time.Second {
			called["a"] = "丙"
		}
	}
}
