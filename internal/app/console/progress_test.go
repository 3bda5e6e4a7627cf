package console

import (
	"bytes"
	"strings"
	"testing"

	"linli/internal/app"
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

// The command tells what followed, in both languages.
func TestTheImportTellsWhatFollowed(t *testing.T) {
	t.Parallel()
	f := app.Followed{Places: 4, Orgs: 3, Homes: 6, Rules: 1, Wishes: 2, Left: []app.Left{
		{Old: "320602001002", New: "320613001001", Orgs: []string{"东街社区居委会"}}, {Old: "320611001001", Homes: 3},
	}}
	for english, want := range map[bool][]string{
		false: {"邻里和楼栋 4 处，单位 3 个，住址 6 个，规则 1 条，没办完的心愿 2 件，个人信息请求 0 件\n", "320602001002 已换成 320613001001，还有留在旧代码的，请处理。 单位：东街社区居委会。\n", "320611001001 已撤销"},
		true:  {"neighbourhoods and buildings 4, organisations 3, homes 6, rules 1, open wishes 2, open requests about data 0\n", "Organisations: 东街社区居委会.\n", "homes 3"},
	} {
		var b bytes.Buffer
		if err := writeFollowed(&b, f, english); err != nil {
			t.Fatal(err)
		}
		for _, s := range want {
			if !strings.Contains(b.String(), s) {
				t.Errorf("%q is missing in:\n%s", s, b.String())
			}
		}
	}
}
