package app

import (
	"testing"

	"linli/internal/place/edition"
)

func TestProgressLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		p      edition.Progress
		zh, en string
	}{
		"a share of what is known":       {edition.Progress{Phase: edition.Writing, Done: 944, Total: 2152}, "写入 944 / 2152 行", "write 944 / 2152 rows"},
		"reading does not know how many": {edition.Progress{Phase: edition.Reading, Done: 20000}, "读取 20000 行", "read 20000 rows"},
		"one step is not counted":        {edition.Progress{Phase: edition.Switching}, "切换 …", "switch …"},
		"the beginning of a known total": {edition.Progress{Phase: edition.Comparing, Total: 7}, "对比 0 / 7 行", "compare 0 / 7 rows"},
	} {
		if zh, en := progressLine(c.p, false), progressLine(c.p, true); zh != c.zh || en != c.en {
			t.Errorf("%s: %q, %q", name, zh, en)
		}
	}
	for _, p := range []edition.Phase{edition.Reading, edition.Validating, edition.Cleaning, edition.Comparing, edition.Writing, edition.Switching} {
		if phases()[p] == "" {
			t.Errorf("%s has no Chinese word", p)
		}
	}
}
