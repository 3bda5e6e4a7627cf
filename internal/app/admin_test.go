package app

import (
	"testing"

	"linli/internal/place"
)

func TestProgressLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		p      place.Progress
		zh, en string
	}{
		"a share of what is known":       {place.Progress{Phase: place.Writing, Done: 944, Total: 2152}, "写入 944 / 2152 行", "write 944 / 2152 rows"},
		"reading does not know how many": {place.Progress{Phase: place.Reading, Done: 20000}, "读取 20000 行", "read 20000 rows"},
		"one step is not counted":        {place.Progress{Phase: place.Switching}, "切换 …", "switch …"},
		"the beginning of a known total": {place.Progress{Phase: place.Comparing, Total: 7}, "对比 0 / 7 行", "compare 0 / 7 rows"},
	} {
		if zh, en := progressLine(c.p, false), progressLine(c.p, true); zh != c.zh || en != c.en {
			t.Errorf("%s: %q, %q", name, zh, en)
		}
	}
	for _, p := range []place.Phase{place.Reading, place.Validating, place.Cleaning, place.Comparing, place.Writing, place.Switching} {
		if phases()[p] == "" {
			t.Errorf("%s has no Chinese word", p)
		}
	}
}
